"""Pairs: a reply code and the enhanced code beside it, as speakers send them; what each says and what follows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from smtpcodes.basics.causes import cause_of, split, with_situation
from smtpcodes.basics.codes import sort_key
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.model.site import Code, Fields, Pair, Provider, Response
from smtpcodes.model.verdict import Verdict, laid_over, main_cause, shares, verdict

SAID = {
    "2": "The server took the message",
    "4": "The server put the message off",
    "5": "The server refused the message",
}


def all_pairs(
    codes: Mapping[str, Code],
    providers: Mapping[str, Provider],
    causes: Mapping[str, Fields],
    records: Mapping[str, Fields],
) -> Iterator[Pair]:
    """Every pair that at least one text carries, in the order of the codes."""
    said: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for provider in providers.values():
        for one in provider.responses:
            if one.reply in codes and one.enhanced in codes:
                said[one.reply, one.enhanced].append(one)
    for (reply, enhanced), responses in sorted(said.items(), key=lambda item: tuple(map(sort_key, item[0]))):
        # stable: the file's order within
        responses.sort(key=lambda one: (not one.fields.get("differs"), one.age != "current"))
        yield _pair(codes[reply], codes[enhanced], responses, causes, records.get(f"{reply}-{enhanced}", {}))


def _pair(
    reply: Code, enhanced: Code, responses: Sequence[Response], causes: Mapping[str, Fields], own: Fields
) -> Pair:
    speakers = shares((one.provider, one.cause) for one in responses if one.cause)
    names = own.get("causes") or names_of(responses, speakers)
    if not names and reply.digit in "45":
        names = list(enhanced.fields.get("causes", ()))
    deciding = main_cause(names, speakers)
    facts = _verdict(reply, enhanced, names, deciding, causes, speakers, bool(own.get("causes")))
    title, summary = _words(reply, enhanced, deciding, causes)
    return Pair(
        reply.code,
        enhanced.code,
        own.get("title", title),
        own.get("summary", summary),
        laid_over(facts, own.get("verdict")),
        names,
        responses,
        own.get("steps") or _steps(reply, enhanced, deciding, causes),
        f"data/pairs/{reply.code}-{enhanced.code}.yml" if own else enhanced.path,
        deciding,
    )


def names_of(responses: Sequence[Response], speakers: Counter[str]) -> list[str]:
    """The causes that texts name, by how many speakers mean them; with a situation where they all mean the same one."""
    order = {id: place for place, id in enumerate(CAUSES)}
    ids = sorted(speakers, key=lambda id: (id in CAUSES_WITHOUT_PAGE, -speakers[id], order[id]))
    ids += sorted({one.cause for one in responses if one.cause and one.cause not in ids}, key=order.__getitem__)
    names = []
    for id in ids:
        situations = {one.situation for one in responses if one.cause == id}
        only = situations.pop() if len(situations) == 1 else None
        names.append(f"{id}/{only}" if only else id)
    return names


def _verdict(
    reply: Code,
    enhanced: Code,
    names: Sequence[str],
    deciding: str | None,
    causes: Mapping[str, Fields],
    speakers: Counter[str],
    confirmed: bool,
) -> Verdict:
    """What follows from a pair: what its texts say, and its code's record where that speaks of the same."""
    agree = reply.digit == enhanced.digit
    own = verdict(reply.digit, names, causes, None, speakers)
    if reply.digit not in "45":  # a success or a step of the dialogue: the record says what it means
        return laid_over(own, (enhanced if agree else reply).fields.get("verdict"))
    top = cause_of(names[0]) if names else None
    same = top is None or (deciding == enhanced.deciding if deciding else top in enhanced.causes)
    if deciding and enhanced.deciding and not split(deciding)[1]:
        same = cause_of(deciding) == cause_of(enhanced.deciding)
    if agree and same and not confirmed:
        return replace(enhanced.verdict, choices=own.choices)
    return own


def _words(reply: Code, enhanced: Code, deciding: str | None, causes: Mapping[str, Fields]) -> tuple[str, str]:
    """Title and summary: the code's; the cause's where the texts mean something else than the code's record knows."""
    if deciding and enhanced.causes and cause_of(deciding) not in enhanced.causes:
        fields = with_situation(causes[split(deciding)[0]], split(deciding)[1])
        return fields["title"], fields["summary"]
    if reply.digit != enhanced.digit:
        said = SAID.get(reply.digit, "The server answered")
        return enhanced.title, f"{said}; its two codes do not agree, and the first one counts."
    return enhanced.title, enhanced.fields["summary"]


def _steps(reply: Code, enhanced: Code, deciding: str | None, causes: Mapping[str, Fields]) -> Fields:
    """Steps by role: the situation's, else the code's own where it speaks of the same cause; the rest is the cause's page."""
    if deciding and split(deciding)[1]:
        return causes[split(deciding)[0]]["situations"][split(deciding)[1]].get("steps", {})
    if reply.digit == enhanced.digit and (not deciding or cause_of(deciding) in enhanced.causes[:1]):
        return enhanced.fields.get("steps", {})
    return {}
