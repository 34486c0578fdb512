"""Build the model: records that passed shape and rules become pages as data, with relations and addresses derived."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from datetime import date

from smtpcodes.basics.causes import split
from smtpcodes.basics.codes import decided_by, expand, in_range, is_enhanced, main_page, sort_key
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE, HISTORIC_AFTER_YEARS
from smtpcodes.load.folder import Data
from smtpcodes.model.site import Cause, Code, Fields, Model, Pair, Provider, Response, met
from smtpcodes.model.verdict import verdict


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
    """Build the model from valid data."""
    cause_fields = _with_own_advice(data)
    today = data.release.fields["date"]

    providers: dict[str, Provider] = {}
    for id, fields in data.fields("providers").items():
        responses = []
        for row in fields["responses"]:
            digit = decided_by(row.get("reply"), row.get("enhanced"))
            names = [split(row["cause"])[0]] if row.get("cause") else []
            responses.append(
                Response(
                    id, row, verdict(digit, names, cause_fields, row.get("verdict")), age_of(row.get("seen"), today)
                )
            )
        providers[id] = Provider(id, fields, responses)

    codes: dict[str, Code] = {}
    ranges: list[tuple[int, str, str]] = []
    for id, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        pages = list(expand(id, fields))
        for code, merged in pages:
            others = [other for other, _ in pages if other != code]
            own = fields.get("by_class", {}).get(code[0], {})
            facts = verdict(
                code[0], [split(name)[0] for name in merged.get("causes", ())], cause_fields, merged.get("verdict")
            )
            codes[code] = Code(code, id, record.path, merged, facts, main_page(id, fields), own, others)
        if "covers" in fields:
            width = int(fields["covers"].rsplit(".", 1)[1]) - int(id.rsplit(".", 1)[1])
            ranges.append((width, id, fields["covers"]))
    codes = dict(sorted(codes.items(), key=lambda item: (is_enhanced(item[0]), sort_key(item[0]))))
    covered: dict[str, str] = {}
    for _, first, last in sorted(ranges):  # the narrower range wins, a record of its own before all
        for code in in_range(first, last):
            if code not in codes:
                covered.setdefault(code, first)

    said: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for provider in providers.values():
        for response in provider.responses:
            for code in {response.reply, response.enhanced} - {None}:
                if code in codes:
                    codes[code].responses.append(response)
            if response.reply in codes and response.enhanced in codes:
                said[response.reply, response.enhanced].append(response)
    for code in codes.values():
        code.responses.sort(key=lambda one: met(one.provider, code.speakers))
    pairs: dict[str, Pair] = {}
    for (reply, enhanced), responses in sorted(
        said.items(), key=lambda item: (sort_key(item[0][0]), sort_key(item[0][1]))
    ):
        first = codes[enhanced].speakers
        responses.sort(
            key=lambda one: (met(one.provider, first), not one.fields.get("differs"), one.age != "current")
        )  # stable: the file's order within
        names = [name for name, _ in Counter(r.cause for r in responses if r.cause).most_common()]
        names.sort(key=lambda name: name in CAUSES_WITHOUT_PAGE)
        code = codes[enhanced]
        authored = code.fields.get("verdict") if reply[0] in "23" or (not names and reply[0] == enhanced[0]) else None
        if reply[0] in "23" and reply[0] != enhanced[0]:
            authored = codes[reply].fields.get("verdict")
        causes = names or [name for name in code.causes]
        pair = Pair(
            reply, enhanced, verdict(reply[0], causes, cause_fields, authored), causes, [None] * len(causes), responses
        )
        pairs[pair.name] = pair
        codes[reply].pairs.append(pair.name)
        codes[enhanced].pairs.append(pair.name)

    causes = {id: Cause(id, cause_fields[id]) for id in CAUSES if id in cause_fields}
    for code in codes.values():
        for name in code.causes:
            causes[name].codes.append(code.code)
    for provider in providers.values():
        for response in provider.responses:
            if response.cause:
                causes[response.cause].responses.append(response)

    model = Model(
        codes,
        pairs,
        causes,
        providers,
        data.sources.fields,
        data.glossary.fields,
        data.release.fields,
        covered,
        dict(_moved(data, codes)),
        {},
        data.local.fields,
        data,
    )
    model.stubs.update(_stubs(model))
    return model


def _with_own_advice(data: Data) -> dict[str, Fields]:
    """The causes, with the overlay's own advice sentences in place of the standard ones."""
    causes: dict[str, Fields] = dict(data.fields("causes"))
    for id, sentences in data.local.fields.get("advice", {}).items():
        causes[id] = {
            **causes[id],
            **{kind: {**causes[id][kind], "sentence": text} for kind, text in sentences.items()},
        }
    return causes


def _moved(data: Data, codes: Mapping[str, Code]) -> Iterator[tuple[str, str]]:
    """(old code, live code) of every tombstone. What stood in several classes (x.9.9) leads on in each, to the same class where there is one."""
    for name, record in data.codes.items():
        if "moved_to" not in record.fields:
            continue
        last = _final(name, data)
        for old in (digit + name[1:] for digit in "245") if name.startswith("x.") else (name,):
            same = old[0] + last[1:] if last.startswith("x.") else last
            target = same if same in codes else main_page(last, data.codes[last].fields)
            if old not in codes and (old[0] != "2" or target[0] == "2"):
                yield old, target


def _final(id: str, data: Data) -> str:
    """Follow tombstones to the live record; the rules have excluded cycles."""
    while "moved_to" in data.codes.get(id, data.release).fields:
        id = data.codes[id].fields["moved_to"]
    return id


def _stubs(model: Model) -> Iterator[tuple[str, str]]:
    """Redirects: ranges, tombstones, small providers, and pairs that only the registry or the standards make possible."""
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
