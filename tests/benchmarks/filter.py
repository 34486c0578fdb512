"""How fast the table of codes answers: python tests/benchmarks/filter.py SITE_DIR [ROWS]

Chromium opens /codes/ with its rows repeated up to ROWS (1,000), types into the filter and waits until the changed
table is
on screen (a picture takes up to 17 ms by itself). Prints the median and the slowest of 40 keystrokes. Exits with 1 over
the limit.
"""

from __future__ import annotations

import re
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent.parent)]
from browser import browser, served  # noqa: E402

LIMIT = 50  # ms
WORDS = ["550", "5.7", "quota", "spam", "greylist", "mailbox full"]
TYPE = """text => {
  const field = document.querySelector("#code-filter [name=q]");
  return new Promise((done) => requestAnimationFrame(() => {
    field.value = text;
    const start = performance.now();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))); // after the next picture
  }));
}"""


def main(site: Path, wanted: int) -> int:
    whole = (site / "codes/index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr id="c[\d.]+".*?</tr>', whole, re.DOTALL)
    more = [
        re.sub(r'id="c', f'id="n{number}c', rows[number % len(rows)], count=1) for number in range(wanted - len(rows))
    ]
    page_text = whole.replace(rows[-1], rows[-1] + "\n".join(more))
    with served(site) as base, browser() as chromium:
        page: Any = chromium.new_page()
        page.route("**/codes/", lambda route: route.fulfill(body=page_text, content_type="text/html"))
        page.goto(base + "codes/", wait_until="networkidle")
        count = page.locator("#codes tbody tr[id]").count()
        took = []
        for text in [word[:length] for word in WORDS for length in range(len(word) + 1)]:
            page.wait_for_timeout(150)  # a fast typist
            took.append(page.evaluate(TYPE, text))
    print(
        f"{count} rows: median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms of {len(took)} "
        f"changes (limit {LIMIT})"
    )
    return int(max(took) > LIMIT)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000))
