"""What ``mkdocs serve`` saves, so that an edited record is on screen soon: an edit rebuilds the pages that it changes,
and the
files that are no pages (redirects, cards, JSON …) are made when a browser asks for them.

A page is kept while its Markdown and the look of the site (templates, theme, settings) are the same. Kept pages lose
nothing but
fresh previous/next titles; a real build makes every page and file anew.
"""

from __future__ import annotations

import gc
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents


class KeptPage(Page):
    """A page whose HTML an earlier build made: there for links and neighbours, never read or rendered."""

    def __init__(self, file: File, config: Any, html: str, title: str) -> None:
        super().__init__(title, file, config)
        self.kept = html

    def read_source(self, config: Any) -> None:
        self.markdown, self.meta = "", {"template": "kept.html", "search": {"exclude": True}}

    def render(self, config: Any, files: Files) -> None:
        self.content, self.toc = "", TableOfContents([])


@dataclass
class Serving:
    """What lives on from build to build: Markdown, HTML and search entries of the pages, and the files not made yet."""

    look: str = ""
    markdown: dict[str, str] = field(default_factory=dict)  # by the page's path below docs/, as are the next two
    html: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    search: dict[str, list[dict[str, object]]] = field(default_factory=dict)  # by the page's address
    same: list[str] = field(default_factory=list)  # addresses of the pages that this build takes over
    late: Late | None = None

    def take_over(self, files: Files, config: Any, markdown: Mapping[str, str], look: str) -> None:
        """Put the pages of an earlier build where nothing about them changed.

        In: every page's Markdown as it goes into the build, by path, and a digest of what pages look like.
        """
        if look != self.look:
            self.look, self.markdown, self.html = look, {}, {}
        same = {path for path, text in markdown.items() if self.markdown.get(path) == text and path in self.html}
        self.markdown, self.same = dict(markdown), []
        for file in files.documentation_pages():
            if file.src_uri in same:
                KeptPage(file, config, self.html[file.src_uri], self.titles[file.src_uri])
                self.same.append(file.url.removeprefix("./"))

    def keep(self, page: Page, html: str) -> None:
        """Remember a page that was built."""
        self.html[page.file.src_uri], self.titles[page.file.src_uri] = html, str(page.title)

    def replace(self, files: Iterable[tuple[str, bytes]]) -> None:
        """The records have changed: others make the files that are no pages. In: (path, content)."""
        if self.late:
            self.late = self.late.successor(files)

    def finish(self, site: Path, target: Path, files: Iterable[tuple[str, bytes]]) -> None:
        """The pages are written: complete their search index, and hold the other files ready.

        In: the folder that they were written to, the folder that takes its place, (path, content) of the other files.
        """
        index = site / "search" / "search_index.json"
        index.write_text(self._with_kept_entries(index.read_text(encoding="utf-8")), encoding="utf-8")
        self.late = Late(target, files)
        gc.freeze()  # what is kept lives on: the next edit need not look through it for garbage

    def _with_kept_entries(self, index: str) -> str:
        found = json.loads(index)
        fresh: dict[str, list[dict[str, object]]] = {}
        for entry in found["docs"]:
            fresh.setdefault(str(entry["location"]).split("#")[0], []).append(entry)
        self.search.update(fresh)
        for address in self.same:
            found["docs"] += self.search.get(address, [])
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    def answering(self, app: Callable[..., Any], root: str, fresh: Callable[[str], bool]) -> Callable[..., Any]:
        """The server's WSGI application, asked a second time for what is made late.

        ``root``: the path that the site is served under. ``fresh`` brings the page of an address below it up to date,
        and says whether it was old.
        """

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            started: list[tuple[Any, ...]] = []
            body = app(environ, lambda *args: started.append(args))  # waits for a build that goes on
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(root) and fresh(path.removeprefix(root)):
                if hasattr(body, "close"):
                    body.close()
                return app(environ, start_response)
            missing = started[0][0].startswith("404") and path.startswith(root)
            if missing and self.late and self.late.write(path.removeprefix(root)):
                return app(environ, start_response)
            start_response(*started[0])
            return body

        return answer


class Late:
    """Files that are written when somebody asks for them, made in their order until the one asked for is there."""

    def __init__(self, site: Path, files: Iterable[tuple[str, bytes]]) -> None:
        self._site, self._files, self._made = site, iter(files), dict[str, bytes]()
        self._written: list[str] = []
        self._one_at_a_time = threading.Lock()

    def successor(self, files: Iterable[tuple[str, bytes]]) -> Late:
        """One that makes other files at the same place; what this one wrote is removed."""
        with self._one_at_a_time:
            for path in self._written:
                (self._site / path).unlink(missing_ok=True)
        return Late(self._site, files)

    def write(self, path: str) -> bool:
        """Write the file of an address below the root (``550/5.7.1/``, ``api/v1/codes.json``); whether there was one to
        write.
        """
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
            self._written.append(found)
            return True


def digest(paths: Iterable[Path]) -> str:
    """One digest over the content of files."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.read_bytes())
    return whole.hexdigest()
