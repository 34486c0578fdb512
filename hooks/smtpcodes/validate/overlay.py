"""The overlay: its notes are about pages that exist, its logo is there."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.codes import split_pair
from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at, live_codes


def overlay(data: Data) -> Iterator[Problem]:
    """The overlay's notes are about pages that exist, its logo is there, and it takes no id that upstream uses."""
    record, pages = data.local, live_codes(data)
    notes = record.fields.get("notes", {})
    for code in notes.get("codes", {}):
        if code not in pages:
            yield at(
                record,
                ("notes", "codes", code),
                f'\'codes\' names {code}, which has no page; use a code such as "552" or "5.2.3"',
            )
    for pair in notes.get("pairs", {}):
        codes = split_pair(pair)
        if not codes or not pages.issuperset(codes):
            yield at(
                record,
                ("notes", "pairs", pair),
                f"'pairs' names '{pair}'; write a pair such as \"552 5.3.4\", of codes that have pages",
            )
    for cause in notes.get("causes", {}):
        if cause not in CAUSES or cause in CAUSES_WITHOUT_PAGE:
            yield at(record, ("notes", "causes", cause), f"'causes' names '{cause}'; use one of: {', '.join(CAUSES)}")
    logo = record.fields.get("organisation", {}).get("logo")
    if logo and not (data.root / "local" / logo).is_file():
        yield at(
            record, ("organisation", "logo"), f"'logo' names {logo}, but there is no {data.root.name}/local/{logo}"
        )
