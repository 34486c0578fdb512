"""Build aside and swap: a site folder holds a whole site at every moment, the last good one until the next is done.

Whatever stops a build (a problem, a full disk, Ctrl-C) leaves the folder as it was. Hidden entries (.well-known, .git)
stay, as MkDocs
itself keeps them.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath


class Aside:
    """One build on its way: written to ``folder``, put into the place of ``target`` by ``swap``."""

    def __init__(self, target: Path) -> None:
        """Make an empty folder to build in. Raises OSError where that cannot be."""
        self.target = target.resolve()  # a link to the folder that a web server reads stays a link
        parent = self.target.parent
        parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that renaming is enough; in it where nothing can be made beside it (a mount, a folder of
        # another's).
        self.beside = os.access(parent, os.W_OK) and not os.path.ismount(self.target)
        self.folder = (parent if self.beside else self.target) / f".{self.target.name}.building"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        atexit.register(self.drop)  # Ctrl-C reaches no event of MkDocs

    def swap(self) -> None:
        """Put what was built into the place of what stood there."""
        old = self.folder.with_name(f".{self.target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if not self.target.exists():
            self.folder.rename(self.target)
        elif self.beside:
            shutil.copymode(self.target, self.folder)
            for hidden in self.target.glob(".*"):
                shutil.move(hidden, self.folder / hidden.name)
            self.target.rename(old)
            self.folder.rename(self.target)
        else:
            old.mkdir()
            _move(self.target, old)
            _move(self.folder, self.target)
            self.folder.rmdir()
        shutil.rmtree(old, ignore_errors=True)
        atexit.unregister(self.drop)

    def drop(self) -> None:
        """Remove what was built so far; the target stays as it is."""
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.drop)


def _move(source: Path, target: Path) -> None:
    for entry in [one for one in source.iterdir() if not one.name.startswith(".")]:
        entry.rename(target / entry.name)


def clashes(paths: Iterable[str]) -> Iterator[str]:
    """What keeps files from standing side by side: one address wanted twice, or as a file and as a folder; letters'
    case does not part them.
    """
    seen: set[str] = set()
    for path in paths:
        if path.lower() in seen:
            yield f"two files want the address '{path}'; rename one of them"
        seen.add(path.lower())
    for path in sorted(seen):
        for parent in PurePosixPath(path).parents:
            if str(parent) in seen:
                yield f"'{parent}' is wanted as a file and as a folder (for '{path}'); rename one of them"
