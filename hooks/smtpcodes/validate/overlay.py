"""The overlay: its notes are about pages that exist, its address is one, its colours can be read, its logo is there."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.codes import split_pair
from smtpcodes.basics.problems import Problem
from smtpcodes.basics.settings import overlay_mistakes
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at, live_codes

CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_GROUNDS = {"header": ("#ffffff", "white text on it"), "link": ("#ffffff", "a link of this colour on white")}


def overlay(data: Data) -> Iterator[Problem]:
    """The overlay's notes are about pages that exist, and its logo is a file of its own beside it."""
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
    path = data.root / "local" / str(logo)
    if logo and path.is_symlink():
        yield at(
            record,
            ("organisation", "logo"),
            f"'logo' names {logo}, which is a link to another file; put a copy of the picture there",
        )
    elif logo and not path.is_file():
        yield at(
            record, ("organisation", "logo"), f"'logo' names {logo}, but there is no {data.root.name}/local/{logo}"
        )


def identity(data: Data) -> Iterator[Problem]:
    """The overlay's address and repository are plain addresses, its names stand on one line."""
    for key, wrong in overlay_mistakes(data.local.fields.get("site", {})):
        yield at(data.local, ("site", key), f"'{key}' {wrong}")


def colours(data: Data) -> Iterator[Problem]:
    """The overlay's colours can be read: 4.5 : 1 against what they stand beside (WCAG 2.2, 1.4.3)."""
    for key, colour in data.local.fields.get("organisation", {}).get("colours", {}).items():
        ground, what = _GROUNDS[key]
        found = contrast(colour, ground)
        if found < CONTRAST:
            yield at(
                data.local,
                ("organisation", "colours", key),
                f"'{key}' is {colour}: {what} has a contrast of {found:.1f} : 1; "
                f"take a darker colour, at least {CONTRAST} : 1 can be read",
            )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours written #rrggbb (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
