"""What ``mkdocs serve`` saves, so that an edited record is on screen soon: an edit rebuilds the pages that it changes, and the
files that are no pages (stubs, cards, JSON …) are made when a browser asks for them.

A page is kept while its Markdown and the look of the site (templates, theme, settings) are the same. Kept pages lose nothing but
fresh previous/next titles; a real build makes every page and file anew.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


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
    markdown: dict[str, str] = field(default_factory=dict)  # by the page's path below docs/, as are the next two
    html: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    search: dict[str, list[dict[str, object]]] = field(default_factory=dict)  # by the page's address

    def unchanged(self, markdown: Mapping[str, str], look: str) -> set[str]:
        """The paths that need no new build. In: all pages' Markdown by path, a digest of what they look like."""
        if look != self.look:
            self.look, self.markdown, self.html = look, {}, {}
        same = {path for path, text in markdown.items() if self.markdown.get(path) == text and path in self.html}
        self.markdown = dict(markdown)
        return same

    def merged_search(self, index: str, addresses: Iterable[str]) -> str:
        """The search index with the entries of the kept pages at these addresses put back; remembers the fresh ones."""
        found = json.loads(index)
        fresh: dict[str, list[dict[str, object]]] = {}
        for entry in found["docs"]:
            fresh.setdefault(str(entry["location"]).split("#")[0], []).append(entry)
        self.search.update(fresh)
        for address in addresses:
            found["docs"] += self.search.get(address, [])
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


class Late:
    """Files that are written when somebody asks for them, made in their order until the one asked for is there."""

    def __init__(self, site: Path, files: Iterable[tuple[str, bytes]]) -> None:
        self._site, self._files, self._made = site, iter(files), dict[str, bytes]()
        self._one_at_a_time = threading.Lock()

    def write(self, path: str) -> bool:
        """Write the file of an address below the root (``550/5.7.1/``, ``api/v1/codes.json``); whether there was one to write."""
        wanted = {path, f"{path}index.html"} if path.endswith("/") or not path else {path, f"{path}/index.html"}
        with self._one_at_a_time:
            found = next((one for one in wanted if one in self._made), None)
            while found is None and (one := next(self._files, None)) is not None:
                self._made[one[0]] = one[1]
                found = one[0] if one[0] in wanted else None
            if found is None or (self._site / found).exists():
                return False
            target = self._site / found
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self._made[found])
            return True


def answering(app: Callable[..., Any], root: str, late: Callable[[], Late]) -> Callable[..., Any]:
    """The server's WSGI application, asked a second time for what is made late. ``root``: the path that the site is served under."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        started: list[tuple[Any, ...]] = []
        body = app(environ, lambda *args: started.append(args))  # waits for a build that goes on
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if started[0][0].startswith("404") and path.startswith(root) and late().write(path.removeprefix(root)):
            return app(environ, start_response)
        start_response(*started[0])
        return body

    return answer
