"""What the rules share: a problem at a place of a record, every value of a record, every code that has a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smtpcodes.basics.codes import expand
from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place, Record


def at(record: Record, place: Place, message: str) -> Problem:
    """A problem at the line where a value of the record stands."""
    return Problem(record.path, record.line(*place), message)


def walk(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value of a record with its place."""
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*place, index))


def live_codes(data: Data) -> set[str]:
    """Every code that has a page or a tombstone; a tombstone x.9.9 is one for 4.9.9 and 5.9.9."""
    live = {code for name, record in data.codes.items() for code, _ in expand(name, record.fields)}
    moved = {name for name, record in data.codes.items() if "moved_to" in record.fields}
    return live | moved | {digit + name[1:] for name in moved if name.startswith("x.") for digit in "45"}
