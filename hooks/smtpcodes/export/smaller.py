"""Scripts as browsers load them: the same in fewer bytes; the readable ones stay in the sources.

A library makes them. Where there is none for a machine (pyproject.toml says where), scripts lose no more than comments
and white space: the site is heavier then, and works the same.
"""

from __future__ import annotations

import re

try:
    import minify
except ImportError:
    minify = None

_TOKEN = re.compile(
    r"""
    (?P<space>(?:\s|//[^\n]*|/\*.*?\*/)+)
    | (?P<text>"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | `(?:[^`\\]|\\.)*`)
    | (?P<word>[\w$\#]+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_EXPRESSION = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_EXPRESSION = ("return", "typeof", "case", "of", "in")  # behind these and behind marks a / starts an expression


def small_script(script: str) -> str:
    """In: a module or a script. Out: the same with short names for what is its own."""
    return f"{minify.string('application/javascript', script)}\n" if minify else squeezed(script)


def squeezed(script: str) -> str:
    """A script without its comments and without the white space that means nothing.

    Line breaks stay wherever they could end a statement. In: a script in whose templates no ` stands inside `${}`.
    """
    out: list[str] = []
    gap, at, last = "", 0, ""
    while found := _TOKEN.match(script, at):
        token = found[0]
        if found["space"]:
            gap, at = "\n" if "\n" in token else " ", found.end()
            continue
        starts = not last or last in _BEFORE_EXPRESSION or last[-1] in "(,=:[!&|?{};<>+-*%~"
        if token == "/" and starts and (expression := _EXPRESSION.match(script, at)):
            token = expression[0]
        out += [_between(last, gap, token), token]
        gap, last, at = "", token, at + len(token)
    return "".join(out) + "\n"


def _between(last: str, gap: str, token: str) -> str:
    """What stays of the white space between two tokens."""
    if not gap or not last:
        return ""
    if gap == "\n":
        return "" if last in "({[,;:?=&|<>+-*" or token[0] in ")}],;:?.=&|<>*%" else "\n"
    joined = _is_word(last[-1]) and (_is_word(token[0]) or last == "from")
    return " " if joined or last[-1] == token[0] or "/" in (last[-1], token[0]) else ""


def _is_word(character: str) -> bool:
    return character.isalnum() or character in "_$#"
