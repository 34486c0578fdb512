"""The page /api/ out of the API's own schemas and files: a table of fields and a real example for each kind of file.
Pure.

A list is cut to its first entry in an example, so that it can be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from smtpcodes.basics.vocabulary import CAUSES
from smtpcodes.load.own_words import curled

SCHEMAS = Path(__file__).parents[2] / "api_schemas"

Json = Mapping[str, Any]


def schemas() -> dict[str, Json]:
    """Every schema of the API by name ("code", "pair" …)."""
    return {path.stem: json.loads(_filled(path)) for path in sorted(SCHEMAS.glob("*.json"))}


def files() -> Iterator[tuple[str, str]]:
    """(path, text) of the schemas as they are served."""
    for path in sorted(SCHEMAS.glob("*.json")):
        yield f"api/v1/schema/{path.name}", _filled(path)


def _filled(path: Path) -> str:
    """A schema with the causes of the vocabulary where it says "@causes"."""
    return path.read_text(encoding="utf-8").replace('"@causes"', json.dumps(CAUSES)[1:-1])


def fields(schema: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """(dotted path, schema) of every field; "[]" is an entry of a list, "*" any key. What stands in another schema is
    left there.
    """
    for name, field in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, field
        yield from fields(field, here)
    if "properties" in schema.get("items", {}):
        yield from fields(schema["items"], f"{path}[]")
    extra = schema.get("additionalProperties")
    if isinstance(extra, Mapping):
        yield from fields(extra, f"{path}.*" if path else "*")


def fragments(example: Callable[[str], str | None]) -> dict[str, Callable[[str], str]]:
    """``api-code`` (fields) and ``example-code`` (an example) for every schema. In: ``example(path)``, the text of a
    built file.
    """

    def fields_of(schema: Json) -> Callable[[str], str]:
        return lambda root: table(schema)

    def example_of(path: str) -> Callable[[str], str]:
        return lambda root: shown(example(path), path, root)

    return {f"api-{name}": fields_of(schema) for name, schema in schemas().items()} | {
        f"example-{name}": example_of(path) for name, path in EXAMPLES.items()
    }


# Which built file shows each kind.
EXAMPLES = {
    "code": "api/v1/codes/4.2.2.json",
    "codes": "api/v1/codes.json",
    "pair": "api/v1/pairs/550/5.7.1.json",
    "pairs": "api/v1/pairs.json",
    "verdicts": "api/v1/verdicts.json",
    "phrases": "api/v1/phrases.json",
    "cause": "api/v1/causes/login.json",
    "provider": "api/v1/providers/google.json",
    "providers": "api/v1/providers.json",
    "lookup": "api/v1/lookup.json",
}


def table(schema: Json) -> str:
    """The fields of one schema as one HTML table on one line (Markdown leaves it alone)."""
    rows = "".join(
        f"<tr><td><code>{escape(path)}</code></td><td>{kind(field)}</td>"
        f"<td>{escape(curled(field.get('description', '')))}{values(field)}</td></tr>"
        for path, field in fields(schema)
    )
    return (
        '<div class="wide"><table class="plain fields"><thead><tr><th>Field</th><th>Type</th><th>What it '
        f"says</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def kind(field: Json) -> str:
    """The type of a field in a word; a link where it has a table of its own."""
    if "$ref" in field:
        name = field["$ref"].removesuffix(".json")
        return f'<a href="#{name}">{name}</a>'
    items = field.get("items", {})
    if "$ref" in items:
        return f"list of {kind(items)}"
    said = field.get("type", "string")
    types: list[str] = [
        *(said if isinstance(said, list) else [said]),
        *(["null"] if None in field.get("enum", ()) else []),
    ]
    names: dict[str, str] = {
        "array": f"list of {_several(items.get('type', 'value'))}",
        "object": "object",
        "boolean": "true or false",
        "integer": "number",
    }
    return " or ".join(names.get(one, one) for one in types)


def _several(types: str | list[str]) -> str:
    """Types in the plural; null has none."""
    named = [types] if isinstance(types, str) else types
    return " or ".join(one if one == "null" else f"{one}s" for one in named)


def values(field: Json) -> str:
    """The values that a field can have, where they are few words."""
    allowed = [one for one in (field.get("enum") or field.get("items", {}).get("enum") or ()) if one is not None]
    if not allowed:
        return ""
    if len(allowed) > 15:
        return ' (<a href="#cause">the ids of the causes</a>)'
    return ": " + ", ".join(f"<code>{escape(one)}</code>" for one in allowed)


def shown(text: str | None, path: str, root: str) -> str:
    """An example as a fenced block with its address; nothing where the file does not exist."""
    if text is None:
        return ""
    example = json.dumps(cut(json.loads(text)), ensure_ascii=False, indent=2)
    return f'<a href="{root}{path}"><code>/{path}</code></a>\n\n```json\n{example}\n```'


def cut(value: Any) -> Any:
    """A JSON value whose lists keep their first entry only, and whose tables with codes as keys the first three."""
    if isinstance(value, list):
        return [cut(one) for one in value[:1]]
    if isinstance(value, dict):
        rows = list(value.items())
        return {key: cut(one) for key, one in (rows[:3] if len(rows) > 30 else rows)}
    return value
