"""The guide's snippets in real wikis: what a reader copies from /embedding/ works in DokuWiki, MediaWiki and under
GitHub's rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT, untested
from guide import snippets
from npm import run_module
from test_wiki_table import SYSTEMS
from wiki import run

GUIDE = ROOT / "docs" / "embedding.md"
ALT = "550 5.7.1: what it means"


@pytest.fixture(scope="module", params=["dokuwiki", "mediawiki"])
def wiki(request: Any, base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """(name, address that a page's name is put behind) of a wiki whose pages are the guide's snippets."""
    if run.missing():
        untested("the snippets in wikis", f"{', '.join(run.missing())} not installed (tests/wiki/install.sh)")
    name = request.param
    parts = snippets(GUIDE, base)
    pages = {part: parts[f"{name}-{part}"] for part in ("link", "badge", "html")}
    settings = "\n".join(text for part, text in parts.items() if part.startswith(name) and part.endswith("-setting"))
    with getattr(run, name)(tmp_path_factory.mktemp(name), parts[f"{name}-interwiki"], settings, pages) as address:
        yield name, address


def test_the_short_name_leads_to_the_answer(wiki: tuple[str, str], base: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{wiki[1]}link")
    link = page.get_by_role("link", name="550 5.7.1", exact=True)
    assert link.get_attribute("href") == f"{base}550/5.7.1"
    link.click()
    page.wait_for_url(f"{base}550/5.7.1/")
    assert "550 5.7.1" in page.locator("h1").inner_text()
    page.close()


def test_the_badge_is_seen(wiki: tuple[str, str], base: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{wiki[1]}badge", wait_until="networkidle")
    image = page.locator("img[src*='badge'], img[src*='fetch.php']").first
    assert image.evaluate("image => image.complete && image.naturalWidth") == 156
    if wiki[0] == "dokuwiki":
        assert image.get_attribute("alt") == ALT
        assert image.locator("xpath=ancestor::a").get_attribute("href") == f"{base}550/5.7.1"
    else:  # MediaWiki gives a bare address no words, so the snippet has them beside the image
        assert page.get_by_role("link", name="550 5.7.1", exact=True).get_attribute("href") == f"{base}550/5.7.1"
    page.close()


def test_the_card_is_seen_where_raw_html_is_allowed(wiki: tuple[str, str], base: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{wiki[1]}html", wait_until="networkidle")
    card = page.frame_locator("iframe[title='What 550 5.7.1 means']")
    assert "550 5.7.1" in card.locator("h1").inner_text()
    assert card.get_by_role("link").get_attribute("href") == "../../../550/5.7.1/"
    page.close()


SANITIZE = """
import { unified } from "unified";
import remarkParse from "remark-parse";
import remarkGfm from "remark-gfm";
import remarkRehype from "remark-rehype";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
const render = async (text, ...rules) => {
  const chain = unified().use(remarkParse).use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);
  for (const rule of rules) chain.use(...[rule].flat());
  return String(await chain.use(rehypeStringify).process(text));
};
const out = {};
const { list, texts } = input;
for (const [name, text] of Object.entries(texts)) {
  out[name] = [await render(text), await render(text, list ? [rehypeSanitize, list] : rehypeSanitize)];
}
export default out;
"""


PUBLIC = ("github", "markdown", "card", "element")


def test_gitlabs_list_of_elements_leaves_the_badge_and_the_link() -> None:
    parts = snippets(GUIDE, "https://kb.example.com")
    listed = json.loads((ROOT / "tests" / "wiki" / "gitlab.json").read_text(encoding="utf-8"))
    keep = {name: listed[name] for name in ("tagNames", "attributes", "strip")}
    rendered = run_module(SANITIZE, {"list": keep, "texts": {name: parts[name] for name in PUBLIC}})
    plain, sanitized = rendered["markdown"]
    assert sanitized == plain
    light = rendered["github"][1]
    assert "<picture" not in light and light.count("<img") == 1 and "5.7.1-light.svg" in light
    assert "iframe" not in rendered["card"][1]
    assert rendered["element"][1].strip() == f'<p><a href="https://kb.example.com/550/5.7.1">{ALT}</a></p>'


def test_githubs_allow_list_leaves_the_snippets_as_they_are() -> None:
    parts = snippets(GUIDE, "https://kb.example.com")
    rendered = run_module(SANITIZE, {"texts": {name: parts[name] for name in PUBLIC}})
    for name in ("github", "markdown"):
        plain, sanitized = rendered[name]
        assert sanitized == plain
        assert f'alt="{ALT}"' in sanitized and 'href="https://kb.example.com/550/5.7.1"' in sanitized
    # and it is GitHub's list: a frame goes, of the element the link stays
    assert "iframe" not in rendered["card"][1]
    assert rendered["element"][1].strip() == f'<p><a href="https://kb.example.com/550/5.7.1">{ALT}</a></p>'


def test_what_the_guide_calls_tested_is_what_runs_here() -> None:
    said = GUIDE.read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in re.split(r"\n## (?=[A-Za-z])", said)[1:]}
    assert {name for name, part in sections.items() if "*Run by the tests on " in part.split("\n\n")[1]} == {
        {"MkDocs": "MkDocs with Material", "Sphinx": "Sphinx and MyST"}.get(name, name) for name in SYSTEMS
    }
    common = {
        "Choose your wiki",
        "What each wiki lets through",
        "Choose one",
        "What administrators ask",
        "If nothing shows",
    }
    wikis = [name for name in sections if name not in common]
    assert [
        name for name in wikis if "ested here.*" not in sections[name] and "*Run by the tests" not in sections[name]
    ] == []


def test_the_lock_file_names_no_registry() -> None:
    locked = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in locked["packages"].items() if "resolved" in package] == []
