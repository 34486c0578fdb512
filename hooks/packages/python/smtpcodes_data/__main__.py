"""``python -m smtpcodes_data 550 5.7.1``, or a server's answer on standard input: what it means and what to do now."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from . import SITE, NotAnAnswer, __version__, _answers, classify, explain

HELP = """\
Usage: python -m smtpcodes_data [--json] REPLY [ENHANCED [TEXT]]
       python -m smtpcodes_data [--json] < answer.txt

Says what a server's answer means and what to do now. It asks no network.

  --json      the whole answer as JSON
  --version   the version of the data
  --help      this text

Exit status:
  0  no failure             1  refused, or given up     2  delayed, tried again by itself
  3  it depends             4  nothing found            64 wrong use     65 input that it does not read
"""
STATUS = {"refused": 1, "gave-up": 1, "delayed": 2, "depends": 3}
NOTHING, USE, NO_TEXT = 4, 64, 65  # the last two are those of sysexits.h
LARGEST = 1_000_000  # bytes: an answer has few


def main(arguments: Sequence[str]) -> int:
    options = {one for one in arguments if one.startswith("-")}
    words = [one for one in arguments if not one.startswith("-")]
    if wrong := options - {"--json", "--version", "--help", "-h"}:
        return _complain(f"unknown option {sorted(wrong)[0]}. See python -m smtpcodes_data --help", USE)
    if options & {"--help", "-h"}:
        return _say(HELP, 0)
    if "--version" in options:
        return _say(f"{__version__}\n", 0)
    if not words:
        if sys.stdin is None or sys.stdin.isatty():
            return _complain("nothing to read: name a code, or give a server's answer on standard input", USE)
        given = sys.stdin.buffer.read(LARGEST + 1)
        if fault := _unreadable(given):
            return _complain(fault, NO_TEXT)
    try:
        if not words:
            found = classify(text=given)
        elif len(words) > 2:
            found = classify(words[0], words[1], " ".join(words[2:]))
        else:
            found = explain(*words)
    except NotAnAnswer as error:
        return _complain(str(error), NO_TEXT)
    verdict = found["verdict"]
    status = STATUS.get(verdict["outcome"], 0) if verdict else NOTHING
    if "--json" in options:
        return _say(json.dumps(found, ensure_ascii=False, indent=2) + "\n", status)
    return _say(_described(found) if verdict else "Nothing found: no SMTP code and no known wording.\n", status)


def _unreadable(given: bytes) -> str | None:
    """What is wrong with the input; None where it may be an answer."""
    if len(given) > LARGEST:
        return "the input has more than a million bytes: give what the server answered, and no more"
    if not given.strip():
        return "the input is empty: give the text of a server's answer"
    return "the input is no text" if b"\0" in given else None


def _described(found: dict[str, Any]) -> str:
    answers, verdict = _answers(), found["verdict"]
    words, causes = answers["words"], answers["causes"]
    outcome, sign = words["outcomes"][verdict["outcome"]]
    record = causes.get(verdict["cause"], {})
    title = record.get("situations", {}).get(verdict["situation"], {}).get("title") or record.get("title")
    rows = (
        ("What happened", verdict["summary"]),
        ("What now", verdict["advice"]["sentence"]),
        ("Whose job", words["jobs"].get(verdict["whose_job"])),
        ("Tried again", words["retried"].get(verdict["retried"]["value"])),
        ("Drop the address", words["suppress"].get(verdict["suppress"])),
        ("More", found["url"] or SITE),
    )
    head = f"{sign} {outcome}" + (f" ({title})" if title else "")
    return "\n".join([head, *(f"  {name:16}  {value}" for name, value in rows if value)]) + "\n"


def _say(text: str, status: int) -> int:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return status


def _complain(text: str, status: int) -> int:
    print(f"smtpcodes_data: {text}", file=sys.stderr)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
