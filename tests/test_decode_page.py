"""The box "paste your bounce" in Chromium: it answers, keeps text as text, and sends nothing anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import Watch, served

LINE = "550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown in virtual mailbox table"
REPORT = """From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; anna@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: User unknown

Final-Recipient: rfc822; bert@example.net
Action: failed
Status: 5.2.2
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 552 5.2.2 <bert@example.net>: Mailbox full

--b--
"""


@pytest.fixture
def page(base: str, chromium: Any) -> Iterator[Any]:
    """The decoder's page; every request to another host and every script error fails the test."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    watch = Watch(page)
    page.goto(base + "decode/", wait_until="networkidle")
    yield page
    context.close()
    assert (watch.elsewhere(base), watch.wrong) == ([], [])


def ask(page: Any, text: str) -> None:
    page.fill("#paste-text", text)
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")


def test_one_line_gives_outcome_advice_and_links(page: Any) -> None:
    ask(page, LINE)
    answer = page.locator("#answer .verdict")
    assert answer.count() == 1 and "Refused" in answer.locator(".verdict-outcome").inner_text()
    assert "What now?" in answer.locator(".verdict-advice").inner_text()
    assert answer.get_by_role("link", name="All about 550 5.1.1").get_attribute("href").endswith("/550/5.1.1/")
    assert (
        "User unknown" in page.locator("#answer mark").all_inner_texts()[-1]
        or page.locator("#answer mark").count() >= 2
    )


def test_the_page_that_an_answer_leads_to_says_what_the_text_said(page: Any) -> None:
    """552 5.3.0 means trouble at a server; these words mean an address. The reader meets both, and the way on."""
    ask(page, "552 5.3.0 <anna@example.org>: user unknown")
    page.get_by_role("link", name="All about 552 5.3.0").click()
    told = page.get_by_text("Your text said more than the code: Address does not exist.")
    told.wait_for()
    assert "anna" not in page.url and "unknown%20" not in page.url
    told.get_by_role("link", name="What to do about that").click()
    page.wait_for_url("**/causes/recipient-unknown/")


def test_a_link_cannot_make_a_page_say_what_it_likes(page: Any, base: str) -> None:
    for end in ("#said=Call us now", "#said=login/<b>x</b>", "#said=recipient-unknown/nothing"):
        page.goto(f"{base}550/5.1.1/{end}", wait_until="networkidle")
        notes = page.locator(".said-before").all_inner_texts()
        assert notes in ([], ["Your text said more than the code: Address does not exist. What to do about that"])


def test_pasting_is_enough(page: Any) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", LINE)
    page.focus("#paste-text")
    page.keyboard.press("Control+V")
    page.wait_for_selector("#answer .verdict")


def test_each_recipient_gets_an_answer_of_its_own(page: Any) -> None:
    ask(page, REPORT)
    assert page.locator("#answer .verdict").count() == 2
    assert "2 addresses" in page.locator(".answer-count").inner_text()
    text = page.locator("#answer").inner_text()
    assert "anna@example.org" in text and "bert@example.net" in text


QUEUE = """-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
A4C3CC01969      573 Mon Feb 20 16:53:24  ada@example.com
(connect to alt2.gmail-smtp-in.l.google.com[2001:db8::1b]:25: Address not available)
                                         bert@gmail.com

A5D87C017F5      596 Sat Feb 25 14:26:57  ada@example.com
(connect to alt4.gmail-smtp-in.l.google.com[192.0.2.26]:25: Operation timed out)
                                         bert@gmail.com
"""


def test_a_host_that_did_not_answer_is_not_said_to_have_refused(page: Any) -> None:
    ask(page, QUEUE)
    assert page.locator(".answer-count strong").inner_text() == "2 entries stand in this text."
    first = page.locator("#answer .verdict").first
    outcome = first.locator(".verdict-outcome").inner_text()
    assert outcome == "Delayed, not lost: Your server cannot reach a large provider"
    assert first.locator(".answer-who").inner_text() == (
        "For bert@gmail.com · no answer from alt2.gmail-smtp-in.l.google.com"
    )
    assert "Who says it" not in first.inner_text()


def test_a_title_that_says_the_outcome_says_it_once(page: Any) -> None:
    ask(page, "550 5.7.1 message rejected by policy")
    assert page.locator("#answer .verdict-outcome").inner_text() == "Refused by a policy or filter"


def test_the_answer_says_what_the_sender_can_do_where_another_has_to_mend_it(page: Any) -> None:
    ask(page, "<ada@example.org>: host mx.example.org[192.0.2.7] said: 550 5.7.1 message rejected by policy")
    links = page.locator("#answer .answer-links a")
    ways = {link.inner_text(): str(link.get_attribute("href")).rsplit("/", 2)[-1] for link in links.all()}
    assert ways["What to do: Refused by a policy or filter"] == "#receiving-admin"
    assert ways["What the sender can do"] == "#sender"
    facts, chips = (page.locator(f"#answer .verdict > .{part}").bounding_box() for part in ("verdict-facts", "chips"))
    assert chips["y"] - facts["y"] - facts["height"] >= 5  # they do not stick together


def test_the_note_asks_for_what_the_situation_needs(page: Any) -> None:
    ask(page, "553 5.7.1 <ada@example.org>: Sender address rejected: not owned by user bert")
    page.locator("#answer .tell summary").click()
    area = page.locator("#answer .tell textarea")
    assert "Please give it the right to" in area.input_value() and "locked" not in area.input_value()


def test_who_never_sent_it_is_asked_right_below_the_card(page: Any) -> None:
    ask(page, "550 5.1.1 <ada@example.org>: user unknown")
    below = page.locator("#answer .verdict + p")
    assert below.inner_text() == "You never sent this mail? Read this first."
    below.get_by_role("link").click()
    page.wait_for_url("**/not-mine/")


def test_a_mail_saved_as_a_file_is_read(page: Any) -> None:
    page.set_input_files(
        "#paste input[type=file]",
        files=[{"name": "bounce.eml", "mimeType": "message/rfc822", "buffer": REPORT.encode()}],
    )
    page.wait_for_selector("#answer .verdict")
    assert page.locator("#answer .verdict").count() == 2


def test_a_msg_file_is_refused_with_a_remedy(page: Any) -> None:
    page.set_input_files(
        "#paste input[type=file]",
        files=[
            {"name": "bounce.msg", "mimeType": "application/octet-stream", "buffer": b"\xd0\xcf\x11\xe0" + b"\0" * 100}
        ],
    )
    page.wait_for_selector("#answer p")
    assert "copy" in page.locator("#answer").inner_text() and ".msg" in page.locator("#answer").inner_text()


@pytest.mark.parametrize(
    "bad",
    [
        "<img src=x onerror=window.hit=1>",
        "<script>window.hit=1</script>",
        '<a href="javascript:window.hit=1">x</a>',
        "javascript:window.hit=1",
    ],
)
def test_markup_stays_text(page: Any, bad: str) -> None:
    ask(page, f"550 5.7.1 {bad} refused, see {bad}")
    page.evaluate("document.querySelectorAll('#answer details').forEach(one => { one.open = true })")
    assert page.evaluate("window.hit") is None
    assert page.locator("#answer img, #answer script, #answer a[href^='javascript:']").count() == 0
    assert bad in page.locator("#answer .read").inner_text()


def test_once_loaded_it_works_with_the_network_cut(page: Any) -> None:
    ask(page, "5.7.1")
    page.context.set_offline(True)
    ask(page, REPORT)
    page.locator("#answer .verdict").nth(1).wait_for(state="attached")
    assert page.locator("#answer .verdict").count() == 2


SECRET = "550 5.1.1 <geheim@example.org>: " + "not for the server " * 30
FAILING = {
    "no script": None,
    "the page's script": "**/decode-page.js",
    "a module of the answer": "**/answer.js",
    "the decoder": "**/decoder/decode.js",
    "the rules": "**/api/v1/decoder.json",
    "the worker": "**/decoder/worker.js",
}


@pytest.mark.parametrize(
    ("failing", "place"), [*((one, "decode/") for one in FAILING), ("no script", ""), ("the page's script", "")]
)
def test_a_paste_never_reaches_the_server_even_where_a_script_fails(
    site: Path, chromium: Any, failing: str, place: str
) -> None:
    log: list[str] = []
    with served(site, log=log) as address:
        context = chromium.new_context(java_script_enabled=failing != "no script")
        if FAILING[failing]:
            context.route(FAILING[failing], lambda route: route.abort())
        page = context.new_page()
        page.goto(address + place, wait_until="networkidle")
        text = SECRET * (100 if failing == "the worker" else 1)
        page.fill("#paste-text", text)
        page.focus("#paste-text")
        page.keyboard.press("Control+Enter")
        if page.locator("#paste button[type=submit]").is_visible():
            page.click("#paste button[type=submit]")
        page.evaluate("document.getElementById('paste').submit()") if failing != "no script" else None
        if failing != "no script":
            page.evaluate("document.getAnimations().forEach(one => one.finish())")  # as after four seconds
        page.get_by_text("Nothing was sent", exact=False).locator("visible=true").first.wait_for()
        assert page.get_by_role("link", name="table of all codes").first.is_visible()
        assert page.locator("#paste-text").input_value() == text
        context.close()
    assert log and [one for one in log if "geheim" in one or "not+for" in one or "not%20for" in one] == []


def test_a_paste_made_while_the_script_loads_stays_here(site: Path, chromium: Any) -> None:
    log: list[str] = []
    held: list[Any] = []
    with served(site, log=log) as address:
        context = chromium.new_context()
        context.route("**/decode-page.js", lambda route: held.append(route))
        page = context.new_page()
        page.goto(address + "decode/", wait_until="commit")
        page.fill("#paste-text", SECRET)
        page.click("#paste button[type=submit]")
        while not held:
            page.wait_for_timeout(20)
        held[0].continue_()
        page.wait_for_selector("#answer .verdict")  # read as soon as it can be
        context.close()
    assert [one for one in log if "geheim" in one] == []


def test_places_on_the_page_are_no_text_and_leave_the_answer(page: Any, base: str) -> None:
    page.goto(base + "decode/#550%205.7.1")
    page.reload()
    page.wait_for_selector("#answer .verdict")
    before = page.locator("#answer").inner_text()
    page.focus(".md-skip")
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('h2 .headerlink').click()")
    page.wait_for_function("location.hash.startsWith('#what')")
    assert page.locator("#answer").inner_text() == before
    assert page.locator("#paste-text").input_value() == "550 5.7.1"


def test_a_face_cut_in_half_breaks_no_link(page: Any) -> None:
    for length in (299, 300, 1499, 1500):
        start = "550 5.1.1 "
        ask(page, start + "x" * (length - len(start) - 1) + "\U0001f600 refused")
        assert page.locator("#answer .verdict").count() == 1
    ask(page, "550 5.1.1 half \ud83d of a face".encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    page.evaluate("document.getElementById('paste-text').value = '550 5.1.1 half \\ud83d'")
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")


def test_nobody_finds_the_paste_in_the_address_bar(page: Any, base: str) -> None:
    ask(page, LINE)
    assert page.url == base + "decode/"
    shared = page.get_by_role("link", name="Link to this line", include_hidden=True).get_attribute("href")
    assert "anna" not in shared and "User%20unknown" in shared


def test_a_reading_that_nobody_waits_for_is_ended_and_a_long_one_can_be_stopped(page: Any) -> None:
    page.clock.install()
    page.route(
        "**/decoder/worker.js", lambda route: route.fulfill(content_type="text/javascript", body="onmessage = () => {}")
    )
    ended = []
    page.on("worker", lambda worker: worker.on("close", lambda one: ended.append(one)))
    for text in (REPORT * 40, REPORT * 50):
        page.fill("#paste-text", text)
        page.click("#paste button[type=submit]")
        page.wait_for_timeout(0)
        page.clock.run_for(2100)
        page.get_by_text("Still reading").wait_for()
    assert len(ended) == 1
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped").wait_for()
    assert len(ended) == 2
    ask(page, LINE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LINE.encode("utf-16"), "Refused"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR 550 5.1.1", "This file is no mail"),
    ],
)
def test_files_are_read_by_what_they_hold(page: Any, content: bytes, words: str) -> None:
    page.set_input_files(
        "#paste input[type=file]", files=[{"name": "x.txt", "mimeType": "text/plain", "buffer": content}]
    )
    page.locator("#answer").get_by_text(words).first.wait_for()


def test_the_fragment_opens_the_answer_and_a_shared_link_leads_back(page: Any, base: str) -> None:
    page.goto(base + "decode/#452%204.2.2%20mailbox%20full", wait_until="networkidle")
    page.reload()
    page.wait_for_selector("#answer .verdict")
    assert page.locator("#paste-text").input_value() == "452 4.2.2 mailbox full"
    assert "Delayed" in page.locator("#answer .verdict-outcome").inner_text()
    shared = page.get_by_role("link", name="Link to this line", include_hidden=True).get_attribute("href")
    assert "/decode/#452" in shared


def test_the_note_leaves_addresses_out_unless_they_are_wanted(page: Any) -> None:
    ask(page, REPORT)
    page.locator(".tell summary").first.click()
    note = page.locator(".tell textarea").first
    assert "550 5.1.1" in note.input_value() and "anna@" not in note.input_value()
    page.locator(".tell input[type=checkbox]").first.check()
    assert "anna@example.org" in note.input_value()
    page.locator(".tell button").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert "anna@example.org" in page.evaluate("navigator.clipboard.readText()")


def test_a_large_mail_is_read_by_a_worker_and_the_page_stays_alive(page: Any) -> None:
    workers = []
    page.on("worker", lambda worker: workers.append(worker.url))
    page.set_input_files(
        "#paste input[type=file]",
        files=[
            {
                "name": "large.eml",
                "mimeType": "message/rfc822",
                "buffer": (REPORT + "x" * 79 + "\n").encode() + (b"y" * 79 + b"\n") * 30_000,
            }
        ],
    )
    page.wait_for_selector("#answer .verdict", timeout=60_000)
    assert [url for url in workers if url.endswith("decoder/worker.js")]


def test_nonsense_gets_a_way_on_and_an_automatic_answer_is_no_bounce(page: Any) -> None:
    ask(page, "Hello, nothing in here says anything at all.")
    assert "Nothing found" in page.locator("#answer").inner_text()
    ask(page, "From: a@example.org\nSubject: Automatic reply\nAuto-Submitted: auto-replied\n\nI am away.\n")
    page.locator("#answer").get_by_text("Not a bounce").first.wait_for()


def test_home_answers_too(page: Any, base: str) -> None:
    page.goto(base, wait_until="networkidle")
    ask(page, "550 5.7.1")
    assert page.url.split("#")[0] == base


def test_a_bare_code_gets_the_answer_of_its_page(page: Any, model: Any) -> None:
    for code in ("447", "4.4.7", "5.7.1"):
        ask(page, code)
        words = page.locator("#answer .verdict").inner_text()
        assert model.codes[code].verdict.advice.sentence in words, (code, words)
    ask(page, "447")
    assert "There is no SMTP code 447" in page.locator("#answer").inner_text()


@pytest.mark.parametrize("path", ["550/5.7.1/", "4.3.2/"])
def test_who_is_led_here_from_a_code_can_type_or_paste_at_once(page: Any, base: str, path: str) -> None:
    page.goto(base + path)
    page.get_by_role("link", name="Paste your bounce").first.click()
    page.locator("#paste-text:focus").wait_for()
    assert page.locator("#answer").inner_text() == ""


def test_a_number_in_a_question_leads_to_its_page(page: Any, base: str) -> None:
    for text, code in (("is 447 a real code?", "447"), ("602", "602")):
        ask(page, text)
        assert page.locator(f"#answer a[href='{base}{code}/']").count() >= 1, text


def test_on_a_phone_the_answer_comes_into_view(page: Any) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    ask(page, LINE)
    assert page.locator("#answer .verdict").bounding_box()["y"] < 200


def test_a_speaker_whom_only_the_wording_names_is_said_to_be_known_for_it(page: Any, base: str) -> None:
    page.goto(base + "decode/")
    page.fill("#paste-text", "550 5.7.1 Your message was rejected due to example.org's DMARC policy")
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")
    facts = page.inner_text("#answer .verdict-facts")
    assert "The same text is known from\nApple" in facts and "Who says it" not in facts
    assert "said by" not in page.inner_text("#answer")
    known = page.locator("#answer a", has_text="The known text, and when it was seen")
    assert known.get_attribute("href") == f"{base}providers/apple-icloud/#5-7-1-rejected-due-s-dmarc"


def test_who_reads_the_log_of_the_server_that_answered_is_led_to_its_own_steps(page: Any) -> None:
    """A refusal in one's own log says to the sender what the reader, who runs the server, cannot do."""
    ask(
        page,
        "Jun  1 01:06:28 mx postfix/smtpd[23]: NOQUEUE: reject: RCPT from mail.example.com[192.0.2.7]: 554 5.7.1 "
        "Service unavailable; Client host [192.0.2.7] blocked using bl.spamcop.net; "
        "from=<a@example.com> to=<b@example.org> proto=ESMTP helo=<mail.example.com>",
    )
    hint = page.locator("#answer .own-log")
    assert hint.locator("a").get_attribute("href").endswith("/causes/sender-reputation/#receiving-admin")
    ask(
        page,
        '[NOTICE] [core] queue code=CONT msg=""\n[PROTOCOL] [core] S: 451  (BB3E0490-E92C-410E-A87A-698FCF6D332A.1)',
    )
    assert hint.locator("a").get_attribute("href").endswith("/451/#receiving-admin")
    hint.locator("a").click()
    page.locator(".role#receiving-admin").wait_for(state="visible")
    page.go_back()
    page.wait_for_selector("#paste-text")
    ask(
        page,
        "Jun  1 01:06:28 mx postfix/smtp[23]: 4F00A1: to=<b@example.org>, relay=mx.example.org[192.0.2.9]:25, "
        "dsn=5.7.1, status=bounced (host mx.example.org[192.0.2.9] said: 554 5.7.1 blocked using bl.spamcop.net)",
    )
    assert hint.count() == 0
