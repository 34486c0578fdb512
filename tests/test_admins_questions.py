"""What administrators ask before they let link, badge, card and element into a wiki; the guide names these tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from elsewhere import GUIDE, Page
from guide import snippets
from shipped import served_as_shipped

DOWN = "http://127.0.0.1:9/"  # nobody listens there
LEFT = """async () => ({
  cookies: document.cookie, local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
AROUND = """() => [document.body, ...document.querySelectorAll("h1, #own")].map((it) => {
  const { color, font, margin, backgroundColor, width } = getComputedStyle(it);
  return [it.tagName, color, font, margin, backgroundColor, width];
}).concat([[document.title, document.styleSheets.length]])"""


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


def _body(base: str, ways: tuple[str, ...] = ("badge", "card", "element")) -> str:
    parts = snippets(GUIDE, base)
    link = f'<p id="own">Our words, and <a href="{base}550/5.7.1">the link</a>.</p>'
    return link + "".join(parts[way] for way in ways)


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ("badge", ["badge/550/5.7.1.svg"]),
        ("card", ["embed/550/5.7.1/"]),
        ("element", ["embed.js", "api/v1/pairs/550/5.7.1.json"]),
    ],
)
def test_it_asks_this_site_only_and_leaves_nothing_behind(
    base: str, wiki: Any, chromium: Any, way: str, asked: list[str]
) -> None:
    with Page(chromium) as one:
        address = wiki(_body(base, (way,)))
        one.page.goto(address, wait_until="networkidle")
        others = [url for url in one.watch.asked if url != address and not url.startswith("data:")]
        assert sorted(others) == sorted(base + path for path in asked)
        assert one.page.evaluate(LEFT) == {"cookies": "", "local": 0, "session": 0, "databases": 0, "workers": 0}
        assert one.context.cookies() == []


def test_while_the_site_is_down_the_links_and_words_stay(wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(wiki(_body(DOWN)), wait_until="load")
        for name in ("the link", "550 5.7.1: what it means"):
            for link in one.page.get_by_role("link", name=name).all():
                assert link.is_visible() and link.get_attribute("href") == f"{DOWN}550/5.7.1"
        assert one.page.get_by_role("link", name="550 5.7.1: what it means").count() == 2  # of badge and element
        badge = one.page.get_by_role("img", name="550 5.7.1: what it means")
        assert badge.evaluate("image => image.naturalWidth === 0 && image.getBoundingClientRect().width > 100")
        assert one.page.locator("h1").inner_text() == "A wiki"
        assert [text for text in one.watch.wrong if "ERR_" not in text] == []


def test_the_page_around_it_stays_as_it_was(base: str, wiki: Any, chromium: Any) -> None:
    style = "<style>*{color:rgb(1,2,3);font:20px serif}div{display:none!important}</style>"  # what a wiki may come with
    looks, names = [], []
    with Page(chromium) as one:
        for body in (_body(base, ()), _body(base)):
            one.page.goto(wiki(body, style), wait_until="networkidle")
            looks.append(one.page.evaluate(AROUND))
            names.append(set(one.page.evaluate("Object.getOwnPropertyNames(window)")))
        assert looks[0] == looks[1]
        assert names[1] - names[0] <= {"0"}  # the frame itself
        box = one.page.locator("smtp-code [role=group]")
        assert box.is_visible() and "sans-serif" in box.evaluate("box => getComputedStyle(box).fontFamily")
        assert one.watch.wrong == []


def test_the_guide_names_tests_that_there_are() -> None:
    part = GUIDE.read_text(encoding="utf-8").split("\n## What administrators ask\n")[1].split("\n## ")[0]
    files = re.findall(r"`(tests/\w+\.py)`", part)
    written = "".join((ROOT / name).read_text(encoding="utf-8") for name in files)
    named = re.findall(r"`(test_\w+)`", part)
    assert len(named) == 5 and [name for name in named if f"def {name}(" not in written] == []
    asked = [line for line in part.splitlines() if line.startswith("- **")]
    assert [line for line in asked if "`test_" not in line] == []
