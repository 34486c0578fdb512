"""The same data gives the same bytes, whoever builds it, where and when."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, build

PARTS = ("mkdocs.yml", "data", "docs", "hooks")
# Another hash seed, the far side of the date line, and a locale that is neither English nor UTF-8.
ELSEWHERE = {
    "PYTHONHASHSEED": "4242",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "tr_TR",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}


def digests(site: Path) -> dict[str, str]:
    """Path and digest of every file of a built site."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def copied(target: Path) -> Path:
    """A copy of the sources without their dates, written in another order, as a download or a fresh clone has them."""
    for name in reversed(PARTS):
        source = ROOT / name
        if source.is_dir():
            for path in sorted(source.rglob("*"), reverse=True):
                if path.is_file() and "__pycache__" not in path.parts:
                    there = target / path.relative_to(ROOT)
                    there.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, there)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    return target


def test_two_builds_are_identical(site: Path, tmp_path: Path) -> None:
    first = site
    if os.environ.get("SMTPCODES_SITE"):  # that one may be older than the sources
        first = tmp_path / "first"
        assert build(first).returncode == 0
    checkout, second = copied(tmp_path / "Über uns" / "kopie (2)"), tmp_path / "second"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(second)],
        cwd=checkout,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **ELSEWHERE},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    here, there = digests(first), digests(second)
    assert "sitemap.xml.gz" in here and "search/search_index.json" in here and len(here) > 1000
    assert sorted(set(here) ^ set(there)) == []
    assert [path for path in here if here[path] != there[path]] == []
