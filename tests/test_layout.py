"""What must not break in the look: the verdict on the first screen, nothing outside the window, no shift, one printed
sheet, a lean stylesheet.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import tinycss2

from conftest import ROOT
from mkdocs_side import stylesheet
from test_access import KINDS

WIDTHS = [320, 390, 768, 1024, 1440, 2560]
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (one) => {
    for (let up = one.parentElement; up; up = up.parentElement) {
      if (up === document.body || up === document.documentElement) continue;
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("main *, header > div > *, footer *")].filter((one) => {
    const box = one.getBoundingClientRect();
    if (!(box.width > 0 && box.height > 0 && box.right > wide + 1)) return false;
    if (getComputedStyle(one).visibility !== "visible" || scrolls(one)) return false;
    return !one.closest(".md-search, .md-sidebar, .visually-hidden");
  }).slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
}"""
OVERLAP = """() => {
  const wanted = ".verdict > *, .verdict-facts > div, .digit, .roles-pick a, .crumbs li, h1, " +
    ".paste-buttons > *, header .brand, header button";
  const parts = [...document.querySelectorAll(wanted)].filter(
    (one) => one.getClientRects().length && !one.closest(".md-search"),
  );
  const out = [];
  for (const [index, one] of parts.entries()) for (const other of parts.slice(index + 1)) {
    if (one.contains(other) || other.contains(one)) continue;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left),
      down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) out.push(`${one.className || one.tagName} over ${other.className || other.tagName}`);
  }
  return out.slice(0, 3);
}"""

# Frames of a phone's size, many at a time, their scripts off: several times faster than one page after the other.
ENDS_BELOW = """([base, urls, height]) => Promise.all(urls.map((url) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin");
  frame.style = `width: 320px; height: ${height}px; border: 0`;
  frame.onload = () => {
    const end = frame.contentDocument.querySelector(".verdict-advice").getBoundingClientRect().bottom;
    frame.remove();
    done([url, Math.round(end)]);
  };
  frame.src = base + url;
  document.body.append(frame);
}))).then((ends) => Object.fromEntries(ends.filter(([, end]) => end > height)))"""


def test_the_verdict_is_on_the_first_screen_of_a_small_phone(base: str, chromium: Any, model: Any) -> None:
    """Outcome, summary and advice of every code and pair end above 640 px at 320 px of width."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base + "llms.txt")
    urls = [one.url for one in (*model.codes.values(), *model.pairs.values())]
    below: dict[str, float] = {}
    for start in range(0, len(urls), 24):
        below |= page.evaluate(ENDS_BELOW, [base, urls[start : start + 24], 640])
    context.close()
    assert below == {}


@pytest.mark.parametrize("path", KINDS)
def test_nothing_leaves_the_window_or_lies_over_something_else(base: str, chromium: Any, path: str) -> None:
    """At every width, and at twice the size of the text."""
    context = chromium.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce"
    )  # measured at rest, not while it adapts
    page = context.new_page()
    page.goto(base + path, wait_until="networkidle")
    wrong = {}
    for name, width, size in [
        *((f"{width} px", width, "") for width in WIDTHS),
        ("twice the text", 1280, "250%"),
    ]:  # Material's own size is 125 %
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        found = page.evaluate(OUTSIDE) + page.evaluate(OVERLAP)
        if not size and page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("the page scrolls sideways")
        if found:
            wrong[name] = found
    context.close()
    assert wrong == {}


@pytest.mark.parametrize("path", ["550/", "5.7.1/", "4.2.2/", "5.1.1/"])
def test_a_code_page_prints_on_one_sheet(base: str, chromium: Any, path: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base + path, wait_until="networkidle")
    paper = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "12mm"))
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_a_printed_page_says_of_when_it_is(base: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(base + "550/")
    assert not page.locator(".printed").is_visible()
    page.emulate_media(media="print")
    assert re.fullmatch(r"Data of \d{4}-\d\d-\d\d", page.locator(".printed").inner_text())
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_scripts_arrive_late(base: str, chromium: Any, width: int) -> None:
    """The page is painted before its scripts are there; what they add finds its room reserved."""

    def late(route: Any) -> None:
        time.sleep(0.15)  # longer than the first paint takes; a shorter one would only test less
        route.continue_()

    context = chromium.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) if "
        "(!one.hadRecentInput) window.shift += one.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    context.route("**/javascripts/*.js", late)
    page = context.new_page()
    moved = {}
    for path in KINDS:
        page.goto(base + path, wait_until="networkidle")
        if page.evaluate("window.shift") > 0.005:  # less is a table whose last rows were still on their way
            moved[path] = page.evaluate("window.shift")
    context.close()
    assert moved == {}


def test_with_reduced_motion_nothing_moves(base: str, chromium: Any) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(base + "550/", wait_until="networkidle")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((one) => { const style = getComputedStyle(one); return "
        "[...style.transitionDuration.split(','), ...style.animationDuration.split(',')].some((time) => "
        "parseFloat(time) > 0); }).length"
    )
    context.close()
    assert moving == 0


def test_the_lean_stylesheet_keeps_every_rule_of_a_class_that_a_page_uses(site: Path) -> None:
    import material

    full = next(
        (Path(material.__file__).parent / "templates" / "assets" / "stylesheets").glob("main.*.min.css")
    ).read_text(encoding="utf-8")
    shipped = next((site / "assets" / "stylesheets").glob("material.*.css")).read_text(encoding="utf-8")
    used: set[str] = set()
    for path in site.rglob("*.html"):
        if not path.relative_to(site).as_posix().startswith("embed/"):
            for value in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
                used |= set(value.split())
    used -= {
        name for name in used if name.startswith(("md-nav", "md-source"))
    }  # hooks for Material's script; their look is ours
    used.add("js")

    def classes(css: str) -> set[str]:
        return set(re.findall(r"\.([A-Za-z][\w-]+)", re.sub(r"url\([^)]*\)", "", css)))

    has, wanted = classes(shipped), classes(stylesheet.lean(full, frozenset(used))) & used
    assert wanted - has == set()
    assert len(shipped) < len(full) / 2


def test_our_own_stylesheet_is_served_without_comments_and_says_the_same(site: Path) -> None:
    def said(css: str) -> list[tuple[str, list[tuple[str, str]]]]:
        sheet = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        return [
            (re.sub(r"\s*,\s*", ",", tinycss2.serialize(rule.prelude).strip()), plain(rule.content)) for rule in sheet
        ]

    def plain(content: Any) -> Any:
        text = re.sub(r"/\*.*?\*/|\s", "", tinycss2.serialize(content), flags=re.DOTALL)
        return re.sub(r";(?=}|$)", "", text)

    source = (ROOT / "docs/stylesheets/site.css").read_text(encoding="utf-8")
    served = (site / "stylesheets/site.css").read_text(encoding="utf-8")
    assert said(served) == said(source)
    assert "/*" not in served and "\n" not in served


def test_the_stylesheet_parser_reads_strings_urls_and_nested_rules() -> None:
    css = (
        "@charset \"utf-8\";:root{--a:url('data:image/svg+xml,<svg>{;}</svg>');--b:1}@media "
        'print{.x{color:red}.gone,.x:not(.y){a:b}}.gone{b:c}a[href*="}"]{width:var(--b)}[dir=ltr] '
        ".x{left:0}[dir=rtl] .x{right:0}"
    )
    assert (
        stylesheet.lean(css, frozenset({"x"}))
        == ':root{--b:1}@media print{.x{color:red}.x:not(.y){a:b}}a[href*="}"]{width:var(--b)}.x{left:0}'
    )


CUT = """(what) => [...document.querySelectorAll(what)].filter((one) => one.checkVisibility())
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2)
  .map((one) => one.textContent.trim())"""
HOLES = """() => [...document.querySelectorAll("h2, h3")].filter((one) => one.checkVisibility()).filter((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const mark = one.querySelector(".headerlink");
  if (mark) words.setEndBefore(mark);
  return one.getBoundingClientRect().height > words.getBoundingClientRect().height + 14;
}).map((one) => one.textContent)"""
BROKEN = """() => [...document.querySelectorAll("td a")].filter((one) => one.checkVisibility()).filter((one) => {
  const text = one.firstChild;
  if (text?.nodeType !== Node.TEXT_NODE || !/^[A-Za-z]+$/.test(text.data)) return false;
  const word = document.createRange();
  word.selectNodeContents(text);
  return word.getClientRects().length > 1;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [320, 375])
def test_on_a_phone_no_role_and_no_word_in_a_table_is_cut_and_no_heading_has_a_hole(
    base: str, chromium: Any, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    wrong = {}
    for path in ("550/5.7.1/", "causes/mailbox-full/", "embedding/", "providers/haraka/", "about/", "delisting/", ""):
        page.goto(base + path)
        roles = page.evaluate(CUT, ".roles-pick, .roles-pick a")
        if found := roles + page.evaluate(HOLES) + page.evaluate(BROKEN):
            wrong[path] = found
    context.close()
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 375])
def test_on_a_phone_the_table_of_codes_shows_its_values_whole(base: str, chromium: Any, width: int) -> None:
    """But for the one longest name of a cause, and a few titles at a phone's usual width."""
    context = chromium.new_context(viewport={"width": width, "height": 667}, bypass_csp=True)
    page = context.new_page()
    page.goto(base + "codes/")
    page.add_style_tag(content="#codes tr { content-visibility: visible !important }")
    cut = page.evaluate(CUT, "#codes tr[id] td")
    context.close()
    titles = [text for text in cut if not text.startswith("Sender authentication failed")]
    assert len(titles) <= (0 if width == 320 else 12)
    assert len(cut) - len(titles) <= (0 if width == 320 else 25)


def test_the_answer_in_the_decoder_stays_inside_the_narrowest_window(base: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(base + "decode/")
    page.fill("#paste-text", "550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown")
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == 320


def test_on_a_wide_window_the_codes_of_the_home_page_leave_no_gap_and_the_examples_stand_in_one_line(
    base: str, chromium: Any
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(base, wait_until="networkidle")
    rows = page.evaluate(
        "[...document.querySelectorAll('.codes-met > li')].map((one) => one.getBoundingClientRect().right)"
    )
    lines = page.evaluate(
        "[...document.querySelectorAll('.paste-examples button')].map((one) => one.getBoundingClientRect().top)"
    )
    context.close()
    assert rows[-1] == max(rows)
    assert len(set(lines)) == 1


@pytest.mark.parametrize("path", ["developers/", "embedding/", "api/", "link/", "causes/login/"])
def test_on_a_wide_window_a_table_is_whole_and_no_line_leaves_the_column(base: str, chromium: Any, path: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(base + path)
    hidden = page.evaluate(
        "[...document.querySelectorAll('main :is(.wide, .md-typeset__table, .md-typeset__scrollwrap)')]"
        ".filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim().slice(0, 60))"
    )
    right = page.evaluate(
        "[...document.querySelectorAll('main dl.verdict-facts')].map((one) => one.getBoundingClientRect().width)"
    )
    context.close()
    assert hidden == []
    assert all(width <= 640 for width in right)
