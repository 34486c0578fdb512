"""Adding a cause is one word and one record: it has a page, codes and texts may name it, and the decoder knows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import small


def test_a_new_cause_is_one_word_and_one_record(tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    words = folder / "data/schema/words.schema.json"
    words.write_text(
        words.read_text(encoding="utf-8").replace('"policy"', '"new-cause",\n"policy"', 1), encoding="utf-8"
    )
    record = (folder / "data/causes/policy.yml").read_text(encoding="utf-8")
    small.put(folder, "data/causes/new-cause.yml", re.sub(r"(?m)^title: .*", "title: A new cause", record, count=1))
    code = folder / "data/codes/450.yml"
    code.write_text(
        re.sub(r"(?m)^causes: .*", "causes: [new-cause]", code.read_text(encoding="utf-8")), encoding="utf-8"
    )
    done = small.build(folder)
    assert done.returncode == 0, done.stderr
    site = folder / "site"
    assert "A new cause" in (site / "causes/new-cause/index.html").read_text(encoding="utf-8")
    for path, place in (("decoder.json", "causes"), ("codes/450.json", "causes")):
        assert "new-cause" in json.loads((site / "api/v1" / path).read_text(encoding="utf-8"))[place]
    schema = json.loads((site / "api/v1/schema/code.json").read_text(encoding="utf-8"))
    assert "new-cause" in schema["properties"]["causes"]["items"]["enum"]


def test_a_word_without_a_record_and_a_record_without_a_word_are_named(tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    small.put(folder, "data/causes/other.yml", (folder / "data/causes/policy.yml").read_text(encoding="utf-8"))
    words = folder / "data/schema/words.schema.json"
    words.write_text(
        words.read_text(encoding="utf-8").replace('"policy"', '"new-cause",\n"policy"', 1), encoding="utf-8"
    )
    done = small.build(folder)
    assert "data/causes/new-cause.yml:1: the file is missing; every cause of the vocabulary has one" in done.stderr
    assert "data/causes/other.yml:1: 'other' is no cause of the vocabulary; use one of: " in done.stderr
