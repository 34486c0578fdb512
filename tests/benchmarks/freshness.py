"""How fresh the rows are that the large speakers' pages show: python tests/benchmarks/freshness.py [SPEAKER …]

Of the rows that count as current (no historic speaker, and not marked as of a year), the share whose source is dated
within two
years of the data; the others must carry their age in sight, as historic or as "date unknown". Exit status 1 below 70 %.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from smtpcodes import site_build  # noqa: E402

LARGE = ("google", "microsoft-365", "outlook-com", "gmx-webde", "yahoo", "apple-icloud")
WANTED = 0.7


def main() -> int:
    """Print a line for each speaker: rows, dated within two years, historic, date unknown."""
    model = site_build.load(ROOT / "data")
    low = 0
    print(f"{'speaker':20} rows current historic unknown  of those not shown as history, dated")
    for name in sys.argv[1:] or LARGE:
        rows = model.providers[name].responses
        count = {age: sum(row.age == age for row in rows) for age in ("current", "historic", "unknown")}
        share = count["current"] / max(count["current"] + count["unknown"], 1)
        low += share < WANTED
        print(f"{name:20} {len(rows):4} {count['current']:7} {count['historic']:8} {count['unknown']:7}  {share:.0%}")
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main())
