"""What a page weighs on the wire: python tests/benchmarks/weight.py SITE_DIR

Chromium opens pages of the built site, served compressed on loopback, with an empty cache (first visit) and then
another page
(second visit). The same Markdown is built by bare mkdocs-material in the same run, for comparison. Exits with 1 over a
limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(Path(__file__).parent.parent)]
from browser import browser, served  # noqa: E402

FIRST, HTML, SECOND = 32_000, 10_000, 12_000  # bytes of a page
LISTS = 42_000  # a first visit to the long lists
PAGES = ["550/", "5.7.1/", "550/5.7.1/", "554/", "5.1.1/", "421/"]
OTHERS = ["", "codes/", "decode/", "causes/mailbox-full/", "providers/google/"]
LONG = {"codes/", "providers/google/"}
BARE = """site_name: bare
theme: {name: material}
markdown_extensions: [attr_list, tables, admonition, toc: {permalink: true}, pymdownx.highlight, pymdownx.superfences]
"""


def bytes_of(context: Any, address: str) -> dict[str, int]:
    """Bytes received (headers and compressed bodies) by address, until the page is quiet."""
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    client.on(
        "Network.requestWillBeSent", lambda event: addresses.__setitem__(event["requestId"], event["request"]["url"])
    )
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.__setitem__(addresses.get(event["requestId"], "?"), int(event["encodedDataLength"])),
    )
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(300)
    page.close()
    return sizes


def visit(chromium: Any, address: str, then: str | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """First visit with an empty cache, then a second page with what the first left there."""
    context = chromium.new_context()
    first = bytes_of(context, address)
    second = bytes_of(context, then) if then else {}
    context.close()
    return first, second


def bare(folder: Path) -> Path:
    """The same Markdown, built by Material as it comes."""
    subprocess.run(
        [sys.executable, "-m", "smtpcodes", "write", str(folder / "docs")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (folder / "mkdocs.yml").write_text(BARE, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder / "site")],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return folder / "site"


def main(site: Path) -> int:
    over = []
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        other = bare(Path(folder))
        with served(site, max_age=600) as base, served(other, max_age=600) as bare_base:
            print(f"{'page':24} {'first':>8} {'HTML':>7} {'second':>8}  {'bare':>8}   bytes, compressed, with headers")
            for path in [*PAGES, *OTHERS]:
                first, second = visit(chromium, base + path, base + ("5.1.1/" if path != "5.1.1/" else "550/"))
                html, total = first[base + path], sum(first.values())
                plain = sum(visit(chromium, bare_base + path)[0].values())
                print(f"/{path:23} {total:8,} {html:7,} {sum(second.values()):8,}  {plain:8,}")
                limits = [("first", total, LISTS if path in LONG else FIRST), ("second", sum(second.values()), SECOND)]
                limits += [] if path in LONG else [("HTML", html, HTML)]
                over += [f"/{path} {name}" for name, size, limit in limits if size > limit]
            first, _ = visit(chromium, base + PAGES[0])
            print(
                "\n".join(
                    f"  {size:7,} {address.removeprefix(base) or '(page)'}"
                    for address, size in sorted(first.items(), key=lambda row: -row[1])
                )
            )
    print("over the limit: " + (", ".join(over) or "nothing"))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
