"""The decoder's rules, `/api/v1/decoder.json`, out of the records: whoever adds a response teaches the decoder.

Everything is as short as it can be without losing a rule, because a page loads it: causes are numbered, codes are
lists in one string, and the addresses of the thousands of pair pages are told by what they have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smtpcodes.basics.causes import cause_of, split
from smtpcodes.basics.codes import expand
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.model.site import Model

Records = Mapping[str, Mapping[str, Any]]

VERSION = 1
SHORTEST = 8  # letters that a text must hold to tell anything
SHORTEST_MATCH = 4  # the same for a `match`: whoever writes one knows that the speaker says it of nothing else
LONGEST = 54  # what is longer is cut at a word: the rest of a long text changes more often than it tells
TELLING = 30  # the same figure stands in causes.js: from so many characters on, a response is believed by itself
TELLING_CODED = (
    20  # there too: the same where the codes beside it are those of the response, an enhanced one among them
)
_WORD = re.compile(r"[a-z0-9]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACEHOLDER = re.compile(r"<[^<>]*>|\*")
_CODE_IN_TEXT = re.compile(r"^\s*(?:[245]\d\d[ -])?\s*(?:[245]\.\d{1,3}\.\d{1,3}\s+)?")


def of_model(model: Model) -> dict[str, Any]:
    """The content of ``decoder.json`` for the whole site."""
    return decoder_rules(
        {code.code: code.fields for code in model.codes.values()},
        {name: model.causes[name].fields for name in sorted(model.causes)},
        {provider.id: provider.fields for provider in model.providers.values()},
        model.addresses,
    )


def decoder_rules(codes: Records, causes: Records, providers: Records, addresses: Iterable[str]) -> dict[str, Any]:
    """Everything that the decoder knows, as plain lists and mappings.

    In: the records by id, in the shape of their YAML, and the site-relative addresses that exist.
    Out: the content of ``decoder.json``.
    """
    return {
        "version": VERSION,
        "causes": list(CAUSES),
        "phrases": {name: record["phrases"] for name, record in causes.items() if record.get("phrases")},
        "weak": {name: record["weak_phrases"] for name, record in causes.items() if record.get("weak_phrases")},
        "codes": _codes_with_one_cause(codes),
        "providers": {name: rules for name, record in providers.items() if (rules := _speaker(record))},
        "told": _told(record for record in providers.values() if not _marked(record)),
        "addresses": _addresses(addresses),
    }


def _codes_with_one_cause(codes: Records) -> dict[str, str]:
    """Cause → the codes that name it and no other, parted by spaces."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, record in codes.items():
        if "moved_to" in record:
            continue
        for code, fields in expand(name, record):
            causes = [split(one)[0] for one in fields.get("causes", ())]
            if len(causes) == 1 and causes[0] not in CAUSES_WITHOUT_PAGE:
                end = f"-{fields['covers'].rsplit('.', 1)[1]}" if "covers" in fields else ""
                found[causes[0]].append(code + end)
    return {cause: " ".join(sorted(found[cause])) for cause in CAUSES if cause in found}


def _speaker(record: Mapping[str, Any]) -> dict[str, Any]:
    """What gives a speaker away, and what it says."""
    rules: dict[str, Any] = {}
    if record.get("signs"):
        rules["signs"] = [sign.lower() for sign in record["signs"]]
    if record.get("mx"):
        rules["mx"] = [pattern.lower() for pattern in record["mx"]]
    responses = list(_responses(record.get("responses") or []))
    if rules and responses:
        rules["responses"] = {"ids": "\n".join(rule.short_id for rule in responses), **_columns(responses)}
    return rules


def _marked(record: Mapping[str, Any]) -> bool:
    return bool(record.get("signs") or record.get("mx"))


def _told(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What speakers say that nothing else gives away: words of some length, each once, whoever says them."""
    found: dict[tuple[str, str], _Rule] = {}
    for record in records:
        for rule in _responses(record.get("responses") or []):
            if rule.weight >= (TELLING_CODED if "." in rule.codes else TELLING):
                found.setdefault((rule.phrase, rule.codes), rule)
    return _columns([found[key] for key in sorted(found)])


def _columns(responses: list[_Rule]) -> dict[str, str]:
    """Rules as columns, one line for each response: alike things side by side compress best."""
    return {
        "causes": "".join(chr(ord("a") + CAUSES.index(rule.cause)) for rule in responses),
        "codes": "\n".join(rule.codes for rule in responses),
        "phrases": "\n".join(rule.phrase for rule in responses),
    }


@dataclass(frozen=True)
class _Rule:
    """One response as the decoder looks for it."""

    id: str
    cause: str
    codes: str  # as they stand in a reply: "550 5.1.1", "550", "5.1.1" or ""
    phrase: str

    @property
    def weight(self) -> int:
        return sum(len(piece.strip()) for piece in self.phrase.split("*"))

    @property
    def short_id(self) -> str:
        """The id by what it has in common with codes and phrase.

        ``5-1-1-no-such-user`` is ``~no-such-user``, and ``=123`` where the phrase reads "sorry, no such user".
        """
        code = self.codes.rsplit(" ", 1)[-1].replace(".", "-")
        if not code or not self.id.startswith(f"{code}-"):
            return self.id
        rest = self.id[len(code) + 1 :]
        words = _WORD.findall(self.phrase)
        places = [words.index(word) for word in rest.split("-") if word in words]
        if len(places) == rest.count("-") + 1 and max(places) < len(_DIGITS):
            return "=" + "".join(_DIGITS[place] for place in places)
        return f"~{rest}"


def _responses(responses: Iterable[Mapping[str, Any]]) -> Iterator[_Rule]:
    """A rule for each response that the decoder can recognise."""
    usable = [
        (response, phrase)
        for response in responses
        if cause_of(response.get("cause")) in CAUSES
        and cause_of(response["cause"]) not in CAUSES_WITHOUT_PAGE
        and not response.get("no_match")
        and (phrase := _phrase(response))
    ]
    causes_of: dict[str, set[str]] = defaultdict(set)
    for response, phrase in usable:
        causes_of[_cut(phrase)].add(split(response["cause"])[0])
    seen: set[tuple[str, str]] = set()
    for response, phrase in usable:
        short = _cut(phrase)
        if len(causes_of[short]) > 1:
            short = phrase  # two responses start alike and mean different things: only the whole text tells them apart
        codes = " ".join(filter(None, (response.get("reply"), response.get("enhanced"))))
        if (short, codes) in seen:
            continue
        seen.add((short, codes))
        yield _Rule(response["id"], split(response["cause"])[0], codes, short)


def _phrase(response: Mapping[str, Any]) -> str:
    """The phrase of a response: its ``match``, or its text with ``*`` for what varies. Empty where it tells nothing."""
    match = response.get("match")
    text = match or _CODE_IN_TEXT.sub("", response.get("text") or "", count=1)
    phrase = " ".join(_PLACEHOLDER.sub("*", text).lower().split())
    phrase = re.sub(r"\*(?:\W*\*)+", "*", phrase).strip("* .,:;-")
    return phrase if sum(character.isalnum() for character in phrase) >= (SHORTEST_MATCH if match else SHORTEST) else ""


def _cut(phrase: str) -> str:
    """At most LONGEST characters, ending with a whole word."""
    if len(phrase) <= LONGEST:
        return phrase
    return phrase[: LONGEST + 1].rsplit(" ", 1)[0].rstrip("* .,:;-(<[")


def _addresses(addresses: Iterable[str]) -> dict[str, str]:
    """The pages that exist, in short.

    ``replies`` and ``single`` have a page of their own; so have ``enhanced``, which besides pair with each of
    ``paired`` of
    their class; ``extra`` pairs exist and ``missing`` ones do not, against that rule.
    """
    replies, enhanced, pairs = set(), set(), set()
    for address in addresses:
        match address.strip("/").split("/"):
            case [reply, code] if _is_reply(reply) and _is_enhanced(code):
                pairs.add((reply, code))
            case [code] if _is_reply(code):
                replies.add(code)
            case [code] if _is_enhanced(code):
                enhanced.add(code)
    regular = {(reply, code) for reply, code in pairs if reply[0] == code[0] and code in enhanced}
    paired, common = set(), set()
    for digit in {code[0] for code in enhanced}:
        rows, columns = _core({pair for pair in regular if pair[0][0] == digit})
        paired |= rows
        common |= columns
    expected = {(reply, code) for reply in paired for code in common if reply[0] == code[0]}
    return {
        "replies": " ".join(sorted(replies)),
        "enhanced": _code_list(common),
        "single": _code_list(enhanced - common),
        "paired": " ".join(sorted(paired)),
        "extra": _pair_list(pairs - expected),
        "missing": _pair_list(expected - pairs),
    }


def _core(pairs: set[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Replies and codes nearly all of which pair: the full part of the table."""
    often = Counter(reply for reply, _ in pairs)
    rows = {reply for reply, count in often.items() if 2 * count >= max(often.values())}
    columns: set[str] = set()
    for _ in range(2):
        columns = {
            code
            for code, count in Counter(code for reply, code in pairs if reply in rows).items()
            if 2 * count > len(rows)
        }
        rows = {
            reply
            for reply, count in Counter(reply for reply, code in pairs if code in columns).items()
            if 2 * count > len(columns)
        }
    return rows, columns


def _code_list(codes: Iterable[str]) -> str:
    """Codes in their order, runs as ``5.7.606-649``."""
    runs: list[list[tuple[int, ...]]] = []
    for code in sorted(tuple(map(int, code.split("."))) for code in codes):
        if runs and runs[-1][-1][:2] == code[:2] and runs[-1][-1][2] + 1 == code[2]:
            runs[-1].append(code)
        else:
            runs.append([code])
    return " ".join(".".join(map(str, run[0])) + (f"-{run[-1][2]}" if len(run) > 1 else "") for run in runs)


def _pair_list(pairs: Iterable[tuple[str, str]]) -> str:
    """``421/4.0.0,4.1.0 450/4.0.0``: each reply once."""
    of: dict[str, set[str]] = defaultdict(set)
    for reply, code in pairs:
        of[reply].add(code)
    return " ".join(f"{reply}/{_code_list(of[reply]).replace(' ', ',')}" for reply in sorted(of))


def _is_reply(text: str) -> bool:
    return re.fullmatch(r"\d{3}", text) is not None


def _is_enhanced(text: str) -> bool:
    return re.fullmatch(r"\d\.\d+\.\d+", text) is not None
