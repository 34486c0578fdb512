"""How records are called: file names, the causes of the vocabulary, titles and summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.basics.codes import is_record_name
from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import CAUSES
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at

_TAKEN = {"more": "/providers/more/ lists the small ones", "local": "it is the overlay's own speaker"}
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


def file_name(data: Data) -> Iterator[Problem]:
    """The file name of a code is the code; 550.yml, x.7.1.yml, 5.7.606.yml."""
    for name, record in data.codes.items():
        if not is_record_name(name):
            yield Problem(
                record.path, 1, f"the file name '{name}' is no code; name it like 550.yml, x.7.1.yml or 5.7.606.yml"
            )
        elif re.search(r"\.0[0-9]", name):
            yield Problem(record.path, 1, f"'{name}' has a leading zero; RFC 3463 section 2 forbids it")
    for name, record in data.providers.items():
        if record.path == data.local.path:  # the overlay's own speaker
            continue
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
            yield Problem(record.path, 1, f"the file name '{name}' is no id; use lower-case letters, digits and '-'")
        elif name in _TAKEN or _DEVICE.fullmatch(name):
            why = _TAKEN.get(name, "Windows keeps it for a device, so no checkout there could hold the file")
            yield Problem(record.path, 1, f"no speaker may be called '{name}': {why}; choose another id")


def vocabulary(data: Data) -> Iterator[Problem]:
    """data/causes holds exactly the causes of the vocabulary."""
    for cause, record in data.causes.items():
        if cause not in CAUSES:
            yield Problem(record.path, 1, f"'{cause}' is no cause of the vocabulary; use one of: {', '.join(CAUSES)}")
    for cause in CAUSES:
        if cause not in data.causes and not (data.root / "causes" / f"{cause}.yml").exists():
            yield Problem(
                f"{data.root.name}/causes/{cause}.yml", 1, "the file is missing; every cause of the vocabulary has one"
            )


def wording(data: Data) -> Iterator[Problem]:
    """A title has no full stop; a summary is one sentence and has one."""
    for record in (*data.codes.values(), *data.causes.values()):
        title, summary = record.fields.get("title", ""), record.fields.get("summary", "")
        if title.endswith("."):
            yield at(record, ("title",), "'title' must not end with a full stop; delete it")
        if summary.strip() and summary.rstrip()[-1] not in ".?!":
            yield at(record, ("summary",), "'summary' is no whole sentence; end it with a full stop")
