"""While serving: which page an address means after an edit, and what the terminal says when a build fails."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mkdocs_side.aside import Aside
from mkdocs_side.lazy import Lazy, stamp
from mkdocs_side.live import Problems
from mkdocs_side.serving import Late

PAGES = ("index.md", "decode.md", "550/index.md", "550/5.1.1.md")


def edited() -> Lazy:
    files: Any = SimpleNamespace(
        documentation_pages=lambda: [SimpleNamespace(src_uri=page) for page in PAGES],
        get_file_from_path=lambda path: path,
    )
    lazy = Lazy(files=files)
    lazy.edited()
    return lazy


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("", "index.md"),
        ("index.html", "index.md"),
        ("decode/", "decode.md"),
        ("550/", "550/index.md"),
        ("550/index.html", "550/index.md"),
        ("550/5.1.1/", "550/5.1.1.md"),
        ("551/", None),
    ],
)
def test_after_an_edit_each_address_means_its_page_once(address: str, page: str | None) -> None:
    lazy = edited()
    assert [lazy.asked(address), lazy.asked(address)] == [page, None]
    assert lazy.search
    lazy.renewed()
    assert [lazy.asked("decode/"), lazy.search] == [None, False]


def test_a_build_that_fails_says_that_the_last_good_site_stays(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> None:
        raise SystemExit("data/codes/550.yml:3: wrong")

    problems = Problems(lambda: None)
    with caplog.at_level(logging.ERROR):
        problems.caught(failing)()
    assert [problems.text, *caplog.messages] == [
        "data/codes/550.yml:3: wrong",
        "The last good site stays until this is mended.",
    ]
    problems.caught(lambda: None)()
    assert problems.text == ""


def test_a_build_that_breaks_shows_where_in_terminal_and_page(caplog: pytest.LogCaptureFixture) -> None:
    def breaking() -> None:
        raise ValueError("no such thing")

    problems = Problems(lambda: None)
    with caplog.at_level(logging.ERROR):
        problems.caught(breaking)()
    assert problems.text.endswith("ValueError: no such thing\n") and "in breaking" in problems.text
    assert caplog.messages == [problems.text, "The last good site stays until this is mended."]


@pytest.mark.parametrize(
    ("address", "file"),
    [("", "index.html"), ("550/", "550/index.html"), ("550", "550/index.html"), ("a.json", "a.json"), ("b/", None)],
)
def test_a_file_is_made_when_its_address_is_asked_for(tmp_path: Path, address: str, file: str | None) -> None:
    late = Late(tmp_path, iter([("index.html", b"1"), ("550/index.html", b"2"), ("a.json", b"3")]))
    assert [late.write(address), late.write(address)] == [file is not None, False]
    assert [one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.*")] == ([file] if file else [])


def test_a_site_may_be_built_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    aside = Aside(tmp_path / "some" / "where" / "site")
    (aside.folder / "index.html").write_text("x", encoding="utf-8")
    aside.swap()
    assert (tmp_path / "some" / "where" / "site" / "index.html").read_text(encoding="utf-8") == "x"


def test_before_any_edit_the_search_index_is_as_new_as_the_records() -> None:
    assert not Lazy().search


def test_only_what_stands_outside_the_records_makes_a_whole_build(tmp_path: Path) -> None:
    for name in ("mkdocs.yml", "docs/index.md", "hooks/a.py", "hooks/__pycache__/a.pyc", "data/codes/550.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    before = stamp(tmp_path)
    assert [Path(path).relative_to(tmp_path).as_posix() for path, _, _ in before] == [
        "mkdocs.yml",
        "docs/index.md",
        "hooks/a.py",
    ]
    (tmp_path / "data/codes/550.yml").write_text("other", encoding="utf-8")
    (tmp_path / "hooks/__pycache__/a.pyc").write_text("other", encoding="utf-8")
    assert stamp(tmp_path) == before
    (tmp_path / "hooks/a.py").write_text("other", encoding="utf-8")
    assert stamp(tmp_path) != before
