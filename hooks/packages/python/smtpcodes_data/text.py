"""Texts as the site's JavaScript sees them: its white space, its patterns, its places, its lines."""

from __future__ import annotations

import bz2
import json
import re
from pathlib import Path
from typing import Any

SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_STRIPPED = SPACES.replace("\u2000-\u200a", "".join(map(chr, range(0x2000, 0x200B))))
_CONTROLS = "".join(map(chr, range(33)))
_WORD = "0-9A-Za-z_"
_CLASSES = {"d": "0-9", "w": _WORD, "s": SPACES}
_EDGE = f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))"
_NEWLINE = re.compile("\r\n|[\n\r\u2028\u2029]")
_LINE_LIMIT = 20000  # a longer line is no line that a server wrote
_SNIPPET_LIMIT = 6000  # no server's answer is longer


def data(name: str) -> Any:
    """One of the JSON files beside this module, which are packed: bz2 packs texts best."""
    packed = (Path(__file__).parent / f"{name}.bz2").read_bytes()
    return json.loads(bz2.decompress(packed))


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""A pattern with JavaScript's ``\d``, ``\w``, ``\s``, ``\b`` and ``$``, which differ from Python's."""
    out, inside, i = [], False, 0
    while i < len(source):
        c = source[i]
        if c == "\\":
            i += 1
            c = source[i]
            if c in _CLASSES:
                out.append(_CLASSES[c] if inside else f"[{_CLASSES[c]}]")
            elif c.lower() in _CLASSES:
                out.append(f"[^{_CLASSES[c.lower()]}]")
            else:
                out.append(_EDGE if c == "b" else "\\" + c)
        elif c == "$" and not inside:
            out.append(r"\Z")
        else:
            inside = True if c == "[" else False if c == "]" else inside
            out.append("\\[" if c == "[" and out and inside and _open(out) else c)
        i += 1
    return re.compile("".join(out), flags)


def _open(out: list[str]) -> bool:
    """Does a class stand open already?"""
    whole = "".join(out)
    return whole.rfind("[") > whole.rfind("]") and not whole.endswith("\\")


def units(text: str) -> str:
    """Characters beyond the first plane as the two halves that JavaScript counts."""
    if not any(c > "\uffff" for c in text):
        return text
    return "".join(c if c <= "\uffff" else _halves(ord(c) - 0x10000) for c in text)


def _halves(code: int) -> str:
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def trim(text: str) -> str:
    return text.strip(_STRIPPED)


def trim_start(text: str) -> str:
    return text.lstrip(_STRIPPED)


def at(text: str, i: int) -> str:
    """The character at ``i``, or nothing outside of the text."""
    return text[i] if 0 <= i < len(text) else ""


def is_digit(c: str) -> bool:
    return "0" <= c <= "9"


def is_letter(c: str) -> bool:
    return "a" <= c <= "z" or "A" <= c <= "Z"


def lines(text: str) -> list[str]:
    """A text cut at any newline."""
    found = [line[:_LINE_LIMIT] for line in _NEWLINE.split(text)]
    return found[:-1] if found and not found[-1] else found


class Snippet:
    """Several lines read as one text, joined by single spaces: servers wrap their replies where they like."""

    def __init__(self, found: list[str] | tuple[str, ...] = ()) -> None:
        self.text = ""
        self.parts: list[int] = []  # where its lines start
        for line in found:
            self.add(line)

    def add(self, line: str) -> None:
        piece = line.strip(_CONTROLS)
        if not piece or len(self.text) > _SNIPPET_LIMIT:
            return
        if self.text:
            self.text += " "
        self.parts.append(len(self.text))
        self.text += piece

    def starts(self) -> list[int]:
        return self.parts[:100]


def is_binary(text: str) -> bool:
    """Is it no text at all? Control characters, or what a decoder put for broken ones, in number."""
    stop = min(len(text), 1000)
    odd = sum(c == "\ufffd" or c < "\x07" or "\r" < c < "\x1b" or "\x1b" < c < " " for c in text[:stop])
    return odd > 3 and odd > stop * 0.05
