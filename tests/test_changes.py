"""What changed: the page, the feed for feed readers and the calendar of announced days, by other people's libraries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import feedparser
import icalendar

from smtpcodes.basics.settings import Settings
from smtpcodes.export.feeds import calendar
from smtpcodes.model.changes import Change
from smtpcodes.model.site import Model


def test_the_feed_is_well_formed_and_leads_to_the_page(site: Path, model: Model) -> None:
    feed = feedparser.parse((site / "changes.atom").read_bytes())
    wanted = [one for one in model.changes if not one.announced]
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == [one.title for one in wanted]
    assert [entry.updated[:10] for entry in feed.entries] == [one.day for one in wanted]
    assert feed.feed.updated[:10] == wanted[0].day
    page = (site / "changes" / "index.html").read_text(encoding="utf-8")
    for entry in feed.entries:
        assert entry.id == entry.link
        assert f'id="{entry.link.partition("#")[2]}"' in page
    assert all(
        entry.content[0].type == "text/html" and entry.content[0].value.startswith("<p>") for entry in feed.entries
    )


def test_the_calendar_holds_the_announced_days(site: Path, model: Model) -> None:
    text = (site / "dates.ics").read_bytes()
    events = list(icalendar.Calendar.from_ical(text).walk("VEVENT"))
    wanted = sorted((one for one in model.changes if one.announced), key=lambda one: one.id)
    assert [(event.decoded("dtstart"), str(event["summary"])) for event in events] == [
        (date.fromisoformat(one.day), one.title) for one in wanted
    ]
    assert wanted, "no announced day: the calendar would be empty"
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), "RFC 5545 section 3.1"
    assert b"\n" not in text.replace(b"\r\n", b"")


def test_commas_long_lines_and_letters_beyond_ascii_survive_the_calendar(model: Model) -> None:
    said = "Comma, semicolon; back\\slash and “Zürich”, again and again: " + "long words " * 12
    change = Change("2030-01-02-x", {"title": "A, b; c", "text": said, "announced": True})
    event = next(iter(icalendar.Calendar.from_ical(calendar([change], model, Settings()).encode()).walk("VEVENT")))
    assert str(event["summary"]) == "A, b; c"
    assert str(event["description"]).split() == said.split()


def test_what_a_speaker_changed_stands_beside_what_we_changed(site: Path, model: Model) -> None:
    page = (site / "changes" / "index.html").read_text(encoding="utf-8")
    announced, by_day = page.split('id="by-day"')
    for one in model.changes:
        assert f'id="{one.id}"' in (announced if one.announced else by_day), one.id
    assert 'href="../changes.atom"' in page and 'href="../dates.ics"' in page


def test_the_data_is_as_new_as_its_newest_record(site: Path, model: Model) -> None:
    assert model.release["date"] >= max(way.get("checked") for way in model.ways.values())
    assert f"checked {model.release['date']}" in (site / "index.html").read_text(encoding="utf-8")
