"""The snippets of the guides, as tests use them: exactly what a reader copies."""

from __future__ import annotations

import re
from pathlib import Path

_SNIPPET = re.compile(r"<!-- snippet: ([a-z0-9-]+) -->\n```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def snippets(page: Path, base: str, code: str = "550 5.7.1") -> dict[str, str]:
    """Every named snippet of a guide, with the site's address and the code filled in as the page's own fields do it."""
    found = dict(_SNIPPET.findall(page.read_text(encoding="utf-8")))
    where, said = code.replace(" ", "/"), code
    return {
        name: text.replace("https://kb.example.com", base.rstrip("/"))
        .replace("550/5.7.1", where)
        .replace("550 5.7.1", said)
        for name, text in found.items()
    }
