"""How long the build takes with our hook, against plain mkdocs-material over the same generated Markdown on disk.

python tests/benchmarks/build.py [--rounds 3] [--sizes real 1000 3000]

Pairs in alternation, whole processes, the minimum of each. Also prints what validation takes of the build, and what
exports take.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ENV = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT / "hooks")}

RECORD = """title: Made up {n}
standing: nonstandard
summary: The made-up server number {n} says no.
meaning: >
  A made-up code for measuring, number {n}. It stands for nothing, and its text is as long as that of a usual record,
  so that the figures mean something: two or three sentences about what happened and what it does not tell.
causes: [policy, sender-reputation]
steps:
  sender: ["Read the words after the code {n}.", "Ask the recipient by another way."]
  sending-admin: ["Look at the log for {n}."]
dialogue: ["C: RCPT TO:<ada@example.org>", "S: 550 {code} no"]
folklore:
  really: Made up.
  senders: [{{who: "Nobody {n}", source: {{id: rfc5321, section: "4.2"}}}}]
sources:
  - {{id: rfc5321, section: "4.2"}}
"""


def project(size: str, folder: Path) -> Path:
    """A copy of the project whose data has ``size`` codes beside the causes ("real": as it is)."""
    target = folder / f"hook-{size}"
    target.mkdir()
    for name in ("hooks", "docs", "data"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    if size != "real":
        have = len(list((target / "data/codes").iterdir()))
        for n in range(max(0, int(size) - have)):
            code = f"5.{100 + n // 500}.{n % 500}"
            (target / "data/codes" / f"{code}.yml").write_text(RECORD.format(n=n, code=code), encoding="utf-8")
    return target


def plain(hooked: Path, folder: Path) -> Path:
    """The same site as Markdown on disk, with the same theme and settings, without the hook."""
    target = folder / f"plain-{hooked.name}"
    shutil.copytree(hooked / "docs", target / "docs")
    subprocess.run(
        [sys.executable, "-m", "smtpcodes", "write", str(target / "docs")],
        cwd=hooked,
        env={**ENV, "PYTHONPATH": str(hooked / "hooks")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = (hooked / "mkdocs.yml").read_text(encoding="utf-8")
    settings = (
        settings.replace("hooks: [hooks/mkdocs_hook.py]\n", "site_url: https://smtp-codes.example/\n")
        .replace("watch: [data, hooks]\n", "")
        .replace("  custom_dir: hooks/theme\n", "")
    )
    (target / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return target


def seconds(project: Path, **extra: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=project,
        env={**ENV, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - start


INSIDE = """
import sys, time
from pathlib import Path
start = time.perf_counter()
from smtpcodes import site_build, validate
from smtpcodes.load import folder
from smtpcodes.model.build import build
from smtpcodes.basics.settings import Settings
imported = time.perf_counter()
found, problems = folder.read(Path("data"))
problems += validate.problems(found)
assert not problems, problems[:3]
checked = time.perf_counter()
model, settings = build(found), Settings()
pages = site_build.markdown(model, settings)
rendered = time.perf_counter()
exports = sum(len(text) for _, text in site_build.exports(model, settings))
print(imported - start, checked - imported, rendered - checked, time.perf_counter() - rendered, len(pages))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", nargs="+", default=["real", "1000", "3000"])
    args = parser.parse_args()
    totals = {}
    for size in args.sizes:
        with tempfile.TemporaryDirectory() as name:
            hooked = project(size, Path(name))
            bare = plain(hooked, Path(name))
            times: dict[str, list[float]] = {"hook": [], "hook without exports": [], "plain": []}
            for _ in range(args.rounds):
                times["plain"].append(seconds(bare))
                times["hook without exports"].append(seconds(hooked, SMTPCODES_NO_EXPORTS="1"))
                times["hook"].append(seconds(hooked))
            inside = subprocess.run(
                [sys.executable, "-c", INSIDE],
                cwd=hooked,
                env={**ENV, "PYTHONPATH": str(hooked / "hooks")},
                capture_output=True,
                text=True,
                check=True,
            )
            _imported, checked, rendered, exported, pages = inside.stdout.split()
        best = {name: min(values) for name, values in times.items()}
        totals[size] = best
        print(f"{size}: {pages} pages")
        for name, values in times.items():
            print(f"  {name:22} min {min(values):6.2f} s  median {statistics.median(values):6.2f} s")
        print(f"  the hook (no exports) adds {100 * (best['hook without exports'] / best['plain'] - 1):+.0f} %")
        print(
            f"  reading and checking {float(checked):.2f} s = {100 * float(checked) / best['hook']:.0f} % of the "
            f"build; rendering {float(rendered):.2f} s; exports {float(exported):.2f} s (written: "
            f"{best['hook'] - best['hook without exports']:.2f} s)"
        )
    if {"1000", "3000"} <= totals.keys():
        print(
            "3,000 : 1,000 = "
            f"{totals['3000']['hook without exports'] / totals['1000']['hook without exports']:.2f} (plain "
            f"{totals['3000']['plain'] / totals['1000']['plain']:.2f})"
        )


if __name__ == "__main__":
    main()
