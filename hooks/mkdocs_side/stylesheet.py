"""Material's stylesheet without the parts that no page of this site uses: half of its weight is for features that are
off.

A rule stays if every class of one of its selectors occurs in what may become a page: templates, prose, scripts.
That is found by reading, so a new page or class brings its rules back by itself at the next build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache

# Classes that Markdown's extensions write: code blocks with their token classes (one to three letters), tables,
# anchors.
_WRITTEN = {"highlight", "filename", "headerlink", "admonition", "admonition-title", "js", "no-js"}
# Parts of Material that are off here, though its script and its base page name them.
_OFF = (
    "md-annotation",
    "md-author",
    "md-banner",
    "md-clipboard",
    "md-code",
    "md-consent",
    "md-feedback",
    "md-meta",
    "md-nav",
    "md-pagination",
    "md-path",
    "md-pin",
    "md-post",
    "md-progress",
    "md-select",
    "md-social",
    "md-source",
    "md-status",
    "md-tabs",
    "md-tag",
    "md-tooltip",
    "md-top",
    "md-version",
)
_TOKEN = re.compile(r"[a-z][a-z0-9]{0,2}")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_GROUP = re.compile(r":(?:is|where|has)\(([^()]*)\)")
_NOT = re.compile(r":not\([^()]*\)")
_VARIABLE = re.compile(
    r"(--[\w-]+):((?:url\((?:\"[^\"]*\"|'[^']*'|[^)\"']*)\)|[^;{}\"']|\"[^\"]*\"|'[^']*')*)(?:;|(?=}))"
)
_INSIDE = ("@media", "@supports", "@layer")


def classes_of(sources: Iterable[str], material_script: str) -> frozenset[str]:
    """Every word that may be a class: in class attributes, attribute lists, strings of scripts; Material's script by
    its md- words.
    """
    found = set(_WRITTEN)
    for text in sources:
        for part in _parts(text):
            found |= set(re.findall(r"[A-Za-z_][\w-]*", part))
    return frozenset(
        name for name in found | set(re.findall(r"md-[\w-]+", material_script)) if not name.startswith(_OFF)
    )


def _parts(text: str) -> Iterator[str]:
    for match in re.finditer(
        r"class(?:Name|List\.\w+)?\s*[=:(]\s*[\"'`]([^\"'`]*)|(\{[:.# ][^}]*\})|^(?:!!!|\?\?\?\+?) ([a-z ]+)",
        text,
        re.MULTILINE,
    ):
        yield next(part for part in match.groups() if part is not None)
        if match[3]:
            yield "admonition admonition-title"


@cache
def lean(css: str, used: frozenset[str], more: str = "") -> str:
    """The stylesheet without rules for unused classes, then without variables that neither it nor ``more`` reads."""
    css = re.sub(r"/\*.*?\*/|@charset \"[^\"]*\";", "", css, flags=re.DOTALL)
    css = _rules_kept(css, used).replace("[dir=ltr] ", "")
    for _ in range(3):  # a dropped variable may have been the only reader of another
        css = _without_unread(css, frozenset(re.findall(r"var\(\s*(--[\w-]+)", css + more)))
    return re.sub(r"[^{}]*\{\}", "", css)


def _without_unread(css: str, read: Set[str]) -> str:
    return _VARIABLE.sub(lambda found: found[0] if found[1] in read else "", css)


def _rules_kept(css: str, used: Set[str]) -> str:
    out = []
    for head, body in rules(css):
        if body is None:
            out.append(head + ";")
        elif head.startswith(_INSIDE):
            if inside := _rules_kept(body, used):
                out.append(f"{head}{{{inside}}}")
        elif head.startswith("@"):
            out.append(f"{head}{{{body}}}")
        elif kept := [one for one in selectors(head) if _possible(one, used)]:
            out.append(f"{','.join(kept)}{{{body}}}")
    return "".join(out)


def _possible(selector: str, used: Set[str]) -> bool:
    """Could this selector match anything? Right-to-left writing is not used."""
    if "[dir=rtl]" in selector:
        return False
    token_rule = ".highlight" in selector

    def known(name: str) -> bool:
        return name in used or (token_rule and _TOKEN.fullmatch(name) is not None)

    plain = _NOT.sub("", selector)
    plain = _GROUP.sub(
        lambda found: "" if any(all(map(known, _CLASS.findall(one))) for one in found[1].split(",")) else ".\0", plain
    )
    return "\0" not in plain and all(map(known, _CLASS.findall(plain)))


def selectors(head: str) -> list[str]:
    """The selectors of a rule, split at the commas that stand in no brackets."""
    out, depth, at = [], 0, 0
    for index, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            out.append(head[at:index])
            at = index + 1
    return [*out, head[at:]]


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """(what stands before the brace, what stands inside) of each rule; (statement, None) for one that ends with a
    semicolon.
    """
    at = 0
    while at < len(css):
        end = _skip(css, at, "{;")
        if end >= len(css):
            return
        if css[end] == ";":
            yield css[at:end], None
            at = end + 1
            continue
        depth, close = 1, end + 1
        while depth:
            close = _skip(css, close, "{}")
            if close >= len(css):
                raise ValueError("a brace of the stylesheet is not closed")
            depth += 1 if css[close] == "{" else -1
            close += 1
        yield css[at:end], css[end + 1 : close - 1]
        at = close


def _skip(css: str, at: int, stops: str) -> int:
    """The next of ``stops`` that stands in no string and no url()."""
    while at < len(css) and css[at] not in stops:
        if css[at] in "\"'":
            quote = css[at]
            at += 1
            while at < len(css) and css[at] != quote:
                at += 2 if css[at] == "\\" else 1
        elif css.startswith("url(", at) and css[at + 4 : at + 5] not in {'"', "'"}:
            at = css.find(")", at)
        at += 1
    return at
