"""A code or a reply by itself: ``550``, ``#550``, ``550-5.7.1``, ``smtp;550 5.1.1 No such user``."""

from __future__ import annotations

import re

from .addresses import said_host
from .codes import Codes, Found, enhanced_end, read_codes, reply_like
from .entry import Entry
from .pages import Pages
from .text import Snippet, at, is_digit, is_letter, lines, pattern, trim, trim_start

_FILLER = frozenset(
    "smtp esmtp error errors code reply status enhanced dsn ndr bounce fehler fehlercode erreur what is does mean "
    "means the a and".split()
)
_SHORT_LIMIT = 20000
_BARE_LIMIT = 60
_LINES_LIMIT = 60
_FEW = 6  # lines that need not look like a reply's
_SPACED = pattern(r"[\s\u201c\u201d\u201e\u00ab\u00bb]")
_DOTTED = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.]*[0-9])")
_LEAD = re.compile(r"(?:(?:smtp|lmtp|esmtp|x-[a-z-]+) ?; ?|(?:<<<|>>>) ?|S: ?|[<\"'`\u00ab(])", re.IGNORECASE)
_TYPED = re.compile(r"(?:smtp|lmtp|esmtp|x-unix|x-postfix|x-exim) ?;", re.IGNORECASE)
_STARTS = re.compile("[0-9<>\"'`\u00ab(A-Za-z]")
_CODED = re.compile(r"[0-9][0-9][0-9](?:[ \-:#]|\Z)")
_DIALOGUE = pattern(r"(?:^|\s)(?:C: |>>> (?![245]\d\d))")
_CONTINUED = pattern(r"^\s|^(?:smtp; ?|<<< ?|S: ?)?[245]\d\d[ -]", re.IGNORECASE)


def read_short(text: str, pages: Pages) -> Entry | None:
    """None: it is more than a reply."""
    if len(text) > _SHORT_LIMIT:
        return None
    bare = _read_bare(text, pages) if len(trim(text)) <= _BARE_LIMIT else None
    return bare or _read_reply(text)


def _read_bare(text: str, pages: Pages) -> Entry | None:
    """Nothing but codes and filler."""
    reply = enhanced = None
    i = 0
    while i < len(text):
        c = text[i]
        end = _enhanced_at(text, i, pages) if is_digit(c) else -1
        if end > 0:
            if enhanced:
                return None
            enhanced = Found(text[i:end], i, end)
            i = end
        elif is_digit(c):
            if reply or not _three_digits(text, i, pages):
                return None
            reply = Found(text[i : i + 3], i, i + 3)
            i += 3
        elif is_letter(c):
            end = i
            while is_letter(at(text, end)):
                end += 1
            if text[i:end].lower() not in _FILLER:
                return None
            i = end
        elif c > "\x7f" and not _SPACED.match(c):
            return None
        else:
            i += 1
    if not reply and not enhanced:
        return None
    return Entry(bare=Codes(reply, enhanced), answer=Snippet([text]))


def _enhanced_at(text: str, i: int, pages: Pages) -> int:
    """In a bare paste the character in front needs no proof: ``550-5.7.1``, ``550/5.7.1``."""
    if i > 0 and (is_digit(text[i - 1]) or text[i - 1] == "."):
        return -1
    dotted = _DOTTED.match(text[i : i + 20])
    if dotted and dotted[0] in pages.enhanced:
        return i + len(dotted[0])
    end = enhanced_end(" " + text[i : i + 12], 1)
    return i + end - 1 if end > 0 else -1


def _three_digits(text: str, i: int, pages: Pages) -> bool:
    cut = text[i : i + 3]
    return (
        (re.fullmatch("[2-5][0-9][0-9]", cut) is not None or cut in pages.replies)
        and not is_digit(at(text, i + 3))
        and not (i > 0 and text[i - 1] == ".")
        and not re.match(r"\.[0-9]", text[i + 3 : i + 5])
    )


def _read_reply(text: str) -> Entry | None:
    """Every line starts with a code: one reply, possibly of several lines."""
    first = trim(re.split("[\n\r\u2028\u2029]", trim_start(text), maxsplit=1)[0])
    if not _STARTS.match(first):
        return None
    lead = _LEAD.match(first)
    typed = bool(_TYPED.match(first))
    code = first[lead.end() if lead else 0 :]
    coded = reply_like(code, 0, True) and bool(_CODED.match(code))
    enhanced = enhanced_end(code, 0) > 0
    if not coded and not enhanced and not typed:
        return None
    if _DIALOGUE.search(text):  # a transcript has two sides
        return None
    found = [line for line in lines(text) if trim(line)]
    if len(found) > _LINES_LIMIT or (not coded and not enhanced and len(found) > 3):
        return None
    if len(found) > _FEW and not all(_CONTINUED.search(line) for line in found[1:]):
        return None
    answer = Snippet(found)
    codes = read_codes(answer.text, trusted=True, success=True)
    if not codes.reply and not codes.enhanced and not typed:
        return None
    return Entry(answer=answer, trusted=True, host=said_host(answer.text))
