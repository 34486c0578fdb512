"""The data for programs: every file as its schema says, every field described, nothing of v1 ever lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from conftest import ROOT
from smtpcodes.basics import vocabulary
from smtpcodes.basics.settings import Settings
from smtpcodes.render import api_reference

KEYS = ROOT / "tests" / "api_v1_keys.txt"
SCHEMAS = api_reference.schemas()

# Which schema says what stands in a file, by the beginning of its path below api/v1/.
FOLDERS = {"codes/": "code", "pairs/": "pair", "causes/": "cause", "providers/": "provider"}


def schema_of(path: str) -> str:
    return next((name for folder, name in FOLDERS.items() if path.startswith(folder)), path.removesuffix(".json"))


def keys() -> list[str]:
    """Every field of v1: "schema field type"."""
    out = []
    for name, schema in SCHEMAS.items():
        for path, field in api_reference.fields(schema):
            types = field.get("type", "string" if "enum" in field else field.get("$ref", "any"))
            if isinstance(types, list):
                types = "|".join(types)
            if None in field.get("enum", ()):
                types = "string|null"
            items = field.get("items", {})
            inner = items.get("$ref") or items.get("type")
            out.append(f"{name} {path} {types}{f'<{inner}>' if inner else ''}")
    return out


def closed(schema: Any) -> Any:
    """The schema with no room for fields that it does not describe."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    out = {key: closed(value) if key != "enum" else value for key, value in schema.items()}
    if "properties" in out and isinstance(out["properties"], Mapping) and "additionalProperties" not in out:
        out["additionalProperties"] = False
    return out


@pytest.fixture(scope="module")
def validators() -> dict[str, Draft202012Validator]:
    base = "https://kb.example.com/api/v1/schema/"
    registry = Registry().with_resources(
        (f"{base}{name}.json", Resource(contents=closed(schema), specification=DRAFT202012))
        for name, schema in SCHEMAS.items()
    )
    return {name: Draft202012Validator({"$ref": f"{base}{name}.json"}, registry=registry) for name in SCHEMAS}


def files(site: Path) -> Iterator[tuple[str, Any]]:
    """(path below api/v1/, content) of every JSON file that has a schema."""
    for path in sorted((site / "api" / "v1").rglob("*.json")):
        where = path.relative_to(site / "api" / "v1").as_posix()
        if not where.startswith(("schema/", "rules/", "openapi")):
            yield where, json.loads(path.read_text(encoding="utf-8"))


def test_every_file_is_as_its_schema_says(site: Path, validators: Mapping[str, Draft202012Validator]) -> None:
    wrong = []
    for path, value in files(site):
        errors = validators[schema_of(path)].iter_errors(value)
        wrong += [f"{path}: {error.json_path}: {error.message[:160]}" for error in errors]
    assert wrong == []


def test_every_field_is_described_and_every_schema_is_served(site: Path) -> None:
    undescribed = []
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        undescribed += [
            f"{name}: {path}" for path, field in api_reference.fields(schema) if not field.get("description")
        ]
        assert json.loads((site / "api" / "v1" / "schema" / f"{name}.json").read_text(encoding="utf-8")) == schema
    assert undescribed == []
    assert sorted(path.stem for path in (site / "api" / "v1" / "schema").iterdir()) == sorted(SCHEMAS)


def test_v1_keeps_its_keys() -> None:
    listed, found = KEYS.read_text(encoding="utf-8").splitlines(), keys()
    lost = [key for key in listed if key not in found]
    assert lost == [], "v1 never loses, renames or retypes a field: put it back, or make /api/v2/ beside it"
    gained = [key for key in found if key not in listed]
    assert gained == [], (
        f"v1 gains fields: add these lines to {KEYS.relative_to(ROOT)} and a line to docs/api/changelog.md"
    )


def test_the_lists_of_words_are_the_vocabularys() -> None:
    def allowed(name: str, *path: str) -> list[Any]:
        field: Any = SCHEMAS[name]
        for part in path:
            field = field["items"] if part == "[]" else field["properties"][part]
        return [value for value in field["enum"] if value is not None]

    assert allowed("verdict", "outcome") == list(vocabulary.OUTCOMES)
    assert allowed("verdict", "whose_job") == list(vocabulary.JOBS)
    assert allowed("verdict", "trouble_with") == list(vocabulary.TROUBLES)
    assert allowed("verdict", "advice", "value") == list(vocabulary.ADVICE)
    assert allowed("verdict", "suppress") == list(vocabulary.SUPPRESS)
    assert allowed("code", "standing") == list(vocabulary.STANDINGS)
    assert (
        allowed("code", "causes", "[]")
        == allowed("response", "cause")
        == allowed("cause", "id")
        == list(vocabulary.CAUSES)
    )
    assert allowed("response", "evidence") == list(vocabulary.EVIDENCE)
    assert allowed("provider", "kind") == list(vocabulary.PROVIDER_KINDS)
    assert allowed("provider", "pages", "[]", "kind") == list(vocabulary.PAGE_KINDS)


def shortened(value: Any, whole: Any) -> bool:
    """Whether ``value`` is ``whole`` with lists cut to their first entry and large tables to their first three."""
    if isinstance(value, list):
        return len(value) == min(1, len(whole)) and all(
            shortened(one, other) for one, other in zip(value, whole, strict=False)
        )
    if isinstance(value, dict):
        expected = list(whole)[:3] if len(whole) > 30 else list(whole)
        return list(value) == expected and all(shortened(value[key], whole[key]) for key in value)
    return bool(value == whole)


def test_the_examples_of_the_guide_are_the_built_files(site: Path) -> None:
    soup = BeautifulSoup((site / "api" / "index.html").read_text(encoding="utf-8"), "html.parser")
    shown = {}
    for block in soup.select("article div.highlight"):
        try:
            value = json.loads(block.get_text())
        except ValueError:
            continue
        link = block.find_previous(
            "a", href=lambda href: bool(href) and href.startswith("../api/v1/") and href.endswith(".json")
        )
        shown[link["href"].removeprefix("../")] = value
    assert sorted(shown) == sorted(api_reference.EXAMPLES.values())
    wrong = [
        path
        for path, value in shown.items()
        if not shortened(value, json.loads((site / path).read_text(encoding="utf-8")))
    ]
    assert wrong == []


def test_the_guide_has_a_table_for_every_schema_and_links_that_lead_there(site: Path) -> None:
    soup = BeautifulSoup((site / "api" / "index.html").read_text(encoding="utf-8"), "html.parser")
    headings = {heading["id"] for heading in soup.select("article h2[id]")}
    assert set(SCHEMAS) <= headings
    tables = {
        table.find_previous("h2")["id"]: table
        for table in soup.select("article table")
        if table.find_previous("h2")["id"] in SCHEMAS
    }
    assert set(tables) == set(SCHEMAS)
    for name, table in tables.items():
        assert [row.find("code").get_text() for row in table.select("tbody tr")] == [
            path for path, _ in api_reference.fields(SCHEMAS[name])
        ]
        assert [link["href"] for link in table.select("a") if link["href"].removeprefix("#") not in headings] == []


def test_a_whole_file_holds_what_its_parts_hold(site: Path) -> None:
    root = site / "api" / "v1"

    def read(path: str) -> Any:
        return json.loads((root / path).read_text(encoding="utf-8"))

    codes = {one["code"]: one for one in read("codes.json")["codes"]}
    single = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (root / "codes").iterdir()}
    assert all("picture" in one for one in single.values())  # drawn in the files of single codes only
    assert {name: {**one, "picture": single[name]["picture"]} for name, one in codes.items()} == single
    causes = {one["id"]: one for one in read("causes.json")["causes"]}
    assert causes == {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (root / "causes").iterdir()}
    heads = {one["id"]: one for one in read("providers.json")["providers"]}
    whole = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (root / "providers").iterdir()}
    assert heads == {
        name: {key: value for key, value in one.items() if key != "responses"} for name, one in whole.items()
    }
    versions = {
        (one["version"], one["date"], one["licence"])
        for one in map(read, ("codes.json", "causes.json", "providers.json"))
    }
    assert len(versions) == 1
    lookup = read("lookup.json")
    assert lookup["codes"] == {code: one["title"] for code, one in codes.items()}
    pairs = read("pairs.json")["pairs"]
    assert lookup["pairs"] == [one["code"] for one in pairs]
    own = {one["code"]: one["title"] for one in pairs if one["title"] != codes[one["code"].split(" ")[1]]["title"]}
    assert lookup["pair_titles"] == own
    of = {page: name for name, row in lookup["outcomes"].items() for page in row["of"]}
    pages = {**codes, **{one["code"]: one for one in pairs}}
    assert of == {page: one["verdict"]["outcome"] for page, one in pages.items()}


def test_every_address_in_the_data_leads_somewhere(site: Path) -> None:
    wrong = []

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict):
            url = value.get("url")
            if isinstance(url, str) and not url.startswith(("http://", "https://")):
                place = url.partition("#")[0]
                page = site / place / "index.html"
                if not page.exists():
                    wrong.append(f"{path}: {url}")
            for one in value.values():
                walk(path, one)
        elif isinstance(value, list):
            for one in value:
                walk(path, one)

    for path, value in files(site):
        walk(path, value)
    assert wrong == []


def test_the_tables_hold_what_the_json_holds(site: Path) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        text = (site / name).read_bytes().decode("utf-8")
        assert "\r\n" in text and "\n" not in text.replace("\r\n", "").replace('"', "")[:200]
        return list(csv.DictReader(io.StringIO(text, newline="")))

    codes = json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["codes"]
    assert [(row["code"], row["outcome"], row["advice"], row["causes"]) for row in rows("codes.csv")] == [
        (one["code"], one["verdict"]["outcome"], one["verdict"]["advice"]["value"], " ".join(one["causes"]))
        for one in codes
    ]
    counted = sum(
        one["count"] for one in json.loads((site / "api/v1/providers.json").read_text(encoding="utf-8"))["providers"]
    )
    table = rows("responses.csv")
    assert len(table) == counted
    assert [row for row in table if any(value[:1] in {"=", "+", "-", "@"} for value in row.values())] == []


def test_the_version_of_the_data_is_in_the_changelog_and_the_guide(site: Path) -> None:
    version = json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "docs" / "api" / "changelog.md").read_text(encoding="utf-8")
    assert Settings().site_url.startswith("https://") and Settings().site_url.endswith("/")


def test_the_whole_api_is_described_as_openapi_and_every_address_in_it_is_there(site: Path) -> None:
    described = json.loads((site / "api" / "v1" / "openapi.json").read_text(encoding="utf-8"))
    OpenAPIV31SpecValidator(described).validate()
    assert set(described["components"]["schemas"]) == set(SCHEMAS)
    asked = set()
    for address, item in described["paths"].items():
        examples = {one["name"]: one["example"] for one in item.get("parameters", ())}
        path = site / address.strip("/").format(**examples)
        asked.add(schema_of(path.relative_to(site / "api" / "v1").as_posix()))
        answer = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer["$ref"] == f"#/components/schemas/{schema_of(path.relative_to(site / 'api/v1').as_posix())}"
        assert path.is_file(), address
    kinds = {schema_of(path) for path, _ in files(site)}
    assert asked == kinds


def test_the_words_that_tell_a_cause_are_those_of_the_records(site: Path, model: Any) -> None:
    told = json.loads((site / "api" / "v1" / "phrases.json").read_text(encoding="utf-8"))
    listed = {(row["phrase"], row["cause"]) for row in told["phrases"] if row["sort"] == "shared"}
    assert {
        (phrase, name) for name, cause in model.causes.items() for phrase in cause.fields.get("phrases", ())
    } <= listed
    matches = {(row["provider"], row["id"]): row for row in told["responses"]}
    for provider in model.providers.values():
        for response in provider.responses:
            row = matches[provider.id, response.id]
            assert (row["match"], row["no_match"]) == (response.fields.get("match"), response.fields.get("no_match"))
            assert row["phrase"] is None or not row["no_match"]


def test_what_most_programs_need_is_small(site: Path) -> None:
    assert len(gzip.compress((site / "api" / "v1" / "verdicts.json").read_bytes(), mtime=0)) <= 22_000  # "about 20 kB"


def test_the_totals_are_counted(site: Path, model: Any) -> None:
    whole = json.loads((site / "api" / "v1" / "codes.json").read_text(encoding="utf-8"))
    assert whole["totals"]["codes"] == len(whole["codes"]) and whole["date"] == model.release["date"]
    pairs = json.loads((site / "api" / "v1" / "pairs.json").read_text(encoding="utf-8"))["pairs"]
    rows = list(csv.DictReader(io.StringIO((site / "responses.csv").read_text(encoding="utf-8"))))
    assert (whole["totals"]["pairs"], whole["totals"]["responses"]) == (len(pairs), len(rows))
