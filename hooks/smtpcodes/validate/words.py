"""Rules over data/wording.yml."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.causes import split
from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data


def words(data: Data) -> Iterator[Problem]:
    """A rule over words names groups that exist and a cause that exists, with its situation; every group is used."""
    record = data.wording
    groups, used = record.fields.get("groups", {}), set()
    for sort in ("rules", "first"):
        for name, lines in record.fields.get(sort, {}).items():
            line = record.line(sort, name)
            cause, situation = split(name)
            known = data.causes.get(cause)
            if not known or (situation and situation not in known.fields.get("situations", {})):
                yield Problem(record.path, line, f"{sort}: {name} is no cause; take one of data/causes")
            if sort == "first":
                continue
            for number, one in enumerate(lines):
                for group in (word.lstrip("!") for word in one.split() if word != ">"):
                    used.add(group)
                    if group not in groups:
                        where = record.line(sort, name, number)
                        yield Problem(
                            record.path, where, f'"{one}" names {group}, which is no group; add it under groups'
                        )
    for group in groups:
        if group not in used:
            yield Problem(record.path, record.line("groups", group), f"no rule uses the group {group}; drop it")
