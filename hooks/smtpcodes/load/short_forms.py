"""What a record may leave out because it follows from the rest of the record, filled in; its quotes as in print."""

from __future__ import annotations

from typing import Any

from smtpcodes.load import own_words
from smtpcodes.load.yaml_reader import Place, Record

_TRIPLE = ("evidence", "source", "seen")  # how it is known, where it stands, and of when that is: they go together

UNDATED = "unknown"  # the date of a source that bears none


def fill_in(record: Record) -> None:
    """Complete a record whose shape is right; its values and their lines are changed in place."""
    own_words.curl(record)
    _lines(record.fields)
    if record.kind in {"provider", "local"}:
        _undated(record.fields)
    if record.kind == "provider":
        _defaults(record.fields)
    elif record.kind == "code" and "standards" in record.fields:
        _cited_above(record)


def _lines(fields: dict[str, Any]) -> None:
    """A line without a source may be given as its text alone."""
    for holder in (fields, *fields.get("by_class", {}).values()):
        for name in ("notes", "does_not_help"):
            if isinstance(holder.get(name), list):
                holder[name] = [{"text": line} if isinstance(line, str) else line for line in holder[name]]


def _defaults(fields: dict[str, Any]) -> None:
    """A response that names no source of its own has the file's ``defaults``: evidence, source and date together."""
    defaults = fields.get("defaults", {})
    for row in fields["responses"]:
        if "source" not in row:
            row.update((name, defaults[name]) for name in _TRIPLE if name in defaults)


def _undated(fields: dict[str, Any]) -> None:
    """A response says so where its source bears no date; from here on its ``seen`` is None."""
    for row in (fields.get("defaults", {}), *fields.get("responses", ())):
        if row.get("seen") == UNDATED:
            row["seen"] = None


def _cited_above(record: Record) -> None:
    """``sources`` begins with what ``standards`` cites, once; a source of the same section with a note keeps its
    place.
    """
    own: list[dict[str, str]] = record.fields.get("sources", [])
    named = {(source["id"], source.get("section")) for source in own}
    kept: list[tuple[Place, dict[str, str]]] = []
    for index, one in enumerate(record.fields["standards"]):
        source = one["source"]
        if (source["id"], source.get("section")) not in named:
            named.add((source["id"], source.get("section")))
            kept.append((("standards", index, "source"), source))
    kept += [(("sources", index), source) for index, source in enumerate(own)]
    moved = {
        ("sources", index, *inner[len(place) :]): line
        for index, (place, _) in enumerate(kept)
        for inner, line in record.lines.items()
        if inner[: len(place)] == place
    }
    record.lines = {place: line for place, line in record.lines.items() if place[:1] != ("sources",)} | moved
    record.fields["sources"] = [source for _, source in kept]
