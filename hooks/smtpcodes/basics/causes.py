"""Names of causes as records write them: `login`, or `login/encryption-required` for one situation of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def split(name: str) -> tuple[str, str | None]:
    """The cause's id, and the situation where the name tells one."""
    cause, _, situation = name.partition("/")
    return cause, situation or None


def cause_of(name: str | None) -> str | None:
    """The cause's id alone; None stays None."""
    return name and split(name)[0]


def situation_of(name: str | None) -> str | None:
    """The situation alone, None where the name tells none."""
    return split(name)[1] if name else None


def with_situation(cause: Mapping[str, Any], situation: str | None) -> dict[str, Any]:
    """The fields of a cause with those of one of its situations laid over: a situation holds only what differs.

    What a situation says of a kind of failure lies over the cause's field by field, its steps role by role.
    """
    own = cause.get("situations", {}).get(situation) if situation else None
    shared = {name: value for name, value in cause.items() if name != "situations"}
    if own is None:
        return shared
    layered = {
        name: {**cause.get(name, {}), **own[name]} for name in ("temporary", "permanent", "steps") if name in own
    }
    return {**shared, **own, **layered}


def shares(said: Iterable[tuple[str, str]]) -> Counter[str]:
    """Cause → how many speakers mean it; one with texts of several causes counts for its most frequent.

    In: (speaker, cause) of each text.
    """
    by: dict[str, Counter[str]] = {}
    for speaker, cause in said:
        by.setdefault(speaker, Counter())[cause] += 1
    return Counter(counts.most_common(1)[0][0] for counts in by.values())
