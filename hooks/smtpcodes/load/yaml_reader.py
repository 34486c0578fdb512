"""Read YAML records without losing a line number, and say kindly what YAML would get wrong in silence.

The reader works on the parser's events, so that nesting, aliases and duplicate keys cost nothing and cannot explode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from smtpcodes.basics.problems import Problem

SIZE_LIMIT = 1_000_000  # bytes; the largest provider is a tenth of it
DEPTH_LIMIT = 12  # a record needs 6
_STRING_TAG = "tag:yaml.org,2002:str"
_PLAIN = yaml.resolver.Resolver()
_CUT = re.compile(r"[ \t]+(#[^\s#]\S*)")  # a comment has a space after its sign; "#5.2.2" was meant as text

Place = tuple[str | int, ...]  # the way to a value: ("steps", "sender", 0)


@dataclass
class Record:
    """One file: its values, and for every value its line and the text as written.

    ``lines`` maps a place to the line where its key or item stands (from 1); ``raw`` maps the place of each
    unquoted number, date or word that YAML does not take for text to what stands in the file.
    """

    path: str
    id: str
    kind: str
    fields: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)
    raw: dict[Place, str] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """The line of a place, or of the nearest one around it."""
        while place:
            if place in self.lines:
                return self.lines[place]
            place = place[:-1]
        return 1


def read(data: bytes, shown: str, kind: str) -> tuple[Record | None, list[Problem]]:
    """Read one file. In: its content, its path as shown in messages, the kind of record.

    Out: the record (None where the file is no single mapping) and what YAML itself finds wrong.
    """
    if len(data) > SIZE_LIMIT:
        return None, [
            Problem(shown, 1, f"the file has {len(data)} bytes; at most {SIZE_LIMIT} are read, split the record")
        ]
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Problem(shown, line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")]
    if not text.strip():
        return None, [Problem(shown, 1, "the file is empty; copy a record of the same kind and fill it in")]
    record = Record(shown, PurePosixPath(shown).stem, kind, {})
    problems = list(_parse(text, record))
    return (record if record.lines or record.fields else None), problems


@dataclass
class _Open:
    """A mapping or sequence that is still being read."""

    value: dict[Any, Any] | list[Any]
    place: Place
    key: str | None = None

    def next_place(self) -> Place:
        return (*self.place, self.key if isinstance(self.value, dict) else len(self.value))  # type: ignore[arg-type]


def _parse(text: str, record: Record) -> Iterator[Problem]:
    """Fill the record from the text; yield what is wrong."""
    path, stack, skipping, root = record.path, [], 0, None
    documents, lines = 0, text.split("\n")
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    yield Problem(
                        path,
                        event.start_mark.line + 1,
                        "a second document starts here ('---'); one file holds one record",
                    )
                    return
                continue
            if kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                if skipping:
                    skipping -= 1
                else:
                    stack.pop()
                continue
            starts = kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent
            if skipping:
                skipping += starts
                continue
            if not starts and kind is not yaml.ScalarEvent and kind is not yaml.AliasEvent:
                continue
            line = event.start_mark.line + 1
            if kind is yaml.AliasEvent or event.anchor:
                name = event.anchor
                yield Problem(
                    path,
                    line,
                    f"anchors and aliases ('{'*' if kind is yaml.AliasEvent else '&'}{name}') are not used here; write the value out",
                )
                if kind is yaml.AliasEvent:
                    _put(stack, None)
                    continue
            if event.tag and event.tag != _STRING_TAG and not (event.tag == "!" and kind is yaml.ScalarEvent):
                yield Problem(path, line, f"the tag '{event.tag}' is not used here; write the plain value")
                if starts:
                    skipping = 1
                _put(stack, None)
                continue
            if starts and len(stack) >= DEPTH_LIMIT:
                yield Problem(
                    path,
                    line,
                    f"values are nested deeper than {DEPTH_LIMIT} levels; records need no more than half of that",
                )
                skipping = 1
                _put(stack, None)
                continue
            top = stack[-1] if stack else None
            if top is not None and isinstance(top.value, dict) and top.key is None:  # this event is a key
                if starts:
                    yield Problem(
                        path, line, "a list or mapping stands where a field name is expected; put the name before ':'"
                    )
                    skipping, top.key = 1, ""
                    continue
                name = event.value
                if name in top.value:
                    yield Problem(path, line, f"field '{name}' is written twice")
                top.key = name
                record.lines[(*top.place, name)] = line
                continue
            place = top.next_place() if top is not None else ()
            if isinstance(top.value if top else None, list):
                record.lines[place] = line
            if starts:
                value: Any = {} if kind is yaml.MappingStartEvent else []
                _put(stack, value)
                stack.append(_Open(value, place))
                if len(stack) == 1:
                    root = value
                continue
            value = event.value
            rest = lines[event.end_mark.line : event.end_mark.line + 1]  # YAML knows line ends that are none here
            if not event.style and rest and (cut := _CUT.match(rest[0][event.end_mark.column :])):
                yield Problem(
                    path, line, f"the text ends before '{cut[1]}', which YAML takes for a comment; put it in quotes"
                )
            if event.implicit[0] and not event.style:
                tag = _PLAIN.resolve(yaml.ScalarNode, value, (True, False))
                if tag != _STRING_TAG:
                    record.raw[place] = value
                    value = _plain_value(tag, value)
            if top is None:
                root = value
            _put(stack, value)
    except yaml.YAMLError as error:
        record.lines.clear()  # half a record would be reported for everything that is missing
        yield _syntax_problem(path, text, error)
        return
    if isinstance(root, dict):
        record.fields = root
    else:
        record.lines.clear()
        yield Problem(path, 1, "the file holds no fields; write 'name: value' lines, as in the other records")


def _put(stack: list[_Open], value: Any) -> None:
    """Put a finished or opened value into what surrounds it."""
    if not stack:
        return
    top = stack[-1]
    if isinstance(top.value, dict) and top.key is None:
        top.key = ""  # something unusable stood where a field name belongs; it was reported
    elif isinstance(top.value, dict):
        top.value.setdefault(top.key, value)  # the first of two equal keys stays; the second was reported
        top.key = None
    else:
        top.value.append(value)


def _plain_value(tag: str, text: str) -> Any:
    """What YAML makes of an unquoted word that is not text; dates and the rest stay as they are written."""
    kind = tag.rsplit(":", 1)[1]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in {"yes", "true", "on"}
    try:
        return int(text) if kind == "int" else float(text) if kind == "float" else text
    except ValueError:
        return text


def _syntax_problem(path: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    near = lines[line - 1] if line <= len(lines) else ""
    if "\t" in near[: len(near) - len(near.lstrip())]:
        return Problem(path, line, "the line is indented with a tab; use spaces")
    control = next((c for c in text if ord(c) < 32 and c not in "\n\r\t"), None)
    if control is not None and not mark:
        return Problem(
            path,
            text[: text.index(control)].count("\n") + 1,
            f"the character U+{ord(control):04X} is not allowed in YAML; delete it",
        )
    what = getattr(error, "problem", None) or "the YAML cannot be read"
    return Problem(path, line, f"{what}; check quotes, colons and indentation near here")
