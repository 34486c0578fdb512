"""What a refusal's words mean, and who speaks, with the site's own records: wordings that nobody listed, words with a
special sense, and bare lines whose wording alone shows the speaker."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from smtpcodes.export.decoder_rules import decoder_rules
from smtpcodes.export.decoder_words import Words
from test_responses import decode, filled, records, wording

HERE = Path(__file__).parent
SHARE_NAMED = 0.835  # of mailbox providers' texts pasted bare; the others say what others say too


@cache
def wordings() -> dict[str, str]:
    """Text → cause."""
    rows = (HERE / "wordings.tsv").read_text(encoding="utf-8").splitlines()
    return {text: cause for cause, text in (row.split("\t") for row in rows if not row.startswith("#"))}


def causes(*texts: str) -> list[Any]:
    """The cause of each text, with its situation where it has one."""
    found = decode({text: text for text in texts})
    return [found[text].get("cause") for text in texts]


def test_wordings_that_no_record_lists_are_understood() -> None:
    found = decode({text: text for text in wordings()})
    assert {text: found[text].get("cause") for text in wordings()} == wordings()


def test_words_of_another_matter_do_not_count() -> None:
    """A word of a rule's `!` group in the same sentence, another sentence, or too far a way between the words."""
    assert causes(
        "550 the reverse DNS of your address is unknown",  # an address, but not the recipient's
        "550 Your mailbox. The moon exhausted us.",
        "550 mailbox " + "x" * 80 + " exhausted",
    ) == ["sender-dns", None, None]


def test_a_block_list_that_refuses_the_query_blames_no_sender() -> None:
    for text in (
        "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; Error: open resolver;"
        " https://www.spamhaus.org/returnc/pub/192.0.2.53",
        "550 Rejected: 192.0.2.25 is listed at dnsbl.example.net (127.255.255.254)",
        "554 5.7.1 Client host [192.0.2.25] blocked using dnsbl.example.net; Query Refused. "
        "See https://dnsbl.example.net/returnc/vol",
    ):
        failure = decode({"x": text})["x"]
        assert (failure["cause"], failure["situation"]) == ("server-error", "block-list-query"), text


def test_the_special_sense_outranks_a_general_word() -> None:
    assert causes(
        "550-Verification failed for <bob@example.net>\n550-Unrouteable address\n550 unable to verify sender address",
        "550 Requested action not taken: mailbox unavailable. Failure sending mail. Try again later",
        "550 your message may have a negative impact on your reputation as a sender: user unknown",
        "554 5.7.1 Connection refused from 192.0.2.25. See http://csi.cloudmark.com/reset-request/?ip=192.0.2.25",
        "5.7.1 Not delivered: one or more recipients are blocked by your organization's tenant allow/block list "
        "policy.",
        "550 5.1.1 Address blacklisted",
    ) == ["sender-dns", "rate-limited", "recipient-unknown", "sender-reputation", "policy", "suppressed"]


def test_words_in_front_of_the_code_make_no_sentence_with_those_behind_it() -> None:
    said = 'Connection closed response="550 5.5.0 Requested action not taken: mailbox unavailable"'
    assert causes(said) == ["recipient-unknown"]


def test_what_the_standard_and_mail_software_say_names_no_speaker() -> None:
    texts = (
        "500 Syntax error, command unrecognized",
        "554 5.7.1 <out.example.org[192.0.2.9]>: Client host rejected: Access denied",
        "535 5.7.8 Error: authentication failed: authentication failure",
        "554 <ben@example.net>: Recipient address rejected: Relay access denied",
    )
    assert [decode({text: text})[text]["provider"] for text in texts] == [None] * len(texts)


@cache
def bare() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """provider#id → kind, provider, and what is said of the text with nothing but its codes."""
    texts, whose = {}, {}
    for provider, record in records("providers").items():
        for response in record.get("responses") or []:
            if not response.get("text"):
                continue
            text, token = filled(response["text"]), response.get("token") or ""
            codes = [response.get("reply"), response.get("enhanced")]
            name = f"{provider}#{response['id']}"
            words = [*(code for code in codes if code and code not in text), text]
            texts[name] = " ".join([*words, *([f"({token})"] if token and token not in text else [])])
            whose[name] = (record["kind"], provider)
    found = decode(texts)
    return {name: (*whose[name], found[name]) for name in texts}


def test_a_bare_line_names_its_speaker_and_never_another() -> None:
    assert [name for name, (_, whose, said) in bare().items() if said.get("provider") not in (None, whose)] == []
    assert sum(kind == "mta" for kind, _, _ in bare().values()) > 1000
    named = Counter(bool(said.get("provider")) for kind, _, said in bare().values() if kind == "mailbox-provider")
    assert named[True] > SHARE_NAMED * named.total()


def test_what_rests_on_wording_alone_says_so() -> None:
    text = next(
        response["text"]
        for response in records("providers")["t-online"]["responses"]
        if len(response["text"]) > 40 and "<" not in response["text"] and "t-online" not in response["text"]
    )
    alone, with_host = decode({"a": f"554 {text}", "b": f"host mx02.t-online.de[192.0.2.25] said: 554 {text}"}).values()
    assert alone["provider"] == with_host["provider"] == "t-online"
    assert "wording" in {mark["says"] for mark in alone["evidence"]}
    assert "wording" not in {mark["says"] for mark in with_host["evidence"]}


def test_the_host_that_refused_beats_a_sign_in_the_text() -> None:
    said = (
        "host gmail-smtp-in.l.google.com[192.0.2.25] said: "
        "550 5.7.1 see https://www.spamhaus.org/ and postmaster.yahooinc.com"
    )
    assert decode({"x": said})["x"]["provider"] == "google"


def test_a_host_that_companies_share_names_none() -> None:
    assert decode({"x": "host mx.a.cloudfilter.net[192.0.2.25] said: 550 5.1.1 No such user"})["x"]["provider"] is None


def test_a_whole_text_with_its_code_counts_however_short() -> None:
    providers = {"unseen": {"responses": [{"id": "r", "reply": "571", "text": "Badgers live here", "cause": "policy"}]}}
    found = decode(
        {
            "whole": "571 Badgers live here",
            "part": "571 Badgers live here and more words",
            "other": "572 Badgers live here",
        },
        providers,
    )
    assert [found[name].get("cause") for name in ("whole", "part", "other")] == ["policy", None, None]


def test_the_words_mean_the_same_in_python() -> None:
    """Every response's text and every wording, by phrases and word rules only."""
    rules = decoder_rules(records("codes"), records("causes"), {}, [], wording())
    words = Words(rules)
    texts = [
        filled(response["text"]).replace("\u2019", "'")
        for record in records("providers").values()
        for response in record.get("responses") or []
        if response.get("text")
    ]
    texts = sorted(text for text in {*texts, *wordings()} if not re.search(r"\d\.\d\.\d", text))
    found = decode({text: f"599 {text}" for text in texts}, {})
    weak = Words({**rules, "phrases": rules["weak"], "rules": {}, "first": {}})
    differ = []
    for text in texts:
        low = text.lower()
        mine = words.cause(low) or weak.cause(low)
        if (mine or "").partition("/")[0] != (found[text].get("cause") or ""):
            differ.append((text, mine, found[text].get("cause")))
    assert differ == []
