"""What is cut, folded or left out from a size on: at the limit, and one beyond."""

from __future__ import annotations

import io
import tarfile
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from mkdocs_side import contents
from smtpcodes.basics.settings import Settings, mistake
from smtpcodes.export import feeds, packages, root_files
from smtpcodes.render import api_reference, wording
from smtpcodes.render.clues import words_of
from smtpcodes.render.picture import picture
from smtpcodes.validate import reading

SECTIONS = [SimpleNamespace(level=2, url=f"#{n}", title=f"Part {n}", children=[]) for n in (1, 2)]


@pytest.mark.parametrize(("length", "shown"), [(16, 16), (17, 16)])
def test_a_browser_gets_a_name_of_at_most_sixteen_characters(length: int, shown: int) -> None:
    """OpenSearch 1.1, ShortName."""
    text = root_files.opensearch(Settings(site_name="n" * length))
    assert f"<ShortName>{'n' * shown}</ShortName>" in text


@pytest.mark.parametrize(("length", "shown"), [(70, "w" * 70), (71, "w" * 69 + "…")])
def test_a_problem_quotes_at_most_seventy_characters_of_a_text(length: int, shown: str) -> None:
    assert reading._short("w" * length) == shown


@pytest.mark.parametrize("count", [1, 15, 16])
def test_a_field_of_up_to_fifteen_words_lists_them(count: int) -> None:
    words = [f"w{n}" for n in range(count)]
    listed = ": " + ", ".join(f"<code>{word}</code>" for word in words)
    wanted = listed if count <= 15 else ' (<a href="#cause">the ids of the causes</a>)'
    assert api_reference.values({"enum": [*words, None]}) == wanted
    assert api_reference.values({"items": {"enum": words}}) == wanted


@pytest.mark.parametrize("sections", [1, 2])
@pytest.mark.parametrize("beyond", [False, True])
def test_a_page_over_three_screens_has_one_way_back(sections: int, beyond: bool) -> None:
    def page(length: int) -> str:
        return contents.with_contents("<h1>T</h1>".ljust(length, "x"), SECTIONS[:sections])

    box = len(page(10)) - 10
    html = page(contents.LONG + beyond - box)
    way = '<a class="up" href="#contents">↑ On this page</a>' if sections > 1 else '<a class="up" href="#">↑ Top</a>'
    assert html.count('class="up"') == beyond and html.endswith(way) == beyond
    assert contents.with_contents(html, SECTIONS) == html or not beyond


def test_files_of_the_packages_may_be_read_by_all_and_written_by_their_owner() -> None:
    npm = packages.npm_package("1.0.0", "https://kb.example.com/", {"index.js": ""}, {})
    with tarfile.open(fileobj=io.BytesIO(npm)) as archive:
        modes = {one.name: oct(one.mode) for one in archive}
    assert "package/decoder/index.js" in modes
    assert modes == {name: "0o755" if name == "package/cli.js" else "0o644" for name in modes}
    wheel = packages.python_wheel("1.0.0", "https://kb.example.com/", {})
    with zipfile.ZipFile(io.BytesIO(wheel)) as whole:
        assert {oct(one.external_attr >> 16) for one in whole.infolist()} == {"0o644"}


@pytest.mark.parametrize(("own", "shown"), [(4, 4), (5, 4)])
def test_a_page_says_at_most_four_things_that_do_not_help(own: int, shown: int) -> None:
    lines: Any = [{"text": f"No {n}."} for n in range(own)]
    page: Any = SimpleNamespace(causes=[])
    assert wording.in_vain(page, lines, SimpleNamespace()) == lines[:shown]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "trouble"), [("refused", None), ("depends", "sending-server"), ("unknown", None), ("depends", None)]
)
def test_nothing_is_drawn_where_it_is_not_known_how_far_a_mail_got(outcome: str, trouble: str | None) -> None:
    verdict: Any = SimpleNamespace(
        outcome=outcome, trouble_with=trouble, whose_job=None, retried=SimpleNamespace(value=None)
    )
    assert picture(verdict) == ""


@pytest.mark.parametrize(("length", "lines"), [(75, 1), (76, 2)])
def test_a_line_of_the_calendar_has_at_most_75_octets(length: int, lines: int) -> None:
    """RFC 5545, section 3.1."""
    folded = list(feeds._folded("x" * length))
    assert [len(folded), "".join(folded).replace(" ", "")] == [lines, "x" * length]


@pytest.mark.parametrize(("length", "said"), [(80, None), (81, "has 81 characters; at most 80 fit")])
def test_a_copys_name_has_at_most_80_characters(length: int, said: str | None) -> None:
    assert mistake("name", "n" * length) == said


def test_a_cause_shows_at_most_three_words_to_look_for() -> None:
    phrases = ("no such user", "user unknown", "mailbox gone", "not our customer")
    assert words_of(phrases, (), (" ".join(phrases),)) == phrases[:3]


def test_words_to_look_for_are_those_said_most_and_none_stands_inside_another() -> None:
    phrases = ("please log in", "log in", "log in first", "no password", "a{3} pattern")
    assert words_of(phrases, (), ("log in first", "you must log in", "no password")) == ("log in", "no password")
    assert words_of(phrases[:3], (), ("please log in",)) == ("please log in", "log in first")


def test_words_that_the_pages_own_texts_say_come_before_those_said_more_often_elsewhere() -> None:
    assert words_of(("virus", "security issue"), ("a potential security issue",), ("virus", "a virus")) == (
        "security issue",
        "virus",
    )
