"""The records teach the decoder: every response decodes to its own cause, or at least to no other.

Each response that has a text and a cause becomes a line as a sending server reports it, the placeholders filled in.
With the
speaker shown (its servers' name, or a mark of its texts), the cause must be the response's own; a speaker that nothing
gives
away, or a text that the record keeps from the decoder (`no_match`), may also say nothing. With the speaker hidden, the
cause
is its own or none. Another speaker is never named. What falls short stands in response-exceptions.txt with its reason;
a line
there that is needed no more fails too.

`python tests/test_responses.py` prints the figures and every disagreement.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent / "hooks"))

from engine import node
from smtpcodes.basics.causes import cause_of
from smtpcodes.basics.vocabulary import CAUSES_WITHOUT_PAGE
from smtpcodes.export.decoder_rules import decoder_rules, phrase_of

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
EXCEPTIONS = HERE / "response-exceptions.txt"
SHOWN, HIDDEN = "with-speaker", "hidden"

ADDRESS = "ada@example.org"
VALUES = {
    "ip": "192.0.2.25",
    "n": "12",
    "limit": "100",
    "max": "100",
    "number": "12",
    "rate": "30",
    "score": "7.5",
    "code": "21",
    "port": "25",
    "domain": "example.org",
    "recipient-domain": "example.org",
    "host": "mail.example.net",
    "hostname": "mail.example.net",
    "helo": "mail.example.net",
    "client": "mail.example.net[192.0.2.25]",
    "peer": "mail.example.net",
    "address": ADDRESS,
    "emailaddress": ADDRESS,
    "recipient": ADDRESS,
    "recpt": ADDRESS,
    "mailbox@domain": ADDRESS,
    "sender": "bob@example.net",
    "recipients": ADDRESS,
    "id": "4fK2Lm1zXq",
    "user": "ada",
    "name": "ada",
    "command": "XFOO",
    "argument": "XARG",
    "parameter": "XPARAM",
    "list": "dnsbl.example.net",
    "time": "300",
    "period": "3600",
    "date": "2026-11-02",
    "mechanism": "CRAM-MD5",
    "file": "invoice.example",
    "key": "k1",
    "": "<>",
}
ANYTHING = "something"  # for a placeholder that stands for words


class Line(NamedTuple):
    """A response as somebody pastes it."""

    name: str  # provider#id
    how: str
    text: str
    cause: str
    provider: str
    must_know: bool  # false: saying nothing is right too


@cache
def records(kind: str) -> dict[str, Any]:
    files = sorted(path for path in (DATA / kind).glob("*.yml") if not path.stem.startswith("_"))
    return {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files}


@cache
def wording() -> dict[str, Any]:
    return yaml.load((DATA / "wording.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def filled(text: str) -> str:
    """The text of a response with plausible words for its placeholders, on one line."""
    return " ".join(re.sub(r"<([^<>]*)>", lambda found: VALUES.get(found[1], ANYTHING), text).split())


def signed(text: str, signs: list[str]) -> bool:
    """Does the text hold a mark of its speaker?"""
    return any(re.search(r".*?".join(map(re.escape, sign.lower().split("*"))), text.lower()) for sign in signs)


@cache
def lines() -> list[Line]:
    return list(_lines())


def _lines() -> Iterator[Line]:
    servers = Counter(server for record in records("providers").values() for server in record.get("mx") or [])
    told = signs_that_tell_why()
    for provider, record in records("providers").items():
        signs = record.get("signs") or []
        host = next((one for one in record.get("mx") or [] if servers[one] == 1), "")
        sign = next((one for one in signs if not told[one]), "").replace("*", "")
        for response in record.get("responses") or []:
            cause = cause_of(response.get("cause"))
            if not response.get("text") or not cause or cause in CAUSES_WITHOUT_PAGE:
                continue
            text, token = filled(response["text"]), response.get("token") or ""
            if token in response.get("match", "") and token not in text:
                text = f"{text} ({token})"  # the source gives text and token apart
            codes = " ".join(
                code for code in (response.get("reply"), response.get("enhanced")) if code and code not in text
            )
            said = f"{codes} {text}".strip()
            name = f"{provider}#{response['id']}"
            shown, known = said, True
            if host:
                shown = f"host {host.replace('*', 'mx1')}[192.0.2.25] said: {said}"
            elif not signed(text, signs):
                shown, known = f"{said} {sign}".strip(), bool(sign)
            yield Line(name, SHOWN, shown, cause, provider, must_know=known and not response.get("no_match"))
            yield Line(name, HIDDEN, said, cause, provider, must_know=False)


def rules_of(providers: dict[str, Any]) -> dict[str, Any]:
    return decoder_rules(records("codes"), records("causes"), providers, [], wording())


@cache
def site_rules() -> dict[str, Any]:
    return rules_of(records("providers"))


def decode(texts: dict[str, str], providers: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """What the decoder says of named texts, the first failure of each, {} where it sees none. One process for all."""
    rules = site_rules() if providers is None else rules_of(providers)
    done = subprocess.run(
        [
            node(),
            str(HERE / "decoder" / "run.mjs"),
            (HERE.parent / "docs" / "javascripts" / "decoder" / "decode.js").as_uri(),
        ],
        input=json.dumps({"rules": rules, "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return {name: (answer["failures"] or [{}])[0] for name, answer in json.loads(done.stdout).items()}


def signs_that_tell_why() -> dict[str, bool]:
    """Sign → whether it is itself said of one cause: put beside another text it would say two things."""
    signs = {sign for record in records("providers").values() for sign in record.get("signs") or []}
    return {
        sign: bool(failure.get("cause"))
        for sign, failure in decode({sign: f"599 {sign.replace('*', '')}" for sign in signs}).items()
    }


@cache
def answers() -> dict[tuple[str, str], dict[str, Any]]:
    """(name, how) → what the decoder says."""
    found = decode({f"{line.name} {line.how}": line.text for line in lines()})
    return {tuple(key.split(" ")): failure for key, failure in found.items()}


def disagreement(line: Line) -> str:
    """What is wrong with the decoder's answer; empty where nothing is."""
    said = answers()[line.name, line.how]
    cause, provider = said.get("cause"), said.get("provider")
    if cause != line.cause and (cause or line.must_know):
        return f"{line.cause}, not {cause}"
    if provider not in (None, line.provider):
        return f"said by {line.provider}, not {provider}"
    return ""


def exceptions() -> dict[tuple[str, str], str]:
    """(name, how) → reason."""
    found = {}
    for row in EXCEPTIONS.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            name, how, reason = row.split(maxsplit=2)
            found[name, how] = reason
    return found


def test_every_response_decodes_to_its_own_cause_or_to_no_other() -> None:
    known = exceptions()
    wrong = [
        f"{line.name} {line.how}: {what}: {line.text}"
        for line in lines()
        if (line.name, line.how) not in known and (what := disagreement(line))
    ]
    assert wrong == [], f"{len(wrong)} responses that the decoder takes for something else"


def test_a_speaker_is_named_only_where_the_text_shows_it() -> None:
    shown = [line for line in lines() if line.how == HIDDEN and answers()[line.name, line.how].get("provider")]
    assert len(shown) > 100
    assert [
        line.text
        for line in shown
        if not any(mark["says"] in ("provider", "wording") for mark in answers()[line.name, line.how]["evidence"])
    ] == []


def test_no_match_is_needless() -> None:
    """A `match` whose phrase is that of its text is there only where the decoder's rules would differ without it."""
    needless = []
    for provider, record in records("providers").items():
        for place, response in enumerate(record.get("responses") or []):
            bare = {name: value for name, value in response.items() if name != "match"}
            if "match" not in response or phrase_of(bare) != phrase_of(response):
                continue
            others = [*record["responses"][:place], bare, *record["responses"][place + 1 :]]
            if rules_of({**records("providers"), provider: {**record, "responses": others}}) == site_rules():
                needless.append(f"{provider}#{response['id']}")
    assert needless == [], "drop their 'match'"


def test_no_exception_is_needless() -> None:
    needed = {(line.name, line.how) for line in lines() if disagreement(line)}
    assert [row for row in exceptions() if row not in needed] == []


def said(*responses: tuple[str, str, str], **marks: list[str]) -> dict[str, Any]:
    """A provider that says these: (codes, text, cause)."""
    rows = []
    for number, (codes, text, cause) in enumerate(responses):
        reply, _, enhanced = codes.partition(" ")
        rows.append(
            {"id": f"r{number}", "reply": reply, "enhanced": enhanced, "text": text, "match": text, "cause": cause}
        )
    return {**marks, "responses": rows}


def test_the_most_specific_wins() -> None:
    providers = {
        "unseen": said(
            ("450 4.3.2", "Ask the gardener about it", "greylisted"),
            ("550 5.3.2", "Ask the gardener about it", "policy"),
        ),
        "others": said(("550 5.7.1", "User unknown", "recipient-unknown")),
        "seen": said(
            ("550 5.7.1", "User unknown", "login"), ("421 4.7.0", "GD:K7", "rate-limited"), mx=["mx.seen.example"]
        ),
    }
    texts = {
        "both codes": "450 4.3.2 Ask the gardener about it",
        "the other codes": "550 5.3.2 Ask the gardener about it",
        "no codes of theirs": "554 5.7.1 Ask the gardener about it",
        "hidden": "550 5.7.1 User unknown",
        "shown": "host mx.seen.example[192.0.2.25] said: 550 5.7.1 User unknown",
        "a short mark": "host mx.seen.example[192.0.2.25] said: 421 4.7.0 GD:K7",
        "a short mark, hidden": "421 4.7.0 GD:K7",
    }
    found = {
        name: (failure["cause"], failure["provider"], failure["response"])
        for name, failure in decode(texts, providers).items()
    }
    assert found == {
        "both codes": ("greylisted", "unseen", "unseen/r0"),
        "the other codes": ("policy", "unseen", "unseen/r1"),
        "no codes of theirs": (None, None, None),
        "hidden": ("recipient-unknown", None, None),
        "shown": ("login", "seen", "seen/r0"),
        "a short mark": ("rate-limited", "seen", "seen/r1"),
        "a short mark, hidden": ("rate-limited", "seen", "seen/r1"),
    }


def figures() -> str:
    """How many are right, in words."""
    rows = []
    for how in (SHOWN, HIDDEN):
        mine = [line for line in lines() if line.how == how]
        own = sum(answers()[line.name, how].get("cause") == line.cause for line in mine)
        none = sum(answers()[line.name, how].get("cause") is None for line in mine)
        rows.append(
            f"{how}: {len(mine)} responses, {own} own cause, {none} none, {len(mine) - own - none} another; "
            f"{sum(map(bool, map(disagreement, mine)))} disagree"
        )
    return "\n".join(rows)


def test_the_reasons_say_something() -> None:
    """They stay few, too."""
    assert all(len(reason) > 10 for reason in exceptions().values())
    assert len(exceptions()) < 0.015 * len(list(lines()))


if __name__ == "__main__":
    for one in lines():
        if what := disagreement(one):
            spans = [
                one.text[mark["start"] : mark["end"]]
                for mark in answers()[one.name, one.how].get("evidence", [])
                if mark["says"] in ("cause", "provider")
            ]
            print(one.name, one.how, what, one.text, spans, sep="\t")
    print(figures(), file=sys.stderr)
