"""While serving, an edited record costs what it changes on the screen: the records are read and checked, and the open
page is made anew.

Every other page and file is made when somebody asks for it. Anything that is no edit of a record (prose, templates,
settings, a record more or less) takes MkDocs' whole build, and so does the first question for the search index after
an edit.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_side.serving import KeptPage

Stamp = tuple[tuple[str, int, int], ...]
SEARCH_INDEX = "search/search_index.json"


def stamp(project: Path) -> Stamp:
    """What stands outside the records, told by size and time: while it is the same, an edit was one of a record."""
    paths = [project / "mkdocs.yml", *(path for part in ("docs", "hooks") for path in (project / part).rglob("*"))]
    files = [path for path in paths if "__pycache__" not in path.parts and path.is_file()]
    return tuple((str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in files)


@dataclass
class Lazy:
    """What the last whole build left behind to make single pages with, and which may be older than the records."""

    config: Any = None
    files: Files = field(default_factory=lambda: Files([]))
    nav: Any = None
    env: Any = None
    stamp: Stamp | None = None  # None: only a whole build will do
    stale: set[str] = field(default_factory=set)  # paths below docs/
    search: bool = False  # whether the search index is older than the records
    lock: threading.RLock = field(default_factory=threading.RLock)

    def edited(self) -> None:
        """The records have changed: any page may be old, and is looked at when it is asked for."""
        self.search = True
        self.stale = {file.src_uri for file in self.files.documentation_pages()}

    def renewed(self) -> None:
        """A whole build is done: nothing is old."""
        self.search, self.stale = False, set()

    def asked(self, path: str) -> File | None:
        """The page that an address below the root means, where it may be old; it counts as fresh from now on."""
        name = path.removesuffix("index.html").strip("/")
        for source in (f"{name}.md", f"{name}/index.md") if name else ("index.md",):
            if source in self.stale:
                self.stale.discard(source)
                return self.files.get_file_from_path(source)
        return None

    def make(self, file: File, markdown: str | None, title: str | None) -> None:
        """Write one page anew into the site. ``markdown``, ``title``: of a generated page, None for a file of docs/."""
        page = file.page
        assert page, "a whole build has made the page"
        if isinstance(page, KeptPage):
            object.__setattr__(
                page, "__class__", Page
            )  # from now on it is read and rendered; navigation and neighbours know this object
        if markdown is not None:
            file.content_string, page.title = markdown, title
        file.dest_dir = self.config.site_dir  # not where that build was made
        vars(file).pop("abs_dest_path", None)  # MkDocs keeps it once it was asked for
        _populate_page(page, self.config, self.files, dirty=False)
        _build_page(page, self.config, self.files.documentation_pages(), self.nav, self.env)
