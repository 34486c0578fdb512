"""Pairs: a reply code and the enhanced code beside it, as speakers send them; what each says and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from smtpcodes.basics.causes import cause_of, shares, split, with_situation
from smtpcodes.basics.codes import sort_key
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE
from smtpcodes.load.records import CauseFields
from smtpcodes.model.site import Code, Fields, Pair, Response, met
from smtpcodes.model.verdict import Verdict, laid_over, main_cause, verdict

SAID = {
    "2": "The server took the message",
    "4": "The server put the message off",
    "5": "The server refused the message",
}


def all_pairs(
    said: Mapping[tuple[str, str], list[Response]],
    codes: Mapping[str, Code],
    causes: Mapping[str, CauseFields],
    records: Mapping[str, Fields],
) -> Iterator[Pair]:
    """Every pair that at least one text carries, in the order of the codes."""
    for reply, enhanced in sorted(said, key=lambda pair: (sort_key(pair[0]), sort_key(pair[1]))):
        responses = sorted(said[reply, enhanced], key=partial(_place, codes[enhanced].speakers))
        yield _pair(codes[reply], codes[enhanced], responses, causes, records.get(f"{reply}-{enhanced}", {}))


def _place(first: Sequence[str], response: Response) -> tuple[int, bool, bool]:
    """Who is met first, then what differs from the registry, then the current; stable: the file's order within."""
    return met(response.provider, first), not response.fields.get("differs"), response.age != "current"


def _pair(
    reply: Code, enhanced: Code, responses: Sequence[Response], causes: Mapping[str, CauseFields], own: Fields
) -> Pair:
    speakers = shares((one.provider, one.cause) for one in responses if one.cause)
    names = own.get("causes") or names_of(responses, speakers)
    if not names and reply.digit in "45":
        names = list(enhanced.fields.get("causes", ()))
    deciding = main_cause(names, speakers)
    facts = _verdict(reply, enhanced, names, deciding, causes, speakers, bool(own.get("causes")))
    title, summary = _words(reply, enhanced, deciding, causes)
    path = f"data/pairs/{reply.code}-{enhanced.code}.yml" if own else enhanced.path
    steps, steps_path = _steps(reply, enhanced, deciding, causes)
    return Pair(
        reply.code,
        enhanced.code,
        own.get("title", title),
        own.get("summary", summary),
        laid_over(facts, own.get("verdict")),
        names,
        responses,
        own.get("steps") or steps,
        path,
        path if own.get("steps") else steps_path,
        deciding,
        own.get("why", ""),
        own.get("sources", ()),
    )


def names_of(responses: Sequence[Response], speakers: Counter[str]) -> list[str]:
    """The causes that texts name, by how many speakers mean them; with a situation where they all mean the same one."""
    ids = sorted(speakers, key=lambda name: (name in CAUSES_WITHOUT_PAGE, -speakers[name], CAUSES.index(name)))
    ids += sorted({one.cause for one in responses if one.cause and one.cause not in ids}, key=CAUSES.index)
    names = []
    for cause in ids:
        situations = {one.situation for one in responses if one.cause == cause}
        only = situations.pop() if len(situations) == 1 else None
        names.append(f"{cause}/{only}" if only else cause)
    return names


def _verdict(
    reply: Code,
    enhanced: Code,
    names: Sequence[str],
    deciding: str | None,
    causes: Mapping[str, CauseFields],
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
    # a situation of the texts makes no other matter of it where the code's record has decided what to do
    if deciding and enhanced.deciding and (not split(deciding)[1] or enhanced.verdict.reason):
        same = cause_of(deciding) == cause_of(enhanced.deciding)
    if agree and same and not confirmed:
        return replace(enhanced.verdict if deciding else _nearer(own, enhanced.verdict), choices=own.choices)
    return own


def _nearer(own: Verdict, record: Verdict) -> Verdict:
    """The record's verdict, with those facts in which all texts of the pair agree."""
    facts = {
        fact: getattr(own, fact)
        for fact in ("whose_job", "trouble_with", "suppress")
        if getattr(own, fact) != "depends"
    }
    advice = record.advice if own.advice.value in {"depends", record.advice.value} else own.advice
    return replace(record, advice=advice, **facts)


def _words(reply: Code, enhanced: Code, deciding: str | None, causes: Mapping[str, CauseFields]) -> tuple[str, str]:
    """Title and summary: the code's; the cause's where the texts mean something else than its record says first."""
    if deciding and cause_of(deciding) not in enhanced.causes[:1]:
        fields = with_situation(causes[split(deciding)[0]], split(deciding)[1])
        return fields["title"], fields["summary"]
    if reply.digit != enhanced.digit:
        said = SAID.get(reply.digit, "The server answered")
        return enhanced.title, f"{said}; its two codes do not agree, and the first one counts."
    return enhanced.title, enhanced.fields["summary"]


def _steps(reply: Code, enhanced: Code, deciding: str | None, causes: Mapping[str, CauseFields]) -> tuple[Fields, str]:
    """Steps by role, and the record that they stand in: the code's own where it means the same situation, else the
    situation's; without one the code's own where it speaks of the same cause.
    """
    cause, situation = split(deciding or "")
    own = reply.digit == enhanced.digit and deciding == enhanced.deciding and "steps" in enhanced.fields
    if situation and not own:
        return causes[cause]["situations"][situation].get("steps", {}), f"data/causes/{cause}.yml"
    if reply.digit == enhanced.digit and (not deciding or cause_of(deciding) in enhanced.causes[:1]):
        return enhanced.fields.get("steps", {}), enhanced.path
    return {}, f"data/causes/{cause}.yml" if cause else enhanced.path
