"""The real data: no problem, complete against the registry and RFC 5321, every code of the first list has a page."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import UnionType
from typing import Any, Required, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from conftest import ROOT
from smtpcodes import validate
from smtpcodes.load import folder, records, shape

HERE = Path(__file__).parent

# The list that this all began with; every code in it has a page.
FIRST_LIST = [
    "101",
    "111",
    "211",
    "214",
    "220",
    "221",
    "250",
    "251",
    "252",
    "354",
    "420",
    "421",
    "422",
    "431",
    "432",
    "441",
    "442",
    "446",
    "447",
    "449",
    "450",
    "451",
    "452",
    "471",
    "500",
    "501",
    "502",
    "503",
    "504",
    "510",
    "511",
    "512",
    "513",
    "523",
    "530",
    "541",
    "550",
    "551",
    "552",
    "553",
    "554",
]

# RFC 5321 section 4.2.3 lists 24 replies, these.
RFC5321 = [
    "211",
    "214",
    "220",
    "221",
    "250",
    "251",
    "252",
    "354",
    "421",
    "450",
    "451",
    "452",
    "455",
    "500",
    "501",
    "502",
    "503",
    "504",
    "550",
    "551",
    "552",
    "553",
    "554",
    "555",
]

# Replies that other RFCs, or other sections of RFC 5321, add to the lists of section 4.3.2; each with where it stands.
ADDED = {
    ("220", "STARTTLS"): "RFC 3207",
}


def test_the_data_has_no_problem() -> None:
    found, problems = folder.read(ROOT / "data")
    problems += validate.problems(found, {problem.path for problem in problems})
    assert [str(problem) for problem in problems] == []


def test_every_code_of_the_first_list_has_a_page(model: Any) -> None:
    assert [code for code in FIRST_LIST if code not in model.codes] == []


def test_rfc_5321_is_complete_and_standard(model: Any) -> None:
    assert {code: model.codes[code].fields["standing"] for code in RFC5321} == dict.fromkeys(RFC5321, "standard")


def registry() -> list[dict[str, str]]:
    with (HERE / "data" / "registry.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_records_and_the_registry_agree_both_ways(model: Any) -> None:
    """Code, title, basic codes and references of IANA's table, against the records' field 'registry'."""
    wanted = {
        row["code"].lower(): (row["title"], row["basic"].split(), row["references"].split()) for row in registry()
    }
    held = {
        code.record: (row["title"], list(row["basic"]), list(row["references"]))
        for code in model.codes.values()
        if (row := code.fields.get("registry"))
    }
    assert held == wanted
    assert len(wanted) == 81


def test_every_registered_code_has_a_page_for_each_class_that_makes_sense(model: Any) -> None:
    for row in registry():
        detail = row["code"][1:]
        assert any(digit + detail in model.codes for digit in "245"), row["code"]


def test_the_replies_of_each_command_agree_with_rfc_5321(model: Any) -> None:
    """Section 4.3.2 lists the replies of each command; each stands in 'answers' of its record."""
    with (HERE / "data" / "rfc5321-replies.csv").open(encoding="utf-8", newline="") as file:
        listed = {(reply, row["command"]) for row in csv.DictReader(file) for reply in row["replies"].split()}
    said = {(code, command) for code in RFC5321 for command in model.codes[code].fields.get("answers", ())}
    assert sorted(pair for pair in listed if pair not in said and (pair[0], "any command") not in said) == []


def test_a_page_says_why_or_why_not(model: Any) -> None:
    """Every code has a summary, sources, steps of its own or by its causes, and causes or a reason for having none."""
    lacking = [
        code.code
        for code in model.codes.values()
        if not code.fields["sources"]
        or not code.fields["summary"].strip()
        or (
            code.digit in "45"
            and not code.causes
            and not code.fields.get("no_causes")
            and code.fields["standing"] not in {"folklore", "not-smtp"}
        )
        or (
            code.digit in "45" and not code.causes and not code.fields.get("steps") and not code.verdict.advice.sentence
        )
    ]
    assert lacking == []


# The fields of each kind of record, where its schema stands in data/schema/, and what loading fills in.
KINDS = [
    (records.CodeFields, "code", "", {"sources"}),
    (records.CauseFields, "cause", "", set()),
    (records.ProviderFields, "provider", "", {"evidence", "source", "seen"}),
    (records.ResponseFields, "provider", "properties.responses.items", {"evidence", "source", "seen"}),
    (records.Document, "sources", "additionalProperties", set()),
    (records.Term, "glossary", "additionalProperties", set()),
    (records.Release, "release", "", set()),
    (records.OverlayFields, "local", "", {"evidence", "source", "seen"}),
]


def departures(kind: Any, schema: dict[str, Any], whole: dict[str, Any], filled: set[str], at: str) -> list[str]:
    """Where the declared type of a value and its schema say different things."""
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if get_origin(kind) is Required:
        kind = get_args(kind)[0]
    if isinstance(kind, UnionType):  # what a loader makes of a word
        kind = get_args(kind)[0]
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        fields = schema.get("properties", {})
        wanted = set(schema.get("required", ())) | set(schema.get("else", {}).get("required", ()))
        required = {name for name, hint in hints.items() if kind.__total__ or get_origin(hint) is Required}
        wrong = [f"{at}: {name} is only in one of the two" for name in sorted(hints.keys() ^ fields.keys())]
        wrong += [f"{at}: {name} is required in one only" for name in sorted((wanted ^ required) - filled)]
        shared = [name for name in hints if name in fields]
        return wrong + [
            one for name in shared for one in departures(hints[name], fields[name], whole, filled, f"{at}.{name}")
        ]
    if get_origin(kind) is list:
        return departures(get_args(kind)[0], schema.get("items", {}), whole, filled, f"{at}[]")
    if get_origin(kind) is dict:
        inner = list(schema.get("properties", {}).values()) or [schema.get("additionalProperties", {})]
        return [one for each in inner for one in departures(get_args(kind)[1], each, whole, filled, f"{at}.*")]
    names = {str: "string", bool: "boolean", int: "integer"}
    return [] if schema.get("type") == names.get(kind) else [f"{at}: {kind} is {schema.get('type')} in the schema"]


@pytest.mark.parametrize(("kind", "name", "place", "filled"), KINDS, ids=lambda one: getattr(one, "__name__", None))
def test_the_fields_that_code_reads_are_those_of_the_schema(kind: Any, name: str, place: str, filled: set[str]) -> None:
    """A new field goes into data/schema/ and into hooks/smtpcodes/load/records.py."""
    whole = json.loads(shape.schema(ROOT / "data" / "schema" / f"{name}.schema.json"))
    schema = whole
    for part in filter(None, place.split(".")):
        schema = schema[part]
    assert departures(kind, schema, whole, filled, kind.__name__) == []
