"""How do I get off the list? The way of each speaker that blocks, on its page, in one table, from pages where it is
next.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import served
from smtpcodes.basics.vocabulary import BLOCKING, CAUSES_WITHOUT_PAGE
from smtpcodes.model.site import Model


def blockers(model: Model) -> list[str]:
    """Every speaker that refuses somebody for a list, a rule or a limit."""
    return [one.id for one in model.providers.values() if any(said.cause in BLOCKING for said in one.responses)]


def test_every_speaker_that_blocks_says_how_to_get_off_or_that_none_is_known(model: Model) -> None:
    assert [name for name in blockers(model) if name not in model.ways_by_provider] == []


def test_nobody_is_named_who_needs_no_way_off(model: Model) -> None:
    """A name of the shared entries that does not block any more is taken out."""
    shared = ("own-limits", "no-way-known", "software")
    silent = {one for name in shared for one in model.ways[name].providers} - set(blockers(model))
    assert silent <= {"seznam", "facebook"}  # they block without a text on record under one of these causes


def test_a_way_without_a_document_says_when_it_was_looked_for(model: Model) -> None:
    assert [way.id for way in model.ways.values() if not way.get("sources") and not way.get("searched")] == []


def test_the_table_holds_every_way_complete_without_a_script(site: Path, model: Model) -> None:
    page = (site / "delisting" / "index.html").read_text(encoding="utf-8")
    for way in model.ways.values():
        assert f'id="{way.id}"' in page, way.id
        for form in way.get("forms") or ():
            assert form["url"].replace("&", "&amp;") in page, (way.id, form["url"])
    assert page.index('href="#att"') < page.index('id="ways"'), "who receives for whom stands before the table"
    assert page.index('id="sorbs"') > page.index("</table>", page.index('id="ways"')), "an ended list is no way off"


def test_outlook_com_and_microsoft_365_have_forms_of_their_own(site: Path) -> None:
    consumer = (site / "providers" / "outlook-com" / "index.html").read_text(encoding="utf-8")
    business = (site / "providers" / "microsoft-365" / "index.html").read_text(encoding="utf-8")
    section = consumer[consumer.index('id="delisting"') :].split("<h2", 1)[0]
    assert "go.microsoft.com/fwlink/?LinkID=614866" in section
    assert 'href="https://sender.office.com/"' not in section
    assert 'href="https://sender.office.com/"' in business[business.index('id="delisting"') :]


@pytest.mark.parametrize("cause", BLOCKING)
def test_a_cause_of_blocks_leads_to_the_table(site: Path, cause: str) -> None:
    assert 'href="../../delisting/"' in (site / "causes" / cause / "index.html").read_text(encoding="utf-8")


def test_a_pair_whose_next_step_is_the_list_names_the_ways_of_its_speakers(site: Path, model: Model) -> None:
    for pair in model.pairs.values():
        cause = next((one for one in pair.causes if one not in CAUSES_WITHOUT_PAGE), None)
        if cause not in BLOCKING or pair.causes[0] != cause:
            continue
        page = (site / pair.url / "index.html").read_text(encoding="utf-8")
        wanted = [way for way in model.ways_for(pair.responses, BLOCKING) if way.get("way") != "ended"]
        assert all(f'href="../../{way.url}"' in page for way in wanted[:1]), pair.name


def test_the_table_is_filtered_by_words_and_by_choice(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page()
        page.goto(f"{base}delisting/?find=spamhaus&listed=policy")
        assert page.locator("#ways tbody tr:visible").count() == 1 and page.is_visible("#spamhaus-pbl")
        page.select_option("select[name=listed]", "domain")
        assert page.is_visible("#spamhaus-dbl") and not page.is_visible("#spamhaus-pbl")
        page.click("text=Clear")
        expect(page.locator("#ways tbody tr[hidden]")).to_have_count(0)
        assert "listed" not in page.url
        page.close()


def test_the_decoders_answer_leads_to_the_way_off(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page()
        page.goto(f"{base}decode/#550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. (S3140)")
        page.click("a:text('How to get off the list')")
        assert page.url == f"{base}delisting/#outlook-com"
        page.close()


def test_the_data_for_programs_holds_the_way(site: Path) -> None:
    row = json.loads((site / "api/v1/providers/outlook-com.json").read_text(encoding="utf-8"))["delisting"][0]
    assert row["forms"][0]["url"] == "http://go.microsoft.com/fwlink/?LinkID=614866"
    answers = json.loads((site / "api/v1/answers.json").read_text(encoding="utf-8"))["delisting"]
    assert answers["providers"]["spamhaus"] == "delisting/#spamhaus"
