"""Why it happened and who said it, by the rules out of the site's data (``decoder.json``).

What a known speaker is known to say counts most, then phrases that many servers share, then an enhanced code that
has one cause only, then weak phrases, then the reply code. Nothing of these: the cause stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .pages import Pages, code_range
from .phrases import Hit, Normal, PhraseBook, is_repeated

TELLING = 30  # from so many characters on, a response is believed even where nothing else names its speaker
TELLING_CODED = 20  # the same where the codes beside it are those of the response, an enhanced one among them


@dataclass
class Why:
    """``strength``: 3 a known response, 2 a phrase, 1.5 a code, 1 and less a guess, 0 nothing."""

    cause: str | None = None
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
        for tier, name in ((2, "phrases"), (1, "weak")):
            for cause, phrases in rules.get(name, {}).items():
                for phrase in phrases:
                    self.book.add(phrase, {"cause": cause, "tier": tier})
        self.codes = {
            one: cause
            for cause, codes in rules.get("codes", {}).items()
            for code in codes.split(" ")
            for one in code_range(code)
        }
        for provider, record in {**rules["providers"], "": {"responses": rules.get("told")}}.items():
            for sign in record.get("signs", ()):
                self.book.add(f"{sign}*", {"provider": provider, "tier": 0})
            for host in record.get("mx", ()):
                end = re.sub(r"^\*\.?", "", host)
                if "*" in end:
                    self.host_patterns.append((provider, end.split("*")))
                else:
                    self.hosts[end] = provider
            for phrase, codes, cause, name in _responses(record.get("responses"), rules["causes"]):
                self.book.add(phrase, {"provider": provider, "codes": codes, "cause": cause, "id": name, "tier": 3})

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
        hits = self.book.find(normal)
        named = self.host_provider(host)
        best = _pick(hits, normal, start, named, f"{reply or ''} {enhanced or ''}".strip())
        sign, known, told, weak = (best.get(name) for name in ("sign", "known", "told", "weak"))
        strong = best.get("strong") or best.get("expired")
        phrase = strong or told
        if strong and told:
            holds = told.weight > strong.weight and told.start <= strong.start and told.end >= strong.end
            phrase = told if holds or told.weight > strong.weight + 10 else strong
        hit = known if known and not (strong and strong.weight > known.weight) else phrase
        by_code = self.codes.get(enhanced) if enhanced else None
        cause = (
            (hit and hit.data.get("cause"))
            or by_code
            or (weak and weak.data.get("cause"))
            or (self.codes.get(reply) if reply else None)
            or None
        )
        speaker = known or sign
        return Why(
            cause=cause,
            provider=speaker.data["provider"] if speaker else named,
            response=f"{known.data['provider']}/{known.data['id']}" if known else None,
            said=bool(hit or (weak and not by_code)),
            strength=hit.data["tier"] if hit else 1.5 if by_code else 1 if weak else 0.5 if cause else 0,
        )


def _responses(columns: Mapping[str, str] | None, causes: list[str]) -> Iterator[tuple[str, str, str | None, str]]:
    """The rules hold responses as columns: phrase, codes, cause, id."""
    if not columns or not columns.get("phrases"):
        return
    phrases, codes = columns["phrases"].split("\n"), columns["codes"].split("\n")
    ids = columns["ids"].split("\n") if columns.get("ids") else [""] * len(phrases)
    for phrase, code, letter, name in zip(phrases, codes, columns["causes"], ids):
        number = ord(letter) - ord("a")
        yield phrase, code, causes[number] if number < len(causes) else None, _whole_id(name, code, phrase)


def _whole_id(name: str, codes: str, phrase: str) -> str:
    """``~no-such-user`` starts with its code, ``=123`` with its code and words 1, 2 and 3 of the phrase."""
    if name[:1] not in ("~", "="):
        return name
    code = codes[codes.rfind(" ") + 1 :].replace(".", "-")
    if name[0] == "~":
        return f"{code}-{name[1:]}"
    words = re.findall("[a-z0-9]+", phrase)
    return f"{code}-{'-'.join(words[int(digit, 36)] for digit in name[1:])}"


def _pick(hits: list[Hit], normal: Normal, start: int, named: str | None, codes: str) -> dict[str, Hit]:
    """The best hit of each sort. Those in front of ``start`` count only where there are none behind it."""
    best: dict[str, Hit] = {}
    behind = start > 0 and any(hit.data["tier"] > 0 and normal.at(hit.start) >= start for hit in hits)
    telling = TELLING_CODED if "." in codes else TELLING
    speakers = {named} if named else set()
    for hit in hits:
        if not hit.data["tier"]:
            speakers.add(hit.data["provider"])
            if "sign" not in best or hit.weight > best["sign"].weight:
                best["sign"] = hit
    for hit in hits:
        tier = hit.data["tier"]
        if not tier or (behind and normal.at(hit.start) < start):
            continue
        if tier == 1:
            sort = "weak"
        elif tier == 3 and hit.data["provider"] in speakers:
            sort = "known"
        elif hit.data["cause"] == "expired":
            sort = "expired"
        elif tier == 2:
            sort = "strong"
        else:
            sort = "told" if hit.weight >= (telling if hit.data["codes"] == codes else TELLING) else ""
        if sort and _better(hit, best.get(sort), codes):
            best[sort] = hit
    return best


def _better(hit: Hit, than: Hit | None, codes: str) -> bool:
    """The longer phrase, and of equal ones that with the codes that were seen."""
    if not than or hit.weight != than.weight:
        return not than or hit.weight > than.weight
    return hit.data.get("codes") == codes and than.data.get("codes") != codes
