"""The package that the site serves: installed by npm from its file, run as a person runs it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import untested
from engine import node
from npm import npm_command
from npm import packages as packages_of_npm
from smtpcodes.export import packages

LIMIT = 150_000  # bytes of a package
BOUNCE = b"""From: MAILER-DAEMON@mx.example.org
To: ada@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: text/plain

This is the mail system at host mx.example.org.

<bob@example.net>: host mx.example.net[192.0.2.25] said: 550 5.1.1
    <bob@example.net>: Recipient address rejected: User unknown
    (in reply to RCPT TO command)
"""


@pytest.fixture(scope="module")
def installed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installed package: npm put it there from the file that the site serves, without a registry."""
    npm = npm_command()
    if npm is None:
        untested("npm", "no npm found: the package was not installed")
    target = tmp_path_factory.mktemp("npm")
    (target / "package.json").write_text("{}", encoding="utf-8")
    wanted = ["install", "--offline", "--no-audit", "--no-fund", str(site / packages.NPM)]
    done = subprocess.run([*npm, *wanted], cwd=target, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def run(installed: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command as npm linked it."""
    command = [node(), str(installed / "node_modules" / ".bin" / "smtpcodes"), *arguments]
    how: dict[str, Any] = {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    return subprocess.run(command, cwd=installed, capture_output=True, check=False, timeout=60, **how)


def test_a_code_gets_the_verdict_of_its_page(installed: Path, site: Path) -> None:
    page = json.loads((site / "api/v1/pairs/550/5.1.1.json").read_text(encoding="utf-8"))
    answer = json.loads(run(installed, "--json", "550", "5.1.1").stdout)
    verdict = answer["failures"][0]["verdict"]
    assert {name: verdict[name] for name in page["verdict"]} == page["verdict"]
    shown = run(installed, "550", "5.1.1").stdout.decode()
    assert page["verdict"]["advice"]["sentence"] in shown and "/550/5.1.1/" in shown


def test_a_mail_on_standard_input_is_read(installed: Path) -> None:
    done = run(installed, given=BOUNCE)
    assert "bob@example.net" in done.stdout.decode() and done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "given", "status", "says"),
    [
        ([], b"", 65, "empty"),
        ([], bytes(range(256)) * 8, 65, "no text"),
        (["--colour"], None, 64, "--colour"),
        ([], "550 5.1.1 User unknown".encode("utf-16"), 1, ""),
        ([], b"550 5.1.1 No such user M\xfcller", 1, ""),
        (["450", "4.2.0"], None, 2, ""),
        (["250"], None, 0, ""),
        (["see you tomorrow at five"], None, 4, ""),
        (["--help"], None, 0, ""),
    ],
    ids=["empty", "binary", "unknown option", "UTF-16", "Latin-1", "delayed", "no failure", "nothing found", "help"],
)
def test_the_exit_status_tells_the_outcome_and_a_fault_has_one_sentence(
    installed: Path, arguments: Sequence[str], given: bytes | None, status: int, says: str
) -> None:
    done = run(installed, *arguments, given=given)
    errors = done.stderr.decode()
    assert (done.returncode, errors.count("\n")) == (status, 1 if says else 0), errors
    assert says in errors and "    at " not in errors


def test_twenty_megabytes_are_read_to_the_end(installed: Path) -> None:
    done = run(installed, given=BOUNCE + b"x" * 79 + b"\n" + (b"y" * 79 + b"\n") * 250_000)
    assert done.returncode == 1 and done.stderr == b""


def test_a_closed_pipe_is_no_fault(installed: Path) -> None:
    command = [node(), str(installed / "node_modules" / ".bin" / "smtpcodes"), "--json", "550"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_colours_stand_on_a_terminal_only(installed: Path) -> None:
    assert b"\x1b[" not in run(installed, "550").stdout
    mine, theirs = pty.openpty()
    command = [node(), str(installed / "node_modules" / ".bin" / "smtpcodes"), "550"]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, check=False, timeout=60)
    assert b"\x1b[1m" in os.read(mine, 65536)
    os.close(mine)
    os.close(theirs)


def test_the_help_is_one_screen_and_a_paste_steers_no_terminal(installed: Path) -> None:
    assert len(run(installed, "--help").stdout.splitlines()) <= 24
    shown = run(installed, given=b"<b@example.net>: host mx.example.net said: 550 5.1.1 \x1b[2Jno such user\x07")
    assert b"\x1b" not in shown.stdout and b"\x07" not in shown.stdout


def test_the_package_asks_no_network(installed: Path) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (installed / "node_modules/smtpcodes").rglob("*.js"))
    for word in ("node:http", "node:net", "node:dns", "fetch(", "node:child_process", "XMLHttpRequest"):
        assert word not in code
    manifest = json.loads((installed / "node_modules/smtpcodes/package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in manifest and "scripts" not in manifest


def test_a_program_imports_it(installed: Path) -> None:
    text = (
        'import { explain } from "smtpcodes";'
        'const [one] = explain("550 5.1.1 User unknown").failures;'
        "console.log(one.reply, one.enhanced, one.cause, one.verdict.outcome);"
    )
    done = subprocess.run(
        [node(), "--input-type=module", "-e", text], cwd=installed, capture_output=True, text=True, check=True
    )
    assert done.stdout == "550 5.1.1 recipient-unknown refused\n"


def test_its_types_and_the_sites_are_those_of_its_answers(installed: Path, site: Path) -> None:
    tsc = packages_of_npm() / "typescript" / "bin" / "tsc"
    answers = [
        json.loads(run(installed, "--json", given=text).stdout) for text in (BOUNCE, b"250 2.0.0 OK", b"\xc3\xa4")
    ]
    program = installed / "program.ts"
    program.write_text(
        'import { explain, verdictOf, type Explained } from "smtpcodes";\n'
        f"export const seen: Explained[] = {json.dumps(answers)};\n"
        'export const drop: string[] = explain("550 5.1.1").failures.map(({ verdict }) => verdict.suppress);\n'
        "export const first = verdictOf(seen[0]!.failures[0]!).advice.sentence;\n",
        encoding="utf-8",
    )
    shutil.copytree(site / "javascripts/decoder", installed / "decoder")
    beside = installed / "beside.ts"
    beside.write_text(
        'import { decode, explain, verdictOf, type Explained } from "./decoder/index.js";\n'
        f"export const seen: Explained[] = {json.dumps(answers)};\n"
        'export const found = explain("550 5.1.1", {}, {}).failures[0]!.verdict.suppress satisfies string;\n'
        'export const same: string = verdictOf(decode("550", {}).failures[0]!, {}).summary;\n',
        encoding="utf-8",
    )
    options = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--module", "nodenext", "--target", "es2022"]
    done = subprocess.run(
        [node(), str(tsc), *options, program.name, beside.name],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout + done.stderr == ""


def test_the_same_data_gives_the_same_bytes_and_few_of_them(site: Path) -> None:
    served = (site / packages.NPM).read_bytes()
    assert len(served) <= LIMIT
    one, other = (packages.npm_package("2026.1.0", "https://kb.example.com/", {"index.js": ""}, {}) for _ in range(2))
    assert one == other


def test_an_own_copy_names_its_own_address_and_note() -> None:
    made = packages.npm_package("2026.1.0", "https://kb.example.com/", {}, {"answers.json": '{"local": 1}'})
    assert b"kb.example.com" in _unpacked(made, "package/data/site.json")
    assert _unpacked(made, "package/data/answers.json") == b'{"local": 1}'


def _unpacked(archive: bytes, name: str) -> bytes:
    import io
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        member = opened.extractfile(name)
        assert member is not None
        return member.read()
