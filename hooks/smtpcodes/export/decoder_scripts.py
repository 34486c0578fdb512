"""The decoder's modules as browsers load them: one script, without comments.

Forty small modules are good to read and slow to load: each costs a request, and what they share is compressed anew in
each. So all that stands behind `decode.js` is published inside it; only modules that somebody loads by name stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from smtpcodes.export.smaller import small_script

#: Loaded by name: by pages, by the worker's maker, by other programs.
ENTRIES = ("decode.js", "file.js", "index.js", "verdict.js", "worker.js")

_IMPORT = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\}|\* as (?P<all>\w+)) from "\./(?P<module>[\w.-]+)";\n', re.MULTILINE
)
_FORWARD = re.compile(r'^export \{(?P<names>[^}]*)\} from "\./(?P<module>[\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (?P<name>\w+))", re.MULTILINE)
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
    shown = sorted({("decode.js", name) for name in _exports(plain["decode.js"])} | asked)
    bundle = [f"const [{', '.join(name for _, name in shown)}] = (() => {{\n", *_all_wrapped(order, plain)]
    bundle += [f"return [{', '.join(_place(module, name, plain) for module, name in shown)}];\n}})();\n"]
    bundle += [f"export {{ {', '.join(name for _, name in shown)} }};\n"]
    others = {
        entry: _IMPORT.sub(lambda found: _from_entry(found, entries), plain[entry])
        for entry in entries
        if entry != "decode.js"
    }
    return {name: small_script(text) for name, text in {"decode.js": "".join(bundle), **others}.items()}


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
    script = "".join([*_all_wrapped(order[:-1], plain), _with_taken(plain[entry], plain)])
    alone = not _OTHER.search(script)  # names inside a function can be made short
    return small_script(f"(() => {{\n{script}}})();\n" if alone else script)


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


def _all_wrapped(order: Iterable[str], plain: Mapping[str, str]) -> Iterator[str]:
    return (_wrapped(name, plain) for name in order)


def _wrapped(module: str, plain: Mapping[str, str]) -> str:
    """A module as a function that is called once and gives what the module exports, as a list: names of properties
    could not be made shorter.
    """
    text = plain[module]
    body = _EXPORT.sub("", _with_taken(_FORWARD.sub("", text), plain))
    if left := _OTHER.search(body):
        raise UnknownForm(f"{module}: {left[0]}")
    given = [_given(name, text, plain) for name in _exports(text)]
    return f"const {_variable(module)} = (() => {{\n{body}return [{', '.join(given)}];\n}})();\n"


def _given(name: str, text: str, plain: Mapping[str, str]) -> str:
    """What a module exports under a name: its own, or another module's that it forwards."""
    forwarded = (found for found in _FORWARD.finditer(text) if name in _names(found["names"]))
    return next((_place(found["module"], name, plain) for found in forwarded), name)


def _place(module: str, name: str, plain: Mapping[str, str]) -> str:
    """Where a module's export stands."""
    return f"{_variable(module)}[{_exports(plain[module]).index(name)}]"


def _with_taken(text: str, plain: Mapping[str, str]) -> str:
    """A module's text with constants in place of its imports; of `* as words` those that it uses: `words$NAME`."""
    taken: list[tuple[str, str, str]] = []
    for found in _IMPORT.finditer(text):
        module, whole = found["module"], found["all"]
        if not whole:
            taken += [(name, module, name) for name in _names(found["names"])]
            continue
        used = re.compile(rf"\b{whole}\.({'|'.join(_exports(plain[module]))})\b")
        taken += [(f"{whole}${name}", module, name) for name in sorted(set(used.findall(text)))]
        text = used.sub(rf"{whole}$\1", text)
    return "".join(f"const {own} = {_place(module, name, plain)};\n" for own, module, name in taken) + _IMPORT.sub(
        "", text
    )


def _from_entry(found: re.Match[str], entries: list[str]) -> str:
    """What an entry takes from a module that is none, it takes from decode.js."""
    return found[0] if found["module"] in entries else f'import {{{found["names"]}}} from "./decode.js";\n'
