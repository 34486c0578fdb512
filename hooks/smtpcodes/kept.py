"""What earlier builds of one ``mkdocs serve`` made, so that an edited record rebuilds the pages that it changes and no others.

A page is kept while its Markdown and the look of the site (templates, theme, settings) are the same. Kept pages lose nothing but
fresh previous/next titles; a real build makes every page anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


def digest(paths: Iterable[Path]) -> str:
    """One digest over the content of files."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.read_bytes())
    return whole.hexdigest()


@dataclass
class Kept:
    """Markdown, HTML and search entries of the pages built so far."""

    look: str = ""
    markdown: dict[str, str] = field(default_factory=dict)  # by the page's path below docs/
    html: dict[str, str] = field(default_factory=dict)  # by the page's path below docs/
    search: dict[str, list[dict[str, object]]] = field(default_factory=dict)  # by the page's address

    def unchanged(self, markdown: Mapping[str, str], look: str) -> set[str]:
        """The paths that need no new build. In: all pages' Markdown by path, a digest of what they look like."""
        if look != self.look:
            self.look, self.markdown, self.html = look, {}, {}
        same = {path for path, text in markdown.items() if self.markdown.get(path) == text and path in self.html}
        self.markdown = dict(markdown)
        return same

    def files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(path in the site, HTML) of kept pages."""
        for path in paths:
            yield f"{path.removesuffix('.md')}/index.html", self.html[path]

    def merged_search(self, index: str, paths: Iterable[str]) -> str:
        """The search index with the entries of kept pages put back; remembers the fresh ones."""
        found = json.loads(index)
        fresh: dict[str, list[dict[str, object]]] = {}
        for entry in found["docs"]:
            fresh.setdefault(str(entry["location"]).split("#")[0], []).append(entry)
        self.search.update(fresh)
        for path in paths:
            found["docs"] += self.search.get(f"{path.removesuffix('.md')}/", [])
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
