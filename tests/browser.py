"""A browser and a server for tests: Debian's or any other Chromium through Playwright, and a folder served on
loopback.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

# Chromium's own services are switched off, so that a closed network is not asked for anything.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]


def chromium_path() -> str | None:
    """The browser to use: $CHROMIUM, or the first one on the path."""
    wanted = os.environ.get("CHROMIUM")
    return wanted or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """A running Chromium as Playwright's object. Raises RuntimeError where none is installed."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if not path:
        raise RuntimeError("no Chromium found; install Debian's package 'chromium' or set CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield running
        finally:
            running.close()


class Watch:
    """What a page asks for (addresses, in order) and what goes wrong on it: errors of scripts, and what the console
    calls an error or a warning (``message, address of what it is about``). From now on, for a page or a whole context.
    """

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.faults: list[tuple[str, str]] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", self._said)
        # A context knows an error by another name than its page does.
        kind = "pageerror" if hasattr(page, "main_frame") else "weberror"
        page.on(kind, lambda error: self.faults.append((str(getattr(error, "error", error)), "")))

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append((message.text, message.location.get("url", "")))

    @property
    def wrong(self) -> list[str]:
        """The messages alone."""
        return [message for message, _ in self.faults]

    def elsewhere(self, base: str) -> list[str]:
        """What was asked of other hosts than the one at ``base``; what a page holds in itself is asked of nobody."""
        return [url for url in self.asked if not url.startswith((base, "data:", "blob:"))]


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder like a plain static host: 404.html for what is missing, compressed, under an optional
    sub-path.
    """

    prefix = "/"
    max_age = 0
    log: list[str] | None = None
    protocol_version = "HTTP/1.1"
    extensions_map: ClassVar = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
        ".md": "text/markdown; charset=utf-8",
    }

    def do_GET(self) -> None:
        if self.log is not None:
            self.log.append(f"{self.requestline}\n{self.headers}")
        path = self.path.split("?")[0].split("#")[0]
        if not path.startswith(self.prefix):
            self._send(404, b"outside", "text/plain")
            return
        target = Path(self.translate_path(path[len(self.prefix) - 1 :]))
        if target.is_dir() and not path.endswith("/"):
            self.send_response(301)
            self.send_header("Location", path + "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        target = target / "index.html" if target.is_dir() else target
        if target.is_file():
            self._send(200, target.read_bytes(), self.guess_type(str(target)))
        else:
            missing = Path(self.directory) / "404.html"
            self._send(404, missing.read_bytes() if missing.exists() else b"missing", "text/html")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        packed = gzip.compress(body, 6, mtime=0) if wanted and len(body) > 500 else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if packed is not body:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        if self.max_age:
            self.send_header("Cache-Control", f"max-age={self.max_age}")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(packed)

    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path, prefix: str = "/", max_age: int = 0, log: list[str] | None = None) -> Iterator[str]:
    """Serve a folder on loopback; gives its address with a slash at the end. ``max_age``: seconds that a browser may
    keep files;
    ``log`` takes every request as the server gets it, with its headers."""
    handler = type(
        "Handler", (_Handler,), {"prefix": prefix, "max_age": max_age, "log": log, "do_POST": _Handler.do_GET}
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
