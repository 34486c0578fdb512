"""How far the mail got and who can fix it, as a drawing: from the verdict alone, for pages and cards.

`docs/javascripts/picture.js` draws the same for the decoder from the same table; a test holds both against each other.
"""

from __future__ import annotations

from html import escape
from typing import Any
from xml.etree import ElementTree

from smtpcodes.basics.signs import DRAWINGS
from smtpcodes.model.verdict import Verdict

# How a card and the element paint it, with the names of their colours; the site's stylesheet has its own.
STYLE = (
    ".way{display:block;width:100%;height:auto;max-width:17rem;margin:7px 0 0;overflow:visible}"
    ".way text{font:14px system-ui,sans-serif;text-anchor:middle;fill:var(--m)}"
    ".way .on{fill:var(--c);font-weight:700}.way .done,.way .st{stroke:var(--t);stroke-width:2}.way .st{fill:var(--b)}"
    ".way .todo,.way .dim{stroke:var(--m);stroke-width:2;stroke-dasharray:2 4}.way .hit{fill:var(--c)}"
    ".way .g,.way .end{fill:none;stroke:var(--b);stroke-width:2.6;stroke-linecap:round}.way .end{stroke:var(--t)}"
    ".way .fix{fill:var(--a)}.way text.fix{font-weight:700}"
)

START, STEP, LINE = 34, 84, 16  # where the stations stand: x of the first, from one to the next, y of the line
EDGES = (60, 260)  # between them stands the middle of who can fix it, so that the words stay inside

# What a picture says, by the facts of a verdict. A station is a place on the way; 1.5 is between the two servers.
TABLE: dict[str, Any] = {
    "stations": ["Sender", "Sending server", "Receiving server", "Mailbox"],
    "stop": {  # how far the mail got, by what the trouble is with
        "address": 3,
        "mailbox": 3,
        "message": 2,
        "rule": 2,
        "sender-trust": 2,
        "command": 2,
        "receiving-server": 2,
        "connection": 1.5,
        "sending-server": 1,
        "login": 1,
    },
    "fix": {  # who can fix it, by whose job it is: station and words
        "sender": [0, "you can fix it"],
        "developer": [0, "the developer can"],
        "sending-admin": [1, "its admin can fix it"],
        "receiving-admin": [2, "its admin can fix it"],
        "recipient": [3, "the recipient can"],
    },
    "signs": {  # by outcome
        outcome: DRAWINGS[outcome] for outcome in ("refused", "gave-up", "accepted", "delayed")
    },
    # RFC 5321, section 4.5.4.1: tries at growing intervals, given up after some days.
    "tries": [36, 48, 64, 86, 116, 154, 200],
    "later": [[14, "now"], [118, "some hours:", "perhaps a warning"], [254, "1–5 days: given up,", "final report"]],
    "says": {
        "stop": "The mail got as far as: ",
        "between": "the way between the two servers",
        "later": (
            "It is tried again at growing intervals; after some hours perhaps a warning; after one to five days it "
            "is given up."
        ),
    },
}


def picture(verdict: Verdict) -> str:
    """The drawing as SVG, empty where the verdict does not say how far the mail got."""
    if verdict.outcome == "delayed" and verdict.retried.value == "yes":
        return _time()
    stop = 2 if verdict.outcome == "accepted" else TABLE["stop"].get(verdict.trouble_with)
    sign = TABLE["signs"].get(verdict.outcome)
    return "" if stop is None or sign is None else _way(stop, sign, TABLE["fix"].get(verdict.whose_job))


def tree(verdict: Verdict) -> list[Any] | None:
    """The same for programs, which make no markup out of strings: each shape its name, attributes and what is in it."""
    drawn = picture(verdict)
    return _nested(ElementTree.fromstring(drawn)) if drawn else None


def _nested(shape: ElementTree.Element) -> list[Any]:
    return [shape.tag, shape.attrib, *([shape.text] if shape.text else ()), *map(_nested, shape)]


def _at(station: float) -> str:
    return f"{START + STEP * station:g}"


def _text(x: str, y: int, words: list[str], kind: str) -> str:
    lines = "".join(f'<tspan x="{x}" dy="{13 if row else 0}">{escape(line)}</tspan>' for row, line in enumerate(words))
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} y="{y}">{lines}</text>'


def _svg(height: int, label: str, inside: str) -> str:
    return f'<svg class="way" viewBox="0 0 320 {height}" role="img" aria-label="{escape(label)}">{inside}</svg>'


def _way(stop: float, sign: str, fix: list[Any] | None) -> str:
    """The four stations: a solid line up to the sign, dotted behind it."""
    x, end = _at(stop), _at(len(TABLE["stations"]) - 1)
    parts = [f'<path class="done" d="M{START} {LINE}H{x}"/>']
    if x != end:
        parts.append(f'<path class="todo" d="M{x} {LINE}H{end}"/>')
    for place, name in enumerate(TABLE["stations"]):
        if place != stop:
            parts.append(f'<circle class="{"st" if place < stop else "st dim"}" cx="{_at(place)}" cy="{LINE}" r="6"/>')
        parts.append(_text(_at(place), 42, name.split(" "), "on" if place == stop else ""))
    parts.append(f'<circle class="hit" cx="{x}" cy="{LINE}" r="11"/><path class="g" d="M{x} {LINE}m{sign}"/>')
    says = TABLE["says"]
    label = says["stop"] + (TABLE["stations"][int(stop)].lower() if stop == int(stop) else says["between"]) + "."
    if fix:
        at = _at(fix[0])
        middle = f"{min(max(float(at), EDGES[0]), EDGES[1]):g}"
        parts.append(f'<path class="fix" d="M{at} 61l5 7h-10z"/>' + _text(middle, 80, [fix[1]], "fix"))
        label += f" {TABLE['stations'][fix[0]]}: {fix[1]}."
    return _svg(84 if fix else 60, label, "".join(parts))


def _time() -> str:
    """A line of time: now, tries that thin out, given up."""
    end = 262
    ticks = "".join(f"M{x} {LINE - 5}v10" for x in TABLE["tries"])
    parts = [
        (
            f'<path class="done" d="M14 {LINE}H86"/><path class="todo" d="M86 {LINE}H306"/><path class="done" '
            f'd="{ticks}"/>'
        ),
        f'<circle class="hit" cx="14" cy="{LINE}" r="11"/><path class="g" d="M14 {LINE}m{TABLE["signs"]["delayed"]}"/>',
        f'<circle class="st" cx="{end}" cy="{LINE}" r="7"/><path class="end" d="M{end} {LINE}m-3 -3l6 6m0-6l-6 6"/>',
    ]
    for place, (x, *words) in enumerate(TABLE["later"]):
        parts.append(_text(str(x), 40, words, "" if place else "on"))
    return _svg(58, TABLE["says"]["later"], "".join(parts))
