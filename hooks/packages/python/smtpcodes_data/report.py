"""The fields of a delivery report (RFC 3464) that stand loose in a text."""

from __future__ import annotations

import re

from .addresses import field_host, find_address
from .entry import Entry
from .text import Snippet, pattern, trim

_RECIPIENT_FIELDS = frozenset(
    (
        "final-recipient original-recipient x-actual-recipient action status diagnostic-code remote-mta "
        "last-attempt-date will-retry-until final-log-id x-display-name x-postfix-queue-id x-postfix-sender "
        "x-supplementary-info x-spam-result x-notes x-error remote-recipient"
    ).split()
)
_MESSAGE_FIELDS = frozenset(
    (
        "reporting-mta arrival-date original-envelope-id dsn-gateway received-from-mta x-outbound-queue-id "
        "reporting-ua original-message-id disposition feedback-type"
    ).split()
)
_FIELDS = _RECIPIENT_FIELDS | _MESSAGE_FIELDS
_NAME = re.compile(r"([A-Za-z_-][0-9A-Za-z_-]{0,58}):")
_WRAP_LENGTH = 45  # characters of a line that a mail program may have wrapped
_OWN = re.compile(r"(?:x-(?!exim|postfix)|dns|unix)", re.IGNORECASE)
_ARRIVED = frozenset(("delivered", "relayed", "expanded", "deliverable"))
_WORD = pattern(r"^[a-z]*")


def header_name(line: str) -> str:
    """The name in front of a header's colon, in lower case, or nothing."""
    found = _NAME.match(line)
    return found[1].lower() if found else ""


class Report:
    """``entries``: of recipients; ``failed``: those of them that failed; ``rest``: lines that are no fields."""

    def __init__(self, found: list[str]) -> None:
        self.entries: list[Entry] = []
        self.reporter: str | None = None
        self.feedback = False
        self.receipt = False
        self.rest: list[str] = []
        self._group: dict[str, Snippet] = {}
        last: Snippet | None = None
        last_line = ""
        for line in found:
            name = header_name(line)
            empty = not trim(line)
            if name in _FIELDS:
                if name in self._group and name not in ("x-supplementary-info", "remote-mta"):
                    self._close()
                last_line = line[len(name) + 1 :].strip()
                last = Snippet([line[len(name) + 1 :]])
                self._group.setdefault(name, last)
            elif last and not empty and (line[0] in " \t" or (not name and len(last_line) >= _WRAP_LENGTH)):
                last.add(line)
                last_line = line.strip()
            elif not empty and self._group and "-" in name:
                last, last_line = Snippet([line]), line.strip()  # a field of somebody's own, and what goes on with it
            else:
                self._close()
                last = None
                self.rest.append(line)
        self._close()
        self.failed = [one for one in self.entries if one.action not in _ARRIVED and not _good(one)]

    def _value(self, name: str) -> str:
        return self._group[name].text if name in self._group else ""

    def _close(self) -> None:
        group = self._group
        if not group:
            return
        if "reporting-mta" in group and self.reporter is None:
            self.reporter = field_host(self._value("reporting-mta"))
        self.feedback = self.feedback or "feedback-type" in group
        self.receipt = self.receipt or bool(self._value("disposition"))
        told = "action" in group or "diagnostic-code" in group or {"status", "final-recipient"} <= group.keys()
        if told and "disposition" not in group:
            names = (self._value("original-recipient"), self._value("final-recipient"))
            address = next(filter(None, map(find_address, names)), None)
            action = _WORD.search(trim(self._value("action")).lower())
            self.entries.append(
                Entry(
                    recipient=address.address if address else None,
                    action=action[0] if action else "",
                    status=group.get("status"),
                    answer=group.get("diagnostic-code") or group.get("x-supplementary-info"),
                    trusted=not _OWN.match(self._value("diagnostic-code")),
                    host=field_host(self._value("remote-mta")) if "remote-mta" in group else None,
                )
            )
        self._group = {}


def _good(entry: Entry) -> bool:
    return entry.action == "" and entry.status is not None and entry.status.text.startswith("2.")
