"""The guides' fields: the reader's own address of the site goes into every snippet. And what the guide promises about
its texts.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from guide import snippets

DEFAULT = "https://kb.example.com"
OWN = "https://wiki.example.org/smtp"


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def blocks(page: Any) -> list[str]:
    return page.eval_on_selector_all(".md-content pre code", "all => all.map((one) => one.textContent)")


@pytest.mark.parametrize("guide", ["link", "developers", "embedding"])
def test_a_typed_address_fills_every_snippet(page: Any, base: str, guide: str) -> None:
    page.goto(f"{base}{guide}/")
    page.wait_for_selector("#base-url", state="visible")
    before = blocks(page)
    assert sum(DEFAULT in text for text in before) > 5
    page.fill("#base-url", OWN + "/")
    assert blocks(page) == [text.replace(DEFAULT, OWN) for text in before]
    page.fill("#base-url", "")
    assert blocks(page) == before


def test_the_address_stays_in_the_pages_own_address_and_nowhere_else(page: Any, base: str) -> None:
    page.goto(f"{base}link/")
    page.fill("#base-url", "wiki.example.org/smtp")
    page.press("#base-url", "Tab")
    assert page.url == f"{base}link/?base=https%3A%2F%2Fwiki.example.org%2Fsmtp"
    kept = "[document.cookie, ...Object.values({ ...localStorage }), ...Object.values({ ...sessionStorage })].join()"
    assert "wiki.example.org" not in page.evaluate(kept)
    page.reload()
    page.wait_for_selector("#base-url", state="visible")
    assert page.input_value("#base-url") == OWN and any(OWN in text for text in blocks(page))


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "https://kb.example.org/$(reboot)",
        "https://a@b.example",
        "nonsense",
        "https://kb.example.org/a b",
        "https://x.example/'\n",
    ],
)
def test_what_is_no_plain_address_changes_nothing(page: Any, base: str, bad: str) -> None:
    page.goto(f"{base}link/")
    before = blocks(page)
    page.fill("#base-url", bad)
    assert blocks(page) == before or bad.startswith("https://x.example")
    assert "'" not in page.input_value("#base-url") or page.get_attribute("#base-url", "aria-invalid") == "true"


@pytest.mark.parametrize("guide", ["link", "embedding"])
def test_a_link_cannot_fill_another_site_into_the_snippets_unasked(page: Any, base: str, guide: str) -> None:
    page.goto(f"{base}{guide}/?base=https://evil.example")
    warning = page.get_by_role("alert")
    warning.wait_for()
    assert "another site, https://evil.example" in warning.inner_text()
    assert not any("evil.example" in text for text in blocks(page)) and any(DEFAULT in text for text in blocks(page))
    page.get_by_role("button", name="Use https://evil.example").click()
    assert any("https://evil.example" in text for text in blocks(page)) and warning.count() == 0
    page.reload()
    page.wait_for_selector("#base-url", state="visible")
    assert page.input_value("#base-url") == "https://evil.example"  # the reader's own choice by now


def test_an_intranets_name_without_a_dot_is_an_address(page: Any, base: str) -> None:
    page.goto(f"{base}link/")
    page.fill("#base-url", "http://kb")
    assert any("http://kb/550" in text for text in blocks(page))


def test_one_press_takes_the_address_of_this_site(page: Any, base: str) -> None:
    page.goto(f"{base}link/")
    page.click("#base-url-here")
    assert page.input_value("#base-url") == base and f"{base}550/5.7.1" in blocks(page)[0]


def test_without_javascript_the_guide_is_complete_and_shows_no_dead_field(base: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}link/")
    assert not page.is_visible("#base-url") and DEFAULT in blocks(page)[0]
    context.close()


def test_the_page_shows_what_the_tests_load(page: Any, base: str) -> None:
    """The copy button copies the text of the code block: it is the snippet that runs on the mail servers, to the
    letter.
    """
    page.goto(f"{base}link/")
    shown = [text.strip("\n") for text in blocks(page)]
    assert [
        name for name, text in snippets(ROOT / "docs/link.md", DEFAULT).items() if text.strip("\n") not in shown
    ] == []
    assert page.locator(".copy").count() > 10


def test_every_text_of_the_exchange_loop_fits(model: Any) -> None:
    """Exchange Server takes 512 characters with all tags; the loop of the guide makes these."""
    assert (
        "'<P>{0}</P><P><A HREF=\"{1}/{2}\">What {2} means and what to do now</A></P>'"
        in snippets(ROOT / "docs/link.md", DEFAULT)["exchange-server"]
    )
    texts = {}
    for code in model.codes.values():
        if code.kind == "enhanced" and code.digit in "45":
            words = html.escape(f"{code.title}. {code.verdict.as_json()['advice']['sentence']}", quote=False).replace(
                '"', "&quot;"
            )
            link = f"https://a-rather-long-name.of-an-intranet.example.com/knowledge/smtp/{code.code}"
            texts[code.code] = f'<P>{words}</P><P><A HREF="{link}">What {code.code} means and what to do now</A></P>'
    assert len(texts) > 150
    assert {code: len(text) for code, text in texts.items() if len(text) > 512} == {}


def test_a_page_of_a_code_leads_to_its_own_wiki_snippets(base: str, chromium: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base + "5.2.2/")
    page.get_by_role("link", name="Show it in a wiki").click()
    page.locator("#snippet-code").wait_for()
    assert page.input_value("#snippet-code") == "5.2.2"
    assert "https://kb.example.com/embed/5.2.2/" in page.locator(".md-content pre code").all_inner_texts()[2]
    page.goto(base + "embedding/?code=%3Cscript%3E")
    page.locator("#snippet-code").wait_for()
    assert page.input_value("#snippet-code") == "550 5.7.1"
    context.close()
