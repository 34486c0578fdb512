"""Ways in which a reply is carried: quoted, with its line breaks written out or lost, as a library prints it."""

from __future__ import annotations

import re
from collections.abc import Callable

from .logs import read_log
from .text import at, lines, pattern, trim

_TOP_LINES = 60
_TOP_LENGTH = 20000
_MOST = 0.8
_INTRODUCTION = 6
_ONE_LINE = 60
_PART_LIMIT = 400000
_QUOTED = re.compile(r"(?:[ \t]{0,3}>(?!>> )){1,20}[ \t]?")
_ESCAPES = re.compile(r"""\\(?:r\\n|[nrt"'/])""")
_RUST_CODE = pattern(r"Code \{ severity: (\w{1,40}), category: (\w{1,20}), detail: (\w{1,6}) \}")
_RUST_ENHANCED = pattern(r"\besc: \[(\d), (\d{1,3}), (\d{1,3})\]")
_SEVERITIES = (
    "PositiveCompletion",
    "PositiveIntermediate",
    "TransientNegativeCompletion",
    "PermanentNegativeCompletion",
)
_CATEGORIES = ("Syntax", "Information", "Connections", "Unspecified3", "Unspecified4", "MailSystem")
_DETAILS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_FIELDS = (
    "reporting-mta|final-recipient|original-recipient|action|status|remote-mta|diagnostic-code|last-attempt-date|"
    "arrival-date|will-retry-until|received-from-mta|x-postfix-[a-z-]+|final-log-id"
)
_HEADERS = "return-path|received|from|to|subject|date|message-id|mime-version|content-type|reply-to"
#: behind a code an address belongs to the answer
_NO_CODE = r"(?<!\b[245]\d\d )" + "".join(
    rf"(?<![245]\.{subject}\.{detail} )"
    for subject in (r"\d", r"\d\d", r"\d\d\d")
    for detail in (r"\d", r"\d\d", r"\d\d\d")
)
_STARTS = pattern(
    "|".join(
        (
            f"(?:{_FIELDS}): ",
            f"(?:{_HEADERS}): ",
            "(?:>>>|<<<) ",
            "--[A-Za-z]|-{3,}[ -]?[A-Za-z]",
            _NO_CODE + r"<[^<>@ ]{1,64}@[^<>@ ]{1,255}>(?:: | \()",
            # what stands behind a line of dashes: three to five of them, and up to four spaces
            r"(?:" + "|".join(rf"(?<=\w {'-' * n}{' ' * k})" for n in (3, 4, 5) for k in (1, 2, 3, 4)) + r")\S",
            "[^<>@: ]{1,64}@[^<>@: ]{1,255}: ",
            r"(?<![:;,(] )[245]\d\d[ -](?:[245]\.\d|[A-Za-z<])",
            "[SC]: ",
            r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d",
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [ \d]\d \d\d:\d\d:\d\d",
            r"\.\.\. while talking to ",
        )
    ),
    re.IGNORECASE,
)

_CODE = re.compile("[245][0-9][0-9]")
_DATES = re.compile(
    r"[0-9]{4}-[0-9][0-9]-[0-9][0-9][ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
    r"|[A-Z][a-z]{2} [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
)

Carrier = Callable[[str, "list[str]"], "str | None"]


def top_lines(text: str) -> list[str]:
    """The first lines that are not empty: enough to see how a text is wrapped."""
    return [line for line in re.split("\r\n?|\n", text[:_TOP_LENGTH]) if trim(line)][:_TOP_LINES]


def _quoted(text: str, top: list[str]) -> str | None:
    first = next((i for i, line in enumerate(top) if _QUOTED.match(line)), -1)
    rest = top[first:]
    if first < 0 or first > _INTRODUCTION or sum(bool(_QUOTED.match(one)) for one in rest) < len(rest) * _MOST:
        return None
    found = lines(text)
    start = next(i for i, line in enumerate(found) if _QUOTED.match(line))
    return "\n".join(_QUOTED.sub("", line, count=1) if _QUOTED.match(line) else line for line in found[start:])


def _rust_debug(text: str, top: list[str]) -> str | None:
    if "Code { severity: " not in text and "esc: [" not in text:
        return None
    coded = _RUST_CODE.sub(_rust_digits, "\n".join(lines(text)))
    return _RUST_ENHANCED.sub(r"\1.\2.\3", coded)


def _rust_digits(hit: re.Match[str]) -> str:
    names = zip(hit.groups(), (_SEVERITIES, _CATEGORIES, _DETAILS))
    digits = [row.index(name) if name in row else -9 for name, row in names]
    digits[0] += 2
    return f"code: {''.join(map(str, digits))}" if digits[0] > 3 and min(digits) >= 0 else hit[0]


def _written_escapes(text: str, top: list[str]) -> str | None:
    if len(_ESCAPES.findall(" ".join(top))) < 2:
        return None
    return "\n".join(_ESCAPES.sub(_unescaped, line) for line in lines(text))


def _unescaped(hit: re.Match[str]) -> str:
    mark = hit[0]
    return "\n" if mark.endswith("n") else "" if mark[-1] in "rt" else mark[1:]


def _goes_on(text: str, place: int) -> bool:
    """Does the code here only repeat that of a reply over several lines: ``550-5.7.1 … 550 5.7.1 …``?"""
    code = text[place : place + 3]
    if not _CODE.fullmatch(code):
        return False
    before = text.rfind(code, 0, place)
    return before >= 0 and at(text, before + 3) == "-"


def _one_line(text: str, top: list[str]) -> str | None:
    """All line breaks lost: broken anew where reports and transcripts start a line; one line of a log is whole."""
    if len(top) != 1 or not _ONE_LINE <= len(text) <= _PART_LIMIT:
        return None
    if len(_DATES.findall(text)) < 2 and read_log([text])[1]:
        return None
    starts = (hit.start() for hit in _STARTS.finditer(text))
    places = [place for place in starts if place == 0 or (at(text, place - 1) == " " and not _goes_on(text, place))]
    if not any(places):
        return None
    edges = [0, *(place for place in places if place), len(text)]
    return "\n".join(text[a:b] for a, b in zip(edges, edges[1:]) if b > a)


WRAPPINGS: tuple[Carrier, ...] = (_quoted,)
PRINTINGS: tuple[Carrier, ...] = (_rust_debug, _written_escapes, _one_line)
