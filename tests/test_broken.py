"""Each mistake a contributor can make gets its whole message: the place, what is wrong, what to do.

tests/broken/<mistake>/ holds the files that are laid over the invented records, and expected.txt the messages.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from smtpcodes import site_build
from smtpcodes.basics.problems import BadData

BROKEN = Path(__file__).parent / "broken"
FOLDERS = sorted(path for path in BROKEN.iterdir() if path.is_dir())


def problems_in(folder: Path, target: Path) -> list[str]:
    """The messages for the invented records with this folder's files laid over them."""
    shutil.copytree(Path(__file__).parent / "golden" / "data", target)
    shutil.copytree(folder / "data", target, dirs_exist_ok=True)
    try:
        site_build.load(target, ROOT / "data" / "schema")
    except BadData as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_says_what_is_wrong_and_where(folder: Path, tmp_path: Path) -> None:
    found = problems_in(folder, tmp_path / "data")
    if os.environ.get("UPDATE_GOLDEN"):
        (folder / "expected.txt").write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found, "the mistake went unnoticed"
    assert found == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
