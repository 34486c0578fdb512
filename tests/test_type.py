"""How text is set: six sizes on the whole site, lines that the eye finds back from, quotes that curl outside literal
text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from smtpcodes.load.own_words import curled
from test_access import BOUNCE, KINDS

# The sizes are the stylesheet's own; a drawing scales with its width, and its words are set in its own units.
SIZES = """() => {
  const names = ["small", "note", "text", "lead", "h2", "h1"];
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const probe = document.body.appendChild(document.createElement("p"));
  const known = names.map((name) => {
    probe.style.fontSize = `var(--${name})`;
    return getComputedStyle(probe).fontSize;
  });
  probe.remove();
  const other = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.checkVisibility() || one.closest("svg, script")) continue;
    const size = getComputedStyle(one).fontSize;
    if (!known.includes(size)) other[size] = `${one.tagName.toLowerCase()}.${one.className}`;
  }
  return other;
}"""
# The characters of each line of running text, as it is broken on the screen.
LONG_LINES = """(limit) => {
  const out = [], range = document.createRange();
  for (const one of document.querySelectorAll("main :is(p, li, dd)")) {
    const blocks = [...one.children].some((child) => !/inline/.test(getComputedStyle(child).display));
    if (blocks || !one.checkVisibility()) continue;
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let line = "", top = null;
    const end = () => { if (line.trim().length > limit) out.push(line.trim()); line = ""; };
    while (walk.nextNode())
      for (let at = 0; at < walk.currentNode.length; at++) {
        range.setStart(walk.currentNode, at);
        range.setEnd(walk.currentNode, at + 1);
        const box = range.getClientRects()[0];
        if (!box?.width) continue;
        if (top !== null && box.top - top > 8) end();
        if (top === null || Math.abs(box.top - top) > 8) top = box.top;
        line += walk.currentNode.data[at];
      }
    end();
  }
  return out;
}"""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => (one.open = true))"


@pytest.fixture(scope="module")
def wide(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", [*KINDS, f"decode/#{BOUNCE}"])
def test_text_is_set_in_six_sizes_and_lines_of_at_most_68_characters(base: str, wide: Any, path: str) -> None:
    wide.goto("about:blank")
    wide.goto(base + path, wait_until="networkidle")
    wide.evaluate(OPEN_ALL)
    found = {"sizes": {}, "lines": wide.evaluate(LONG_LINES, 68)}
    for width in (375, 1440):
        wide.set_viewport_size({"width": width, "height": 900})
        found["sizes"] |= wide.evaluate(SIZES)
    assert found == {"sizes": {}, "lines": []}


class Words(HTMLParser):
    """The words of a page that are nobody's literal text."""

    LITERAL = ("code", "pre", "q", "script", "style", "textarea")
    VOID = ("br", "circle", "hr", "img", "input", "link", "meta", "path", "rect")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.found += [value for name, value in attrs if name in {"title", "aria-label", "placeholder"} and value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not set(self.open) & set(self.LITERAL):
            self.found.append(data)


def test_quotes_are_curled_outside_literal_text(site: Path, model: Any) -> None:
    """What a standard, the registry or a server wrote stays as it was written."""
    official = [
        text
        for code in model.codes.values()
        for text in (code.fields.get("official"), (code.fields.get("registry") or {}).get("title"))
        if text
    ]
    straight = {}
    for path in site.rglob("*.html"):
        for words in Words(path.read_text(encoding="utf-8")).found:
            for title in official:
                if title.split(" (")[0] in words:
                    words = words.replace(title, "").replace(title.split(" (")[0], "")
            if re.search("[\"']", words):
                straight[words.strip()] = path.relative_to(site).as_posix()
    assert straight == {}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('It said "no" (or "later").', "It said “no” (or “later”)."),
        ("The recipient's admin; don't 'guess'.", "The recipient’s admin; don’t ‘guess’."),
        ('`RCPT "x"` is \'RCPT\'; "`x`" too', '`RCPT "x"` is ‘RCPT’; “`x`” too'),
        ("[[cause:policy]]'s page", "[[cause:policy]]’s page"),
    ],
)
def test_a_quote_opens_where_a_word_begins(typed: str, printed: str) -> None:
    assert curled(typed) == printed
