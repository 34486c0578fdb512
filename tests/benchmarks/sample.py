"""Pick what to check by hand: sample.py pages|responses|statements|advice|situations [COUNT] [SEED]

Situations are what a person may hold: frequent pairs, pairs whose classes disagree, rare pairs, bare codes and whole
texts, a fifth each, without our answer, for a key by somebody who has not seen it (then `blind_key.py`).
Advice is the sentence "What now?" of a code, a pair or a single text, with what it follows from.
A statement is one sentence of a record or of a guide, or a whole response with its meaning, with its sources.

The seed is fixed (2026), so that a second checker sees the same ones; another seed draws others.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from smtpcodes import site_build  # noqa: E402
from smtpcodes.model.site import Model  # noqa: E402
from smtpcodes.model.verdict import Verdict  # noqa: E402

NO_STATEMENT = frozenset(  # fields that say nothing about the world by themselves
    re.findall(
        r"\w+",
        """
        answers causes cause checked class classes covers defaults domains dotless_of enhanced evidence hours id kind
        lists match mx name no_match outcome phrases provider providers received_by related reply responses retried
        search section seen short signs source sources speaker speakers standing suppress sure title token trouble_with
        url value way weak_phrases whose_job
        """,
    )
)


def sentences(text: str) -> list[str]:
    """The sentences of a text that are long enough to say something."""
    parts = re.split(r"(?<=[.!?:])\s+(?=[A-Z`\[(\"])", " ".join(text.split()))
    return [part for part in parts if len(part) > 25]


def statements_of(record: Any, path: str, sources: Any) -> Iterator[tuple[str, str, Any]]:
    """Each sentence of a record: where it stands, what it says, and the nearest sources."""
    if isinstance(record, str):
        for number, sentence in enumerate(sentences(record)):
            yield f"{path}/{number}", sentence, sources
    elif isinstance(record, dict):
        cited = [one["source"] for one in record.get("standards", ())]  # a code's page lists them below, too
        nearest = record.get("source") or record.get("sources") or cited or sources
        for field, value in record.items():
            if field not in NO_STATEMENT:
                yield from statements_of(value, f"{path}/{field}", nearest)
    elif isinstance(record, list):
        for number, value in enumerate(record):
            yield from statements_of(value, f"{path}/{number}", sources)


def statements() -> list[tuple[str, str, Any]]:
    """All statements of the data and the guides."""
    found: list[tuple[str, str, Any]] = []
    for file in sorted((ROOT / "data").glob("[cdprs]*/*.yml")) + sorted((ROOT / "data").glob("[drs]*.yml")):
        record = yaml.safe_load(file.read_text(encoding="utf-8"))
        if file.stem in ("_template", "release", "sources"):
            continue
        name = file.relative_to(ROOT / "data").with_suffix("").as_posix()
        found += statements_of(record, name, None)
        for response in record.get("responses") or () if file.parent.name == "providers" else ():
            row = {**(record.get("defaults") or {}), **response}
            said = " | ".join(
                str(row[key]) for key in ("reply", "enhanced", "text", "cause", "meaning") if row.get(key)
            )
            found.append((f"{name}#{row['id']}", said, [row.get(key) for key in ("source", "seen", "evidence")]))
    for guide in sorted((ROOT / "docs").glob("*.md")):
        text = re.sub(r"```.*?```", "", guide.read_text(encoding="utf-8"), flags=re.S)
        found += [(guide.name, sentence, None) for part in text.split("\n\n") for sentence in sentences(part)]
    return found


SAID = ("reply", "enhanced", "text", "token", "cause")


def advised(model: Model) -> list[tuple[str, str, Verdict]]:
    """Each code, pair and text that carries a verdict: its name, what it says, the verdict."""
    codes = [(one.code, one.title, one.verdict) for one in model.codes.values()]
    pairs = [(one.name, one.title, one.verdict) for one in model.pairs.values()]
    texts = [
        (f"{one.provider}#{one.id}", " ".join(str(one.fields.get(key) or "") for key in SAID).strip(), one.verdict)
        for provider in model.providers.values()
        for one in provider.responses
    ]
    return [*codes, *pairs, *texts]


def situations(model: Model, count: int, chance: random.Random) -> list[tuple[str, str]]:
    """Group and text of what a person may hold, a fifth each where there are as many; none says our answer."""
    pairs = sorted(model.pairs.values(), key=lambda one: (-len({row.provider for row in one.responses}), one.name))
    agreeing = [one.name for one in pairs if not one.disagrees]
    texts = [
        " ".join(str(row.fields.get(key) or "") for key in ("reply", "enhanced", "text")).strip()
        for provider in model.providers.values()
        for row in provider.responses
        if row.fields.get("text") and row.fields.get("reply", "4")[0] in "45"
    ]
    groups = {
        "frequent pair": agreeing[: len(agreeing) // 4],
        "classes disagree": [one.name for one in pairs if one.disagrees],
        "rare pair": agreeing[len(agreeing) // 4 :],
        "bare code": [code for code in model.codes if code[0] in "45"],
        "text": texts,
    }
    share = count // len(groups)
    return [(name, said) for name, all_of in groups.items() for said in chance.sample(all_of, min(share, len(all_of)))]


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "pages"
    count = (
        int(sys.argv[2])
        if len(sys.argv) > 2
        else {"pages": 20, "responses": 50, "statements": 200, "advice": 100, "situations": 150}[what]
    )
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2026)
    model = site_build.load(ROOT / "data")
    if what == "statements":
        for where, said, sources in chance.sample(statements(), count):
            print(where, said, sources, sep="\t")
    elif what == "advice":
        for name, said, verdict in chance.sample(advised(model), count):
            print(name, said, f"{verdict.outcome}, {verdict.whose_job}", verdict.advice.sentence, sep="\t")
    elif what == "situations":
        for number, row in enumerate(situations(model, count, chance), 1):
            print(number, *row, sep="\t")
    elif what == "pages":
        for code in chance.sample(sorted(model.codes), count):
            print(f"{code}\t{model.codes[code].path}\t{model.codes[code].title}")
    else:
        rows = [
            response
            for provider in model.providers.values()
            for response in provider.responses
            if response.fields.get("text")
        ]
        for response in chance.sample(sorted(rows, key=lambda one: one.url), count):
            row = response.fields
            print(
                "\t".join(
                    [
                        f"{response.provider}#{response.id}",
                        row.get("reply", "-"),
                        row.get("enhanced", "-"),
                        row["text"],
                        row["source"],
                        row.get("seen", "-"),
                        row["evidence"],
                    ]
                )
            )
