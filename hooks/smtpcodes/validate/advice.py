"""Advice that helps, and pairs that say what their texts say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from smtpcodes.basics.causes import cause_of, shares
from smtpcodes.basics.codes import expand
from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place, Record
from smtpcodes.validate.places import at

# Sent again as it was, the same mail fails the same way.
NO_FIX = re.compile(r"(please |just )?(send|try)( it| the mail| this mail)?( once)?( more)? again\W*", re.IGNORECASE)


def helpful_advice(data: Data) -> Iterator[Problem]:
    """Nobody is told to wait where nothing is tried again, or to send again without a word on what to change."""
    for record, place, digit, advice in _advice(data):
        value, sentence = advice.get("advice", advice.get("value")), advice["sentence"]
        if value == "wait" and digit == "5":
            yield at(record, place, "advice is 'wait', but nothing is tried again; say what can be done instead")
        if value == "fix-and-resend" and NO_FIX.fullmatch(sentence):
            yield at(
                record, place, "advice is 'fix-and-resend', but its sentence names nothing to change; add what to fix"
            )


def _advice(data: Data) -> Iterator[tuple[Record, Place, str, Mapping[str, Any]]]:
    """Each advice with a sentence, where it stands, and the class digit that it is for: "4" where it is tried again."""
    for name, record in data.codes.items():
        for place, fields in ((), record.fields), *_by_class(record):
            if "advice" in (verdict := fields.get("verdict", {})):
                digit = place[1] if place else name[0]
                tried = {"yes": "4", "no": "5"}.get(verdict.get("retried", {}).get("value", ""), digit)
                yield record, (*place, "verdict", "advice"), str(tried), verdict["advice"]
    for name, record in data.pairs.items():
        if "advice" in (verdict := record.fields.get("verdict", {})):
            yield record, ("verdict", "advice"), name[0], verdict["advice"]
    for record in data.causes.values():
        kinds: list[tuple[Place, Any]] = [((), record.fields)]
        kinds += [(("situations", name), one) for name, one in record.fields.get("situations", {}).items()]
        for place, fields in kinds:
            for kind, digit in (("temporary", "4"), ("permanent", "5")):
                if "sentence" in fields.get(kind, {}) and "advice" in fields[kind]:
                    yield record, (*place, kind), digit, fields[kind]


def _by_class(record: Record) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for digit, fields in record.fields.get("by_class", {}).items():
        yield ("by_class", digit), fields


def pair_records(data: Data) -> Iterator[Problem]:
    """A pair's record is named by its two codes, as 550-5.7.1.yml, and some text carries the pair."""
    carried = {name for name, _ in _texts(data)}
    for name, record in data.pairs.items():
        if name not in carried:
            yield Problem(
                record.path,
                1,
                f"no text carries the pair '{name}', so it has no page; correct the name or delete the file",
            )


def confirmed_pairs(data: Data) -> Iterator[Problem]:
    """What most speakers mean by a pair stands in its code's record, or somebody has read the pair and confirmed it."""
    known = {
        code: {cause_of(one) for one in fields.get("causes", ())}
        for name, record in data.codes.items()
        for code, fields in expand(name, record.fields)
        if "moved_to" not in record.fields
    }
    for name, said in _texts(data):
        code = name.split("-")[1]
        speakers = shares((record.id, cause) for record, _, cause in said)
        if not speakers or name[0] in "23" or name in data.pairs or code not in known:
            continue
        listed = known[code]
        _, _, first = max((often, cause in listed, cause) for cause, often in speakers.items())
        if first not in listed:
            record, place, _ = next(one for one in said if one[2] == first)
            yield at(
                record,
                place,
                f"'cause' is {first}, which {code} does not name; correct it, add it to {code}, "
                f"or read the page and confirm it in {data.root.name}/pairs/{name}.yml ('causes' and 'why')",
            )


def _texts(data: Data) -> list[tuple[str, list[tuple[Record, Place, str]]]]:
    """Each pair that a text carries, as 550-5.7.1, with the texts that name a cause."""
    found: dict[str, list[tuple[Record, Place, str]]] = defaultdict(list)
    for record in data.providers.values():
        for index, row in enumerate(record.fields["responses"]):
            if "reply" in row and "enhanced" in row:
                said = found[f"{row['reply']}-{row['enhanced']}"]
                if row.get("cause"):
                    said.append((record, ("responses", index, "cause"), str(cause_of(row["cause"]))))
    return sorted(found.items())
