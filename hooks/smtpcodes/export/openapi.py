"""``/api/v1/openapi.json``: the API as OpenAPI 3.1 describes it, out of its own schemas. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from smtpcodes.basics.settings import Settings
from smtpcodes.model.site import Model

Json = dict[str, Any]

#: What stands at an address: path, schema, and the place of what varies, as (name, pattern, example).
REPLY = ("reply", r"^\d{3}$", "550")
ENHANCED = ("enhanced", r"^\d\.\d{1,3}\.\d{1,3}$", "5.7.1")
PATHS: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("/api/v1/verdicts.json", "verdicts", "The verdict of every code and pair", ()),
    ("/api/v1/phrases.json", "phrases", "By what words a refusal is understood", ()),
    ("/api/v1/codes.json", "codes", "Every code", ()),
    ("/api/v1/codes/{code}.json", "code", "One code", (("code", r"^(\d{3}|\d\.\d{1,3}\.\d{1,3})$", "550"),)),
    ("/api/v1/pairs.json", "pairs", "Every pair", ()),
    ("/api/v1/pairs/{reply}/{enhanced}.json", "pair", "One pair", (REPLY, ENHANCED)),
    ("/api/v1/causes.json", "causes", "Why mail fails", ()),
    ("/api/v1/causes/{cause}.json", "cause", "One cause", (("cause", "^[a-z-]+$", "login"),)),
    ("/api/v1/providers.json", "providers", "Who says it", ()),
    ("/api/v1/providers/{provider}.json", "provider", "One provider", (("provider", "^[a-z0-9-]+$", "google"),)),
    ("/api/v1/lookup.json", "lookup", "Every code and pair with its title and outcome", ()),
    ("/api/v1/own.json", "own", "What the organisation's own servers say", ()),
    ("/api/v1/decoder.json", "decoder", "What the decoder reads", ()),
    ("/api/v1/answers.json", "answers", "What the decoder's page reads", ()),
)


def description(model: Model, settings: Settings, schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """The file's text. ``schemas``: those of the API by name."""
    licence = {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}
    value = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.site_name}: the data for programs",
            "summary": "What SMTP codes and refusals mean, as files",
            "description": "Files, no service. Version 1 only gains fields. Ask with If-None-Match.",
            "version": model.release["version"],
            "license": licence,
        },
        "servers": [{"url": settings.site_url.rstrip("/")}],
        "security": [],
        "tags": [{"name": "data", "description": "Files that only change with the version of the data"}],
        "paths": {path: _path(schema, summary, places) for path, schema, summary, places in PATHS},
        "components": {
            "schemas": {name: _inside(schema) for name, schema in schemas.items()},
            "responses": {"missing": {"description": "There is no such file"}},
        },
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _path(schema: str, summary: str, places: tuple[tuple[str, str, str], ...]) -> Json:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}, "example": one}
        for name, pattern, one in places
    ]
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    responses: Json = {"200": {"description": summary, "content": content}}
    responses["404"] = {"$ref": "#/components/responses/missing"}
    operation = {"operationId": schema, "summary": summary, "tags": ["data"], "responses": responses}
    return {"get": operation, **({"parameters": parameters} if parameters else {})}


def _inside(schema: Any) -> Any:
    """A schema whose references point into the description itself."""
    if isinstance(schema, list):
        return [_inside(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    return dict(_entries(schema))


def _entries(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key == "$ref" and isinstance(value, str):
            yield key, f"#/components/schemas/{value.removesuffix('.json')}"
        elif key != "$schema":
            yield key, _inside(value)
