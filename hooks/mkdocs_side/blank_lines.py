"""Material's templates leave blank and indented lines, 150 bytes of each page; the reader needs none."""

from __future__ import annotations

import re

_KEPT = re.compile(r"<(pre|script|textarea)\b.*?</\1>", re.DOTALL)  # here a line is text
_LINES = re.compile(r"\n\s+")


def without(page: str) -> str:
    """In and out: the HTML of a page. Between two tags, one line end says the same as many and what indents a line."""
    out, at = [], 0
    for kept in _KEPT.finditer(page):
        out += [_LINES.sub("\n", page[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join((*out, _LINES.sub("\n", page[at:])))
