"""Until when is it tried again, and which service says that it did not send: the tables on the causes' pages."""

from __future__ import annotations

import json
from pathlib import Path

from smtpcodes.model.queues import span, untils
from smtpcodes.model.site import Model


def test_hours_read_as_people_say_them() -> None:
    assert [span(hours) for hours in (4, 24, 36, 48, 72.8, 120)] == [
        "4 hours",
        "24 hours",
        "36 hours",
        "2 days",
        "73 hours",
        "5 days",
    ]


def test_the_page_of_what_expired_says_how_long_each_system_tries(site: Path, model: Model) -> None:
    page = (site / "causes" / "expired" / "index.html").read_text(encoding="utf-8")
    table = page[page.index('id="how-long"') :].split("</table>", 1)[0]
    for name, row in model.queues.items():
        assert f'id="queue-{name}"' in table, name
        assert row["name"] in table, name
    assert "Will-Retry-Until" in table, "the text itself often names the end"


def test_a_known_sending_system_gives_the_answer_its_own_end(site: Path, model: Model) -> None:
    answers = json.loads((site / "api/v1/answers.json").read_text(encoding="utf-8"))["retry"]
    assert answers["postfix"]["until"] == "it arrives or 5 days are over, the default of Postfix"
    assert sorted(answers) == sorted(untils(model))


def test_a_service_that_did_not_send_says_how_to_lift_it(site: Path, model: Model) -> None:
    for name in ("amazon-ses", "sendgrid", "mailgun", "momentum-sparkpost", "postal"):
        page = (site / "providers" / name / "index.html").read_text(encoding="utf-8")
        assert 'id="suppression"' in page, name
    if "suppressed" in model.causes:
        page = (site / "causes" / "suppressed" / "index.html").read_text(encoding="utf-8")
        assert [name for name in model.suppressions if f'id="service-{name}"' not in page] == []
