"""What other programs load as it is: tables for Logstash and Vector, rules for KumoMTA and ZoneMTA. Pure.

Tables look up a code or a pair. Rules look at the whole answer, the longest phrase first; what no phrase tells, the
code does, where it has one cause only.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smtpcodes.basics.causes import split
from smtpcodes.export.decoder_rules import TELLING, cut, phrase_of
from smtpcodes.model.site import Code, Model, Pair

FOLDER = "api/v1/rules"
GENERAL = 10  # characters by which a phrase that many servers share comes before one that is known of one speaker

#: What KumoMTA calls the causes (its predefined labels); what it has no word for keeps ours. Of
#: two labels whose expressions fit it takes the first, so what is said of many things stands last.
KUMOMTA = {
    "recipient-unknown": "InvalidRecipient",
    "recipient-disabled": "InactiveMailbox",
    "mailbox-full": "QuotaIssues",
    "sender-authentication": "AuthenticationFailed",
    "sender-reputation": "SpamBlock",
    "protocol-error": "ProtocolErrors",
    "relay-denied": "RelayDenied",
    "connection-failed": "BadConnection",
    "domain-not-found": "BadDomain",
    "mail-loop": "RoutingErrors",
    "message-too-large": "ContentRelated",
    "message-format": "ContentRelated",
    "sender-dns": "InvalidSender",
    "malware": "VirusRelated",
    "spam-content": "SpamContent",
    "server-error": "BadConfiguration",
    "rate-limited": "TransientFailure",
    "greylisted": "TransientFailure",
    "login": "PolicyRelated",
    "policy": "PolicyRelated",
    "suppressed": "Suppressed",
    "expired": "MessageExpired",
}
NO_LABEL = "Uncategorized"  # for a cause that KumoMTA's own classes have no word for


@dataclass(frozen=True)
class Rule:
    """An expression that tells a cause, and whether it looks at nothing but the code."""

    expression: str
    cause: str
    by_code: bool = False


def files(model: Model, site_url: str, decoder: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, text) of every file below api/v1/rules/. ``decoder``: the content of decoder.json."""
    found = list(rules(model, decoder))
    yield f"{FOLDER}/logstash.yml", logstash(model)
    yield f"{FOLDER}/vector.csv", vector(model)
    phrases, codes = ([rule for rule in found if rule.by_code is by_code] for by_code in (False, True))
    yield f"{FOLDER}/kumomta.toml", kumomta(phrases, model, site_url)
    yield f"{FOLDER}/kumomta-codes.toml", kumomta(codes, model, site_url)
    rows = list(zonemta(found, model))
    yield (
        f"{FOLDER}/zonemta.json",
        "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "\n]\n",
    )
    lines = (",".join((row["re"], row["action"], row["category"], row["message"])) for row in rows)
    yield (
        f"{FOLDER}/zonemta.txt",
        f"# SMTP answers by cause, data of {model.release['version']}\n" + "\n".join(lines) + "\n",
    )


def _coded(model: Model) -> Iterator[Code | Pair]:
    yield from model.codes.values()
    yield from model.pairs.values()


def _name(item: Code | Pair) -> str:
    return item.code if isinstance(item, Code) else item.name


def logstash(model: Model) -> str:
    """A dictionary of the translate filter: a code or a pair, and what it means in one line."""
    rows = (f"{json.dumps(_name(item))}: {json.dumps(item.title, ensure_ascii=False)}" for item in _coded(model))
    return "\n".join(rows) + "\n"


def vector(model: Model) -> str:
    """An enrichment table: one row for each code and pair."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("code", "outcome", "retried", "whose_job", "advice", "suppress", "cause", "situation", "title", "url")
    )
    for item in _coded(model):
        verdict = item.verdict.as_json()
        facts = (verdict["outcome"], verdict["retried"]["value"], verdict["whose_job"], verdict["advice"]["value"])
        why = (next(iter(item.causes), ""), next(iter(item.situations), "") or "")
        writer.writerow((_name(item), *facts, verdict["suppress"], *why, item.title, item.url))
    return out.getvalue()


def kumomta(found: list[Rule], model: Model, site_url: str) -> str:
    """Rules of KumoMTA's bounce classifier: ``[rules]``, each label with its expressions (Rust's regex crate)."""
    labels: dict[str, list[str]] = {label: [] for label in (*KUMOMTA.values(), NO_LABEL)}
    for rule in found:
        labels[KUMOMTA.get(rule.cause, NO_LABEL)].append(_rust(rule.expression))
    lines = [f"# {site_url}developers/ tells how to load it; data of {model.release['version']}", "[rules]"]
    for label, expressions in labels.items():
        if expressions:
            lines += [f"{label} = [", *(f"  {json.dumps(one, ensure_ascii=False)}," for one in expressions), "]"]
    return "\n".join(lines) + "\n"


def _rust(expression: str) -> str:
    """Without regard to case. Letters beyond ASCII are looked at only where there are some: Rust's crate builds all
    expressions into one set of at most 10 MiB (``RegexSetBuilder::size_limit``), and each letter's other forms count.
    """
    plain = expression.isascii() and "." not in expression.replace(r"\.", "")
    return f"(?i-u:{expression})" if plain else f"(?i){expression}"


def zonemta(found: list[Rule], model: Model) -> Iterator[dict[str, str]]:
    """Rules of ZoneMTA in their order: expression, action, category, message. No expression holds a comma.

    A class 4 is never refused for good, and a class 5 never waits (RFC 5321, section 4.2.1).
    """
    for rule in found:
        cause = model.causes[rule.cause].fields
        said = {"category": rule.cause, "message": cause["title"]}
        if rule.by_code:
            yield {"re": rule.expression, "action": "defer" if rule.expression.startswith("^4") else "reject", **said}
            continue
        yield {"re": f"^4.*{rule.expression}", "action": "defer", **said}
        waits = cause.get("usually") == "temporary"
        if waits:
            yield {"re": f"^5.*{rule.expression}", "action": "reject", **said}
        yield {"re": rule.expression, "action": "defer" if waits else "reject", **said}
    yield {"re": "^4", "action": "defer", "category": "unclassified", "message": "Temporary"}
    yield {"re": "^5", "action": "reject", "category": "unclassified", "message": "Permanent"}


def rules(model: Model, decoder: Mapping[str, Any]) -> Iterator[Rule]:
    """What tells a cause, in the order of its weight."""
    shared = [(_weight(phrase) + GENERAL, phrase, cause) for phrase, cause in _phrases(decoder, "first", "phrases")]
    seen: set[str] = set()
    yield from _by_phrase([*shared, *_responses(model)], seen)
    codes = {code: split(cause)[0] for cause, some in decoder["codes"].items() for code in some.split(" ")}
    for code in sorted((one for one in codes if "." in one and one[0] in "45"), key=_longest):
        yield Rule(rf"^{code[0]}\d\d[ -]{_numbers(code)}\b", codes[code], by_code=True)
    yield from _by_phrase([(_weight(phrase), phrase, cause) for phrase, cause in _phrases(decoder, "weak")], seen)
    for code in sorted(one for one in codes if "." not in one and one[0] in "45"):
        yield Rule(rf"^{code}\b", codes[code], by_code=True)


def _phrases(decoder: Mapping[str, Any], *sorts: str) -> Iterator[tuple[str, str]]:
    """(phrase, cause) of the decoder's own lists."""
    for sort in sorts:
        for cause, phrases in decoder.get(sort, {}).items():
            for phrase in phrases:
                yield phrase, split(cause)[0]


def _responses(model: Model) -> Iterator[tuple[int, str, str]]:
    """(weight, phrase, cause) of the known texts that are long enough to mean the same whoever says them."""
    meant: dict[str, set[str]] = defaultdict(set)
    for provider in model.providers.values():
        for response in provider.responses:
            if response.cause in KUMOMTA and not response.fields.get("no_match"):
                meant[cut(phrase_of(response.fields))].add(response.cause)
    for phrase, causes in meant.items():
        if len(causes) == 1 and _weight(phrase) >= TELLING:
            yield _weight(phrase), phrase, min(causes)


def _by_phrase(rows: list[tuple[int, str, str]], seen: set[str]) -> Iterator[Rule]:
    """The longest first, and what means "given up" behind all others; each once. Adds to ``seen``."""
    for _, phrase, cause in sorted(rows, key=lambda row: (row[2] == "expired", -row[0], row[1])):
        expression = regex(phrase)
        if expression not in seen:
            seen.add(expression)
            yield Rule(expression, cause)


def _numbers(code: str) -> str:
    """A code, or a run of them such as ``5.7.606-649``, as an expression."""
    first, _, last = code.partition("-")
    start, _, detail = first.rpartition(".")
    details = range(int(detail), int(last or detail) + 1)
    return rf"{_literal(start)}\.(?:{'|'.join(map(str, details))})" if last else _literal(first)


def _longest(code: str) -> tuple[int, str]:
    return -len(code), code


def _weight(phrase: str) -> int:
    return sum(len(piece.strip()) for piece in phrase.split("*"))


def regex(phrase: str) -> str:
    """A phrase as an expression that JavaScript, Python and Rust read alike, without a comma.

    ``*`` is anything; a phrase ends at the edge of a word unless a ``*`` stands there.
    """
    pieces = [piece for piece in phrase.lower().split("*") if piece.strip()]
    body = ".*".join(map(_literal, pieces))
    start = "" if phrase.startswith("*") or not _in_word(pieces[0][0]) else r"\b"
    end = "" if phrase.endswith("*") or not _in_word(pieces[-1][-1]) else r"\b"
    return f"{start}{body}{end}"


def _literal(text: str) -> str:
    return re.sub(r"[\\.^$*+?()\[\]{}|]", r"\\\g<0>", text).replace(",", ".")


def _in_word(c: str) -> bool:
    return c.isascii() and c.isalnum()
