"""The site as data: every page's code, pair, cause and provider, with relations and addresses derived.

Built from records that passed shape and rules; everything that renders or exports reads it from here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from smtpcodes.codes import decided_by, expand, in_range, is_enhanced, main_page, sort_key
from smtpcodes.data import Data
from smtpcodes.verdict import Verdict, verdict
from smtpcodes.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE, HISTORIC_AFTER_YEARS, SECTION_OF_MORE

Fields = Mapping[str, Any]


@dataclass
class Response:
    """One text that a provider sends."""

    provider: str
    fields: Fields
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
        return self.fields.get("cause")

    @property
    def url(self) -> str:
        return f"providers/{self.provider}/#{self.id}"


@dataclass
class Code:
    """One page: a reply code, or an enhanced code with its class."""

    code: str
    record: str  # the id of its record: "x.7.1" for 5.7.1
    path: str  # the record's file
    fields: Fields  # with what the class changes laid over
    verdict: Verdict
    main: str  # the page of the record that carries what its classes share; itself mostly
    own: Fields  # only what this class says, for a page that links to ``main`` for the rest
    siblings: Sequence[str] = ()  # the same detail with other class digits
    responses: list[Response] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)  # "550 5.7.1" that have a page, of this code

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
    def causes(self) -> Sequence[str]:
        return self.fields.get("causes", ())


@dataclass
class Pair:
    """A reply code with the enhanced code beside it, said so by at least one provider."""

    reply: str
    enhanced: str
    verdict: Verdict
    causes: Sequence[str]
    responses: Sequence[Response]

    @property
    def name(self) -> str:
        return f"{self.reply} {self.enhanced}"

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
    fields: Fields
    codes: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    @property
    def url(self) -> str | None:
        return None if self.id in CAUSES_WITHOUT_PAGE else f"causes/{self.id}/"


@dataclass
class Provider:
    """A speaker and what it says."""

    id: str
    fields: Fields
    responses: list[Response]

    @property
    def url(self) -> str:
        return f"providers/{self.id}/"

    @property
    def small(self) -> bool:
        """Whether it is a section of /providers/more/ instead of a page."""
        return len(self.responses) < SECTION_OF_MORE

    @property
    def last_seen(self) -> str | None:
        return max((r.fields["seen"] for r in self.responses if "seen" in r.fields), default=None)


@dataclass
class Model:
    """Everything that a page or an export may show."""

    codes: dict[str, Code]
    pairs: dict[str, Pair]
    causes: dict[str, Cause]
    providers: dict[str, Provider]
    sources: Fields
    glossary: Fields
    release: Fields
    covered: dict[str, str]  # "5.7.610" → "5.7.606"
    moved: dict[str, str]  # code of a tombstone → live code
    stubs: dict[str, str]  # address of a redirect stub → address that it leads to
    local: Fields  # the overlay: organisation, contacts, notes
    raw: Data

    def note(self, kind: str, name: str) -> str | None:
        """The overlay's note on a page; kind is "codes", "pairs" or "causes"."""
        return self.local.get("notes", {}).get(kind, {}).get(name)

    def contacts(self, role: str) -> list[Fields]:
        """The overlay's contacts for readers of one role."""
        return [one for one in self.local.get("contacts", ()) if role in one["roles"]]

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address of code and pair pages and of their stubs, relative to the root."""
        pages = [item.url for group in (self.codes, self.pairs) for item in group.values()]
        return frozenset([*pages, *self.stubs])

    def code_for(self, code: str, digit: str = "5") -> Code | None:
        """The page that answers for a code: its own, its successor's or its range's; for x.7.1 the one of class ``digit``."""
        if code.startswith("x."):
            return next((self.codes[c + code[1:]] for c in (digit, "5", "4", "2") if c + code[1:] in self.codes), None)
        return self.codes.get(self.moved.get(code, self.covered.get(code, code)))


def age_of(seen: str | None, today: str) -> str:
    """Whether a source counts as current, counted from the data's own date (so that builds are repeatable)."""
    if not seen:
        return "unknown"
    year, month, day = (int(part) for part in f"{seen}-12-28"[:10].split("-")[:3]) if len(seen) == 4 else (
        int(part) for part in (seen + "-28")[:10].split("-"))
    now = date.fromisoformat(today)
    return "historic" if (now - date(year, month, min(day, 28))).days > HISTORIC_AFTER_YEARS * 365 + 1 else "current"


def build(data: Data) -> Model:
    """Build the model from valid data."""
    cause_fields = _with_own_advice(data)
    today = data.release.fields["date"]

    providers: dict[str, Provider] = {}
    for id, fields in data.fields("providers").items():
        responses = []
        for row in fields["responses"]:
            digit = decided_by(row.get("reply"), row.get("enhanced"))
            names = [row["cause"]] if row.get("cause") else []
            responses.append(Response(id, row, verdict(digit, names, cause_fields, row.get("verdict")), age_of(row.get("seen"), today)))
        providers[id] = Provider(id, fields, responses)

    codes: dict[str, Code] = {}
    moved: dict[str, str] = {}
    ranges: list[tuple[int, str, str]] = []
    for id, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            moved[id] = _final(id, data)
            continue
        pages = list(expand(id, fields))
        for code, merged in pages:
            others = [other for other, _ in pages if other != code]
            own = fields.get("by_class", {}).get(code[0], {})
            facts = verdict(code[0], merged.get("causes", ()), cause_fields, merged.get("verdict"))
            codes[code] = Code(code, id, record.path, merged, facts, main_page(id, fields), own, others)
        if "covers" in fields:
            width = int(fields["covers"].rsplit(".", 1)[1]) - int(id.rsplit(".", 1)[1])
            ranges.append((width, id, fields["covers"]))
    codes = dict(sorted(codes.items(), key=lambda item: (is_enhanced(item[0]), sort_key(item[0]))))
    covered: dict[str, str] = {}
    for _, first, last in sorted(ranges):  # the narrower range wins, a record of its own before all
        for code in in_range(first, last):
            if code not in codes:
                covered.setdefault(code, first)

    said: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for provider in providers.values():
        for response in provider.responses:
            for code in {response.reply, response.enhanced} - {None}:
                if code in codes:
                    codes[code].responses.append(response)
            if response.reply in codes and response.enhanced in codes:
                said[response.reply, response.enhanced].append(response)
    pairs: dict[str, Pair] = {}
    for (reply, enhanced), responses in sorted(said.items(), key=lambda item: (sort_key(item[0][0]), sort_key(item[0][1]))):
        responses.sort(key=lambda one: (not one.fields.get("differs"), one.age != "current"))  # stable: the file's order within
        names = [name for name, _ in Counter(r.cause for r in responses if r.cause).most_common()]
        names.sort(key=lambda name: name in CAUSES_WITHOUT_PAGE)
        code = codes[enhanced]
        authored = code.fields.get("verdict") if reply[0] in "23" or (not names and reply[0] == enhanced[0]) else None
        if reply[0] in "23" and reply[0] != enhanced[0]:
            authored = codes[reply].fields.get("verdict")
        causes = names or [name for name in code.causes]
        pair = Pair(reply, enhanced, verdict(reply[0], causes, cause_fields, authored), causes, responses)
        pairs[pair.name] = pair
        codes[reply].pairs.append(pair.name)
        codes[enhanced].pairs.append(pair.name)

    causes = {id: Cause(id, cause_fields[id]) for id in CAUSES if id in cause_fields}
    for code in codes.values():
        for name in code.causes:
            causes[name].codes.append(code.code)
    for provider in providers.values():
        for response in provider.responses:
            if response.cause:
                causes[response.cause].responses.append(response)

    model = Model(codes, pairs, causes, providers, data.sources.fields, data.glossary.fields, data.release.fields, covered, moved, {}, data.local.fields, data)
    model.stubs.update(_stubs(model))
    return model


def _with_own_advice(data: Data) -> dict[str, Fields]:
    """The causes, with the overlay's own advice sentences in place of the standard ones."""
    causes: dict[str, Fields] = dict(data.fields("causes"))
    for id, sentences in data.local.fields.get("advice", {}).items():
        causes[id] = {**causes[id], **{kind: {**causes[id][kind], "sentence": text} for kind, text in sentences.items()}}
    return causes


def _final(id: str, data: Data) -> str:
    """Follow tombstones to the live code; the rules have excluded cycles."""
    seen = set()
    while id in data.codes and "moved_to" in data.codes[id].fields and id not in seen:
        seen.add(id)
        id = data.codes[id].fields["moved_to"]
    return id


def _stubs(model: Model) -> Iterator[tuple[str, str]]:
    """Redirects: ranges, tombstones, small providers, and pairs that only the registry or the standards make possible."""
    for code, target in {**model.covered, **model.moved}.items():
        yield f"{code}/", f"{target}/"
    for provider in model.providers.values():
        if provider.small:
            yield provider.url, f"providers/more/#{provider.id}"
    enhanced = [code for code in model.codes.values() if code.kind == "enhanced"]
    usual = {"standard", "registered"}
    registered = {
        f"{reply}/{code.code}/"
        for code in enhanced
        for reply in code.fields.get("registry", {}).get("basic", ())
        if reply in model.codes and reply[0] == code.digit
    }
    possible = {
        f"{reply.code}/{code.code}/"
        for reply in model.codes.values()
        if reply.kind == "reply" and reply.digit in "245" and reply.fields["standing"] in usual
        for code in enhanced
        if code.digit == reply.digit
    }
    own = {pair.url for pair in model.pairs.values()}
    for address in sorted((registered | possible) - own):
        yield address, f"{address.split('/')[1]}/"


