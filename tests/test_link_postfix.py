"""The Postfix snippets of /link/, on a real Postfix: the link is right, it leads somewhere, and the report's fields are
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
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from browser import served
from conftest import ROOT, untested
from guide import snippets
from mta.postfix_instance import Postfix, postfix, why_not
from mta.refusals import CASES, SCRIPT
from mta.refusing_server import Refusal, closed_port, refusing

BASE = "https://kb.example.com"
SNIPPETS = snippets(ROOT / "docs/link.md", BASE)
LINK = re.compile(re.escape(BASE) + r"/(\S*)")
SENDER = "alice@sender.example"


def _send(port: int, recipient: str, size: int = 0) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, recipient, "Hello"
    message.set_content("Hello\n" + ("x" * 70 + "\n") * (size // 70))
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.send_message(message)


@pytest.fixture(scope="module", autouse=True)
def _can_run() -> None:
    if why := why_not():
        untested("Postfix", why)


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, list[Any]]]:
    """Recipient's name → the delivery reports about it that arrived in the sender's mailbox: delay notices and
    failures.
    """
    with ExitStack() as stack:
        other = stack.enter_context(refusing(SCRIPT, size=50_000))
        busy = stack.enter_context(refusing({}, greeting=["421 4.3.2 Too busy, try again later"]))
        blocked = stack.enter_context(
            refusing({}, greeting=["554-5.7.1 You are on a list", "554 5.7.1 of senders that we refuse"])
        )
        closed = stack.enter_context(closed_port())
        routes = {
            "refuse.example": other.port,
            "busy.example": busy.port,
            "blocked.example": blocked.port,
            "closed.example": closed,
            "sender.example": other.port,
        }
        settings = (
            SNIPPETS["postfix-reports-main"]
            + SNIPPETS["postfix-template-main"]
            + "transport_maps = inline:{"
            + ", ".join(f"{{ {name} = smtp:[127.0.0.1]:{port} }}" for name, port in routes.items())
            + "}\n"
            + "delay_warning_time = 2s\nmaximal_queue_lifetime = 6s\nbounce_queue_lifetime = 6s\n"
        )
        tables = {"smtp_dsn_filter": SNIPPETS["postfix-reports-table"], "bounce.cf": SNIPPETS["postfix-template-file"]}
        running = stack.enter_context(postfix(settings, tables))
        to = [f"{name}@refuse.example" for name in CASES] + [
            f"{name}@{name}.example" for name in ("busy", "blocked", "closed")
        ]
        for address in to:
            _send(running.port, address)
        _send(running.port, "too-large@refuse.example", size=100_000)
        wanted = {address.split("@")[0] for address in to} | {"too-large"}
        found: dict[str, list[Any]] = {}
        end = time.monotonic() + 90
        while missing := wanted - {
            name for name, about in found.items() if any(_field(report, "Action") == "failed" for report in about)
        }:
            assert time.monotonic() < end, f"no report about {sorted(missing)}\n{running.log}"
            time.sleep(0.2)
            for text in other.to(SENDER)[sum(map(len, found.values())) :]:
                report = email.message_from_string(text, policy=email.policy.default)
                found.setdefault(
                    _field(report, "Final-Recipient").removeprefix("rfc822;").strip().split("@")[0], []
                ).append(report)
        yield found


def _fields(report: Any) -> Any:
    """The machine's part of a report, about its one recipient."""
    return next(part for part in report.walk() if part.get_content_type() == "message/delivery-status").get_payload()[1]


def _field(report: Any, name: str) -> str:
    return " ".join(str(_fields(report)[name] or "").split())


def _said(report: Any) -> str:
    """What the text of a report says about the recipient: the paragraph that begins with the address."""
    text = report.get_body(("plain",)).get_content()
    return next(part for part in text.split("\n\n") if part.lstrip().startswith("<"))


OURS = {
    "busy": ("421/4.3.2", "4.3.2"),
    "blocked": ("554/5.7.1", "4.7.1"),
    "closed": ("4.4.1", "4.4.1"),
    "too-large": ("5.3.4", "5.3.4"),
}
EXPECTED = {name: (case.link, case.status) for name, case in CASES.items()} | OURS


def test_every_report_has_the_link_of_its_refusal(reports: dict[str, list[Any]]) -> None:
    found = {name: sorted({tuple(LINK.findall(_said(report))) for report in reports[name]}) for name in EXPECTED}
    assert found == {name: [(link,)] for name, (link, _) in EXPECTED.items()}


def test_the_fields_for_programs_are_untouched(reports: dict[str, list[Any]]) -> None:
    found = {name: {_field(report, "Status") for report in reports[name]} for name in EXPECTED}
    assert found == {name: {status} for name, (_, status) in EXPECTED.items()}
    for name, case in CASES.items():
        if case.refusal.lines:
            said = {_field(report, "Diagnostic-Code").lower() for report in reports[name]}
            assert said == {"smtp; " + " ".join(" ".join(case.refusal.lines).split()).lower()}, name
    for name in ("busy", "blocked"):
        assert BASE not in "".join(_field(report, "Diagnostic-Code") for report in reports[name])


def test_a_problem_that_postfix_found_itself_carries_the_link_in_its_own_diagnostic(
    reports: dict[str, list[Any]],
) -> None:
    """No other server spoke, so the field says "X-Postfix"; the guide tells readers so."""
    found = {name: _field(reports[name][-1], "Diagnostic-Code") for name in ("closed", "too-large", "hangs-up")}
    assert all(
        text.startswith("X-Postfix; ") and text.endswith(f" - help: {BASE}/{EXPECTED[name][0]}")
        for name, text in found.items()
    ), found


def test_a_delayed_message_gets_the_link_before_it_fails(reports: dict[str, list[Any]]) -> None:
    actions = {
        name: [_field(report, "Action") for report in reports[name]] for name in ("greylisted", "busy", "closed")
    }
    assert actions == {name: ["delayed", "failed"] for name in actions}


def test_the_template_puts_a_general_link_first(reports: dict[str, list[Any]]) -> None:
    texts = {
        (_field(report, "Action"), str(report["Subject"]), *LINK.findall(report.get_body(("plain",)).get_content())[:1])
        for about in reports.values()
        for report in about
    }
    assert texts == {
        ("failed", "Your message was not delivered", "decode/"),
        ("delayed", "Your message is delayed (still trying)", "decode/"),
    }


REFUSED_HERE = {
    "policy": "REJECT Not allowed by our rules",
    "grey": "450 4.2.0 Greylisted",
    "defer": "DEFER Not now",
    "own-text": "554 5.7.1 Policy rejection",
    "no-enhanced": "550 Not wanted here",
}
# what a filter behind Postfix answers, passed on as it is (smtpd_proxy_filter)
FILTERED = {
    name: Refusal("rcpt", case.refusal.lines)
    for name, case in CASES.items()
    if name in {"three-lines", "reply-alone", "mismatch"}
}


def _replies(port: int, recipients: list[str]) -> dict[str, str]:
    found = {}
    for recipient in recipients:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo("client.example")
            client.mail("bob@elsewhere.example")
            code, text = client.docmd(f"RCPT TO:<{recipient}>")
            found[recipient.split("@")[0]] = f"{code} {text.decode()}"
    return found


def _refusing_postfix(stack: ExitStack, settings: str, tables: dict[str, str]) -> Postfix:
    table = ", ".join(f"{{ {name}@local.example = {text} }}" for name, text in REFUSED_HERE.items())
    rules = f"smtpd_recipient_restrictions = check_recipient_access inline:{{{table}}}, permit_mynetworks, reject\n"
    return stack.enter_context(postfix(settings + rules, tables))


def test_every_refusal_to_others_ends_with_its_link() -> None:
    with ExitStack() as stack:
        running = _refusing_postfix(
            stack, SNIPPETS["postfix-refusals-main"], {"reject_footer": SNIPPETS["postfix-refusals-table"]}
        )
        replies = _replies(
            running.port,
            [*(f"{name}@local.example" for name in REFUSED_HERE), "nobody@local.example", "bad address@local.example"],
        )
        assert {name: LINK.findall(text) for name, text in replies.items()} == {
            "policy": ["554/5.7.1"],
            "grey": ["450/4.2.0"],
            "defer": ["450/4.7.1"],
            "own-text": ["554/5.7.1"],
            "no-enhanced": ["550/5.7.1"],
            "nobody": ["550/5.1.1"],
            "bad address": ["501/5.1.3"],
        }
        assert all(
            text.rstrip().endswith(LINK.findall(text)[0]) and max(map(len, text.splitlines())) < 500
            for text in replies.values()
        )
        assert (
            running.command("postmap", "-q", "550 5.7.1 x", f"regexp:{running.root}/c/reject_footer").strip()
            == rf"\c. Help: {BASE}/550/5.7.1"
        )


def test_a_filters_refusal_that_postfix_passes_on_gets_its_link_too() -> None:
    with ExitStack() as stack:
        behind = stack.enter_context(refusing(FILTERED))
        settings = SNIPPETS["postfix-refusals-main"] + (
            f"smtpd_proxy_filter = 127.0.0.1:{behind.port}\nsmtpd_recipient_restrictions = permit_mynetworks, reject\n"
        )
        running = stack.enter_context(postfix(settings, {"reject_footer": SNIPPETS["postfix-refusals-table"]}))
        replies = _replies(running.port, [f"{name}@elsewhere.example" for name in FILTERED])
        assert {name: LINK.findall(text) for name, text in replies.items()} == {
            name: [CASES[name].link] for name in FILTERED
        }


def test_the_fixed_footer_of_old_versions_leads_home() -> None:
    with ExitStack() as stack:
        running = _refusing_postfix(stack, SNIPPETS["postfix-fixed-footer"], {})
        replies = _replies(running.port, ["policy@local.example", "grey@local.example"])
        assert replies == {
            "policy": (
                f"554 5.7.1 <policy@local.example>: Recipient address rejected: Not allowed by our rules. Help: {BASE}/"
            ),
            "grey": f"450 4.2.0 <grey@local.example>: Recipient address rejected: Greylisted. Help: {BASE}/",
        }


def test_the_preview_of_the_template_shows_the_link() -> None:
    with postfix(
        SNIPPETS["postfix-template-main"] + "delay_warning_time = 4h\n",
        {"bounce.cf": SNIPPETS["postfix-template-file"]},
    ) as running:
        preview = running.command("postconf", "-b")
        assert (
            "after 4 hour(s)" in preview and "trying for 5 day(s)" in preview and preview.count(f"{BASE}/decode/") == 2
        )


def test_every_link_that_postfix_wrote_is_answered_by_the_site(
    reports: dict[str, list[Any]], site: Path, chromium: Any
) -> None:
    """Same-class pairs by a page or stub; a mismatch (550 4.7.1) may go through 404.html, which must show the way."""
    links = {
        link
        for about in reports.values()
        for report in about
        for link in LINK.findall(report.get_body(("plain",)).get_content())
    }
    assert {link for link, _ in EXPECTED.values()} <= links
    with served(site) as base:
        page = chromium.new_page()
        for link in sorted(links):
            codes = link.strip("/").split("/")
            page.goto(base + link)
            page.wait_for_load_state("networkidle")
            if not (site / link / "index.html").exists():
                assert codes[0][0] != codes[-1][0], f"{link} has neither page nor stub"
                ways = page.eval_on_selector_all(
                    "#address-answer a", "links => links.map(link => new URL(link.href).pathname)"
                )
                assert [f"/{codes[-1]}/", f"/{codes[0]}/"] == ways, link
            assert link == "decode/" or codes[-1] in page.inner_text("main"), link
        page.close()
