"""A help desk's page shows what its own servers say with one line: as a card, as an element, as pasted Markdown."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import small
from browser import Watch, served
from conftest import ROOT
from guide import snippets

OVERLAY = """site: {address: "https://kb.example.org/help/"}
organisation: {name: Example | University}
contacts:
  - {roles: [sender], name: Help desk, email: help@example.org}
sources:
  own-rules: {title: Own rules}
responses:
  - {id: ex-17, reply: "550", enhanced: "5.7.1", token: EX-17, text: "Not accepted from <outside> [EX-17]",
     cause: policy, meaning: Internal mail only., evidence: documented, source: own-rules, seen: "2026-05"}
  - {id: busy, reply: "450", text: "Our | store is busy", cause: greylisted,
     meaning: The store is being moved., evidence: documented, source: own-rules, seen: "2026-05"}
"""
SHOWN = [
    ["550 5.7.1 Not accepted from <outside> [EX-17]", "✕ Refused", "Mend policy."],
    ["450 Our | store is busy", "◷ Delayed, not lost", "Wait for greylisted."],
]
Site = tuple[Path, str]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A copy with texts of its own, and its address on loopback."""
    folder = small.project(tmp_path_factory.mktemp("own") / "p", OVERLAY)
    done = small.build(folder)
    assert done.returncode == 0, done.stderr
    with served(folder / "site") as address:
        yield folder / "site", address


def test_the_card_shows_each_text_with_outcome_and_next_step(copy: Site, chromium: Any) -> None:
    site, address = copy
    page = chromium.new_page(viewport={"width": 280, "height": 600})
    watch = Watch(page)
    page.goto(f"{address}embed/own/")
    assert page.locator("h1").inner_text() == "Codes of Example | University"
    rows = [[part.inner_text().strip() for part in row.locator("a, p").all()] for row in page.locator("li").all()]
    assert rows == [[text, outcome.partition(" ")[2], step] for text, outcome, step in SHOWN]  # the sign is drawn
    assert "Help desk, help@example.org" in page.locator("main").inner_text()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 280
    page.locator("li a").first.click()
    page.wait_for_url(f"{address}providers/more/#ex-17")  # it has few texts, and shares a page
    page.close()
    assert [url for url in watch.asked if "/embed/" in url] == [f"{address}embed/own/"]
    assert len(gzip.compress((site / "embed/own/index.html").read_bytes())) <= 3000


def test_one_element_shows_the_same(copy: Site, chromium: Any) -> None:
    site, address = copy
    snippet = snippets(ROOT / "docs/embedding.md", address)["own-element"]
    (site / "wiki.html").write_text(f"<!doctype html><title>Wiki</title>{snippet}", encoding="utf-8")
    page = chromium.new_page()
    page.goto(f"{address}wiki.html")
    page.wait_for_selector("smtp-code li")
    rows = [
        [part.inner_text().strip() for part in row.locator("a, p").all()] for row in page.locator("smtp-code li").all()
    ]
    assert rows == [[text, outcome.partition(" ")[2], step] for text, outcome, step in SHOWN]
    assert "Help desk, help@example.org" in page.locator("smtp-code [role=group]").inner_text()
    assert page.locator("smtp-code li a").first.get_attribute("href") == f"{address}providers/local/#ex-17"
    page.close()


def test_the_markdown_leads_to_this_copy_wherever_it_is_pasted(copy: Site) -> None:
    assert (copy[0] / "embed/own/index.md").read_text(encoding="utf-8") == (
        "Codes of Example \\| University\n\n"
        "| Text | Outcome | What now? |\n"
        "| --- | --- | --- |\n"
        "| [550 5.7.1 Not accepted from \\<outside\\> \\[EX-17\\]](https://kb.example.org/help/providers/local/#ex-17) "
        "| ✕ Refused | Mend policy. |\n"
        "| [450 Our \\| store is busy](https://kb.example.org/help/providers/local/#busy) "
        "| ◷ Delayed, not lost | Wait for greylisted. |\n"
    )


def test_a_copy_without_own_texts_has_an_empty_list_and_the_element_leaves_its_link(site: Path, chromium: Any) -> None:
    empty = {"organisation": None, "codes": [], "contacts": []}
    assert json.loads((site / "api/v1/own.json").read_text(encoding="utf-8")) == empty
    assert not (site / "embed/own").exists()
    with served(site) as address:
        page = chromium.new_page()
        page.goto(f"{address}550/")
        page.evaluate(
            """() => {
                const element = document.createElement("smtp-code");
                element.setAttribute("code", "own");
                element.append("Our codes");
                document.querySelector("article").append(element);
                const script = document.createElement("script");
                script.src = "../embed.js";
                document.head.append(script);
            }"""
        )
        with page.expect_response("**/api/v1/own.json"):
            pass
        page.wait_for_function("() => document.querySelector('smtp-code').shadowRoot?.querySelector('slot')")
        assert page.locator("smtp-code").inner_text() == "Our codes"
        page.close()
