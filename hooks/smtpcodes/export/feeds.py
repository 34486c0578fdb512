"""The feed of changes (Atom, RFC 4287) and the calendar of announced days (iCalendar, RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from smtpcodes.basics import prose
from smtpcodes.basics.settings import Settings
from smtpcodes.model.changes import Change
from smtpcodes.model.site import Model
from smtpcodes.render.wording import plain, resolver

FOLD = 75  # octets in a line of a calendar (RFC 5545 section 3.1)


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of changes.atom and dates.ics."""
    found = model.changes
    yield "changes.atom", atom([one for one in found if not one.announced], model, settings)
    yield "dates.ics", calendar([one for one in found if one.announced], model, settings)


def _text(change: Change, model: Model) -> str:
    return plain(change.fields["text"], resolver(model))


def atom(found: list[Change], model: Model, settings: Settings) -> str:
    """A feed that any reader takes; times are midnight UTC of the change's day, so that builds are repeatable."""
    site = settings.site_url

    def entry(change: Change) -> str:
        address = escape(f"{site}{change.url}")
        resolve = resolver(model)
        html = escape(
            "".join(f"<p>{prose.to_html(one, resolve, site)}</p>" for one in prose.paragraphs(change.fields["text"]))
        )
        return (
            f"  <entry>\n    <id>{address}</id>\n    <title>{escape(change.title)}</title>\n"
            f"    <updated>{change.day}T00:00:00Z</updated>\n"
            f'    <link rel="alternate" href="{address}"/>\n    <content type="html">{html}</content>\n  </entry>\n'
        )

    updated = found[0].day if found else model.release["date"]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"  <id>{escape(site)}changes/</id>\n  <title>{escape(settings.site_name)}: changes</title>\n"
        f"  <updated>{updated}T00:00:00Z</updated>\n  <author><name>{escape(settings.site_name)}</name></author>\n"
        f'  <link rel="self" type="application/atom+xml" href="{escape(site)}changes.atom"/>\n'
        f'  <link rel="alternate" type="text/html" href="{escape(site)}changes/"/>\n'
        + "".join(map(entry, found))
        + "</feed>\n"
    )


def calendar(found: list[Change], model: Model, settings: Settings) -> str:
    """Whole-day events; the stamp is the day of the data, so that builds are repeatable."""
    stamp = model.release["date"].replace("-", "")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_value(settings.site_name)}//dates//EN",
        "CALSCALE:GREGORIAN",
    ]
    for change in sorted(found, key=lambda one: one.id):
        host = settings.site_url.split("://", 1)[-1].strip("/").replace("/", ".")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{change.id}@{host}",
            f"DTSTAMP:{stamp}T000000Z",
            f"DTSTART;VALUE=DATE:{change.day.replace('-', '')}",
            f"SUMMARY:{_value(change.title)}",
            f"DESCRIPTION:{_value(_text(change, model))}",
            f"URL:{settings.site_url}{change.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _value(text: str) -> str:
    r"""TEXT of RFC 5545 section 3.3.11: ``\``, ``;`` and ``,`` are escaped, a line break is ``\n``."""
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escaped)
    return text


def _folded(line: str) -> Iterator[str]:
    """A long line in pieces of at most 75 octets; what follows starts with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > FOLD:
            yield piece
            piece = " "
        piece += letter
    yield piece
