"""What the decoder's page shows for an answer, in one file, so that it works with the network cut. Pure."""

from __future__ import annotations

from typing import Any

from smtpcodes.basics.vocabulary import (
    ADVICE,
    ARRIVED,
    BLOCKING,
    CLASSES,
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
from smtpcodes.model.site import Model
from smtpcodes.model.verdict import RETRIED_BY, RETRIED_UNTIL
from smtpcodes.render import wording
from smtpcodes.render.verdict_words import QUESTIONS


def answers(model: Model) -> dict[str, Any]:
    """Titles, summaries and verdicts by code, the causes with what follows from them, and the words of the
    vocabulary.
    """
    resolve = wording.resolver(model)

    def plain(text: str) -> str:
        return wording.plain(text, resolve)

    return {
        "codes": {
            code.code: {
                "title": code.title,
                "summary": plain(code.fields["summary"]),
                "verdict": code.verdict.as_json(),
            }
            for code in model.codes.values()
        },
        "causes": {
            cause.id: {
                "title": cause.fields["title"],
                "summary": plain(cause.fields["summary"]),
                "url": cause.url,
                "whose_job": cause.fields["whose_job"],
                "trouble_with": cause.fields["trouble_with"],
                "temporary": cause.fields["temporary"],
                "permanent": cause.fields["permanent"],
                "tell": plain(cause.fields.get("tell", "")),
                "sender": [plain(step) for step in cause.fields.get("steps", {}).get("sender", ())][:4],
            }
            for cause in model.causes.values()
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
