"""The records read easily: grade 9 at most for senders, no unknown word, one name for each thing. The same check as one command: tests/benchmarks/reading.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

import reading  # noqa: E402


def test_summaries_advice_and_steps_for_senders_are_at_most_grade_nine() -> None:
    found = [
        f"{name}: grade {grade:.1f}: {text}"
        for name, record in reading.records()
        if "/providers/" not in name
        for grade, text in reading.hard(record)
    ]
    assert found == []


def test_every_word_is_in_a_dictionary_or_in_our_own_list() -> None:
    assert dict(reading.misspelt([text for _, record in reading.records() for text in reading.prose(record)])) == {}


def test_each_thing_has_one_name() -> None:
    assert [
        f"{name}: {fault}"
        for name, record in reading.records()
        for text in reading.prose(record)
        for fault in reading.wrong_terms(text)
    ] == []


def test_the_check_sees_hard_texts_and_mistakes() -> None:
    hard = "The organisation's authentication infrastructure categorically repudiates unauthenticated submissions originating from unverified intermediaries notwithstanding prior arrangements."
    assert (
        reading.grade(hard) > 15 > 5 > reading.grade("Your mail did not arrive. Check the address. Then send it again.")
    )
    assert set(reading.misspelt(["The adress is wrong"])) == {"adress"}
    assert reading.wrong_terms("The blacklist and the website") == [
        "“blacklist”: say block list",
        "“website”: say web site",
    ]
