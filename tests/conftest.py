"""What tests share: the real site, built once a session, and a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import browser, chromium_path, served

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
        untested("what happens in a browser", "no Chromium found (Debian: apt install chromium)")
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def base(site: Path) -> Iterator[str]:
    """The address of the real site on a plain static host."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Another origin: ``wiki(html)`` puts a page there and gives its address."""
    folder = tmp_path_factory.mktemp("wiki")
    with served(folder) as address:

        def put(body: str, head: str = "") -> str:
            (folder / "index.html").write_text(
                (
                    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A wiki</title><link '
                    f'rel="icon" href="data:,">{head}</head><body><main><h1>A wiki</h1>{body}</main></body></html>'
                ),
                encoding="utf-8",
            )
            return address

        yield put


_not_tested: dict[str, None] = {}  # in the order in which it was found missing


def untested(what: str, why: str) -> None:
    """Skip where a part cannot be had, loudly; in CI that is a failure. In: the part in a few words, how to get it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: {why}")
    _not_tested[what] = None
    pytest.skip(f"{what} not tested: {why}")


# Tests of these need other programs, or build sites of their own: they come last.
LATE = (
    "test_link_exim",
    "test_link_postfix",
    "test_hosting",
    "test_wikis",
    "test_wiki_table",
    "test_developers",
    "test_reproducible",
    "test_serve",
    "test_serve_live",
    "test_half_built",
    "test_command_line",
    "test_properdocs",
    "test_overlay_seen",
)


def _rank(item: pytest.Item) -> int:
    """Fast tests first, then those of the built site, then those in a browser, then what needs other programs."""
    fixtures = getattr(item, "fixturenames", ())
    if item.path.stem in LATE:
        return 3
    return 2 if "chromium" in fixtures else 1 if {"site", "kb_site"} & set(fixtures) else 0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="only tests that need no built site, browser or other program")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A mistake shows within seconds: what is quick runs first."""
    items.sort(key=_rank)
    if config.getoption("--fast"):
        late = [item for item in items if _rank(item)]
        config.hook.pytest_deselected(items=late)
        items[:] = items[: len(items) - len(late)]


def pytest_unconfigure() -> None:
    """The last line: what could not be tested."""
    if _not_tested:
        print(f"NOT TESTED: {', '.join(_not_tested)}")
