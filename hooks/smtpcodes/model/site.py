"""The site as data: every page's code, pair, cause and provider, with relations and addresses derived.

Built from records that passed shape and rules; everything that renders or exports reads it from here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from smtpcodes.basics.causes import cause_of, situation_of, split
from smtpcodes.basics.codes import is_enhanced
from smtpcodes.basics.vocabulary import CAUSES_WITHOUT_PAGE, OWN_SPEAKER, SECTION_OF_MORE
from smtpcodes.load.records import (
    CauseFields,
    ClassFields,
    CodeFields,
    Contact,
    Document,
    OverlayFields,
    ProviderFields,
    Release,
    ResponseFields,
    Source,
    Term,
)
from smtpcodes.model.changes import Change
from smtpcodes.model.delisting import Way
from smtpcodes.model.verdict import Verdict

Fields = Mapping[str, Any]


@dataclass
class Response:
    """One text that a provider sends."""

    provider: str
    fields: ResponseFields
    verdict: Verdict
    age: str  # "current", "historic" or "unknown"

    @property
    def id(self) -> str:
        return self.fields["id"]

    @property
    def reply(self) -> str | None:
        return self.fields.get("reply")

    @property
    def enhanced(self) -> str | None:
        return self.fields.get("enhanced")

    @property
    def cause(self) -> str | None:
        """The cause's id."""
        return cause_of(self.fields.get("cause"))

    @property
    def situation(self) -> str | None:
        """The situation within the cause, where the record names one."""
        return situation_of(self.fields.get("cause"))

    @property
    def url(self) -> str:
        return f"providers/{self.provider}/#{self.id}"


@dataclass
class Code:
    """One page: a reply code, or an enhanced code with its class."""

    code: str
    record: str  # the id of its record: "x.7.1" for 5.7.1
    path: str  # the record's file
    fields: CodeFields  # with what the class changes laid over
    verdict: Verdict
    main: str  # the page of the record that carries what its classes share; itself mostly
    own: ClassFields  # only what this class says, for a page that links to ``main`` for the rest
    siblings: Sequence[str] = ()  # the same detail with other class digits
    responses: list[Response] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)  # "550 5.7.1" that have a page, of this code
    deciding: str | None = None  # the cause, or cause/situation, that speaks for the page; None: none does

    @property
    def kind(self) -> str:
        return "enhanced" if is_enhanced(self.code) else "reply"

    @property
    def digit(self) -> str:
        return self.code[0]

    @property
    def title(self) -> str:
        return self.fields["title"]

    @property
    def url(self) -> str:
        return f"{self.code}/"

    @property
    def dialogue(self) -> Sequence[str]:
        """The dialogue, where it is of this page's class; a page of another class would show what it does not say."""
        lines = self.fields.get("dialogue", ())
        answers = [line[3:] for line in lines if line.startswith("S: ")]
        return lines if any(self.code in line and line[0] == self.digit for line in answers) else ()

    @property
    def causes(self) -> Sequence[str]:
        """The ids of its causes, the main one first."""
        return [split(name)[0] for name in self.fields.get("causes", ())]

    @property
    def situations(self) -> Sequence[str | None]:
        """The situations beside ``causes``, None where the record names none."""
        return [split(name)[1] for name in self.fields.get("causes", ())]

    @property
    def speakers(self) -> Sequence[str]:
        """Who is met first with this code, in that order; the others come after."""
        return self.fields.get("speakers", ())


def met(provider: str, first: Sequence[str]) -> int:
    """The place of a speaker among those that are met first: the copy's own before all; the others share the last
    place.
    """
    return -1 if provider == OWN_SPEAKER else first.index(provider) if provider in first else len(first)


@dataclass
class Pair:
    """A reply code with the enhanced code beside it, said so by at least one provider."""

    reply: str
    enhanced: str
    title: str
    summary: str
    verdict: Verdict
    names: Sequence[str]  # of its causes, the main one first, with their situations
    responses: Sequence[Response]
    steps: Fields
    path: str  # the record that says so
    steps_path: str  # the record whose steps they are
    deciding: str | None = None  # as for a code
    why: str = ""  # what its codes and texts do not tell by themselves
    sources: Sequence[Source] = ()

    @property
    def name(self) -> str:
        return f"{self.reply} {self.enhanced}"

    @property
    def digit(self) -> str:
        """The class that decides: the reply's (RFC 5321 section 4.3.2)."""
        return self.reply[0]

    @property
    def causes(self) -> Sequence[str]:
        """The ids of its causes, the main one first."""
        return [split(name)[0] for name in self.names]

    @property
    def situations(self) -> Sequence[str | None]:
        """The situations beside ``causes``, None where none is named."""
        return [split(name)[1] for name in self.names]

    @property
    def url(self) -> str:
        return f"{self.reply}/{self.enhanced}/"

    @property
    def disagrees(self) -> bool:
        """Whether the reply's first digit and the enhanced code's class differ."""
        return self.reply[0] != self.enhanced[0]


@dataclass
class Cause:
    """One word of the vocabulary, with what bears it."""

    id: str
    fields: CauseFields
    codes: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    @property
    def url(self) -> str | None:
        return None if self.id in CAUSES_WITHOUT_PAGE else f"causes/{self.id}/"


@dataclass
class Provider:
    """A speaker and what it says."""

    id: str
    fields: ProviderFields
    responses: list[Response]

    @property
    def url(self) -> str:
        return f"providers/{self.id}/"

    @property
    def path(self) -> str:
        """The file of its texts; a copy's own stand in its overlay."""
        return "data/local/overlay.yml" if self.id == OWN_SPEAKER else f"data/providers/{self.id}.yml"

    @property
    def small(self) -> bool:
        """Whether it is a section of /providers/more/ instead of a page."""
        return len(self.responses) < SECTION_OF_MORE

    @property
    def last_seen(self) -> str | None:
        return max((seen for one in self.responses if (seen := one.fields["seen"])), default=None)


@dataclass
class Model:
    """Everything that a page or an export may show."""

    codes: dict[str, Code]
    pairs: dict[str, Pair]
    causes: dict[str, Cause]
    providers: dict[str, Provider]
    sources: Mapping[str, Document]
    glossary: Mapping[str, Term]
    release: Release
    covered: dict[str, str]  # "5.7.610" → "5.7.606"
    moved: dict[str, str]  # code of a tombstone → live code
    stubs: dict[str, str]  # address of a redirect stub → address that it leads to
    local: OverlayFields  # the overlay: organisation, contacts, notes
    wording: Mapping[str, Any]  # groups of words and rules over them, for the decoder
    root: Path  # the data folder, where the overlay keeps files of its own
    ways: Mapping[str, Way] = field(default_factory=dict)  # off a list, by id
    queues: Fields = field(default_factory=dict)  # how long each sending system tries again, by its id
    suppressions: Fields = field(default_factory=dict)  # sending services that did not send, by their id
    changes: Sequence[Change] = ()  # the newest first

    def note(self, kind: str, name: str) -> str | None:
        """The overlay's notes that belong on a page, the most specific first; kind is "codes", "pairs" or "causes".

        A note on an enhanced code belongs on its pairs too, a note on a cause on every code and pair of that cause.
        """
        notes = cast(Mapping[str, Mapping[str, str]], self.local.get("notes", {}))
        if not notes:
            return None
        found = [(kind, name)]
        if kind == "pairs":
            found.append(("codes", name.split()[1]))
        pages: Mapping[str, Mapping[str, Code | Pair]] = {"codes": self.codes, "pairs": self.pairs}
        page = pages.get(kind, {}).get(name)
        found += [("causes", cause) for cause in (page.causes if page else ())]
        texts = dict.fromkeys(text for part, one in found if (text := notes.get(part, {}).get(one)))
        return " ".join(text.strip() for text in texts) or None

    def contacts(self, role: str) -> list[Contact]:
        """The overlay's contacts for readers of one role."""
        return [one for one in self.local.get("contacts", ()) if role in one["roles"]]

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address of code and pair pages and of their stubs, relative to the root."""
        pages = [item.url for group in (self.codes, self.pairs) for item in group.values()]
        return frozenset([*pages, *self.stubs])

    @cached_property
    def ways_by_provider(self) -> dict[str, list[Way]]:
        """The ways off a list that stand on a provider's page."""
        out: dict[str, list[Way]] = {}
        for way in self.ways.values():
            for provider in way.providers:
                out.setdefault(provider, []).append(way)
        return out

    def ways_for(self, responses: Sequence[Response], causes: Collection[str]) -> list[Way]:
        """The ways off the lists of those who say so for one of ``causes``, in the order of the data."""
        speakers = {one.provider for one in responses if one.cause in causes}
        return [way for way in self.ways.values() if speakers & set(way.providers)]

    def code_for(self, code: str, digit: str = "5") -> Code | None:
        """The page that answers for a code: its own, its successor's or its range's; for x.7.1 the one of class
        ``digit``.
        """
        if code.startswith("x."):
            return next((self.codes[c + code[1:]] for c in (digit, "5", "4", "2") if c + code[1:] in self.codes), None)
        return self.codes.get(self.moved.get(code, self.covered.get(code, code)))
