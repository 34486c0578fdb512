"""Measure every card, badge and the element's script of a built site: python tests/benchmarks/cards.py SITE_DIR

Limits: a card ≤ 3 kB and a badge ≤ 1 kB compressed, embed.js ≤ 3 kB; a card ≤ 360 px high at 400 px of width, and
nothing
wider than the frame at 280 px. Exits with 1 where one is over its limit. Chromium's own width of system-ui counts, on
Debian DejaVu Sans, a wide font.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import browser, served

CARD_BYTES, BADGE_BYTES, SCRIPT_BYTES, HEIGHT = 3072, 1024, 3072, 360


def compressed(path: Path) -> int:
    """Bytes on the wire, as a server with gzip at its usual level sends them."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def heights(chromium: Any, base: str, cards: list[str], width: int) -> Iterator[tuple[str, int, int]]:
    """(card, height, width needed) of each card in a frame of that width."""
    context = chromium.new_context(viewport={"width": width, "height": HEIGHT})
    page = context.new_page()
    for card in cards:
        page.goto(f"{base}embed/{card}/")
        size = page.evaluate(
            "[Math.ceil(document.documentElement.getBoundingClientRect().height), document.documentElement.scrollWidth]"
        )
        yield card, size[0], size[1]
    context.close()


def main(site: Path) -> int:
    cards = sorted(path.parent.relative_to(site / "embed").as_posix() for path in (site / "embed").rglob("index.html"))
    badges = sorted((site / "badge").rglob("*.svg"))
    largest = max((compressed(site / "embed" / card / "index.html"), card) for card in cards)
    widest = max((compressed(badge), badge.relative_to(site).as_posix()) for badge in badges)
    script = compressed(site / "embed.js")
    with served(site) as base, browser() as chromium:
        at_400 = list(heights(chromium, base, cards, 400))
        at_280 = list(heights(chromium, base, cards, 280))
    at_400.sort(key=lambda row: -row[1])
    overflow = [card for card, _, needed in at_280 if needed > 280]
    print(f"{len(cards)} cards, the largest {largest[0]} bytes compressed ({largest[1]}); limit {CARD_BYTES}")
    print(f"{len(badges)} badges, the largest {widest[0]} bytes compressed ({widest[1]}); limit {BADGE_BYTES}")
    print(f"embed.js {script} bytes compressed; limit {SCRIPT_BYTES}")
    print(f"highest at 400 px: {', '.join(f'{card} {height}' for card, height, _ in at_400[:5])}; limit {HEIGHT}")
    print(f"wider than 280 px: {', '.join(overflow) or 'none'}; highest at 280 px: {max(row[1] for row in at_280)}")
    return int(
        largest[0] > CARD_BYTES
        or widest[0] > BADGE_BYTES
        or script > SCRIPT_BYTES
        or at_400[0][1] > HEIGHT
        or bool(overflow)
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
