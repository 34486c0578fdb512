"""How the decoder reads: the same words carried in any way give the same answer, and every kind of text its own."""

from __future__ import annotations

import base64
import html
import json
import quopri
import subprocess
from functools import lru_cache
from typing import Any

import pytest

from conftest import ROOT
from decoder.decoding import decode
from engine import node

REPORT = """This is the mail system at host mail.example.net.

Your message could not be delivered to one or more recipients.

<ada@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1
    "ada" - user unknown, it's gone (in reply to RCPT TO command)
"""
HEAD = ("Mail Delivery System <MAILER-DAEMON@mail.example.net>", "Mon, 3 Nov 2025 10:00:00 +0100", "bob@example.net")
SUBJECT = "Undelivered Mail Returned to Sender"
WHOLE = f"From: {HEAD[0]}\nTo: {HEAD[2]}\nDate: {HEAD[1]}\nSubject: {SUBJECT}\nMIME-Version: 1.0\n\n{REPORT}"

FORWARDS = {
    "Outlook": ("-----Original Message-----", "From:", "Sent:", "To:", "Subject:"),
    "Gmail": ("---------- Forwarded message ---------", "From:", "Date:", "To:", "Subject:"),
    "Apple Mail": ("Begin forwarded message:\n", "*From:*", "*Date:*", "*To:*", "*Subject:*"),
    "German": ("-----Ursprüngliche Nachricht-----", "Von:", "Gesendet:", "An:", "Betreff:"),
    "French": ("-----Message d'origine-----", "De :", "Envoyé :", "À :", "Objet :"),
    "Spanish": ("-----Mensaje original-----", "De:", "Enviado el:", "Para:", "Asunto:"),
    "Italian": ("-----Messaggio originale-----", "Da:", "Inviato:", "A:", "Oggetto:"),
    "Portuguese": ("-----Mensagem original-----", "De:", "Enviada em:", "Para:", "Assunto:"),
    "Dutch": ("-----Oorspronkelijk bericht-----", "Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "Polish": ("-----Wiadomość oryginalna-----", "Od:", "Wysłano:", "Do:", "Temat:"),
    "Russian": ("-----Исходное сообщение-----", "От:", "Отправлено:", "Кому:", "Тема:"),
    "Japanese": ("-----元のメッセージ-----", "差出人:", "送信日時:", "宛先:", "件名:"),
}


def forwarded(mark: str, sender: str, date: str, to: str, subject: str, text: str = REPORT) -> str:
    head = f"{sender} {HEAD[0]}\n{date} {HEAD[1]}\n{to} {HEAD[2]}\n{subject} {SUBJECT}"
    return f"Hello, can you see what this means?\n\n{mark}\n{head}\n\n{text}"


def lines(text: str) -> list[str]:
    return text.split("\n")


CARRIED = {
    "as it is": REPORT,
    "quoted": "\n".join(f"> {line}" for line in lines(REPORT)),
    "quoted twice": "\n".join(f">> {line}" for line in lines(REPORT)),
    "quoted behind a line of introduction": "On Monday Bob wrote:\n" + "\n".join(f"> {line}" for line in lines(REPORT)),
    "a whole mail": WHOLE,
    "a whole mail, quoted": "\n".join(f"> {line}" for line in lines(WHOLE)),
    "a whole mail, CRLF": WHOLE.replace("\n", "\r\n"),
    "no-break spaces": REPORT.replace(" ", "\u00a0"),
    "zero-width spaces": REPORT.replace("5.1.1", "5.\u200b1.\u200b1").replace("example.org", "exam\u200bple.org"),
    "a byte order mark": "\ufeff" + REPORT,
    "smart quotes": REPORT.replace('"ada"', "“ada”").replace("'", "’"),
    "full-width digits and colons": REPORT.replace("550 5.1.1", "５５０　５．１．１").replace("said:", "said："),
    "HTML source": "\n".join(f"<div><span>{html.escape(line)}</span></div>" for line in lines(REPORT)),
    "HTML with <pre>": f"<p>Hello,</p><pre>{html.escape(REPORT)}</pre>",
    "HTML with numeric entities": f"<pre>{''.join(f'&#x{ord(c):x};' if c in '<>@' else c for c in REPORT)}</pre>",
    "lines doubled": REPORT.replace("\n", "\n\n"),
    "every line twice": "\n".join(f"{line}\n{line}" for line in lines(REPORT + REPORT.replace("ada", "ada"))),
    "all breaks lost": " ".join(line.strip() for line in lines(REPORT)),
    "base64 alone": base64.encodebytes(REPORT.encode()).decode(),
    "quoted-printable alone": quopri.encodestring(REPORT.replace("gone", "gone, größer und weg").encode()).decode(),
    "a JSON string": json.dumps({"id": 7, "body": REPORT}),
    "a JSON string in a log line": 'Nov 3 10:00:01 app level=error {"id": 7, "body": ' + json.dumps(REPORT) + "}",
    "line breaks written out": "Error: " + REPORT.replace("\n", "\\n").replace('"', '\\"'),
    "slanted replies": REPORT.replace("550 5.1.1", "_550 5.1.1").replace("gone", "gone_"),
    "bold codes": REPORT.replace("550 5.1.1", "**550** **5.1.1**"),
    "codes as code": REPORT.replace("550 5.1.1", "`550 5.1.1`"),
    "a table's borders": "+----+\n" + "\n".join(f"| {line} |" for line in lines(REPORT)) + "\n+----+",
    "a container's name in front": "\n".join(f"mail_1  | {line}" for line in lines(REPORT)),
    **{f"forwarded: {name}": forwarded(*labels) for name, labels in FORWARDS.items()},
    "forwarded, without the line To": "\n".join(
        line for line in forwarded(*FORWARDS["Gmail"]).split("\n") if not line.startswith("To:")
    ),
    "forwarded in a whole mail": (
        "From: bob@example.net\nTo: help@example.net\nSubject: Fwd: help\nMIME-Version: "
        f"1.0\n\n{forwarded(*FORWARDS['German'])}"
    ),
}


@lru_cache
def carried() -> dict[str, Any]:
    return decode(CARRIED)


@pytest.mark.parametrize("how", CARRIED)
def test_how_a_text_was_carried_changes_nothing(how: str) -> None:
    failures = carried()[how]["failures"]
    assert [(one["reply"], one["enhanced"], one["cause"]) for one in failures] == [
        ("550", "5.1.1", "recipient-unknown")
    ]
    if how not in {"all breaks lost"}:
        assert failures[0]["recipient"] == "ada@example.org"


@pytest.mark.parametrize(
    "how",
    sorted(set(CARRIED) - {"base64 alone", "full-width digits and colons", "zero-width spaces", "bold codes"}),
)
def test_evidence_stays_in_its_place_however_it_was_carried(how: str) -> None:
    text = CARRIED[how]
    marks = {mark["says"]: text[mark["start"] : mark["end"]] for mark in carried()[how]["failures"][0]["evidence"]}
    assert marks["reply"] == "550" and marks["enhanced"].replace("=\n", "") == "5.1.1"


WIDE = {
    "quoted-printable": "From: a\nTo: b\nSubject: x\nContent-Transfer-Encoding: quoted-printable\n\n"
    "=C3=A9=F0=9F=98=80 could not be delivered: 550 5.1.1=20user unk=\nnown",
    "quoted-printable without a head": "=C3=A9t=C3=A9 the server said: 550 5.1.1 user=20unknown =F0=9F=98=80=\n",
    "entities": "<p>&eacute;&#128512;&amp;&nbsp;the server said: 550 5.1.1 user unknown</p><p>&#x1F600;</p>",
}


@pytest.mark.parametrize("how", WIDE)
def test_evidence_stands_behind_characters_that_take_more_room_than_one(how: str) -> None:
    text = WIDE[how]
    failure = decode({"x": text})["x"]["failures"][0]
    # the spans count as JavaScript does, in UTF-16
    wide = text.encode("utf-16-le")
    marks = {
        mark["says"]: wide[2 * mark["start"] : 2 * mark["end"]].decode("utf-16-le") for mark in failure["evidence"]
    }
    assert (marks["reply"], marks["enhanced"]) == ("550", "5.1.1"), marks


def test_whatever_is_no_text_is_read_as_its_text_or_as_nothing() -> None:
    module = (ROOT / "docs/javascripts/decoder/decode.js").as_uri()
    values = '[undefined, null, 550, ["550 5.1.1"], { a: 1 }, true, "550"]'
    script = (
        f'import {{ decode }} from "{module}";'
        f"console.log(JSON.stringify({values}.map((one) => decode(one, {{}}).failures[0]?.reply ?? null)))"
    )
    done = subprocess.run([node(), "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [None, None, "550", "550", None, None, "550"]


def test_evidence_counts_the_characters_without_width() -> None:
    text = CARRIED["zero-width spaces"]
    marks = {mark["says"]: mark for mark in carried()["zero-width spaces"]["failures"][0]["evidence"]}
    assert text[marks["enhanced"]["start"] : marks["enhanced"]["end"]] == "5.\u200b1.\u200b1"


CODES_READ = {
    "Sorry, that did not work.\n550 5.1.1 No such user here": ("550", "5.1.1"),
    "The server answered « 550 5.1.1 user unknown » today": ("550", "5.1.1"),
    "The server said “550 user unknown” to my mail": ("550", None),
    "I get `550 user unknown` from the server": ("550", None),
    "the answer (550 5.1.1 user unknown) came": ("550", "5.1.1"),
    ">>> 550 5.1.1 user unknown": ("550", "5.1.1"),
    "smtplib.SMTPDataError: (550, 'User unknown')": ("550", None),
    "smtplib.SMTPDataError: (550, b'5.1.1 User unknown')": ("550", "5.1.1"),
    "{'ada@example.org': (550, b'User unknown')}": ("550", None),
    "Net::SMTPFatalError (550 User unknown)": ("550", None),
    "Net::SMTPFatalError: 550 5.1.1 User unknown": ("550", "5.1.1"),
    "550-550 5.1.1 The address is unknown": ("550", "5.1.1"),
    "サーバーエラー550 user unknown": ("550", None),
    "服务器返回550 user unknown": ("550", None),
    'level=error status=500 method=POST path=/send error="550 5.1.1 user unknown"': ("550", "5.1.1"),
    "status=500 remote_addr=192.0.2.9 method=GET path=/mail/rcpt": (None, None),
    "permanent error (550): user unknown": ("550", None),
    "Response { code: Code { severity: PermanentNegativeCompletion, category: MailSystem, detail: Zero }, "
    'message: ["5.1.1 user unknown"] }': ("550", "5.1.1"),
    'UnexpectedReply(Response { code: 550, esc: [5, 1, 1], message: "user unknown" })': ("550", "5.1.1"),
    "[PROTOCOL] [core] S: 451 (B3E0) try again later": ("451", None),
    "452 4.2.2 mailbox full 503 Need RCPT before DATA": ("452", "4.2.2"),
    "S: 250 ok\nC: DATA\nS: 503 RCPT first\nS: 552 5.2.2 over quota": ("552", "5.2.2"),
    "host mx.example.org[192.0.2.55]:550 is not a code": (None, None),
    "smtp error 5.1.1.9 on port 550": (None, None),
    "message of 552 bytes for port 587 and 550 kb": (None, None),
}


@lru_cache
def codes_read() -> dict[str, Any]:
    return decode({text: text for text in CODES_READ})


@pytest.mark.parametrize("text", CODES_READ)
def test_codes_are_read_wherever_they_stand(text: str) -> None:
    first = (codes_read()[text]["failures"] or [{"reply": None, "enhanced": None}])[0]
    assert (first["reply"], first["enhanced"]) == CODES_READ[text]


RECIPIENTS = {
    "550 5.1.1 user unknown, sent by bob@example.net": None,
    "550 5.7.1 blocked using a list. Questions: help@example.net": None,
    "550 5.1.1 user unknown (Message-ID: <20251103.77@mail.example.net>)": None,
    "Error: {u'ada@example.org': (550, '5.1.1 user unknown')}": "ada@example.org",
    "rejected: 550 5.1.1 user unknown for ada@example.org (from bob@example.net)": "ada@example.org",
    "<list@example.org> (expanded from <all@example.org>): 550 5.1.1 user unknown, not delivered": "list@example.org",
    "could not be delivered:\n\n  ada@example.org\n    said: 550 5.1.1 user unknown": "ada@example.org",
    f"550 5.1.1 user unknown: {'a' * 400}@example.org": None,
}


@lru_cache
def recipients_read() -> dict[str, Any]:
    return decode({text: text for text in RECIPIENTS})


@pytest.mark.parametrize("text", RECIPIENTS)
def test_nobody_rather_than_the_wrong_recipient(text: str) -> None:
    (failure,) = recipients_read()[text]["failures"]
    assert failure["recipient"] == RECIPIENTS[text]


def event(**fields: Any) -> str:
    return json.dumps({"email": "ada@example.org", **fields})


NO_FAILURE = {
    "spam": (event(event="spam"), "feedback"),
    "unsub": (event(event="unsub"), "feedback"),
    "open": (event(event="open"), None),
    "click": (event(event="email.clicked"), None),
    "delivered": (event(event="delivered", response="250 2.0.0 OK 550"), "confirmation"),
    "MessageSent": (event(event="MessageSent"), "confirmation"),
    "activity.delivered": (event(type="activity.delivered"), "confirmation"),
    "a complaint inside a notification": (
        json.dumps({"Type": "Notification", "Message": event(notificationType="Complaint", complaint={"id": "5.1.1"})}),
        "feedback",
    ),
    "an inbound mail": (event(event="inbound", subject="Hello", text="See you on Monday at 5.5.0"), None),
}


@lru_cache
def events() -> dict[str, Any]:
    texts = {name: text for name, (text, _) in NO_FAILURE.items()} | {name: one[0] for name, one in EVENTS.items()}
    return decode(texts)


@pytest.mark.parametrize("name", NO_FAILURE)
def test_an_event_that_is_no_failure_is_no_bounce(name: str) -> None:
    assert events()[name] == {"kind": "not-a-bounce", "what": NO_FAILURE[name][1], "failures": []}


# (payload), (recipient, reply, permanent, still tried)
EVENTS = {
    "Mandrill deferral": (
        json.dumps([{"event": "deferral", "msg": {"email": "ada@example.org", "diag": "451 greylisted"}}]),
        [("ada@example.org", "451", False, True)],
    ),
    "Mandrill reject": (
        json.dumps([{"event": "reject", "msg": {"email": "ada@example.org", "state": "rejected"}}]),
        [("ada@example.org", None, True, False)],
    ),
    "Brevo invalid_email": (
        event(event="invalid_email", reason="user unknown"),
        [("ada@example.org", None, True, False)],
    ),
    "Brevo error": (event(event="error", reason="550 user unknown"), [("ada@example.org", "550", True, False)]),
    "Brevo deferred with a 5xx": (
        event(event="deferred", reason="554 try again"),
        [("ada@example.org", "554", True, True)],
    ),
    "MailerSend hard_bounced": (
        json.dumps(
            {
                "type": "activity.hard_bounced",
                "data": {
                    "email": {"from": "b@example.net", "recipient": {"email": "ada@example.org"}},
                    "morph": {"reason": "550 5.1.1 user unknown"},
                },
            }
        ),
        [("ada@example.org", "550", True, False)],
    ),
    "MailerSend soft_bounced": (
        json.dumps({"type": "activity.soft_bounced", "data": {"email": {"recipient": {"email": "ada@example.org"}}}}),
        [("ada@example.org", None, False, False)],
    ),
    "Mailtrap suspension": (
        json.dumps({"events": [{"event": "suspension", "email": "ada@example.org", "reason": "over quota"}]}),
        [("ada@example.org", None, True, False)],
    ),
    "Postal MessageDelayed": (
        json.dumps(
            {
                "event": "MessageDelayed",
                "payload": {
                    "message": {"to": "ada@example.org", "from": "b@example.net"},
                    "status": "SoftFail",
                    "output": "451 4.7.1 greylisted",
                },
            }
        ),
        [("ada@example.org", "451", False, True)],
    ),
    "Mailjet, not for good": (
        event(event="bounce", hard_bounce=False, error="mailbox inactive", comment="over quota"),
        [("ada@example.org", None, False, False)],
    ),
    "Mailgun, tried again": (
        json.dumps(
            {
                "event-data": {
                    "event": "failed",
                    "severity": "temporary",
                    "recipient": "ada@example.org",
                    "user-variables": {"reason": "550 of our own"},
                    "delivery-status": {"retry-seconds": 600, "code": 451, "message": "4.7.1 greylisted"},
                }
            }
        ),
        [("ada@example.org", "451", False, True)],
    ),
    "Mailgun rejected": (
        json.dumps(
            {
                "event-data": {
                    "event": "rejected",
                    "reject": {"reason": "likely unsolicited mail"},
                    "message": {"headers": {"to": "Ada <ada@example.org>"}},
                }
            }
        ),
        [("ada@example.org", None, True, False)],
    ),
    "SES, two recipients": (
        json.dumps(
            {
                "notificationType": "Bounce",
                "bounce": {
                    "bounceType": "Permanent",
                    "bouncedRecipients": [
                        {"emailAddress": "ada@example.org", "diagnosticCode": "smtp; 550 5.1.1 user unknown"},
                        {"emailAddress": "bob@example.org"},
                    ],
                },
            }
        ),
        [("ada@example.org", "550", True, False), ("bob@example.org", None, True, False)],
    ),
    "SES reject": (
        json.dumps({"eventType": "Reject", "mail": {"destination": ["ada@example.org"]}, "reject": {"reason": "Bad"}}),
        [("ada@example.org", None, True, False)],
    ),
    "metadata of the sender's own": (
        event(
            event="bounce", reason="550 5.1.1 user unknown", custom_variables={"email": "x@y.example", "code": "421"}
        ),
        [("ada@example.org", "550", True, False)],
    ),
    "cut off": (event(event="bounce", reason="550 5.1.1 user unknown")[:-6], [("ada@example.org", "550", True, False)]),
}


@pytest.mark.parametrize("name", EVENTS)
def test_a_webhook_says_who_failed_and_whether_it_is_over(name: str) -> None:
    read = [
        (one["recipient"], one["reply"], one["permanent"], one["still_tried"]) for one in events()[name]["failures"]
    ]
    assert read == EVENTS[name][1]


FIELDS = "Final-Recipient: rfc822; {}\nAction: {}\nStatus: {}\n"
PARTS = 'From: MAILER-DAEMON@example.net\nTo: bob@example.net\nContent-Type: multipart/{}; boundary="b"\n\n'
WORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "hosts with their address in brackets": (
        "<ada@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown",
        {"refused_by": "mx.example.org"},
    ),
    "failed recipients before delayed ones": (
        FIELDS.format("late@example.org", "delayed", "4.4.1")
        + "\n"
        + FIELDS.format("gone@example.org", "failed", "5.1.1"),
        {"recipient": "gone@example.org", "permanent": True},
    ),
    "recipients without an empty line between them": (
        FIELDS.format("one@example.org", "failed", "5.1.1") + FIELDS.format("two@example.org", "failed", "5.2.2"),
        {"recipient": "one@example.org", "enhanced": "5.1.1", "count": 2},
    ),
    "the header that lists failed recipients, alone": (
        "From: MAILER-DAEMON@example.net\nTo: bob@example.net\nX-Failed-Recipients: ada@example.org\n\nSorry.\n",
        {"recipient": "ada@example.org", "kind": "bounce"},
    ),
    "an encoded subject in two words": (
        ("From: postmaster@example.net\nTo: bob@example.net\nSubject: =?utf-8?q?Undeliv?=\n "
"=?utf-8?q?ered_Mail?=\n\nSorry.\n"),
        {"kind": "bounce"},
    ),
    "a warning with a 5xx": (
        FIELDS.format("ada@example.org", "delayed", "5.7.1") + "Diagnostic-Code: smtp; 554 5.7.1 not yet\n",
        {"kind": "delay-notice", "reply": "554", "permanent": True, "still_tried": True, "gave_up": False},
    ),
    "addresses in HTML": (
        PARTS.format("mixed").replace("multipart/mixed", "text/html")
        + "<p>Could not be delivered:</p><p>&lt;ada@example.org&gt;: 550 user unknown</p>",
        {"recipient": "ada@example.org", "reply": "550"},
    ),
    "HTML beside text is not read twice": (
        PARTS.format("alternative")
        + "--b\n\nCould not be delivered:\n\n<ada@example.org>: 550 user unknown\n\n"
        + "--b\nContent-Type: text/html\n\n<p>&lt;bob@example.org&gt;: 552 over quota</p>\n\n--b--\n",
        {"recipient": "ada@example.org", "reply": "550", "count": 1},
    ),
    "behind the closing boundary": (
        PARTS.format("mixed")
        + ("--b\n\nCould not be delivered:\n\n<ada@example.org>: 550 user unknown\n\n--b--\n<bob@example.org>: 552 "
"full\n"),
        {"recipient": "ada@example.org", "count": 1},
    ),
    "a paste that starts with its boundary": (
        "--b7\nContent-Type: message/delivery-status\n\n"
        + FIELDS.format("ada@example.org", "failed", "5.1.1")
        + "\n--b7--",
        {"recipient": "ada@example.org", "enhanced": "5.1.1"},
    ),
    "the codes of the mail that was returned": (
        PARTS.format("report")
        + "--b\nContent-Type: message/delivery-status\n\n"
        + FIELDS.format("ada@example.org", "failed", "5.1.1")
        + ("\n--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: 552 5.2.2 over quota\n\n421 4.2.1 "
"no\n\n--b--\n"),
        {"reply": None, "enhanced": "5.1.1", "cause": "recipient-unknown"},
    ),
    "a report inside a complaint": (
        PARTS.format("report").replace("report;", "report; report-type=feedback-report;")
        + "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n"
        + "--b\nContent-Type: message/delivery-status\n\n"
        + FIELDS.format("ada@example.org", "failed", "5.1.1")
        + "\n--b--\n",
        {"kind": "not-a-bounce", "what": "feedback"},
    ),
    "a complaint's fields alone": (
        "Feedback-Type: abuse\nUser-Agent: Example/1.0\nOriginal-Rcpt-To: <ada@example.org>\n",
        {"kind": "not-a-bounce", "what": "feedback"},
    ),
    "a read receipt": (
        PARTS.format("report")
        + "--b\n\nYour message was displayed.\n\n--b\nContent-Type: message/disposition-notification\n\n"
        + "Final-Recipient: rfc822; ada@example.org\nDisposition: manual-action; displayed\n\n--b--\n",
        {"kind": "not-a-bounce", "what": "confirmation"},
    ),
    "an ordinary mail": (
        "From: bob@example.net\nTo: ada@example.org\nSubject: Lunch\n\nAt room 550?\n",
        {"kind": "not-a-bounce", "what": "mail"},
    ),
    "temporarily rejected": (
        "2025-11-03 10:00:00 H=mx.example.net [192.0.2.7] F=<b@example.net> temporarily rejected RCPT "
"<ada@example.org>: "
        "greylisted",
        {"recipient": "ada@example.org", "permanent": False, "still_tried": True},
    ),
    "the sender as recipient of the report": (
        ("From: MAILER-DAEMON@example.net\nTo: bob@example.net\nSubject: failure notice\n\nFrom: "
"bob@example.net\nuser unknown\n"),
        {"recipient": None},
    ),
    "mails in mails, further than anybody forwards": (
        "".join(
            ('From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; '
f'boundary="b{n}"\n\n--b{n}\nContent-Type: message/rfc822\n\n')
            for n in range(12)
        )
        + WHOLE,
        {"kind": "unknown"},
    ),
    "a report two mails deep": (
        "".join(
            ('From: a@b.example\nTo: c@d.example\nSubject: Fwd\nContent-Type: multipart/mixed; '
f'boundary="b{n}"\n\n--b{n}\nContent-Type: message/rfc822\n\n')
            for n in range(2)
        )
        + WHOLE,
        {"reply": "550", "recipient": "ada@example.org"},
    ),
    "a long log": (
        "".join(
            f"Nov  3 10:00:00 mail postfix/smtp[9]: A{n}: to=<u{n}@example.org>, relay=mx.example.org[192.0.2.7]:25, "
            f"dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown)\n"
            for n in range(600)
        ),
        {"kind": "log", "count": 500},
    ),
    "words of a delay": (
        "Delivery is delayed to these recipients or groups:\n\nada@example.org\n\n451 4.7.1 greylisted",
        {"kind": "delay-notice", "permanent": False, "still_tried": True},
    ),
    "technical details of temporary failure": (
        "Technical details of temporary failure: greylisted\n\nada@example.org",
        {"permanent": False},
    ),
    "failed permanently": ("The mail to ada@example.org failed permanently: user unknown", {"permanent": True}),
    "a queue of Postfix": (
        "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n"
        "A1B2C3D4E5*    1234 Mon Nov  3 10:00:00  bob@example.net\n"
        "  (connect to mx.example.org[192.0.2.7]:25: Connection timed out)\n"
        "                                         ada@example.org\n\n-- 1 Kbytes in 1 Request.\n",
        {"recipient": "ada@example.org", "cause": "connection-failed", "still_tried": True, "count": 1},
    ),
    "a queue of Exim": (
        " 25m  2.9K 1ABcDE-0000c8-00 <bob@example.net>\n          ada@example.org\n        D eve@example.org\n",
        {"recipient": "ada@example.org", "still_tried": True, "count": 1},
    ),
    "a delivery that Exim puts off": (
        "2026-11-03 10:00:00 1ABcDE-0000c8-00 == ada@example.org R=dnslookup T=remote_smtp defer (-44): SMTP error "
        "from remote mail server after RCPT TO:<ada@example.org>: 550 5.1.1 not yet",
        {"recipient": "ada@example.org", "still_tried": True, "reply": "550"},
    ),
    "a queue of Sendmail": (
        "\t\t/var/spool/mqueue (1 request)\n-----Q-ID----- --Size-- -----Q-Time----- "
"------------Sender/Recipient-----------\n"
        "xAB12345678901     123 Mon Nov  3 10:00 <bob@example.net>\n"
        "                 (Deferred: Connection timed out with mx.example.org.)\n"
        "                                         <ada@example.org>\n",
        {"recipient": "ada@example.org", "cause": "connection-failed", "count": 1},
    ),
    "a connection that times out": (
        "Nov  3 10:00:00 mail postfix/smtp[9]: connect to mx.example.org[192.0.2.7]:25: Connection timed out",
        {"cause": "connection-failed", "refused_by": "mx.example.org", "still_tried": True, "recipient": None},
    ),
    "postgrey": (
        "postgrey[77]: action=greylist, reason=new, client_name=mail.example.net, client_address=192.0.2.7, "
        "sender=bob@example.net, recipient=ada@example.org",
        {"recipient": "ada@example.org", "still_tried": True},
    ),
    "a refusal in Postfix's own log": (
        "Nov  3 10:00:00 mail postfix/smtpd[9]: NOQUEUE: reject: RCPT from mx.example.net[192.0.2.7]: 450 4.1.2 "
        "<ada@example.org>: Recipient address rejected: Domain not found; from=<b@example.net> to=<ada@example.org>",
        {"provider": "postfix", "refused_by": None, "reply": "450"},
    ),
    "a milter's refusal in Postfix's log": (
        "Nov  3 10:00:00 mail postfix/cleanup[9]: 4F2A: milter-reject: END-OF-MESSAGE from mx.example.net[192.0.2.7]: "
        "5.7.1 Not today; from=<b@example.net> to=<ada@example.org>",
        {"provider": None, "enhanced": "5.7.1"},
    ),
    "a short session typed by hand": (
        "220 mx.example.org ESMTP\nHELO test.example\n250 mx.example.org\nMAIL FROM: bob@example.net\n"
        "550 message rejected by our policy",
        {"reply": "550", "permanent": True},
    ),
    "a list of addresses that are tried again": (
        "A message that you sent could not be delivered to one or more of its recipients. The following address(es) "
        "deferred:\n\n  ada@example.org\n    mailbox full. Message will be reattempted later",
        {"kind": "delay-notice", "permanent": False, "still_tried": True},
    ),
    "postscreen": (
        "Nov  3 10:00:00 mail postfix/postscreen[9]: NOQUEUE: reject: RCPT from [192.0.2.7]:4711: 550 5.7.1 "
"blocked using "
        "bl.example; from=<b@example.net>, to=<ada@example.org>, proto=ESMTP",
        {"recipient": "ada@example.org", "reply": "550", "cause": "sender-reputation"},
    ),
    "a mail program's dialog": (
        "An error occurred while sending mail. The mail server responded: 550 5.1.1 user unknown.",
        {"submission": True, "reply": "550"},
    ),
    "a session after a login": (
        "235 2.7.0 Authentication successful\nmail from: <bob@example.net>\n250 2.1.0 Ok\n"
        "rcpt to: <ada@example.org>\n250 2.1.5 Ok\ndata\n354 go on\n.\n550 message rejected by our policy\n",
        {"submission": True, "reply": "550", "recipient": "ada@example.org"},
    ),
    "a mail program's dialog in German": (
        "Fehler beim Senden der Nachricht. Der Mail-Server antwortete: 450 4.2.2 mailbox full",
        {"submission": True, "permanent": False, "still_tried": False},
    ),
    "a log of a queue": (
        ("Nov  3 10:00:00 mail postfix/smtp[9]: A1: to=<ada@example.org>, relay=none, dsn=4.4.1, status=deferred "
"(over quota)"),
        {"submission": False, "still_tried": True, "gave_up": False},
    ),
    "over with a temporary code": (
        FIELDS.format("ada@example.org", "failed", "4.4.7"),
        {"gave_up": True, "still_tried": False, "permanent": False},
    ),
}  # fmt: skip


@lru_cache
def read() -> dict[str, Any]:
    return decode({name: text for name, (text, _) in WORDS.items()})


@pytest.mark.parametrize("name", WORDS)
def test_each_kind_of_text_is_read(name: str) -> None:
    answer, expected = read()[name], WORDS[name][1]
    failure = (answer["failures"] or [{}])[0]
    got = {"kind": answer["kind"], "what": answer["what"], "count": len(answer["failures"]), **failure}
    assert {key: got.get(key) for key in expected} == expected


HEADS_ALONE = """\
From: MAILER-DAEMON@example.net
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your mail came back.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; out.example.net

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.0.0

--b
Content-Type: {kind}

Subject: your mailbox is full
X-Said: 552 5.2.2 the mailbox is over its quota
--b--
"""


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/global-headers", "message/partial", "message/rfc822"])
def test_the_copy_of_the_original_is_no_reason(kind: str) -> None:
    failures = decode({"a": HEADS_ALONE.replace("{kind}", kind)})["a"]["failures"]
    assert [(one["reply"], one["enhanced"], one["cause"]) for one in failures] == [(None, "5.0.0", None)]


def test_what_stands_behind_a_sentence_of_arrival_still_counts() -> None:
    said = decode(
        {
            "arrived": "Your message was successfully delivered to ada@example.org.",
            "and failed": "Your message was successfully delivered to ada@example.org. "
            "Delivery to bob@example.org failed: 550 5.1.1 user unknown",
        }
    )
    assert [(one["kind"], len(one["failures"])) for one in said.values()] == [("not-a-bounce", 0), ("bounce", 1)]
