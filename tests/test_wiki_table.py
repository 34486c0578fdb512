"""The guide's table "what each wiki lets through": every cell, seen in Chromium in the wiki itself, first with its own
settings, then with the one that the guide names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, untested
from guide import snippets
from shipped import served_as_shipped
from wiki import systems

GUIDE = ROOT / "docs" / "embedding.md"
WAYS = ("link", "badge", "card", "element", "text")
CODE = "550/5.7.1"


@dataclass(frozen=True)
class System:
    """How a wiki is run, what a writer types there where it is not the guide's common form, what an admin can set."""

    run: Any
    writes: Mapping[str, str]
    setting: str = ""
    also: Mapping[str, str] = field(default_factory=dict)  # other short forms: page "…-card" shows a card
    no_code: str = ""  # the short form around what is no code: "hello"


def _systems(base: str) -> dict[str, System]:
    parts = snippets(GUIDE, base)
    html = {"badge": parts["markdown"], "card": parts["card"], "element": parts["element"]}
    component = parts["docusaurus-import"] + "\n"
    jsx = {way: component + parts[f"docusaurus-{way}"] for way in ("link", "card", "element")}
    php = {
        name: {
            "link": parts[f"{name}-link"],
            "badge": parts[f"{name}-badge"],
            "card": parts[f"{name}-html"],
            "element": "<{0}>{1}</{0}>".format("HTML" if name == "dokuwiki" else "html", parts["element"].strip()),
        }
        for name in ("dokuwiki", "mediawiki")
    }

    def php_runner(name: str) -> Any:
        def start(folder: Path, _base: str, pages: Mapping[str, str], setting: str) -> Any:
            return systems.php(name, folder, parts[f"{name}-interwiki"], setting, pages)

        return start

    mediawiki = parts["mediawiki-badge-setting"] + parts["mediawiki-html-setting"]
    return {
        "DokuWiki": System(php_runner("dokuwiki"), php["dokuwiki"], parts["dokuwiki-html-setting"]),
        "MediaWiki": System(php_runner("mediawiki"), php["mediawiki"], mediawiki),
        "MkDocs": System(
            systems.mkdocs,
            {**html, "link": parts["mkdocs-link"]},
            also={"short-card": "[[smtp-card 550 5.7.1]]"},
            no_code="[[smtp hello]]",
        ),
        "Sphinx": System(
            systems.sphinx,
            {**html, "link": parts["sphinx-myst-link"]},
            also={f"rst-{way}": parts[f"sphinx-{way}"] for way in ("link", "card")},
            no_code="{smtp}`hello`",
        ),
        "ikiwiki": System(systems.ikiwiki, {**html, "link": parts["ikiwiki-link"]}, parts["ikiwiki-setting"]),
        "Otter Wiki": System(
            systems.otterwiki,
            {**html, "link": parts["otterwiki-link"], "element": parts["otterwiki-element"]},
            systems.to_copy("otterwiki/settings.cfg", base),
        ),
        "TiddlyWiki": System(
            systems.tiddlywiki,
            {**html, **{way: parts[f"tiddlywiki-{way}"] for way in ("link", "badge", "card", "element")}},
            "markdown, element",
        ),
        "Docusaurus": System(
            systems.docusaurus,
            {**html, **jsx},
            parts["docusaurus-setting"],
            no_code='<SmtpCode code="hello" />',
        ),
    }


def _seen(page: Any, way: str, base: str) -> bool:
    """Whether a reader of the open page sees what the way is to show."""
    if way == "link":
        link = page.locator(f"a[href='{base}{CODE}']")
        return bool(link.count() and link.first.inner_text() == "550 5.7.1")
    if way == "badge":
        image = page.locator(f"img[src*='{CODE}.svg'], img[src*='fetch.php']")
        if not image.count() or image.first.evaluate("image => image.naturalWidth") != 156:
            return False
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if not image.first.is_visible():
                return False
        return True
    if way == "card":
        frame = page.locator(f"iframe[src='{base}embed/{CODE}/']")
        return bool(frame.count()) and "550 5.7.1" in frame.content_frame.locator("h1").inner_text()
    if way == "element":
        element = page.locator("smtp-code[code='550 5.7.1']")
        if not element.count() or not page.evaluate("Boolean(customElements.get('smtp-code'))"):
            return False
        element.get_by_role("group", name="SMTP code 550 5.7.1").wait_for()
        return True
    headings = page.locator("h1, h2, h3").all_inner_texts()
    return any("550 5.7.1" in heading for heading in headings)


def _shown(system: System, folder: Path, base: str, text: str, chromium: Any, setting: str) -> dict[str, str]:
    """What is seen of each way: "works", "as typed" (its signs stand there as text) or "stripped"."""
    pages = {**system.writes, **system.also, "text": text, "link": f"{system.writes['link']}\n{system.no_code}\n"}
    found = {}
    with system.run(folder, base, pages, setting) as address:
        for way in WAYS:
            page = chromium.new_page()
            page.goto(address(way), wait_until="networkidle")
            # TiddlyWiki draws its page itself, once all of it is there
            page.wait_for_function("!window.$tw || document.querySelector('.tc-tiddler-frame')")
            typed = any(sign in page.inner_text("body") for sign in ("<iframe", "<script", "](../"))
            found[way] = "works" if _seen(page, way, base) else "as typed" if typed else "stripped"
            if way == "link" and system.no_code:  # what is no code is still read, and leads nowhere
                assert "hello" in page.inner_text("body") and not page.locator("a[href*='/hello']").count()
            page.close()
        for name in system.also:
            page = chromium.new_page()
            page.goto(address(name), wait_until="networkidle")
            assert _seen(page, name.split("-")[1], base)
            page.close()
    return found


def _table() -> dict[str, dict[str, str]]:
    """The guide's table: a row of cells for each system."""
    part = GUIDE.read_text(encoding="utf-8").split("\n## What each wiki lets through\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return {re.sub(r"\[(.+?)\].*", r"\1", row[0]): dict(zip(WAYS, row[1:], strict=True)) for row in rows[2:]}


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """The site as its hosts send it: the element needs their headers."""
    with served_as_shipped(site) as address:
        yield address


@pytest.fixture(scope="module")
def wikis(base: str) -> Iterator[dict[str, System]]:
    yield _systems(base)


SYSTEMS = ("MkDocs", "DokuWiki", "MediaWiki", "Sphinx", "ikiwiki", "Otter Wiki", "TiddlyWiki", "Docusaurus")


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_cell_of_the_guides_table_is_what_the_wiki_shows(
    wikis: dict[str, System], site: Path, base: str, chromium: Any, tmp_path: Path, name: str
) -> None:
    if name in (gone := systems.missing()):
        untested(f"the guide's table for {name}", f"{gone[name]} is not there (tests/wiki/install.sh)")
    system = wikis[name]
    text = (site / CODE / "index.md").read_text(encoding="utf-8")
    default = _shown(system, tmp_path / "default", base, text, chromium, "")
    found = default
    if system.setting:
        changed = _shown(system, tmp_path / "changed", base, text, chromium, system.setting)
        found = {way: "needs" if default[way] != "works" == changed[way] else default[way] for way in WAYS}
    said = {way: "needs" if cell.startswith("needs ") else cell for way, cell in _table()[name].items()}
    assert found == said
