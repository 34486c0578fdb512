"""What an experienced postmaster adds: on the pages met most, and on the page of questions that come with a bounce."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from smtpcodes.basics.vocabulary import CAUSES_WITHOUT_PAGE
from smtpcodes.model.site import Model

# Met most: by the number of speakers that say it and by its share in collections of real bounces.
MOST_MET = """
550 554 5.7.1 421 5.1.1 550/5.7.1 550/5.1.1 451 450 552 501 554/5.7.1 535 452 553 503 5.7.0 500 4.7.1 5.0.0 5.5.0 454
504 5.5.4 5.5.2 4.7.0 5.5.1 5.2.2 502 530 5.7.8 5.2.1 550/5.7.0 535/5.7.8 5.4.6 5.1.3 550/5.2.1
501/5.5.2 450/4.7.1 4.5.3
""".split()  # noqa: SIM905, as one list to read
# A handful: the classes of one detail, and the pairs that show their enhanced code's lines.
HANDFUL = 12


def in_vain(page: Path) -> list[str]:
    """The lines of "What does not help" in a page's Markdown copy."""
    found = re.search(r"(?ms)^## What does not help\n\n(.*?)\n\n", page.read_text(encoding="utf-8"))
    return [line for line in found[1].splitlines() if line.startswith("- ")] if found else []


def test_the_pages_met_most_say_what_does_not_help_on_exactly_this_code(site: Path, model: Model) -> None:
    """And not in words that stand everywhere: each page has a line that few others have."""
    pages = {page.parent.relative_to(site).as_posix(): in_vain(page) for page in site.rglob("index.md")}
    causes = {line["text"] for cause in model.causes.values() for line in cause.fields.get("does_not_help", ())}
    often = Counter(line for lines in pages.values() for line in lines)
    own = {url: [line for line in pages[url] if line[2:] not in causes and often[line] <= HANDFUL] for url in MOST_MET}
    assert [url for url, lines in own.items() if not lines] == []


def test_who_says_it_first_is_chosen_on_the_codes_met_most(model: Model) -> None:
    """Where many say it, the first names are those that people meet, not those with the most texts."""
    unchosen, silent = [], []
    for name in MOST_MET:
        code = model.codes[name.rpartition("/")[2]]
        said = {one.provider for one in code.responses}
        if len(said) > 5 and not code.speakers:
            unchosen.append(name)
        silent += [(name, one) for one in code.speakers if one not in said]
    assert unchosen == []
    assert [one for one in silent if one[0] in {"501", "503", "500", "504", "502", "5.5.4", "5.5.2", "5.5.1"}] == []


def test_a_cause_names_those_first_that_people_meet(site: Path, model: Model) -> None:
    """Of the speakers of a cause the great receivers stand before a server program with more texts."""
    wrong = []
    for name, cause in model.causes.items():
        if name in CAUSES_WITHOUT_PAGE or not any(one.provider == "google" and one.enhanced for one in cause.responses):
            continue
        page = (site / "causes" / name / "index.html").read_text(encoding="utf-8")
        first = re.search(r"<li><a href=[^>]*>([^<]*)</a>: \d+ texts?", page)
        if not first or not first[1].startswith("Google"):
            wrong.append(name)
    assert wrong == []


def test_every_cause_says_what_does_not_help(model: Model) -> None:
    silent = [name for name, cause in model.causes.items() if not cause.fields.get("does_not_help")]
    assert set(silent) <= CAUSES_WITHOUT_PAGE


@pytest.mark.parametrize(
    ("anchor", "answer"),
    [
        ("send-again", "Not before you know what was said"),
        ("accepted-but-gone", "spam folder and the quarantine"),
        ("library", "names in which a library passes on"),
        ("first", "Who said it"),
        ("next-mx", "next one in order"),
        ("ipv6", "reverse DNS"),
        ("shared-address", "answer for your neighbours"),
        ("get-off", r"href=\"?\.\./delisting/"),
        ("which-list", r"href=\"?\.\./delisting/"),
        ("groups", "Who can post"),
        ("own-figures", "Postmaster Tools"),
    ],
)
def test_each_question_has_its_address_and_its_answer(site: Path, anchor: str, answer: str) -> None:
    page = (site / "questions" / "index.html").read_text(encoding="utf-8")
    start = re.search(rf'<h2 id="?{anchor}"?[ >]', page)
    assert start
    assert re.search(answer, page[start.start() :].split("<h2", 2)[1])
