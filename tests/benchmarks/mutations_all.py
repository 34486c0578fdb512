"""Break every real record in every way: python tests/benchmarks/mutations_all.py [--processes 2]"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "hooks"), str(ROOT / "tests")]

import mutations  # noqa: E402
from smtpcodes.load import folder  # noqa: E402


def one(seed: int) -> tuple[int, list[str]]:
    found, problems = folder.read(ROOT / "data")
    assert not problems, problems[:3]
    with tempfile.TemporaryDirectory() as work:
        return mutations.run(found, Path(work), seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    start = time.perf_counter()
    with multiprocessing.Pool(args.processes) as pool:
        results = pool.map(one, range(args.processes))
    wrong = [line for _, lines in results for line in lines]
    print(
        f"{sum(count for count, _ in results)} mutations in {time.perf_counter() - start:.0f} s, {len(wrong)} "
        "answered wrongly"
    )
    print("\n".join(wrong[:50]))
    sys.exit(bool(wrong))
