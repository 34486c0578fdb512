"""The promise: no address ever disappears. tests/permalinks.txt is append only."""

from __future__ import annotations

import re
from pathlib import Path

PUBLISHED = (Path(__file__).parent / "permalinks.txt").read_text(encoding="utf-8").split()


def anchors(site: Path, address: str) -> set[str]:
    """The anchors at an address; a small speaker's stub leads on to its section."""
    page = site / address / "index.html"
    if not page.exists():
        return set()
    found = set(re.findall(r'\sid="?([^\s">]+)', page.read_text(encoding="utf-8")))
    return found or (anchors(site, "providers/more/") if address.startswith("providers/") else set())


def test_every_published_address_still_answers(site: Path) -> None:
    known: dict[str, set[str]] = {}
    lost = []
    for link in PUBLISHED:
        address, _, fragment = link.partition("#")
        if not (site / address / "index.html").exists():
            lost.append(f"{link}: leave a tombstone (a record that holds only 'moved_to: \"…\"'), or the record itself")
        elif fragment:
            if address not in known:
                known[address] = anchors(site, address)
            if fragment not in known[address]:
                lost.append(f"{link}: keep the response, or another one with this id in the same provider")
    assert lost == []


def test_the_list_holds_no_address_twice() -> None:
    assert len(PUBLISHED) == len(set(PUBLISHED))
