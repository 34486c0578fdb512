"""Until when is it tried again, and which service says that it did not send: the tables on the causes' pages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from engine import node
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


def test_a_delay_told_by_gmail_ends_when_gmail_gives_up(site: Path) -> None:
    """The reporting server's name says who tries again; another server's answer keeps the general end."""
    script = """
      import { readFileSync } from "node:fs";
      const { verdictOf } = await import(process.argv[1]);
      const answers = JSON.parse(readFileSync(process.argv[2], "utf-8"));
      const told = { reply: "451", enhanced: null, permanent: false, cause: "connection-failed", still_tried: true };
      for (const reported_by of ["mail-wr1-f1.google.com", "mx.example.org"])
        console.log(verdictOf({ ...told, reported_by, evidence: [] }, answers).retried.until);
    """
    paths = [(site / "javascripts/decoder/verdict.js").as_uri(), str(site / "api/v1/answers.json")]
    command = [node(), "--input-type=module", "-e", script, *paths]
    gmail, other = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert gmail == "it arrives or 3 days are over, the default of Gmail and Google Workspace"
    assert other.startswith("it arrives or the sending server gives up")
