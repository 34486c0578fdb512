"""What comes after MkDocs: properdocs, its successor, builds the same site from the same project, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import small
from conftest import ROOT, build, untested


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_properdocs_builds_the_same_bytes(site: Path, tmp_path: Path) -> None:
    if find_spec("properdocs") is None:
        untested("no properdocs found (pip install -r requirements-dev.txt): what comes after MkDocs was not tested")
    first, second = site, tmp_path / "site"
    if os.environ.get("SMTPCODES_SITE"):  # that one may be older than the sources
        first = tmp_path / "first"
        assert build(first).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml", "--site-dir", str(second)],
        cwd=ROOT,
        env=small.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    one, other = tree(first), tree(second)
    assert len(one) > 5000 and sorted(set(one) ^ set(other)) == []
    assert [name for name in one if one[name] != other[name]] == []
