"""The shape of a record: its JSON Schema, with messages that say what to do."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import CAUSES
from smtpcodes.load.yaml_reader import Place, Record

_NAMES = {
    "string": "text",
    "array": "a list",
    "object": "fields of its own ('name: value')",
    "boolean": "true",
    "integer": "a whole number",
}


def _pattern(_: Any, wanted: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """As JSON Schema means it: Python's own "$" would let a newline at the end pass."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", wanted), value):
        yield ValidationError(f"{value!r} does not match {wanted!r}")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
_CAUSE = '"$ref": "words.schema.json#/$defs/cause"'  # as each schema names the vocabulary of causes


def schema(path: Path) -> str:
    """The text of a schema, with the vocabulary of causes in its place."""
    return path.read_text(encoding="utf-8").replace(_CAUSE, f'"enum": {json.dumps(CAUSES)}')


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator for the text of a schema."""
    checker: Draft202012Validator = _Validator(json.loads(schema))
    return checker


def problems(record: Record, schema: str) -> Iterator[Problem]:
    """Everything in which a record departs from its schema, each at its line."""
    check = validator(schema)
    if check.is_valid(record.fields):
        return
    for error in check.iter_errors(record.fields):
        fault = _Fault.of(record, error)
        for message, place in _SAYINGS.get(str(error.validator), _anything)(fault):
            yield Problem(record.path, record.line(*place), message)


@dataclass(frozen=True)
class _Fault:
    """One departure: where, what the schema wants there, what YAML read and what stands in the file."""

    place: Place
    wanted: Any
    found: Any
    held: Any
    quotes_missing: bool  # a number, date or word that YAML does not take for text
    schema: Mapping[str, Any]
    message: str  # jsonschema's own

    @staticmethod
    def of(record: Record, error: ValidationError) -> _Fault:
        place = tuple(error.absolute_path)
        schema = error.schema if isinstance(error.schema, Mapping) else {}
        held = record.raw.get(place, error.instance)
        return _Fault(place, error.validator_value, error.instance, held, place in record.raw, schema, error.message)

    @property
    def name(self) -> str | None:
        """The field that it is about."""
        return next((part for part in reversed(self.place) if isinstance(part, str)), None)

    def where(self, verb: str) -> str:
        return f"'{self.name}' {verb}" if self.name else f"the record {verb}"


Said = Iterator[tuple[str, Place]]  # messages, each with the place that it is about


def _unknown_field(fault: _Fault) -> Said:
    known = list(fault.schema.get("properties", ()))
    for field in fault.found:
        if field and field not in known:  # an empty one stands for a name that could not be read
            yield f"field '{field}' is not known; {_close(field, known)}", (*fault.place, field)


def _missing_field(fault: _Fault) -> Said:
    for field in fault.wanted:
        if field not in fault.found and f"'{field}' is a required" in fault.message:
            yield f"field '{field}' is missing{f' in {fault.name!r}' if fault.name else ''}; add it", fault.place


def _missing_companion(fault: _Fault) -> Said:
    for field, others in fault.wanted.items():
        for other in others:
            if field in fault.found and other not in fault.found:
                yield f"'{field}' stands without '{other}'; write both, or leave both to 'defaults'", fault.place


def _type(fault: _Fault) -> Said:
    if fault.held is None or fault.found is None:
        yield from _empty(fault)
    elif fault.quotes_missing and "string" in fault.wanted:
        kind = "true or false" if isinstance(fault.found, bool) else "a date"
        kind = "a number" if isinstance(fault.found, int | float) and kind == "a date" else kind
        yield f'{fault.where(f"holds {fault.held} as {kind}")}; write "{fault.held}" in quotes', fault.place
    else:
        allowed = [fault.wanted] if isinstance(fault.wanted, str) else fault.wanted
        wanted = " or ".join(_NAMES.get(one, one) for one in allowed)
        yield f"{fault.where('is ' + _kind_of(fault.found))}; it must be {wanted}", fault.place


def _empty(fault: _Fault) -> Said:
    yield f"{fault.where('is empty')}; fill it in or delete the line", fault.place


def _nothing_in_it(fault: _Fault) -> Said:
    yield f"{fault.where('has nothing in it')}; fill it in or delete the line", fault.place


def _not_one_of(fault: _Fault) -> Said:
    hint = _close(str(fault.held), [str(word) for word in fault.wanted])
    yield f"{fault.where(f'is {_short(fault.held)}')}; {hint}", fault.place


def _none_of(fault: _Fault) -> Said:
    """A list of words beside something else that is allowed there, such as a word with a situation."""
    if "enum" in fault.wanted[0]:
        hint = _close(str(fault.held), [str(word) for word in fault.wanted[0]["enum"]])
        yield f"{fault.where(f'is {_short(fault.held)}')}; {hint}", fault.place
    else:
        yield from _anything(fault)


def _not_the_one(fault: _Fault) -> Said:
    yield f"{fault.where(f'is {_short(fault.held)}')}; write {json.dumps(fault.wanted)} or delete the line", fault.place


def _form(fault: _Fault) -> Said:
    form = fault.schema.get("description", f"a text of the form {fault.wanted}")
    if fault.wanted.startswith("^https?"):
        form = "an address such as https://example.org/page, without a space or quotes"
    yield f"{fault.where(f'is {_short(fault.held)}')}; it must be: {form}", fault.place


def _too_long(fault: _Fault) -> Said:
    yield f"{fault.where(f'has {len(fault.found)} characters')}; at most {fault.wanted} fit", fault.place


def _tombstone(fault: _Fault) -> Said:
    yield "a record with 'moved_to' is a tombstone and holds no other field; delete the others", fault.place


def _twice(fault: _Fault) -> Said:
    twice = next(item for index, item in enumerate(fault.found) if item in fault.found[:index])
    yield f"{fault.where(f'holds {_short(twice)} twice')}; delete one", fault.place


def _told_one_by_one(fault: _Fault) -> Said:
    yield from ()


def _anything(fault: _Fault) -> Said:
    yield f"{fault.where('does not fit')}: {fault.message[:160]}; see the schema's description", fault.place


# Which words of JSON Schema are said how.
_SAYINGS: dict[str, Callable[[_Fault], Said]] = {
    "additionalProperties": _unknown_field,
    "required": _missing_field,
    "dependentRequired": _missing_companion,
    "type": _type,
    "enum": _not_one_of,
    "anyOf": _none_of,
    "const": _not_the_one,
    "pattern": _form,
    "maxLength": _too_long,
    "minLength": _empty,
    "minItems": _nothing_in_it,
    "minProperties": _nothing_in_it,
    "maxProperties": _tombstone,
    "uniqueItems": _twice,
    "propertyNames": _told_one_by_one,
}


def _kind_of(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    return "a list" if isinstance(value, list) else _short(value)


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _close(word: str, known: list[str]) -> str:
    """A hint: the nearest known word, else all of them."""
    near = difflib.get_close_matches(word[:80], known, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return "delete it" if not known else f"use one of: {', '.join(known)}"
