"""The longest passages that two pages share, outside the generated verdict and navigation.

python tests/benchmarks/shared_passages.py [WORDS]

Takes the prose of the records as their pages show it (summary, meaning, steps, standards, folklore), word by word.
Exits with 1 where two pages share more than WORDS (25) words in a row.
"""

from __future__ import annotations

import html
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from smtpcodes import site_build  # noqa: E402
from smtpcodes.basics.settings import Settings  # noqa: E402
from smtpcodes.render.pages import pages  # noqa: E402

# Parts of a page that are generated: the verdict, tables of causes, who says it, digits, sources, navigation.
GENERATED = re.compile(
    r'<section class="verdict.*?</section>|<table class="choices".*?</table>|<nav.*?</nav>|<p '
    r'class="roles-pick">.*?</p>'
    r'|<p class="(?:registry|copies|pairs|role-more|contact)".*?</p>'
    r"|## Who says it.*?(?=\n## )|## What each digit says.*?(?=\n## |\Z)"
    r"|## For programs.*?(?=\n## |\Z)|## Sources.*|## Where in the dialogue.*?(?=\n## )|\A---.*?---",
    re.DOTALL,
)


def words(markdown: str) -> list[str]:
    text = GENERATED.sub(" ¶ ", markdown)
    text = re.sub(r"<[^>]+>|\{ #[^}]*\}", " ", text)
    return re.findall(r"¶|[\w.'’-]+", html.unescape(text).lower())


def main(limit: int) -> int:
    model = site_build.load(ROOT / "data")
    texts = {
        path: words(page.markdown)
        for path, page in pages(model, Settings()).items()
        if page.group in {"reply", "enhanced", "cause"}
    }
    size = 12
    seen: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for path, found in texts.items():
        for at in range(len(found) - size + 1):
            seen[tuple(found[at : at + size])].append((path, at))
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for places in seen.values():
        if len(places) > 40:
            places = places[:40]
        for index, (one, at) in enumerate(places):
            for other, there in places[index + 1 :]:
                if one == other:
                    continue
                length = 0
                a, b = texts[one], texts[other]
                while at + length < len(a) and there + length < len(b) and a[at + length] == b[there + length] != "¶":
                    length += 1
                pair = (one, other)
                if length > best.get(pair, (0, ""))[0]:
                    best[pair] = (length, " ".join(a[at : at + length]))
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    for (one, other), (length, text) in ranked[:25]:
        print(f"{length:3} words  {one}  {other}: {text[:160]}")
    over = sum(length > limit for length, _ in best.values())
    print(
        f"{len(texts)} pages; {over} pairs share more than {limit} words; "
        f"the longest is {ranked[0][1][0] if ranked else 0}"
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 25))
