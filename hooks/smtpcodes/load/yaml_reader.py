"""Read YAML records without losing a line number, and say kindly what YAML would get wrong in silence.

The reader works on the parser's events, so that nesting, aliases and duplicate keys cost nothing and cannot explode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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


def _parse(text: str, record: Record) -> Iterator[Problem]:
    """Fill the record from the text; yield what is wrong."""
    reader = _Reader(record, text)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            yield from reader.take(event)
            if reader.documents > 1:
                return
    except yaml.YAMLError as error:
        record.lines.clear()  # half a record would be reported for everything that is missing
        yield _syntax_problem(record.path, text, error)
        return
    if isinstance(reader.root, dict):
        record.fields = reader.root
    else:
        record.lines.clear()
        yield Problem(record.path, 1, "the file holds no fields; write 'name: value' lines, as in the other records")


@dataclass
class _Open:
    """A mapping or sequence that is still being read."""

    value: dict[Any, Any] | list[Any]
    place: Place
    key: str | None = None

    @property
    def expects_name(self) -> bool:
        """Whether a field's name comes next."""
        return isinstance(self.value, dict) and self.key is None

    def next_place(self) -> Place:
        """Where the next value will stand."""
        return (*self.place, len(self.value) if self.key is None else self.key)

    def put(self, value: Any) -> None:
        """Take in a finished or opened value."""
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is None:
            self.key = ""  # something unusable stood where a field name belongs; it was reported
        else:
            self.value.setdefault(self.key, value)  # the first of two equal keys stays; the second was reported
            self.key = None


class _Reader:
    """Makes a record out of the parser's events, one after the other."""

    def __init__(self, record: Record, text: str) -> None:
        self.record = record
        self._lines = text.split("\n")
        self.root: Any = None
        self.documents = 0
        self._stack: list[_Open] = []
        self._skipping = 0  # how many collections deep we are in one that was refused

    def take(self, event: yaml.Event) -> Iterator[Problem]:
        """Take in one event; yield what is wrong with it."""
        if isinstance(event, yaml.NodeEvent):
            if self._skipping:
                self._skipping += isinstance(event, yaml.CollectionStartEvent)
            else:
                yield from self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            if self._skipping:
                self._skipping -= 1
            else:
                self._stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                yield self._at(event, "a second document starts here ('---'); one file holds one record")

    def _at(self, event: yaml.Event, message: str) -> Problem:
        return Problem(self.record.path, _line(event), message)

    def _node(self, event: yaml.NodeEvent) -> Iterator[Problem]:
        if event.anchor:
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            yield self._at(
                event, f"anchors and aliases ('{mark}{event.anchor}') are not used here; write the value out"
            )
        if isinstance(event, yaml.AliasEvent):
            self._put(None)
        elif refused := self._refused(event):
            yield self._at(event, refused)
            self._skipping += isinstance(event, yaml.CollectionStartEvent)
            self._put(None)
        elif self._stack and self._stack[-1].expects_name:
            yield from self._name(event)
        else:
            if cut := self._cut(event):
                yield self._at(event, f"the text ends before '{cut}', which YAML takes for a comment; put it in quotes")
            self._value(event)

    def _refused(self, event: yaml.NodeEvent) -> str | None:
        """Why a value is not read at all."""
        starts, tag = isinstance(event, yaml.CollectionStartEvent), getattr(event, "tag", None)
        if tag and tag != _STRING_TAG and (starts or tag != "!"):
            return f"the tag '{tag}' is not used here; write the plain value"
        if starts and len(self._stack) >= DEPTH_LIMIT:
            return f"values are nested deeper than {DEPTH_LIMIT} levels; records need no more than half of that"
        return None

    def _cut(self, event: yaml.NodeEvent) -> str | None:
        """The rest of an unquoted text that YAML takes for a comment, though it was meant as text."""
        if not isinstance(event, yaml.ScalarEvent) or event.style or event.end_mark is None:
            return None
        rest = self._lines[event.end_mark.line : event.end_mark.line + 1]  # YAML knows line ends that are none here
        found = _CUT.match(rest[0][event.end_mark.column :]) if rest else None
        return found[1] if found else None

    def _name(self, event: yaml.NodeEvent) -> Iterator[Problem]:
        """A field's name."""
        top = self._stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            yield self._at(event, "a list or mapping stands where a field name is expected; put the name before ':'")
            self._skipping, top.key = 1, ""
            return
        if event.value in top.value:
            yield self._at(event, f"field '{event.value}' is written twice")
        top.key = event.value
        self.record.lines[*top.place, event.value] = _line(event)

    def _value(self, event: yaml.NodeEvent) -> None:
        top = self._stack[-1] if self._stack else None
        place = top.next_place() if top else ()
        if top and isinstance(top.value, list):
            self.record.lines[place] = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, place))
            return
        value: dict[Any, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(value)
        self._stack.append(_Open(value, place))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Any:
        """A text, or what YAML makes of an unquoted word."""
        if not event.implicit[0] or event.style:
            return event.value
        tag: str = _PLAIN.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
        if tag == _STRING_TAG:
            return event.value
        self.record.raw[place] = event.value
        return _plain_value(tag, event.value)

    def _put(self, value: Any) -> None:
        if self._stack:
            self._stack[-1].put(value)
        else:
            self.root = value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


# What YAML makes of unquoted words that are not text; dates and the rest stay as they are written.
_READ_AS: dict[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() in {"yes", "true", "on"},
    "int": int,
    "float": float,
}


def _plain_value(tag: str, text: str) -> Any:
    try:
        return _READ_AS.get(tag.rsplit(":", 1)[1], str)(text)
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
