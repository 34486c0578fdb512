"""The shape of a record: its JSON Schema, with messages that say what to do."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from smtpcodes.basics.problems import Problem
from smtpcodes.load.yaml_reader import Record

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


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})


@cache
def validator(schema: Path) -> Draft202012Validator:
    """The validator for one schema file."""
    return _Validator(json.loads(schema.read_text(encoding="utf-8")))


def problems(record: Record, schema: Path) -> Iterator[Problem]:
    """Everything in which a record departs from its schema, each at its line."""
    check = validator(schema)
    if check.is_valid(record.fields):
        return
    for error in check.iter_errors(record.fields):
        yield from _say(record, error)


def _say(record: Record, error: ValidationError) -> Iterator[Problem]:
    place = tuple(error.absolute_path)
    line = record.line(*place)
    name = next((part for part in reversed(place) if isinstance(part, str)), None)
    rule, wanted = error.validator, error.validator_value
    held = record.raw.get(place, error.instance)

    def problem(message: str, at: int = line) -> Problem:
        return Problem(record.path, at, message)

    def where(verb: str) -> str:
        return f"'{name}' {verb}" if name else f"the record {verb}"

    if rule == "additionalProperties":
        known = list(error.schema.get("properties", ()))
        for field in error.instance:
            if field not in known:
                yield problem(f"field '{field}' is not known; {_close(field, known)}", record.line(*place, field))
    elif rule == "required":
        for field in wanted:
            if field not in error.instance and f"'{field}' is a required" in error.message:
                yield problem(f"field '{field}' is missing{f' in {name!r}' if name else ''}; add it")
    elif rule == "dependentRequired":
        for field, others in wanted.items():
            for other in others:
                if field in error.instance and other not in error.instance:
                    yield problem(f"'{field}' stands without '{other}'; write both, or leave both to 'defaults'")
    elif rule == "type":
        if held is None or (error.instance is None):
            yield problem(f"{where('is empty')}; fill it in or delete the line")
        elif place in record.raw and wanted == "string":
            kind = (
                "true or false"
                if isinstance(error.instance, bool)
                else "a number"
                if isinstance(error.instance, (int, float))
                else "a date"
            )
            yield problem(f'{where(f"holds {held} as {kind}")}; write "{held}" in quotes')
        else:
            yield problem(f"{where('is ' + _kind_of(error.instance))}; it must be {_NAMES.get(wanted, wanted)}")
    elif rule == "enum":
        yield problem(f"{where(f'is {_short(held)}')}; {_close(str(held), [str(word) for word in wanted])}")
    elif rule == "anyOf" and "enum" in wanted[0]:
        yield problem(f"{where(f'is {_short(held)}')}; {_close(str(held), [str(word) for word in wanted[0]['enum']])}")
    elif rule == "const":
        yield problem(f"{where(f'is {_short(held)}')}; write {json.dumps(wanted)} or delete the line")
    elif rule == "pattern":
        form = (
            "an address such as https://example.org/page, without a space or quotes"
            if wanted.startswith("^https?")
            else _description(error)
        )
        yield problem(f"{where(f'is {_short(held)}')}; it must be: {form}")
    elif rule == "maxLength":
        yield problem(f"{where(f'has {len(error.instance)} characters')}; at most {wanted} fit")
    elif rule == "minLength":
        yield problem(f"{where('is empty')}; fill it in or delete the line")
    elif rule in {"minItems", "minProperties"}:
        yield problem(f"{where('has nothing in it')}; fill it in or delete the line")
    elif rule == "maxProperties":
        yield problem("a record with 'moved_to' is a tombstone and holds no other field; delete the others")
    elif rule == "uniqueItems":
        twice = [item for index, item in enumerate(error.instance) if item in error.instance[:index]]
        yield problem(f"{where(f'holds {_short(twice[0])} twice')}; delete one")
    elif rule == "propertyNames":
        return  # its own errors are reported one by one
    else:
        yield problem(f"{where('does not fit')}: {error.message[:160]}; see the schema's description")


def _description(error: ValidationError) -> str:
    return str(error.schema.get("description", f"a text of the form {error.validator_value}"))


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
