"""What an organisation writes into its overlay is seen: on every page where it helps, on cards and elements, in the
decoder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import small
from browser import served

OVERLAY = """organisation: {name: Example University}
contacts:
  - {roles: [sender], name: Help desk, email: help@example.org, phone: "+44 20 7946 0000", hours: "8 to 18",
     url: "https://help.example.org/"}
notes:
  codes: {"5.7.1": "A note on the <b>code</b>."}
  pairs: {"550 5.7.1": A note on the pair.}
  causes: {policy: A note on the cause.}
sources:
  own-rules: {title: Own rules}
responses:
  - {id: ex-17, reply: "550", enhanced: "5.7.1", token: EX-17, text: "Not accepted from outside [EX-17]", cause: policy,
     meaning: The address is for internal mail only., evidence: documented, source: own-rules, seen: "2026-05"}
  - {id: closed, reply: "550", text: "This office moved away with its mailboxes", cause: recipient-disabled,
     meaning: The office is closed., evidence: documented, source: own-rules, seen: "2026-05"}
"""
SENDER = "mx.example.org[192.0.2.1] said: "


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small.project(tmp_path_factory.mktemp("overlay") / "p", OVERLAY)
    done = small.build(folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture
def page(site: Path, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with served(site) as base:
        one = context.new_page()
        one.base = base
        yield one
        context.close()


def decoded(page: Any, text: str) -> Any:
    page.goto(f"{page.base}decode/")
    page.fill("#paste-text", text)
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")
    return page.locator("#answer")


def test_a_note_stands_on_every_page_where_a_reader_of_its_code_or_cause_arrives(page: Any) -> None:
    seen = {}
    for path in ("5.7.1/", "550/5.7.1/", "causes/policy/", "450/", "embed/550/5.7.1/"):
        page.goto(page.base + path)
        text = page.locator("body").inner_text()
        seen[path] = [name for name in ("pair", "<b>code</b>", "cause") if f"A note on the {name}." in text]
    assert seen == {
        "5.7.1/": ["<b>code</b>", "cause"],
        "550/5.7.1/": ["pair", "<b>code</b>", "cause"],
        "causes/policy/": ["cause"],
        "450/": [],
        "embed/550/5.7.1/": ["pair", "<b>code</b>", "cause"],
    }


def test_own_texts_stand_first_with_their_meaning_and_whom_to_ask(page: Any) -> None:
    page.goto(f"{page.base}550/5.7.1/")
    first = page.locator("#who-says-it ~ .response, #who-says-it ~ * .response").first
    text = first.inner_text()
    assert "Example University" in text and "Not accepted from outside [EX-17]" in text
    assert "The address is for internal mail only." in text and "help@example.org" in text
    page.goto(f"{page.base}5.7.1/")
    speaker = page.locator("details.speaker").first
    speaker.locator("summary").click()
    text = speaker.inner_text()
    assert "Example University" in text and "The address is for internal mail only." in text and "Help desk" in text


@pytest.mark.parametrize(
    "text", ["550 5.7.1 Not accepted from outside [EX-17]", f"{SENDER}550 This office moved away with its mailboxes"]
)
def test_the_decoder_names_the_organisation(page: Any, text: str) -> None:
    answer = decoded(page, text)
    assert "Example University" in answer.locator(".verdict-facts").inner_text()


def test_the_decoder_shows_notes_and_contacts_and_offers_them_with_a_copied_note(page: Any) -> None:
    answer = decoded(page, "550 5.7.1 Not accepted from outside [EX-17]")
    own = answer.locator(".own-note").inner_text()
    for wanted in (
        "A note on the pair.",
        "A note on the <b>code</b>.",
        "A note on the cause.",
        "help@example.org",
        "8 to 18",
    ):
        assert wanted in own
    assert answer.locator(".own-note a[href='mailto:help@example.org']").count() == 1
    answer.locator("details.tell summary").click()
    answer.get_by_label("For whom").select_option("sending-admin")
    assert answer.locator(".send-to").inner_text() == (
        "Send it to: Help desk help@example.org +44 20 7946 0000 (8 to 18) https://help.example.org/"
    )
    answer.get_by_label("For whom").select_option("receiving-admin")
    assert answer.locator(".send-to").inner_text() == ""


def test_a_copy_without_an_overlay_adds_nothing(chromium: Any, tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    assert small.build(folder).returncode == 0
    page = chromium.new_page()
    with served(folder / "site") as base:
        page.base = base
        answer = decoded(page, "550 5.7.1 Not accepted")
        assert answer.locator(".own-note, .send-to, .contact").count() == 0
    page.close()
