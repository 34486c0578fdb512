"""Responses: an id of its own, something to be found by, a reason for what it overrides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import SECTION_OF_MORE
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place
from smtpcodes.validate.places import at


def responses(data: Data) -> Iterator[Problem]:
    """A response has an id of its own and something to be found by; an override says why.

    Speakers with few responses share a page, and so the ids too.
    """
    shared: dict[str, str] = {}
    for record in data.providers.values():
        seen: set[str] = set()
        small = len(record.fields["responses"]) < SECTION_OF_MORE
        for index, row in enumerate(record.fields["responses"]):
            place: Place = ("responses", index)
            if row["id"] in seen:
                yield at(
                    record, (*place, "id"), f"id '{row['id']}' is used twice in this file; each response has its own"
                )
            if small and shared.setdefault(row["id"], record.path) != record.path:
                yield at(
                    record,
                    (*place, "id"),
                    (
                        f"id '{row['id']}' is used in {shared[row['id']]} too, and both stand on /providers/more/; "
                        "choose another"
                    ),
                )
            seen.add(row["id"])
            if not any(key in row for key in ("text", "token", "enhanced", "reply")):
                yield at(
                    record, place, f"response '{row['id']}' has neither code nor text nor token; add one or delete it"
                )
            differ = "reply" in row and "enhanced" in row and row["reply"][0] != row["enhanced"][0]
            if differ and "classes_differ" not in row:
                yield at(
                    record,
                    (*place, "enhanced"),
                    f"'reply' is {row['reply']} and 'enhanced' {row['enhanced']}: their first digits differ; "
                    "correct one, "
                    "or where the source really says so, add 'classes_differ: true'",
                )
            if "classes_differ" in row and not differ:
                yield at(
                    record, (*place, "classes_differ"), "'classes_differ' stands where no digits differ; delete it"
                )
            if "verdict" in row and "reason" not in row["verdict"]:
                yield at(
                    record,
                    (*place, "verdict"),
                    "'verdict' of a response overrides cause and class; say why in 'reason'",
                )
            if "match" in row and not re.search(r"\w{3}", row["match"].replace("*", " ")):
                yield at(record, (*place, "match"), "'match' has no word of three letters; it would match anything")
