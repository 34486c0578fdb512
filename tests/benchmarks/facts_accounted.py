"""Account for every row of a folder of collected facts about providers.

    python tests/benchmarks/facts_accounted.py FACTS_FOLDER

FACTS_FOLDER holds one YAML file per provider (id, responses with reply, enhanced, token, text).
Every row must be used as a response of data/providers/, be merged into one that says the same, or be left
out for one of the reasons below. Prints the totals, then each row that nothing accounts for; exit status 1
when there is one. `--all` prints where each row went.

A folder with a file corrections.yaml holds additions: see additions_accounted.py beside this file.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import additions_accounted
import yaml

PROVIDERS = Path(__file__).parents[2] / "data" / "providers"
ALIKE = 0.8  # a text may differ in samples and placeholders only
# Texts that stand in the source behind a switch of its own tests, so that no running server says them.
TEST_ONLY = {("503", "5.5.1", "Invalid recipient."), ("451", "4.5.3", "Try again later.")}

# What stands for something else in each message: addresses, names, samples, printf formats, variables.
_VARIABLE = re.compile(
    r"<[^<>]*>|\$\{[^}]*\}|\$&?\{?\w+\}?|%[-.\d]*[a-z]\b|\{[A-Z_]+\}"  # placeholders of any kind
    r"|[\w.+*-]+@[\w.-]+|\b[\w-]+\.example(?:\.\w+)?|\bexample\.(?:com|net|org|jp)\b"  # sample addresses and domains
    r"|\*\w+\*|\bid=[\d-]+|\b[\w-]+\.mx\.[\w.-]+"  # sample words, ids and host names
    # sample IP addresses
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:x+\.){3}x+\b|\b[a-z](?:\.[a-z]){3}\b|\bip\d(?:\.ip\d){3}\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?:refused to talk to me: )?[#(]*(?:[245]\d\d|[245]\.\d+\.\d+)\)?(?: |$)")


def _words(text: str | None) -> str:
    """The words that every sending of this text has in common."""
    text = (text or "").strip()
    while _CODE.match(text):
        text = _CODE.sub("", text, count=1).strip()
    return " ".join(re.findall(r"[a-z0-9]+", _VARIABLE.sub(" ", text).lower()))


def _codes(enhanced: str | None) -> list[tuple[str | None, str | None]]:
    """First and last code of each range that a row names: 5.7.606-649, 5.7.900 to 5.7.999, 5.4.6 or 5.4.14."""
    if not enhanced:
        return [(None, None)]
    if match := re.fullmatch(r"([245]\.\d+\.)(\d+)-(\d+)", enhanced):
        return [(match[1] + match[2], match[1] + match[3])]
    if match := re.fullmatch(r"(\S+) to (\S+)", enhanced):
        return [(match[1], match[2])]
    return [(code, None) for code in enhanced.split(" or ")]


def _same(row: dict, code: tuple[str | None, str | None], response: dict) -> float:
    """How well a response says what the row says, 0 to 1; codes and token must agree exactly."""
    reply = None if row.get("reply_inferred") else row["reply"]
    if row.get("reply_inferred") and response.get("reply") == row["reply"]:
        reply = row[
            "reply"
        ]  # another document, which the response cites, prints the three digits that the row inferred
    if (reply, *code, row["token"]) != tuple(
        response.get(key) for key in ("reply", "enhanced", "enhanced_to", "token")
    ):
        return 0.0
    ours, theirs = _words(row["text"]), _words(response.get("text"))
    if not theirs:  # a row that only repeats its token as text
        return 1.0 if not ours or ours in _words(row["token"]) else 0.0
    if ours == theirs:
        return 1.0
    alike = SequenceMatcher(None, ours, theirs, autojunk=False)
    inside = sum(block.size for block in alike.get_matching_blocks()) / max(len(ours), 1)
    return max(alike.ratio(), inside if len(ours) > 15 else 0)  # the row may hold a part of the whole sentence


def _left_out(row: dict) -> str | None:
    """Why a row has no response, where it is one that nobody looks up."""
    code = row["reply"] or row["enhanced"] or ""
    if (row["reply"], row["enhanced"], row["text"]) in TEST_ONLY:
        return "stands in the source for its own tests only"
    if code[:1] in ("2", "3"):
        return "plain acceptance or dialogue reply that nobody looks for"
    if not row["text"] and not row["token"]:
        return "neither a literal text nor a token"
    if row["text"] and not row["token"] and not _words(re.sub(r"\(#[\d.]+\)", "", row["text"])):
        return "its text is a code only"
    return None


def accounts(facts: Path) -> Iterator[tuple[str, int, str, str]]:
    """(provider, row, what became of it, where or why) for every row."""
    for path in sorted(facts.glob("*.yaml")):
        provider = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        record = PROVIDERS / f"{path.stem}.yml"
        responses = (
            yaml.load(record.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["responses"]
            if record.exists()
            else []
        )
        taken: set[str] = set()
        for number, row in enumerate(provider["responses"]):
            for code in _codes(row["enhanced"]):
                best = max(
                    ((_same(row, code, one), one["id"] not in taken, one["id"]) for one in responses),
                    default=(0.0, False, ""),
                )
                if best[0] == 1 or (best[0] >= ALIKE and best[1]):
                    yield path.stem, number, "used as" if best[1] else "merged into", f"{path.stem}#{best[2]}"
                    taken.add(best[2])
                elif reason := _left_out(row):
                    yield path.stem, number, "left out", reason
                else:
                    yield (
                        path.stem,
                        number,
                        "unaccounted",
                        f"{row['reply']} {row['enhanced']} {row['token']} {row['text']}",
                    )
        for one in responses:
            if one["id"] not in taken:
                yield path.stem, -1, "not out of the facts", f"{path.stem}#{one['id']}"


def main() -> int:
    arguments = [one for one in sys.argv[1:] if one != "--all"]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    if additions_accounted.is_additions(Path(arguments[0])):
        return additions_accounted.report(Path(arguments[0]), "--all" in sys.argv)
    found = list(accounts(Path(arguments[0])))
    if "--all" in sys.argv:
        for provider, number, fate, where in found:
            print(f"{provider} {number}: {fate} {where}")
    rows = {(provider, number) for provider, number, _, _ in found if number >= 0}
    totals = Counter(fate if fate != "left out" else f"left out: {where}" for _, _, fate, where in found)
    print(f"{len(rows)} rows of {len({provider for provider, _ in rows})} providers")
    for fate, count in totals.most_common():
        print(f"{count:6} {fate}")
    lost = [one for one in found if one[2] == "unaccounted"]
    for provider, number, _, what in lost:
        print(f"unaccounted: {provider} row {number}: {what}")
    return 1 if lost or not rows else 0


if __name__ == "__main__":
    raise SystemExit(main())
