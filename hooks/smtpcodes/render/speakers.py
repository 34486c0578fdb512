"""Who says it: texts by speaker, and texts by cause. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from smtpcodes.basics.vocabulary import CAUSES
from smtpcodes.model.site import Model, Response, met

MANY = 60  # responses; a code said by more people names most speakers only, their texts stand on the pair's and the speaker's page
# More literal texts than that would make a page too heavy for a phone; the rest is linked.
TEXTS_ON_A_PAGE, TEXTS_OF_MANY = 12, 3


def speakers(
    responses: Sequence[Response], model: Model, first: Sequence[str] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who says a code: speakers with texts, those that differ from the registry and the current ones first, and the rest by name only."""
    by: dict[str, list[Response]] = {}
    for response in responses:
        by.setdefault(response.provider, []).append(response)
    each = 2 if len(responses) <= TEXTS_ON_A_PAGE else 1
    rows = []
    for name, said in by.items():
        said = sorted(said, key=lambda one: (not one.fields.get("differs"), one.age != "current"))
        texts = [one for one in said if one.fields.get("text") or one.fields.get("token")]
        differs = [one for one in texts if one.fields.get("differs")]
        shown = texts[: max(each, min(len(differs), 2))]
        names = [
            model.causes[cause].fields["title"].lower()
            for cause, _ in Counter(one.cause for one in said if one.cause).most_common(3)
        ]
        rows.append(
            {
                "id": name,
                "name": model.providers[name].fields["name"],
                "gist": ", ".join(names),
                "shown": shown,
                "more": len(said) - len(shown),
                "count": len(said),
                "differs": bool(differs),
                "current": any(one.age == "current" for one in said),
            }
        )
    rows.sort(
        key=lambda row: (
            met(row["id"], first),
            not row["differs"],
            not row["current"],
            -row["count"],
            row["name"].lower(),
        )
    )
    with_texts = [row for row in rows if row["shown"]]
    top = with_texts[: TEXTS_ON_A_PAGE if len(responses) <= MANY else TEXTS_OF_MANY]
    rest = sorted((row for row in rows if row not in top), key=lambda row: row["name"].lower())
    if len(responses) > MANY:  # mail server software says every code; who runs it is named by the provider's page
        rest = [
            row for row in rest if model.providers[row["id"]].fields["kind"] not in {"mta", "client"} and row["current"]
        ]
    return top, rest


def groups(responses: Sequence[Response], model: Model, first: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Responses by cause: what the speakers say that are met first, then in the order of the vocabulary; no cause last."""
    out = []
    said = [
        one.cause
        for one in sorted(responses, key=lambda one: met(one.provider, first))
        if met(one.provider, first) < len(first)
    ]
    for name in (*dict.fromkeys(one for one in said if one), *(cause for cause in CAUSES if cause not in said), None):
        rows = [one for one in responses if one.cause == name]
        if rows:
            cause = model.causes.get(name) if name else None
            out.append(
                {
                    "id": name or "none",
                    "title": cause.fields["title"] if cause else "No cause named",
                    "url": cause.url if cause else None,
                    "responses": rows,
                }
            )
    return out
