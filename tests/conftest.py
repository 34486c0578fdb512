"""What tests share: the real site, built once a session, and a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import browser, chromium_path

ROOT = Path(__file__).parent.parent


def build(target: Path, root: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build the real site (or the one of another checkout) into a folder as ``mkdocs build --strict`` does. Not
    quietly: what MkDocs does not say, it does not count.
    """
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built for the root of a host; SMTPCODES_SITE names one that is built already, for quick rounds."""
    if os.environ.get("SMTPCODES_SITE") and not os.environ.get("CI"):
        return Path(os.environ["SMTPCODES_SITE"])
    target = tmp_path_factory.mktemp("site")
    done = build(target)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("INFO")] == []
    return target


@pytest.fixture(scope="session")
def kb_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built for a sub-path."""
    target = tmp_path_factory.mktemp("kb")
    done = build(target, SITE_URL="https://wiki.example.com/kb/")
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="session")
def model() -> Any:
    """The model of the real data."""
    from smtpcodes import site_build

    return site_build.load(ROOT / "data")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium. Without one the test says loudly that it did not run, and fails in CI."""
    if not chromium_path():
        untested("no Chromium found: nothing that happens in a browser was tested (Debian: apt install chromium)")
    with browser() as running:
        yield running


def untested(why: str) -> None:
    """Skip where a part cannot be had, loudly; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(why)
    print(f"\nNOT TESTED: {why}", file=sys.stderr)
    pytest.skip(why)
