"""Dates that a record tells: days of the calendar, and none that is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.short_forms import UNDATED
from smtpcodes.load.yaml_reader import Place
from smtpcodes.validate.places import at, walk

_FIELDS = {"seen", "date", "registry_copy"}
FORMS = '"2026", "2026-11" or "2026-11-05"'


def dates(data: Data) -> Iterator[Problem]:
    """What was seen or read bears a date that exists and is past; what is past today stays so, so a valid record
    stays valid.
    """
    today = date.today().isoformat()
    for record in data.all():
        for place, value in walk(record.fields):
            if not place or place[-1] not in _FIELDS or not isinstance(value, str):
                continue
            if not _exists(value):
                yield at(record, place, f"'{place[-1]}' is {value}, which is no date; write it as {FORMS}")
            elif value > today:
                yield at(
                    record,
                    place,
                    f"'{place[-1]}' is {value}, which is still to come; write when it was seen or read, as {FORMS}",
                )


def dated(data: Data) -> Iterator[Problem]:
    """A text bears the date of its source, or says that its source has none; a forgotten one would pass for old."""
    for record in data.providers.values():
        told = False
        for index, row in enumerate(record.fields["responses"]):
            if "seen" in row:
                continue
            by_default = ("responses", index, "source") not in record.lines
            if by_default and told:
                continue
            told = told or by_default
            place: Place = ("defaults",) if by_default else ("responses", index)
            yield at(
                record,
                place,
                f"no 'seen'; add the date of the source, as {FORMS}, or 'seen: {UNDATED}' where it bears none",
            )


def _exists(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
