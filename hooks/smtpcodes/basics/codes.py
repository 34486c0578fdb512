"""Codes as numbers and dots: kinds, order, classes, ranges. Knows no record beyond its id and its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Fields = Mapping[str, Any]

_REPLY = r"[1-9][0-9]{2}"  # not \d: that takes the digits of every script
_DETAIL = r"\.[0-9]{1,3}\.[0-9]{1,4}"
_RECORD_NAME = re.compile(rf"{_REPLY}|[x245]{_DETAIL}")
_PAIR = re.compile(rf"({_REPLY}) ([245]{_DETAIL})")


def is_enhanced(code: str) -> bool:
    """Whether a code is an enhanced code (with dots) and not a reply code."""
    return "." in code


def is_record_name(text: str) -> bool:
    """Whether a file may be called so: 550, 5.7.606, or x.7.1 for the code in several classes."""
    return _RECORD_NAME.fullmatch(text) is not None


def split_pair(text: str) -> tuple[str, str] | None:
    """Reply and enhanced code of a pair as it is written, "550 5.7.1"; None for anything else."""
    found = _PAIR.fullmatch(text)
    return (found[1], found[2]) if found else None


def sort_key(code: str) -> tuple[int, ...]:
    """Sorts reply codes before enhanced codes, each by number."""
    return tuple(int(part) for part in code.split(".")) if is_enhanced(code) else (0, int(code))


def expand(record_id: str, fields: Fields) -> Iterator[tuple[str, Fields]]:
    """The pages of one record: its code with the fields of that class laid over (x.7.1 → 4.7.1 and 5.7.1).

    The class's own meaning comes first, the shared one after it; class 2 has no causes.
    """
    if not record_id.startswith("x."):
        yield record_id, fields
        return
    for digit in fields.get("classes", ()):
        own = fields.get("by_class", {}).get(digit, {})
        merged = {key: value for key, value in fields.items() if key not in {"by_class", "classes"}} | own
        if "meaning" in own and "meaning" in fields:
            merged["meaning"] = f"{own['meaning'].strip()}\n\n{fields['meaning']}"
        if digit == "2":
            merged.pop("causes", None)
        elif "causes" in own:
            merged.pop("no_causes", None)
        yield digit + record_id[1:], merged


def main_page(record_id: str, fields: Fields) -> str:
    """Which page of a record carries what all its classes share: the permanent one, else the last; the others link
    there.
    """
    if not record_id.startswith("x."):
        return record_id
    classes = fields.get("classes", ["5"])
    return ("5" if "5" in classes else classes[-1]) + record_id[1:]


def in_range(first: str, last: str) -> Iterator[str]:
    """The codes after ``first`` up to ``last``; both are of one class and subject."""
    head, start = first.rsplit(".", 1)
    for number in range(int(start) + 1, int(last.rsplit(".", 1)[1]) + 1):
        yield f"{head}.{number}"


def decided_by(reply: str | None, enhanced: str | None) -> str:
    """The class digit that decides: the reply's, without a reply the enhanced code's (RFC 5321 section 4.3.2)."""
    return (reply or enhanced or "0")[0]
