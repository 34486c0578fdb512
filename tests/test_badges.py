"""The badge, and the guide that fills in the reader's address."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from elsewhere import GUIDE, Page, violations
from guide import snippets
from shipped import served_as_shipped
from smtpcodes.basics.signs import COLOURS
from smtpcodes.basics.vocabulary import OUTCOMES


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


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
