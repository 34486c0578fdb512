"""While serving: which page an address means after an edit, and what the terminal says when a build fails."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from mkdocs_side.lazy import Lazy
from mkdocs_side.live import Problems

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
