"""What follows from a failure: the same five rules as on the site's pages, over the site's ``answers.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .entry import Failure

Json = Mapping[str, Any]
_COURSE = ("outcome", "retried")


class _Why(NamedTuple):
    cause: str | None
    situation: str | None
    better: bool
    fields: Json


def verdict_of(failure: Failure, answers: Json) -> dict[str, Any]:
    page = _page_of(failure, answers)
    own = answers.get("responses", {}).get(failure.response)
    why = _why_of(failure, page, own, answers)
    words = _what_the_text_says(failure)
    usual = page is not None and not page.get("foreign") and not why.better
    if page is not None and usual and (not words or words["retried"] == page["verdict"]["retried"]["value"]):
        facts = page["verdict"]
    else:
        more = own if own and not words else {k: v for k, v in (own or {}).items() if k not in _COURSE}
        facts = {**_by_cause(failure, words, why, page, answers), **more}
    outcome, retried = facts["outcome"], facts["retried"]
    if words:
        known = own["retried"] if own and own.get("retried", {}).get("value") == words["retried"] else None
        outcome, retried = words["outcome"], known or _tried(words["retried"], answers)
    return {
        "outcome": outcome,
        "retried": {"by": None, "until": None, **retried},
        **{name: facts[name] for name in ("whose_job", "trouble_with", "advice", "suppress")},
        "summary": why.fields["summary"] if why.better or not page else page["summary"],
        "cause": why.cause,
        "situation": why.situation,
    }


def _page_of(failure: Failure, answers: Json) -> Json | None:
    """The page of the pair, of the enhanced code, of the reply code; ``foreign``: its class does not decide."""
    codes, reply, enhanced = answers["codes"], failure.reply, failure.enhanced
    code = codes.get(enhanced) or codes.get(_covering(enhanced, answers.get("ranges") or ()))
    pair = answers.get("pairs", {}).get(f"{reply} {enhanced}")
    if pair is not None and code:
        return _whole({**code, **pair}, answers)
    if code and reply and enhanced and reply[0] != enhanced[0]:  # RFC 5321, section 4.3.2: the reply decides
        same = reply[0] + enhanced[1:]  # the same code in the class that decides
        near = codes.get(same) if reply[0] == "4" or not code.get("cause") else None
        if near:
            return _whole({**near, **answers.get("pairs", {}).get(f"{reply} {same}", {})}, answers)
        return {**_whole(code, answers), "foreign": True}
    row = code or codes.get(reply)
    return _whole(row, answers) if row else None


def _whole(row: Json, answers: Json) -> Json:
    """A page with its verdict, of which the file holds the number only."""
    return {**row, "verdict": {**answers["verdicts"][row["verdict"]], "advice": row["advice"]}}


def _covering(code: str | None, ranges: Any) -> str:
    """``5.7.610`` is told on the page of 5.7.606."""
    at = (code or "").rfind(".") + 1
    if not at or not code:
        return ""
    detail = int(code[at:])
    for first, last in ranges:
        if first[:at] == code[:at] and _number(first[at:]) <= detail <= _number(last[at:]):
            return str(first)
    return ""


def _number(text: str) -> float:
    return int(text) if text.isdigit() else float("nan")


def _why_of(failure: Failure, page: Json | None, own: Json | None, answers: Json) -> _Why:
    """Why, and whether the text itself says it better than the page of its code."""
    said = failure.said or (not page and failure.cause)
    if said or own or failure.situation:
        cause, situation = failure.cause, failure.situation
    else:
        usual = page or {}
        cause = usual.get("cause") if usual.get("cause") is not None else failure.cause
        situation = usual.get("situation")
    record = answers["causes"].get(cause)
    place = _by_place(record, failure) if record else None
    situation = place or situation
    if not record:
        cause = situation = None
    other = said and cause != (page or {}).get("cause")
    better = bool(own or failure.situation or place or other)
    return _Why(cause, situation, better, _fields_of(cause or "unclassified", situation, answers))


def _by_place(record: Json, failure: Failure) -> str | None:
    """The situation that follows from where the text came from."""
    if failure.situation:  # a provider that answers everybody else: the trouble is on this side
        unreached = failure.provider and not failure.reply
        finer: str | None = record.get("when_provider", {}).get(failure.situation)
        return finer if unreached else None
    placed: str | None = record.get("when_submitted" if failure.submission else "when_reported")
    return placed if failure.submission or failure.reported else None


def _fields_of(cause: str, situation: str | None, answers: Json) -> Json:
    """A cause with a situation's fields laid over: a situation holds only what differs."""
    record = answers["causes"][cause]
    own = record.get("situations", {}).get(situation, {})
    return {
        **record,
        **own,
        "temporary": {**record["temporary"], **own.get("temporary", {})},
        "permanent": {**record["permanent"], **own.get("permanent", {})},
    }


def _what_the_text_says(failure: Failure) -> dict[str, str] | None:
    """What the text says of its own course comes before the class of its code."""
    if failure.still_tried:
        return {"outcome": "delayed", "retried": "yes"}
    if failure.gave_up or (failure.submission and failure.permanent is False):
        return {"outcome": "gave-up", "retried": "no"}
    return None


def _tried(value: str, answers: Json) -> dict[str, Any]:
    words = answers["words"]
    return {"value": value, **({"by": words["retried_by"], "until": words["retried_until"]} if value == "yes" else {})}


def _by_cause(failure: Failure, words: Json | None, why: _Why, page: Json | None, answers: Json) -> Json:
    """The facts out of cause and class."""
    own_page = page if page and not page.get("foreign") else None
    permanent = words["retried"] == "no" if words else failure.permanent
    if permanent is None:
        if own_page:
            return own_page["verdict"]
        if failure.reply or failure.enhanced:
            return _says_nothing(failure)
        permanent = why.fields.get("usually") != "temporary"  # words without a code
    if not why.cause and own_page and not (permanent and own_page["verdict"]["advice"]["value"] == "wait"):
        return {**own_page["verdict"], **_course_of(permanent, None, answers)}
    kind = why.fields["permanent" if permanent else "temporary"]
    return {
        **_course_of(permanent, why.cause, answers),
        "whose_job": kind.get("whose_job", why.fields["whose_job"]),
        "trouble_with": why.fields["trouble_with"],
        "advice": {"value": kind["advice"], "sentence": kind["sentence"]},
        "suppress": kind["suppress"],
    }


def _course_of(permanent: bool, cause: str | None, answers: Json) -> dict[str, Any]:
    if cause == "not-a-bounce":
        return {"outcome": "no-effect", "retried": _tried("no", answers)}
    if not permanent:
        return {"outcome": "delayed", "retried": _tried("yes", answers)}
    return {"outcome": "gave-up" if cause == "expired" else "refused", "retried": _tried("no", answers)}


def _says_nothing(failure: Failure) -> Json:
    """A success or a step of the dialogue that has no page."""
    good = (failure.reply or failure.enhanced or "")[:1] == "2"
    return {
        "outcome": "accepted" if good else "no-effect",
        "retried": {"value": "no"},
        "whose_job": "nobody",
        "trouble_with": "nothing",
        "advice": {"value": "none", "sentence": "Nothing to do: this is no failure."},
        "suppress": "no",
    }
