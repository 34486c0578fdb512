"""Thirty-odd ways to break a record, each with the lines on which the mistake may be told (None: harmless, must
load).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smtpcodes import validate
from smtpcodes.basics.problems import Problem
from smtpcodes.load import shape, short_forms, yaml_reader
from smtpcodes.load.folder import FOLDERS, Data

TRAP = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@dataclass(frozen=True)
class Mutation:
    """A broken text of one file, and the lines where a message may stand; empty for a harmless change."""

    way: str
    data: bytes
    lines: frozenset[int]


def _keys(text: str) -> list[tuple[int, str]]:
    """(line from 1, name) of the top-level fields."""
    return [
        (number, found[1])
        for number, line in enumerate(text.split("\n"), 1)
        if (found := re.match(r"([a-z_]+):", line))
    ]


def _scalars(text: str) -> list[int]:
    """Lines (from 1) of top-level fields whose value stands unquoted on the same line."""
    return [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if re.match(r"(title|name|standing|kind|short|why): \S", line)
    ]


def mutations(text: str, kind: str, chance: random.Random) -> Iterator[Mutation]:
    """Every mutation of one record's text; ``chance`` picks the place where there are several."""
    lines = text.rstrip("\n").split("\n")
    end = len(lines) + 1
    keys = _keys(text)
    whole = frozenset(range(1, end + 3))

    def made(way: str, new: list[str] | str | bytes, *at: int) -> Mutation:
        data = new if isinstance(new, bytes) else ("\n".join(new) + "\n" if isinstance(new, list) else new).encode()
        return Mutation(way, data, frozenset(at))

    def with_line(number: int, line: str) -> list[str]:
        return [*lines[: number - 1], line, *lines[number:]]

    scalar = chance.choice(_scalars(text))
    name = lines[scalar - 1].split(":")[0]
    yield made("a list for text", with_line(scalar, f"{name}: [a, b]"), scalar)
    yield made("fields for text", with_line(scalar, f"{name}: {{a: b}}"), scalar)
    yield made("a number for text", with_line(scalar, f"{name}: 550"), scalar)
    yield made("a truth value for text", with_line(scalar, f"{name}: yes"), scalar)
    yield made("nothing for text", with_line(scalar, f"{name}:"), scalar)
    yield made("null for text", with_line(scalar, f"{name}: null"), scalar)
    yield made("empty text", with_line(scalar, f'{name}: ""'), scalar)
    yield made("a float for text", with_line(scalar, f"{name}: 5.10"), scalar)
    yield made("an unknown field", [*lines, "colour: blue"], end)
    number, field = chance.choice(keys)
    yield made("a misspelt field", with_line(number, lines[number - 1].replace(field, field + "x", 1)), number, 1)
    yield made("a field twice", [*lines, f"{name}: again"], end)
    yield made(
        "a missing title",
        [line for index, line in enumerate(lines, 1) if index != scalar]
        if name in {"title", "name"}
        else [*lines, f"{name}: again"],
        1,
        end,
    )
    place = text.index(":") + 1
    line_of_place = text[:place].count("\n") + 1
    yield made("a byte that is not UTF-8", text[:place].encode() + b" \xe4" + text[place:].encode(), line_of_place)
    yield made("UTF-16", text.encode("utf-16"), 1)
    yield made("a control character", with_line(scalar, f"{name}: a\x07b"), scalar, 1)
    yield made("a NUL", with_line(scalar, f"{name}: a\x00b"), scalar, 1)
    yield made("a tab", [*lines, "steps:", "\tsender: [a]"], *whole)
    yield made("an unclosed quote", with_line(scalar, f'{name}: "open'), *whole)
    yield made("a colon inside", with_line(scalar, f"{name}: a: b: c"), scalar)
    yield made("an unclosed bracket", [*lines, "related: [a"], *whole)
    yield made("a huge value", with_line(scalar, f"{name}: {'x' * 1_100_000}"), 1)
    yield made("a long value", with_line(scalar, f"{name}: {'x' * 5000}"), scalar)
    yield made("deep nesting", [*lines, "related: " + "[" * 500 + "]" * 500], end)
    yield made(
        "exploding aliases", [*lines, "a: &a [x, x]", "b: &b [*a, *a, *a]", "c: [*b, *b, *b]"], end, end + 1, end + 2
    )
    yield made("an alias to itself", [*lines, "a: &a [*a]"], end)
    yield made("a Python object", with_line(scalar, f'{name}: !!python/object/apply:os.system ["true"]'), scalar)
    yield made("a binary value", with_line(scalar, f"{name}: !!binary aGk="), scalar)
    yield made("a merge key", [*lines, "<<: {title: x}"], end)
    yield made("an empty file", "", 1)
    yield made("only a comment", "# nothing\n", 1)
    yield made("a text for a record", "just words\n", 1)
    yield made("a list for a record", "- a\n- b\n", 1)
    yield made("two documents", [*lines, "---", "title: second"], end)
    yield made("a key that is a list", [*lines, "? [a]", ": b"], end, end + 1)
    yield made("a link to nowhere", [*lines[: scalar - 1], lines[scalar - 1] + " [[9.9.9]]", *lines[scalar:]], scalar)
    sources = [number for number, line in enumerate(lines, 1) if re.search(r"\{id: [a-z0-9-]+", line)]
    if sources:
        at = chance.choice(sources)
        yield made(
            "an unknown source", with_line(at, re.sub(r"id: [a-z0-9.-]+", "id: nowhere", lines[at - 1], count=1)), at
        )
    if kind == "code":
        yield made(
            "an unknown cause",
            [*[line for line in lines if not line.startswith("causes:")], "causes: [gremlins]"],
            *whole,
        )
        yield made(
            "an unknown standing",
            [re.sub(r"^standing: .*", "standing: famous", line) for line in lines],
            *[n for n, f in keys if f == "standing"],
        )
        yield made(
            "a related code that is not there",
            [*[line for line in lines if not line.startswith("related:")], 'related: ["299"]'],
            *whole,
        )
        yield made(
            "a number in a list",
            [*[line for line in lines if not line.startswith("related:")], "related: [550]"],
            *whole,
        )
        yield made("a tombstone with fields", [*lines, 'moved_to: "550"'], 1)
    # harmless changes
    yield made("a byte order mark", b"\xef\xbb\xbf" + text.encode())
    yield made("Windows line ends", text.replace("\n", "\r\n").encode())
    yield made("trailing blanks", [line + "  " if line and not line.endswith((">", "|")) else line for line in lines])
    yield made("a comment at the end", [*lines, "# a comment"])
    if name in {"title", "name"}:
        yield made("HTML in a text", with_line(scalar, f"{name}: '{TRAP[:28]}'"))


def check(found: Data, path: Path, kind: str, data: bytes, work: Path) -> list[Problem]:
    """The problems of the whole data with one file's content replaced."""
    target = work / path.name
    target.write_bytes(data)
    shown = f"data/{path.parent.name}/{path.name}"
    record, problems = yaml_reader.read(target.read_bytes(), shown, kind)
    folder = next(name for name, of in FOLDERS.items() if of == kind)
    group: dict[str, yaml_reader.Record] = dict(getattr(found, folder))
    if record is not None:
        problems += list(shape.problems(record, shape.schema(found.root / "schema" / f"{kind}.schema.json")))
    whole = record is not None and not problems
    if record is not None and whole:
        short_forms.fill_in(record)
        group[path.stem] = record
    else:
        group.pop(path.stem, None)
    changed = Data(
        found.root,
        **{
            **{name: getattr(found, name) for name in (*FOLDERS, "sources", "glossary", "release", "local")},
            folder: group,
        },
    )
    return problems + (validate.problems(changed) if whole else [])


def judge(mutation: Mutation, shown: str, problems: list[Problem]) -> str | None:
    """What is wrong with how a mutation was answered; None where all is well."""
    own = [problem for problem in problems if problem.path == shown]
    if not mutation.lines:
        return f"{shown}: {mutation.way} is harmless, but: {problems[0]}" if problems else None
    if not own:
        return f"{shown}: {mutation.way} went unnoticed"
    if not any(problem.line in mutation.lines for problem in own):
        return f"{shown}: {mutation.way} told at line {own[0].line}, not {sorted(mutation.lines)[:5]}: {own[0].message}"
    return None


def run(found: Data, work: Path, seed: int, sample: int | None = None) -> tuple[int, list[str]]:
    """Break every real record in every way, or a sample. Out: how many were tried, and what was answered wrongly."""
    chance = random.Random(seed)
    jobs = []
    for folder, kind in FOLDERS.items():
        for path in sorted((found.root / folder).glob("[!_]*.yml")):
            text = path.read_text(encoding="utf-8")
            jobs += [(path, kind, mutation) for mutation in mutations(text, kind, chance)]
    if sample:
        jobs = chance.sample(jobs, sample)
    wrong = []
    for path, kind, mutation in jobs:
        shown = f"data/{path.parent.name}/{path.name}"
        try:
            answer = judge(mutation, shown, check(found, path, kind, mutation.data, work))
        except Exception as error:  # a crash is what this looks for
            answer = f"{shown}: {mutation.way} crashed: {type(error).__name__}: {error}"
        if answer:
            wrong.append(answer)
    return len(jobs), wrong
