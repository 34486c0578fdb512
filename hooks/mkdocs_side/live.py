"""What a browser sees of ``mkdocs serve`` beyond the pages: they reload by themselves, and mistakes in the data stand
on top of them.

MkDocs puts a script into every page that waits for the next build. Its text differs from page to page, so its hash
joins the page's own
policy here. A build that fails leaves the last good site; without this, the server would let every request wait until
the next good build.
"""

from __future__ import annotations

import contextlib
import html
import logging
import re
import socket
import traceback
from collections.abc import Callable
from typing import Any

from mkdocs.exceptions import PluginError

from smtpcodes.site_build import script_hash

_POLICY = re.compile(r'(http-equiv="Content-Security-Policy" content=")([^"]*)"')
_SCRIPT = re.compile(r"<script>((?:(?!</script>).)*livereload\(.*?)</script>", re.DOTALL)
_BODY = re.compile(r"<body[^>]*>")
_log = logging.getLogger("mkdocs.hooks.smtpcodes")


def taken(host: str, port: int) -> None:
    """Raises PluginError where somebody else listens there: after the first build MkDocs would end in a traceback."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
        raise PluginError(f"port {port} of {host} is taken; choose another: mkdocs serve -a {host}:{port + 1}")


class Problems:
    """What the last build found wrong; empty after a good one."""

    def __init__(self, error: Callable[[], BaseException | None]) -> None:
        """``error`` gives (and forgets) what MkDocs' event of a failed build told."""
        self.text, self._error = "", error

    def caught(self, builder: Callable[[], None]) -> Callable[[], None]:
        """The server's builder, which never fails: what is wrong is kept for the pages, and MkDocs has said it in
        the terminal.
        """

        def build() -> None:
            try:
                builder()
                self.text = ""
            except (Exception, SystemExit) as failed:
                cause = self._error() or failed
                known = isinstance(failed, SystemExit)
                self.text = str(cause) if known else "".join(traceback.format_exception(cause))
                if not known:
                    _log.error(self.text)
                _log.error("The last good site stays until this is mended.")

        return build


def shown(page: str, problems: str) -> str:
    """A served page with the problems on top, and with MkDocs' script let in by its policy."""
    if found := _SCRIPT.search(page):
        allowed = script_hash(found[1])
        page = _POLICY.sub(lambda policy: f'{policy[1]}{_let_in(policy[2], allowed)}"', page, count=1)
    if problems:
        text = html.escape(problems, quote=False)
        box = (
            '<div role="alert" class="md-typeset" data-problems><p><strong>This is the last good site.</strong> '
            f"Mend this, and it comes up to date by itself:</p><pre>{text}</pre></div>"
        )
        page = _BODY.sub(lambda body: body[0] + box, page, count=1)
    return page


def _let_in(policy: str, script: str) -> str:
    parts = dict(one.split(" ", 1) for part in policy.split(";") if " " in (one := part.strip()))
    parts["script-src"] = f"{parts.get('script-src', '')} {script}".strip()
    parts.setdefault("connect-src", "'self'")
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def live(app: Callable[..., Any], problems: Problems) -> Callable[..., Any]:
    """The server's WSGI application with its pages as ``shown``."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        started: list[Any] = []
        body = app(environ, lambda *args: started.extend(args))
        status, headers, *rest = started
        if not any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers):
            start_response(status, headers, *rest)
            return body
        try:
            page = shown(b"".join(body).decode("utf-8"), problems.text).encode("utf-8")
        finally:
            if hasattr(body, "close"):
                body.close()
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*kept, ("Content-Length", str(len(page)))], *rest)
        return [page]

    return answer
