"""The snippets of /developers/, run as they stand on the page, against a server that refuses."""

from __future__ import annotations

import json
import re
import shutil
import smtplib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engine
import npm
from browser import served
from conftest import ROOT, untested
from guide import snippets
from mta.refusals import CASES, SCRIPT
from mta.refusing_server import closed_port, refusing

BASE = "https://kb.example.com"
SNIPPETS = snippets(ROOT / "docs/developers.md", BASE)
SPOKEN = {name: case for name, case in CASES.items() if case.refusal.lines}
RUN_HERE = {"python", "javascript", "php", "decoder", "wheel", "file-python", "file-node", "file-jq", "file-php"}
PHPMAILER = Path("/usr/share/php/libphp-phpmailer/autoload.php")  # Debian's package


def test_python_turns_every_refusal_into_its_link() -> None:
    page: dict[str, Any] = {}
    exec(SNIPPETS["python"], page)
    found, silent = {}, {}
    with (
        refusing(SCRIPT) as server,
        refusing({}, greeting=["554 5.7.1 You are on a list"]) as blocked,
        closed_port() as closed,
    ):
        for name in CASES:
            try:
                with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
                    client.sendmail("alice@sender.example", [f"{name}@refuse.example"], "Subject: Hello\n\nHello\n")
            except smtplib.SMTPException as error:
                (found if name in SPOKEN else silent)[name] = [
                    page["link"](code, text) for _, code, text in page["refusals"](error)
                ]
        for name, port in (("blocked", blocked.port), ("closed", closed)):
            try:
                smtplib.SMTP("127.0.0.1", port, timeout=20)
            except (smtplib.SMTPException, OSError) as error:
                silent[name] = [page["link"](code, text) for _, code, text in page["refusals"](error)]
    assert found == {name: [f"{BASE}/{case.link}"] for name, case in SPOKEN.items()}
    assert silent == {"hangs-up": [], "blocked": [f"{BASE}/554/5.7.1"], "closed": []}


def test_python_tells_which_of_several_recipients_was_refused() -> None:
    page: dict[str, Any] = {}
    exec(SNIPPETS["python"], page)
    with refusing(SCRIPT) as server, smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
        some = client.sendmail(
            "alice@sender.example", ["full@refuse.example", "welcome@refuse.example"], "Subject: Hello\n\nHello\n"
        )
        assert some == {"full@refuse.example": (552, b"5.2.2 Mailbox over its quota")}
        with pytest.raises(smtplib.SMTPRecipientsRefused) as all_of_them:
            client.sendmail(
                "alice@sender.example", ["full@refuse.example", "policy@refuse.example"], "Subject: Hello\n\nHello\n"
            )
    found = {address: page["link"](code, text) for address, code, text in page["refusals"](all_of_them.value)}
    assert found == {"full@refuse.example": f"{BASE}/552/5.2.2", "policy@refuse.example": f"{BASE}/550/5.7.1"}


_NODEMAILER = """
import nodemailer from "nodemailer";
%s
const { port, names } = JSON.parse(process.argv[1]);
const transport = nodemailer.createTransport({ host: "127.0.0.1", port, secure: false, ignoreTLS: true });
const addresses = (names) => names.map((name) => `${name}@refuse.example`);
const message = (...names) => ({ from: "alice@sender.example", to: addresses(names), subject: "Hello", text: "Hello" });
const answers = {};
for (const name of names)
  answers[name] = await transport
    .sendMail(message(name))
    .then(() => "taken", (error) => ({ code: error.code, refusals: refusals(error) }));
answers.some = refusals(await transport.sendMail(message("full", "welcome")));
answers.all = await transport.sendMail(message("full", "policy")).catch(refusals);
console.log(JSON.stringify(answers));
"""


def _nodemailer() -> Path:
    """tests/mta with Nodemailer in it, installed once as the lock file says."""
    here = ROOT / "tests/mta"
    if not (here / "node_modules/nodemailer/package.json").exists():
        program = npm.npm_command()
        done = program and subprocess.run(
            [*program, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=here, capture_output=True, check=False
        )
        if not done or done.returncode:
            untested("Nodemailer", "could not be fetched (npm ci --prefix tests/mta)")
    return here


def test_javascript_turns_every_refusal_into_its_link() -> None:
    here = _nodemailer()
    with refusing(SCRIPT) as server:
        names = json.dumps({"port": server.port, "names": list(CASES)})
        program = _NODEMAILER % SNIPPETS["javascript"]
        done = subprocess.run(
            [engine.node(), "--input-type=module", "-e", program, names],
            cwd=here,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    links = {name: [one["link"] for one in answers[name]["refusals"]] for name in SPOKEN}
    assert links == {name: [f"{BASE}/{case.link}"] for name, case in SPOKEN.items()}
    assert answers["hangs-up"]["refusals"] == []
    assert answers["some"] == [{"recipient": "full@refuse.example", "link": f"{BASE}/552/5.2.2"}]
    assert answers["all"] == [
        {"recipient": "full@refuse.example", "link": f"{BASE}/552/5.2.2"},
        {"recipient": "policy@refuse.example", "link": f"{BASE}/550/5.7.1"},
    ]


_PHPMAILER = """<?php
require %s;
foreach (json_decode($argv[2]) as $name) {
    $mail = new PHPMailer\\PHPMailer\\PHPMailer(true);
    $mail->isSMTP();
    [$mail->Host, $mail->Port, $mail->SMTPAutoTLS] = ['127.0.0.1', (int) $argv[1], false];
    $mail->setFrom('alice@sender.example');
    $mail->addAddress("$name@refuse.example");
    [$mail->Subject, $mail->Body] = ['Hello', 'Hello'];
    echo "$name ";
    %s
    echo "\\n";
}
"""


def test_php_turns_every_refusal_into_its_link(tmp_path: Path) -> None:
    if not (shutil.which("php") and PHPMAILER.exists()):
        untested("PHPMailer", "Debian's packages php-cli and libphp-phpmailer are not installed")
    (tmp_path / "send.php").write_text(_PHPMAILER % (repr(str(PHPMAILER)), SNIPPETS["php"]), encoding="utf-8")
    with refusing(SCRIPT) as server:
        command = ["php", "send.php", str(server.port), json.dumps(list(SPOKEN))]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    links = dict(line.split() for line in done.stdout.splitlines())
    assert links == {name: f"{BASE}/{case.link}" for name, case in SPOKEN.items()}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("file-python", [sys.executable, "-"]),
        ("file-node", [engine.node(), "--input-type=module", "-"]),
        ("file-jq", ["bash", "-eu", "-"]),
        ("file-php", ["php"]),
    ],
)
def test_the_one_file_answers_in_every_language_of_the_page(
    name: str, command: list[str], site: Path, tmp_path: Path
) -> None:
    program = {"file-jq": "jq", "file-php": "php"}.get(name)
    if program and not shutil.which(program):
        untested(program, f"Debian's package {program} is not installed")
    if name != "file-jq":  # that one fetches it
        shutil.copy(site / "api/v1/verdicts.json", tmp_path)
    for reply, enhanced, path in (("550", "5.1.1", "pairs/550/5.1.1"), ("550", "5.9.9", "codes/550")):
        page = json.loads((site / f"api/v1/{path}.json").read_text(encoding="utf-8"))
        with served(site) as address:
            code = snippets(ROOT / "docs/developers.md", address)[name].replace("5.1.1", enhanced)
            done = subprocess.run(
                command, input=code, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
            )
        assert done.returncode == 0, done.stderr
        verdict = page["verdict"]
        assert done.stdout.endswith(f" {verdict['suppress']} {verdict['advice']['sentence']}\n"), (reply, enhanced)
        if "pairs" in path:
            assert done.stdout.startswith(page["causes"][0])


def test_the_decoder_reads_a_bounce_outside_the_browser(site: Path, tmp_path: Path) -> None:
    (tmp_path / "bounce.eml").write_text(
        "From: MAILER-DAEMON@mail.sender.example\nTo: alice@sender.example\nSubject: Undelivered Mail Returned "
        "to Sender\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: '
        "text/plain\n\nIt failed.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
        "mail.sender.example\n\nFinal-Recipient: rfc822; bob@example.org\n"
        "Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; 550 5.1.1 "
        "<bob@example.org>: no such user\n\n--b--\n"
    )
    for name in ("javascripts", "api"):
        shutil.copytree(site / name, tmp_path / name)
    (tmp_path / "run.mjs").write_text(SNIPPETS["decoder"])
    done = subprocess.run(
        [engine.node(), "run.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        "bounce",
        "bob@example.org",
        "550",
        "5.1.1",
        "true",
        "recipient-unknown",
        f"{BASE}/550/5.1.1/",
    ]


def test_the_patterns_of_the_page_read_real_shapes_and_nothing_else() -> None:
    text = (ROOT / "docs/developers.md").read_text(encoding="utf-8")
    reply, enhanced = (
        re.compile(found) for found in re.findall(r"^(?:reply|enhanced) code: +(\S+)$", text, re.MULTILINE)
    )
    shapes = {
        "smtp; 550 5.1.1 <bob@example.org>: no such user": ("550", "5.1.1"),
        "554 Refused (#5.7.1)": ("554", "5.7.1"),
        "Refused #5.7.1": (None, "5.7.1"),
        "550-5.7.26 This mail\n550 5.7.26 was blocked": ("550", "5.7.26"),
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]": ("550", "5.7.606"),
        "451 Resources temporarily unavailable [#4.16.1]": ("451", "4.16.1"),
        "host 203.0.113.5 said: 421 try later": ("421", None),
        "connect to 2.4.6.8: timed out": (None, None),
        "Server 5.7.1.2 ready": (None, None),
    }
    found = {shape: tuple(hit and hit[0] for hit in (reply.search(shape), enhanced.search(shape))) for shape in shapes}
    assert found == shapes


def test_every_snippet_says_whether_it_was_run() -> None:
    text = (ROOT / "docs/developers.md").read_text(encoding="utf-8")
    for name in SNIPPETS:
        before, _, after = text.partition(f"<!-- snippet: {name} -->")
        said = before.rsplit("\n#", 1)[-1].rsplit("```", 1)[-1] + after.split("```", 2)[2].split("\n#", 1)[0]
        assert ("Run by this site's tests" in said) == (name in RUN_HERE) and ("ot tested here" in said) == (
            name not in RUN_HERE
        ), name
