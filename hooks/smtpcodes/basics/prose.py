"""Prose of records: literal text with two marks, `code` and [[link]]; rendered as HTML, Markdown or plain text.

Whatever else stands in a record is text and stays text: it is escaped for each of the three.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Link(NamedTuple):
    """Where a [[link]] leads, relative to the site's root, and how it reads; a code has its title beside it."""

    url: str
    text: str
    title: str | None = None


Resolve = Callable[[str], Link | None]  # None where a target leads nowhere

_MARK = re.compile(r"`([^`\n]+)`|\[\[([^\[\]\n]+)\]\]")
_MARKDOWN_INSIDE = re.compile(r"([\\`*_{}\[\]<>|~&$])")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Split into ("text" | "code" | "link", content)."""
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            yield "text", text[at : mark.start()]
        yield ("code", mark[1]) if mark[1] is not None else ("link", mark[2])
        at = mark.end()
    if at < len(text):
        yield "text", text[at:]


def links(text: str) -> list[str]:
    """The targets of all [[links]] of a text."""
    return [content for kind, content in pieces(text) if kind == "link"]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line; one empty line in a folded YAML text (``>``) parts them."""
    return [" ".join(part.split()) for part in text.split("\n") if part.strip()]


def to_html(text: str, resolve: Resolve, root: str) -> str:
    """One paragraph as HTML. ``root``: the way to the site's root, for example "../"."""
    out = []
    for kind, content in pieces(text):
        if kind == "code":
            out.append(f"<code>{html.escape(content)}</code>")
        elif kind == "link" and (found := resolve(content)):
            chip = f' class="chip code" title="{html.escape(found.title)}"' if found.title else ""
            out.append(f'<a{chip} href="{html.escape(root + found.url)}">{html.escape(found.text)}</a>')
        else:
            out.append(html.escape(content))
    return "".join(out)


def to_markdown(text: str, resolve: Resolve, root: str) -> str:
    """One paragraph as GitHub-flavoured Markdown; ``root`` as a relative or absolute address."""
    out = []
    for kind, content in pieces(text):
        if kind == "code":
            out.append(code_span(content))
        elif kind == "link" and (found := resolve(content)):
            out.append(f"[{escape_markdown(found[1])}]({root}{found[0]})")
        else:
            out.append(escape_markdown(content))
    return "".join(out)


def to_plain(text: str, resolve: Resolve) -> str:
    """One paragraph without marks."""
    return "".join(
        (found[1] if (found := resolve(content)) else content) if kind == "link" else content
        for kind, content in pieces(text)
    )


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it stands; a first character that would open a block is escaped too."""
    text = _MARKDOWN_INSIDE.sub(r"\\\1", text)
    return re.sub(
        r"^(\s*)([#+\-=>]|\d+(?=[.)]\s))",
        lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else f"{m[1]}{m[2]}\\",
        text,
    )


def markdown_target(address: str) -> str:
    """An address as the target of a Markdown link: what would end it early is percent-encoded."""
    return re.sub(r"[\s()<>\\`]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address)


def code_span(text: str) -> str:
    """A Markdown code span, whatever it holds."""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escape_heading(text: str) -> str:
    """Text for a heading of a Markdown page that is shown as HTML: no mark, no tag, no attribute list."""
    return re.sub(r"([\\`*_\[\]|~$#])", r"\\\1", html.escape(text, quote=False)).replace("{", "&#123;")
