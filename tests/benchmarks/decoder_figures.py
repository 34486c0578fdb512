"""The decoder's figures without building the site: sizes, then speed, growth and robustness (decoder.mjs), then
accuracy.

python tests/benchmarks/decoder_figures.py [--target DIR] [--labelled DIR] [--only speed growth mutations]

Writes `javascripts/decoder/` and `api/v1/decoder.json` out of `docs/` and `data/` into a folder. With --labelled, a
folder with
`run.mjs`, `score.py` and `dev.jsonl`, it scores the labelled cases too: a fifth of them, split off by the hash of their
id and
not to be read while working on the decoder, beside the rest.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

from engine import node  # noqa: E402
from smtpcodes.export.decoder_rules import decoder_rules  # noqa: E402
from smtpcodes.export.decoder_scripts import published  # noqa: E402


def records(kind: str) -> dict[str, Any]:
    files = sorted(path for path in (ROOT / "data" / kind).glob("*.yml") if not path.stem.startswith("_"))
    return {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files}


def single(name: str) -> dict[str, Any]:
    return yaml.load((ROOT / "data" / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def addresses(codes: dict[str, Any]) -> Iterator[str]:
    """Pages as the site has them, near enough for a measurement: codes, and the pairs of one class."""
    replies = [code for code in codes if re.fullmatch(r"\d{3}", code)]
    enhanced = [code for code in codes if code[0].isdigit() and "." in code]
    for code, record in codes.items():
        if code.startswith("x.") and "moved_to" not in record:
            enhanced += [f"{digit}{code[1:]}" for digit in record.get("classes", ["4", "5"])]
    yield from (f"{code}/" for code in replies + enhanced)
    paired = [code for code in replies if code[0] in "45" and codes[code].get("standing") in {"standard", "registered"}]
    yield from (f"{reply}/{code}/" for reply in paired for code in enhanced if reply[0] == code[0])


def write(target: Path) -> None:
    """A folder like the built site's, as far as the decoder goes; print what it weighs."""
    scripts, api = target / "javascripts" / "decoder", target / "api" / "v1"
    scripts.mkdir(parents=True, exist_ok=True)
    api.mkdir(parents=True, exist_ok=True)
    sizes = {"code": 0, "rules": 0}
    source = ROOT / "docs" / "javascripts" / "decoder"
    modules = {path.name: path.read_text(encoding="utf-8") for path in source.glob("*.js")}
    (scripts / "package.json").write_text((source / "package.json").read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in published(modules).items():
        (scripts / name).write_text(text, encoding="utf-8")
        sizes["code"] += len(gzip.compress(text.encode(), 9))
    codes = records("codes")
    rules = decoder_rules(codes, records("causes"), records("providers"), addresses(codes), single("wording"))
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    (api / "decoder.json").write_text(text, encoding="utf-8")
    sizes["rules"] = len(gzip.compress(text.encode(), 9))
    print(
        f"sizes: code {sizes['code']}, rules {sizes['rules']}, together {sum(sizes.values())} bytes compressed "
        "(at most 95000)"
    )


def score(target: Path, labelled: Path) -> None:
    """The labelled cases: four fifths that the decoder was developed with, and one fifth that it was not."""
    lines = (labelled / "dev.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    held = [int(hashlib.sha256(json.loads(line)["id"].encode()).hexdigest(), 16) % 5 == 0 for line in lines]
    for name, part in (("developed with", False), ("held back", True)):
        cases = target / f"{name.replace(' ', '-')}.jsonl"
        cases.write_text(
            "".join(line for line, is_held in zip(lines, held, strict=True) if is_held == part), encoding="utf-8"
        )
        done = subprocess.run(
            [node(), str(labelled / "run.mjs"), str(target), str(cases)], capture_output=True, text=True, check=True
        )
        cases.with_suffix(".answers").write_text(done.stdout, encoding="utf-8")
        print(f"\n{name}: {done.stderr.strip()}")
        subprocess.run(
            [sys.executable, str(labelled / "score.py"), str(cases.with_suffix(".answers")), "--cases", str(cases)],
            check=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=None)
    parser.add_argument("--labelled", type=Path, default=None)
    parser.add_argument("--only", nargs="*", default=["speed", "growth", "mutations"])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        target = args.target or Path(folder)
        write(target)
        if args.only:
            subprocess.run([node(), str(Path(__file__).with_suffix(".mjs")), str(target), *args.only], check=True)
        if args.labelled:
            score(target, args.labelled)


if __name__ == "__main__":
    main()
