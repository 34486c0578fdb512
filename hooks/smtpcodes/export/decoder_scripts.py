"""The decoder's modules as browsers load them: one script, without comments.

Forty small modules are good to read and slow to load: each costs a request, and what they share is compressed anew in
each. So all that stands behind `decode.js` is published inside it; only modules that somebody loads by name stay, and
white space stays only where it means something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

#: Loaded by name: by pages, by the worker's maker, by other programs.
ENTRIES = ("decode.js", "file.js", "index.js", "verdict.js", "worker.js")

_IMPORT = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\}|\* as (?P<all>\w+)) from "\./(?P<module>[\w.-]+)";\n', re.MULTILINE
)
_FORWARD = re.compile(r'^export \{(?P<names>[^}]*)\} from "\./(?P<module>[\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (?P<name>\w+))", re.MULTILINE)
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
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class UnknownForm(Exception):
    """A module imports or exports in a way that is not understood here; the message names it and the line."""


def without_comments(script: str) -> str:
    """A module as browsers need it: comments that start a line, and indentation, serve readers of the source.

    In: a script none of whose strings spans lines. A comment behind code stays.
    """
    kept, inside = [], False
    for line in map(str.strip, script.splitlines()):
        while inside or line.startswith("/*"):
            _, end, line = line.partition("*/")
            inside = not end
            line = line.strip()
            if inside:
                break
        if line and not inside and not line.startswith("//"):
            kept.append(line)
    return "\n".join(kept) + "\n"


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


def published(modules: Mapping[str, str]) -> dict[str, str]:
    """In: the modules by file name, as they stand in the source. Out: the scripts that the site holds, by file name.

    Raises UnknownForm for an import or export that has none of the forms that the modules use.
    """
    plain = {name: without_comments(text) for name, text in modules.items()}
    entries = [name for name in ENTRIES if name in plain]
    asked = {
        (module, name)
        for entry in entries
        if entry != "decode.js"
        for module, names in _imports(plain[entry])
        if module not in entries
        for name in names
    }
    order: list[str] = []
    for module in ("decode.js", *sorted({module for module, _ in asked})):
        _visit(module, plain, order)
    bundle = [_wrapped(name, plain[name]) for name in order]
    shown = {("decode.js", name) for name in _exports(plain["decode.js"])} | asked
    bundle += [f"export const {{ {name} }} = {_variable(module)};\n" for module, name in sorted(shown)]
    others = {
        entry: _IMPORT.sub(lambda found: _from_entry(found, entries), plain[entry])
        for entry in entries
        if entry != "decode.js"
    }
    return {name: squeezed(text) for name, text in {"decode.js": "".join(bundle), **others}.items()}


def page_scripts(modules: Mapping[str, str]) -> dict[str, str]:
    """The scripts that pages load, by file name, each with all that it imports.

    In: the modules by file name. A module that another one imports is no script of its own.
    """
    imported = {module for text in modules.values() for module, _ in _imports(text)}
    return {name: one_script(name, modules) for name in modules if name not in imported}


def one_script(entry: str, modules: Mapping[str, str]) -> str:
    """In: a script's name, and modules by file name. Out: the script with all that it imports.

    What stands in another folder is loaded from there, and what the script exports stays exported.
    """
    plain = {name: without_comments(text) for name, text in modules.items()}
    order: list[str] = []
    _visit(entry, plain, order)
    return squeezed("".join(_wrapped(name, plain[name]) for name in order[:-1]) + _IMPORT.sub(_taken, plain[entry]))


def _imports(text: str) -> Iterator[tuple[str, list[str]]]:
    for found in _IMPORT.finditer(text):
        yield found["module"], _names(found["names"] or "")


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _exports(text: str) -> list[str]:
    forwarded = [name for found in _FORWARD.finditer(text) for name in _names(found["names"])]
    return [found["name"] for found in _EXPORT.finditer(text)] + forwarded


def _visit(module: str, plain: Mapping[str, str], order: list[str]) -> None:
    """Every module behind the ones that it uses."""
    if module in order:
        return
    for pattern in (_IMPORT, _FORWARD):
        for found in pattern.finditer(plain[module]):
            _visit(found["module"], plain, order)
    order.append(module)


def _variable(module: str) -> str:
    return "$" + re.sub(r"\W", "_", module.removesuffix(".js"))


def _wrapped(module: str, text: str) -> str:
    """A module as a function that is called once and gives what the module exports."""
    body = _IMPORT.sub(_taken, _FORWARD.sub("", text))
    body = _EXPORT.sub("", body)
    if left := _OTHER.search(body):
        raise UnknownForm(f"{module}: {left[0]}")
    own = [found["name"] for found in _EXPORT.finditer(text)]
    forwarded = [
        f"{name}: {_variable(found['module'])}.{name}"
        for found in _FORWARD.finditer(text)
        for name in _names(found["names"])
    ]
    return f"const {_variable(module)} = (() => {{\n{body}return {{ {', '.join(own + forwarded)} }};\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    if found["all"]:
        return f"const {found['all']} = {_variable(found['module'])};\n"
    return f"const {{{found['names']}}} = {_variable(found['module'])};\n"


def _from_entry(found: re.Match[str], entries: list[str]) -> str:
    """What an entry takes from a module that is none, it takes from decode.js."""
    return found[0] if found["module"] in entries else f'import {{{found["names"]}}} from "./decode.js";\n'
