"""``python -m smtpcodes`` as a contributor meets it: a quick check with places, a pre-commit hook, Markdown for
other generators.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import small
from conftest import ROOT


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, run in a project's folder as CONTRIBUTING writes it."""
    return subprocess.run(
        [sys.executable, "-m", "smtpcodes", *words],
        cwd=folder,
        env=small.environment(PYTHONPATH="hooks"),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = small.project(tmp_path / "p")
    words = "acme tiny’s xx" + (ROOT / "tests" / "words.txt").read_text(encoding="utf-8")
    small.put(folder, "tests/words.txt", words)
    return folder


def test_help_lists_the_commands_and_writes_nothing(project: Path) -> None:
    before = sorted(project.iterdir())
    done = run(project, "--help")
    assert done.returncode == 0 and {"check", "write"} <= set(re.findall(r"(?m)^    ([a-z]+) ", done.stdout))
    assert sorted(project.iterdir()) == before
    assert run(project).returncode == run(project, "chekc").returncode == 2


def test_the_check_finds_nothing_in_our_own_records() -> None:
    done = run(ROOT, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problem found\n")


def test_the_check_names_rules_tables_words_and_hard_sentences_by_their_lines(project: Path) -> None:
    record = project / "data/codes/450.yml"
    text = record.read_text(encoding="utf-8")
    record.write_text(
        text.replace("\nsummary: ", "\nsummary: The adress is on a blacklist, said ", 1), encoding="utf-8"
    )
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one.startswith("summary:"))
    with (project / "docs/about.md").open("a", encoding="utf-8") as prose:
        prose.write("\n<!-- table: cods -->\n")
    done = run(project, "check")
    assert done.returncode == 1
    found = done.stdout.splitlines()
    assert f"data/codes/450.yml:{line}: “blacklist”: say block list" in found
    assert f"data/codes/450.yml:{line}: no word list knows “adress”; correct it, or add it to tests/words.txt" in found
    lines = len((project / "docs/about.md").read_text(encoding="utf-8").splitlines())
    assert any(one.startswith(f"docs/about.md:{lines}: no table is called 'cods'; use one of: ") for one in found)
    record.write_text(text.replace("\nsummary: ", "\nsumary: ", 1), encoding="utf-8")
    assert (
        f"data/codes/450.yml:{line}: field 'sumary' is not known; did you mean 'summary'?"
        in run(project, "check").stdout
    )


def test_the_check_stops_a_commit_as_the_guide_sets_it_up(project: Path) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    command = re.search(r"<!-- command: pre-commit -->\n```sh\n(.*?)```", guide, re.DOTALL)
    assert command
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").symlink_to(sys.executable)
    git = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    subprocess.run(["sh", "-c", command[1]], cwd=project, check=True)
    small.put(project, "data/codes/451.yml", "title: x\n")
    subprocess.run([*git, "add", "data"], cwd=project, check=True)
    done = subprocess.run([*git, "commit", "-qm", "x"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "data/codes/451.yml:1: field " in done.stdout + done.stderr


def test_the_whole_site_is_written_as_markdown(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    done = run(project, "write", str(out))
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.md")}
    assert {"index.md", "decode.md", "550.md", "550/5.7.1.md", "causes/policy.md", "providers/acme.md"} <= made
    assert done.stdout == f"{len(made)} pages in {out}\n"
    assert "<!-- table:" not in (out / "codes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "environment"), [(["write", "mkdocs.yml/x"], {}), (["check"], {"SITE_URL": "kb.example.com"})]
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    project: Path, words: list[str], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "smtpcodes", *words],
        cwd=project,
        env=small.environment(PYTHONPATH="hooks", **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "mkdocs.yml" in done.stderr or "SITE_URL has no scheme" in done.stderr


def test_a_record_that_cannot_be_read_is_named(project: Path) -> None:
    codes = project / "data/codes"
    (codes / "451.yml").symlink_to("nowhere.yml")
    (codes / "452.yml").symlink_to("452.yml")
    (codes / "453.yml").symlink_to(project / "data")
    found = run(project, "check")
    assert "Traceback" not in found.stderr
    assert [line for line in found.stdout.splitlines() if re.match(r"data/codes/45[123]", line)] == [
        "data/codes/451.yml:1: the file cannot be read (No such file or directory); restore or remove it",
        "data/codes/452.yml:1: the file cannot be read (Too many levels of symbolic links); restore or remove it",
        "data/codes/453.yml:1: only .yml records belong here; rename or move it",
    ]
    shutil.rmtree(project / "data/causes")
    assert "Traceback" not in run(project, "check").stderr
