"""What a record decides of its verdict, and which classes it speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.basics.codes import expand
from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place
from smtpcodes.validate.places import at


def classes(data: Data) -> Iterator[Problem]:
    """An x. record names its classes; others have none; by_class speaks of these only."""
    for name, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        if name.startswith("x."):
            if "classes" not in fields:
                yield at(
                    record,
                    (),
                    (
                        "field 'classes' is missing; name the classes in which the code makes sense, for example "
                        '["4", "5"]'
                    ),
                )
        else:
            for field in ("classes", "by_class"):
                if field in fields:
                    yield at(record, (field,), f"'{field}' belongs in x. records only; '{name}' says its class itself")
        for digit in fields.get("by_class", {}):
            if digit not in fields.get("classes", ()):
                yield at(
                    record,
                    ("by_class", digit),
                    (
                        f"'by_class' speaks of class {digit}, but 'classes' does not name it; add it there or delete "
                        "it here"
                    ),
                )


def verdicts(data: Data) -> Iterator[Problem]:
    """Who decides outcome and retried: the class for 4 and 5, the record for the others; folklore and not-smtp always
    the record.
    """
    for name, record in data.codes.items():
        if "moved_to" in record.fields:
            continue
        for code, fields in expand(name, record.fields):
            place: Place = (
                ("by_class", code[0]) if name.startswith("x.") and code[0] in fields.get("by_class", {}) else ()
            )
            verdict = fields.get("verdict", {})
            authored = code[0] not in "45" or fields["standing"] in {"folklore", "not-smtp"}
            for fact in ("outcome", "retried"):
                if authored and fact not in verdict:
                    yield at(
                        record,
                        (*place, "verdict"),
                        f"{code}: 'verdict' has no '{fact}'; no class gives it here, so write it",
                    )
            if not authored and not fields.get("causes") and not fields.get("no_causes"):
                yield at(record, (), f"{code} names no cause; add 'causes', or say why there is none in 'no_causes'")
            if fields.get("causes") and fields.get("no_causes"):
                yield at(record, ("no_causes",), "'causes' and 'no_causes' stand together; delete one")
            if code[0] in "123" and fields.get("causes"):
                yield at(record, ("causes",), f"{code} is no failure and names a cause; delete 'causes'")
