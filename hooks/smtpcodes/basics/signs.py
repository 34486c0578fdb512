"""The sign and the colours of each outcome, once: for pages, answers, cards, badges, link previews and the picture.

A sign is a disc in the outcome's colour with a drawing in it, because no two fonts draw a character alike; the
vocabulary's character (OUTCOMES) stands where only text can. Never colour alone: the outcome's word stands beside it.
"""

from __future__ import annotations

from smtpcodes.basics.vocabulary import OUTCOMES

_CROSS = "-5 -5l10 10m0-10l-10 10"
# A line inside a disc of radius 11, from its middle on, as an SVG path after "m".
DRAWINGS = {
    "accepted": "-5 0l4 4l7-8",
    "continue": "-6 0h12m-5-5l5 5l-5 5",
    "no-effect": "-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "delayed": "0-6v6l4 3",
    "refused": _CROSS,
    "gave-up": _CROSS,
    "depends": "-3.5-2.5a3.5 3.5 0 1 1 5.2 3q-1.7 1-1.7 2.7m0 3.6v.1",
}

# Light: white text on it; dark: black text on it. Both have a contrast above 4.5 : 1 (WCAG 2.2, 1.4.3), and so have
# they as text on the card's own background.
_QUIET = ("#4a5568", "#c3cad6")
_BAD = ("#b3261e", "#ffb4ab")
COLOURS = {
    "accepted": ("#1b6e3c", "#7dd8a0"),
    "continue": ("#1b5e9c", "#8ec5f7"),
    "no-effect": _QUIET,
    "delayed": ("#8a5300", "#f0bd6a"),
    "refused": _BAD,
    "gave-up": _BAD,
    "depends": _QUIET,
}


def drawn(outcome: str, disc: str, line: str) -> str:
    """The sign as SVG shapes around 0 0, 22 units wide. In: the classes of the disc and of the line in it."""
    return f'<circle class="{disc}" r="11"/><path class="{line}" d="M0 0m{DRAWINGS[outcome]}"/>'


def stylesheet() -> str:
    """What the site's stylesheet builds on: ``--accepted`` …, and on ``.is-accepted`` … its ``--tone`` and ``--mark``,
    the line of the sign as a picture to cut out of a disc.
    """
    light, dark = ("".join(f"--{name}:{pair[at]};" for name, pair in COLOURS.items()) for at in (0, 1))
    marks = "".join(f'.is-{name}{{--tone:var(--{name});--mark:url("{_line(name)}")}}' for name in OUTCOMES)
    return (
        f":root{{{light}}}@media screen{{:root[data-theme=dark]{{{dark}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}{marks}"
    )


def _line(outcome: str) -> str:
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='-11 -11 22 22' fill='none' "
        "stroke='%23000' stroke-width='2.6' stroke-linecap='round'%3E"
        f"%3Cpath d='M0 0m{DRAWINGS[outcome]}'/%3E%3C/svg%3E"
    )
