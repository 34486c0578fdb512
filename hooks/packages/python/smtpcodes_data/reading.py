"""A text from the wire or a log, read as the site's decoder reads it, up to a whole mail."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from .addresses import said_host
from .carriers import PRINTINGS, WRAPPINGS, Carrier, top_lines
from .codes import Codes
from .entry import Around, Entry, Failure, codes_of, failure
from .logs import read_log
from .phrases import Normal, PhraseBook
from .plain import plain_characters
from .prose import Prose, split_at_copy
from .reply import read_short
from .report import Report, header_name
from .rules import Rules
from .text import SPACES, Snippet, data, is_binary, lines, trim, units

_PROSE_LIMIT = 6000
_WRAPS_LIMIT = 4
_LOOSE_LINES = 300
_LOOSE_WORDS = 300  # characters of a text whose words alone may say why
_MAIL_HEADERS = frozenset(
    (
        "from to subject date received return-path message-id mime-version content-type delivered-to reply-to cc "
        "sender content-transfer-encoding auto-submitted x-failed-recipients delivery-date envelope-to x-original-to "
        "errors-to content-description content-disposition references dkim-signature arc-seal x-mailer precedence "
        "list-id"
    ).split()
)
_RECEIPT_WITH_FAILURE = re.compile("quota|reject|fail|not deliver|refus")
_RUN = re.compile(f"[{SPACES}]+")


class NotAnAnswer(ValueError):
    """The text is a whole mail or a webhook's JSON, which this package does not read."""


def _book(name: str, sets: dict[str, str]) -> PhraseBook:
    book = PhraseBook()
    words = data("words.json")[name]
    for topic, key in sets.items():
        listed = words[key]
        for phrase in listed if isinstance(listed, list) else [one for some in listed.values() for one in some]:
            book.add(f"*{phrase}*", topic)
    return book


_KINDS = {
    "arrived": "ARRIVED",
    "away": "AWAY",
    "challenge": "CHALLENGES",
    "delay": "DELAY",
    "over": "GIVEN_UP",
    "failure": "FAILURE",
    "hint": "HINTS",
    "feedback": "FEEDBACK",
    "notice": "NOTICES",
    "letter": "LETTERS",
}
_SUBMISSIONS = {"program": "PROGRAMS", "service": "SERVICES", "dialog": "DIALOGS"}


@lru_cache(maxsize=None)
def _topics() -> PhraseBook:
    return _book("kind-words", _KINDS)


@lru_cache(maxsize=None)
def _submissions() -> PhraseBook:
    return _book("submission-words", _SUBMISSIONS)


_ABOUT_MAIL = re.compile(
    "mail|message|recipient|nachricht|empf\u00e4nger|mensaje|mensagem|messaggio|bericht|wiadomo\u015b"
    "|\u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438|\u043f\u0438\u0441\u044c\u043c|\u30e1\u30fc\u30eb"
    "|\u30e1\u30c3\u30bb\u30fc\u30b8|\u90ae\u4ef6|\u90f5\u4ef6",
    re.IGNORECASE,
)


def failures(text: str, rules: Rules) -> list[Failure]:
    """What a text tells of, best first; none where it tells nothing. Raises NotAnAnswer."""
    return _read(plain_characters(units(text)), rules, 0)[1]


def _read(text: str, rules: Rules, wraps: int) -> tuple[bool, list[Failure]]:
    """Whether the text is understood, and its failures."""
    if is_binary(text):
        return False, []
    entry = read_short(text, rules.pages)
    if entry:
        return _answer([entry], rules, Around("reply"))
    if _is_mail(text):
        raise NotAnAnswer("a whole mail")
    if not wraps and _is_json(text):
        raise NotAnAnswer("JSON")
    for carriers in (WRAPPINGS, PRINTINGS):
        understood, found = _carried(carriers, text, rules, wraps)
        if understood:
            return True, found
    return _Lines(text, rules).read()


def _answer(entries: list[Entry], rules: Rules, around: Around) -> tuple[bool, list[Failure]]:
    made = [failure(entry, rules, around) for entry in entries]
    return True, sorted(made, key=lambda one: not (one.reply or one.enhanced or one.cause))


def _carried(carriers: tuple[Carrier, ...], text: str, rules: Rules, wraps: int) -> tuple[bool, list[Failure]]:
    if wraps < _WRAPS_LIMIT:
        top = top_lines(text)
        for carrier in carriers:
            inside = carrier(text, top)
            if inside is not None:
                understood, found = _read(inside, rules, wraps + 1)
                if understood:
                    return True, found
    return False, []


def _is_mail(text: str) -> bool:
    """Two headers of a mail at the top."""
    known = 0
    for n, line in enumerate(
        re.split("\r\n|[\n\r\u2028\u2029]", text.lstrip("".join(map(chr, range(33)))), maxsplit=200)
    ):
        name = header_name(line)
        if not line or (not name and line[0] not in " \t" and n):
            break
        known += name in _MAIL_HEADERS
    return known >= 2


def _is_json(text: str) -> bool:
    """An object or a list of them, as a service posts to a webhook."""
    if trim(text)[:1] not in ("{", "[") or '"' not in text:
        return False
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _plain_line(line: str) -> str:
    """A line that was read byte by byte, in the characters that its bytes mean."""
    if all(c <= "~" for c in line) or any(c > "\u00ff" for c in line) or "\x1b" in line:
        return line
    raw = line.encode("latin-1")
    try:
        return units(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return "".join(_windows(byte) for byte in raw)


def _windows(byte: int) -> str:
    try:
        return bytes((byte,)).decode("windows-1252")
    except UnicodeDecodeError:
        return chr(byte)


def _spoken(text: str) -> set[str]:
    """What a text speaks of; what stands inside a sentence of arrival says nothing by itself."""
    hits = _topics().find(Normal(text))
    arrived = [hit for hit in hits if hit.data == "arrived"]
    return {
        hit.data
        for hit in hits
        if hit.data == "arrived" or not any(one.start <= hit.start and one.end >= hit.end for one in arrived)
    }


class _Lines:
    """Lines of text that are no mail."""

    def __init__(self, text: str, rules: Rules) -> None:
        self.rules, self.text = rules, text
        self.found = [_plain_line(line) for line in lines(text)]
        self.report = Report(self.found)
        self.prose, self.copy = split_at_copy(self.report.rest)
        self.prose_text = _RUN.sub(" ", "".join(trim(line) + " " for line in self.prose)[:_PROSE_LIMIT])
        self.spoken = set() if self.report.entries else _spoken(f" ; {self.prose_text}")
        self.told = Prose(self.prose)

    @property
    def submission(self) -> bool:
        ends = (self.text[:_PROSE_LIMIT], self.text[_PROSE_LIMIT:][-_PROSE_LIMIT:])
        return not self.report.failed and any(_submissions().find(Normal(one)) for one in ends)

    def read(self) -> tuple[bool, list[Failure]]:
        report, spoken, failed = self.report, self.spoken, self.report.failed
        maybe = bool(spoken & {"failure", "hint"})
        if not failed and (report.feedback or ("feedback" in spoken and not maybe)):
            return True, []
        if report.entries and not failed:
            return True, []
        if not failed:
            fails = maybe or bool(spoken & {"delay", "over"}) or self._fails_in()
            receipt = report.receipt and not _RECEIPT_WITH_FAILURE.search(self.prose_text.lower())
            if receipt or ("away" in spoken and not fails):
                return True, []
            if "notice" in spoken and "failure" not in spoken and not self._fails_in():
                return True, []
            entries, read = read_log(self.found)
            if read:
                return _answer(entries, self.rules, Around("log"))
            if "arrived" in spoken and not fails:
                return True, []
        if failed or self._look_bounced(maybe):
            return self._bounce()
        return self._loose(self.prose, True) or self._loose(self.copy, False) or (False, [])

    def _bounce(self) -> tuple[bool, list[Failure]]:
        failed, told, spoken = self.report.failed, self.told, self.spoken
        entries = failed or _without_mentions(told.entries) or [Entry()]
        if failed:
            delayed = all(entry.action == "delayed" for entry in failed)
            entries = entries if delayed else sorted(entries, key=lambda entry: entry.action == "delayed")
            self._beside(failed)
        else:
            delayed = "delay" in spoken and "over" not in spoken
        kind = "delay-notice" if delayed else "bounce" if failed or self._is_answered() else "reply"
        around = Around(
            kind,
            context=told.loose,
            reporter=self.report.reporter or told.reporter,
            submission=self.submission,
            over="over" in spoken,
        )
        return _answer(entries, self.rules, around)

    def _beside(self, failed: list[Entry]) -> None:
        """A report's fields and the prose beside it tell of the same recipients."""
        named = {(entry.recipient or "").lower(): entry for entry in reversed(self.told.entries)}
        single = self.told.entries[0] if len(failed) == len(self.told.entries) == 1 else None
        for entry in failed:
            beside = named.get((entry.recipient or "").lower()) or single
            if beside:
                entry.more += [one for one in (beside.answer, *beside.more) if one]
                entry.host = entry.host or beside.host

    def _is_answered(self) -> bool:
        """Does a code or a known phrase stand beside an address?"""
        return any(
            entry.answer and entry.answer.text and (_coded(entry.answer, entry.trusted) or self._known(entry.answer))
            for entry in self.told.entries
        )

    def _look_bounced(self, maybe: bool) -> bool:
        if self._is_answered():
            return True
        if "failure" in self.spoken and (self.told.entries or _ABOUT_MAIL.search(self.prose_text)):
            return True
        if not maybe and "delay" not in self.spoken:
            return False
        return self._codes_in() or any(self._known(one) for one in self.told.loose[:8])

    def _known(self, snippet: Snippet) -> bool:
        return self.rules.why(snippet.text, None, None, None).strength >= 2

    def _codes_in(self) -> bool:
        answered = any(entry.answer and _coded(entry.answer, entry.trusted) for entry in self.told.entries)
        return answered or any(_coded(snippet) for snippet in self.told.loose[:40])

    def _fails_in(self) -> bool:
        """The same of a failure: `250 2.0.0 Ok` is none."""
        answered = any(entry.answer and _failing(entry.answer, entry.trusted) for entry in self.told.entries)
        return answered or any(_failing(snippet) for snippet in self.told.loose[:40])

    def _loose(self, found: list[str], words: bool) -> tuple[bool, list[Failure]] | None:
        """Lines that are no report: each may hold a reply."""
        entries, _ = read_log(found)
        if entries:
            return _answer(entries, self.rules, Around("log"))
        answer = Snippet(found[:_LOOSE_LINES])
        host = said_host(answer.text)
        if not _coded(answer):
            telling = words and len(answer.text) < _LOOSE_WORDS and "letter" not in self.spoken
            if not telling or self.rules.why(answer.text, host, None, None).strength < 2:
                return None
        around = Around("reply", submission=self.submission, over="over" in self.spoken, waits="delay" in self.spoken)
        return _answer([Entry(answer=answer, host=host)], self.rules, around)


def _coded(snippet: Snippet, trusted: bool = False) -> bool:
    return codes_of(snippet, trusted) != Codes(None, None)


def _failing(snippet: Snippet, trusted: bool = False) -> bool:
    codes = codes_of(snippet, trusted)
    first = codes.reply or codes.enhanced
    return first is not None and first.value[0] in "45"


def _without_mentions(entries: list[Entry]) -> list[Entry]:
    """An address without an answer is a mention when others have one, unless the only answer stands behind it."""
    answered = [entry for entry in entries if entry.answer and entry.answer.text]
    alone = [entry for entry in entries if not (entry.answer and entry.answer.text)]
    if len(answered) != 1 or not alone or entries[0] is not alone[0]:
        return entries
    for entry in alone:
        entry.answer, entry.trusted = answered[0].answer, answered[0].trusted
        entry.host = entry.host or answered[0].host
    return alone
