"""One verdict: the decoder says of a pasted text what the page of its code, and the record of its words, say."""

from __future__ import annotations

import base64
import html
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import test_responses
from engine import node
from smtpcodes import site_build
from smtpcodes.basics.causes import shares, with_situation
from smtpcodes.basics.codes import decided_by
from smtpcodes.export import cards
from smtpcodes.export.decoder_answers import PLACED_BY
from smtpcodes.model.pairs import all_pairs
from smtpcodes.model.verdict import verdict
from smtpcodes.render import verdict_words as words

FACTS = ("outcome", "retried", "whose_job", "trouble_with", "advice", "suppress")
ROOT = Path(__file__).parent.parent
EXCEPTIONS = Path(__file__).parent / "verdict-exceptions.txt"


@cache
def api(site: Path, name: str) -> Any:
    return json.loads((site / "api" / "v1" / name).read_text(encoding="utf-8"))


def explained(site: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the built site's own scripts say of each text, as the decoder's page asks them."""
    done = subprocess.run(
        [
            node(),
            str(Path(__file__).parent / "decoder" / "verdicts.mjs"),
            (site / "javascripts" / "decoder" / "index.js").as_uri(),
        ],
        input=json.dumps({"rules": api(site, "decoder.json"), "answers": api(site, "answers.json"), "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def difference(wanted: Mapping[str, Any], got: Mapping[str, Any] | None) -> str:
    """Which facts differ, and how; empty where none does."""
    if got is None:
        return "nothing was read"
    return "; ".join(
        f"{fact} {json.dumps(wanted[fact])} != {json.dumps(got['verdict'][fact])}"
        for fact in FACTS
        if wanted[fact] != got["verdict"][fact]
    )


@pytest.mark.parametrize("kind", ["codes", "pairs"])
def test_a_bare_code_or_pair_reads_as_its_page(site: Path, kind: str) -> None:
    known = api(site, "verdicts.json")[kind]
    got = explained(site, {name: name for name in known})
    wrong = {name: said for name, row in known.items() if (said := difference(row["verdict"], got[name]))}
    assert wrong == {}


@cache
def records_of_texts(site: Path) -> dict[str, Any]:
    """Each response of the API by provider#id."""
    files = sorted((site / "api" / "v1" / "providers").glob("*.json"))
    providers = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return {f"{one['id']}#{row['id']}": row for one in providers for row in one["responses"]}


@cache
def differing(site: Path) -> dict[tuple[str, str], str]:
    """(provider#id, how it was pasted) of texts that are read for what they are, but judged otherwise."""
    rows = test_responses.lines()
    got = explained(site, {f"{line.name} {line.how}": line.text for line in rows})
    found = {}
    for line in rows:
        record, said = records_of_texts(site)[line.name], got[f"{line.name} {line.how}"]
        if said is None or any(said["verdict"][name] != record[name] for name in ("cause", "situation")):
            continue  # what a text is read for is held by test_responses
        known = line.name.replace("#", "/")
        if known in api(site, "answers.json")["responses"] and said["failure"]["response"] != known:
            continue  # a text with a verdict of its own that was not told from others like it
        what = difference(record["verdict"], said)
        if what:
            found[line.name, line.how] = f"{what}: {line.text}"
    return found


def exceptions() -> dict[tuple[str, str], str]:
    rows = EXCEPTIONS.read_text(encoding="utf-8").splitlines()
    split = [row.split(maxsplit=2) for row in rows if row and not row.startswith("#")]
    return {(name, how): reason for name, how, reason in split}


def test_a_text_is_judged_as_its_record(site: Path) -> None:
    assert {row: what for row, what in differing(site).items() if row not in exceptions()} == {}


def test_no_exception_is_needless(site: Path) -> None:
    assert [row for row in exceptions() if row not in differing(site)] == []


MAIL = (
    "From: MAILER-DAEMON@example.com\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
)
BODY = (
    "<ada@example.org>: host mx.example.org[192.0.2.10] said: 550 5.1.1 Mailbox full, ÿ désolé (in reply to RCPT TO "
    "command)\n"
)


def test_a_text_whose_places_were_lost_by_its_encoding_is_judged_by_its_words(site: Path) -> None:
    carried = {
        "plain": f"{MAIL}8bit\n\n{BODY}",
        "base64": f"{MAIL}base64\n\n{base64.encodebytes(BODY.encode()).decode()}",
        "a file read as Latin-1": f"{MAIL}8bit\n\n{BODY}".encode().decode("latin-1"),
    }
    said = explained(site, carried)
    assert {how: said[how]["verdict"]["cause"] for how in carried} == dict.fromkeys(carried, "mailbox-full")
    assert said["base64"]["verdict"] == said["a file read as Latin-1"]["verdict"] == said["plain"]["verdict"]


def test_a_failure_of_which_nothing_is_known_is_not_called_none(site: Path) -> None:
    verdict = explained(site, {"x": 'lvl=eror msg="Failed to send the weekly mail" error="no idea"'})["x"]["verdict"]
    assert (verdict["outcome"], verdict["advice"]["value"]) == ("refused", "depends")


def test_no_paste_leaves_what_now_blank(site: Path) -> None:
    """Whatever was read, known or not, is answered with a sentence and with words that the page has."""
    texts = {line.name: line.text for line in test_responses.lines() if line.how == test_responses.HIDDEN}
    texts |= {"unknown pair": "599 5.9.99 nobody knows this", "unknown reply": "567 nobody knows this"}
    words = api(site, "answers.json")["words"]
    for name, row in explained(site, texts).items():
        if row:
            verdict = row["verdict"]
            assert verdict["advice"]["sentence"] and verdict["summary"], name
            assert verdict["outcome"] in words["outcomes"] and verdict["whose_job"] in words["jobs"], name


COURSES = {
    # a queue still holds it, whatever the digit
    "Nov  3 10:00:00 mx postfix/smtp[99]: 4AB: to=<ada@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=3, "
    "delays=1/0/1/1, dsn=4.7.1, status=deferred (host mx.example.org[192.0.2.25] refused to talk to me: 554 5.7.1 "
    "Service unavailable)": ("delayed", "yes"),
    # a library's exception: no queue holds it
    "smtplib.SMTPRecipientsRefused: {'ada@example.org': (454, b'4.7.1 <ada@example.org>: Relay access denied')}": (
        "gave-up",
        "no",
    ),
    "550 5.1.1 <ada@example.org>: User unknown": ("refused", "no"),
    "452 4.2.2 Mailbox full": ("delayed", "yes"),
    # a warning about a refusal, and the end of a queue that quotes its last attempt to connect
    "This is the mail system at host mail.example.net.\n\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR "
    "MESSAGE. #\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 "
    "day(s) old.\n\n<ada@example.org>: host mx.example.org[192.0.2.25] refused to talk to me: 554 5.7.1 Service "
    "unavailable": ("delayed", "yes"),
    "This is the mail system at host mail.example.net.\n\nI'm sorry to have to inform you that your message could not\n"
    "be delivered to one or more recipients.\n\n<ada@example.org>: connect to mx.example.org[192.0.2.25]:25: "
    "Connection timed out": ("refused", "no"),
}


@pytest.mark.parametrize("text", COURSES)
def test_what_a_text_says_of_its_course_comes_before_its_digits(site: Path, text: str) -> None:
    verdict = explained(site, {"it": text})["it"]["verdict"]
    assert (verdict["outcome"], verdict["retried"]["value"]) == COURSES[text]
    assert verdict["advice"]["value"] != "wait" or verdict["retried"]["value"] == "yes"


def test_nobody_is_told_to_wait_where_only_the_senders_side_can_help(site: Path) -> None:
    texts = ["450 4.1.8", "450 4.7.25", "421 4.7.26", "421 4.7.29", "421 5.7.32"]
    for name, said in explained(site, {text: text for text in texts}).items():
        verdict = said["verdict"]
        assert (verdict["outcome"], verdict["advice"]["value"]) == ("delayed", "ask-your-admin"), name
        assert "keep" in verdict["advice"]["sentence"], name


def test_who_cannot_reach_a_large_provider_is_told_to_look_at_his_own_side(site: Path) -> None:
    words = "connect to %s[192.0.2.7]:25: Connection timed out"
    texts = {name: words % name for name in ("gmail-smtp-in.l.google.com", "mx.example.org")}
    texts["it answered"] = "host gmail-smtp-in.l.google.com said: 421 connection timed out"
    found = {name: one["verdict"] for name, one in explained(site, texts).items()}
    assert {name: (one["whose_job"], one["situation"]) for name, one in found.items()} == {
        "gmail-smtp-in.l.google.com": ("sending-admin", "provider-unreached"),
        "mx.example.org": ("receiving-admin", "no-answer"),
        "it answered": ("receiving-admin", "no-answer"),
    }


def test_a_situation_that_a_place_names_is_one_of_its_cause(model: Any) -> None:
    named = {
        (cause.id, situation)
        for cause in model.causes.values()
        for field in PLACED_BY
        for value in [cause.fields.get(field, ())]
        for situation in ([value] if isinstance(value, str) else [*value, *value.values()] if value else ())
    }
    known = {(cause.id, name) for cause in model.causes.values() for name in cause.fields.get("situations", {})}
    assert named and named - known == set()


def test_a_code_of_another_class_is_judged_as_its_like_of_the_class_that_decides(site: Path) -> None:
    got = explained(site, {text: text for text in ("450 5.1.1", "450 4.1.1", "451 5.3.0", "451 4.3.0")})
    for strange, usual in (("450 5.1.1", "450 4.1.1"), ("451 5.3.0", "451 4.3.0")):
        assert difference(got[usual]["verdict"], got[strange]) == "", strange


def test_a_log_line_that_names_the_recipient_behind_the_code_keeps_its_reason(site: Path) -> None:
    line = (
        "Nov  3 10:00:00 mx postfix/smtp[99]: 4AB: to=<ada@example.org>, relay=mx.example.org[192.0.2.25]:25, delay=3, "
        "dsn=4.7.1, status=deferred (host mx.example.org[192.0.2.25] said: 450 4.7.1 <ada@example.org>: Recipient "
        "address rejected: Greylisted, try again in 300 seconds (in reply to RCPT TO command))"
    )
    got = explained(site, {"line": line})["line"]["verdict"]
    assert (got["cause"], got["whose_job"], got["retried"]["value"]) == ("greylisted", "nobody", "yes")


def test_a_login_that_is_missing_is_told_in_a_dialogue_and_not_blamed_in_a_report(site: Path) -> None:
    got = explained(site, {"dialogue": list(COURSES)[1]})["dialogue"]["verdict"]
    assert (got["cause"], got["situation"], got["whose_job"]) == ("relay-denied", "at-submission", "sender")
    answers = api(site, "answers.json")
    own = answers["causes"]["relay-denied"]["situations"]["at-submission"]["permanent"]
    assert got["advice"] == {"value": own["advice"], "sentence": own["sentence"]}


def test_the_verdict_is_the_same_on_page_card_badge_preview_copy_json_and_table(site: Path) -> None:
    """Outcome and advice of each code and pair, wherever the built site says them."""
    verdicts, answers = api(site, "verdicts.json"), api(site, "answers.json")
    outcomes, labels = answers["words"]["outcomes"], cards.LABELS
    table = html.unescape((site / "codes" / "index.html").read_text(encoding="utf-8"))
    wrong = []
    for kind, folder in (("codes", "codes"), ("pairs", "pairs")):
        for name, row in verdicts[kind].items():
            verdict, address = row["verdict"], name.replace(" ", "/")
            word, sentence = outcomes[verdict["outcome"]][0], verdict["advice"]["sentence"]
            page = html.unescape((site / address / "index.html").read_text(encoding="utf-8"))
            card = html.unescape((site / "embed" / address / "index.html").read_text(encoding="utf-8"))
            copy = (site / address / "index.md").read_text(encoding="utf-8").replace("\\", "")
            whole = api(site, f"{folder}/{address}.json")
            said = {
                "page": word in page and sentence in page,
                "preview": f"assets/previews/{verdict['outcome']}.png" in page,
                "card": word in card and words.clipped(whole["words"]["advice"], cards.ADVICE_LIMIT) in card,
                "badge": labels[verdict["outcome"]] in (site / "badge" / f"{address}.svg").read_text(encoding="utf-8"),
                "copy": word in copy and sentence in copy,
                "json": whole["verdict"] == verdict,
                "table": kind == "pairs" or f'data-suppress="{verdict["suppress"]}"' in _row(table, name),
            }
            wrong += [f"{name}: {where}" for where, right in said.items() if not right]
    assert wrong == []


def test_a_copy_has_the_words_the_steps_and_the_situations_of_its_page(site: Path) -> None:
    """Nor does it say "it depends" of a fact that is not known."""
    sections = {
        "words": ('<h2 id="words">', "## What do the words in your bounce say?"),
        "steps": ('<h2 id="what-to-do">', "## What to do"),
        "in vain": ('<h2 id="does-not-help">', "## What does not help"),
        "situations": ('<h2 id="situations">', "## What exactly?"),
    }
    wrong, seen = [], set()
    for path in site.rglob("index.md"):
        copy = path.read_text(encoding="utf-8")
        page = path.with_suffix(".html").read_text(encoding="utf-8") if path.with_suffix(".html").exists() else ""
        if not re.match(r"(\d|causes/\w)", path.relative_to(site).as_posix()) or "http-equiv=refresh" in page:
            continue
        shown = {name for name, (there, _) in sections.items() if there in page}
        copied = {name for name, (_, here) in sections.items() if here in copy}
        if not re.search(r'<section class="role[ "]', page):
            shown.discard("steps")  # nothing but a way to the cause's page
        seen |= copied
        copied -= {"steps"} - shown  # of two classes with the same steps one page leads to the other
        if shown != copied or "It depends" in copy:
            wrong.append((path.relative_to(site).as_posix(), sorted(shown ^ copied)))
    assert wrong == [] and seen == set(sections)


def _row(table: str, code: str) -> str:
    start = table.index(f'id="c{code}"') if f'id="c{code}"' in table else table.index(f"id=c{code}")
    return table[start : table.index("</tr>", start)]


def test_a_pair_of_one_meaning_says_the_same_as_its_text(model: Any) -> None:
    """A reader who comes by the code and one who pastes the text are told the same."""
    differ = {
        (pair.name, text.provider, text.id): (text.verdict.whose_job, text.verdict.advice.value, text.verdict.suppress)
        for pair in model.pairs.values()
        for text in pair.responses
        if pair.verdict.advice.value != "depends" and text.fields.get("cause") == pair.deciding
        if (text.verdict.whose_job, text.verdict.advice.value, text.verdict.suppress)
        != (pair.verdict.whose_job, pair.verdict.advice.value, pair.verdict.suppress)
    }
    assert differ == {}


def _authored(model: Any, data: Any) -> Iterator[tuple[str, list[str], Mapping[str, Any], Mapping[str, Any]]]:
    """Each hand-written verdict: where it stands, its facts, what the page says, and what it would say without.

    Where neither class nor cause speaks, outcome and retried are left out: they are the record's.
    """
    causes = {name: cause.fields for name, cause in model.causes.items()}
    for code in model.codes.values():
        own = list(code.fields.get("verdict", ()))
        speakers = shares((one.provider, one.cause) for one in code.responses if one.cause)
        bare = verdict(code.digit, code.fields.get("causes", ()), causes, None, speakers)
        if code.digit not in "45" or code.fields["standing"] in {"folklore", "not-smtp"}:
            own = [fact for fact in own if fact not in {"outcome", "retried"}]
        by_class = f" class {code.digit}" if code.own.get("verdict") else ""
        yield code.path + by_class, own, code.verdict.as_json(), bare.as_json()
    for name, record in data.pairs.items():
        reply, enhanced = (model.codes[code] for code in name.split("-"))
        pair = model.pairs[f"{reply.code} {enhanced.code}"]
        rest = {name: {field: value for field, value in record.fields.items() if field != "verdict"}}
        said = {(reply.code, enhanced.code): pair.responses}
        without = next(all_pairs(said, model.codes, causes, rest)).verdict
        yield record.path, list(record.fields.get("verdict", ())), pair.verdict.as_json(), without.as_json()
    for provider in model.providers.values():
        for text in provider.responses:
            names = [text.fields["cause"]] if "cause" in text.fields else []
            without = verdict(decided_by(text.reply, text.enhanced), names, causes)
            own = list(text.fields.get("verdict", ()))
            yield f"{provider.id}#{text.id}", own, text.verdict.as_json(), without.as_json()


def test_no_fact_is_written_by_hand_that_the_rules_give(model: Any) -> None:
    """A fact of a verdict that changes nothing is a second place for it, and goes stale. One of a code in several
    classes may be needed for one of them.
    """
    needed: dict[tuple[str, str], bool] = {}
    for where, own, page, without in _authored(model, site_build.check(ROOT)[1]):
        for fact in set(own) - {"reason"}:
            needed[where, fact] = needed.get((where, fact), False) or page[fact] != without[fact]
    assert [place for place, is_needed in needed.items() if not is_needed] == []


def test_a_verdict_written_by_hand_says_why(model: Any) -> None:
    """Of a refusal or a delay: why neither its class nor its cause decides."""
    without = {
        code.record
        for code in model.codes.values()
        if code.digit in "45" and code.fields["standing"] not in {"folklore", "not-smtp"}
        if code.fields.get("verdict") and not code.fields["verdict"].get("reason")
    }
    assert without == set()


def test_each_situation_shows_its_steps_or_leads_to_those_of_whose_job_it_is(site: Path, model: Any) -> None:
    """The answer to a paste and the pages of pairs lead to the situation's section: it is no dead end."""
    ends = []
    for cause in model.causes.values():
        page = (site / "causes" / cause.id / "index.html").read_text(encoding="utf-8") if cause.url else ""
        for name, own in cause.fields.get("situations", {}).items():
            fields = with_situation(cause.fields, name)
            job = fields["permanent"].get("whose_job") or fields["whose_job"]
            section = page.split(f'<h3 id="{name}">')[1].split("</section>")[0]
            leads = f'href="#{job}"' in section and f'id="{job}"' in page
            if job in cause.fields["steps"] and job not in own.get("steps", {}) and not leads:
                ends.append(f"{cause.id}/{name}")
    assert ends == []


def test_a_pair_of_one_situation_leads_to_its_section(site: Path) -> None:
    page = (site / "403" / "4.7.0" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../causes/connection-failed/#tls-failed"' in page
