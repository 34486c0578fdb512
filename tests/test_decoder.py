"""The decoder's modules on a real JavaScript engine: whole answers for small mails, honesty, robustness, the rules."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from decoder.decoding import MODULES, RULES, decode
from decoder.records import ADDRESSES, CAUSES, CODES
from engine import node
from smtpcodes.export import smaller
from smtpcodes.export.decoder_rules import decoder_rules
from smtpcodes.export.decoder_scripts import page_scripts, published
from smtpcodes.export.smaller import squeezed

ROOT = Path(__file__).parent.parent
CASES = sorted((Path(__file__).parent / "decoder" / "cases").glob("*.txt"))
UPDATE_GOLDEN = bool(os.environ.get("UPDATE_GOLDEN"))  # writes the expected answers anew; read the difference
KINDS = {"bounce", "delay-notice", "reply", "log", "not-a-bounce", "unknown"}
FLAGS = ("gave_up", "submission", "still_tried", "cause_said", "by_wording")
WRITTEN_OUT = {"exception-rust", "exception-rust-parts"}  # codes as numbers and names, as a program prints them
WORDS = (
    "cause",
    "situation",
    "provider",
    "response",
    "recipient",
    "final_recipient",
    "refused_by",
    "reported_by",
    "until",
    "time",
    "url",
    "line",
)


def text_of(case: Path) -> str:
    return case.read_bytes().decode("utf-8")  # newlines as they stand


@lru_cache
def answers() -> dict[str, Any]:
    return decode({case.stem: text_of(case) for case in CASES})


def cut(text: str, start: int, end: int) -> str:
    """What JavaScript calls text.slice(start, end)."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")


def assert_contract(text: str, answer: dict[str, Any]) -> None:
    """The shape that the contract promises, whatever was pasted."""
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert set(answer) == {"kind", "what", "failures"} and answer["kind"] in KINDS
    assert answer["what"] in {"auto-reply", "feedback", "confirmation", "mail", None}
    assert answer["what"] is None or answer["kind"] == "not-a-bounce"
    if answer["kind"] in {"not-a-bounce", "unknown"}:
        assert answer["failures"] == []
    for failure in answer["failures"]:
        assert set(failure) == {"reply", "enhanced", "permanent", "evidence", *FLAGS, *WORDS}
        assert failure["reply"] is None or (len(failure["reply"]) == 3 and failure["reply"].isdigit())
        assert failure["permanent"] in (True, False, None)
        assert all(failure[flag] in (True, False) for flag in FLAGS)
        assert not failure["gave_up"] or (failure["permanent"] is False and not failure["still_tried"])
        assert all(failure[word] is None or isinstance(failure[word], str) for word in WORDS)
        for mark in failure["evidence"]:
            assert set(mark) == {"start", "end", "says"} and 0 <= mark["start"] < mark["end"] <= length


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_whole_answer(case: Path) -> None:
    if UPDATE_GOLDEN:
        text = json.dumps(answers()[case.stem], ensure_ascii=False, indent=1) + "\n"
        case.with_suffix(".json").write_text(text, encoding="utf-8")
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    assert answers()[case.stem] == expected
    assert_contract(text_of(case), expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_evidence_points_at_the_very_characters(case: Path) -> None:
    if case.stem in WRITTEN_OUT:
        pytest.skip("the text spells its codes out")
    text = text_of(case)
    for failure in answers()[case.stem]["failures"]:
        for mark in failure["evidence"]:
            if mark["says"] in {"reply", "enhanced"}:
                assert cut(text, mark["start"], mark["end"]).replace("=\n", "") == failure[mark["says"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_code_that_the_text_does_not_hold(case: Path) -> None:
    text = text_of(case).replace("=\n", "")
    if "base64" in text or case.stem in {"base64-alone", *WRITTEN_OUT}:
        pytest.skip("the text is encoded")
    for failure in answers()[case.stem]["failures"]:
        for name in ("reply", "enhanced"):
            assert failure[name] is None or failure[name] in text


def test_every_newline_reads_alike() -> None:
    text = text_of(next(case for case in CASES if case.stem == "postfix-report"))
    read = decode({"lf": text, "crlf": text.replace("\n", "\r\n"), "cr": text.replace("\n", "\r")})
    plain = {name: [{**failure, "evidence": None} for failure in answer["failures"]] for name, answer in read.items()}
    assert plain["lf"] == plain["crlf"] == plain["cr"]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("iso-2022-jp", "ISO-2022-JP"),
        ("shift_jis", "Shift_JIS"),
        ("euc-jp", "EUC-JP"),
        ("utf-8", "utf-8"),
        ("utf-8", ""),
    ],
)
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
def test_any_charset_in_any_transfer_encoding(encoding: str, charset: str, transfer: str) -> None:
    import base64
    import quopri

    body = "送信先のメールボックスが一杯のため、送信できませんでした。\n\n<ada@example.org>\n".encode(encoding)
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": lambda raw: raw}[transfer](
        body
    )
    head = (
        "From: MAILER-DAEMON@example.org\nSubject: failure notice\nContent-Type: text/plain; "
        f"charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n"
    )
    failure = decode({"x": head + coded.decode("latin-1")})["x"]["failures"][0]
    assert (failure["cause"], failure["recipient"], failure["permanent"]) == ("mailbox-full", "ada@example.org", True)


@pytest.mark.parametrize(
    "text",
    [
        "I paid 550 euros for it",
        "port 587, size 552 bytes",
        "2026-04-21 10:45:50 +0450",
        "192.0.2.55 and 4.5.1.2",
        "call 555 550 421",
        "version 5.7.1 of the program",
        "see RFC 5321 section 4.2.1",
        "room 450",
        "HTTP Error 503: the service is not there",
        "HTTP/1.1 502 Bad Gateway",
        '{"version": "5.7.1", "status": 421}',
        "Exim 4.7.1, Postfix 5.1.1, Sendmail version 5.2.2",
        "",
        " \n\t ",
        "552",
        "5.8.1",
        "#99",
        "12.5.1.1",
    ],
)
def test_silence_rather_than_a_guess(text: str) -> None:
    answer = decode({"x": text})["x"]
    if text == "552":  # alone it is what somebody wants to look up
        assert [failure["reply"] for failure in answer["failures"]] == ["552"]
    else:
        assert not any(failure["reply"] or failure["enhanced"] for failure in answer["failures"])


@pytest.mark.parametrize(
    "text",
    [
        "bob@example.com: see you tomorrow at five",
        "root@server1.example.com:~# ls -la",
        "Ada Example\nada@example.org\nTel. 0123 456789",
        "ada@example.org - Head of Sales\nPlease think of the trees before you print this.",
        "<ada@example.org> wrote on Monday that the meeting is moved to room 12.",
        "To leave this list write to leave@lists.example.org\nowner@lists.example.org is its owner",
        (
            "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x01\x90\x08\x06\x00\x00\x00<a@b.example>: "
            "\x01\x02\x03"
        ),
    ],
)
def test_harmless_text_is_no_failure(text: str) -> None:
    assert decode({"x": text})["x"]["failures"] == []


def test_a_text_that_says_it_arrived_is_a_confirmation() -> None:
    text = (
        "Your message has been successfully delivered to the recipients below.\n\n"
        "<jane@example.org> (delivered to mailbox)\n"
    )
    assert decode({"x": text})["x"] == {"kind": "not-a-bounce", "what": "confirmation", "failures": []}


HUGE = {
    "marks in front of digits": "#" * 400_000 + "450 " * 100_000,
    "spaces between codes": ("450" + " " * 1000) * 800,
    "codes repeated for many recipients": "could not be delivered:\n"
    + "".join(
        f"<a{n}@b.example>: 550 5.1.{n % 9} no\n\n{'4.2.1 try 451 again user unknown ' * 180}\n\n" for n in range(400)
    ),
    "fields of many recipients": "".join(
        f"Final-Recipient: rfc822; a{n}@b.example\nAction: failed\nStatus: 5.{n % 8}.{n % 7}\n\n" for n in range(500)
    )
    + f"\n{'no mailbox here 550 said 5.1.1 over quota ' * 140}\n\n" * 400,
    "parts without their boundary": 'From: a\nTo: b\nContent-Type: multipart/mixed; boundary="b"\n\n'
    + '--b\nContent-Type: multipart/mixed; boundary="c"\n\n' * 190
    + "x" * 8_000_000,
    "ampersands in HTML": "From: a\nTo: b\nContent-Type: text/html\n\n" + "&" * 1_000_000,
    "objects of one answer": "[" + '{"event":"bounce","reason":"550 \u00e4","email":"a@b.example"},' * 90_000 + "{}]",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_hostile_paste_is_read_to_its_end(name: str) -> None:
    """What once took minutes: the run is stopped after two."""
    assert_contract("", {**decode({"x": HUGE[name]})["x"], "failures": [], "kind": "bounce", "what": None})


OTHER_FILES = ("89504e47", "ffd8ff", "47494638", "52494646", "25504446", "504b0304", "d0cf11e0")  # PNG … .msg


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("550 5.1.1 Größe".encode(), "550 5.1.1 Größe"),
        ("550 5.1.1 Größe".encode("cp1252"), "550 5.1.1 Größe"),
        ("550 5.1.1 Größe".encode("utf-16"), "550 5.1.1 Größe"),
        ("550 5.1.1 Größe".encode("utf-16-be"), "550 5.1.1 Größe"),
        ("550 5.1.1 Größe".encode("utf-16-le"), "550 5.1.1 Größe"),
        ("550 5.1.1 пользователь не найден".encode("utf-16-le"), "550 5.1.1 пользователь не найден"),
        *((bytes.fromhex(start) + b" <a@b.example>: 550 5.1.1 no", None) for start in OTHER_FILES),
        (bytes(range(256)) * 20, None),
    ],
)
def test_a_file_is_read_in_its_own_encoding_and_a_picture_is_no_mail(raw: bytes, text: str | None) -> None:
    script = f"import {{ textOfFile }} from {json.dumps((MODULES / 'file.js').as_uri())};" + (
        f"console.log(JSON.stringify(textOfFile(Uint8Array.from({list(raw)}))));"
    )
    done = subprocess.run(
        [node(), "--input-type=module", "-e", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert json.loads(done.stdout) == text


@pytest.mark.parametrize(("domain", "kind"), [("b.org", "bounce"), ("b.de", "unknown")])
def test_a_report_that_lost_its_line_breaks_is_read_from_sixty_characters_on(domain: str, kind: str) -> None:
    text = f"Final-Recipient: rfc822;a@{domain} Action: failed Status: 5.1.1"
    assert (len(text) >= 60) == (kind == "bounce")
    assert decode({"x": text})["x"]["kind"] == kind


def test_outside_the_pages_own_thread_it_answers_the_same() -> None:
    text = "550 5.1.1 <ada@example.org>: no such user"
    script = (
        "globalThis.self = { postMessage: (answer) => console.log(JSON.stringify(answer)) };"
        f"await import({json.dumps((MODULES / 'worker.js').as_uri())});"
        f"self.onmessage({{ data: {{ text: {json.dumps(text)}, rules: {json.dumps(RULES)} }} }});"
    )
    done = subprocess.run(
        [node(), "--input-type=module"], input=script, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert json.loads(done.stdout) == decode({"x": text})["x"]


@pytest.mark.parametrize(
    ("text", "reply", "enhanced", "url"),
    [
        ("550 5.7.1", "550", "5.7.1", "550/5.7.1/"),
        ("554-5.1.2 x", "554", "5.1.2", "5.1.2/"),
        ("550 4.7.1 x", "550", "4.7.1", "4.7.1/"),
        ("552 5.2.2 full", "552", "5.2.2", "552/5.2.2/"),
        ("552 5.7.1 no", "552", "5.7.1", "5.7.1/"),
        ("535 5.7.8 no", "535", "5.7.8", "535/"),
        ("5.9.1", None, None, None),
        ("Error 550", "550", None, "550/"),
        ("smtp error: 550#5.1.1", "550", "5.1.1", "550/5.1.1/"),
        ("354", "354", None, None),
        ("111", None, None, None),
        ("517", "517", None, "517/"),
        ("101", "101", None, "101/"),  # no reply of SMTP, but a page of its own
        ("error 101", "101", None, "101/"),
        ("4.9.0", None, "4.9.0", "4.9.0/"),
        ("call 101 please", None, None, None),
    ],
)
def test_the_nearest_address_that_exists(text: str, reply: str | None, enhanced: str | None, url: str | None) -> None:
    answer = decode({"x": text})["x"]
    found = answer["failures"][0] if answer["failures"] else {"reply": None, "enhanced": None, "url": None}
    assert (found["reply"], found["enhanced"], found["url"]) == (reply, enhanced, url)


def test_without_rules_it_reads_codes_all_the_same() -> None:
    for rules in (None, {}, [], "x", {"phrases": None, "providers": {"a": {}}}):
        failure = decode({"x": "550 5.1.1 User unknown"}, rules)["x"]["failures"][0]
        assert (failure["reply"], failure["enhanced"], failure["permanent"], failure["url"]) == (
            "550",
            "5.1.1",
            True,
            None,
        )


def test_a_response_in_the_records_teaches_the_decoder() -> None:
    said = {
        "id": "no-cats",
        "reply": "554",
        "enhanced": "5.7.1",
        "cause": "policy",
        "text": "No cats beyond this point, <address>",
    }
    speaker = {"signs": ["catless.example"], "responses": [said]}
    rules = decoder_rules(CODES, CAUSES, {"catless": speaker}, ADDRESSES)
    failure = decode({"x": "554 5.7.1 No cats beyond this point, ada@example.org. See catless.example"}, rules)["x"][
        "failures"
    ][0]
    assert (failure["cause"], failure["provider"], failure["response"]) == ("policy", "catless", "catless/no-cats")


def test_the_rules_hold_what_the_records_say() -> None:
    assert RULES["codes"]["sender-reputation"] == "5.7.606-608"
    assert [decode({"x": f"5.7.{detail}"})["x"]["failures"][0]["cause"] for detail in (605, 606, 608, 609)] == [
        None,
        "sender-reputation",
        "sender-reputation",
        None,
    ]
    assert "550" not in " ".join(RULES["codes"].values()).split()  # two causes: the number alone does not say why
    google = RULES["providers"]["google"]
    assert google["responses"]["ids"].split("\n") == ["=238", "blocked"]  # no cause, or no_match: no rule
    assert (
        google["responses"]["phrases"].split("\n")[0] == "the email account that you tried to reach does not"
    )  # cut at a word
    addresses = RULES["addresses"]
    assert (addresses["paired"], addresses["extra"], addresses["missing"]) == (
        "421 450 550 551 554",
        "552/5.2.2",
        "554/5.1.2",
    )


@pytest.mark.parametrize("library", ["with the library", "without it"])
def test_published_as_one_script_it_answers_the_same(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if library == "without it":
        monkeypatch.setattr(smaller, "minify", None)
    elif smaller.minify is None:
        pytest.skip("no library for this machine")
    modules = {module.name: module.read_text(encoding="utf-8") for module in MODULES.glob("*.js")}
    for name, text in published(modules).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    script = (tmp_path / "decode.js").read_text(encoding="utf-8")
    assert not any(line.startswith(("/*", "//", "*", "import")) for line in script.splitlines())
    assert decode({case.stem: text_of(case) for case in CASES}, modules=tmp_path) == answers()


def test_a_pages_script_holds_what_it_imports_and_a_comment_takes_no_code_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smaller, "minify", None)
    page = (
        'import { f } from "./part.js";\n',
        "const g = (x) =>\n  /** @type {A} */ (f(x));\n/* two\nlines */ g(1);\n",
    )
    modules = {"page.js": "".join(page), "part.js": "export function f(x) {\n  return x;\n}\n"}
    part = "const $part=(()=>{function f(x){return x;}\nreturn[f];})();"
    assert page_scripts(modules) == {"page.js": f"(()=>{{{part}const f=$part[0];const g=(x)=>(f(x));g(1);}})();\n"}


@pytest.mark.parametrize(
    ("written", "published_as"),
    [
        ('const a = "x  // y"; // note\n', 'const a="x  // y";\n'),
        ('const a = /[/ ] \\/ +"/g; /* note */ b();\n', 'const a= /[/ ] \\/ +"/g;b();\n'),
        ("const a = b / c; // d / e\n", "const a=b / c;\n"),
        ("const a = `x  ${b}  y`;\n", "const a=`x  ${b}  y`;\n"),
        ("return a + ++b;\n", "return a+ ++b;\n"),
        ("let a = b\nc()\n", "let a=b\nc()\n"),
        ("if (a)\n  b();\nelse c();\n", "if(a)\nb();else c();\n"),
    ],
)
def test_a_published_script_keeps_every_space_that_means_something(written: str, published_as: str) -> None:
    assert squeezed(written) == published_as


def test_the_published_scripts_import_only_each_other() -> None:
    modules = {module.name: module.read_text(encoding="utf-8") for module in MODULES.glob("*.js")}
    scripts = published(modules)
    assert {"decode.js", "file.js", "worker.js"} <= set(scripts)
    for text in scripts.values():
        assert set(re.findall(r'from "\./([^"]+)"', text)) <= set(scripts)


def test_the_addresses_lose_nothing() -> None:
    """Every pair of a reply and an enhanced code leads to a page that exists, and to the pair's own where there is
    one.
    """
    known = set(ADDRESSES)
    replies = [address[:-1] for address in ADDRESSES if address.count("/") == 1 and address[:3].isdigit()]
    codes = [address[:-1] for address in ADDRESSES if address.count("/") == 1 and address[1:2] == "."]
    texts = {f"{reply}/{code}/": f"{reply} {code}" for reply in replies for code in codes}
    for pair, answer in decode(texts).items():
        assert answer["failures"][0]["url"] == (pair if pair in known else f"{pair.split('/')[1]}/")


def mutations(seed: int, count: int) -> list[str]:
    """Own fixtures torn apart, and noise."""
    chance = random.Random(seed)
    texts = [text_of(case) for case in CASES]
    pieces = [
        "\n",
        "\r\n",
        "--",
        "<",
        ">",
        "@",
        ":",
        "550 ",
        "5.7.1",
        "=",
        "\u001b$B",
        "\x00",
        "\ud83d",
        "{",
        '"',
        "Content-Type: multipart/mixed; boundary=b1\n",
        "\n\n",
        " " * 50,
    ]
    out = []
    for _ in range(count):
        if chance.random() < 0.15:
            out.append("".join(chr(chance.randrange(256)) for _ in range(chance.randrange(300))))
            continue
        text = chance.choice(texts)
        for _ in range(chance.randrange(1, 6)):
            at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            text = chance.choice(
                [
                    text[:at] + text[to:],
                    text[:at] + chance.choice(pieces) + text[at:],
                    text[at:] + text[:at],
                    text + text[at:to],
                    text[:at] + chance.choice(texts)[:400] + text[to:],
                    text[:at] + text[at:to].upper() + text[to:],
                ]
            )[:20000]
        out.append(text)
    return out


def test_torn_mails_and_noise_never_break_the_contract() -> None:
    texts = {str(n): text for n, text in enumerate(mutations(seed=550, count=1500))}
    for name, answer in decode(texts).items():
        assert_contract(texts[name], answer)


def test_markup_stays_text() -> None:
    text = "550 5.1.1 <img src=x onerror=alert(1)> javascript:alert(1) User unknown"
    failure = decode({"x": text})["x"]["failures"][0]
    assert failure["reply"] == "550" and failure["line"] == text


def test_modules_use_no_page_and_no_network() -> None:
    for module in MODULES.glob("*.js"):
        text = module.read_text(encoding="utf-8")
        for word in (
            "document.",
            "window.",
            "fetch(",
            "XMLHttpRequest",
            "localStorage",
            "eval(",
            "new Function",
            "import(",
        ):
            assert word not in text.replace('import("./', ""), f"{module.name} uses {word}"
