"""The picture on card and answer: from the verdict alone, the same on pages and in the decoder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from browser import served
from conftest import ROOT
from smtpcodes.basics.vocabulary import JOBS, OUTCOMES, RETRIED, TROUBLES
from smtpcodes.render.picture import TABLE, picture


@pytest.fixture(scope="module")
def page(site: Path, chromium: Any) -> Iterator[Any]:
    with served(site) as base:
        page = chromium.new_page()
        source = (ROOT / "docs/javascripts/picture.js").read_text(encoding="utf-8")  # published inside another script
        page.route("**/javascripts/picture.js", lambda it: it.fulfill(body=source, content_type="text/javascript"))
        page.goto(base + "decode/")
        yield page
        page.close()


def test_page_and_decoder_draw_the_same_for_every_verdict(page: Any) -> None:
    facts = [
        {"outcome": outcome, "retried": {"value": again}, "whose_job": job, "trouble_with": trouble}
        for outcome, again, job, trouble in product(OUTCOMES, RETRIED, JOBS, TROUBLES)
    ]
    drawn = page.evaluate(
        """async ([rows, table]) => {
          const { picture } = await import(new URL("../javascripts/picture.js", location.href).href);
          const box = document.createElement("div");
          const bare = (text) => { box.innerHTML = text; return box.innerHTML; };
          return rows.map(([row, expected]) => (picture(row, table)?.outerHTML ?? "") === bare(expected));
        }""",
        [
            [
                [row, picture(SimpleNamespace(**{**row, "retried": SimpleNamespace(**row["retried"])}))]  # type: ignore[arg-type]
                for row in facts
            ],
            TABLE,
        ],
    )
    assert [row for row, same in zip(facts, drawn, strict=True) if not same] == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("5.1.1/", "The mail got as far as: mailbox. Sender: you can fix it."),
        ("5.2.2/", "The mail got as far as: mailbox. Mailbox: the recipient can."),
        ("450/4.2.0/", TABLE["says"]["later"]),
    ],
)
def test_it_says_how_far_the_mail_got_and_who_can_fix_it(site: Path, path: str, says: str) -> None:
    assert f'aria-label="{says}"' in (site / path / "index.html").read_text(encoding="utf-8")


def test_there_is_none_where_nothing_is_known(site: Path) -> None:
    for path in ("550/", "354/", "250/2.0.0/"):
        text = (site / path / "index.html").read_text(encoding="utf-8")
        if path == "550/":
            assert 'class="way"' not in text.split("</section>")[0]
    assert 'class="way"' not in (site / "354" / "index.html").read_text(encoding="utf-8")
