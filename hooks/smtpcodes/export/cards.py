"""Embed cards and badges: one self-contained file each, no request beyond itself. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator

from smtpcodes.basics.content_security import script_hash
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.signs import COLOURS, drawn
from smtpcodes.model.site import Model
from smtpcodes.model.verdict import Verdict
from smtpcodes.render import wording
from smtpcodes.render.picture import STYLE, picture
from smtpcodes.render.templates import environment
from smtpcodes.render.verdict_words import QUESTIONS, clipped, known, words

# First the theme: out of ?theme=, or as a Confluence macro says it. Then the height, to the parent only and as numbers
# only, in the forms that hosts listen for. iframe-resizer names the frame in its first message and expects that name
# back.
CARD_SCRIPT = (
    "(function(d,p,id){"
    "function theme(t){if(/^(light|dark)$/.test(t))d.className=t}"
    "theme((/[?&]theme=(\\w+)/.exec(location.search)||[])[1]);"
    "function send(){var n=Math.ceil(d.getBoundingClientRect().height);if(p===self)return;"
    'p.postMessage({type:"smtp-codes:height",height:n},"*");p.postMessage({confluenceFrameHeight:n},"*");'
    'id&&p.postMessage("[iFrameSizer]"+id+":"+n+":"+d.clientWidth+":size","*")}'
    'addEventListener("message",function(e){if(e.source!==p||!e.data)return;'
    "theme(e.data.confluenceColorMode);"
    "var m=/^\\[iFrameSizer\\]([\\w-]+):/.exec(e.data);if(m){id=m[1];send()}});"
    'addEventListener("load",send);addEventListener("resize",send)'
    "})(document.documentElement,parent)"
)

# What fits 360 px of height at 400 px of width, in the widest font that browsers take for system-ui
# (tests/benchmarks/cards.py).
SUMMARY_LIMIT = 150
ADVICE_LIMIT = 160

# Ground, text, quiet text, lines and links of cards: light, dark.
PAPER = (
    "--b:#fff;--t:#1a2230;--m:#4d5868;--l:#cfd6e0;--a:#0b57a4;",
    "--b:#161b24;--t:#e8ecf3;--m:#aeb8c7;--l:#3a4556;--a:#8ec5f7;",
)
LABELS = {
    "accepted": "accepted",
    "continue": "go on",
    "no-effect": "no effect",
    "delayed": "delayed",
    "refused": "refused",
    "gave-up": "given up",
    "depends": "depends",
}


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of every card and badge."""
    resolve, card = wording.resolver(model), environment().get_template("card.html")
    hashed = script_hash(CARD_SCRIPT)
    pages = [(one.code, one.url, one.title, one.fields["summary"], one.verdict) for one in model.codes.values()]
    pages += [(one.name, one.url, one.title, one.summary, one.verdict) for one in model.pairs.values()]
    for name, url, title, summary, verdict in pages:
        light, dark = COLOURS[verdict.outcome]
        said, drawing = words(verdict), picture(verdict)
        rows = [] if 'class="fix"' in drawing else known(verdict)[: 1 if drawing else None]  # the picture says the rest
        note = model.note("pairs" if " " in name else "codes", name)
        yield (
            f"embed/{url}index.html",
            card.render(
                name=name,
                title=title,
                summary=clipped(wording.plain(summary, resolve), SUMMARY_LIMIT),
                words=said,
                questions=QUESTIONS,
                advice=clipped(said["advice"], ADVICE_LIMIT),
                way="../" * (url.count("/") + 1) + url,
                canonical=settings.site_url + url,
                site=settings.site_name,
                note=note and clipped(note, SUMMARY_LIMIT),
                contacts=model.contacts("sender"),
                picture=drawing,
                style=STYLE,
                known=rows,
                sign=drawn(verdict.outcome, "d", "s"),
                paper=PAPER,
                light_colour=light,
                dark_colour=dark,
                script=CARD_SCRIPT,
                script_hash=hashed,
            ),
        )
        for suffix, mode in (("", "auto"), ("-light", "light"), ("-dark", "dark")):
            yield f"badge/{url.rstrip('/')}{suffix}.svg", badge(name, verdict, mode)


def badge(name: str, verdict: Verdict, mode: str) -> str:
    """One badge: the code, then the outcome in a word. ``mode``: "auto" follows prefers-color-scheme, "light",
    "dark".
    """
    word = LABELS[verdict.outcome]
    left, right = 12 + round(len(name) * 7.3), 30 + round(len(word) * 6.8)
    on_light, on_dark = COLOURS[verdict.outcome]
    light = f".l{{fill:#2b3340}}.r{{fill:{on_light}}}.s{{stroke:{on_light}}}text,.d{{fill:#fff}}"
    dark = f".l{{fill:#e3e8f0}}.r{{fill:{on_dark}}}.s{{stroke:{on_dark}}}text,.d{{fill:#10151d}}"
    style = {"light": light, "dark": dark, "auto": f"{light}@media(prefers-color-scheme:dark){{{dark}}}"}[mode]
    label = html.escape(f"{name}: {word}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="22" role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f"<style>{style}</style>"
        f'<path class="l" d="M4 0h{left - 4}v22H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4"/>'
        f'<path class="r" d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H{left}"/>'
        f'<g transform="translate({left + 14} 11)scale(.6)" fill="none" stroke-width="2.6" stroke-linecap="round">'
        f"{drawn(verdict.outcome, 'd', 's')}</g>"
        '<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="12"><text x="6" y="15" '
        f'textLength="{left - 12}">{html.escape(name)}</text>'
        f'<text x="{left + 24}" y="15" textLength="{right - 30}">{word}</text></g></svg>\n'
    )
