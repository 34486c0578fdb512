"""The decoder's rules, `/api/v1/decoder.json`, out of the records: whoever adds a response teaches the decoder.

Everything is as short as it can be without losing a rule, because a page loads it: causes are numbered, codes are
lists in one string, and the addresses of the thousands of pair pages are told by what they have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from smtpcodes.basics.causes import split
from smtpcodes.basics.codes import expand
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.export.decoder_speakers import Speakers, codes_of, plain
from smtpcodes.export.decoder_words import Words
from smtpcodes.model.site import Model

Records = Mapping[str, Mapping[str, Any]]

VERSION = 1
SHORTEST = 8  # letters that a text must hold to tell anything
SHORTEST_MATCH = 4  # the same for a `match`: whoever writes one knows that the speaker says it of nothing else
LONGEST = 54  # what is longer is cut at a word: the rest of a long text changes more often than it tells
TELLING = 30  # from so many characters on, a response is believed even where nothing else names its speaker
TELLING_CODED = 20  # the same where the codes beside it are those of the response, an enhanced one among them
FILLER = (
    "a address an and are at be been by e email error for from has have in is it mail message of on or please service"
    " sorry that the this to using was with you your"
)  # words that ids of responses mostly leave out
_FILLERS = frozenset(FILLER.split())
_WORD = re.compile(r"[a-z0-9]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def of_model(model: Model) -> dict[str, Any]:
    """The content of ``decoder.json`` for the whole site."""
    return decoder_rules(
        {code.code: code.fields for code in model.codes.values()},
        {name: model.causes[name].fields for name in sorted(model.causes)},
        {provider.id: provider.fields for provider in model.providers.values()},
        model.addresses,
        model.wording,
    )


def decoder_rules(
    codes: Records,
    causes: Records,
    providers: Records,
    addresses: Iterable[str],
    wording: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything that the decoder knows, as plain lists and mappings.

    In: the records by id, in the shape of their YAML, the site-relative addresses that exist, and data/wording.yml.
    Out: the content of ``decoder.json``.

    A refusal's words name its cause in this order; the first that says anything decides:

    1. a response of the speaker whom a host, a sign or the wording shows (``providers``), unless longer phrases stand
       there;
    2. ``first``: phrases with a special sense;
    3. ``phrases`` and longer responses of anybody (``told``): the longest wins, of equal ones the first, and a response
       only where it holds the phrase or is longer by more than ten characters;
    4. ``rules`` over ``groups`` of words: that which explains the most characters;
    5. an enhanced code that names one cause only (``codes``);
    6. ``weak`` phrases;
    7. a reply code that names one cause only.

    What stands inside a phrase of ``nothing`` counts nowhere. A cause may be ``cause/situation``. Where the deciding
    words name none, the situation is that of the longest words of the same cause that do.
    """
    named = _named_causes(causes)
    speakers = Speakers(providers, {code: record["official"] for code, record in codes.items() if "official" in record})
    rules = _Responses(providers, named)
    words = {
        "phrases": dict(_phrases(causes, "phrases")),
        "weak": dict(_phrases(causes, "weak_phrases")),
        **_wording(wording or {}),
    }
    return {
        "version": VERSION,
        "causes": named,
        **words,
        "codes": _codes_with_one_cause(codes),
        "providers": {
            name: found
            for name, record in providers.items()
            if (found := _speaker(name, record, rules.of(name), speakers))
        },
        "told": _told(rules, providers, speakers, Words(words)),
        "filler": FILLER,
        "telling": [TELLING, TELLING_CODED],
        "addresses": _addresses(addresses),
    }


def _named_causes(causes: Records) -> list[str]:
    """Every cause, then every situation as ``cause/situation``: responses name them by their place."""
    return [
        *CAUSES,
        *(f"{name}/{situation}" for name in CAUSES for situation in causes.get(name, {}).get("situations") or {}),
    ]


def _phrases(causes: Records, field: str) -> Iterator[tuple[str, list[str]]]:
    """Cause or ``cause/situation`` → its phrases of one sort."""
    for name, record in causes.items():
        situations = {
            f"{name}/{situation}": own[field]
            for situation, own in (record.get("situations") or {}).items()
            if field in own
        }
        finer = {phrase for phrases in situations.values() for phrase in phrases}
        if general := [phrase for phrase in record.get(field) or [] if phrase not in finer]:
            yield name, general
        yield from situations.items()


def _wording(wording: Mapping[str, Any]) -> dict[str, Any]:
    """Groups of words, the rules over them, and the phrases that say nothing; see data/wording.yml."""
    return {
        "groups": {
            name: "\n".join(word for words in languages.values() for word in words)
            for name, languages in (wording.get("groups") or {}).items()
        },
        "first": dict(wording.get("first") or {}),
        "rules": dict(wording.get("rules") or {}),
        "nothing": list(wording.get("nothing") or []),
    }


def _codes_with_one_cause(codes: Records) -> dict[str, str]:
    """Cause → the codes that name it and no other, parted by spaces."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, record in codes.items():
        if "moved_to" in record:
            continue
        for code, fields in expand(name, record):
            causes = fields.get("causes", ())
            ids = {split(one)[0] for one in causes}
            if len(ids) == 1 and not ids & set(CAUSES_WITHOUT_PAGE):
                end = f"-{fields['covers'].rsplit('.', 1)[1]}" if "covers" in fields else ""
                found[ids.pop()].append(code + end)
    return {cause: " ".join(sorted(found[cause])) for cause in sorted(found)}


def _speaker(name: str, record: Mapping[str, Any], rules: list[_Rule], speakers: Speakers) -> dict[str, Any]:
    """What gives a speaker away, and what it says: all where a host or a sign shows it, else its own words only."""
    found: dict[str, Any] = {}
    if record.get("signs"):
        found["signs"] = [sign.lower() for sign in record["signs"]]
    if record.get("mx"):
        found["mx"] = [pattern.lower() for pattern in record["mx"]]
    if record.get("kind") == "blocklist":
        found["list"] = 1  # others name it: it speaks only where nobody else is shown
    own, entire = _own(name, record, rules, speakers)
    if record.get("kind") != "mta" and (marks := speakers.marks(name, [rule.phrase for rule in own])):
        found["marks"] = "\n".join(marks)
    kept = sorted(_named(name, record, rules, speakers), key=lambda rule: (rule.codes, rule.phrase))
    if kept:
        found["responses"] = {
            "ids": "\n".join(rule.short_id for rule in kept),
            **_columns(kept, own, entire),
        }
    return found


def _own(
    name: str, record: Mapping[str, Any], rules: list[_Rule], speakers: Speakers
) -> tuple[list[_Rule], list[_Rule]]:
    """Rules that show their speaker: by a stretch that nobody else says; as the whole text with these very codes.

    Mail software runs everywhere: only a host or a sign shows it.
    """
    if record.get("kind") == "mta":
        return [], []
    own = [rule for rule in rules if speakers.tells(name, rule.phrase)]
    entire = [rule for rule in rules if rule.whole and speakers.tells_with_codes(name, rule.codes, rule.phrase)]
    return own, entire


def _named(name: str, record: Mapping[str, Any], rules: list[_Rule], speakers: Speakers) -> list[_Rule]:
    """Rules that stand with their speaker: all of one whom hosts or signs show, else those that show it themselves."""
    if record.get("signs") or record.get("mx"):
        return rules
    shown = {rule for found in _own(name, record, rules, speakers) for rule in found}
    return [rule for rule in rules if rule in shown]


def _told(rules: _Responses, providers: Records, speakers: Speakers, words: Words) -> dict[str, str]:
    """What speakers say that nothing gives away: words of some length or whole texts, each once, whoever says them.

    What phrases and word rules understand anyway is left out.
    """
    found: dict[tuple[str, str], _Rule] = {}
    for name, record in providers.items():
        named = _named(name, record, rules.of(name), speakers)
        for rule in rules.of(name):
            if rule in named or not (rule.whole or rule.weight >= (TELLING_CODED if "." in rule.codes else TELLING)):
                continue
            understood = words.cause(rule.phrase.replace("*", " "))
            if rules.disputed(rule) or not understood or split(understood)[0] != split(rules.causes[rule.cause])[0]:
                found.setdefault((rule.phrase, rule.codes), rule)
    return _columns(sorted(found.values(), key=lambda rule: (rule.codes, rule.phrase)))


def _columns(responses: list[_Rule], own: Collection[_Rule] = (), entire: Collection[_Rule] = ()) -> dict[str, str]:
    """Rules as columns, one line for each response: alike things side by side compress best.

    ``marks``: 1 says that nobody else says so (``own``), 2 that the phrase is the whole text, 4 that nobody else says
    it ``entire`` with these codes.
    """
    return {
        "causes": "".join(chr(ord("a") + rule.cause) for rule in responses),
        "marks": "".join(str((rule in own) + 2 * rule.whole + 4 * (rule in entire)) for rule in responses),
        "codes": "\n".join(rule.codes for rule in responses),
        "phrases": "\n".join(rule.phrase for rule in responses),
    }


@dataclass(frozen=True)
class _Rule:
    """One response as the decoder looks for it."""

    id: str
    cause: int  # its place in the list of causes
    codes: str  # as they stand in a reply: "550 5.1.1", "550", "5.1.1" or ""
    phrase: str
    whole: bool = False  # the phrase is all that the text says, and with these codes everybody means the same by it

    @property
    def weight(self) -> int:
        return sum(len(piece.strip()) for piece in self.phrase.split("*"))

    @property
    def short_id(self) -> str:
        """The id by what it has in common with codes and phrase.

        Empty where it is the last code and the first three telling words of the phrase. Else ``5-1-1-no-such-user`` is
        ``~no-such-user``, and ``=123`` where the phrase reads "sorry, no such user".
        """
        code = self.codes.rsplit(" ", 1)[-1].replace(".", "-")
        words = _WORD.findall(self.phrase)
        telling = [word for word in words if word not in _FILLERS][:3]
        if self.id == "-".join([code, *telling] if code else telling):
            return ""
        if not code or not self.id.startswith(f"{code}-"):
            return self.id
        rest = self.id[len(code) + 1 :]
        places = [words.index(word) for word in rest.split("-") if word in words]
        if len(places) == rest.count("-") + 1 and max(places) < len(_DIGITS):
            return "=" + "".join(_DIGITS[place] for place in places)
        return f"~{rest}"


class _Responses:
    """The rules of every speaker.

    In: the providers' records by id, and the names of causes in their order.
    """

    def __init__(self, providers: Records, causes: list[str]) -> None:
        self.causes = causes
        place = {cause: number for number, cause in enumerate(causes)}
        self._of = {name: list(_responses(record.get("responses") or [], place)) for name, record in providers.items()}
        meant: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._meant: dict[str, set[str]] = defaultdict(set)
        for rules in self._of.values():
            for rule in rules:
                self._meant[rule.phrase].add(split(causes[rule.cause])[0])
        for record in providers.values():
            for response in record.get("responses") or []:
                meant[phrase_of({"text": response.get("text")}), codes_of(response)].add(
                    split(response.get("cause") or "")[0]
                )
        for name, rules in self._of.items():
            self._of[name] = [
                replace(rule, whole=False) if len(meant[rule.phrase, rule.codes]) > 1 else rule for rule in rules
            ]

    def of(self, provider: str) -> list[_Rule]:
        return self._of[provider]

    def disputed(self, rule: _Rule) -> bool:
        """Do speakers mean different things by the same words?"""
        return len(self._meant[rule.phrase]) > 1


def _responses(responses: Iterable[Mapping[str, Any]], place: Mapping[str, int]) -> Iterator[_Rule]:
    """A rule for each response that the decoder can recognise."""
    usable = [
        (response, phrase)
        for response in responses
        if response.get("cause") in place
        and response["cause"] not in CAUSES_WITHOUT_PAGE
        and not response.get("no_match")
        and (phrase := phrase_of(response))
    ]
    causes_of: dict[str, set[str]] = defaultdict(set)
    for response, phrase in usable:
        causes_of[cut(phrase)].add(split(response["cause"])[0])
    seen: set[tuple[str, str]] = set()
    for response, phrase in usable:
        short = cut(phrase)
        if len(causes_of[short]) > 1:
            short = phrase  # two responses start alike and mean different things: only the whole text tells them apart
        codes = codes_of(response)
        if (short, codes) in seen:
            continue
        seen.add((short, codes))
        whole = bool(codes) and short == phrase_of({"text": response.get("text")})
        yield _Rule(response["id"], place[response["cause"]], codes, short, whole)


def phrase_of(response: Mapping[str, Any]) -> str:
    """The phrase of a response: its ``match``, or its text with ``*`` for what varies. Empty where it tells nothing."""
    match = response.get("match")
    phrase = plain(match or response.get("text") or "")
    phrase = re.sub(r"\*(?:\W*\*)+", "*", phrase).strip("* .,:;-")
    return phrase if sum(character.isalnum() for character in phrase) >= (SHORTEST_MATCH if match else SHORTEST) else ""


def cut(phrase: str) -> str:
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
