"""Embed cards and badges: one self-contained file each, no request beyond itself. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator

from jinja2 import Environment, FileSystemLoader

from smtpcodes.model import Model
from smtpcodes.pages import TEMPLATES, Renderer, pair_summary
from smtpcodes.policy import script_hash
from smtpcodes.settings import Settings
from smtpcodes.verdict import Verdict
from smtpcodes.vocabulary import ARRIVED, JOBS, OUTCOMES, RETRIED

# Posts the height to the parent, numbers only, in the forms that hosts listen for; then the theme out of ?theme=.
CARD_SCRIPT = (
    'var t=/[?&]theme=(light|dark)/.exec(location.search);if(t)document.documentElement.className=t[1];'
    'function h(){var n=Math.ceil(document.documentElement.getBoundingClientRect().height),p=parent;if(p!==self){'
    'p.postMessage({type:"smtp-codes:height",height:n},"*");p.postMessage({confluenceFrameHeight:n},"*");'
    'p.postMessage("[iFrameSizer]"+location.pathname+":"+n+":0:resize","*")}}'
    'addEventListener("load",h);addEventListener("resize",h)'
)

# Badge colours: white or black text on them has a contrast above 4.5 : 1 (WCAG 2.2, 1.4.3).
_BADGE = {"accepted": "#1b6e3c", "continue": "#1b5e9c", "no-effect": "#4a5568", "delayed": "#8a5300", "refused": "#b3261e", "gave-up": "#b3261e", "depends": "#4a5568"}
_BADGE_DARK = {"accepted": "#7dd8a0", "continue": "#8ec5f7", "no-effect": "#c3cad6", "delayed": "#f0bd6a", "refused": "#ffb4ab", "gave-up": "#ffb4ab", "depends": "#c3cad6"}
_WORD = {"accepted": "accepted", "continue": "go on", "no-effect": "no effect", "delayed": "delayed", "refused": "refused", "gave-up": "given up", "depends": "depends"}


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of every card and badge."""
    renderer = Renderer(model, settings)
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    card = env.get_template("card.html")
    rows = [(one.code, one.url, one.title, one.fields["summary"], one.verdict) for one in model.codes.values()]
    rows += [(one.name, one.url, model.codes[one.enhanced].title, pair_summary(one, model), one.verdict) for one in model.pairs.values()]
    for name, url, title, summary, verdict in rows:
        yield f"embed/{url}index.html", card.render(
            name=name, title=title, summary=renderer.plain(summary), verdict=verdict, way="../" * (url.count("/") + 1) + url,
            canonical=settings.site_url + url, site=settings.site_name, outcomes=OUTCOMES, arrived=ARRIVED, retried=RETRIED, jobs=JOBS,
            script=CARD_SCRIPT, script_hash=script_hash(CARD_SCRIPT),
        )  # fmt: skip
        for suffix, mode in (("", "auto"), ("-light", "light"), ("-dark", "dark")):
            yield f"badge/{url.rstrip('/')}{suffix}.svg", badge(name, verdict, mode)


def badge(name: str, verdict: Verdict, mode: str) -> str:
    """One badge: the code, then the outcome in a word. ``mode``: "auto" follows prefers-color-scheme, "light", "dark"."""
    word = _WORD[verdict.outcome]
    left, right = 12 + round(len(name) * 7.3), 12 + round(len(word) * 6.8)
    light = f".l{{fill:#2b3340}}.r{{fill:{_BADGE[verdict.outcome]}}}text{{fill:#fff}}"
    dark = f".l{{fill:#e3e8f0}}.r{{fill:{_BADGE_DARK[verdict.outcome]}}}text{{fill:#10151d}}"
    style = {"light": light, "dark": dark, "auto": f"{light}@media(prefers-color-scheme:dark){{{dark}}}"}[mode]
    label = html.escape(f"{name}: {word}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="22" role="img" aria-label="{label}"><title>{label}</title>'
        f"<style>{style}</style>"
        f'<path class="l" d="M4 0h{left - 4}v22H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4"/>'
        f'<path class="r" d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H{left}"/>'
        f'<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="12"><text x="6" y="15" textLength="{left - 12}">{html.escape(name)}</text>'
        f'<text x="{left + 6}" y="15" textLength="{right - 12}">{word}</text></g></svg>\n'
    )
