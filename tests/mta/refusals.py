"""How servers refuse: the dozen ways and a few more, and the address that the link must have."""

from __future__ import annotations

from dataclasses import dataclass

from mta.refusing_server import Refusal


@dataclass(frozen=True)
class Case:
    """One way to refuse. ``link``: the address below the base; ``status``: what Postfix's report must still say."""

    refusal: Refusal
    link: str
    status: str


def _case(stage: str, text: str, link: str, status: str) -> Case:
    return Case(Refusal(stage, tuple(text.splitlines())), link, status)


# local part of the recipient → what a server says to it
CASES = {
    "policy": _case("rcpt", "550 5.7.1 Message rejected due to policy", "550/5.7.1", "5.7.1"),
    "unknown": _case("rcpt", "550 5.1.1 <unknown@refuse.example>: no mailbox here by that name", "550/5.1.1", "5.1.1"),
    "full": _case("rcpt", "552 5.2.2 Mailbox over its quota", "552/5.2.2", "5.2.2"),
    "three-lines": _case(
        "end",
        "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n"
        "550-5.7.26 DKIM = did not pass, SPF [example.net] with ip: [192.0.2.1] = did not pass\n"
        "550 5.7.26 See https://mail.example/help",
        "550/5.7.26",
        "5.7.26",
    ),
    "reply-alone": _case("rcpt", "550 Not wanted here", "550", "5.0.0"),
    "mismatch": _case("rcpt", "550 4.7.1 Message rejected", "550/4.7.1", "5.0.0"),
    "in-brackets": _case("rcpt", "554 Refused by a rule (#5.7.1)", "554/5.7.1", "5.0.0"),
    "greylisted": _case("rcpt", "451 4.7.1 Greylisted, please try again later", "451/4.7.1", "4.7.1"),
    "too-fast": _case("rcpt", "421 4.7.0 Too many messages, closing", "421/4.7.0", "4.7.0"),
    "long-detail": _case("rcpt", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "550/5.7.606", "5.7.606"),
    "at-data": _case("data", "554 5.5.1 No valid recipients", "554/5.5.1", "5.5.1"),
    "several-lines-bare": _case(
        "end",
        "554-Your message looks like spam\n554-to this server, 10.20.30.40 says so\n554 Ask postmaster",
        "554",
        "5.0.0",
    ),
    "percent": _case("rcpt", "550 5.7.1 100% $1 refused & <b>so</b>", "550/5.7.1", "5.7.1"),
    "hangs-up": _case("rcpt", "", "4.4.2", "4.4.2"),
}

SCRIPT = {name: case.refusal for name, case in CASES.items()}
