"""What one text says of one recipient, and the failure that follows from it: codes, cause, permanence, page."""

from __future__ import annotations

from dataclasses import dataclass, field

from .addresses import said_host
from .codes import Codes, Found, enhanced_end, read_codes
from .rules import Rules, Why
from .text import Snippet

_TEXTS_LIMIT = 16  # what is said of a failure stands near it
_CONTEXT_LIMIT = 100  # paragraphs that belong to no recipient


@dataclass(eq=False)
class Entry:
    """``answer``: what the refusing server said; ``bare``: codes that stand alone."""

    recipient: str | None = None
    answer: Snippet | None = None
    trusted: bool = False
    more: list[Snippet] = field(default_factory=list)
    host: str | None = None
    status: Snippet | None = None
    action: str = ""
    delayed: bool = False
    attempt: bool = False  # to connect, for no one recipient
    no_failure: bool = False
    bare: Codes | None = None


@dataclass
class Around:
    """What a whole text says of all its failures."""

    kind: str
    context: list[Snippet] = field(default_factory=list)
    reporter: str | None = None
    submission: bool = False
    over: bool = False
    waits: bool = False


@dataclass
class Failure:
    reply: str | None
    enhanced: str | None
    permanent: bool | None
    gave_up: bool
    submission: bool
    still_tried: bool
    cause: str | None
    provider: str | None
    response: str | None
    said: bool  # the text's own words say why
    reported: bool  # one server tells of another
    url: str | None
    situation: str | None


@dataclass
class _Candidate:
    """A text about a failure; ``near``: it belongs to this recipient alone."""

    snippet: Snippet
    trusted: bool
    near: bool


@dataclass
class _Chosen:
    reply: Found | None = None
    reply_in: Snippet | None = None
    enhanced: Found | None = None
    enhanced_in: Snippet | None = None


def failure(entry: Entry, rules: Rules, around: Around) -> Failure:
    texts = _candidates(entry, around)
    codes = _only_known(_choose_codes(entry, texts), rules)
    reply = codes.reply.value if codes.reply else None
    enhanced = codes.enhanced.value if codes.enhanced else None
    success = reply is not None and reply[0] in "23"
    host = entry.host or said_host(texts[0].snippet.text if texts else "")
    permanent = _permanence(entry, around, reply, enhanced, success)
    why = Why() if success else _choose_cause(_coded_first(texts, codes), host, reply, enhanced, rules, codes)
    still_tried = not success and (around.kind == "delay-notice" or entry.action == "delayed" or entry.delayed)
    over = around.kind == "bounce" or entry.action == "failed" or around.over
    gave_up = over and permanent is False and not still_tried
    return Failure(
        reply=reply,
        enhanced=enhanced,
        permanent=permanent,
        gave_up=gave_up,
        submission=around.submission,
        still_tried=still_tried,
        cause=why.cause,
        situation=why.situation,
        provider=why.provider,
        response=why.response,
        said=why.said,
        reported=bool(around.reporter or host or gave_up or still_tried),
        url=rules.pages.nearest(reply, enhanced),
    )


def codes_of(snippet: Snippet, trusted: bool) -> Codes:
    return read_codes(snippet.text, trusted, trusted, snippet.starts())


def _candidates(entry: Entry, around: Around) -> list[_Candidate]:
    """The texts about this failure, the refusing server's own words first."""
    rows = [(entry.answer, entry.trusted, True), *((one, False, True) for one in entry.more)]
    rows += [(one, False, False) for one in around.context[:_CONTEXT_LIMIT]]
    out: list[_Candidate] = []
    for snippet, trusted, near in rows:
        if snippet and snippet.text and all(snippet is not one.snippet for one in out):
            out.append(_Candidate(snippet, trusted, near))
    return out


def _choose_codes(entry: Entry, texts: list[_Candidate]) -> _Chosen:
    """A reply and an enhanced code as the refusing server wrote them, else the report's Status."""
    if entry.bare:
        return _Chosen(entry.bare.reply, None, entry.bare.enhanced, None)
    chosen = _Chosen()
    for one in texts:
        found = codes_of(one.snippet, one.trusted)
        usable = found.enhanced and (one.near or not entry.status)
        if found.reply:
            chosen.reply, chosen.reply_in = found.reply, one.snippet
            if usable:
                chosen.enhanced, chosen.enhanced_in = found.enhanced, one.snippet
            break
        if usable and not chosen.enhanced:
            chosen.enhanced, chosen.enhanced_in = found.enhanced, one.snippet
    if not chosen.enhanced and entry.status:
        end = enhanced_end(entry.status.text, 0)
        if end > 0:
            chosen.enhanced, chosen.enhanced_in = Found(entry.status.text[:end], 0, end), entry.status
    return chosen


def _only_known(codes: _Chosen, rules: Rules) -> _Chosen:
    """Three digits that no list of replies knows are no reply, unless an enhanced code stands beside them."""
    beside = codes.enhanced and codes.enhanced_in is codes.reply_in
    known = rules.pages.replies
    if not codes.reply or beside or not known or codes.reply.value in known or codes.reply.value[0] in "23":
        return codes
    return _Chosen(None, None, codes.enhanced, codes.enhanced_in)


def _coded_first(texts: list[_Candidate], codes: _Chosen) -> list[_Candidate]:
    """The text that holds the codes comes first: what stands beside them explains them."""
    holding = [one for where in (codes.reply_in, codes.enhanced_in) for one in texts if where and one.snippet is where]
    if not holding or (holding[0] is texts[0] and texts[0].near):
        return texts
    coded = holding[0]
    return [_Candidate(coded.snippet, coded.trusted, True), *(one for one in texts if one is not coded)]


def _choose_cause(
    texts: list[_Candidate], host: str | None, reply: str | None, enhanced: str | None, rules: Rules, codes: _Chosen
) -> Why:
    best: Why | None = None
    provider = None
    for one in texts[:_TEXTS_LIMIT]:
        text, near = one.snippet.text, one.near
        start = 0
        if codes.reply:
            start = codes.reply.end if one.snippet is codes.reply_in else text.find(codes.reply.value) + 1
        why = rules.why(text, host if near else None, reply, enhanced, start, not near)
        if near and why.provider and not provider:
            provider = why.provider
        if not near and why.strength >= 1:
            why.strength = 1.2 if why.strength >= 2 else 0.7 if why.strength == 1 else 0
        if not best or why.strength > best.strength:
            best = why
        if best.strength >= 1.5:
            break
    best = best or rules.why("", host, reply, enhanced)
    best.provider = provider or best.provider
    return best


def _permanence(entry: Entry, around: Around, reply: str | None, enhanced: str | None, success: bool) -> bool | None:
    """By the class of the code in the text, the reply's first; without one, by what the words say."""
    code = reply or enhanced
    if success or code:
        return code[0] == "5" if code and code[0] in "45" and not success else None
    if around.kind == "delay-notice" or entry.action == "delayed" or entry.delayed:
        return False
    if entry.action == "failed" or around.kind == "bounce" or around.over:
        return True
    return False if around.waits else None
