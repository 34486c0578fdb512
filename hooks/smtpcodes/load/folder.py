"""The data folder: which files are records of which kind, read all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import OWN_SPEAKER
from smtpcodes.load import shape, short_forms, yaml_reader
from smtpcodes.load.yaml_reader import Record

FOLDERS = {"codes": "code", "causes": "cause", "pairs": "pair", "providers": "provider"}
SINGLES = {"sources": "sources", "glossary": "glossary", "release": "release"}
OPTIONAL = ("delisting", "retry", "suppression", "changes", "wording")  # a copy of the site may do without
SHORTEST_SIGN = 4  # characters; less stands in texts of others too
_VARIABLE = re.compile(r"<[^<>]*>")
OVERLAY = "local/overlay.yml"  # the reader's own, not part of upstream


@dataclass
class Data:
    """All records by kind and id; ``whole`` are those whose shape is right."""

    root: Path
    codes: dict[str, Record] = field(default_factory=dict)
    causes: dict[str, Record] = field(default_factory=dict)
    pairs: dict[str, Record] = field(default_factory=dict)
    providers: dict[str, Record] = field(default_factory=dict)
    sources: Record = field(default_factory=lambda: Record("data/sources.yml", "sources", "sources", {}))
    glossary: Record = field(default_factory=lambda: Record("data/glossary.yml", "glossary", "glossary", {}))
    release: Record = field(default_factory=lambda: Record("data/release.yml", "release", "release", {}))
    delisting: Record = field(default_factory=lambda: Record("data/delisting.yml", "delisting", "delisting", {}))
    retry: Record = field(default_factory=lambda: Record("data/retry.yml", "retry", "retry", {}))
    suppression: Record = field(
        default_factory=lambda: Record("data/suppression.yml", "suppression", "suppression", {})
    )
    changes: Record = field(default_factory=lambda: Record("data/changes.yml", "changes", "changes", {}))
    wording: Record = field(default_factory=lambda: Record("data/wording.yml", "wording", "wording", {}))
    local: Record = field(default_factory=lambda: Record("data/local/overlay.yml", "overlay", "local", {}))

    def all(self) -> Iterable[Record]:
        """Every record."""
        for kind in FOLDERS:
            yield from getattr(self, kind).values()
        yield from (self.sources, self.glossary, self.release)
        yield from (getattr(self, name) for name in OPTIONAL)
        yield self.local

    def fields(self, kind: str) -> dict[str, dict[str, Any]]:
        """The plain values of one kind by id."""
        return {name: record.fields for name, record in getattr(self, kind).items()}


def read(root: Path, schemas: Path | None = None) -> tuple[Data, list[Problem]]:
    """Read ``root`` (the folder ``data``) by the schemas in ``schemas`` (its own folder by default). Out: the records
    whose shape is right, and every problem of reading and shape.
    """
    data, problems = Data(root), []
    schemas = schemas or root / "schema"

    def take(path: Path, kind: str) -> Record | None:
        shown = f"{root.name}/{path.relative_to(root).as_posix()}"
        try:
            content = path.read_bytes()
        except OSError as error:
            problems.append(Problem(shown, 1, f"the file cannot be read ({error.strerror}); restore or remove it"))
            return None
        schema = shape.schema(schemas / f"{kind}.schema.json")
        record, found = _checked(content, shown, kind, schema)
        problems.extend(found)
        return None if found else record

    for folder, kind in FOLDERS.items():
        for path in _entries(root / folder):
            if path.suffix != ".yml" or path.is_dir():
                shown = f"{root.name}/{folder}/{path.name}"
                problems.append(Problem(shown, 1, "only .yml records belong here; rename or move it"))
            elif record := take(path, kind):
                getattr(data, folder)[record.id] = record
    there = {name: name for name in OPTIONAL if _stands(root / f"{name}.yml")}
    for name, kind in {**SINGLES, **there}.items():
        path = root / f"{name}.yml"
        if not _stands(path):
            missing = "the file is missing; restore it from the repository"
            problems.append(Problem(f"{root.name}/{name}.yml", 1, missing))
        elif record := take(path, kind):
            setattr(data, name, record)
    if _stands(root / OVERLAY) and (record := take(root / OVERLAY, "local")):
        data.local = record
        _lay_over(data)
    return data, problems


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, without templates and editors' files."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if not path.name.startswith((".", "_"))]


def _stands(path: Path) -> bool:
    """Whether there is a file or a link, though it may lead nowhere."""
    return path.exists() or path.is_symlink()


@cache  # while serving, only the file that was edited is read and checked again; nothing else writes into a record
def _checked(content: bytes, shown: str, kind: str, schema: str) -> tuple[Record | None, list[Problem]]:
    try:
        record, found = yaml_reader.read(content, shown, kind)
        if record is None:
            return None, found
        found = [*found, *shape.problems(record, schema)]
        if not found:
            short_forms.fill_in(record)
    except Exception as error:
        return None, [Problem(shown, 1, f"the record cannot be understood ({error!r}); compare it with _template.yml")]
    return record, found


def _lay_over(data: Data) -> None:
    """Put the overlay's documents and responses where those of the data stand; its own speaker is called "local"."""
    fields, record = data.local.fields, data.local
    if "sources" in fields:
        data.sources = Record(
            data.sources.path,
            "sources",
            "sources",
            {**data.sources.fields, **fields["sources"]},
            data.sources.lines,
            data.sources.raw,
        )
    if "responses" in fields:
        name = fields.get("organisation", {}).get("name", "This organisation")
        own = {"name": name, "kind": "hoster", "responses": fields["responses"], "signs": _signs(fields["responses"])}
        data.providers[OWN_SPEAKER] = Record(record.path, OWN_SPEAKER, "provider", own, record.lines, record.raw)


def _signs(responses: list[dict[str, Any]]) -> list[str]:
    """What gives the copy's own servers away: their tokens; where a text has none, its longest literal part."""
    own = (row.get("token") or max(_VARIABLE.split(row.get("text", "")), key=len).strip() for row in responses)
    return [sign for sign in dict.fromkeys(own) if len(sign) >= SHORTEST_SIGN]
