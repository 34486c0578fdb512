"""Build the model: records that passed shape and rules become pages as data, with relations and addresses derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from smtpcodes.basics.causes import shares
from smtpcodes.basics.codes import decided_by, expand, in_range, is_enhanced, main_page, sort_key
from smtpcodes.basics.vocabulary import CAUSES, HISTORIC_AFTER_YEARS
from smtpcodes.load.folder import Data
from smtpcodes.load.records import CauseFields, CodeFields, OverlayFields, ProviderFields, Release
from smtpcodes.model.changes import changes, data_date
from smtpcodes.model.delisting import ways
from smtpcodes.model.pairs import all_pairs
from smtpcodes.model.site import Cause, Code, Model, Provider, Response, met
from smtpcodes.model.verdict import main_cause, says_what_its_page_says, verdict

Causes = Mapping[str, CauseFields]


def age_of(seen: str | None, today: str) -> str:
    """Whether a source counts as current, counted from the data's own date (so that builds are repeatable)."""
    if not seen:
        return "unknown"
    year, month, day = (
        (int(part) for part in f"{seen}-12-28"[:10].split("-")[:3])
        if len(seen) == 4
        else (int(part) for part in (seen + "-28")[:10].split("-"))
    )
    now = date.fromisoformat(today)
    return "historic" if (now - date(year, month, min(day, 28))).days > HISTORIC_AFTER_YEARS * 365 + 1 else "current"


def build(data: Data) -> Model:
    """Build the model from valid data: first the pages by themselves, then who says what, then what follows from
    that.
    """
    causes = _with_own_advice(data)
    today = data_date(data)
    speakers = cast(dict[str, ProviderFields], data.fields("providers")).items()
    providers = {name: Provider(name, fields, _responses(name, fields, causes, today)) for name, fields in speakers}
    codes = _codes(data, causes)
    said = _said(providers, codes)
    _judge(codes, causes)
    pairs = {pair.name: pair for pair in all_pairs(said, codes, causes, data.fields("pairs"))}
    for pair in pairs.values():
        codes[pair.reply].pairs.append(pair.name)
        codes[pair.enhanced].pairs.append(pair.name)
    model = Model(
        codes,
        pairs,
        _causes(causes, codes, providers),
        providers,
        data.sources.fields,
        data.glossary.fields,
        cast(Release, {**data.release.fields, "date": today}),
        _covered(data, codes),
        dict(_moved(data, codes)),
        {},
        cast(OverlayFields, data.local.fields),
        data.wording.fields,
        data.root,
        ways(data),
        data.retry.fields,
        data.suppression.fields,
        changes(data),
    )
    _as_their_pages(model)
    model.stubs.update(_stubs(model))
    return model


def _responses(provider: str, fields: ProviderFields, causes: Causes, today: str) -> list[Response]:
    """What one speaker says, in the order of its file."""
    out = []
    for row in fields["responses"]:
        digit = decided_by(row.get("reply"), row.get("enhanced"))
        facts = verdict(digit, [row["cause"]] if "cause" in row else [], causes, row.get("verdict"))
        out.append(Response(provider, row, facts, age_of(row.get("seen"), today)))
    return out


def _codes(data: Data, causes: Causes) -> dict[str, Code]:
    """Every code that has a page, reply codes first."""
    found: dict[str, Code] = {}
    for name, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        pages = cast(dict[str, CodeFields], dict(expand(name, fields)))
        for code, merged in pages.items():
            others = [other for other in pages if other != code]
            own = fields.get("by_class", {}).get(code[0], {})
            facts = verdict(code[0], merged.get("causes", ()), causes, merged.get("verdict"))
            found[code] = Code(code, name, record.path, merged, facts, main_page(name, fields), own, others)
    return dict(sorted(found.items(), key=lambda item: (is_enhanced(item[0]), sort_key(item[0]))))


def _covered(data: Data, codes: Mapping[str, Code]) -> dict[str, str]:
    """The codes inside a range → its first; the narrower range wins, a record of its own before all."""
    spans = [(name, record.fields["covers"]) for name, record in data.codes.items() if "covers" in record.fields]
    covered: dict[str, str] = {}
    for first, last in sorted(spans, key=lambda span: (sort_key(span[1])[-1] - sort_key(span[0])[-1], span)):
        for code in in_range(first, last):
            if code not in codes:
                covered.setdefault(code, first)
    return covered


def _said(providers: Mapping[str, Provider], codes: Mapping[str, Code]) -> dict[tuple[str, str], list[Response]]:
    """Hang each response on its codes' pages. Out: the responses by pair, where both codes have a page."""
    said: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for provider in providers.values():
        for response in provider.responses:
            named = [code for code in (response.reply, response.enhanced) if code and code in codes]
            for code in named:
                codes[code].responses.append(response)
            if len(named) == 2:
                said[named[0], named[1]].append(response)
    for one in codes.values():
        one.responses = sorted(one.responses, key=partial(_met, one.speakers))
    return said


def _met(first: Sequence[str], response: Response) -> int:
    return met(response.provider, first)


def _judge(codes: Mapping[str, Code], causes: Causes) -> None:
    """Give each code the verdict of its main cause, where enough of those who say the code mean it."""
    for code in codes.values():
        names = code.fields.get("causes", ())
        speakers = shares((one.provider, one.cause) for one in code.responses if one.cause)
        code.verdict = verdict(code.digit, names, causes, code.fields.get("verdict"), speakers)
        code.deciding = main_cause(names, speakers)


def _as_their_pages(model: Model) -> None:
    """A text that knows no better than the page of its code is judged as that page."""
    for provider in model.providers.values():
        for response in provider.responses:
            code = response.enhanced or response.reply or ""
            page = model.pairs.get(f"{response.reply} {response.enhanced}") or model.codes.get(
                model.covered.get(code, code)
            )
            if page and says_what_its_page_says(response, page):
                response.verdict = replace(page.verdict, choices=(), reason=None)


def _causes(causes: Causes, codes: Mapping[str, Code], providers: Mapping[str, Provider]) -> dict[str, Cause]:
    """Every cause of the vocabulary, with the codes and responses that name it."""
    found = {name: Cause(name, causes[name]) for name in CAUSES if name in causes}
    for code in codes.values():
        for name in code.causes:
            found[name].codes.append(code.code)
    for provider in providers.values():
        for response in provider.responses:
            if response.cause:
                found[response.cause].responses.append(response)
    return found


def _with_own_advice(data: Data) -> dict[str, CauseFields]:
    """The causes, with the overlay's own advice sentences in place of the standard ones."""
    causes = cast(dict[str, CauseFields], dict(data.fields("causes")))
    for name, sentences in data.local.fields.get("advice", {}).items():
        for kind, text in sentences.items():
            told = {**data.causes[name].fields[kind], "sentence": text}
            causes[name] = cast(CauseFields, {**causes[name], kind: told})
    return causes


def _moved(data: Data, codes: Mapping[str, Code]) -> Iterator[tuple[str, str]]:
    """(old code, live code) of every tombstone. What stood in several classes (x.9.9) leads on in each, to the same
    class where there is one.
    """
    for name, record in data.codes.items():
        if "moved_to" not in record.fields:
            continue
        last = _final(name, data)
        for old in (digit + name[1:] for digit in "245") if name.startswith("x.") else (name,):
            same = old[0] + last[1:] if last.startswith("x.") else last
            target = same if same in codes else main_page(last, data.codes[last].fields)
            if old not in codes and (old[0] != "2" or target[0] == "2"):
                yield old, target


def _final(name: str, data: Data) -> str:
    """Follow tombstones to the live record; the rules have excluded cycles."""
    while "moved_to" in data.codes.get(name, data.release).fields:
        name = data.codes[name].fields["moved_to"]
    return name


def _stubs(model: Model) -> Iterator[tuple[str, str]]:
    """Redirects: ranges, tombstones, small providers, and pairs that only the registry or the standards make
    possible.
    """
    for code, target in {**model.covered, **model.moved}.items():
        yield f"{code}/", f"{target}/"
    for provider in model.providers.values():
        if provider.small:
            yield provider.url, f"providers/more/#{provider.id}"
    enhanced = [code for code in model.codes.values() if code.kind == "enhanced"]
    usual = {"standard", "registered"}
    registered = {
        f"{reply}/{code.code}/"
        for code in enhanced
        for reply in code.fields.get("registry", {}).get("basic", ())
        if reply in model.codes and reply[0] == code.digit
    }
    possible = {
        f"{reply.code}/{code.code}/"
        for reply in model.codes.values()
        if reply.kind == "reply" and reply.digit in "245" and reply.fields["standing"] in usual
        for code in enhanced
        if code.digit == reply.digit
    }
    yield from _moved_pairs(model, registered | possible)
    own = {pair.url for pair in model.pairs.values()}
    for address in sorted((registered | possible) - own):
        yield address, f"{address.split('/')[1]}/"


def _moved_pairs(model: Model, possible: Set[str]) -> Iterator[tuple[str, str]]:
    """Pairs with a code that has moved: to the pair with its successor where that has a page, else to the successor."""
    replies = [reply for reply in model.codes if not is_enhanced(reply)]
    for old, new in model.moved.items():
        if is_enhanced(old):
            pairs = ((reply, old, reply, new) for reply in replies if reply[0] == old[0])
        else:
            pairs = ((old, code, new, code) for code in model.codes if is_enhanced(code) and code[0] == old[0])
        for reply, enhanced, new_reply, new_enhanced in pairs:
            if f"{new_reply} {new_enhanced}" in model.pairs:
                yield f"{reply}/{enhanced}/", f"{new_reply}/{new_enhanced}/"
            elif f"{new_reply}/{new_enhanced}/" in possible:
                yield f"{reply}/{enhanced}/", f"{new_enhanced}/"
