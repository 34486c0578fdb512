"""Cards, element, badges, previews and copies, as a page on another site meets them."""

from __future__ import annotations

import gzip
import json
import re
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from browser import Watch, served
from conftest import ROOT
from guide import snippets
from npm import packages
from shipped import served_as_shipped
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.signs import COLOURS, drawn
from smtpcodes.basics.vocabulary import ARRIVED, JOBS, OUTCOMES
from smtpcodes.export import root_files
from smtpcodes.export.cards import ADVICE_LIMIT, CARD_SCRIPT, PAPER, SUMMARY_LIMIT
from smtpcodes.render.templates import TEMPLATES
from smtpcodes.render.verdict_words import QUESTIONS, clipped

GUIDE = ROOT / "docs" / "embedding.md"
NAME = re.compile(r"\d{3}(/\d\.\d+\.\d+)?|\d\.\d+\.\d+")


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Another origin: ``wiki(html)`` puts a page there and gives its address."""
    folder = tmp_path_factory.mktemp("wiki")
    with served(folder) as address:

        def put(body: str, head: str = "") -> str:
            (folder / "index.html").write_text(
                (
                    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A wiki</title><link '
                    f'rel="icon" href="data:,">{head}</head><body><main><h1>A wiki</h1>{body}</main></body></html>'
                ),
                encoding="utf-8",
            )
            return address

        yield put


class Page:
    """A page of a new context, with what went wrong on it and what it asked for."""

    def __init__(self, chromium: Any, **options: Any) -> None:
        self.context = chromium.new_context(**options)
        self.page = self.context.new_page()
        self.watch = Watch(self.page)

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()


def violations(page: Any) -> list[str]:
    """What axe finds, frames included."""
    for frame in page.frames:
        frame.evaluate((packages() / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: true})")
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def cards(site: Path) -> list[str]:
    return sorted(path.parent.relative_to(site / "embed").as_posix() for path in (site / "embed").rglob("index.html"))


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


# The card


def test_every_code_and_pair_with_a_page_has_card_badges_data_and_copy(site: Path, model: Any) -> None:
    missing = [
        path
        for one in (*model.codes.values(), *model.pairs.values())
        for path in (
            f"{one.url}index.html",
            f"embed/{one.url}index.html",
            f"{one.url}index.md",
            *(f"badge/{one.url.rstrip('/')}{suffix}.svg" for suffix in ("", "-light", "-dark")),
            f"api/v1/{'pairs' if '/' in one.url.rstrip('/') else 'codes'}/{one.url.rstrip('/')}.json",
        )
        if not (site / path).exists()
    ]
    assert missing == []


def test_cards_badges_and_element_are_small(site: Path) -> None:
    assert [name for name in cards(site) if packed(site / "embed" / name / "index.html") > 4096] == []
    assert [path.name for path in (site / "badge").rglob("*.svg") if packed(path) > 1024] == []
    assert packed(site / "embed.js") <= 3072


MEASURE = """async (names) => {
  const found = {};
  const one = async (name) => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width:400px;height:360px;border:0";
    frame.src = `/embed/${name}/`;
    const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
    document.body.append(frame);
    await loaded;
    const root = frame.contentDocument.documentElement;
    const height = Math.ceil(root.getBoundingClientRect().height);
    frame.style.width = "280px";
    found[name] = [height, root.scrollWidth];
    frame.remove();
  };
  const queue = [...names];
  await Promise.all(Array.from({ length: 12 }, async () => { while (queue.length) await one(queue.shift()); }));
  return found;
}"""


def test_every_card_fits_a_frame_of_400_by_360_and_can_be_read_at_280(site: Path, base: str, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(f"{base}llms.txt")  # a page without a policy that would forbid frames
        found = one.page.evaluate(MEASURE, cards(site))  # (height at 400 px, width needed at 280 px)
    assert {name: size for name, size in found.items() if size[0] > 360 or size[1] > 280} == {}


def test_a_card_with_every_text_at_its_limit_still_fits(chromium: Any) -> None:
    def text(length: int) -> str:
        return clipped("the mail server does not " * 20, length)

    said = {
        "sign": "✕",
        "outcome": max((one[0] for one in OUTCOMES.values()), key=len),
        "arrived": max(ARRIVED.values(), key=len),
        "retried": "Yes, by the sending server, by itself",
        "whose_job": max(JOBS.values(), key=len),
    }
    card = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("card.html")
    page = card.render(
        name="550 5.7.123",
        title=text(60),
        summary=text(SUMMARY_LIMIT),
        words=said,
        questions=QUESTIONS,
        advice=text(ADVICE_LIMIT),
        way="",
        canonical="",
        site="SMTP Codes",
        paper=PAPER,
        sign=drawn("delayed", "d", "s"),
        light_colour="#000",
        dark_colour="#fff",
        script="",
        script_hash="",
    )
    with Page(chromium, viewport={"width": 400, "height": 360}) as one:
        one.page.set_content(page)
        assert one.page.evaluate("document.documentElement.getBoundingClientRect().height") <= 360


def test_a_long_text_is_cut_at_a_sentence_or_a_word() -> None:
    assert clipped("One. Two. Three.", 12) == "One. Two."
    assert clipped("no sentence ends in here, ever", 26) == "no sentence ends in here…"
    assert clipped("short", 5) == "short"


@pytest.mark.parametrize("sandbox", ["", "allow-scripts", "allow-scripts allow-top-navigation-by-user-activation"])
def test_a_sandboxed_card_throws_nothing_and_asks_for_nothing_else(
    base: str, wiki: Any, chromium: Any, sandbox: str
) -> None:
    with Page(chromium) as one:
        address = wiki(
            f'<iframe src="{base}embed/550/5.7.1/" title="card" width="400" height="360" sandbox="{sandbox}"></iframe>'
        )
        one.page.goto(address, wait_until="networkidle")
        if sandbox:  # without scripts, the browser tells a test nothing of what is inside
            assert "What now?" in one.page.frames[1].locator("main").inner_text()
        blocked = [
            text for text in one.watch.wrong if "sandboxed and the 'allow-scripts' permission is not set" not in text
        ]
        assert blocked == []
        assert [url for url in one.watch.asked if url.startswith(base)] == [f"{base}embed/550/5.7.1/"]


def test_the_card_of_the_guide_opens_the_page_in_the_whole_window(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(wiki(snippets(GUIDE, base)["card"]), wait_until="networkidle")
        one.page.frame_locator("iframe").get_by_role("link").click()
        one.page.wait_for_url(f"{base}550/5.7.1/")


def test_a_card_says_the_same_without_scripts(base: str, chromium: Any) -> None:
    texts = []
    for enabled in (True, False):
        with Page(chromium, java_script_enabled=enabled) as one:
            one.page.goto(f"{base}embed/4.2.2/")
            texts.append(one.page.locator("main").inner_text())
    assert texts[0] == texts[1] and "Did it arrive?" in texts[0]


@pytest.mark.parametrize(
    ("scheme", "query", "dark"),
    [
        ("light", "", False),
        ("dark", "", True),
        ("light", "?theme=dark", True),
        ("dark", "?theme=light", False),
        ("light", "?theme=purple", False),
    ],
)
def test_a_card_follows_the_reader_unless_told_otherwise(
    base: str, chromium: Any, scheme: str, query: str, dark: bool
) -> None:
    with Page(chromium, color_scheme=scheme) as one:
        one.page.goto(f"{base}embed/550/{query}")
        assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(22, 27, 36)" if dark else "rgb(255, 255, 255)"
        )


def test_a_card_tells_its_height_and_nothing_else(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.add_init_script(
            "if (self === top) { window.got = []; addEventListener('message', (event) => got.push(event.data)); }"
        )
        one.page.goto(
            wiki(f'<iframe id="a" src="{base}embed/550/" width="400" height="900"></iframe>'), wait_until="networkidle"
        )
        height = one.page.frames[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        assert one.page.evaluate("got") == [
            {"type": "smtp-codes:height", "height": height},
            {"confluenceFrameHeight": height},
        ]


def test_the_guides_script_sets_the_height_of_the_frame(base: str, wiki: Any, chromium: Any) -> None:
    parts = snippets(GUIDE, base)
    with Page(chromium, viewport={"width": 500, "height": 800}) as one:
        one.page.goto(wiki(parts["height"] + parts["card"]), wait_until="networkidle")
        wanted = one.page.frames[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        assert one.page.locator("iframe").evaluate("frame => frame.style.height") == f"{wanted}px"
        assert one.watch.wrong == []


def test_the_guides_script_hears_only_frames_of_the_site(base: str, wiki: Any, chromium: Any) -> None:
    parts = snippets(GUIDE, base)
    liar = "<script>parent.postMessage({type: 'smtp-codes:height', height: 9999}, '*')</script>"
    with Page(chromium) as one:
        one.page.goto(
            wiki(parts["height"] + f'<iframe id="liar" srcdoc="{liar}"></iframe>' + parts["card"]),
            wait_until="networkidle",
        )
        one.page.locator("iframe[src][style*='px']").wait_for()
        assert one.page.locator("#liar").evaluate("frame => frame.style.height") == ""


def test_iframe_resizer_sets_the_height_of_the_frame(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium, viewport={"width": 500, "height": 800}) as one:
        one.page.goto(
            wiki(f'<iframe id="card" src="{base}embed/550/5.7.1/" style="width:100%;border:0"></iframe>'),
            wait_until="networkidle",
        )
        one.page.evaluate((packages() / "iframe-resizer" / "js" / "iframeResizer.min.js").read_text(encoding="utf-8"))
        one.page.evaluate("iFrameResize({}, '#card')")
        wanted = one.page.frames[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        one.page.locator(f"#card[style*='height: {wanted}px']").wait_for()
        assert one.watch.wrong == []


def test_the_confluence_macros_script_passes_height_and_colours(base: str, wiki: Any, chromium: Any) -> None:
    macro = snippets(GUIDE, base)["confluence-macro"]
    rendered = "\n".join(line for line in macro.splitlines() if not line.startswith(("##", "#set"))).replace(
        "$code", "550/5.7.1"
    )
    with Page(chromium, color_scheme="light") as one:
        one.page.goto(
            wiki(rendered, "<script>document.documentElement.setAttribute('data-color-mode', 'dark')</script>"),
            wait_until="networkidle",
        )
        one.page.frame_locator("iframe").locator("html.dark").wait_for()
        wanted = one.page.frames[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        assert one.page.locator("iframe").evaluate("frame => frame.style.height") == f"{wanted}px"
        assert one.watch.wrong == []


def test_a_card_stays_out_of_search_engines_and_names_its_page(site: Path) -> None:
    wrong = []
    for name in cards(site):
        soup = BeautifulSoup((site / "embed" / name / "index.html").read_text(encoding="utf-8"), "html.parser")
        link = soup.select_one("main a")
        target = (site / "embed" / name / link["href"]).resolve()
        facts = (
            soup.select_one("meta[name=robots]")["content"],
            soup.select_one("link[rel=canonical]")["href"],
            link["target"],
            link["rel"],
            target == (site / name).resolve(),
        )
        if facts != ("noindex", f"{Settings().site_url}{name}/", "_top", ["noopener"], True):
            wrong.append((name, facts))
    assert wrong == []


def test_the_cards_script_touches_no_storage_and_writes_no_html() -> None:
    for source in (CARD_SCRIPT, (ROOT / "docs" / "embed.js").read_text(encoding="utf-8")):
        assert not re.search(
            (
                r"localStorage|sessionStorage|indexedDB|cookie\s*=|innerHTML|outerHTML|insertAdjacentHTML|"
                r"document\.write|eval\("
            ),
            source,
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_card(base: str, chromium: Any, scheme: str) -> None:
    found = {}
    with Page(chromium, color_scheme=scheme, viewport={"width": 400, "height": 360}) as one:
        for name in ("250", "354", "211", "4.2.2", "550", "4.4.7", "550/5.7.1"):
            one.page.context.set_default_timeout(10_000)
            one.page.goto(f"{base}embed/{name}/")
            found[name] = violations(one.page)
    assert {name: rows for name, rows in found.items() if rows} == {}


# The element


def element(one: Page, code: str) -> Any:
    return one.page.locator(f'smtp-code[code="{code}"]')


def test_the_element_shows_the_answer_on_another_origin(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(wiki(snippets(GUIDE, base)["element"]), wait_until="networkidle")
        text = element(one, "550 5.7.1").locator("[role=group]").inner_text()
        assert "550 5.7.1" in text and "Did it arrive?" in text and "What now?" in text
        assert (
            element(one, "550 5.7.1").get_by_role("link", name="More about 550 5.7.1").get_attribute("href")
            == f"{base}550/5.7.1/"
        )
        assert one.watch.wrong == []


def test_many_elements_load_each_code_once(base: str, wiki: Any, chromium: Any) -> None:
    tags = "".join(
        f'<smtp-code code="{code}"></smtp-code>'
        for code in ("550", "5.7.1", "550 5.7.1", "550/5.7.1", "550", "5.7.1", " 550 ", "550-5.7.1")
    )
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'{tags}<script src="{base}embed.js"></script><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        assert one.page.locator("smtp-code [role=group]").count() == 8
        asked = [url.removeprefix(base) for url in one.watch.asked if "/api/" in url]
        assert sorted(asked) == ["api/v1/codes/5.7.1.json", "api/v1/codes/550.json", "api/v1/pairs/550/5.7.1.json"]
        assert one.watch.wrong == []


def test_the_element_works_as_a_module_and_under_a_policy(base: str, wiki: Any, chromium: Any) -> None:
    policy = (
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {base}; connect-src '
        f'{base}">'
    )
    with Page(chromium) as one:
        one.page.goto(
            wiki(
                f'<smtp-code code="550"></smtp-code><script type="module" crossorigin src="{base}embed.js"></script>',
                policy,
            ),
            wait_until="networkidle",
        )
        assert "550" in element(one, "550").locator("[role=group]").inner_text()
        assert [text for text in one.watch.wrong if "data:," not in text] == []


def test_a_pair_that_nobody_sends_gets_its_enhanced_code(site: Path, base: str, wiki: Any, chromium: Any) -> None:
    lonely = next(
        path.parent.relative_to(site).as_posix()
        for path in sorted(site.glob("5[0-9][0-9]/5.*/index.html"))
        if not (site / "api/v1/pairs" / f"{path.parent.relative_to(site)}.json").exists()
        and (site / "api/v1/codes" / f"{path.parent.name}.json").exists()
    )
    code = lonely.replace("/", " ")
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'<smtp-code code="{code}"></smtp-code><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        assert element(one, code).get_by_role("link").get_attribute("href") == f"{base}{lonely.split('/')[1]}/"


@pytest.mark.parametrize("code", ["", "nonsense", "999", "5.7.1.1", "../../../x", "<b>550</b>"])
def test_what_is_no_code_leaves_the_link(base: str, wiki: Any, chromium: Any, code: str) -> None:
    with Page(chromium) as one:
        escaped = code.replace("<", "&lt;")
        one.page.goto(
            wiki(
                f'<smtp-code code="{escaped}"><a href="{base}550">the link inside</a></smtp-code><script '
                f'src="{base}embed.js"></script>'
            ),
            wait_until="networkidle",
        )
        assert one.page.get_by_role("link", name="the link inside").is_visible()
        assert [text for text in one.watch.wrong if "404" not in text] == []


def test_without_data_or_script_the_link_stays(site: Path, wiki: Any, chromium: Any) -> None:
    with served(site) as closed, Page(chromium) as one:  # this server lets no other origin read
        one.page.goto(wiki(snippets(GUIDE, closed)["element"]), wait_until="networkidle")
        assert one.page.get_by_role("link", name="550 5.7.1: what it means").is_visible()
        assert [text for text in one.watch.wrong if "CORS" not in text and "ERR_FAILED" not in text] == []
    with Page(chromium, java_script_enabled=False) as one:
        one.page.goto(wiki(snippets(GUIDE, "http://127.0.0.1:9/")["element"]))
        assert one.page.get_by_role("link", name="550 5.7.1: what it means").is_visible()


def test_the_element_follows_its_attribute(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('code', '250')")
        one.page.locator("smtp-code [role=group][aria-label='SMTP code 250']").wait_for()
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('code', 'none')")
        one.page.locator("smtp-code [role=group]").wait_for(state="detached")
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('theme', 'dark')")
        assert one.watch.wrong == []


def test_the_element_makes_no_html_out_of_data(base: str, wiki: Any, chromium: Any) -> None:
    evil = "<img src=x onerror=\"document.title='caught'\">"
    words = dict.fromkeys(("sign", "outcome", "arrived", "retried", "whose_job", "advice"), evil)
    body = json.dumps({"code": evil, "title": evil, "summary": evil, "words": words, "url": "550/"})
    with Page(chromium) as one:
        one.page.route(
            "**/api/v1/codes/550.json",
            lambda route: route.fulfill(
                body=body, headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
            ),
        )
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        assert one.page.locator("smtp-code img").count() == 0
        assert evil in one.page.locator("smtp-code [role=group]").inner_text()
        assert one.page.title() == "A wiki"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_axe_finds_nothing_on_the_element(base: str, wiki: Any, chromium: Any, scheme: str, theme: str) -> None:
    tags = "".join(
        f'<smtp-code code="{code}" theme="{theme}"></smtp-code>' for code in ("250", "550", "4.2.2", "550 5.7.1")
    )
    with Page(chromium, color_scheme=scheme) as one:
        one.page.goto(wiki(f'{tags}<script src="{base}embed.js"></script>'), wait_until="networkidle")
        assert one.page.locator("smtp-code [role=group]").count() == 4
        assert violations(one.page) == []


def test_a_picture_in_the_wikis_text_does_not_stand_in_for_the_script(base: str, wiki: Any, chromium: Any) -> None:
    trap = '<img name="currentScript" src="http://127.0.0.1:9/embed.js" alt="">'
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'{trap}<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        link = element(one, "550").get_by_role("link")
        assert link.get_attribute("href") == f"{base}550/"
        assert [url for url in one.watch.asked if "127.0.0.1:9/api" in url] == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://evil.example/550/", "//evil.example/", "data:text/html,x"]
)
def test_the_elements_link_stays_on_the_site(base: str, wiki: Any, chromium: Any, url: str) -> None:
    words = dict.fromkeys(("sign", "outcome", "arrived", "retried", "whose_job", "advice"), "x")
    body = json.dumps({"code": "550", "title": "t", "summary": "s", "words": words, "url": url})
    with Page(chromium) as one:
        one.page.route(
            "**/api/v1/codes/550.json",
            lambda route: route.fulfill(
                body=body, headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
            ),
        )
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        assert element(one, "550").locator("[role=group] a").get_attribute("href") is None


@pytest.mark.parametrize(("theme", "place"), [("light", 0), ("dark", 1)])
def test_the_element_has_the_colours_of_the_card_and_shows_its_note(
    base: str, wiki: Any, chromium: Any, theme: str, place: int, model: Any
) -> None:
    names = {one.verdict.outcome: one.code for one in model.codes.values()}
    tags = "".join(f'<smtp-code code="{code}" theme="{theme}"></smtp-code>' for code in names.values())

    def with_note(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), "note": "Our own note."}))

    with Page(chromium) as one:
        one.page.route("**/api/v1/codes/*.json", with_note)
        one.page.goto(wiki(f'{tags}<script src="{base}embed.js"></script>'), wait_until="networkidle")
        found = {}
        for outcome, code in names.items():
            box = element(one, code).locator("[role=group]")
            found[outcome] = box.evaluate("box => getComputedStyle(box).borderLeftColor")
            assert box.locator(".o").evaluate("word => getComputedStyle(word).color") == found[outcome]
            assert "Our own note." in box.inner_text()
    wanted = {outcome: COLOURS[outcome][place] for outcome in names}
    assert found == {
        outcome: f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:], 16)})"
        for outcome, colour in wanted.items()
    }


# The badge


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_can_be_read_on_badges_and_cards() -> None:
    assert set(COLOURS) == set(OUTCOMES)
    pairs = {("#2b3340", "#ffffff"), ("#e3e8f0", "#10151d")}  # the left half of a badge
    for light, dark in COLOURS.values():
        pairs |= {
            (light, "#ffffff"),
            (dark, "#10151d"),
            (dark, "#161b24"),
        }  # white or black on it; it on a card's background
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_a_badge_has_a_name_and_no_need_of_anything_else(site: Path, model: Any) -> None:
    wrong = []
    for one in (*model.codes.values(), *model.pairs.values()):
        for suffix in ("", "-light", "-dark"):
            path = site / "badge" / f"{one.url.rstrip('/')}{suffix}.svg"
            root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
            title = root.findtext("{http://www.w3.org/2000/svg}title")
            name = one.url.rstrip("/").replace("/", " ")
            text = path.read_text(encoding="utf-8")
            fixed = "prefers-color-scheme" not in text
            if (
                root.get("role") != "img"
                or root.get("aria-label") != title
                or not str(title).startswith(f"{name}: ")
                or fixed == (suffix == "")
                or re.search(r"href|url\(|@import", text)
            ):
                wrong.append(path.name)
    assert wrong == []


def test_a_badge_is_read_out_and_follows_the_reader(base: str, wiki: Any, chromium: Any) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with Page(chromium, color_scheme=scheme) as one:
            one.page.goto(f"{base}badge/550.svg")
            colours[scheme] = one.page.evaluate("getComputedStyle(document.querySelector('.r')).fill")
            assert (
                one.page.evaluate(
                    "document.documentElement.ariaLabel || document.documentElement.getAttribute('aria-label')"
                )
                == "550: refused"
            )
    assert colours == {"light": "rgb(179, 38, 30)", "dark": "rgb(255, 180, 171)"}
    with Page(chromium) as one:
        one.page.goto(wiki(snippets(GUIDE, base)["badge"]), wait_until="networkidle")
        assert (
            one.page.get_by_role("link", name="550 5.7.1: what it means")
            .locator("img")
            .evaluate("image => image.naturalHeight")
            == 22
        )
        assert violations(one.page) == []


def test_the_guide_fills_in_the_readers_address_and_code(base: str, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(f"{base}embedding/", wait_until="networkidle")
        assert one.page.frame_locator("iframe").locator("h1").inner_text().startswith("550 5.7.1 ")
        one.page.get_by_label("Address of the site").fill("https://help.example.org/mail/")
        one.page.get_by_label("Code", exact=True).fill("4.2.2")
        shown = "\n".join(one.page.locator("article pre code").all_inner_texts())
        assert "kb.example.com" not in shown and "5.7.1" not in shown
        for line in (
            "[[smtp>4.2.2|4.2.2]]",
            '<iframe src="https://help.example.org/mail/embed/4.2.2/" title="What 4.2.2 means"',
            "'https://help.example.org/mail/$1'",
        ):
            assert line in shown
        assert one.watch.wrong == []


# Previews, copies, search description


def test_every_page_has_a_preview_with_absolute_addresses_and_a_picture(site: Path) -> None:
    home, wrong = Settings().site_url, []
    for path in sorted(site.rglob("index.html")):
        where = path.parent.relative_to(site).as_posix()
        text = path.read_text(encoding="utf-8")
        if where.startswith("embed/") or "og:title" not in text:
            if "http-equiv=refresh" not in text and "location.replace" not in text and not where.startswith("embed/"):
                wrong.append((where, "no preview"))
            continue
        soup = BeautifulSoup(text.split("<body", 1)[0], "html.parser")
        said = {
            tag.get("property") or tag.get("name"): tag["content"]
            for tag in soup.select("meta[property^='og:'], meta[name^='twitter:'], meta[name=description]")
        }
        address = home if where == "." else f"{home}{where}/"
        picture = site / said["og:image"].removeprefix(home)
        trail = json.loads(soup.select_one("script[type='application/ld+json']").string)["itemListElement"]
        checks = {
            "address": said["og:url"] == address == soup.select_one("link[rel=canonical]")["href"],
            "picture": said["og:image"].startswith(home)
            and picture.exists()
            and said["twitter:card"] == "summary_large_image",
            "texts": bool(said["og:title"]) and len(said["og:description"]) > 20,
            "twitter": all(
                said[f"og:{name.split(':')[1]}"] == text
                for name, text in said.items()
                if name.startswith("twitter:") and name != "twitter:card"
            ),
            "trail": [row["position"] for row in trail] == list(range(1, len(trail) + 1))
            and trail[-1]["item"] == address,
        }
        wrong += [(where, name) for name, right in checks.items() if not right]
    assert wrong == []


def test_the_preview_of_a_pair_says_what_happened(site: Path) -> None:
    soup = BeautifulSoup((site / "550/5.7.1/index.html").read_text(encoding="utf-8"), "html.parser")
    title = soup.select_one("meta[property='og:title']")["content"]
    assert re.match(r"550 5\.7\.1 – \w", title) and "refused" in title.lower()
    assert soup.select_one("meta[property='og:image']")["content"].endswith("/assets/previews/refused.png")


def test_there_is_one_small_picture_for_each_outcome() -> None:
    folder = ROOT / "docs" / "assets" / "previews"
    found = {
        path.stem: (struct.unpack(">II", path.read_bytes()[16:24]), path.stat().st_size < 40_000)
        for path in folder.glob("*.png")
    }
    assert found == dict.fromkeys((*OUTCOMES, "site"), ((1200, 630), True))


_LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")


def test_every_link_of_a_copy_leads_somewhere(site: Path) -> None:
    wrong = []
    for path in [*site.rglob("index.md"), site / "llms.txt"]:
        text = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            target = target.removeprefix(Settings().site_url) if path.name == "llms.txt" else target
            if re.match(r"https?:|mailto:", target):
                continue
            found = (path.parent / target.split("#")[0]).resolve()
            if not (found.is_file() or (found / "index.html").exists()):
                wrong.append(f"{path.relative_to(site)}: {target}")
    assert wrong == []


def test_a_copy_is_plain_markdown(site: Path) -> None:
    wrong = []
    for path in site.rglob("index.md"):
        text = path.read_text(encoding="utf-8")
        prose = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$|`[^`\n]*`|\\[<>&]", "", text)
        if not text.startswith("# ") or re.search(r"<(?!https?://)[a-zA-Z/!]|\{[{%]|^\{:", prose, re.MULTILINE):
            wrong.append(path.relative_to(site).as_posix())
    assert wrong == []


def test_the_search_description_is_one_and_names_no_server_that_sees_the_search(site: Path) -> None:
    root = ElementTree.fromstring((site / "opensearch.xml").read_text(encoding="utf-8"))
    spec = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{spec}OpenSearchDescription" and len(root.findtext(f"{spec}ShortName") or "") <= 16
    assert [url.get("template") for url in root.findall(f"{spec}Url")] == [
        f"{Settings().site_url}decode/#{{searchTerms}}",
        f"{Settings().site_url}opensearch.xml",
    ]
    page = BeautifulSoup((site / "550/index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.select_one("link[rel=search]")["href"] == "../opensearch.xml"


def test_a_name_with_markup_or_of_any_length_makes_a_description() -> None:
    text = root_files.opensearch(Settings(site_name="<Post> & Partners' help with bounces"))
    assert (
        ElementTree.fromstring(text).findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName") == "<Post> & Partner"
    )


@pytest.mark.parametrize("typed", ["smtp%205.7.1", "smtp+5.7.1"])
def test_what_a_browser_searches_for_is_answered(base: str, chromium: Any, typed: str) -> None:
    with Page(chromium) as one:
        one.page.goto(f"{base}decode/#{typed}")
        one.page.locator("#answer a[href$='5.7.1/']").first.wait_for(timeout=10_000)


def test_robots_may_read_everything_and_find_the_map(site: Path) -> None:
    assert (site / "robots.txt").read_text(
        encoding="utf-8"
    ) == f"User-agent: *\nAllow: /\n\nSitemap: {Settings().site_url}sitemap.xml\n"
    listed = {
        element.text
        for element in ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    assert {
        f"{Settings().site_url}{path}" for path in ("", "550/", "5.7.1/", "550/5.7.1/", "embedding/", "api/")
    } <= listed
    assert not any("/embed/" in str(address) for address in listed)
