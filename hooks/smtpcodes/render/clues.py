"""Which words of a bounce lead to which cause, for pages whose causes differ. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from smtpcodes.model.site import Model, Response
from smtpcodes.model.verdict import Choice, Verdict

WORDS = 3  # phrases shown for a cause
_PLAIN = re.compile(r"[A-Za-z][A-Za-z' -]{2,25}")  # a phrase to look for: no pattern, no host name, no other alphabet


@dataclass(frozen=True)
class Clue:
    """One row: words to look for, the cause that they mean, who can fix it, what now."""

    words: Sequence[str]
    title: str
    url: str | None
    whose_job: str
    sentence: str
    speakers: int


def clues(verdict: Verdict, responses: Iterable[Response], model: Model) -> list[Clue]:
    """The rows of a page, those first that most speakers mean. In: its verdict and the texts that stand on it."""
    said: dict[str, list[Response]] = defaultdict(list)
    for one in responses:
        if one.cause:
            said[one.cause].append(one)
    rows = [_clue(choice, said[choice.cause], model) for choice in verdict.choices]
    return sorted(rows, key=lambda row: -row.speakers)


def _clue(choice: Choice, here: Sequence[Response], model: Model) -> Clue:
    cause = model.causes[choice.cause]
    situation = getattr(choice, "situation", None)
    own: Mapping[str, Any] = cause.fields.get("situations", {}).get(situation, {}) if situation else {}
    url = cause.url and (f"{cause.url}#{situation}" if situation else cause.url)
    return Clue(
        words_of(
            tuple(own.get("phrases") or ()) or tuple(cause.fields.get("phrases", ())),
            _texts(here),
            _texts(cause.responses),
        ),
        own.get("title", cause.fields["title"]),
        url,
        choice.whose_job,
        choice.sentence,
        len({one.provider for one in here}),
    )


def _texts(responses: Iterable[Response]) -> tuple[str, ...]:
    return tuple(one.fields.get("text", "").lower() for one in responses)


@lru_cache(maxsize=1024)
def words_of(phrases: tuple[Any, ...], here: tuple[str, ...], texts: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases that occur in most of the page's own texts, then in most of all, none inside another."""
    plain = [one for one in phrases if isinstance(one, str) and _PLAIN.fullmatch(one)]
    on_page = Counter({one: sum(one.lower() in text for text in here) for one in plain})
    often = Counter({one: sum(one.lower() in text for text in texts) for one in plain})
    chosen: list[str] = []
    for one in sorted(plain, key=lambda phrase: (-on_page[phrase], -often[phrase])):
        if len(chosen) < WORDS and not any(one in other or other in one for other in chosen):
            chosen.append(one)
    return tuple(chosen)


def until_read(choices: Sequence[Any]) -> str:
    """What a program does with the address until the words are read: the mildest of what the causes ask for."""
    asked = {one.suppress for one in choices}
    return next((value for value in ("no", "after-repeats", "yes") if value in asked), "no")
