"""Hold our verdicts against a key that somebody wrote who has not seen them.

    python tests/benchmarks/sample.py situations 150 SEED > situations.tsv     # what the key is written for
    python tests/benchmarks/blind_key.py SITE key.tsv [--all]

The key: a head line, then for each situation its number, group and text as drawn, then `outcome`, `retried` (yes, no),
`whose_job`, `trouble_with`, `advice` (the value), `suppress`, `cause`; several that would be as right are parted by
"|", and "*" stands for whatever is said. Prints the share of right advice and of cases that are right in all seven by
group, then every case that differs in anything; --all prints the others too.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from engine import node  # noqa: E402

FIELDS = ("outcome", "retried", "whose_job", "trouble_with", "advice", "suppress", "cause")


def explained(site: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the built site says of each text pasted, None where it finds nothing."""
    api = {name: json.loads((site / "api/v1" / f"{name}.json").read_bytes()) for name in ("decoder", "answers")}
    done = subprocess.run(
        [
            node(),
            str(ROOT / "tests" / "decoder" / "verdicts.mjs"),
            (site / "javascripts" / "decoder" / "index.js").resolve().as_uri(),
        ],
        input=json.dumps({"rules": api["decoder"], "answers": api["answers"], "texts": dict(texts)}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def flat(said: Mapping[str, Any] | None, code: Mapping[str, Any] | None) -> dict[str, str]:
    """The seven that are compared, out of a pasted text's answer; a bare code's cause is its page's."""
    if said is None:
        return dict.fromkeys(FIELDS, "nothing found")
    verdict = said["verdict"]
    cause = code["cause"] if code else said["failure"]["cause"]
    return {
        **{name: verdict[name] for name in ("outcome", "whose_job", "trouble_with", "suppress")},
        "retried": verdict["retried"]["value"],
        "advice": verdict["advice"]["value"],
        "cause": cause or "none",
        "sentence": verdict["advice"]["sentence"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    with arguments.key.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    said = explained(arguments.site, {row["number"]: row["text"] for row in rows})
    pages = json.loads((arguments.site / "api" / "v1" / "verdicts.json").read_bytes())
    known = {**pages["codes"], **pages["pairs"]}
    right: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    shown = []
    for row in rows:
        ours = flat(said[row["number"]], known.get(row["text"]))
        wrong = [name for name in FIELDS if row[name] != "*" and ours[name] not in row[name].split("|")]
        right[row["group"]].append(("advice" not in wrong, not wrong))
        if wrong or arguments.all:
            facts = "; ".join(f"{name} {ours[name]} (key: {row[name]})" for name in wrong) or "right"
            shown.append(f"{row['number']}\t{row['text']}\n\t{facts}\n\t{ours.get('sentence', '')}")
    right["all"] = [one for found in right.values() for one in found]
    for group, found in right.items():
        advice, whole = (sum(one[place] for one in found) for place in (0, 1))
        print(f"{group}: {len(found)}, advice {advice / len(found):.0%}, all {whole / len(found):.0%}")
    print(*shown, sep="\n")


if __name__ == "__main__":
    main()
