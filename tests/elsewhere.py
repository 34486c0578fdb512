"""What tests of cards, element and badges share: a page of another origin, and what axe finds on it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from browser import Watch
from conftest import ROOT
from npm import packages

GUIDE = ROOT / "docs" / "embedding.md"


class Page:
    """A page of a new context, with what went wrong on it and what it asked for."""

    def __init__(self, chromium: Any, **options: Any) -> None:
        self.context = chromium.new_context(**options)
        self.page = self.context.new_page()
        self.watch = Watch(self.page)

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *error: object) -> None:
        self.context.close()


def violations(page: Any) -> list[str]:
    """What axe finds, frames included."""
    for frame in page.frames:
        frame.evaluate((packages() / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: true})")
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))
