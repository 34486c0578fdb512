"""The verdict: six facts that stand first on every page, computed here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# RFC 5321 section 4.5.4.1: a sending server retries, and gives up after days ("generally … at least 4-5 days").
RETRIED_BY = "the sending server, by itself"
RETRIED_UNTIL = "it arrives or the sending server gives up, mostly after one to five days"
DEPENDS_SENTENCE = "Read the words after the code: they say why, and with it what to do."
NOTHING_SENTENCE = "Nothing to do: this is no failure."


@dataclass(frozen=True)
class Choice:
    """One likely cause and what follows from it."""

    cause: str
    whose_job: str
    trouble_with: str
    advice: str
    sentence: str
    suppress: str


@dataclass(frozen=True)
class Verdict:
    """Six facts, and where causes disagree, the choices between them."""

    outcome: str
    retried: Mapping[str, str | None]  # value, by, until
    whose_job: str
    trouble_with: str
    advice: Mapping[str, str]  # value, sentence
    suppress: str
    choices: Sequence[Choice] = field(default=())
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The six facts with the keys of the API."""
        return {
            "outcome": self.outcome,
            "retried": dict(self.retried),
            "whose_job": self.whose_job,
            "trouble_with": self.trouble_with,
            "advice": dict(self.advice),
            "suppress": self.suppress,
        }


def choice(cause_id: str, cause: Mapping[str, Any], permanent: bool) -> Choice:
    """What follows from one cause, for a permanent or a temporary failure."""
    kind = cause["permanent" if permanent else "temporary"]
    return Choice(
        cause_id,
        kind.get("whose_job", cause["whose_job"]),
        cause["trouble_with"],
        kind["advice"],
        kind["sentence"],
        kind["suppress"],
    )


def verdict(
    digit: str,
    cause_ids: Sequence[str],
    causes: Mapping[str, Mapping[str, Any]],
    authored: Mapping[str, Any] | None = None,
) -> Verdict:
    """Compute the verdict.

    In: the class digit that decides ("4" or "5"; any other leaves outcome and retried to ``authored``), the likely
    causes, all cause records, what the record decides itself. Out: the six facts (DESIGN: class, then cause, then record).
    """
    authored = authored or {}
    permanent = digit == "5"
    choices = [choice(id, causes[id], permanent) for id in cause_ids if id in causes]

    def agreed(fact: str, without: str) -> str:
        values = {getattr(one, fact) for one in choices}
        return "depends" if len(values) > 1 else values.pop() if values else without

    outcome = authored.get("outcome") or {"4": "delayed", "5": "refused"}.get(digit, "depends")
    retried = {"value": "yes", "by": RETRIED_BY, "until": RETRIED_UNTIL} if digit == "4" else {"value": "no"}
    if "retried" in authored:
        retried = authored["retried"]
    advice_value = agreed("advice", "none")
    if advice_value == "depends":
        sentence = DEPENDS_SENTENCE
    else:
        sentence = choices[0].sentence if choices else NOTHING_SENTENCE
    advice = authored.get("advice") or {"value": advice_value, "sentence": sentence}
    return Verdict(
        outcome,
        {"value": retried["value"], "by": retried.get("by"), "until": retried.get("until")},
        authored.get("whose_job") or agreed("whose_job", "nobody"),
        authored.get("trouble_with") or agreed("trouble_with", "nothing"),
        {"value": advice["value"], "sentence": advice["sentence"]},
        authored.get("suppress") or agreed("suppress", "no"),
        tuple(choices) if len(choices) > 1 else (),
        authored.get("reason"),
    )
