"""A verdict in words: one line per question, each readable without the page around it. Cards, badges, element and JSON
share it. Pure.
"""

from __future__ import annotations

from typing import Any

from smtpcodes.basics.vocabulary import ARRIVED, COURSES, FIXERS, JOBS, OUTCOMES, RETRIED, SUPPRESS, TROUBLES
from smtpcodes.model.verdict import DEPENDS_SENTENCE, Verdict

# DEPENDS_SENTENCE points to the causes below it; away from the page there is nothing below.
ELSEWHERE = "It depends on why. Read the words after the code; the full page has what to do for each cause."


# The six facts as questions, by the keys of the API.
QUESTIONS = {
    "outcome": "Did it arrive?",
    "retried": "Tried again?",
    "whose_job": "Whose job is it?",
    "trouble_with": "Trouble with",
    "advice": "What now?",
    "suppress": "Should a sending program drop the address?",
}


def retried(verdict: Verdict, until: bool = True) -> str:
    """Whether it is tried again, by whom and until when; where there is little room, only by whom, and only if it
    is.
    """
    known = verdict.retried
    again = RETRIED[known.value]
    if known.by and (until or known.value == "yes"):
        again += f", by {known.by}"
    return f"{again}, until {known.until}" if until and known.until else again


def words(verdict: Verdict) -> dict[str, Any]:
    """The verdict for people, by the keys of the API's ``words``."""
    outcome, sign = OUTCOMES[verdict.outcome]
    sentence = verdict.advice.sentence
    return {
        "outcome": outcome,
        "sign": sign,
        "course": COURSES[verdict.outcome][verdict.retried.value],
        "arrived": ARRIVED[verdict.outcome],
        "retried": retried(verdict, until=False),
        "whose_job": JOBS[verdict.whose_job],
        "fixer": FIXERS.get(verdict.whose_job),
        "trouble_with": TROUBLES[verdict.trouble_with],
        "advice": ELSEWHERE if sentence == DEPENDS_SENTENCE else sentence,
        "suppress": SUPPRESS[verdict.suppress],
    }


def asks(verdict: Verdict) -> bool:
    """Whether the words of the bounce decide what to do, or whose job it is."""
    return "depends" in (verdict.advice.value, verdict.whose_job)


def known(verdict: Verdict) -> list[tuple[str, str]]:
    """The facts that are known, each with its question: who can fix it, and what is wrong."""
    rows = [("Who can fix it?", FIXERS.get(verdict.whose_job))]
    if verdict.trouble_with not in ("depends", "nothing"):
        rows.append(("What is wrong", TROUBLES[verdict.trouble_with]))
    return [(question, answer) for question, answer in rows if answer]


def clipped(text: str, limit: int) -> str:
    """At most ``limit`` characters: whole sentences while they fit, else whole words and an ellipsis."""
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    if end > limit // 3:
        return text[: end + 1]
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"
