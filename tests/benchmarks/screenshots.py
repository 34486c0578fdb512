"""Take a picture of every kind of page: python tests/benchmarks/screenshots.py SITE_DIR [ONLY…]

Pictures go to screenshots/ (ignored): 320, 768 and 1440 px wide, light and dark, and without JavaScript at 320 px.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import browser, served  # noqa: E402

KINDS = {
    "home": "", "index": "codes/", "reply": "550/", "enhanced": "5.7.1/", "pair": "550/5.7.1/", "folklore-code": "447/", "delayed": "4.2.2/",
    "cause": "causes/mailbox-full/", "causes": "causes/", "provider": "providers/google/", "providers": "providers/", "more": "providers/more/",
    "collisions": "collisions/", "folklore": "folklore/", "decode": "decode/", "link": "link/", "embedding": "embedding/", "developers": "developers/",
    "api": "api/", "own-copy": "own-copy/", "not-mine": "not-mine/", "about": "about/", "glossary": "glossary/", "404": "no/such/page",
    "card": "embed/550/5.7.1/",
}  # fmt: skip


def main(site: Path, only: list[str]) -> None:
    out = Path("screenshots")
    out.mkdir(exist_ok=True)
    with served(site) as base, browser() as chromium:
        for name, path in KINDS.items():
            if only and name not in only:
                continue
            for width, scheme, script in ((320, "light", True), (320, "dark", True), (320, "light", False), (768, "light", True), (1440, "light", True), (1440, "dark", True)):
                context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script)
                page = context.new_page()
                page.goto(base + path, wait_until="networkidle")
                page.screenshot(path=out / f"{name}-{width}-{scheme}{'' if script else '-noscript'}.png")
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
