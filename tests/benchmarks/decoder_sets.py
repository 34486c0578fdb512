"""All figures of the decoder over labelled sets, each in two halves: one to read while working, one set apart.

python tests/benchmarks/decoder_sets.py --labelled DIR SITE [--half look|apart] [--misses NAME] [--only
sets|carried|harmless]

DIR holds `dev.jsonl`, `wild.jsonl`, `files.jsonl` and their scorers (`run.mjs`, `run_all.mjs`, `score*.py`); SITE is a
built site, or
a folder that `decoder_figures.py --target` wrote. A case belongs to the half that the first byte of its id's SHA-256
names:
even to read, odd to be measured only. --misses lists the ids, and what was wanted and got, of one kind of carrying, for
the
half that may be read only.

Carried: the same bounce quoted, forwarded, as HTML source and so on must give the reply and the cause of the text as a
mail
program shows it; with other line ends, quoted whole or without its head, of the whole mail.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import hashlib
import html
import json
import quopri
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from engine import node  # noqa: E402

Case = dict[str, Any]
CODE = re.compile(r"(?<![\w.\-\[/@])([245]\d\d|[245]\.\d{1,3}\.\d{1,3})(?![\w.\]/@])")


def half(name: str) -> str:
    return "look" if int(hashlib.sha256(name.encode()).hexdigest()[:2], 16) % 2 == 0 else "apart"


def cases(path: Path, wanted: str) -> list[Case]:
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [case for case in found if half(case["id"]) == wanted]


# -- what a mail program shows ---------------------------------------------------------------------------------------


def shown(raw: str) -> str:
    """The text that a mail program shows of a mail: its first text part, else its HTML without tags."""
    try:
        message = email.message_from_bytes(raw.encode("utf-8", "surrogateescape"), policy=email.policy.default)
        part = message.get_body(("plain", "html"))
        if part is None:
            return body(raw)
        text = part.get_content()
    except (LookupError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return body(raw)
    if part.get_content_type() == "text/html":
        text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", "", text)
        text = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h\d)[^>]*>", "\n", text)
        text = html.unescape(re.sub(r"<[a-zA-Z/!][^>]*>", "", text))
    return text


def body(raw: str) -> str:
    """Without the head."""
    found = re.search(r"\r?\n\r?\n", raw)
    return raw[found.end() :] if found else raw


def heads(raw: str) -> dict[str, str]:
    message = email.message_from_string(raw[:20000], policy=email.policy.compat32)
    return {name: str(message.get(name) or "") for name in ("from", "date", "subject", "to")}


# -- ways of carrying ------------------------------------------------------------------------------------------------


def forward(mark: str, labels: tuple[str, str, str, str], stop: str = "\n\n") -> Callable[[str, str], str]:
    def carry(text: str, raw: str) -> str:
        head = heads(raw)
        values = (head["from"], head["date"], head["subject"], head["to"])
        lines = [f"{label} {value}" for label, value in zip(labels, values, strict=True)]
        return "See below.\n\n" + mark + "\n" + "\n".join(lines) + stop + text

    return carry


def markup(text: str, _: str) -> str:
    rows = [f'<div class="x"><span>{html.escape(line)}</span></div>' for line in text.split("\n")]
    return "\n".join(rows)


FORWARDS = {
    "forwarded by Gmail": forward(
        "---------- Forwarded message ---------", ("From:", "Date:", "Subject:", "To:"), "\n\n\n"
    ),
    "forwarded by Outlook": forward("-----Original Message-----", ("From:", "Sent:", "Subject:", "To:")),
    "forwarded by Apple Mail": forward("Begin forwarded message:\n", ("From:", "Date:", "Subject:", "To:")),
    "forwarded in German": forward("-----Ursprüngliche Nachricht-----", ("Von:", "Gesendet:", "Betreff:", "An:")),
    "forwarded in French": forward("-----Message d'origine-----", ("De :", "Envoyé :", "Objet :", "À :")),
    "forwarded in Spanish": forward("-----Mensaje original-----", ("De:", "Enviado el:", "Asunto:", "Para:")),
    "forwarded in Italian": forward("-----Messaggio originale-----", ("Da:", "Inviato:", "Oggetto:", "A:")),
    "forwarded in Portuguese": forward("-----Mensagem original-----", ("De:", "Enviada em:", "Assunto:", "Para:")),
    "forwarded in Dutch": forward("-----Oorspronkelijk bericht-----", ("Van:", "Verzonden:", "Onderwerp:", "Aan:")),
    "forwarded in Polish": forward("-----Wiadomość oryginalna-----", ("Od:", "Wysłano:", "Temat:", "Do:")),
    "forwarded in Russian": forward("-----Исходное сообщение-----", ("От:", "Отправлено:", "Тема:", "Кому:")),
    "forwarded in Japanese": forward("-----元のメッセージ-----", ("差出人:", "送信日時:", "件名:", "宛先:")),
}
SHOWN: dict[str, Callable[[str, str], str]] = {
    "shown text quoted": lambda text, _: "\n".join("> " + line for line in text.split("\n")),
    **FORWARDS,
    "no-break spaces": lambda text, _: text.replace(" ", "\u00a0"),
    "smart quotes": lambda text, _: re.sub(r'"([^"\n]*)"', "“\\1”", text).replace("'", "’"),
    "HTML source": markup,
    "HTML in <pre>": lambda text, _: f"<p>Hello,</p><pre>{html.escape(text)}</pre>",
    "wrapped": lambda text, _: "\n".join(
        "\n".join(textwrap.wrap(line, 60, break_long_words=False, break_on_hyphens=False) or [""])
        for line in text.split("\n")
    ),
    "lines doubled": lambda text, _: text.replace("\n", "\n\n"),
    "all breaks lost": lambda text, _: " ".join(line.strip() for line in text.split("\n")),
    "base64": lambda text, _: base64.encodebytes(text.encode()).decode(),
    "quoted-printable without head": lambda text, _: quopri.encodestring(text.encode()).decode(),
    "a JSON string": lambda text, _: json.dumps({"id": 17, "text": text}),
    "bold codes": lambda text, _: CODE.sub(r"**\1**", text),
    "a table's borders": lambda text, _: "\n".join(f"| {line} |" for line in text.split("\n")),
    "CRLF": lambda text, _: text.replace("\n", "\r\n"),
}
WHOLE: dict[str, Callable[[str], str]] = {
    "whole mail, CRLF": lambda raw: re.sub(r"\r?\n", "\r\n", raw),
    "whole mail, CR": lambda raw: re.sub(r"\r?\n", "\r", raw),
    "whole mail quoted": lambda raw: "\n".join("> " + line for line in raw.split("\n")),
    "head cut off": body,
}
HARMLESS: dict[str, Callable[[str], str]] = {
    "as it is": lambda raw: raw,
    "shown text": shown,
    "shown text quoted": lambda raw: SHOWN["shown text quoted"](shown(raw), raw),
    "whole mail quoted": WHOLE["whole mail quoted"],
    "HTML source": lambda raw: markup(shown(raw), raw),
    "head cut off": body,
}


# -- measuring -------------------------------------------------------------------------------------------------------


class Decoder:
    def __init__(self, labelled: Path, site: Path, folder: Path) -> None:
        self.labelled, self.site, self.folder = labelled, site, folder

    def _cases(self, texts: dict[str, str]) -> Path:
        path = self.folder / "texts.jsonl"
        path.write_text(
            "".join(json.dumps({"id": name, "input": text}) + "\n" for name, text in texts.items()), encoding="utf-8"
        )
        return path

    def run(self, script: str, path: Path) -> str:
        command = [node(), str(self.labelled / script), str(self.site), str(path)]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    def answers(self, texts: dict[str, str]) -> dict[str, Any]:
        lines = self.run("run_all.mjs", self._cases(texts)).splitlines()
        return {answer["id"]: answer for answer in map(json.loads, lines)}


def sets(decoder: Decoder, wanted: str, more: list[str]) -> None:
    """The scorers' own figures."""
    for name, run, score in (
        ("dev", "run.mjs", "score.py"),
        ("wild", "run_all.mjs", "score_wild.py"),
        ("files", "run_all.mjs", "score_files.py"),
    ):
        path = decoder.folder / f"{name}.jsonl"
        found = cases(decoder.labelled / path.name, wanted)
        path.write_text("".join(json.dumps(case) + "\n" for case in found), encoding="utf-8")
        answers = path.with_suffix(".answers")
        answers.write_text(decoder.run(run, path), encoding="utf-8")
        arguments = [str(answers), "--cases", str(path)] if name == "dev" else [str(answers), str(path)]
        print(f"\n== {name}.jsonl, {wanted} half, {len(found)} cases", flush=True)
        subprocess.run([sys.executable, str(decoder.labelled / score), *arguments, *more], check=True)


def first(answer: Any) -> tuple[Any, Any]:
    failure = (answer["failures"] or [{"reply": None, "cause": None}])[0]
    return failure["reply"], failure["cause"]


def bounces(labelled: Path, wanted: str) -> dict[str, str]:
    """Raw mails that are bounces."""
    files = [case for case in cases(labelled / "files.jsonl", wanted) if case["kind"] == "mail"]
    found = {case["id"]: case["input"] for case in files if case["expected"].get("is_bounce")}
    mails = [case for case in cases(labelled / "dev.jsonl", wanted) if case["kind"] == "email" and case["is_bounce"]]
    return found | {case["id"]: case["input"] for case in mails}


def carried(decoder: Decoder, wanted: str, misses: str) -> None:
    mails = bounces(decoder.labelled, wanted)
    wild = {
        case["id"]: case["input"] for case in cases(decoder.labelled / "wild.jsonl", wanted) if case["kind"] != "none"
    }
    print(f"\n== carried otherwise, {wanted} half: {len(mails)} mails, {len(wild)} texts")
    whole = decoder.answers(mails)
    texts = {name: shown(raw) for name, raw in mails.items()} | wild
    plain = decoder.answers(texts)
    for kind, carry in SHOWN.items():
        kept = mails if kind in FORWARDS else {**mails, **wild}
        report(kind, decoder.answers({name: carry(texts[name], raw) for name, raw in kept.items()}), plain, misses)
    for kind, change in WHOLE.items():
        report(kind, decoder.answers({name: change(raw) for name, raw in mails.items()}), whole, misses)


def report(kind: str, got: dict[str, Any], wanted: dict[str, Any], misses: str) -> None:
    wrong = [name for name in got if first(got[name]) != first(wanted[name])]
    print(f"{kind:34s} {len(got) - len(wrong):4d} of {len(got):4d}  {100 * (1 - len(wrong) / len(got)):5.1f} %")
    if kind == misses:
        for name in wrong:
            print(f"   {name}: wanted {first(wanted[name])}, got {first(got[name])}")


def harmless(decoder: Decoder, wanted: str, misses: str) -> None:
    """No-bounces: how many show a failure, and a permanent one."""
    files = [case for case in cases(decoder.labelled / "files.jsonl", wanted) if case["kind"] == "mail"]
    mails = {case["id"]: case["input"] for case in files if case["expected"].get("is_bounce") is False}
    mails |= {
        case["id"]: case["input"]
        for case in cases(decoder.labelled / "dev.jsonl", wanted)
        if case["is_bounce"] is False and case["kind"] == "email"
    }
    print(f"\n== no bounces, {wanted} half: {len(mails)} mails; failures shown, permanent ones")
    for kind, change in HARMLESS.items():
        got = decoder.answers({name: change(raw) for name, raw in mails.items()})
        failed = [name for name, answer in got.items() if answer["failures"]]
        final = [name for name in failed if any(failure["permanent"] for failure in got[name]["failures"])]
        print(f"{kind:34s} {len(failed):4d} {len(final):4d} of {len(got):4d}")
        if kind == misses:
            for name in failed:
                print(f"   {name}: {first(got[name])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--labelled", type=Path, required=True)
    parser.add_argument("--half", choices=["look", "apart"])
    parser.add_argument("--only", choices=["sets", "carried", "harmless"])
    parser.add_argument("--misses", default="", help="a kind of carrying; ids are listed for the half to read only")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        decoder = Decoder(args.labelled, args.site, Path(folder))
        for wanted in [args.half] if args.half else ["look", "apart"]:
            misses = args.misses if wanted == "look" else ""
            if args.only in (None, "sets"):
                sets(decoder, wanted, [])
            if args.only in (None, "carried"):
                carried(decoder, wanted, misses)
            if args.only in (None, "harmless"):
                harmless(decoder, wanted, misses)


if __name__ == "__main__":
    main()
