"""What the decoder's page shows for an answer, in one file, so that it works with the network cut. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smtpcodes.basics.causes import cause_of, situation_of
from smtpcodes.basics.codes import sort_key
from smtpcodes.basics.vocabulary import (
    ADVICE,
    ARRIVED,
    BLOCKING,
    CLASSES,
    COURSES,
    FIXERS,
    JOBS,
    OUTCOMES,
    REPLY_SUBJECTS,
    RETRIED,
    ROLES,
    SUBJECTS,
    SUPPRESS,
    TROUBLES,
)
from smtpcodes.model.queues import untils
from smtpcodes.model.site import Cause, Code, Fields, Model, Pair
from smtpcodes.model.verdict import RETRIED_BY, RETRIED_UNTIL
from smtpcodes.render import picture, wording
from smtpcodes.render.verdict_words import QUESTIONS

Json = dict[str, Any]
#: a cause's fields that name the situation by where a text came from
PLACED_BY = ("when_submitted", "when_reported", "when_provider")
_SENDER_STEPS = 4  # the first ones; the rest stands on the cause's page


def answers(model: Model) -> Json:
    """Titles, summaries and verdicts by code and pair, the causes with what follows from them, and the words of the
    vocabulary.
    """
    resolve = wording.resolver(model)

    def plain(text: str) -> str:
        return wording.plain(text, resolve)

    verdicts: list[Json] = []

    def page(item: Code | Pair, summary: str) -> Json:
        facts = item.verdict.as_json()
        advice = facts.pop("advice")
        if facts not in verdicts:
            verdicts.append(facts)
        return {
            "title": item.title,
            "summary": plain(summary),
            "verdict": verdicts.index(facts),  # some eighty cover seven hundred pages
            "advice": advice,
            "cause": cause_of(item.deciding),
            "situation": situation_of(item.deciding),
        }

    codes = {code.code: page(code, code.fields["summary"]) for code in model.codes.values()}
    pairs = {pair.name: _differing(page(pair, pair.summary), codes[pair.enhanced]) for pair in model.pairs.values()}
    return {
        "verdicts": verdicts,
        "codes": {name: _told(fields) for name, fields in codes.items()},
        "pairs": pairs,
        "ranges": _ranges(model),
        "causes": {cause.id: _cause(cause, plain) for cause in model.causes.values()},
        "responses": {
            f"{response.provider}/{response.id}": {
                fact: value for fact, value in response.fields["verdict"].items() if fact != "reason"
            }
            for provider in model.providers.values()
            for response in provider.responses
            if "verdict" in response.fields
        },
        "providers": {provider.id: provider.fields["name"] for provider in model.providers.values()},
        "delisting": {
            "causes": list(BLOCKING),
            "providers": {name: f"delisting/#{ways[0].id}" for name, ways in model.ways_by_provider.items()},
        },
        "retry": untils(model),
        "local": {
            "organisation": model.local.get("organisation", {}).get("name"),
            "contacts": list(model.local.get("contacts", ())),
            "notes": model.local.get("notes", {}),
        },
        "words": {
            "questions": QUESTIONS,
            "outcomes": OUTCOMES,
            "arrived": ARRIVED,
            "courses": COURSES,
            "fixers": FIXERS,
            "picture": picture.TABLE,
            "retried": RETRIED,
            "jobs": JOBS,
            "troubles": TROUBLES,
            "advice": ADVICE,
            "suppress": SUPPRESS,
            "roles": ROLES,
            "classes": CLASSES,
            "subjects": SUBJECTS,
            "reply_subjects": REPLY_SUBJECTS,
            "retried_by": RETRIED_BY,
            "retried_until": RETRIED_UNTIL,
        },
    }


def _told(code: Json) -> Json:
    """A code's fields without those that hold nothing."""
    return {key: value for key, value in code.items() if value is not None}


def _differing(pair: Json, code: Json) -> Json:
    """What a pair says differently from its enhanced code; the file names each thing once."""
    return {key: value for key, value in pair.items() if value != code[key]}


def _ranges(model: Model) -> list[list[str]]:
    """First and last code of each range that one page stands for, the narrower before the wider."""
    spans = [[code.code, code.fields["covers"]] for code in model.codes.values() if "covers" in code.fields]
    return sorted(spans, key=lambda span: sort_key(span[1])[-1] - sort_key(span[0])[-1])


def _cause(cause: Cause, plain: Callable[[str], str]) -> Json:
    """A cause and, of its situations, what differs."""
    fields = cause.fields
    return {
        "title": fields["title"],
        "summary": plain(fields["summary"]),
        "url": cause.url,
        "whose_job": fields["whose_job"],
        "trouble_with": fields["trouble_with"],
        "temporary": fields["temporary"],
        "permanent": fields["permanent"],
        "tell": plain(fields.get("tell", "")),
        "sender": _steps(fields, plain),
        **{name: value for name, value in fields.items() if name in (*PLACED_BY, "usually")},
        "situations": {name: _situation(own, plain) for name, own in fields.get("situations", {}).items()},
    }


def _situation(own: Fields, plain: Callable[[str], str]) -> Json:
    out = {"title": own["title"], "summary": plain(own["summary"])}
    out |= {name: own[name] for name in ("whose_job", "trouble_with", "temporary", "permanent") if name in own}
    out |= {"tell": plain(own["tell"])} if "tell" in own else {}
    return out | ({"sender": _steps(own, plain)} if "sender" in own.get("steps", {}) else {})


def _steps(fields: Fields, plain: Callable[[str], str]) -> list[str]:
    return [plain(step) for step in fields.get("steps", {}).get("sender", ())][:_SENDER_STEPS]
