"""Records → problems: what a schema cannot say. One door, ``problems``.

Each rule is a generator of problems; its docstring is the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.validate import (
    advice,
    dates,
    delisting,
    dialogue,
    names,
    overlay,
    references,
    responses,
    standing,
    texts,
    verdicts,
    words,
)

Rule = Callable[[Data], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    names.file_name,
    names.vocabulary,
    names.wording,
    texts.texts,
    verdicts.classes,
    verdicts.verdicts,
    standing.standing,
    references.references,
    references.tombstones,
    references.ranges,
    dialogue.dialogue,
    advice.helpful_advice,
    advice.pair_records,
    advice.confirmed_pairs,
    dates.dates,
    dates.dated,
    responses.responses,
    delisting.ways,
    delisting.documents,
    words.words,
    overlay.overlay,
    overlay.identity,
    overlay.colours,
)


def problems(data: Data, unreadable: Collection[str] = ()) -> list[Problem]:
    """Every problem that the rules find in records whose shape is right.

    A record whose own shape is wrong is in ``unreadable`` (by path) and not in ``data``; that others name it is no
    second mistake.
    """
    if not unreadable:
        return [problem for rule in RULES for problem in rule(data)]
    names = {path.rsplit("/", 1)[-1].removesuffix(".yml") for path in unreadable}
    return [
        problem
        for rule in RULES
        for problem in rule(data)
        if not (
            problem.path in unreadable
            or any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", problem.message) for name in _spellings(names))
        )
    ]


def _spellings(names: Collection[str]) -> Iterator[str]:
    """How messages name unreadable records: a code x.7.1 also as 4.7.1."""
    for name in names:
        yield name
        if name.startswith("x."):
            yield from (digit + name[1:] for digit in "245")
