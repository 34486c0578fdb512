"""Long pages: what is folded is found by the page's filter and the browser's search; groups say what they hold."""

from __future__ import annotations

import re
from typing import Any

import pytest

LONG = ["providers/google/", "providers/postfix/", "providers/more/", "collisions/"]


@pytest.fixture(scope="module")
def page(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 375, "height": 667}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", LONG)
def test_the_browsers_search_opens_the_fold_in_which_it_finds_a_text(base: str, page: Any, path: str) -> None:
    """A link to a text makes Chromium search as its search box does, and reveal what it finds in the same way."""
    page.goto(base + path)
    words = page.evaluate(
        """() => {
          const whole = document.querySelector("main").textContent;
          return [...document.querySelectorAll("main details:not([open]) :is(li, p, code)")]
            .filter((one) => !one.closest(".about, .contents"))
            .flatMap((one) => one.textContent.match(/\\b[a-z]+ [a-z]+ [a-z]+ [a-z]+\\b/gi) ?? [])
            .find((words) => whole.split(words).length === 2);
        }"""
    )
    assert words, "nothing is folded"
    page.goto("about:blank")
    page.goto(f"{base}{path}#:~:text={words.replace(' ', '%20')}")
    page.wait_for_function("scrollY > 300")
    opened = page.locator("details[open]").filter(has_text=words)
    assert opened.count() == 1


@pytest.mark.parametrize("path", LONG)
def test_the_filter_finds_folded_texts_counts_them_and_says_when_there_is_none(base: str, page: Any, path: str) -> None:
    page.goto(base + path)
    field, count = page.locator("#page-filter input"), page.locator("#page-filter .filter-count")
    whole = count.inner_text()
    field.fill("zzz")
    assert count.inner_text() == f"None of {whole} holds this word. Try fewer words, or a code alone."
    field.fill("4.")
    found = int(re.match(r"(\d+) of", count.inner_text())[1])
    assert page.locator(".response:visible, main details.speaker:visible").count() == found > 0
    field.fill("")
    assert count.inner_text() == whole


def test_the_filter_shows_the_hit_right_below_itself_and_nothing_of_other_groups(base: str, page: Any) -> None:
    page.goto(base + "providers/google/")
    page.locator("#page-filter input").fill("nosuchuser")
    hit = page.locator("#nosuchuser")
    box, below = page.locator("#page-filter").bounding_box(), hit.bounding_box()
    assert below["y"] - box["y"] - box["height"] < 250
    assert page.get_by_role("link", name="What to do about it").count() == 1
    page.locator("#page-filter input").fill("")
    assert page.get_by_role("link", name="What to do about it").count() > 10


def test_a_link_to_what_the_filter_hides_shows_it_again(base: str, page: Any) -> None:
    page.goto(base + "providers/google/")
    page.locator("#page-filter input").fill("nosuchuser")
    page.locator(".contents summary").click()
    page.locator(".contents a[href='#cause-policy']").click()
    page.locator("#cause-policy").wait_for()
    assert page.locator("#page-filter input").input_value() == ""


def test_a_sentence_as_it_stands_in_a_report_finds_its_text(base: str, page: Any) -> None:
    """With the names, addresses and lead-in that no recorded text has."""
    page.goto(base + "providers/google/")
    page.locator("#page-filter input").fill(
        "host gmail-smtp-in.l.google.com[192.0.2.27] said: 550-5.1.1 The email account that you tried to reach does "
        "not exist. Please try double-checking jane@example.org for typos (in reply to RCPT TO command)"
    )
    assert re.search(r"holds all of these words\. The nearest (one|\d):", page.locator(".filter-count").inner_text())
    shown = page.locator(".response:visible")
    assert page.locator("#nosuchuser").is_visible() and shown.count() <= 5


def test_a_group_says_how_many_texts_it_holds_and_shows_the_first_five(base: str, page: Any) -> None:
    page.goto(base + "providers/google/")
    groups = page.evaluate(
        """() => [...document.querySelectorAll("main h2")].filter((head) => /cause-/.test(head.id)).map((head) => {
          const rows = [];
          for (let next = head.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling)
            rows.push(...(next.matches(".response") ? [next] : next.querySelectorAll(".response")));
          return [Number(/\\((\\d+)\\)/.exec(head.textContent)[1]), rows.length,
            rows.filter((row) => row.checkVisibility()).length];
        })"""
    )
    assert groups and all(said == held and shown == min(5, held) for said, held, shown in groups)
