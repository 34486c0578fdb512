"""A site's folder holds a whole site at every moment: whatever stops a build, the last good site stays and nothing
lies about.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import small

Tree = dict[str, bytes]


def tree(folder: Path) -> Tree:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small.project(tmp_path_factory.mktemp("half") / "p")
    done = small.build(folder)
    assert done.returncode == 0, done.stderr
    (folder / "site/.well-known").mkdir()
    small.put(folder, "site/.well-known/security.txt", "Contact: mailto:x@example.org\n")
    return folder


@pytest.fixture
def good(project: Path) -> Tree:
    return tree(project / "site")


def whole(project: Path, good: Tree) -> bool:
    """Whether the good site stands there, and nothing of another build beside it."""
    return tree(project / "site") == good and not [path.name for path in project.iterdir() if path.name.startswith(".")]


def test_a_broken_record_leaves_the_last_site(project: Path, good: Tree) -> None:
    path = small.put(project, "data/codes/451.yml", "title: x\n")
    done = small.build(project)
    path.unlink()
    assert done.returncode != 0 and "data/codes/451.yml:1: field " in done.stderr and "Traceback" not in done.stderr
    assert whole(project, good)


@pytest.mark.parametrize("name", ["550/index.md", "badge/550.svg", "550/5.7.1/index.md", "BADGE/550.SVG"])
def test_two_files_that_want_one_address_leave_the_last_site(project: Path, good: Tree, name: str) -> None:
    path = small.put(project, f"docs/{name}", "# Mine\n")
    if name.endswith(".md"):  # a page whose address is that of a code
        path.rename(path := path.with_name("index.md"))
    done = small.build(project)
    path.unlink()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert re.search(r"two files want the address '[^']+'; rename one of them", done.stderr), done.stderr
    assert whole(project, good)


def test_a_warning_under_strict_leaves_the_last_site(project: Path, good: Tree) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("not_found: ignore", "not_found: warn"), encoding="utf-8")
    path = small.put(project, "docs/about2.md", "[nowhere](nowhere.md)\n")
    done = small.build(project)
    path.unlink()
    settings.write_text(text, encoding="utf-8")
    assert done.returncode != 0 and "strict mode" in done.stderr + done.stdout
    assert whole(project, good)


def test_an_interrupted_build_leaves_the_last_site(project: Path, good: Tree) -> None:
    """Ctrl-C in the middle of writing: the hook itself is stopped as soon as the first pages are there."""
    script = (
        "import os, signal, sys, threading, time, pathlib\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "def stop():\n"
        "    while not list(pathlib.Path('.').glob('.site.building/*/index.html')): time.sleep(0.001)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=stop, daemon=True).start()\n"
        "from mkdocs.__main__ import cli\n"
        "cli(['build', '--strict'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env=small.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {1, 130, -signal.SIGINT}, (done.returncode, done.stderr)
    assert whole(project, good)


def test_a_folder_that_cannot_be_written_is_said_in_a_line(project: Path, good: Tree) -> None:
    done = small.build(project, "--site-dir", "mkdocs.yml/site")
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "mkdocs.yml: " in done.stderr and "choose another folder for the site with --site-dir" in done.stderr
    assert whole(project, good)


def test_the_next_good_build_takes_the_place_and_hidden_files_stay(project: Path, good: Tree) -> None:
    record = project / "data/codes/550.yml"
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"(?m)^summary: .*", "summary: The next build.", text, count=1), encoding="utf-8")
    small.put(project, "site/stale/index.html", "from an older build")
    done = small.build(project)
    record.write_text(text, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    now = tree(project / "site")
    assert b"The next build." in now["550/index.html"] and "stale/index.html" not in now
    assert now[".well-known/security.txt"] == good[".well-known/security.txt"]
    assert [path.name for path in project.iterdir() if path.name.startswith(".")] == []


def test_where_nothing_can_be_made_beside_it_the_site_is_swapped_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs_side.aside import Aside

    target = tmp_path / "mounted"
    small.put(target, "old/index.html", "old")
    small.put(target, ".git/keep", "keep")
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == target)
    aside = Aside(target)
    small.put(aside.folder, "new/index.html", "new")
    assert tree(target)["old/index.html"] == b"old"
    aside.swap()
    assert tree(target) == {"new/index.html": b"new", ".git/keep": b"keep"}
    assert [path.name for path in tmp_path.iterdir()] == ["mounted"]
