"""The records read easily: grade 9 at most for senders, no unknown word, one name for each thing; each fault at its
line.
"""

from __future__ import annotations

from pathlib import Path

from conftest import ROOT
from smtpcodes.load import folder
from smtpcodes.validate import reading

WORDS = ROOT / "tests" / "words.txt"


def test_the_records_read_easily() -> None:
    data, _ = folder.read(ROOT / "data")
    assert [str(problem) for problem in reading.problems(data, WORDS)] == []


def test_the_check_sees_hard_texts_and_mistakes(tmp_path: Path) -> None:
    hard = (
        "The organisation's authentication infrastructure categorically repudiates unauthenticated submissions "
        "originating from unverified intermediaries notwithstanding prior arrangements."
    )
    assert (
        reading.grade(hard) > 15 > 5 > reading.grade("Your mail did not arrive. Check the address. Then send it again.")
    )
    assert reading.misspelt(["The adress is wrong"], frozenset()) == {"adress"}
    assert reading.misspelt(["The adress is wrong"], frozenset({"adress"})) == set()
    assert reading.wrong_terms("The blacklist and the website") == [
        "“blacklist”: say block list",
        "“website”: say web site",
    ]


def test_hard_steps_of_a_situation_are_seen_where_they_stand() -> None:
    long = (
        "Notwithstanding organisational considerations, categorically authenticate infrastructure intermediaries "
        "preceding unverified submission procedures, including administrative authorisation responsibilities."
    )
    record = folder.Record(
        "data/causes/x.yml",
        "x",
        "cause",
        {"title": "X", "situations": {"y": {"steps": {"sender": [long, long]}}}},
        {("situations", "y", "steps", "sender"): 7},
    )
    assert [record.line(*place) for place, _, _ in reading.hard(record)] == [7]
