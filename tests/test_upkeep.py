"""Upkeep: every document says when it was last checked, and a command lists what is due for another look."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from smtpcodes import __main__ as command_line
from smtpcodes.model import upkeep
from smtpcodes.model.site import Model


def test_every_document_says_when_it_was_last_checked(model: Model) -> None:
    assert [name for name, source in model.sources.items() if "checked" not in source] == []


def test_nothing_is_due_on_the_day_of_the_data(model: Model) -> None:
    assert upkeep.due(model, date.fromisoformat(model.release["date"])) == []


def test_what_is_due_is_listed_oldest_first_and_most_used_first(model: Model) -> None:
    found = upkeep.due(model, date(2027, 6, 30))
    assert len(found) > 100
    assert [(one.since, -one.uses) for one in found] == sorted((one.since, -one.uses) for one in found)
    names = [one.id for one in found]
    assert names.index("outlook-troubleshooting") < names.index("postfix-source"), "looked at more often"
    assert "delisting: outlook-com" in names
    assert not any("pastebin" in name for name in names), "what was said once does not change"


def test_a_way_off_a_list_is_due_half_a_year_after_its_last_look(model: Model) -> None:
    way = next(one for one in model.ways.values() if one.get("checked") and one.get("way") != "ended")
    day = date.fromisoformat(str(way.get("checked"))) + timedelta(180)
    name = f"delisting: {way.id}"
    assert name in {one.id for one in upkeep.due(model, day)}
    assert name not in {one.id for one in upkeep.due(model, day - timedelta(1))}


def test_documents_that_only_ways_off_and_tables_cite_count_as_used(model: Model) -> None:
    rows = [*(way.fields for way in model.ways.values()), *model.queues.values(), *model.suppressions.values()]
    named = {name for row in rows for name in row.get("sources", ())}
    texts = {one.fields["source"] for provider in model.providers.values() for one in provider.responses}
    records = [one.fields for one in (*model.codes.values(), *model.causes.values())]
    pages = {source["id"] for fields in records for source in fields.get("sources", ())}
    only = named - texts - pages
    assert only and {name for name in only if not upkeep.cited(model)[name]} == set()


def test_documents_that_only_a_cause_cites_count_as_used(model: Model) -> None:
    def ids(fields: Any) -> set[str]:
        own = {source["id"] for source in fields.get("sources", ())}
        return own.union(*(ids(one) for one in fields.get("situations", {}).values()))

    causes = [cause.fields for cause in model.causes.values()]
    others = [code.fields for code in model.codes.values()]
    texts = {one.fields["source"] for provider in model.providers.values() for one in provider.responses}
    only = set().union(*map(ids, causes)) - set().union(*map(ids, others)) - texts
    assert only and {name for name in only if not upkeep.cited(model)[name]} == set()


def test_what_a_pair_cites_counts_as_used(model: Model) -> None:
    pair = next(one for one in model.pairs.values() if one.sources)
    before = upkeep.cited(model)
    without = replace(model, pairs={name: one for name, one in model.pairs.items() if one is not pair})
    fewer = before - upkeep.cited(without)
    assert fewer == Counter(source["id"] for source in pair.sources)


def test_the_command_fails_past_its_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["due", "--today", "2026-11-30"]) == 0
    assert capsys.readouterr().out == ""
    assert command_line.main(["due", "--today", "2027-06-30", "--limit", "10"]) == 1
    listed = capsys.readouterr()
    assert "outlook-troubleshooting" in listed.out and "at most 10 allowed" in listed.err
    assert command_line.main(["due", "--today", "2027-06-30", "--limit", "9999"]) == 0


def test_speakers_and_codes_say_when_they_were_last_checked(site: Path, model: Model) -> None:
    speaker = (site / "providers" / "outlook-com" / "index.html").read_text(encoding="utf-8")
    code = (site / "5.7.1" / "index.html").read_text(encoding="utf-8")
    for page, day in (
        (speaker, upkeep.provider_checked(model, model.providers["outlook-com"])),
        (code, upkeep.code_checked(model, model.codes["5.7.1"])),
    ):
        assert f'Last checked: <time datetime="{day}">' in page
