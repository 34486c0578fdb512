"""Records are written one way: lists indented alike, nothing said twice in a file, no record too long to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from conftest import ROOT

FILES = sorted((ROOT / "data").glob("*.yml")) + sorted((ROOT / "data").glob("*/*.yml"))
TRIPLE = ("evidence", "source", "seen")
LONGEST = 300  # lines of a record; a provider holds all its texts


def records(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((ROOT / "data" / folder).glob("*.yml")):
        yield path.name, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def crooked_lists(path: Path) -> Iterator[int]:
    """The lines where a list does not stand two columns right of the key that holds it."""
    around: list[tuple[bool, int]] = []  # is it a mapping in lines of its own, and at which column
    for event in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            mapping, column = isinstance(event, yaml.MappingStartEvent), event.start_mark.column
            if not mapping and not event.flow_style and around and around[-1][0] and column != around[-1][1] + 2:
                yield event.start_mark.line + 1
            around.append((mapping and not event.flow_style, column))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            around.pop()


def test_lists_stand_two_columns_right_of_their_key() -> None:
    assert [f"{path.name}:{line}" for path in FILES for line in crooked_lists(path)] == []


def test_the_check_sees_a_crooked_list(tmp_path: Path) -> None:
    path = tmp_path / "crooked.yml"
    path.write_text("even:\n  - a\nodd:\n- b\nflow: [c]\nrows:\n  - far:\n        - d\n", encoding="utf-8")
    assert list(crooked_lists(path)) == [4, 8]


def test_no_response_repeats_the_defaults_of_its_file() -> None:
    """`evidence`, `source` and `seen` are left to `defaults` where they are the same."""
    said_twice = [
        f"{name}#{row['id']}"
        for name, fields in records("providers")
        for row in fields["responses"]
        if "defaults" in fields and all(row.get(part) == fields["defaults"].get(part) for part in TRIPLE)
    ]
    assert said_twice == []


def test_no_source_is_cited_twice_in_a_record() -> None:
    """What `standards` cites is listed by itself; `sources` adds a note or another section."""
    said_twice = [
        f"{name}: {source}"
        for name, fields in records("codes")
        for source in fields.get("sources", ())
        if source in [one["source"] for one in fields.get("standards", ())]
    ]
    assert said_twice == []


def test_no_record_but_a_provider_is_longer_than_a_few_screens() -> None:
    """Word lists aside, which hold one phrase a line, and situations, each of which is a small record of its own."""
    lines = {
        name: len(
            (ROOT / "data" / folder / name).read_text(encoding="utf-8").partition("\nsituations:")[0].splitlines()
        )
        - sum(len(fields.get(words, ())) for words in ("phrases", "weak_phrases"))
        for folder in ("codes", "causes")
        for name, fields in records(folder)
    }
    assert [name for name, count in lines.items() if count > LONGEST] == []
