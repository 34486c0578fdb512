"""The guide's table "what each wiki lets through": every cell, seen in Chromium in the wiki itself, first with its own
settings, then with the one that the guide names. UPDATE_PICTURES=1 takes the guide's pictures of them anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, untested
from guide import snippets
from shipped import served_as_shipped
from smtpcodes.basics.settings import Settings
from smtpcodes.export import markdown_copies
from wiki import pictures, systems

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
    no_code: str = "hello"  # the short form around what is no code
    head: str = ""  # what a page takes in once
    drawn: bool = False  # pages are drawn by scripts, after they are there

    def pages(self, text: str) -> dict[str, str]:
        """A page for each way and each other form, one for what is no code, and one with link, badge and card."""
        whole = "\n\n".join(self.writes[way] for way in ("link", "badge", "card"))
        written = {**self.writes, **self.also, "no-code": self.no_code, "whole": whole}
        return {**{name: self.head + part for name, part in written.items()}, "text": text}


def _systems(base: str) -> dict[str, System]:
    parts = snippets(GUIDE, base)
    html = {"badge": parts["markdown"], "card": parts["card"], "element": parts["element"]}
    jsx = {way: parts[f"docusaurus-{way}"] for way in ("link", "card", "element")}
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
            return systems.php(name, folder, systems.to_copy(systems.INTERWIKI[name], base), setting, pages)

        return start

    mediawiki = parts["mediawiki-badge-setting"] + parts["mediawiki-html-setting"]
    return {
        "DokuWiki": System(
            php_runner("dokuwiki"),
            php["dokuwiki"],
            parts["dokuwiki-html-setting"],
            no_code=_hello(parts["dokuwiki-link"]),
        ),
        "MediaWiki": System(
            php_runner("mediawiki"), php["mediawiki"], mediawiki, no_code=_hello(parts["mediawiki-link"])
        ),
        "MkDocs": System(
            systems.mkdocs,
            {**html, "link": parts["mkdocs-link"]},
            also={"short-card": "[[smtp-card 550 5.7.1]]"},
            no_code="[[smtp hello]] [[smtp-card hello]]",
        ),
        "Sphinx": System(
            systems.sphinx,
            {**html, "link": parts["sphinx-myst-link"]},
            also={f"rst-{way}": parts[f"sphinx-{way}"] for way in ("link", "card")},
            no_code="{smtp}`hello`",
        ),
        "ikiwiki": System(
            systems.ikiwiki,
            {**html, "link": parts["ikiwiki-link"]},
            parts["ikiwiki-setting"],
            no_code=_hello(parts["ikiwiki-link"]),
        ),
        "Otter Wiki": System(
            systems.otterwiki,
            {**html, "link": parts["otterwiki-link"], "element": parts["otterwiki-element"]},
            systems.to_copy("otterwiki/settings.cfg", base),
            no_code=_hello(parts["otterwiki-link"]),
        ),
        "TiddlyWiki": System(
            systems.tiddlywiki,
            {**html, **{way: parts[f"tiddlywiki-{way}"] for way in ("link", "badge", "card", "element")}},
            "markdown, element",
            no_code='<<smtp "hello">> <<smtp-card "hello">>',
            drawn=True,
        ),
        "Docusaurus": System(
            systems.docusaurus,
            {**html, **jsx},
            parts["docusaurus-setting"],
            no_code='<SmtpCode code="hello" /> <SmtpCode code="hello" card />',
            head=parts["docusaurus-import"] + "\n",
            drawn=True,
        ),
    }


def _hello(link: str) -> str:
    """A system's short link, with a word in place of the code."""
    return link.replace("550/5.7.1", "hello").replace("550 5.7.1", "hello")


def _seen(page: Any, way: str, base: str, site: Path) -> bool:
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
    links = set(page.locator(f"a[href^='{base}']").evaluate_all("links => links.map((link) => link.href)"))
    paths = [link.removeprefix(base).partition("#")[0] for link in links]
    leads = len(links) >= 3 and all((site / path / "index.html").exists() for path in paths)
    return leads and any("550 5.7.1" in heading for heading in headings)


def _answers_harmlessly(page: Any, base: str) -> None:
    """What is no code is read as it was typed; where a wiki makes a link of it, the site answers what it is."""
    assert "hello" in page.inner_text("body") and not page.locator("iframe").count()
    links = page.locator(f"a[href^='{base}']").evaluate_all("links => links.map((link) => link.href)")
    assert set(links) <= {f"{base}hello"}
    for link in links:
        assert page.goto(link).status == 404
        assert page.locator("h1").is_visible() and page.locator("textarea").first.is_visible()
        assert page.url == link


def _shown(
    system: System, folder: Path, at: tuple[str, Path], text: str, chromium: Any, setting: str, picture: str = ""
) -> dict[str, str]:
    """What is seen of each way: "works", "as typed" (its signs stand there as text) or "stripped". ``picture``: the
    name under which pictures of the page with link, badge and card are kept. ``at``: the site's address and folder.
    """
    base, site = at
    found, ready = {}, "networkidle" if system.drawn else "load"
    with system.run(folder, base, system.pages(text), setting) as address:
        for way in WAYS:
            page = chromium.new_page()
            page.goto(address(way), wait_until=ready)
            # TiddlyWiki draws its page itself, once all of it is there
            page.wait_for_function("!window.$tw || document.querySelector('.tc-tiddler-frame')")
            typed = any(sign in page.inner_text("body") for sign in ("<iframe", "<script", "](http"))
            found[way] = "works" if _seen(page, way, base, site) else "as typed" if typed else "stripped"
            page.close()
        page = chromium.new_page()
        page.goto(address("no-code"), wait_until=ready)
        _answers_harmlessly(page, base)
        page.close()
        if picture:
            pictures.take(chromium, address("whole"), base, picture)
        for name in system.also:
            page = chromium.new_page()
            page.goto(address(name), wait_until=ready)
            assert _seen(page, name.split("-")[1], base, site)
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
    wikis: dict[str, System], model: Any, site: Path, base: str, chromium: Any, tmp_path: Path, name: str
) -> None:
    if name in (gone := systems.missing()):
        untested(f"the guide's table for {name}", f"{gone[name]} is not there (tests/wiki/install.sh)")
    system = wikis[name]
    text = dict(markdown_copies.files(model, Settings(site_url=base)))[f"{CODE}/index.md"]
    picture = pictures.name(name) if os.environ.get("UPDATE_PICTURES") else ""
    default = _shown(system, tmp_path / "default", (base, site), text, chromium, "", "" if system.setting else picture)
    found = default
    if system.setting:
        changed = _shown(system, tmp_path / "changed", (base, site), text, chromium, system.setting, picture)
        found = {way: "needs" if default[way] != "works" == changed[way] else default[way] for way in WAYS}
    said = {way: "needs" if cell.startswith("needs ") else cell for way, cell in _table()[name].items()}
    assert found == said
