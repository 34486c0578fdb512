"""Find reply codes and enhanced codes in what a server wrote.

Three digits are a code only where something says so: an enhanced code beside them, the start of a reply, or a word
such as "said:" in front. Sizes, ports, dates, IP addresses and version numbers are no codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .text import at, data, is_digit, is_letter, pattern

_WORDS = data("words.json")["code-words"]


def _set_of(name: str) -> frozenset[str]:
    return frozenset(word for words in _WORDS[name].values() for word in words)


TRIGGERS, NOT_CODES, UNITS = _set_of("TRIGGERS"), _set_of("MEASURES"), _set_of("UNITS")
ENHANCED_WORDS, VERSION_WORDS = _set_of("ENHANCED"), _set_of("VERSIONED")
TRIGGER_ENDS = tuple(_set_of("TRIGGER_ENDS"))
SUCCESSES = frozenset("211 214 220 221 235 250 251 252 253 334 354".split())
FOLLOWS = "503"  # what a server says to the commands that follow on its refusal

_MARKS = frozenset(" \t\"'`([{<>=#\u00ab\u2514\u2500")
_SMTP_QUOTED = pattern(r"<[^<>]{0,40}\bsmtp$", re.IGNORECASE)
_QUOTES = frozenset('"`\u00ab')
_LEADING = frozenset(" \t\"'`([{<>#*-\u00ab")
_BESIDE = frozenset(" -:#('\"[<,\t")
_MARKS_LIMIT = 60
_OTHER_SCRIPTS = "\u2e80"
_COMMAND = re.compile(r"\b(?:HELO|EHLO|STARTTLS|AUTH|MAIL FROM|RCPT TO|DATA|DOT|BDAT)$")
_LATIN = re.compile(r" (?:\Z|[A-Za-z])")
_HTTP_FIELD = pattern(r"""(?:^|[\s{,])"?(?:method|path|remote_addr|user_agent|request_uri|uri)"?[=:]""")
_CODE_LIKE = re.compile(r"[2-5](?:[0-9][0-9]|\.[0-9])")
_CLASS_DIGIT = re.compile("[2-5]")
_REPEATED = re.compile(r"(?:^|[^0-9])[45][0-9][0-9]\Z")
_PYTHON = re.compile(r"""^, ?[ub]?['"]""")


class Found(NamedTuple):
    value: str
    start: int
    end: int


class Codes(NamedTuple):
    reply: Found | None
    enhanced: Found | None


def enhanced_end(text: str, i: int) -> int:
    """End of an enhanced code that starts at ``i``, or -1."""
    c = at(text, i)
    if c not in ("2", "4", "5") or at(text, i + 1) != ".":
        return -1
    if not "0" <= at(text, i + 2) <= "7" or at(text, i + 3) != ".":  # subjects are 0 to 7
        return -1
    end = i + 4
    while is_digit(at(text, end)) and end < i + 8:
        end += 1
    if not 1 <= end - i - 4 <= 3:
        return -1
    following = at(text, end)
    if is_letter(following) or following in ("_", "@", "/", "%"):
        return -1
    if following == "." and is_digit(at(text, end + 1)):  # 5.1.1.9 is no code
        return -1
    return end if _before(text, i) else -1


def _before(text: str, i: int) -> bool:
    """May a code start here, going by the character in front?"""
    if i == 0:
        return True
    c = at(text, i - 1)
    if is_digit(c) or is_letter(c) or c in (".", "_", "@", "/", "+", "$", "%"):
        return False
    if c == "-":  # 550-5.7.1: fine after a reply code only
        return i >= 4 and all(is_digit(one) for one in text[i - 4 : i - 1])
    return True


def reply_like(text: str, i: int, success: bool = False) -> bool:
    """Three digits that could be a reply; ``success``: successes too."""
    c = at(text, i)
    if not (c in ("4", "5") or (success and text[i : i + 3] in SUCCESSES)):
        return False
    if not is_digit(at(text, i + 1)) or not is_digit(at(text, i + 2)):
        return False
    following = at(text, i + 3)
    if is_digit(following) or is_letter(following) or following in ("_", "@", "%", "/", "+"):
        return False
    if following in (".", ",", ":") and is_digit(at(text, i + 4)):
        return False
    if i > 0:
        c = text[i - 1]
        if is_digit(c) or is_letter(c) or c in (".", "_", "@", "/", "+", "$"):
            return False
        if (
            c in ("-", ",")
            and i > 1
            and text[i - 2] > " "
            and not (c == "-" and _REPEATED.search(text[max(0, i - 5) : i - 1]))
        ):
            return False
    return True


def _beside_reply(text: str, end: int) -> int:
    """Where the enhanced code stands that belongs to the reply ending at ``end``, or -1."""
    i = end
    for _ in range(6):
        c = at(text, i)
        if not (c == "b" and at(text, i + 1) in ("'", '"')) and c not in _BESIDE:  # Python's (550, b'5.1.1 …')
            break
        i += 1
    return i if i > end and enhanced_end(text, i) > 0 else -1


def _is_trigger(word: str) -> bool:
    return word in TRIGGERS or word.endswith(TRIGGER_ENDS)


def reply_strength(text: str, i: int, at_start: bool) -> int:
    """3 an enhanced code stands beside the digits, 2 a word in front says so, 1 the start of a line, 0 nothing."""
    if _beside_reply(text, i + 3) >= 0:
        return 3
    if _word_after(text, i + 3) in UNITS or _is_http(text, i) or _is_process(text, i):
        return 0
    if at(text, i - 1) == "(" and _PYTHON.search(text[i + 3 : i + 8]):
        return 2
    k = i - 1
    stop = max(-1, k - _MARKS_LIMIT)
    while k > stop and at(text, k) in _MARKS:
        k -= 1
    if k < 0:
        return 1 if at_start else 0
    if k == stop:
        return 0
    c = text[k]
    if c in ":;,|])\u00bb-\uff1a":
        w = k - (0 if c in "])" else 1)
        far = max(-1, w - _MARKS_LIMIT)
        while w > far and at(text, w) in (" ", '"', "'", "`", "\u201d"):
            w -= 1
        last = at(text, w)
        if c == ":" and k == i - 1:  # "said:550", but "example.org:587"
            command = _COMMAND.search(text[max(0, w - 10) : w + 1])
            return 2 if command or _is_trigger(_word_before(text, w + 1)) else 0
        if last in ("]", ")", ">"):
            return 0 if c == "-" else 2
        word = _word_before(text, w + 1)
        if word in NOT_CODES:
            return 0
        if _is_trigger(word):
            return 2
        opens = c in ":;" or (c == "," and at(text, i - 1) in _QUOTES)  # {:failure, "501 …"}
        return 1 if opens and _is_sentence(text, i + 3) else 0
    if at(text, i - 1) == "<" and at(text, i - 2) == "<":
        return 2
    if at(text, i - 1) in _QUOTES and _is_sentence(text, i + 3):
        return 1
    if text[k] > _OTHER_SCRIPTS and _LATIN.match(text, i + 3):  # 不存在 550 User not found
        return 1
    if _is_trigger(_word_before(text, k + 1)):
        return 2
    return 1 if at(text, i + 3) == "-" and at(text, i - 1) == " " and at(text, i + 4) in ("'", '"') else 0


def _is_process(text: str, i: int) -> bool:
    """The number of a process: "lmtp(ada@example.org)<551>", "smtp[450]:"."""
    if at(text, i - 1) == "[":
        return is_letter(at(text, i - 2)) and text.startswith("]:", i + 3)
    return text[max(0, i - 2) : i] == ")<" and text[i + 3 : i + 4] == ">"


def _is_http(text: str, i: int) -> bool:
    """A number of HTTP, which has a 503 too: named so, or in a web server's log."""
    if "http" in text[max(0, i - 24) : i].lower():
        return True
    return at(text, i - 1) == "=" and bool(_HTTP_FIELD.search(text[max(0, i - 160) : i + 160]))


def _is_sentence(text: str, i: int) -> bool:
    """Does what follows the digits read like a reply's text?"""
    if at(text, i) > _OTHER_SCRIPTS:  # scripts that need no space between a number and a word
        return True
    if at(text, i) not in (" ", "-"):
        return False
    k = i
    while k < i + 3 and at(text, k) in (" ", "-"):
        k += 1
    following = at(text, k)
    return is_letter(following) or following in tuple("<[\"'(`") or following > "\x7f"


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 24 and _in_word(at(text, start - 1)):
        start -= 1
    return text[start:end].lower()


def _word_after(text: str, i: int) -> str:
    for _ in range(_MARKS_LIMIT):
        if at(text, i) != " ":
            break
        i += 1
    end = i
    while end - i < 16 and _in_word(at(text, end)):
        end += 1
    return text[i:end].lower()


def _in_word(c: str) -> bool:
    return is_letter(c) or c == "_" or c > "\x7f"


class _Candidate(NamedTuple):
    reply: Found
    enhanced: Found | None
    strength: int


def read_codes(text: str, trusted: bool = False, success: bool = False, starts: Iterable[int] = ()) -> Codes:
    """The codes of one answer. ``trusted``: it is known to be a server's; ``starts``: where its lines start."""
    if not _CODE_LIKE.search(text):
        return Codes(None, None)
    best: _Candidate | None = None
    inner: _Candidate | None = None  # a whole answer quoted inside another
    lone: Found | None = None
    lone_bracketed = False
    begins = frozenset(starts)
    start = _answer_start(text)
    first_word = start
    while first_word < len(text) and text[first_word] in _LEADING:
        first_word += 1
    i = _first_digit(text, start)
    while i >= 0:
        if reply_like(text, i, success):
            at_start = i <= first_word
            if at_start and trusted and _starts_answer(text, i + 3):
                strength = 3
            else:
                line = (at_start or i in begins) and _is_sentence(text, i + 3)
                alone = 1 if line and _word_after(text, i + 3) not in UNITS else 0
                strength = max(reply_strength(text, i, at_start), alone)
            if strength > 0:
                beside = _beside_reply(text, i + 3)
                found = _pair(text, i, beside, strength)
                if not best or _beats(found, best):
                    best = found
                elif beside >= 0 and _quoted(text, i):
                    inner = found
                i = _first_digit(text, found.enhanced.end if found.enhanced else i + 3)
                continue
        end = enhanced_end(text, i)
        if end > 0:
            bracketed = _bracketed(text, i)
            if (not lone or (not lone_bracketed and bracketed)) and (i in begins or _believable(text, i, trusted)):
                lone, lone_bracketed = Found(text[i:end], i, end), bracketed
            i = end - 1
        i = _first_digit(text, i + 1)
    chosen = inner or best
    if not chosen:
        return Codes(None, lone)
    return Codes(chosen.reply, chosen.enhanced or lone)


def _first_digit(text: str, start: int) -> int:
    found = _CLASS_DIGIT.search(text, start)
    return found.start() if found else -1


def _beats(found: _Candidate, best: _Candidate) -> bool:
    """Is an answer further on the better one?"""
    value, before = found.reply.value, best.reply.value
    if value == FOLLOWS:
        return False
    if before == FOLLOWS and value[0] in "45":
        return True
    if value == before and found.enhanced and not best.enhanced and found.strength >= best.strength:
        return True
    return found.strength > best.strength


def _pair(text: str, i: int, beside: int, strength: int) -> _Candidate:
    reply = Found(text[i : i + 3], i, i + 3)
    if beside < 0:
        return _Candidate(reply, None, strength)
    end = beside + 4
    while is_digit(at(text, end)):
        end += 1
    return _Candidate(reply, Found(text[beside:end], beside, end), strength)


def _answer_start(text: str) -> int:
    """Behind "smtp;", "x-postfix;" in front of an answer."""
    semicolon = text.find(";")
    return semicolon + 1 if 0 < semicolon < 12 and re.match(r"[a-zA-Z-]+ ?\Z", text[:semicolon]) else 0


def _starts_answer(text: str, i: int) -> bool:
    c = at(text, i)
    return (not c or c in " -:#,.;'\")]<>") and _word_after(text, i) not in UNITS


def _quoted(text: str, i: int) -> bool:
    """Is the answer at ``i`` a quotation inside a longer one?"""
    k = i - 1
    stop = max(0, k - _MARKS_LIMIT)
    while k > stop and at(text, k) == " ":
        k -= 1
    if at(text, k) in ("<", "'", '"'):
        return True
    if at(text, k) == ";":  # < #5.7.133 smtp;550 …>
        return bool(_SMTP_QUOTED.search(text[max(0, k - 50) : k]))
    words = ("said", "error", "response", "returned", "reply", "deferred")
    return at(text, k) == ":" and text[max(0, k - 9) : k].lower().endswith(words)


def _bracketed(text: str, i: int) -> bool:
    return i > 0 and (text[i - 1] == "#" or (text[i - 1] == "(" and at(text, i - 2) != "v"))


def _believable(text: str, i: int, trusted: bool) -> bool:
    """A lone enhanced code needs a sign that it is one and no version."""
    k = i - 1
    stop = max(-1, k - _MARKS_LIMIT)
    while k > stop and at(text, k) in (" ", "(", "[", "`"):
        k -= 1
    if k < 0:
        return True
    w = k + 1
    far = max(0, w - _MARKS_LIMIT)
    while w > far and text[w - 1] in ":=\"' ":
        w -= 1
    if _word_before(text, w) in VERSION_WORDS:
        return False
    if text[k] in "#:;=<>\"'-|":
        return True
    word = _word_before(text, k + 1)
    if word in ENHANCED_WORDS:
        return True
    return trusted and word not in VERSION_WORDS and at(text, i - 1) == " "
