"""Standing: the standards, the registry and the known senders agree with what a record claims to be."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.codes import expand, is_enhanced
from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Record
from smtpcodes.validate.places import at


def standing(data: Data) -> Iterator[Problem]:
    """The standing agrees with the registry and with who is known to send the code."""
    registered = {
        reply for record in data.codes.values() for reply in record.fields.get("registry", {}).get("basic", ())
    }
    carried = {
        row[key]
        for record in data.providers.values()
        for row in record.fields["responses"]
        for key in ("reply", "enhanced")
        if key in row
    }
    for name, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        value = fields["standing"]
        sent = fields.get("folklore", {}).get("senders") or any(code in carried for code, _ in expand(name, fields))

        def wrong(message: str, record: Record = record) -> Problem:
            return at(record, ("standing",), message)

        if value == "registered" and not (name in registered if not is_enhanced(name) else "registry" in fields):
            yield wrong(
                "'standing' is registered, but no record's 'registry' names the code; use 'nonstandard' or 'folklore'"
            )
        if "registry" in fields and value in {"nonstandard", "folklore", "not-smtp"}:
            yield wrong(f"'standing' is {value}, but the registry holds the code; use 'standard' or 'registered'")
        if name in registered and value in {"nonstandard", "folklore", "not-smtp"}:
            yield wrong(
                f"'standing' is {value}, but the registry names {name} as a basic code; use 'standard', "
                "'registered' or 'obsolete'"
            )
        if "registry" in fields and not name.startswith("x."):
            yield at(record, ("registry",), "'registry' belongs in x. records only; the registry's rows have no class")
        if value == "nonstandard" and not sent:
            yield wrong(
                "'standing' is nonstandard, but nobody is known to send it; add a response to a speaker's file or name "
                "one in 'folklore.senders' with its source, or use 'folklore'"
            )
        if value == "folklore" and sent:
            yield wrong("'standing' is folklore, but a sender is known; use 'nonstandard'")
        if (value == "not-smtp") != name.startswith("1"):
            yield wrong(
                "'not-smtp' is for numbers that start with 1, and those are never an SMTP code; change 'standing'"
            )
        if value in {"standard", "obsolete"} and not any(
            source["id"].startswith("rfc") for source in fields["sources"]
        ):
            yield wrong(f"'standing' is {value}, but no RFC is among the sources; cite the RFC that defines it")
