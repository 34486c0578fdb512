"""The built site with the headers that docs/hosting/_headers sends: what other origins may do with it."""

from __future__ import annotations

import contextlib
import fnmatch
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from browser import _Handler
from conftest import ROOT


def headers() -> list[tuple[str, str, str]]:
    """(pattern of paths, name, value) of every header in the shipped file."""
    rows, pattern = [], ""
    for line in (ROOT / "docs" / "hosting" / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            pattern = line.strip()
        elif line.startswith("  ") and ":" in line:
            name, value = line.strip().split(":", 1)
            rows.append((pattern, name, value.strip()))
    return rows


class _Shipped(_Handler):
    rows = headers()

    def end_headers(self) -> None:
        path = self.path.split("?")[0]
        for pattern, name, value in self.rows:
            if fnmatch.fnmatchcase(path, pattern):
                self.send_header(name, value)
        super().end_headers()


@contextlib.contextmanager
def served_as_shipped(folder: Path) -> Iterator[str]:
    """Serve a built site as its hosts do; gives its address with a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Shipped, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
