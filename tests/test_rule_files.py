"""The rule files of /api/v1/rules/, as the programs that they are for read them."""

from __future__ import annotations

import csv
import json
import subprocess
import tomllib
from pathlib import Path

import yaml

from engine import node
from smtpcodes.export.rule_files import KUMOMTA

# What ZoneMTA does with a rule: the first whose expression fits, without regard to case.
_FIRST = """
const { rules, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ready = rules.map((rule) => ({ ...rule, re: new RegExp(rule.re, "im") }));
const found = texts.map((text) => ready.find((rule) => rule.re.test(text)));
console.log(JSON.stringify(found.map((rule) => [rule.action, rule.category])));
"""


def test_a_logstash_dictionary_says_what_the_pages_say(site: Path) -> None:
    table = yaml.safe_load((site / "api/v1/rules/logstash.yml").read_text(encoding="utf-8"))
    codes = json.loads((site / "api/v1/codes.json").read_text(encoding="utf-8"))["codes"]
    pairs = json.loads((site / "api/v1/pairs.json").read_text(encoding="utf-8"))["pairs"]
    assert table == {row["code"]: row["title"] for row in [*codes, *pairs]}


def test_a_vector_table_holds_every_verdict(site: Path) -> None:
    with (site / "api/v1/rules/vector.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    verdicts = json.loads((site / "api/v1/verdicts.json").read_text(encoding="utf-8"))
    assert {code: (row["suppress"], row["outcome"], row["cause"]) for code, row in rows.items()} == {
        code: (row["verdict"]["suppress"], row["verdict"]["outcome"], row["cause"] or "")
        for code, row in {**verdicts["codes"], **verdicts["pairs"]}.items()
    }


def test_kumomta_gets_labels_with_lists_of_expressions(site: Path) -> None:
    for name in ("kumomta", "kumomta-codes"):
        whole = tomllib.loads((site / f"api/v1/rules/{name}.toml").read_text(encoding="utf-8"))
        assert set(whole) == {"rules"} and set(whole["rules"]) <= set(KUMOMTA.values())
        for expressions in whole["rules"].values():
            assert expressions and all(
                "(?=" not in one and "(?!" not in one and "(?<" not in one for one in expressions
            )


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
