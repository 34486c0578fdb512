"""One sign and one colour for each outcome, compared where they are seen: page, table, answer, card, badge, picture and
link preview.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from smtpcodes.basics.signs import COLOURS, DRAWINGS
from smtpcodes.basics.vocabulary import OUTCOMES

SHOWN = """([selector, before]) => {
  const style = getComputedStyle(document.querySelector(selector), before);
  return [decodeURIComponent(style.maskImage), style.backgroundColor];
}"""
SVG = """([disc, line]) => [
  document.querySelector(line).getAttribute("d"),
  getComputedStyle(document.querySelector(disc)).fill,
  getComputedStyle(document.querySelector(line)).stroke,
]"""
# How many of the preview's points in and around the sign differ from the sign drawn anew.
DIFFERS = """async ([address, sign, colour]) => {
  const load = (src) => new Promise((done) => {
    const image = new Image();
    image.onload = () => done(image);
    image.src = src;
  });
  const draw = (paint) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 330, height: 630 });
    const pen = canvas.getContext("2d");
    paint(pen);
    return pen.getImageData(0, 0, 330, 630).data;
  };
  const svg = await load("data:image/svg+xml," + encodeURIComponent(sign));
  const preview = await load(address);
  const there = draw((pen) => pen.drawImage(preview, 0, 0));
  const wanted = draw((pen) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 330, 630);
    pen.drawImage(svg, 65, 215, 200, 200);
  });
  let differ = 0;
  for (let at = 0; at < wanted.length; at += 4) if (Math.abs(wanted[at] - there[at]) > 40) differ++;
  return differ / (wanted.length / 4);
}"""


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: Any) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(scheme: str, chromium: Any) -> Any:
    context = chromium.new_context(color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_page_table_card_badge_and_picture_show_one_sign(
    base: str, page: Any, scheme: str, model: Any, outcome: str
) -> None:
    code = next((one for one in model.codes.values() if one.verdict.outcome == outcome), None)
    assert code, "no code with this outcome"
    colour = rgb(COLOURS[outcome][scheme == "dark"])
    line = f"M0 0m{DRAWINGS[outcome]}"

    page.goto(base + code.url)
    drawing, tone = page.evaluate(SHOWN, [".verdict-sign", None])
    assert (line in drawing, tone) == (True, colour)
    if page.locator(".way .hit").count():
        assert page.locator(".way .g").get_attribute("d").split("m", 1)[1] == DRAWINGS[outcome]
        assert page.locator(".way .hit").evaluate("one => getComputedStyle(one).fill") == colour

    page.goto(base + "codes/")
    drawing, tone = page.evaluate(SHOWN, [f"#codes .is-{outcome} th", "::before"])
    assert (line in drawing, tone) == (True, colour)

    page.goto(f"{base}embed/{code.url}")
    assert page.evaluate(SVG, [".d", ".s"])[:2] == [line, colour]

    page.goto(f"{base}badge/{code.url.rstrip('/')}.svg")  # cut out of a disc on the coloured half
    drawn_line, _, stroke = page.evaluate(SVG, [".d", ".s"])
    half = page.evaluate("getComputedStyle(document.querySelector('.r')).fill")
    assert (drawn_line, stroke, half) == (line, colour, colour)


def test_an_answer_shows_the_sign_of_the_pages(base: str, page: Any, scheme: str) -> None:
    page.goto(base + "decode/#452 4.2.2 The mailbox is full", wait_until="networkidle")
    page.wait_for_selector("#answer .verdict-sign")
    drawing, tone = page.evaluate(SHOWN, ["#answer .verdict-sign", None])
    assert (f"M0 0m{DRAWINGS['delayed']}" in drawing, tone) == (True, rgb(COLOURS["delayed"][scheme == "dark"]))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_preview_shows_it_too(base: str, chromium: Any, outcome: str) -> None:
    colour = COLOURS[outcome][0]
    sign = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-11 -11 22 22" width="200" height="200">'
        f'<circle r="11" fill="#fff"/><path d="M0 0m{DRAWINGS[outcome]}" fill="none" stroke="{colour}" '
        'stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(base + "llms.txt")
    differs = page.evaluate(DIFFERS, [f"{base}assets/previews/{outcome}.png", sign, colour])
    context.close()
    assert differs < 0.01


def test_outcomes_that_differ_are_told_apart_without_their_colour() -> None:
    assert len(set(DRAWINGS.values())) == len(OUTCOMES) - 1  # refused and given up are one: it did not arrive
    assert all(re.fullmatch(r"[-\d.\sahlmqv]+", line) for line in DRAWINGS.values())
