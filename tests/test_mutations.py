"""Real records, broken: each mistake is told at its place or is harmless; none crashes. A sample here, all in the
benchmark.
"""

from __future__ import annotations

from pathlib import Path

import mutations
from conftest import ROOT
from smtpcodes.load import folder


def test_broken_records_are_told_at_the_right_line(tmp_path: Path) -> None:
    found, problems = folder.read(ROOT / "data")
    assert problems == []
    tried, wrong = mutations.run(found, tmp_path, seed=2026, sample=120)
    assert tried == 120
    assert wrong == []
