"""``/api/v1/phrases.json``: by what words a refusal is understood, enough to write a classifier. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smtpcodes.basics.causes import split
from smtpcodes.export.decoder_rules import TELLING, TELLING_CODED, phrase_of
from smtpcodes.model.site import Model, Response

Json = dict[str, Any]

MATCHING = (
    "Compare in lower case, any run of white space as one space, typographic quotes and dashes as typed ones.",
    "A * inside a phrase stands for up to 48 characters of anything, at an end for the rest of a word.",
    "A phrase must not start or end inside a Latin word: over is not in overnight.",
    "Leave out the codes that a reply of several lines repeats in front of each line.",
)
ORDER = (
    "A response of a speaker whom the host's name (mx) or a sign in the text shows, unless a longer phrase of another "
    "sort stands in the text.",
    "A phrase of the sort first, which has a special sense.",
    f"The longest phrase of the sort shared, or the phrase of any response of at least {TELLING} characters "
    f"({TELLING_CODED} where its codes, an enhanced one among them, are those of the text): the response only where it "
    "holds the shared phrase or is longer by more than ten characters.",
    "A word rule: each of its groups has a word in the same sentence, neighbours at most 60 characters apart; a > b: b "
    "follows a within 16; !a: not where a word of a stands. The rule that explains the most characters.",
    "A phrase of the cause expired: that the time was up is no reason where one is told.",
    "An enhanced code that has one cause only.",
    "A phrase of the sort weak.",
    "A reply code that has one cause only. Nothing of these: the cause is unknown.",
)


def phrases(model: Model, decoder: Mapping[str, Any]) -> Json:
    """The content of the file. ``decoder``: that of decoder.json."""
    return {
        "version": model.release["version"],
        "date": model.release["date"],
        "licence": "CC-BY-4.0",
        "matching": list(MATCHING),
        "order": list(ORDER),
        "phrases": list(_phrases(decoder)),
        "ignored": list(decoder.get("nothing", ())),
        "groups": [{"id": name, "words": words.split("\n")} for name, words in decoder.get("groups", {}).items()],
        "rules": [{"rule": line, **_why(cause)} for cause, lines in decoder.get("rules", {}).items() for line in lines],
        "codes": [
            {"code": code, **_why(cause)} for cause, codes in decoder["codes"].items() for code in codes.split(" ")
        ],
        "speakers": [
            {"id": name, "mx": list(row.get("mx", ())), "signs": list(row.get("signs", ()))}
            for name, row in decoder["providers"].items()
            if row.get("mx") or row.get("signs")
        ],
        "responses": [_response(one) for provider in model.providers.values() for one in provider.responses],
    }


def _phrases(decoder: Mapping[str, Any]) -> Iterator[Json]:
    for sort, name in (("first", "first"), ("shared", "phrases"), ("weak", "weak")):
        for cause, texts in decoder.get(name, {}).items():
            for text in texts:
                yield {"phrase": text, "sort": sort, **_why(cause)}


def _why(cause: str) -> Json:
    name, situation = split(cause)
    return {"cause": name, "situation": situation}


def _response(response: Response) -> Json:
    fields = response.fields
    no_match = fields.get("no_match")
    return {
        "provider": response.provider,
        "id": response.id,
        "reply": response.reply,
        "enhanced": response.enhanced,
        "cause": response.cause,
        "situation": response.situation,
        "phrase": None if no_match else phrase_of(fields) or None,
        "match": fields.get("match"),
        "no_match": no_match,
    }
