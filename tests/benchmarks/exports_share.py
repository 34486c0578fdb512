"""What cards, badges, copies and JSON add to a build: python tests/benchmarks/exports_share.py [RUNS]

Builds the real site RUNS times (3) whole and as often without these files, in turn, each in a process of its own, and
compares the medians of processor time (user and system: other work on the machine counts less than on a clock). Limit:
25 % of the
build without them. Seconds on the clock and bytes stand beside it. Exits with 1 above the limit.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LIMIT = 0.25

# The same build; "without" leaves the four kinds of files out where exports() yields them.
BUILD = """
import sys
sys.path.insert(0, "hooks")
from smtpcodes import site_build
from smtpcodes.export import api, cards, markdown_copies
from smtpcodes.render import api_reference
if sys.argv[2] == "without":
    markdown_copies.files = lambda *given: iter(())
    cards.files = lambda *given: iter(())
    nothing = {"files": staticmethod(lambda *given: iter(())), "dump": staticmethod(api.dump)}
    site_build.api = type("Nothing", (), nothing)
    names = [f"api-{one}" for one in api_reference.schemas()] + [f"example-{one}" for one in api_reference.EXAMPLES]
    api_reference.fragments = lambda example: {name: lambda root: "" for name in names}
from mkdocs.__main__ import cli
cli(["build", "--quiet", "--site-dir", sys.argv[1]], standalone_mode=False)
"""


def processor() -> float:
    """Seconds of processor time that ended child processes took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(kind: str) -> tuple[float, float, int, int]:
    """Seconds of processor time, seconds on the clock, bytes and files of one build."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "site"
        start, before = time.perf_counter(), processor()
        subprocess.run(
            [sys.executable, "-c", BUILD, str(target), kind],
            cwd=ROOT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            check=True,
        )
        seconds, used = time.perf_counter() - start, processor() - before
        sizes = [path.stat().st_size for path in target.rglob("*") if path.is_file()]
    return used, seconds, sum(sizes), len(sizes)


def main(runs: int) -> int:
    rows: dict[str, list[tuple[float, float, int, int]]] = {"without": [], "whole": []}
    for _ in range(runs):
        for kind, found in rows.items():
            found.append(build(kind))
    for kind, found in rows.items():
        print(
            f"{kind:8} {statistics.median(row[0] for row in found):6.2f} s of processor, "
            f"{statistics.median(row[1] for row in found):6.2f} s on the clock, {found[0][2] / 1e6:.1f} MB in "
            f"{found[0][3]} files   (runs: {', '.join(f'{row[0]:.2f}' for row in found)})"
        )
    before, after = (statistics.median(row[0] for row in rows[kind]) for kind in ("without", "whole"))
    share = after / before - 1
    print(f"cards, badges, copies and JSON add {share:.1%} to the time of the build; limit {LIMIT:.0%}")
    return int(share > LIMIT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
