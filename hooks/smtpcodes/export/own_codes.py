"""What an organisation's own servers say, in one block: as JSON for the element, as a card, as Markdown to paste.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smtpcodes.basics import prose
from smtpcodes.basics.content_security import script_hash
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.signs import COLOURS, drawn
from smtpcodes.basics.vocabulary import OWN_SPEAKER
from smtpcodes.export.api import contacts, dump
from smtpcodes.export.cards import CARD_SCRIPT, PAPER
from smtpcodes.model.site import Model, Response
from smtpcodes.render.templates import environment
from smtpcodes.render.verdict_words import words

JSON = "api/v1/own.json"
CARD = "embed/own/"


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text): the JSON always, so that programs find an empty list; card and Markdown where something is said."""
    rows = [_row(one) for one in _responses(model)]
    name = model.providers[OWN_SPEAKER].fields["name"] if rows else None
    yield JSON, dump({"organisation": name, "codes": rows, "contacts": contacts(model)})
    if rows:
        values = {"name": name, "rows": rows, "settings": settings}
        yield f"{CARD}index.html", _card(model, values)
        yield f"{CARD}index.md", _markdown(rows, str(name), settings.site_url)


def _responses(model: Model) -> list[Response]:
    own = model.providers.get(OWN_SPEAKER)
    return own.responses if own else []


def _row(response: Response) -> dict[str, Any]:
    """One text: its codes as they stand before it, and what follows."""
    return {
        "code": " ".join(filter(None, (response.reply, response.enhanced))) or None,
        "token": response.fields.get("token"),
        "text": response.fields.get("text"),
        "outcome": response.verdict.outcome,
        "words": words(response.verdict),
        "url": response.url,
    }


def _card(model: Model, values: dict[str, Any]) -> str:
    colours = {name: pair for name, pair in COLOURS.items() if any(row["outcome"] == name for row in values["rows"])}
    template = environment().get_template("own_codes.html")
    return template.render(
        **values,
        colours=colours,
        signs={outcome: drawn(outcome, "d", "s") for outcome in colours},
        contacts=model.contacts("sender"),
        paper=PAPER,
        script=CARD_SCRIPT,
        script_hash=script_hash(CARD_SCRIPT),
    )


def _markdown(rows: list[dict[str, Any]], name: str, site_url: str) -> str:
    """A table with whole addresses: it is pasted elsewhere."""
    lines = [f"Codes of {prose.escape_markdown(name)}", "", "| Text | Outcome | What now? |", "| --- | --- | --- |"]
    for row in rows:
        said = " ".join(filter(None, (row["code"], row["text"] or row["token"])))
        cells = (
            f"[{_cell(said)}]({prose.markdown_target(site_url + row['url'])})",
            f"{row['words']['sign']} {row['words']['outcome']}",
            _cell(row["words"]["advice"]),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return prose.escape_markdown(" ".join(text.split()))
