"""Log lines: Postfix, Sendmail, Exim, qmail, OpenSMTPD, Exchange message tracking, rspamd, postgrey, ZoneMTA."""

from __future__ import annotations

import re
from typing import NamedTuple

from .addresses import clean_host, find_address, said_host
from .entry import Entry
from .text import Snippet, at, pattern

_LINES_LIMIT = 20000
_ENTRY_LIMIT = 500


def read_log(found: list[str]) -> tuple[list[Entry], int]:
    """The failures, and how many lines were log lines."""
    entries: list[Entry] = []
    seen = set()
    read = 0
    for line in found[:_LINES_LIMIT]:
        if len(line) < 20:
            continue
        entry = next(filter(None, (reader(line) for reader in _READERS)), None)
        if not entry:
            continue
        read += 1
        name = (entry.recipient, entry.answer.text if entry.answer else None)
        if name not in seen and not entry.no_failure and len(entries) < _ENTRY_LIMIT:
            entries.append(entry)
        seen.add(name)
    told = [entry for entry in entries if not entry.attempt]
    return told or entries, read


class _Value(NamedTuple):
    value: str
    start: int
    end: int


def _value_of(text: str, key: str) -> _Value | None:
    """The value of ``key=`` in a log line."""
    place = text.find(key)
    if place < 0:
        return None
    start = place + len(key)
    bracket = text.find(">", start) if at(text, start) == "<" else -1
    ends = [end for end in (text.find(",", start), text.find(" ", start)) if end >= 0]
    end = bracket if bracket >= 0 else min(ends, default=len(text))
    start += bracket >= 0
    return _Value(text[start:end], start, end)


def _entry(text: str, **fields: object) -> Entry:
    return Entry(**{"answer": Snippet([text]), "trusted": True, **fields})  # type: ignore[arg-type]


_REJECTED = re.compile(
    r": (?:(?:reject|milter-reject|reject_warning|header-reject|body-reject): |(?:milter-reject|reject): )"
)
_CLIENT = pattern(r" from [^\s\[]{0,255}\[[^\]\s]{1,60}\](?::\d{1,5})?: ")


def _postfix_reject(text: str) -> Entry | None:
    found = _REJECTED.search(text)
    client = _CLIENT.search(text[found.start() : found.start() + 600]) if found else None
    if not found or not client:
        return None
    end = text.find("; from=<", found.start())
    to = text.find(" to=<")
    recipient = text[to + 5 :].split(">")[0] if to >= 0 else None
    return _entry(text[found.start() + client.end() : end if end >= 0 else None], recipient=recipient)


_ATTEMPT = pattern(
    r"\b(?:connect to|connection to) \S{1,255}: .{0,80}(?:timed out|refused|unreachable|no route|reset)", re.IGNORECASE
)
_MAILER = pattern(r"postfix|smtp|exim|sendmail|:25\b", re.IGNORECASE)


def _connecting(text: str) -> Entry | None:
    """``connect to mx.example.org[192.0.2.1]:25: Connection timed out``: often port 25 is blocked on the way out."""
    found = _ATTEMPT.search(text[:2000])
    if not found or not _MAILER.search(text) or "to=<" in text:
        return None
    entry = _entry(text[found.start() :], trusted=False, attempt=True, delayed=True, action="delayed")
    entry.host = said_host(entry.answer.text if entry.answer else "")
    return entry


_ACTION = pattern(r"\baction=(greylist|pass|delayed?)\b")


def _postgrey(text: str) -> Entry | None:
    found = _ACTION.search(text)
    if not found or "client_" not in text:
        return None
    recipient = _value_of(text, "recipient=")
    return _entry(
        text[text.find("action=") :],
        recipient=recipient.value if recipient else None,
        no_failure=found[1] == "pass",
        delayed=True,
        action="delayed",
        trusted=False,
    )


_STAT = pattern(r"\bstat=")
_STATES = frozenset("bounced deferred expired sent undeliverable deliverable softbounce bounced,".split())
_TAKEN = pattern(r"^(?:sent|queued)\b", re.IGNORECASE)
_QUOTED = re.compile(r" said: | refused to talk to me: |\A[245][0-9][0-9][ -]")


def _keyed(text: str) -> Entry | None:
    """Postfix ``status=``, Sendmail ``stat=``, OpenSMTPD ``result= stat=``."""
    status = text.find("status=")
    found = _STAT.search(text) if status < 0 else None
    to = _value_of(text, "to=<") or _value_of(text, " to=") or _value_of(text, " rcpt=")
    if (status < 0 and not found) or not to:
        return None
    word = re.split("[ (]", text[status + 7 :], maxsplit=1)[0].lower() if status >= 0 else ""
    if status >= 0 and word not in _STATES:
        return None
    start = status + 7 + len(word) if status >= 0 else found.end() if found else 0
    while at(text, start) in (" ", "(", '"'):
        start += 1
    closed = (text.endswith(")") and status >= 0) or (text.endswith('"') and at(text, start - 1) == '"')
    entry = _entry(text[start : len(text) - closed])
    address = find_address(text, to.start - 1)
    entry.recipient = address.address if address else re.sub("[<>]", "", to.value)
    if entry.recipient and "@" not in text[to.start : to.end + 1]:
        entry.recipient = to.value
    said = entry.answer.text if entry.answer else ""
    told = said if found else ""
    result = _value_of(text, "result=")
    how = result.value.replace('"', "").lower() if result else ""
    entry.no_failure = word in ("sent", "deliverable") or how == "ok" or bool(_TAKEN.search(told))
    entry.delayed = word in ("deferred", "softbounce") or how == "tempfail" or told.lower().startswith("deferred")
    entry.action = "delayed" if entry.delayed else "failed"
    dsn = _value_of(text, "dsn=")
    if dsn:
        entry.status = Snippet([dsn.value])
    spoke = " said: " in said or "refused to talk" in said
    entry.host = (said_host(said) if spoke else None) or _relay_host(text)
    # Postfix and Sendmail tell of their own troubles in the same place; only a quoted answer is a server's
    entry.trusted = bool(found) or bool(_QUOTED.search(said))
    return entry


def _relay_host(text: str) -> str | None:
    """``relay=mx.example.org[192.0.2.1]:25``, ``relay="192.0.2.1 (mx.example.org)"``."""
    found = _value_of(text, "relay=")
    if not found or found.value == "none":
        return None
    if not found.value.startswith('"'):
        return clean_host(found.value)
    quoted = text[found.start + 1 :].split('"', 1)[0]
    before, bracket, inside = quoted.partition("(")
    return clean_host(inside if bracket else before.split(" ", 1)[0])


_EXIM_ID = pattern(r"^\S{4,10} [\d:.]{8,12} (?:\[\d+\] )?\w{6}-\w{6,11}-\w{2,4} ")
_EXIM_TAKEN = re.compile(r" (?:=>|->|Completed)")
_OPTIONS = re.compile(" [RTFP]=")
_DEFER = re.compile(r" defer \([^)]{0,20}\):? ")
_EXIM_REJECTED = re.compile(r" rejected (?:RCPT|MAIL|after DATA|connection|EHLO|HELO)")


def _exim(text: str) -> Entry | None:
    """``** a@example.org R=… T=…: …``, ``== a@example.org … defer (-44): …``, ``rejected RCPT <a@…>: …``."""
    if _EXIM_TAKEN.search(text[:80]) and _EXIM_ID.search(text):
        return Entry(no_failure=True)
    failed = text.find(" ** ")
    mark = failed if failed >= 0 else text.find(" == ")
    if 0 <= mark < 80:
        address = find_address(text, mark + 4)
        if not address or address.start > mark + 6:  # Gmail's "** Address not found **"
            return None
        if failed < 0:
            found = _DEFER.search(text)
            colon = found.start() if found else -1
        else:
            options = _OPTIONS.search(text, address.end)
            colon = text.find(": ", options.start() if options else address.end)
        if colon < 0:
            return None
        host = _value_of(text, " H=")
        return _entry(
            text[colon + (2 if failed >= 0 else 1) :],
            recipient=address.address,
            action="failed" if failed >= 0 else "delayed",
            delayed=failed < 0,
            trusted=False,
            host=clean_host(host.value if host else "") or said_host(text[colon:]),
        )
    found = _EXIM_REJECTED.search(text)
    if not found or " H=" not in text:
        return None
    address = find_address(text, found.start())
    colon = text.find(": ", address.end if address else found.start())
    return _entry(
        text[found.start() + 1 if colon < 0 else colon + 2 :],  # without a reason: "rejected RCPT <…>"
        recipient=address.address if address and found[0].endswith("RCPT") else None,
        action="delayed" if text[: found.start()].endswith("temporarily") else "failed",
        trusted=False,
    )


_QMAIL = re.compile(r"delivery [0-9]{1,12}: (failure|deferral|success): ")


def _qmail(text: str) -> Entry | None:
    """``delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_…/``."""
    found = _QMAIL.search(text[:400])
    if not found:
        return None
    spaced = text[found.end() :].replace("_", " ").replace("/", " ")
    return _entry(
        spaced,
        trusted=False,
        action="failed" if found[1] == "failure" else "delayed",
        delayed=found[1] == "deferral",
        no_failure=found[1] == "success",
    )


_EVENT = re.compile(",(FAIL|DEFER|BADMAIL|DSN),")
_SOURCE = re.compile(",(?:SMTP|ROUTING|STOREDRIVER|AGENT|DSN|QUEUE),")
_STATUS = re.compile(r',("?)(?=[245]\d\d[ -])')  # a field in quotes when the answer has commas


def _exchange(text: str) -> Entry | None:
    """Exchange message tracking: ``[{LED=550 5.1.1 …};{MSG=};{FQDN=mx.example.org};…]``."""
    led = text.find("{LED=")
    if led >= 0:
        end = text.find("}", led)
        host = clean_host(text[text.find("{FQDN=") + 6 :].split("}", 1)[0])
        return _entry(text[led + 5 : end if end >= 0 else None], recipient=_last_address(text[:led]), host=host)
    event = _EVENT.search(text[:2000])
    if not event or not _SOURCE.search(text[:2000]):
        return None
    status = _STATUS.search(text, event.end())
    start = status.end() if status else event.end()
    end = text.find(status[1] or ",", start) if status else -1
    return _entry(
        text[start : None if end < 0 else end],
        recipient=_last_address(text[event.end() : start]) if status else None,  # the Message-ID stands before it
        action="delayed" if event[1] == "DEFER" else "failed",
        delayed=event[1] == "DEFER",
        trusted=status is not None,
    )


def _last_address(text: str) -> str | None:
    """The recipient stands right in front of the status."""
    last, found = None, find_address(text)
    while found:
        last, found = found.address, find_address(text, found.end)
    return last


_ACTIONS = "reject|soft reject|greylist|no action|add header|rewrite subject|quarantine"
_RSPAMD = re.compile(rf"\(default: [TFS] \(({_ACTIONS})\)")


def _rspamd(text: str) -> Entry | None:
    """``(default: T (reject): [18.20/15.00] …`` and ``forced: reject "550 5.7.1 …"``."""
    found = _RSPAMD.search(text)
    if not found:
        return None
    forced = text.find("forced: ", found.start())
    address = find_address(text, max(0, text.find("rcpts: <")))
    delayed = found[1] in ("greylist", "soft reject")
    return _entry(
        text[forced:] if forced >= 0 else text[found.start() + 10 : found.start() + 200],
        recipient=address.address if address else None,
        no_failure=found[1] not in ("reject", "soft reject", "greylist"),
        delayed=delayed,
        action="delayed" if delayed else "failed",
        trusted=forced >= 0,
    )


_ZONE_MTA = re.compile(r" (DEFERRED|REJECTED|ACCEPTED)(?:\[[A-Za-z0-9_]+\])? from=\S* to=(\S+) ")


def _zone_mta(text: str) -> Entry | None:
    """``DEFERRED[network] from=… to=a@example.org … mx=mx.example.org[192.0.2.1] id=<…> (554 …)``."""
    found = _ZONE_MTA.search(text[:2000])
    bracket = text.find(" (", found.start()) if found else -1
    if not found or bracket < 0:
        return None
    host = _value_of(text, " mx=")
    return _entry(
        text[bracket + 2 :].removesuffix(")"),
        recipient=found[2],
        no_failure=found[1] == "ACCEPTED",
        delayed=found[1] == "DEFERRED",
        action="delayed" if found[1] == "DEFERRED" else "failed",
        host=clean_host(host.value if host else ""),
    )


_READERS = (_postfix_reject, _keyed, _connecting, _exim, _qmail, _exchange, _rspamd, _postgrey, _zone_mta)
