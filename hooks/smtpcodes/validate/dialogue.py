"""Dialogues: the server answers with the code, to a command that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.basics.problems import Problem
from smtpcodes.load.folder import Data
from smtpcodes.validate.places import at

COMMANDS = (
    "connection",
    "EHLO",
    "HELO",
    "MAIL",
    "RCPT",
    "DATA",
    "end of data",
    "RSET",
    "VRFY",
    "EXPN",
    "HELP",
    "NOOP",
    "QUIT",
    "AUTH",
    "challenge",
    "STARTTLS",
    "ETRN",
    "ATRN",
    "BDAT",
    "BURL",
    "LHLO",
    "XCLIENT",
    "any command",
    "report",
)


def dialogue(data: Data) -> Iterator[Problem]:
    """The last answer of a dialogue shows the code; commands are those of the list."""
    for name, record in data.codes.items():
        lines = record.fields.get("dialogue", ())
        answers = [line for line in lines if line.startswith("S: ")]
        shown = re.compile(rf"\b[245]{re.escape(name[1:])}\b" if name.startswith("x.") else rf"\b{re.escape(name)}\b")
        if lines and not any(shown.search(line) for line in answers):
            yield at(record, ("dialogue",), f"no 'S:' line of 'dialogue' shows {name}; let the server answer with it")
        if not name.startswith("x.") and any(shown.search(line) and line[3] != name[0] for line in answers):
            yield at(
                record, ("dialogue",), f"'dialogue' answers {name} with another class; let it start with {name[0]}"
            )
        for index, command in enumerate(record.fields.get("answers", ())):
            if command not in COMMANDS:
                yield at(record, ("answers", index), f"'answers' names '{command}'; use one of: {', '.join(COMMANDS)}")
