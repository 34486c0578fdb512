"""The guide's snippets in real wikis: what a reader copies from /embedding/ works in DokuWiki, MediaWiki and under
GitHub's rules.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest

from conftest import ROOT, untested
from guide import snippets
from npm import run_module
from test_wiki_table import SYSTEMS
from wiki import run, systems

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
    with getattr(run, name)(
        tmp_path_factory.mktemp(name), systems.to_copy(systems.INTERWIKI[name], base), settings, pages
    ) as address:
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


def _through(host: str) -> dict[str, list[str]]:
    """The guide's snippets as HTML, before and after the list that a host publishes (tests/wiki/HOST.json)."""
    listed = json.loads((ROOT / "tests" / "wiki" / f"{host}.json").read_text(encoding="utf-8"))
    said = GUIDE.read_text(encoding="utf-8")
    assert all(source["url"] in said for source in listed["sources"][:1])
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", source["read"]) for source in listed["sources"])
    parts = snippets(GUIDE, "https://kb.example.com")
    keep = {name: listed[name] for name in ("tagNames", "attributes", "strip")}
    rendered: dict[str, list[str]] = run_module(
        SANITIZE, {"list": keep, "texts": {name: parts[name] for name in PUBLIC}}
    )
    return rendered


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_of_card_and_element_a_public_host_leaves_no_frame_and_the_link(host: str) -> None:
    rendered = _through(host)
    assert "iframe" not in rendered["card"][1]
    assert rendered["element"][1].strip() == f'<p><a href="https://kb.example.com/550/5.7.1">{ALT}</a></p>'
    plain, sanitized = rendered["markdown"]
    assert sanitized == plain
    assert f'alt="{ALT}"' in sanitized and 'href="https://kb.example.com/550/5.7.1"' in sanitized


def test_github_leaves_the_light_and_the_dark_badge() -> None:
    plain, sanitized = _through("github")["github"]
    assert sanitized == plain and "prefers-color-scheme: dark" in sanitized


def test_gitlab_leaves_the_light_badge() -> None:
    light = _through("gitlab")["github"][1]
    assert "<picture" not in light and light.count("<img") == 1 and "5.7.1-light.svg" in light


COMMON = {
    "Choose your wiki",
    "What each wiki lets through",
    "Choose one",
    "What administrators ask",
    "If nothing shows",
}
TITLES = {"MkDocs": "MkDocs with Material", "Sphinx": "Sphinx and MyST"}  # of recipes that are not called as the system


def _recipes() -> dict[str, str]:
    """The guide's recipe for each system, by its heading."""
    said = GUIDE.read_text(encoding="utf-8")
    parts = {part.split("\n", 1)[0]: part for part in re.split(r"\n## (?=[A-Za-z])", said)[1:]}
    return {title: part for title, part in parts.items() if title not in COMMON}


def test_each_recipe_says_with_what_and_when_it_was_tested_or_what_it_goes_by() -> None:
    tested = re.compile(r"\*Tested with .+, on 20\d\d-\d\d-\d\d: ")
    said = {title: part.split("\n\n")[1] for title, part in _recipes().items()}
    assert {title for title, line in said.items() if tested.match(line)} == {TITLES.get(name, name) for name in SYSTEMS}
    read = re.compile(r"\]\(https://\S+\),? read on 20|; read on 20\d\d-\d\d-\d\d\.")
    assert [title for title, line in said.items() if not tested.match(line) and not read.search(line)] == []


def test_each_recipe_has_at_most_three_steps() -> None:
    steps = {title: re.findall(r"(?m)^\*\*(\d+)\.\*\* ", part) for title, part in _recipes().items()}
    assert {title: found for title, found in steps.items() if found not in (["1"], ["1", "2"], ["1", "2", "3"])} == {}


def test_the_list_of_wikis_jumps_to_each_recipe(base: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{base}embedding/")
    links = page.locator("h2#choose-your-wiki + p a")
    led = {page.locator(f"h2[id='{link.get_attribute('href')[1:]}']").text_content() for link in links.all()}
    page.close()
    assert {str(text).rstrip("¶").strip() for text in led} - {"Choose one"} == set(_recipes())


def test_the_versions_that_the_guide_names_are_those_that_run_here() -> None:
    folder = ROOT / "tests" / "wiki"
    pinned = dict(line.split("==") for line in (folder / "python.txt").read_text(encoding="utf-8").splitlines())
    pinned |= json.loads((folder / "node.json").read_text(encoding="utf-8"))["dependencies"]
    versions = {
        "Sphinx and MyST": [pinned["Sphinx"], pinned["myst-parser"]],
        "Otter Wiki": [pinned["otterwiki"]],
        "TiddlyWiki": [pinned["tiddlywiki"]],
        "Docusaurus": [pinned["@docusaurus/core"]],
        "MkDocs with Material": [version("mkdocs"), version("mkdocs-material")],
    }
    if shutil.which("dpkg-query"):
        for title, package in (("DokuWiki", "dokuwiki"), ("MediaWiki", "mediawiki"), ("ikiwiki", "ikiwiki")):
            asked = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False
            )
            versions[title] = [asked.stdout] if asked.returncode == 0 and asked.stdout else []
    recipes = _recipes()
    assert [
        (title, one) for title, found in versions.items() for one in found if one not in recipes[title].split("\n\n")[1]
    ] == []


def test_the_two_commands_of_the_readme_install_no_wiki() -> None:
    """Wikis come by tests/wiki/install.sh alone, out of the checkout; what the site is built from names none."""
    wikis = {"otterwiki", "sphinx", "myst-parser", "ikiwiki", "dokuwiki", "mediawiki"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"<!-- command: [\w-]+ -->\n```sh\n(.*?)```", readme, re.DOTALL)[:2]
    assert len(commands) == 2 and "wiki" not in " ".join(commands)
    installed = re.findall(r"-r (\S+)", " ".join(commands))
    assert installed == ["requirements.txt", "requirements-dev.txt"]
    listed = "".join((ROOT / name).read_text(encoding="utf-8") for name in installed)
    assert wikis & {line.split("==")[0].lower() for line in listed.splitlines() if "==" in line} == set()
    npm = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name in npm if "tiddlywiki" in name or "docusaurus" in name] == []


PICTURES = """async () => {
  const found = [];
  for (const image of document.querySelectorAll(".taken img")) {
    const copy = new Image();
    copy.src = image.src;
    await copy.decode();
    const bytes = (await (await fetch(image.src)).arrayBuffer()).byteLength;
    const title = [...document.querySelectorAll("h2")].filter((h2) => h2.compareDocumentPosition(image) & 4).pop().id;
    found.push({
      title, alt: image.alt, scheme: image.className, bytes, shown: image.checkVisibility(), lazy: image.loading,
      fits: copy.naturalWidth === image.width || copy.naturalWidth === Number(image.getAttribute("width")),
      high: copy.naturalHeight === Number(image.getAttribute("height")),
    });
  }
  return found;
}"""


def test_each_tested_recipe_has_a_picture_for_light_and_dark_with_words_and_few_bytes(base: str, chromium: Any) -> None:
    page = chromium.new_page(color_scheme="light")
    page.goto(f"{base}embedding/")
    pictures = page.evaluate(PICTURES)
    recipes = {re.sub(r"\W+", "-", TITLES.get(name, name).lower()) for name in SYSTEMS}
    assert sorted((one["title"], one["scheme"]) for one in pictures) == sorted(
        (title, f"on-{scheme}") for title in recipes for scheme in ("light", "dark")
    )
    wrong = [
        one
        for one in pictures
        if not (one["alt"].startswith("550 5.7.1 in ") and one["fits"] and one["high"] and one["lazy"] == "lazy")
        or one["bytes"] > 40_000
        or one["shown"] != (one["scheme"] == "on-light")
    ]
    assert wrong == []
    assert sum(one["bytes"] for one in pictures) < 400_000
    page.close()


def test_the_pictures_follow_the_switch_of_the_site(base: str, chromium: Any) -> None:
    page = chromium.new_page(color_scheme="light")
    page.goto(f"{base}embedding/")
    page.locator("#theme").click()
    shown = page.evaluate(
        "[...document.querySelectorAll('.taken img')].filter((it) => it.checkVisibility()).map((it) => it.className)"
    )
    page.close()
    assert set(shown) == {"on-dark"} and len(shown) == len(SYSTEMS)


def test_the_lock_file_names_no_registry() -> None:
    locked = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in locked["packages"].items() if "resolved" in package] == []
