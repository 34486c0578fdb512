"""Every text of a record: something stands in it, and every sign of it can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at, walk

# Controls (RFC 20 and ISO 6429) but for line break and tab, halves of pairs, signs that turn the direction of what
# follows, no characters.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def texts(data: Data) -> Iterator[Problem]:
    """No text is blank, and none holds a sign that no page can show."""
    for record in data.all():
        for place, value in walk(record.fields):
            name = next((part for part in reversed(place) if isinstance(part, str)), "")
            for text in [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []:
                if text and not text.strip():
                    yield at(record, place, f"'{name}' is empty; fill it in or delete the line")
                elif found := _UNSHOWN.search(text):
                    yield at(record, place, f"'{name}' holds U+{ord(found[0]):04X}, which no page can show; delete it")
