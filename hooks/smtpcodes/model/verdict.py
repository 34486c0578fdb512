"""The verdict: six facts, of which a page shows those that its reader needs; computed here for pages and JSON.

`docs/javascripts/decoder/verdict.js` does the same for pasted texts; a test holds both against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from smtpcodes.basics.causes import cause_of, split, with_situation

Fields = Mapping[str, Any]

# RFC 5321 section 4.5.4.1: a sending server retries, and gives up after days ("generally … at least 4-5 days").
RETRIED_BY = "the sending server, by itself"
RETRIED_UNTIL = "it arrives or the sending server gives up, mostly after one to five days"
DEPENDS_SENTENCE = "Read the words after the code: they say why, and with it what to do."
NOTHING_SENTENCE = "Nothing to do: this is no failure."
MAIN_SHARE = 0.7  # of the speakers: from there on one cause speaks for a page

# Several causes that ask for the same: one sentence that is right for each of them.
NEUTRAL: dict[str, str] = {
    "none": NOTHING_SENTENCE,
    "wait": "Wait, your mail server tries again by itself. If it fails for good, read the words after the code.",
    "fix-address": "Check the whole address, before and after the @, then send again.",
    "fix-and-resend": "Read the words after the code: they say what to change. Then send again.",
    "check-settings": "Check the settings of your mail program: server, login, encryption and From address.",
    "ask-recipient": "Tell the recipient in another way, and pass on the words of the report.",
    "ask-your-admin": "Show the whole report to your mail admin or provider. Its words say what to mend.",
    "ask-their-admin": "Tell the recipient in another way that their mail admin has to look at it.",
    "do-not-resend": "Do not send it again.",
    "depends": DEPENDS_SENTENCE,
}


@dataclass(frozen=True)
class Retried:
    """Will it be tried again, by whom and until when."""

    value: str
    by: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Advice:
    """What to do now: in one word, and as a sentence for people."""

    value: str
    sentence: str


@dataclass(frozen=True)
class Choice:
    """One likely cause and what follows from it."""

    cause: str
    situation: str | None
    whose_job: str
    trouble_with: str
    advice: Advice
    suppress: str

    @property
    def sentence(self) -> str:
        return self.advice.sentence


@dataclass(frozen=True)
class Verdict:
    """Six facts; where a page has several causes, the choices between them."""

    outcome: str
    retried: Retried
    whose_job: str
    trouble_with: str
    advice: Advice
    suppress: str
    choices: Sequence[Choice] = field(default=())
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The six facts with the keys of the API."""
        return {
            "outcome": self.outcome,
            "retried": asdict(self.retried),
            "whose_job": self.whose_job,
            "trouble_with": self.trouble_with,
            "advice": asdict(self.advice),
            "suppress": self.suppress,
        }


TRIED_AGAIN = Retried("yes", RETRIED_BY, RETRIED_UNTIL)
OVER = Retried("no")


def choice(name: str, causes: Mapping[str, Fields], permanent: bool) -> Choice:
    """What follows from one cause, or one situation of it, for a permanent or a temporary failure."""
    cause, situation = split(name)
    fields = with_situation(causes[cause], situation)
    kind = fields["permanent" if permanent else "temporary"]
    return Choice(
        cause,
        situation,
        kind.get("whose_job", fields["whose_job"]),
        fields["trouble_with"],
        Advice(kind["advice"], kind["sentence"]),
        kind["suppress"],
    )


def main_cause(causes: Sequence[str], speakers: Counter[str]) -> str | None:
    """The cause that speaks for a page: its only one, or its first where enough speakers mean it; None: none does."""
    ids = [split(name)[0] for name in causes]
    if len(ids) == 1:
        return causes[0]
    total = speakers.total()
    return causes[0] if ids and total and speakers[ids[0]] >= MAIN_SHARE * total else None


def course(digit: str, cause: str | None) -> tuple[str, Retried]:
    """Outcome and retried by the class that decides; for other classes than 4 and 5 records say it themselves."""
    if cause == "not-a-bounce":
        return "no-effect", OVER
    if digit == "4":
        return "delayed", TRIED_AGAIN
    if digit == "5":
        return ("gave-up" if cause == "expired" else "refused"), OVER
    return "depends", Retried("depends")


def verdict(
    digit: str,
    names: Sequence[str],
    causes: Mapping[str, Fields],
    authored: Fields | None = None,
    speakers: Counter[str] | None = None,
) -> Verdict:
    """The verdict of a page or a text.

    In: the class digit that decides, its likely causes (the main one first, ``cause/situation`` too), all cause
    records, what the record decides itself, and how many speakers mean which cause.
    """
    if digit not in "2345" and names and cause_of(names[0]) in causes:  # a text without a code
        digit = "4" if causes[split(names[0])[0]].get("usually") == "temporary" else "5"
    choices = [choice(name, causes, digit == "5") for name in names if cause_of(name) in causes]
    main = main_cause(names, speakers or Counter())
    deciding = choices[:1] if main else choices

    def agreed(fact: str, without: str) -> str:
        values = {getattr(one, fact) for one in deciding}
        return "depends" if len(values) > 1 else values.pop() if values else without

    values = {one.advice.value for one in deciding}
    sentences = {one.advice.sentence for one in deciding}
    value = "depends" if len(values) > 1 else values.pop() if values else "none"
    outcome, retried = course(digit, cause_of(main))
    return laid_over(
        Verdict(
            outcome,
            retried,
            agreed("whose_job", "nobody"),
            agreed("trouble_with", "nothing"),
            Advice(value, sentences.pop() if len(sentences) == 1 else NEUTRAL[value]),
            agreed("suppress", "no"),
            tuple(choices) if len(choices) > 1 else (),
        ),
        authored,
    )


def laid_over(verdict: Verdict, authored: Fields | None) -> Verdict:
    """A verdict with the facts that a record decides itself in place of the computed ones."""
    if not authored:
        return verdict
    own = {fact: authored[fact] for fact in ("outcome", "whose_job", "trouble_with", "suppress") if fact in authored}
    if "retried" in authored:
        own["retried"] = Retried(**authored["retried"])
    if "advice" in authored:
        own["advice"] = Advice(**authored["advice"])
    return replace(verdict, reason=authored.get("reason"), **own)


def says_what_its_page_says(response: Any, page: Any) -> bool:
    """Whether a text's verdict is its page's: it knows no better, and the reader of its link reads the same.

    In: a response, and the page of its pair or code. It knows better by a verdict of its own, by a situation, or by
    another cause than the one that speaks for the page.
    """
    digit = (response.reply or response.enhanced)[0]
    if "verdict" in response.fields or digit != page.digit:
        return False
    if digit in "123":  # no failure: the page alone says what it is
        return True
    if response.situation:
        return False
    return response.cause is None or response.cause == cause_of(page.deciding)
