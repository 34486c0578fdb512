"""The Exim snippets of /link/, on a real Exim: refusals and reports carry the right link, and the report's fields are
untouched.
"""

from __future__ import annotations

import email
import email.policy
import re
import smtplib
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from browser import served
from conftest import ROOT, untested
from guide import snippets
from mta.exim_instance import exim, why_not
from mta.refusals import CASES, SCRIPT
from mta.refusing_server import closed_port, refusing

BASE = "https://kb.example.com"
SNIPPETS = snippets(ROOT / "docs/link.md", BASE)
LINK = re.compile(re.escape(BASE) + r"/(\S*)")
SENDER = "alice@sender.example"
FAIL_AT_ONCE = {name for name, case in CASES.items() if case.refusal.lines and case.refusal.lines[0].startswith("5")}


@pytest.fixture(scope="module", autouse=True)
def _can_run() -> None:
    if why := why_not():
        untested("Exim", why)


def _send(port: int, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(SENDER, recipients, f"From: {SENDER}\nTo: {', '.join(recipients)}\nSubject: Hello\n\nHello\n")


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, Any]]:
    """What failed, as "name" or "name name" for a report about two → the report."""
    with ExitStack() as stack:
        other = stack.enter_context(refusing(SCRIPT))
        blocked = stack.enter_context(
            refusing({}, greeting=["554-5.7.1 You are on a list", "554 5.7.1 of senders that we refuse"])
        )
        closed = stack.enter_context(closed_port())
        lines = {"main": SNIPPETS["exim-main"], "acl": SNIPPETS["exim-acl"], "transport": SNIPPETS["exim-transport"]}
        routes = {
            "refuse.example": other.port,
            "blocked.example": blocked.port,
            "closed.example": closed,
            "sender.example": other.port,
        }
        running = stack.enter_context(exim(lines, {"bounce.txt": SNIPPETS["exim-bounce-file"]}, routes))
        wanted = {*CASES, "blocked", "closed", "nowhere", "full policy"}
        for name in CASES:
            _send(running.port, f"{name}@refuse.example")
        for name in ("blocked", "closed", "nowhere"):
            _send(running.port, f"{name}@{name}.example")
        _send(
            running.port,
            "policy@refuse.example",
            "greylisted@refuse.example",
            "full@refuse.example",
            "welcome@refuse.example",
        )
        end = time.monotonic() + 90
        found: dict[str, Any] = {}
        seen = 0
        while missing := wanted - set(found):
            assert time.monotonic() < end, f"no report about {sorted(missing)}\n{running.log}"
            time.sleep(0.2)
            for text in other.to(SENDER)[seen:]:
                seen += 1
                report = email.message_from_string(text, policy=email.policy.default)
                if _fields(report)[0]["Action"] == "failed":
                    found[" ".join(sorted(_recipient(fields) for fields in _fields(report)))] = report
        yield found


def _fields(report: Any) -> list[Any]:
    """The machine's part of a report, recipient by recipient."""
    part = next(part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    return [fields for fields in part.get_payload() if fields["Final-Recipient"]]


def _recipient(fields: Any) -> str:
    return str(fields["Final-Recipient"]).removeprefix("rfc822;").strip().split("@")[0]


def _text(report: Any) -> str:
    return report.get_body(("plain",)).get_content()


def _links(report: Any) -> list[str]:
    return LINK.findall(_text(report))


def test_every_refusal_gets_the_link_of_its_codes(reports: dict[str, Any]) -> None:
    names = sorted(FAIL_AT_ONCE)
    assert {name: [link.strip("/") for link in _links(reports[name])] for name in names} == {
        name: [CASES[name].link] for name in names
    }
    assert [link.strip("/") for link in _links(reports["blocked"])] == ["554/5.7.1"]


def test_two_failed_recipients_in_one_report_have_a_link_each(reports: dict[str, Any]) -> None:
    said = re.findall(re.escape(BASE) + r"/(\S+)  \((\S+)\)", _text(reports["full policy"]))
    assert sorted(said) == [("550/5.7.1", "policy@refuse.example"), ("552/5.2.2", "full@refuse.example")]


def test_without_a_code_the_report_has_the_general_link(reports: dict[str, Any]) -> None:
    """Given up after retrying, no answer, no such domain: no event, or none with a code. The guide says so."""
    names = [*sorted({*CASES} - FAIL_AT_ONCE), "closed", "nowhere"]
    assert {name: _links(reports[name]) for name in names} == {name: ["decode/"] for name in names}


def test_the_fields_for_programs_are_untouched(reports: dict[str, Any]) -> None:
    for name in FAIL_AT_ONCE:
        (fields,) = _fields(reports[name])
        assert fields["Status"] == "5.0.0", name  # Exim's own, whatever the other server said
        assert " ".join(str(fields["Diagnostic-Code"]).split()) == "smtp; " + " ".join(
            " ".join(CASES[name].refusal.lines).split()
        ), name
    assert BASE not in "".join(
        str(value) for report in reports.values() for fields in _fields(report) for value in fields.values()
    )


def test_every_link_that_exim_wrote_is_answered_by_the_site(reports: dict[str, Any], site: Path, chromium: Any) -> None:
    links = sorted({link for report in reports.values() for link in _links(report)})
    with served(site) as base:
        page = chromium.new_page()
        for link in links:
            codes = link.strip("/").split("/")
            page.goto(base + link)
            page.wait_for_load_state("networkidle")
            assert (site / link / "index.html").exists() or codes[0][0] != codes[-1][0], (
                f"{link} has neither page nor stub"
            )
            assert link == "decode/" or codes[-1] in page.inner_text("main"), link
        page.close()


def test_refusals_carry_their_link() -> None:
    lines = {"main": "hostlist relay_from_hosts =\n", "rcpt": SNIPPETS["exim-rcpt"].replace("100 / 1h", "2 / 1h")}
    with exim(lines, {"refused_senders": "mallory@elsewhere.example\n"}, {}) as running:

        def reply(sender: str, recipient: str) -> str:
            with smtplib.SMTP("127.0.0.1", running.port, timeout=20) as client:
                client.ehlo("client.example")
                client.mail(sender)
                code, text = client.rcpt(recipient)
                return f"{code} {text.decode()}"

        found = {
            "relay": reply("bob@elsewhere.example", "carol@third.example"),
            "unknown": reply("bob@elsewhere.example", "nobody@local.example"),
            "refused": reply("mallory@elsewhere.example", "carol@local.example"),
            "good": reply("bob@elsewhere.example", "carol@local.example"),
        }
        for _ in range(3):
            found["too fast"] = reply("bob@elsewhere.example", "dave@local.example")
        assert {name: (text[:9], LINK.findall(text)) for name, text in found.items()} == {
            "relay": ("550 5.7.1", ["550/5.7.1"]),
            "unknown": ("550 5.1.1", ["550/5.1.1"]),
            "refused": ("550 5.7.1", ["550/5.7.1"]),
            "good": ("250 Accep", []),
            "too fast": ("450 4.7.1", ["450/4.7.1"]),
        }, running.log
