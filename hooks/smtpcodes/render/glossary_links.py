"""Words of the glossary on a page: the first time each stands in running text it becomes a link that carries its
explanation.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

_TAG = re.compile(r"(<[^>]*>)")
_SHUT = {
    "a",
    "code",
    "pre",
    "svg",
    "nav",
    "summary",
    "button",
    "label",
    "form",
    "h1",
    "h2",
    "h3",
    "dt",
    "th",
    "mark",
    "q",
}  # no term inside these
_OPEN = re.compile(r"^(?:<p|<li|<td|<dd|<ol|<ul|<table|<section|<div)\b")
_AT_MOST = 8  # a page full of dotted lines explains nothing


class Terms:
    """The glossary, ready to be found in pages."""

    def __init__(self, glossary: Mapping[str, Mapping[str, Any]]) -> None:
        self.texts = {term: " ".join(row["text"].split()) for term, row in glossary.items()}
        self.ids = {name: term for term, row in glossary.items() for name in (row["term"], *row.get("also", ()))}
        names = sorted(self.ids, key=len, reverse=True)
        self.mark = lru_cache(maxsize=2048)(self._mark)  # while serving, most pages are the same again
        self.pattern = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, names))})(?![\w-])") if names else None

    @staticmethod
    def of(glossary: Mapping[str, Mapping[str, Any]]) -> Terms:
        """The terms of a glossary: the same object for the same text."""
        return _terms(json.dumps(glossary))

    def _mark(self, page: str, root: str) -> str:
        """The page with its first use of each word as a link; only lines of HTML are read, never headings or literal
        text.
        """
        if self.pattern is None:
            return page
        done: set[str] = set()
        return "\n".join(self._line(line, root, done) if _OPEN.match(line) else line for line in page.split("\n"))

    def _line(self, line: str, root: str, done: set[str]) -> str:
        if len(done) >= _AT_MOST or self.pattern is None or not self.pattern.search(line):
            return line
        out, shut = [], 0
        for part in _TAG.split(line):
            if part.startswith("<"):
                name = re.sub(r"[</>].*|\s.*", "", part.lstrip("</"))
                if name in _SHUT and not part.endswith("/>"):
                    shut += -1 if part.startswith("</") else 1
                out.append(part)
            else:
                out.append(part if shut else self._words(self.pattern, part, root, done))
        return "".join(out)

    def _words(self, pattern: re.Pattern[str], text: str, root: str, done: set[str]) -> str:
        def link(found: re.Match[str]) -> str:
            term = self.ids[found[1]]
            if term in done or len(done) >= _AT_MOST:
                return found[1]
            done.add(term)
            return (
                f'<a class="term" href="{root}glossary/#{term}" title="{html.escape(self.texts[term])}">{found[1]}</a>'
            )

        return pattern.sub(link, text)


@cache
def _terms(glossary: str) -> Terms:
    return Terms(json.loads(glossary))
