"""The decoder's word lists as JSON: they stand in scripts that hold nothing else, and other languages need them.

Pure.
"""

from __future__ import annotations

import ast
import re
from typing import Any

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<key>[A-Za-z_]\w*)(?=\s*:)""",
    re.DOTALL,
)
_LIST = re.compile(r"^export const (?P<name>\w+) = (?P<value>.*?);$", re.MULTILINE | re.DOTALL)


def word_lists(script: str) -> dict[str, Any]:
    """Name → value of every constant of a script whose constants are texts, lists and tables."""
    plain = _TOKEN.sub(lambda hit: hit["text"] or (f'"{hit["key"]}"' if hit["key"] else ""), script)
    return {hit["name"]: ast.literal_eval(hit["value"]) for hit in _LIST.finditer(plain)}
