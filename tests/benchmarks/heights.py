"""How long pages are on a phone, and what stands on its first screen: python tests/benchmarks/heights.py SITE_DIR

At 375 × 667 px: whether the verdict's card ends on the first screen of every code and pair page, where its advice and
the
first step stand, and how high the long pages are. Exits with 1 over a limit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import browser, served

SCREEN = {"width": 375, "height": 667}
ON_FIRST_SCREEN = 0.95  # of the cards
FIRST_STEP = 2 * SCREEN["height"]
LIMITS = {
    "codes/": 40_000,
    "providers/google/": 17_000,
    "providers/postfix/": 19_000,
    "providers/more/": 12_000,
    "collisions/": 9_500,
}
MEASURE = """() => {
  const end = one => one ? Math.round(one.getBoundingClientRect().bottom + scrollY) : null;
  const card = document.querySelector(".verdict");
  return {
    card: end(card),
    advice: end(card?.querySelector(".verdict-advice")),
    step: end([...document.querySelectorAll(".role li")].find(one => one.checkVisibility())),
    depends: /\\bdepends\\b/i.test(card?.innerText ?? ""),
  };
}"""


def measured(page: Any, base: str, paths: list[str]) -> dict[str, dict[str, Any]]:
    """By path: where card, advice and first step end, and whether the card says that it depends."""
    out = {}
    for path in paths:
        page.goto(base + path, wait_until="domcontentloaded")
        out[path] = page.evaluate(MEASURE)
    return out


def main(site: Path) -> int:
    """Print the figures; how many limits are missed."""
    lookup = json.loads((site / "api/v1/lookup.json").read_text(encoding="utf-8"))
    paths = [f"{code}/" for code in lookup["codes"]] + [pair.replace(" ", "/") + "/" for pair in lookup["pairs"]]
    missed = []
    with browser() as chromium, served(site) as base:
        context = chromium.new_context(viewport=SCREEN, bypass_csp=True)
        page = context.new_page()
        rows = measured(page, base, paths)
        cards = [row["card"] for row in rows.values()]
        late = sorted((path for path in rows if rows[path]["card"] > SCREEN["height"]), key=lambda p: -rows[p]["card"])
        share = 1 - len(late) / len(rows)
        print(f"{len(rows)} cards, {share:.1%} end on the first screen; median {sorted(cards)[len(cards) // 2]} px")
        print("  longest: " + ", ".join(f"{path} {rows[path]['card']}" for path in late[:12]))
        if share < ON_FIRST_SCREEN:
            missed.append("cards")
        for name, wrong in {
            "advice below the first screen": [p for p in rows if (rows[p]["advice"] or 9999) > SCREEN["height"]],
            f"first step below {FIRST_STEP} px": [p for p in rows if (rows[p]["step"] or 0) > FIRST_STEP],
            "card says that it depends": [p for p in rows if rows[p]["depends"]],
        }.items():
            print(f"{name}: {len(wrong)} {' '.join(wrong[:12])}")
            missed += [name] if wrong else []
        for path, limit in LIMITS.items():
            page.goto(base + path, wait_until="networkidle")
            page.add_style_tag(content="* { content-visibility: visible !important }")
            height = page.evaluate("document.documentElement.scrollHeight")
            print(f"{path}: {height} px, at most {limit}")
            missed += [path] if height > limit else []
    return len(missed)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
