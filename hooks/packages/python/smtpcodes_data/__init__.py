"""What an SMTP error means and what to do now: the data of the site that serves this package, offline.

>>> explain("550", "5.1.1")["verdict"]["suppress"]
'yes'
>>> classify("550", "5.7.1", "Service unavailable; client [192.0.2.1] blocked")["cause"]
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .reading import NotAnAnswer, failures
from .rules import Rules
from .text import data
from .verdict import verdict_of

__all__ = ["SITE", "NotAnAnswer", "classify", "explain"]

_ABOUT = data("site.json")
#: The address that this package was fetched from, with a slash at the end.
SITE: str = _ABOUT["site"]
__version__: str = _ABOUT["version"]

_NOTHING: dict[str, Any] = dict.fromkeys(("cause", "situation", "permanent", "suppress", "verdict", "url"))


@lru_cache(maxsize=None)
def _rules() -> Rules:
    return Rules(data("decoder.json"))


@lru_cache(maxsize=None)
def _answers() -> dict[str, Any]:
    answers: dict[str, Any] = data("answers.json")
    return answers


def explain(reply: object = None, enhanced: object = None) -> dict[str, Any]:
    """What the codes alone say, as their page has it: the same keys as ``classify``, the cause that of the page."""
    found = classify(reply, enhanced)
    verdict = found["verdict"]
    return {**found, "cause": verdict["cause"], "situation": verdict["situation"]} if verdict else found


def classify(reply: object = None, enhanced: object = None, text: object = None) -> dict[str, Any]:
    """What a server's answer says: cause, situation, permanent, suppress, verdict and url; null where nothing is
    known. Each argument may be a string, a number, bytes or None. Raises NotAnAnswer where the text is a whole mail or
    JSON.
    """
    whole = " ".join(map(_string, (reply, enhanced, text)))
    try:
        found = failures(whole, _rules())
    except NotAnAnswer as what:
        raise NotAnAnswer(
            f"this is {what}, and smtpcodes_data reads a server's answer: for whole mails and webhooks take the npm "
            f"package, npm install {SITE}npm/smtpcodes.tgz"
        ) from None
    if not found:
        return dict(_NOTHING)
    first = found[0]
    verdict = verdict_of(first, _answers())
    return {
        "cause": first.cause,
        "situation": verdict["situation"] if verdict["cause"] == first.cause else None,
        "permanent": first.permanent,
        "suppress": verdict["suppress"],
        "verdict": verdict,
        "url": f"{SITE}{first.url}" if first.url else None,
    }


def _string(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray, memoryview)):
        raw = bytes(value)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("windows-1252", "replace")
    return str(value)
