"""How easily the records read, in figures: python tests/benchmarks/reading.py

The rules and their faults are those of ``python -m smtpcodes check`` (hooks/smtpcodes/validate/reading.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))
from smtpcodes.load import folder  # noqa: E402
from smtpcodes.validate import reading  # noqa: E402


def main() -> int:
    data, _ = folder.read(ROOT / "data")
    records = [*data.codes.values(), *data.causes.values()]
    grades = sorted(
        reading.grade(text)
        for record in records
        for _, text in reading.for_senders(record)
        if len(text.split()) >= reading.ENOUGH
    )
    texts = sum(1 for record in (*records, *data.providers.values()) for _ in reading.prose(record))
    faults = list(reading.problems(data, ROOT / "tests" / "words.txt"))
    for fault in faults:
        print(fault)
    print(
        f"{len(grades)} texts for senders, median grade {grades[len(grades) // 2]:.1f}, highest {grades[-1]:.1f}; "
        f"{texts} texts spell-checked; {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
