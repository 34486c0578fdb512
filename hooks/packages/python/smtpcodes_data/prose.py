"""Lines that are prose: who failed, and what was said of it. The shape is read; words matter only for labels."""

from __future__ import annotations

import re

from .addresses import Address, count_addresses, find_address, said_host
from .entry import Entry
from .text import Snippet, at, data, pattern, trim, trim_start

_WORDS = data("words.json")["layout-words"]


def _flat(name: str) -> tuple[str, ...]:
    return tuple(word for words in _WORDS[name].values() for word in words)


_COPY_MARKS, _OTHER_LABELS = _flat("COPY_MARKS"), _flat("OTHER_LABELS")
_REPORTERS = re.compile("|".join(_flat("REPORTERS")), re.IGNORECASE)
_RECIPIENT_WORDS = _flat("RECIPIENT_WORDS")
_LINES_LIMIT = 4000
_ENTRY_LIMIT = 500
_COPY_HINT = re.compile(
    "copy|message|mail|mensa[jg]e|messag|nachricht|\u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435"
    "|\u30e1\u30c3\u30bb\u30fc\u30b8|\u539f\u90ae\u4ef6",
    re.IGNORECASE,
)
_SAID = re.compile(r"<<<[ \t]|>>> [245][0-9][0-9][ -]")
_FOLLOWS = re.compile(r"^503|^554 error: no valid|need rcpt|rcpt first")
_RULE = re.compile(r"[-=_*#|]{3,}")
_MARKS = pattern(r"""^[>\s:.,;"')\]\-]+""")
_BEHIND = re.compile(r"(?:[:(\[\-]|\.\.\.|\Z|on |invalid |was |is|has |delivery|couldn|<mailto|said)", re.IGNORECASE)
_SAID_OF = re.compile(
    "unknown|not found|not exist|n't be|not be|was not|wasn't|no such|reject|unavailable|disabled|failed|full"
    "|not deliver"
)
_ANSWER = re.compile(r"[245][0-9][0-9][ -]|[245]\.[0-9]+\.[0-9]+ ")
_INSIDE = pattern(r"\b(?:said|reply|replied|response)\b|\]: [245]\d\d")
_MORE = pattern(
    r"^>?\s*\((?:expanded from|ultimately generated from|generated from|was addressed)[^)]*\)", re.IGNORECASE
)
_MAILTO = pattern(r"^\s*(?:\([^)]*\))?<mailto:[^>]*>", re.IGNORECASE)
_WORD_END = pattern(r"[\s,]")


def split_at_copy(found: list[str]) -> tuple[list[str], list[str]]:
    """Lines in front of the copy of the original message, and the rest."""
    for i, line in enumerate(found):
        if len(line) > 4 and _is_copy_mark(trim(line)):
            return found[:i], found[i + 1 :]
    return found, []


def _is_copy_mark(text: str) -> bool:
    if len(text) > 110 or not _COPY_HINT.search(text):
        return False
    low = text.lstrip("-=_*|#:~<> \t").lower()
    if low.startswith(("original message was received", "the original message was received")):
        return False
    return low.startswith(_COPY_MARKS) or (low.startswith("the ") and low[4:].startswith(_COPY_MARKS))


def _unquoted(line: str) -> str:
    """Without the "> " of a forwarded report; a transcript's ">>> DATA" is something else."""
    start = 0
    while at(line, start) == ">" and not (line.startswith(">>> ", start) and at(line, start + 4) != ">"):
        start += 2 if at(line, start + 1) == " " else 1
    return line[start:]


class Prose:
    """What the lines of a report tell, without the copy of the mail."""

    def __init__(self, found: list[str]) -> None:
        self.entries: list[Entry] = []
        self.loose: list[Snippet] = []  # paragraphs that belong to no recipient
        self.reporter: str | None = None
        self._entry: Entry | None = None  # the recipient whose answer is being read
        self._current: Snippet | None = None  # that answer
        self._indent = 0
        self._paragraph: Snippet | None = None
        self._transcript: Snippet | None = None  # what the server said: lines with <<<
        self._command_recipient: str | None = None
        self._host: str | None = None
        self._first_host: str | None = None
        for line in found[:_LINES_LIMIT]:
            self._read(_unquoted(line))
        for entry in self.entries:
            entry.host = entry.host or self._host_of(entry)
        self.loose = [snippet for snippet in self.loose if snippet.text]

    def _read(self, line: str) -> None:
        text = trim(line)
        if not text:
            self._entry = self._paragraph = self._transcript = None
            return
        if self.reporter is None:
            self.reporter = _reporter_in(text)
        if _SAID.match(text):
            self._said(line)
            return
        self._transcript = None
        if text.startswith(">>> "):
            found = find_address(text) if text.lower().startswith(">>> rcpt") else None
            self._command_recipient = found.address if found else None
            return
        if text.startswith("..."):
            self._host = said_host(text) or self._host
            self._first_host = self._first_host or self._host
            return
        if _RULE.match(text) and not find_address(text):
            self._entry = None
            return
        indent = len(line) - len(trim_start(line))
        if self._entry and indent > self._indent:
            self._continue(line, text)
            return
        start = _recipient_in(text)
        same = start and self._entry and start[0].lower() == (self._entry.recipient or "").lower()
        if start and not same:
            self._indent = indent
            self._open(start, text)
        elif self._entry:
            self._continue(line, text)
        else:
            if self._paragraph is None:
                self._paragraph = Snippet()
                if len(self.loose) < _ENTRY_LIMIT:
                    self.loose.append(self._paragraph)
            self._paragraph.add(line)

    def _open(self, start: tuple[str, int, bool], text: str) -> None:
        address, end, whole = start
        known = next((one for one in self.entries if (one.recipient or "").lower() == address.lower()), None)
        entry = known or Entry()
        if not known:
            if len(self.entries) >= _ENTRY_LIMIT:
                return
            entry.recipient = address
            self.entries.append(entry)
        body = _MARKS.sub("", text if whole else text[end:])
        self._entry = entry
        self._current = Snippet([body] if body else [])
        if known and known.answer:
            known.more.append(self._current)
        else:
            entry.answer = self._current
        self._paragraph = None

    def _continue(self, line: str, text: str) -> None:
        if not self._entry or self._current is None or text.startswith("(expanded from"):
            return
        if text.startswith("(reason: "):
            offset = line.find("(reason: ") + 9
            self._entry.answer = Snippet([line[offset : -1 if line.endswith(")") else None]])
            self._entry.trusted = True
            return
        self._current.add(line)

    def _said(self, line: str) -> None:
        """A line of the server's answer in a Sendmail or Courier transcript."""
        found = re.search("<<<|>>>", line)
        rest = line[found.end() :] if found else line
        if self._transcript:
            self._transcript.add(rest)
            return
        said = self._transcript = Snippet([rest])
        if _FOLLOWS.search(said.text.lower()):
            return
        address = find_address(said.text)
        wanted = self._command_recipient or (address.address if address else None)
        named = next((one for one in self.entries if wanted and one.recipient == wanted), None)
        silent = next((one for one in self.entries if not (one.answer and one.answer.text)), None)
        entry = named or silent or (self.entries[0] if len(self.entries) == 1 else None)
        if not entry:
            self.entries.append(Entry(recipient=wanted, answer=said, trusted=True, host=self._host))
        elif not entry.trusted:
            if entry.answer and entry.answer.text:
                entry.more.append(entry.answer)
            entry.answer, entry.trusted, entry.host = said, True, entry.host or self._host
        else:
            entry.more.append(said)

    def _host_of(self, entry: Entry) -> str | None:
        for snippet in (entry.answer, *entry.more[:8]):
            host = said_host(snippet.text) if snippet else None
            if host:
                return host
        return self._first_host if entry.trusted else None


def _recipient_in(text: str) -> tuple[str, int, bool] | None:
    """Does a line name a failed recipient? Its address, where its answer starts, and whether the line is part of it."""
    found = find_address(text)
    if not found or _ANSWER.match(text):
        return None
    low = text.lower()
    lead = 0
    while lead < found.start and text[lead] in " \t*-\u2022\u00b7\"'<([`":
        lead += 1
    if lead == found.start:  # the line starts with the address
        following = trim_start(re.sub(r"^[>\"')\]]+", "", text[found.end :]))
        if _BEHIND.match(following) or at(text, found.start - 1) == "<":
            return _expanded(text, found)
        return (found.address, found.end, True) if count_addresses(text) == 1 and len(following) > 3 else None
    if low.startswith(_OTHER_LABELS):
        return None
    before = low[: found.start]
    if not any(word in before for word in _RECIPIENT_WORDS) and not (
        found.start < 30 and _SAID_OF.search(low[found.end : found.end + 60]) and "from" not in before
    ):
        return None
    if _INSIDE.search(before):  # an address inside an answer
        return None
    return found.address, found.end, True


def _expanded(text: str, found: Address) -> tuple[str, int, bool]:
    """Skip what MTAs put between the address and its answer."""
    end = found.end
    rest = text[end:]
    for between in (_MORE.search(rest[:400]), _MAILTO.search(rest[:600])):
        if between:
            end += len(between[0])
    return found.address, end, False


def _reporter_in(text: str) -> str | None:
    found = _REPORTERS.search(text)
    if not found:
        return None
    word = re.sub(r"\.\Z", "", _WORD_END.split(text[found.end() :], maxsplit=1)[0])
    return word if "." in word and len(word) < 256 else None
