"""Each reader, each speaker with a sign of its own, each cause and each situation has a bounce that shows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from decoder.decoding import MODULES, RULES
from engine import node
from smtpcodes.basics.vocabulary import CAUSES_WITHOUT_PAGE
from test_responses import decode, records

HERE = Path(__file__).parent
CASES = sorted((HERE / "decoder" / "cases").glob("*.txt"))
LISTS = [
    ("readers.js", "PASTE_READERS"),
    ("readers.js", "MESSAGE_READERS"),
    ("carriers.js", "WRAPPINGS"),
    ("carriers.js", "PRINTINGS"),
]


@cache
def spoken() -> dict[str, tuple[str, ...]]:
    """Text → speaker, reply code, enhanced code, cause or cause/situation."""
    rows = (HERE / "decoder" / "spoken.tsv").read_text(encoding="utf-8").splitlines()
    return {text: tuple(told) for *told, text in (row.split("\t") for row in rows if not row.startswith("#"))}


def told(failure: dict[str, Any]) -> tuple[str, ...]:
    cause = "/".join(filter(None, (failure.get("cause"), failure.get("situation"))))
    return tuple(
        found or "-" for found in (failure.get("provider"), failure.get("reply"), failure.get("enhanced"), cause)
    )


def test_each_bounce_is_read_as_it_is_meant() -> None:
    found = decode({text: text for text in spoken()})
    assert {text: told(found[text]) for text in spoken()} == spoken()


def test_a_long_trace_of_a_mail_librarys_calls_says_why_by_its_exception() -> None:
    trace = (
        "Logger: alarm.mail\nSource: mail.py:31\n\nTraceback (most recent call last):\n"
        + '  File "/usr/lib/python3/smtplib.py", line 398, in getreply\n    line = self.file.readline()\n' * 6
        + "TimeoutError: The read operation timed out\n"
    )
    assert told(decode({"trace": trace})["trace"]) == ("-", "-", "-", "connection-failed/no-answer")
    assert not decode({"trace": trace.replace("smtplib", "weblib")})["trace"]


def test_every_speaker_with_a_sign_has_a_bounce() -> None:
    signed = {name for name, record in records("providers").items() if record.get("signs")}
    assert signed - {speaker for speaker, *_ in spoken().values()} == set(), "write one in tests/decoder/spoken.tsv"


def told_by_words() -> set[str]:
    """Causes, and the situations that phrases or a text name; the others follow from where a text came from."""
    causes = {name: record for name, record in records("causes").items() if name not in CAUSES_WITHOUT_PAGE}
    texts = [text for record in records("providers").values() for text in record.get("responses") or []]
    named = {text.get("cause") for text in texts if text.get("text") and not text.get("no_match")}
    situations = {
        f"{name}/{one}": own for name, record in causes.items() for one, own in (record.get("situations") or {}).items()
    }
    phrased = {name for name, own in situations.items() if own.get("phrases") or own.get("weak_phrases")}
    return {*causes} | {name for name in situations if name in phrased | named}


def test_every_cause_and_every_situation_has_a_bounce() -> None:
    wanted = told_by_words()
    assert wanted - {cause for *_, cause in spoken().values()} == set(), "write one in tests/decoder/spoken.tsv"


def readers() -> list[tuple[str, str, str]]:
    """Script, list and name of each reader and carrier."""
    found = []
    for script, name in LISTS:
        [listed] = re.findall(
            rf"^(?:export )?const {name} = \[(.*?)^\];", (MODULES / script).read_text(encoding="utf-8"), re.M | re.S
        )
        found += [(script, name, reader) for reader in re.findall(r"^ {2}(\w+),", listed, re.M)]
    return found


def answers(modules: Path) -> str:
    texts = {case.stem: case.read_bytes().decode("utf-8") for case in CASES}
    done = subprocess.run(
        [node(), str(HERE / "decoder" / "run.mjs"), (modules / "decode.js").as_uri()],
        input=json.dumps({"rules": RULES, "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return done.stdout


@pytest.fixture(scope="module")
def as_it_is() -> str:
    return answers(MODULES)


@pytest.mark.parametrize(("script", "listed", "reader"), readers(), ids=lambda one: str(one))
def test_every_reader_has_a_case(script: str, listed: str, reader: str, as_it_is: str, tmp_path: Path) -> None:
    shutil.copytree(MODULES, tmp_path / "decoder")
    path = tmp_path / "decoder" / script
    start, end, rest = path.read_text(encoding="utf-8").partition(f"const {listed} = [")
    without = re.sub(rf"^ {{2}}{reader},(?: //)?\n", "", rest, count=1, flags=re.M)
    assert without != rest
    path.write_text(start + end + without, encoding="utf-8")
    assert answers(tmp_path / "decoder") != as_it_is, f"{reader}: no file in tests/decoder/cases needs it"
