"""The rule files of /api/v1/rules/, as the programs that they are for read them."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import yaml

from conftest import untested
from engine import node
from smtpcodes.export.rule_files import KUMOMTA

# What ZoneMTA does with a rule: the first whose expression fits, without regard to case.
_FIRST = """
const { rules, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ready = rules.map((rule) => ({ ...rule, re: new RegExp(rule.re, "im") }));
const found = texts.map((text) => ready.find((rule) => rule.re.test(text)));
console.log(JSON.stringify(found.map((rule) => [rule.action, rule.category])));
"""

# As the translate filter reads its dictionary: Psych's events from SnakeYAML, each key and value as the filter turns
# them into Ruby (a plain 550 would become a number, and no text would ever find it).
_DICTIONARY = """
require "psych"
require "json"
print Psych.parse_stream(IO.read(ARGV[0], mode: "r:bom|utf-8")).children.map(&:to_ruby).reduce(:merge).to_json
"""


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        untested(name, f"Debian's package {package} is not installed")
    return str(found)


def test_logstash_finds_every_code_in_the_dictionary(site: Path) -> None:
    read = subprocess.run(
        [_program("jruby", "jruby"), "--dev", "-e", _DICTIONARY, str(site / "api/v1/rules/logstash.yml")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    codes = json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["codes"]
    pairs = json.loads((site / "api/v1/pairs.json").read_text(encoding="utf-8"))["pairs"]
    assert json.loads(read.stdout) == {row["code"]: row["title"] for row in [*codes, *pairs]}


def test_a_logstash_dictionary_says_what_the_pages_say(site: Path) -> None:
    table = yaml.safe_load((site / "api/v1/rules/logstash.yml").read_text(encoding="utf-8"))
    codes = json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["codes"]
    pairs = json.loads((site / "api/v1/pairs.json").read_text(encoding="utf-8"))["pairs"]
    assert table == {row["code"]: row["title"] for row in [*codes, *pairs]}


def test_a_vector_table_holds_every_verdict(site: Path) -> None:
    with (site / "api/v1/rules/vector.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, strict=True)
    assert {len(line) for line in lines} == {len(header)}, "Vector refuses a file with a row of another length"
    rows = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert header[0] == "code" and len(rows) == len(lines)
    verdicts = json.loads((site / "api/v1/verdicts.json").read_text(encoding="utf-8"))
    assert {code: (row["suppress"], row["outcome"], row["cause"]) for code, row in rows.items()} == {
        code: (row["verdict"]["suppress"], row["verdict"]["outcome"], row["cause"] or "")
        for code, row in {**verdicts["codes"], **verdicts["pairs"]}.items()
    }


# KumoMTA compiles the expressions of all its files into one set of Rust's regex crate, takes the first that fits, and
# tells its label. The crate refuses a set of over 10 MiB; one of them is left to the files of others.
_RUST_LIMIT = "9M"
_SAID = [
    (
        "550 5.1.1 <b@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
        "InvalidRecipient",
    ),
    ("452 4.2.2 THE EMAIL ACCOUNT THAT YOU TRIED TO REACH IS OVER QUOTA", "QuotaIssues"),
    ("450 4.2.0 <b@example.net>: Recipient address rejected: Greylisted", "TransientFailure"),
    ("552 5.2.2 Почтовый ящик ПЕРЕПОЛНЕН", "QuotaIssues"),
    ("550 5.1.351 something that no phrase tells", "InvalidRecipient"),
    ("250 2.0.0 Ok: queued", None),
]


def test_kumomta_compiles_its_expressions_and_tells_the_label(site: Path, tmp_path: Path) -> None:
    names = ("kumomta", "kumomta-codes")
    files = [tomllib.loads((site / f"api/v1/rules/{one}.toml").read_text(encoding="utf-8")) for one in names]
    assert all(set(whole) == {"rules"} and set(whole["rules"]) <= set(KUMOMTA.values()) for whole in files)
    rows = [(label, some) for whole in files for label, some in whole["rules"].items()]
    together = [one for _, some in rows for one in some]
    assert all(some for _, some in rows) and len(set(together)) == len(together)
    texts = [text for text, _ in _SAID]
    fits = [_fitting(some, texts, tmp_path) for _, some in rows]
    found = [next((label for (label, _), lines in zip(rows, fits, strict=True) if n in lines), None) for n in range(6)]
    assert found == [label for _, label in _SAID]
    assert _fitting(together, texts, tmp_path) == set().union(*fits)


def _fitting(expressions: list[str], texts: list[str], folder: Path) -> set[int]:
    """The numbers of the texts that one of the expressions fits, by ripgrep."""
    rules = folder / "rules"
    rules.write_text("\n".join(expressions) + "\n", encoding="utf-8")
    done = subprocess.run(
        [_program("rg", "ripgrep"), "--regex-size-limit", _RUST_LIMIT, "-n", "-f", str(rules), "-"],
        input="\n".join(texts) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-500:]
    return {int(line.partition(":")[0]) - 1 for line in done.stdout.splitlines()}


def test_zonemta_tells_the_cause_and_never_refuses_for_good_what_is_temporary(site: Path) -> None:
    rules = json.loads((site / "api/v1/rules/zonemta.json").read_text(encoding="utf-8"))
    lines = (site / "api/v1/rules/zonemta.txt").read_text(encoding="utf-8").splitlines()[1:]
    keys = ("re", "action", "category", "message")
    assert [dict(zip(keys, line.split(",", 3), strict=True)) for line in lines] == rules
    texts = [
        "550 5.1.1 <b@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
        "450 4.2.0 <b@example.net>: Recipient address rejected: Greylisted",
        "452 4.2.2 The email account that you tried to reach is over quota",
        "550 something that nobody has ever said",
        "451 something that nobody has ever said",
    ]
    done = subprocess.run(
        [node(), "-e", _FIRST],
        input=json.dumps({"rules": rules, "texts": texts}),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found[:3] == [["reject", "recipient-unknown"], ["defer", "greylisted"], ["defer", "mailbox-full"]]
    assert [action for action, _ in found[3:]] == ["reject", "defer"]
