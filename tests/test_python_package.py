"""The wheel that the site serves: installed by pip from its file, and held against the JavaScript."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from decoder.decoding import MODULES
from engine import node
from guide import snippets
from smtpcodes import site_build
from smtpcodes.basics.settings import Settings
from smtpcodes.export import decoder_answers, decoder_rules, packages

LIMIT = 150_000  # bytes of a package
KEYS = {"cause", "situation", "permanent", "suppress", "verdict", "url"}
CASES = Path(__file__).parent / "decoder" / "cases"

CLASSIFY = """
import json, sys
from smtpcodes_data import NotAnAnswer, classify
out = []
for given in json.load(sys.stdin):
    try:
        out.append(classify(*given))
    except NotAnAnswer as error:
        out.append(str(error))
json.dump(out, sys.stdout)
"""


@pytest.fixture(scope="module")
def installed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that pip put the wheel in."""
    target = tmp_path_factory.mktemp("python")
    [wheel] = (site / "python").iterdir()
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", str(target), str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def unpacked(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel of the real data was unpacked in, without a built site."""
    target = tmp_path_factory.mktemp("wheel")
    [wheel] = [content for path, content in site_build.made_packages(model) if path.endswith(".whl")]
    zipfile.ZipFile(io.BytesIO(wheel)).extractall(target)
    return target


def run(installed: Path, *arguments: str, given: bytes | None = None, **how: Any) -> subprocess.CompletedProcess[bytes]:
    """Python with the wheel and nothing else."""
    how |= {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=120,
        **how,
    )


def classified(installed: Path, rows: Sequence[Sequence[Any]]) -> list[Any]:
    done = run(installed, "-c", CLASSIFY, given=json.dumps(rows).encode())
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def rows_of(model: Any) -> list[tuple[str, str, str]]:
    """Every response, alone too, the bounces of one line, and the lines with an answer out of the golden bounces."""
    said = [response for provider in model.providers.values() for response in provider.responses]
    responses = [(one.reply or "", one.enhanced or "", one.fields.get("text") or "") for one in said]
    bounces = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.txt"))]
    lines = [
        line
        for text in bounces
        for line in text.splitlines()[:300]
        if any(code in line for code in ("55", "4.", "5.")) and not line.startswith("<p>")
    ]
    parts = pieces(bounces)
    spoken = (CASES.parent / "spoken.tsv").read_text(encoding="utf-8").splitlines()
    lines += [line.split("\t")[4] for line in spoken if not line.startswith("#")]
    texts = (
        *(text for _, _, text in responses),
        *lines,
        *parts,
        *(shape(part) for n, shape in enumerate(SHAPES) for part in parts[n % 2 :: 2]),
    )
    codes = [((one.code, "") if one.kind == "reply" else ("", one.code)) for one in model.codes.values()]
    beside = [
        (reply, code) for reply in ("250", "421", "452", "501", "550", "554", "599") for _, code in codes[::7] if code
    ]
    bare = [(*pair, "") for pair in (*codes, *((one.reply, one.enhanced) for one in model.pairs.values()), *beside)]
    return [*responses, *bare, *(("", "", text) for text in texts)]


def deferred(text: str) -> str:
    """A line of Postfix's log with this answer; a log line holds no other one."""
    said = "450 4.3.2 busy" if "NOQUEUE" in text else text
    return (
        "Nov 25 09:14:02 mx postfix/smtp[77]: 4C1D9: to=<ben@example.net>, relay=in.example.net[192.0.2.44]:25,"
        f" status=deferred (host in.example.net[192.0.2.44] said: {said} (in reply to DATA))"
    )


def exim(head: str, text: str) -> str:
    """A line of Exim's log with this answer."""
    said = "450 4.3.2 busy" if "NOQUEUE" in text else text.splitlines()[0]
    return f"2026-11-25 09:14:02 1abcde-0004sF-Qd {head}: {said}"


# What a text looks like after it was quoted, copied or printed; JSON, HTML and encodings are not read.
SHAPES: Sequence[Callable[[str], str]] = (
    lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    lambda text: text.replace(" ", "\u00a0").replace("-", "\u2011"),
    lambda text: text.replace('"', "\u201c").replace("'", "\u2019").replace("\n", "\u2028"),
    lambda text: re.sub(r"\b([245]\.\d{1,3}\.\d{1,3}|[245]\d\d)\b", r"**\1**", text),
    lambda text: re.sub(r"(.{40}\S*) ", r"\1\n    ", text),
    lambda text: text.upper(),
    lambda text: f"smtplib.SMTPDataError: {text}",
    lambda text: deferred(text.splitlines()[0]),
    lambda text: (
        f"The mail was sent.\n\n{text}\n\nThe copy of the original follows: 250 2.0.0 Ok, 5.1.1 was the version."
    ),
    lambda text: re.sub(r"[0-9:;.@<>=]", lambda hit: chr(ord(hit[0]) + 0xFEE0), text),  # full width
    lambda text: text.replace(" ", " \u200b").replace(".", ".\u00ad"),  # letters without width
    lambda text: text.replace("e", "\u00e9").replace("'", "\u2019").encode().decode("latin-1"),  # read as Latin-1
    lambda text: text.replace(" ", "\u2003").replace("'", "\u00b4").replace("-", "\u2212").replace('"', "\u2033"),
    lambda text: f'at=09:14 status=500 method=POST path=/550 remote_addr=192.0.2.44:4567 msg="{text}" code=421',
    lambda text: f"{text}\nMessage delivered to <cleo@example.org>: 250 2.0.0 OK, queued as 552",
    lambda text: f"-----Original Message-----\nFrom: MAILER-DAEMON\nSubject: failure notice\n\n{text}",
    lambda text: "\n".join(f"mail_1  | {line}" for line in text.split("\n")),
    lambda text: re.sub(r"\b([45]\d\d) ", r"\1-", text, count=1),
    lambda text: text if "NOQUEUE" in text else re.sub(r"\b([45]\d\d)[ -]", r"[\1] ", text),
    lambda text: text[17:],
    lambda text: text[: len(text) * 2 // 3],
    lambda text: "\n".join(["Hello,", *["a line"] * 5, *(f"> {line}" for line in text.split("\n"))]),
    lambda text: "\n".join(["Hello,", *["a line"] * 6, *(f"> {line}" for line in text.split("\n"))]),
    lambda text: re.sub(
        r"\b(4)(2)(1)\b", "Code { severity: TransientNegativeCompletion, category: Connections, detail: One }", text
    ),
    lambda text: text.replace("\n", " "),
    lambda text: text.replace("\n", ""),
    lambda text: re.sub(r"@[\w.-]+", "@x", text).replace("<", "").replace(">", ""),
    lambda text: re.sub(r"\b[245]\.\d{1,3}\.\d{1,3}\b", "", text),
    lambda text: re.sub(r"\b[245]\d\d\b", "", text),
    lambda text: re.sub(r"\b5(?=\d\d\b|\.\d)", "4", text),
    lambda text: re.sub(r"(?i)fail|undeliver|reject|bounce|error|refus", "thing", text),
    lambda text: f"We could not send your mail.\n\n{text}\n\nWe will try again for 2 days.",
    lambda text: exim("** ben@example.net R=dnslookup T=remote_smtp", text),
    lambda text: exim("== ben@example.net R=dnslookup T=remote_smtp defer (-44)", text),
    lambda text: f"<ben@example.net>: host in.example.net[192.0.2.44] said:\n    {text} (in reply to RCPT TO command)",
    lambda text: (
        f"Traceback (most recent call last):\n  File \"a.py\", line 550, in <module>\n({text[:3]}, b'{text[4:]}')"
    ),
)


def pieces(bounces: Sequence[str]) -> list[str]:
    """Stretches of the golden bounces, below their head, of one to seven lines."""
    bodies = [text.split("\n\n", 1)[-1].splitlines()[:120] for text in bounces]
    unread = re.compile(r'^--\w|^Content-Type:|\{\s*"|<[a-z]+[ >]|\x1b|[A-Za-z0-9+/=]{60}|=[0-9A-F]{2}', re.MULTILINE)
    stretches = ("\n".join(body[at : at + 1 + at % 7]) for body in bodies for at in range(0, len(body), 5))
    return [stretch for stretch in stretches if stretch.strip() and not unread.search(stretch)]


def test_it_says_what_the_javascript_says(unpacked: Path, model: Any) -> None:
    rows, settings = rows_of(model), Settings()
    texts = {str(n): " ".join(row) for n, row in enumerate(rows)}
    data = {"rules": decoder_rules.of_model(model), "answers": decoder_answers.answers(model)}
    done = subprocess.run(
        [node(), str(CASES.parent / "verdicts.mjs"), (MODULES / "index.js").as_uri()],
        input=json.dumps({**data, "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    wanted = json.loads(done.stdout)
    found = classified(unpacked, rows)
    different = []
    for n, (row, mine) in enumerate(zip(rows, found, strict=True)):
        theirs = wanted[str(n)] or {"verdict": None, "failure": {"cause": None, "permanent": None}}
        verdict, failure = theirs["verdict"], theirs["failure"]
        situation = verdict["situation"] if verdict and verdict["cause"] == failure["cause"] else None
        said = (verdict, failure["cause"], failure["permanent"], situation)
        if not isinstance(mine, dict):
            continue
        own = (mine["verdict"], mine["cause"], mine["permanent"], mine["situation"])
        if (*own, mine["url"]) != (*said, failure.get("url") and settings.site_url + failure["url"]):
            different.append((row, mine, theirs))
    assert different == []
    assert len(rows) > 4000 and sum(isinstance(mine, str) for mine in found) < len(rows) / 50


def test_a_code_gets_the_verdict_of_its_page(installed: Path, site: Path) -> None:
    page = json.loads((site / "api/v1/pairs/550/5.1.1.json").read_text(encoding="utf-8"))
    [found] = classified(installed, [("550", "5.1.1")])
    assert set(found) == KEYS and found["suppress"] == page["verdict"]["suppress"]
    assert {name: found["verdict"][name] for name in page["verdict"]} == page["verdict"]
    assert found["url"].endswith(f"/{page['url']}")
    shown = run(installed, "-m", "smtpcodes_data", "550", "5.1.1").stdout.decode()
    assert page["verdict"]["advice"]["sentence"] in shown and found["url"] in shown


def test_it_takes_whatever_a_program_has(unpacked: Path) -> None:
    code = (
        "from smtpcodes_data import classify, explain\n"
        "for given in ((None, None, None), (550, None, b'5.1.1 No such user M\\xfcller'), ('',), (5.5, [], {}),\n"
        "    (b'550', b'5.1.1', b'\\xff\\xfe\\x00'), (True, object(), '\\ud800'), (550, '5.1.1', 'x' * 200_000)):\n"
        "    print(*sorted(classify(*given)), classify(*given)['cause'])\n"
        "print(explain(550, '5.1.1')['cause'], explain()['cause'])\n"
    )
    done = run(unpacked, "-c", code)
    assert done.returncode == 0, done.stderr.decode()
    *rows, last = [line.split() for line in done.stdout.decode().splitlines()]
    assert [row[:-1] for row in rows] == [sorted(KEYS)] * 7
    assert [row[-1] for row in rows][:3] == ["None", "recipient-unknown", "None"]
    assert last == ["recipient-unknown", "None"]


def test_a_whole_mail_and_a_webhook_are_named_with_the_package_that_reads_them(unpacked: Path) -> None:
    mail = "From: MAILER-DAEMON@mx.example.org\nTo: ada@example.com\nSubject: Undelivered\n\n550 5.1.1 User unknown\n"
    found = classified(unpacked, [("", "", mail), (None, None, '{"event": "bounced", "reason": "550 5.1.1 no"}')])
    assert "whole mail" in found[0] and "JSON" in found[1]
    assert all(f"/{packages.NPM}" in text for text in found)


@pytest.mark.parametrize(
    ("arguments", "given", "status", "says"),
    [
        ([], b"", 65, "empty"),
        ([], b"\0\1\2", 65, "no text"),
        ([], b"550 5.1.1 no\n" * 1_600_000, 65, "more than a million bytes"),
        ([], b"From: a@example.org\nSubject: x\n\n550 5.1.1 no\n", 65, "npm"),
        (["--colour"], None, 64, "--colour"),
        ([], b"550 5.1.1 No such user M\xfcller", 1, ""),
        (["450", "4.2.0"], None, 2, ""),
        (["550", "5.7.1"], None, 1, ""),
        (["250"], None, 0, ""),
        (["hello"], None, 4, ""),
        (["--help"], None, 0, ""),
    ],
    ids=[
        "empty",
        "binary",
        "20 MB",
        "a mail",
        "option",
        "Latin-1",
        "delayed",
        "refused",
        "no failure",
        "nothing",
        "help",
    ],
)
def test_the_exit_status_tells_the_outcome_and_a_fault_has_one_sentence(
    unpacked: Path, arguments: Sequence[str], given: bytes | None, status: int, says: str
) -> None:
    done = run(unpacked, "-m", "smtpcodes_data", *arguments, given=given)
    errors = done.stderr.decode()
    assert (done.returncode, errors.count("\n")) == (status, 1 if says else 0), errors
    assert says in errors and "Traceback" not in errors


def test_words_behind_the_codes_count(unpacked: Path) -> None:
    said = [
        run(unpacked, "-m", "smtpcodes_data", "550", "5.7.1", *words).stdout.decode()
        for words in ((), ("mailbox", "is", "full"), ("over", "quota"))
    ]
    assert "full" not in said[0] and "full" in said[1] and said[1] == said[2].replace("over quota", "mailbox is full")


def test_letters_beyond_ascii_stay_letters(unpacked: Path) -> None:
    done = run(unpacked, "-m", "smtpcodes_data", "--json", "550", "5.7.23")
    assert "’" in done.stdout.decode() and "\\u" not in done.stdout.decode()


def test_a_closed_pipe_is_no_fault(unpacked: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "smtpcodes_data", "--json", "550"],
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_same_data_gives_the_same_small_wheel(site: Path) -> None:
    [served] = (site / "python").iterdir()
    assert served.stat().st_size <= LIMIT
    one, other = (packages.python_wheel("2026.1.0", "https://kb.example.com/", {}) for _ in range(2))
    assert one == other


def test_the_command_makes_what_the_site_serves(site: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "smtpcodes", "package", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*") if path.is_file()}
    assert len(made) == 2 and packages.NPM in made
    assert all(path.read_bytes() == (site / name).read_bytes() for name, path in made.items())


def test_the_lines_of_the_guide_drop_who_is_unknown_and_nobody_who_was_blocked(unpacked: Path) -> None:
    code = snippets(ROOT / "docs/developers.md", "https://kb.example.com")["wheel"]
    asked = (
        "print(drop(550, b'5.1.1 User unknown'), drop('554', '5.7.1 Service unavailable; blocked using a block list'))"
    )
    assert run(unpacked, "-c", f"{code}\n{asked}\n").stdout.decode().split() == ["True", "False"]
