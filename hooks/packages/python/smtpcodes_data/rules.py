"""Why it happened and who said it, by the rules out of the site's data (``decoder.json``).

What a known speaker is known to say counts most, then phrases and word rules that many servers share, then an enhanced
code that has one cause only, then weak phrases, then the reply code. Nothing of these: the cause stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .pages import Pages, code_range
from .phrases import Hit, Normal, PhraseBook, is_repeated
from .text import pattern
from .wording import Wording

_NOTHING = -1  # the tier of boilerplate
_STRENGTH = (0, 1, 2, 3, 3, 2)  # how sure each tier is; the last: a rule of words
# what stands beside a whole text: the report's "smtp;", an address, a token in brackets
_BESIDE = pattern(r"^(?:smtp|lmtp|x-\w+);|[^\s@<]+@[^\s@>]+|[(\[][\w.:\-]+[)\]]")


@dataclass
class Why:
    """``strength``: 3 a known response, 2 a phrase, 1.5 a code, 1 and less a guess, 0 nothing."""

    cause: str | None = None
    situation: str | None = None
    provider: str | None = None
    response: str | None = None
    said: bool = False  # a text's own words say it
    strength: float = 0


class Rules:
    """Phrases, codes and hosts, ready to be asked."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.pages = Pages(rules["addresses"])
        self.book = PhraseBook()
        self.hosts: dict[str, str] = {}  # ends of host names
        self.host_patterns: list[tuple[str, list[str]]] = []  # the few with a * inside
        for tier, name in ((2, "phrases"), (1, "weak"), (4, "first")):
            for cause, phrases in rules.get(name, {}).items():
                for phrase in phrases:
                    self.book.add(phrase, {"cause": cause, "tier": tier})
        for phrase in rules.get("nothing", ()):
            self.book.add(phrase, {"tier": _NOTHING})
        self.wording = Wording(rules.get("groups", {}), rules.get("rules", {}))
        self.codes = {
            one: cause
            for cause, codes in rules.get("codes", {}).items()
            for code in codes.split(" ")
            for one in code_range(code)
        }
        filler = frozenset(rules.get("filler", "").split())
        for provider, record in {**rules["providers"], "": {"responses": rules.get("told")}}.items():
            speaker = {"provider": provider, "list": bool(record.get("list"))}
            for sign in record.get("signs", ()):
                self.book.add(f"{sign}*", {**speaker, "tier": 0})
            for mark in record["marks"].split("\n") if record.get("marks") else ():
                self.book.add(f"{mark}*", {**speaker, "tier": 0, "mark": mark})
            for host in record.get("mx", ()):
                end = re.sub(r"^\*\.?", "", host)
                if "*" in end:
                    self.host_patterns.append((provider, end.split("*")))
                else:
                    self.hosts[end] = provider
            for phrase, response in _responses(record.get("responses"), rules["causes"], filler):
                self.book.add(phrase, {**response, **speaker, "tier": 3, "telling": rules["telling"]})

    def host_provider(self, host: str | None) -> str | None:
        """Whose server is this?"""
        low = (host or "").lower()
        rest = low
        while rest:
            if rest in self.hosts:
                return self.hosts[rest]
            rest = rest.partition(".")[2]
        for provider, pieces in self.host_patterns:
            if low and f".{pieces[0]}" in f".{low}" and low.endswith(pieces[-1]):
                return provider
        return None

    def why(
        self,
        text: str,
        host: str | None,
        reply: str | None,
        enhanced: str | None,
        start: int = 0,
        shared: bool = False,
    ) -> Why:
        """``start``: where the refusing server's own words start; phrases in front of it count less."""
        repeated = bool(not shared and reply and is_repeated(text, reply))
        normal = Normal(text, reply, enhanced) if repeated else Normal(text)
        hits = self._hits(normal)
        best = _pick(hits, normal, start, self.host_provider(host), f"{reply or ''} {enhanced or ''}".strip())
        known, told, weak, strong = (best.hits.get(name) for name in ("known", "told", "weak", "strong"))
        expired = best.hits.get("expired")
        phrase = strong or told
        if strong and told:
            holds = told.weight > strong.weight and told.start <= strong.start and told.end >= strong.end
            phrase = told if holds or told.weight > strong.weight + 10 else strong
        other = best.hits.get("first") or phrase or (expired if known else None)
        if known and known.data["token"] and not best.hits.get("first"):
            other = None  # its speaker's own number, whatever the words around it
        hit = known if known and not (other and other.weight > known.weight) else other
        hit = hit or self.wording.find(normal, start) or expired  # that the time was up is no reason where one is told
        by_code = self.codes.get(enhanced) if enhanced else None
        named = (
            (hit and hit.data.get("cause"))
            or by_code
            or (weak and weak.data.get("cause"))
            or (self.codes.get(reply) if reply else None)
            or ""
        )
        cause, _, own = named.partition("/")
        return Why(
            cause=cause or None,
            situation=own or _situation_of(cause, hits),
            provider=best.provider,
            response=f"{known.data['provider']}/{known.data['id']}" if known else None,
            said=bool(hit or (weak and not by_code)),
            strength=_STRENGTH[hit.data["tier"]] if hit else 1.5 if by_code else 1 if weak else 0.5 if cause else 0,
        )

    def _hits(self, normal: Normal) -> list[Hit]:
        """Everything that the text says; what stands inside boilerplate says nothing."""
        hits = self.book.find(normal)
        nothing = [hit for hit in hits if hit.data["tier"] == _NOTHING]
        return [hit for hit in hits if not any(one.start <= hit.start and one.end >= hit.end for one in nothing)]


def _situation_of(cause: str, hits: list[Hit]) -> str | None:
    """The situation of the longest words that name one of this cause."""
    if not cause:
        return None
    finer = [hit for hit in hits if (hit.data.get("cause") or "").startswith(f"{cause}/")]
    best = max(finer, key=lambda hit: hit.weight, default=None)
    return str(best.data["cause"])[len(cause) + 1 :] if best else None


def _responses(
    columns: Mapping[str, str] | None, causes: list[str], filler: frozenset[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules hold responses as columns: phrase, and what is known of it."""
    if not columns or not columns.get("phrases"):
        return
    phrases, codes = columns["phrases"].split("\n"), columns["codes"].split("\n")
    ids = columns["ids"].split("\n") if "ids" in columns else None
    for n, (phrase, code, letter, marks) in enumerate(zip(phrases, codes, columns["causes"], columns["marks"])):
        number = ord(letter) - ord("a")
        yield (
            phrase,
            {
                "codes": code,
                "cause": causes[number] if number < len(causes) else None,
                "id": _whole_id(ids[n], code, phrase, filler) if ids else "",
                "token": bool(_TOKEN.search(phrase)),
                "own": bool(int(marks) & 1),
                "whole": bool(int(marks) & 2),
                "entire": bool(int(marks) & 4),
            },
        )


_TOKEN = re.compile(r"\A(?=\S*\d)(?=\S*[a-z])\S+\Z")  # a word with a digit that is no code: LPN007_510, S3150


def _whole_id(name: str, codes: str, phrase: str, filler: frozenset[str]) -> str:
    """An empty one is the code and three telling words, ``~no-such-user`` starts with its code, ``=123`` is the code
    and words 1, 2 and 3 of the phrase.
    """
    if name and name[0] not in "~=":
        return name
    code = codes[codes.rfind(" ") + 1 :].replace(".", "-")
    words = re.findall("[a-z0-9]+", phrase)
    if not name:
        rest = [word for word in words if word not in filler][:3]
    else:
        rest = [name[1:]] if name[0] == "~" else [words[int(digit, 36)] for digit in name[1:]]
    return "-".join([code, *rest] if code else rest)


class _Best(NamedTuple):
    hits: dict[str, Hit]  # the best of each sort
    provider: str | None


def _pick(hits: list[Hit], normal: Normal, start: int, named: str | None, codes: str) -> _Best:
    """The best hit of each sort. Those in front of ``start`` count only where there are none behind it."""
    signs: dict[str, Hit] = {}
    for hit in hits:
        if hit.data["tier"] == 0:
            sort = "list" if hit.data["list"] else "mark" if hit.data.get("mark") else "sign"
            if sort not in signs or hit.weight > signs[sort].weight:
                signs[sort] = hit
    speakers = _speakers(hits, named, "sign" in signs)
    own: Hit | None = None  # what one speaker alone says shows who speaks
    for hit in hits:
        if _shows(hit, normal, codes) and _better(hit, own, codes):
            own = hit
    best: dict[str, Hit] = {}
    behind = start > 0 and any(hit.data["tier"] > 0 and normal.at(hit.start) >= start for hit in hits)
    for hit in hits:
        if hit.data["tier"] <= 0 or (behind and normal.at(hit.start) < start):
            continue
        sort = _sort(hit, normal, codes, speakers, own)
        if sort and _better(hit, best.get(sort), codes):
            best[sort] = hit
    mark = signs.get("mark")
    worded = own if own and not (mark and mark.weight > own.weight) else mark
    shown = best.get("known") or signs["sign"] if "sign" in signs else worded or signs.get("list")
    return _Best(best, named or (shown.data["provider"] if shown else None))


def _speakers(hits: list[Hit], named: str | None, signed: bool) -> set[str]:
    """Who may speak: whom the host names, else whom signs show, else whom marks do."""
    if named:
        return {named}
    told = (hit.data for hit in hits if hit.data["tier"] == 0 and not hit.data["list"])
    return {data["provider"] for data in told if not (signed and data.get("mark"))}


def _shows(hit: Hit, normal: Normal, codes: str) -> bool:
    data = hit.data
    same = data.get("codes") == codes
    if data.get("own") and (hit.weight >= data["telling"][0] or same):
        return True
    return bool(data.get("entire") and same and _is_whole(normal, hit, codes))


def _sort(hit: Hit, normal: Normal, codes: str, speakers: set[str], own: Hit | None) -> str:
    """Which sort of evidence a hit is; nothing where it tells too little."""
    data = hit.data
    tier, same = data["tier"], data.get("codes") == codes
    if tier in (1, 4):
        return "weak" if tier == 1 else "first"
    if tier == 3 and (data["provider"] in speakers if speakers else hit is own and same):
        return "known"
    if data["cause"] == "expired":
        return "expired"
    if tier == 2:
        return "strong"
    enough = data["telling"][1 if same and "." in codes else 0]
    return "told" if hit.weight >= enough or (same and data["whole"] and _is_whole(normal, hit, codes)) else ""


def _is_whole(normal: Normal, hit: Hit, codes: str) -> bool:
    """Is there nothing but codes, addresses and a token in brackets around the hit?"""
    if not codes:
        return False
    around = f"{normal.text[: hit.start]} {normal.text[hit.end :]}"
    return len(around) < 200 and not any(c.isalpha() for c in _BESIDE.sub(" ", around))


def _better(hit: Hit, than: Hit | None, codes: str) -> bool:
    """The longer phrase; of equal ones that with the codes that were seen, else the first."""
    if not than or hit.weight != than.weight:
        return not than or hit.weight > than.weight
    one, other = (data.get("codes") == codes for data in (hit.data, than.data))
    return hit.start < than.start if one == other else one
