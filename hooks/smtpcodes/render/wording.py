"""Sentences that pages, Markdown copies, cards, JSON and the decoder share. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from smtpcodes.basics import prose
from smtpcodes.basics.codes import is_enhanced
from smtpcodes.basics.vocabulary import CLASSES, PROSE_PAGES, REPLY_SUBJECTS, SUBJECTS
from smtpcodes.load.records import Line
from smtpcodes.model.site import Cause, Code, Model, Pair


def resolver(model: Model) -> prose.Resolve:
    """Where a [[link]] of a record leads, and how it reads."""

    def resolve(target: str) -> prose.Link | None:
        kind, _, name = target.partition(":")
        if name:
            if kind == "cause" and name in model.causes and model.causes[name].url:
                return prose.Link(str(model.causes[name].url), model.causes[name].fields["title"].lower())
            if kind == "provider" and name in model.providers:
                return prose.Link(model.providers[name].url, model.providers[name].fields["name"])
            return prose.Link(f"{name}/", PROSE_PAGES[name]) if kind == "page" and name in PROSE_PAGES else None
        if " " in target:
            address = target.replace(" ", "/") + "/"
            title = model.pairs[target].title if target in model.pairs else None
            return prose.Link(address, target, title) if address in model.addresses else None
        found = model.code_for(target)
        return prose.Link(found.url, target, found.title) if found else None

    return resolve


def plain(text: str, resolve: prose.Resolve) -> str:
    """A record's text on one line, without marks."""
    return prose.to_plain(" ".join(text.split()), resolve)


def document(model: Model, source: Mapping[str, Any]) -> dict[str, str | None]:
    """Name and address of a cited document, at its section where the address allows it."""
    row = model.sources[source["id"]]
    url = row.get("url")
    section = source.get("section")
    if url and section and "rfc-editor.org/rfc/rfc" in url and re.fullmatch(r"[0-9A-Z](\.?[0-9])*", section):
        url += f"#{'section' if section[0].isdigit() else 'appendix'}-{section}"
    return {"url": url, "short": row.get("short", row["title"])}


IN_VAIN = 4  # lines on a page; more are not read
ENOUGH = 2  # lines of a record's own, after which its cause's do not follow


def in_vain(page: Code | Pair, own: Sequence[Line], model: Model) -> list[Line]:
    """What does not help: what the record says itself, then what its cause says, unless several causes are open or
    the record has said enough: what helps on exactly this code is worth more than what its cause says everywhere.
    """
    certain = page.causes and not page.verdict.choices and len(own) < ENOUGH
    of_cause = model.causes[page.causes[0]].fields.get("does_not_help", ()) if certain else ()
    lines: dict[str, Line] = {}
    for line in [*own, *of_cause]:
        lines.setdefault(line["text"], line)
    return list(lines.values())[:IN_VAIN]


def in_vain_of_code(pair: Pair, code: Code) -> Sequence[Line]:
    """What its enhanced code's record says does not help; none of it where the pair is about something else."""
    return code.fields.get("does_not_help", ()) if pair.title == code.title else ()


def headline(title: str, outcome: str, causes: Sequence[str], model: Model) -> str:
    """How a page is named in previews and search results: what happened, and why where that is certain."""
    said = {"refused": "refused", "delayed": "delayed", "gave-up": "given up"}.get(outcome)
    if not said:
        return title
    if len(causes) == 1:
        return f"{said}: {model.causes[causes[0]].fields['short']}"
    return f"{said}: {title[0].lower() if title[1:2].islower() else title[0]}{title[1:]}"


def dialogue_lines(code: Code) -> list[tuple[str, str]]:
    """Each line of a code's dialogue with the tag that tells it apart: "i" for the client's, "b" for the server's line
    that carries the code, none for what else the server says.
    """
    shown = [n for n, line in enumerate(code.dialogue) if line.startswith("S:") and code.code in line]
    here = shown[-1] if shown else None
    return [(line, "b" if n == here else "i" if line.startswith("C:") else "") for n, line in enumerate(code.dialogue)]


def digit_rows(code: str) -> list[tuple[str, str]]:
    """Each digit of a code with what it says (RFC 5321 section 4.2.1, RFC 3463 section 2)."""
    name, meaning = CLASSES.get(code[0], ("no class", "No reply starts with it."))
    rows = [(code[0], f"{name}: {meaning}")]
    if is_enhanced(code):
        _, subject, detail = code.split(".")
        title, about = SUBJECTS.get(subject, ("not registered", "no subject of RFC 3463"))
        return [*rows, (subject, f"{title}: {about}"), (detail, "the detail; read it together with the other two")]
    second = REPLY_SUBJECTS.get(code[1], "not allowed: RFC 5321 section 4.2 lets the second digit go from 0 to 5")
    return [*rows, (code[1], second), (code[2], "the detail; no system behind it")]


def cause_words(cause: Cause) -> str:
    """The words by which people look for a cause ("quota" for a full mailbox), so that the table is found by them
    too.
    """
    return " ".join(cause.fields.get("search", ())).lower()
