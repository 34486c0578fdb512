"""The table of all codes: complete without a script, and with it filtered, sorted and linkable. In Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import served


@pytest.fixture
def table(site: Path, chromium: Any) -> Any:
    with served(site) as base:
        page = chromium.new_page()
        page.goto(base + "codes/")
        page.base = base
        yield page
        page.close()


def shown(page: Any) -> list[str]:
    """The visible codes, once as many are there as the count says: rows below the first screens come back bit by
    bit.
    """
    count = page.locator(".filter-count").inner_text().split()[0]
    expect(page.locator("#codes tbody tr[id]:visible")).to_have_count(int(count))
    return page.locator("#codes tbody tr[id]:visible th").all_text_contents()


def in_order(codes: Iterable[Any]) -> list[str]:
    """The codes as the overview lists them: permanent and temporary failures, successes, replies in between, others,
    and last what is no SMTP; in each group what stops a mail comes first, then by number (the order of the model).
    """

    def place(code: Any) -> tuple[int, bool]:
        group = 5 if code.fields["standing"] == "not-smtp" else "54236".index(code.digit)
        return group, code.verdict.outcome not in {"refused", "delayed", "gave-up"}

    return [code.code for code in sorted(codes, key=place)]


def test_every_code_is_a_row_without_javascript(site: Path, chromium: Any, model: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    with served(site) as base:
        page = context.new_page()
        page.goto(base + "codes/")
        assert page.locator("#codes tbody tr[id] th").all_text_contents() == in_order(model.codes.values())
        assert not page.locator("#code-filter").is_visible()
    context.close()


def test_typing_a_code_a_subject_or_a_word_filters_at_once(table: Any, model: Any) -> None:
    table.fill("#code-filter [name=q]", "550")
    assert "550" in shown(table) and "450" not in shown(table)
    table.fill("#code-filter [name=q]", "5.7")
    assert [code for code in shown(table) if not code.startswith("5.7")] == []
    for word, code in (("quota", "5.2.2"), ("spam", "550"), ("greylist", "450")):
        table.fill("#code-filter [name=q]", word)
        assert code in shown(table), word
    assert table.locator(".filter-count").inner_text() == f"{len(shown(table))} of {len(model.codes)} codes"


def test_choices_narrow_the_table_together(table: Any, model: Any) -> None:
    table.select_option("#code-filter [name=class]", "4")
    table.select_option("#code-filter [name=cause]", "greylisted")
    wanted = in_order(code for code in model.codes.values() if code.digit == "4" and "greylisted" in code.causes)
    assert shown(table) == wanted and wanted


def test_the_codes_that_say_drop_the_address_are_one_choice_or_one_link(table: Any, model: Any) -> None:
    for answer in ("yes", "after-repeats"):
        table.goto(f"{table.base}codes/?suppress={answer}")
        wanted = in_order(code for code in model.codes.values() if code.verdict.suppress == answer)
        assert shown(table) == wanted and wanted
    assert "5.1.1" in shown_for(table, "yes") and "5.7.26" in shown_for(table, "no")


def shown_for(table: Any, answer: str) -> list[str]:
    table.select_option("#code-filter [name=suppress]", answer)
    return shown(table)


def test_developers_read_them_without_a_script(site: Path, model: Any) -> None:
    text = (site / "developers" / "index.html").read_text(encoding="utf-8")
    found = {
        answer: re.findall(r">([\d.]+)</a>", listed)
        for answer, listed in re.findall(r'<div id="?drop-([a-z-]+)"?>(.*?)</div>', text, re.DOTALL)
    }
    said: dict[str, list[str]] = {}
    for code in json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["codes"]:
        said.setdefault(code["verdict"]["suppress"], []).append(code["code"])
    said.pop("no")  # "All others say: keep the address"
    assert found == said and found["yes"]


def test_a_filtered_view_can_be_linked(table: Any) -> None:
    table.fill("#code-filter [name=q]", "quota")
    table.select_option("#code-filter [name=class]", "5")
    rows, address = shown(table), table.url
    table.goto(table.base + "about/")
    table.goto(address)
    assert shown(table) == rows and "q=quota" in address


def test_columns_sort_both_ways_by_keyboard(table: Any) -> None:
    before = table.locator("#codes tbody tr[id] td:nth-child(2)").all_text_contents()
    button = table.locator("#codes thead button", has_text="Title")
    button.focus()
    table.keyboard.press("Enter")
    head, cells = table.locator("#codes thead th").nth(1), table.locator("#codes tbody tr[id] td:nth-child(2)")
    assert cells.all_text_contents() == sorted(before) != before
    assert head.get_attribute("aria-sort") == "ascending"
    table.keyboard.press("Enter")
    assert cells.all_text_contents() == sorted(before, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"


def test_clear_shows_everything_again(table: Any, model: Any) -> None:
    table.fill("#code-filter [name=q]", "zzz")
    assert shown(table) == []
    table.locator("#code-filter button[type=reset]").click()
    expect(table.locator(".filter-count")).to_have_text(f"{len(model.codes)} of {len(model.codes)} codes")
    assert len(shown(table)) == len(model.codes)


def heads(page: Any) -> list[str]:
    return page.locator("#codes .group:visible").all_inner_texts()


def test_rows_stand_below_the_heading_of_their_group(table: Any, model: Any) -> None:
    expect(table.locator("#code-filter")).to_be_visible()
    assert heads(table) == [
        "5 Permanent failure: not delivered, for good",
        "4 Temporary failure: not delivered yet",
        "2 Success: done",
        "3 Go on: the dialogue goes on",
        "Other digits: no class of SMTP",
        "Not SMTP: from other protocols",
    ]
    for link in table.locator(".jump a").all():
        count = int(link.locator("span").inner_text())
        assert table.locator(f"{link.get_attribute('href')} tr[id]").count() == count
    table.fill("#code-filter [name=q]", "greylist")
    assert heads(table) == [
        "4 Temporary failure: not delivered yet",
    ]
    table.locator("#codes thead button", has_text="Title").click()
    assert heads(table) == []  # one list, in another order
    table.locator("#codes thead button", has_text="Code").click()
    assert len(heads(table)) == 1


def test_a_filter_that_finds_nothing_says_what_to_do(table: Any) -> None:
    table.fill("#code-filter [name=q]", "zzz")
    assert table.locator(".filter-empty").inner_text() == (
        "No code fits all of that. Clear the filter, or paste your bounce: the words often say more than the number."
    )
    table.fill("#code-filter [name=q]", "550")
    assert not table.locator(".filter-empty").is_visible()


def test_on_a_phone_a_row_is_short_and_says_what_each_value_means(base: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 667}, bypass_csp=True)
    page = context.new_page()
    page.goto(base + "codes/")
    page.add_style_tag(content="#codes tr { content-visibility: visible !important }")  # none waits to be laid out
    tall = page.evaluate(
        "[...document.querySelectorAll('#codes tr[id]')].filter((row) => row.getBoundingClientRect().height > 96)"
        ".map((row) => row.id)"
    )
    labels = page.evaluate(
        "[...document.querySelectorAll('#c550 td')].map((cell) => getComputedStyle(cell, '::before').content)"
    )
    context.close()
    assert tall == []
    assert labels == ["none", "none", '"Cause: "', '"Now: "']


def test_on_a_phone_the_table_begins_on_the_first_screen_and_the_choices_open_by_a_tap(
    base: str, chromium: Any
) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(base + "codes/", wait_until="networkidle")
    first = page.locator("#codes tbody tr[id]").first.bounding_box()
    assert first["y"] + first["height"] <= 667
    assert not page.locator("[name=cause]").is_visible()
    page.get_by_text("Filter by class, cause …").tap()
    page.select_option("[name=cause]", "mailbox-full")
    assert page.locator(".filter-count").inner_text().split()[0] != "0"
    page.goto(base + "codes/?suppress=yes", wait_until="networkidle")
    assert page.locator("[name=suppress]").is_visible()  # what narrows the table is in sight
    context.close()


def test_the_head_stays_in_sight(table: Any) -> None:
    table.locator("#c557").scroll_into_view_if_needed()
    table.evaluate("scrollBy(0, 200)")
    head, bar = table.locator("#codes thead").bounding_box(), table.locator(".md-header").bounding_box()
    assert abs(head["y"] - bar["height"]) <= 1
