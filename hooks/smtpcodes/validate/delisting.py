"""Ways off a list, queues and services: whom they belong to, and where each was read."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at


def ways(data: Data) -> Iterator[Problem]:
    """A way off a list is a provider's or has a name and a kind; what it names exists; it says where it was read."""
    record, sources = data.delisting, data.sources.fields
    for key, fields in record.fields.items():
        if key not in data.providers:
            for field in ("name", "kind"):
                if field not in fields:
                    yield at(record, (key,), f"'{key}' is no provider and has no '{field}'; add it")
        for field in ("providers", "received_by"):
            named = fields.get(field, ())
            for name in [named] if isinstance(named, str) else named:
                if name not in data.providers:
                    yield at(
                        record,
                        (key, field),
                        f"'{field}' names {name}, but there is no {data.root.name}/providers/{name}.yml",
                    )
        for name in fields.get("sources", ()):
            if name not in sources:
                yield at(
                    record,
                    (key, "sources"),
                    f"source '{name}' is not in {data.root.name}/sources.yml; add the document there",
                )
        if not fields.get("sources") and "searched" not in fields:
            yield at(
                record,
                (key,),
                f"'{key}' has neither 'sources' nor 'searched'; say where it was read, or when looked for",
            )


def documents(data: Data) -> Iterator[Problem]:
    """What queues, services and changes cite is among the documents; what is not known says when it was looked for."""
    for record in (data.retry, data.suppression, data.changes):
        for name, fields in record.fields.items():
            for source in fields.get("sources", ()):
                if source not in data.sources.fields:
                    yield at(
                        record,
                        (name, "sources"),
                        f"source '{source}' is not in {data.root.name}/sources.yml; add the document there",
                    )
    for name, fields in data.changes.fields.items():
        if "provider" in fields and "sources" not in fields:
            yield at(data.changes, (name,), f"'{name}' says what a speaker changed without a source; add 'sources'")
    for name, fields in data.retry.fields.items():
        if "sources" not in fields and "searched" not in fields:
            yield at(
                data.retry,
                (name,),
                f"'{name}' has neither 'sources' nor 'searched'; say where it was read, or when looked for",
            )
