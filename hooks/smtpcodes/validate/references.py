"""What a record names exists: codes, situations, speakers, pages, documents, successors and ranges.

A cause that nobody knows is a fault of the record's shape, see ``load/shape.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics import prose
from smtpcodes.basics.causes import split
from smtpcodes.basics.codes import is_enhanced, sort_key, split_pair
from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE, PROSE_PAGES
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place, Record
from smtpcodes.validate.places import at, live_codes, walk

WIDEST = 500  # codes in a range; the widest that a speaker publishes holds 300


def references(data: Data) -> Iterator[Problem]:
    """Codes, causes, providers, pages and documents that a record names exist."""
    pages = live_codes(data)
    for record in data.all():
        for place, value in walk(record.fields):
            field = next((part for part in reversed(place) if isinstance(part, str)), "")
            if isinstance(value, str):
                yield from _named(data, pages, record, place, field, value)
            elif isinstance(value, dict) and "id" in value and set(value) <= {"id", "section", "note"}:
                yield from _document(data, record, (*place, "id"), value["id"])


def _named(data: Data, pages: set[str], record: Record, place: Place, field: str, value: str) -> Iterator[Problem]:
    """What is wrong with the one thing that a field names, by the kind of thing that fields of its name hold."""
    if field == "source":
        yield from _document(data, record, place, value)
    elif field in {"cause", "causes"} and "/" in value:
        yield from _situation(data, record, place, field, value)
    elif field in {"provider", "speaker", "speakers"}:
        if value not in data.providers:
            yield at(record, place, f"'{field}' names {value}, but there is no {data.root.name}/providers/{value}.yml")
    elif _holds_code(record, place, field):
        yield from _code(data, pages, record, place, field, value)
    elif "[[" in value:
        for target in prose.links(value):
            if not _resolves(data, pages, target):
                yield at(record, place, f"'[[{target}]]' leads nowhere; correct it or delete the brackets")


def _holds_code(record: Record, place: Place, field: str) -> bool:
    if record.kind == "provider":
        return place[0] == "responses" and len(place) == 3 and field in {"reply", "enhanced"}
    return field in {"dotless_of", "moved_to"} or (field == "related" and record.kind == "code")


def _document(data: Data, record: Record, place: Place, name: str) -> Iterator[Problem]:
    if name not in data.sources.fields:
        yield at(record, place, f"source '{name}' is not in {data.root.name}/sources.yml; add the document there")


def _code(data: Data, pages: set[str], record: Record, place: Place, field: str, code: str) -> Iterator[Problem]:
    if code in pages or (code.startswith("x.") and code in data.codes):
        return
    file = f"x.{code.split('.', 1)[1]}" if is_enhanced(code) else code
    missing, no_class = f"there is no {data.root.name}/codes/{file}.yml", f"{file}.yml has no class {code[0]}"
    yield at(record, place, f"'{field}' names {code}, but {no_class if file in data.codes else missing}")


def _situation(data: Data, record: Record, place: Place, field: str, name: str) -> Iterator[Problem]:
    """A situation stands in its cause's record."""
    cause, situation = split(name)
    if cause not in data.causes:
        yield at(record, place, f"'{field}' names {name}, but there is no {data.root.name}/causes/{cause}.yml")
    elif situation not in (known := data.causes[cause].fields.get("situations", {})):
        remedy = f"use one of: {', '.join(known)}" if known else "it has no situations"
        yield at(record, place, f"'{field}' names {name}, but causes/{cause}.yml has no such situation; {remedy}")


def _resolves(data: Data, pages: set[str], target: str) -> bool:
    """Whether a [[link]] leads to a page."""
    kind, _, name = target.partition(":")
    known = {"cause": set(CAUSES) - CAUSES_WITHOUT_PAGE, "provider": data.providers, "page": PROSE_PAGES}
    return name in known.get(kind, ()) if name else pages.issuperset(split_pair(target) or (target,))


def tombstones(data: Data) -> Iterator[Problem]:
    """Following moved_to ends at a live code, without a circle."""
    for name, record in data.codes.items():
        seen, here = [name], record.fields.get("moved_to")
        while here is not None and here in data.codes and here not in seen:
            seen.append(here)
            here = data.codes[here].fields.get("moved_to")
        if here in seen:
            circle = " → ".join([*seen, str(here)])
            yield at(record, ("moved_to",), f"'moved_to' goes in a circle ({circle}); let one of them be a live code")


def ranges(data: Data) -> Iterator[Problem]:
    """A range ends after it starts, in the same class and subject, and is not absurdly wide."""
    for name, record in data.codes.items():
        if "covers" in record.fields:
            yield from _range(record, ("covers",), name, record.fields["covers"])
    for record in data.providers.values():
        for index, row in enumerate(record.fields["responses"]):
            if "enhanced_to" in row:
                place = ("responses", index, "enhanced_to")
                yield from _range(record, place, row.get("enhanced", ""), row["enhanced_to"])


def _range(record: Record, place: Place, first: str, last: str) -> Iterator[Problem]:
    field = place[-1]
    if first.rsplit(".", 1)[0] != last.rsplit(".", 1)[0]:
        start = first or "nothing"
        yield at(
            record, place, f"'{field}' is {last}, but the range starts at {start}; both ends share class and subject"
        )
    elif not 0 < sort_key(last)[-1] - sort_key(first)[-1] <= WIDEST:
        yield at(record, place, f"'{field}' is {last}; it must lie above {first}, by {WIDEST} at most")
