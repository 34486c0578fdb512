"""Who says it: texts by speaker, and texts by cause. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from smtpcodes.basics.vocabulary import CAUSES
from smtpcodes.model.site import Model, Response, met

# responses; a code said by more people names most speakers only, their texts stand on the pair's and the speaker's page
MANY = 60
# More literal texts than that would make a page too heavy for a phone; the rest is linked.
TEXTS_ON_A_PAGE, TEXTS_OF_MANY = 12, 3
WHOLE_OF_MANY = 4  # on the page of a pair
LISTED = 4  # links to texts of one speaker below a pair's; its own page has them all


@dataclass(frozen=True)
class Speaker:
    """What one speaker says with a code."""

    id: str
    name: str
    kind: str
    gist: str  # its causes in words, the most frequent first
    shown: Sequence[Response]  # those whose texts stand on the page
    count: int
    differs: bool  # whether it means something else than the registry
    current: bool

    @property
    def more(self) -> int:
        """How many of its texts stand on its own page only."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Group:
    """Responses of one cause."""

    id: str
    title: str
    url: str | None
    responses: Sequence[Response]


def speakers(
    responses: Sequence[Response], model: Model, first: Sequence[str] = ()
) -> tuple[list[Speaker], list[Speaker]]:
    """Who says a code: speakers with texts, those that differ from the registry and the current ones first, and the
    rest by name only.
    """
    by: dict[str, list[Response]] = {}
    for response in responses:
        by.setdefault(response.provider, []).append(response)
    each = 2 if len(responses) <= TEXTS_ON_A_PAGE else 1
    rows = [_speaker(name, said, each, model) for name, said in by.items()]
    rows.sort(key=lambda row: (met(row.id, first), not row.differs, not row.current, -row.count, row.name.lower()))
    many = len(responses) > MANY
    top = [row for row in rows if row.shown][: TEXTS_OF_MANY if many else TEXTS_ON_A_PAGE]
    rest = sorted((row for row in rows if row not in top), key=lambda row: row.name.lower())
    if many:  # mail server software says every code; who runs it is named by the provider's page
        rest = [row for row in rest if row.kind not in {"mta", "client"} and row.current]
    return top, rest


def met_most(model: Model) -> list[str]:
    """The speakers that people meet, most often first: by how many codes name them among those who say it first."""
    return [name for name, _ in Counter(one for code in model.codes.values() for one in code.speakers).most_common()]


def _speaker(name: str, said: Sequence[Response], each: int, model: Model) -> Speaker:
    """One speaker; at least ``each`` of its texts are shown, and two that differ from the registry."""
    said = sorted(said, key=lambda one: (not one.fields.get("differs"), one.age != "current"))
    texts = [one for one in said if one.fields.get("text") or one.fields.get("token")]
    differing = sum(bool(one.fields.get("differs")) for one in texts)
    often = Counter(one.cause for one in said if one.cause).most_common(3)
    return Speaker(
        name,
        model.providers[name].fields["name"],
        model.providers[name].fields["kind"],
        ", ".join(model.causes[cause].fields["title"].lower() for cause, _ in often),
        texts[: max(each, min(differing, 2))],
        len(said),
        bool(differing),
        any(one.age == "current" for one in said),
    )


def groups(responses: Sequence[Response], model: Model, first: Sequence[str] = ()) -> list[Group]:
    """Responses by cause: what the speakers say that are met first, then in the order of the vocabulary; no cause
    last.
    """
    out = []
    known = [
        one
        for one in sorted(responses, key=lambda one: met(one.provider, first))
        if met(one.provider, first) < len(first)
    ]
    said = [one.cause for one in known if one.cause]
    for name in dict.fromkeys([*said, *CAUSES]):
        if rows := [one for one in responses if one.cause == name]:
            cause = model.causes[name]
            out.append(Group(name, cause.fields["title"], cause.url, rows))
    if rows := [one for one in responses if one.cause is None]:
        out.append(Group("none", "No cause named", None, rows))
    return out


def whole(responses: Sequence[Response], first: Sequence[str] = ()) -> tuple[list[Response], list[Response]]:
    """The texts that stand on a pair's page in full, and the rest. Each speaker has one before any has a second, and
    those that are met first stand in front.
    """
    said: Counter[str] = Counter()
    turns: list[tuple[int, int, Response]] = []
    for one in responses:
        turns.append((said[one.provider], met(one.provider, first), one))
        said[one.provider] += 1
    in_turn = [one for *_, one in sorted(turns, key=lambda turn: turn[:2])]
    end = TEXTS_ON_A_PAGE if len(responses) <= MANY else WHOLE_OF_MANY
    return in_turn[:end], in_turn[end:]


def by_name(responses: Sequence[Response], model: Model) -> list[tuple[str, list[Response]]]:
    """Responses by the name of their speaker, the names in order."""
    out: dict[str, list[Response]] = {}
    for one in responses:
        out.setdefault(model.providers[one.provider].fields["name"], []).append(one)
    return sorted(out.items(), key=lambda item: item[0].lower())
