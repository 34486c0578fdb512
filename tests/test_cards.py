"""The card, as a page on another site meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from conftest import ROOT
from elsewhere import GUIDE, Page, packed, violations
from guide import snippets
from npm import packages
from shipped import served_as_shipped
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.signs import COLOURS, drawn
from smtpcodes.basics.vocabulary import COURSES, OUTCOMES
from smtpcodes.export.cards import ADVICE_LIMIT, CARD_SCRIPT, PAPER, SUMMARY_LIMIT
from smtpcodes.model.verdict import Advice, Retried, Verdict
from smtpcodes.render.picture import STYLE, picture
from smtpcodes.render.templates import TEMPLATES
from smtpcodes.render.verdict_words import QUESTIONS, clipped

NAME = re.compile(r"\d{3}(/\d\.\d+\.\d+)?|\d\.\d+\.\d+")


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


def cards(site: Path) -> list[str]:
    return sorted(path.parent.relative_to(site / "embed").as_posix() for path in (site / "embed").rglob("index.html"))


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
    assert [name for name in cards(site) if packed(site / "embed" / name / "index.html") > 3072] == []
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
        "outcome": max((one[0] for one in OUTCOMES.values()), key=len),
        "course": max((one for rows in COURSES.values() for one in rows.values()), key=len),
    }
    drawing = picture(
        Verdict("delayed", Retried("yes"), "receiving-admin", "receiving-server", Advice("wait", "Wait."), "no")
    )
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
        picture=drawing,
        style=STYLE,
        known=[("Who can fix it?", "Their mail admin")],
        contacts=[],
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
    assert texts[0] == texts[1] and "Not delivered yet · temporary" in texts[0]


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


ON_A_CARD = ("5.1.1", "450/4.2.0", "550", "354")


@pytest.mark.parametrize("where", ["card", "element"])
def test_card_and_element_have_the_picture_of_the_page_and_its_words(
    site: Path, base: str, wiki: Any, chromium: Any, where: str
) -> None:
    wanted = {}
    for name in ON_A_CARD:
        page = BeautifulSoup((site / name / "index.html").read_text(encoding="utf-8"), "html.parser")
        card = page.select_one("section.verdict")
        assert card
        way = card.select_one("svg.way")
        texts = [card.select_one(f".verdict-{part}") for part in ("outcome", "course", "summary", "advice")]
        wanted[name] = (way and way["aria-label"], [text.get_text() for text in texts if text])
    found, widths = {}, {}
    with Page(chromium, viewport={"width": 280, "height": 400}) as one:
        for name in ON_A_CARD:
            code = name.replace("/", " ")
            tag = f'<smtp-code code="{code}"></smtp-code><script src="{base}embed.js"></script>'
            one.page.goto(f"{base}embed/{name}/" if where == "card" else wiki(tag), wait_until="networkidle")
            box = one.page.locator("main" if where == "card" else "[role=group]")
            label = box.locator("svg.way").get_attribute("aria-label") if box.locator("svg.way").count() else None
            said = box.inner_text()
            found[name] = (label, [text for text in wanted[name][1] if text in said])
            widths[name] = one.page.evaluate("document.documentElement.scrollWidth")
        assert one.watch.wrong == []
    assert found == wanted
    assert [bool(label) for label, _ in found.values()] == [True, True, False, False]
    assert max(widths.values()) <= 280


@pytest.mark.parametrize("where", ["card", "element"])
def test_what_is_printed_is_dark_on_white_whatever_the_screen_shows(
    base: str, wiki: Any, chromium: Any, where: str
) -> None:
    tag = f'<smtp-code code="5.1.1" theme="dark"></smtp-code><script src="{base}embed.js"></script>'
    with Page(chromium, color_scheme="dark") as one:
        address = f"{base}embed/5.1.1/?theme=dark" if where == "card" else wiki(tag)
        one.page.goto(address, wait_until="networkidle")
        words = one.page.locator("main .o b" if where == "card" else "smtp-code .o strong")
        sign = one.page.locator(".way .hit")
        one.page.emulate_media(media="print")
        look = [words.evaluate("it => getComputedStyle(it).color"), sign.evaluate("it => getComputedStyle(it).fill")]
    red = COLOURS["refused"][0]
    assert look == [f"rgb({int(red[1:3], 16)}, {int(red[3:5], 16)}, {int(red[5:], 16)})"] * 2
