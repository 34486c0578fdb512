"""An organisation's own copy: its notes, contacts and refusals on the pages, and updates that merge by themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT
from smtpcodes import site_build
from smtpcodes.basics.problems import BadData
from smtpcodes.basics.settings import Settings
from smtpcodes.export import api, cards, decoder_answers, decoder_rules, overlay_files
from smtpcodes.model.site import Model
from smtpcodes.render import pages

GOLDEN = Path(__file__).parent / "golden" / "data"
SCHEMAS = ROOT / "data" / "schema"

OVERLAY = """organisation:
  name: Example University
  logo: logo.svg
  colours: {header: "#123a5c", link: "#0b57a4"}
contacts:
  - {roles: [sender], name: Help desk, email: help@example.org, phone: "+44 20 7946 0000", hours: "8 to 18",
     url: "https://help.example.org/"}
notes:
  codes: {"550": "Our <b>limit</b> is 25 MB."}
  pairs: {"550 5.7.1": "Ours end with [EX-17]."}
  causes: {policy: "Ask before you send."}
advice:
  policy: {permanent: "Use the form on example.org."}
sources:
  own-rules: {title: "Own rules"}
responses:
  - id: ex-17
    reply: "550"
    enhanced: "5.7.1"
    token: EX-17
    text: "Not accepted from outside [EX-17]"
    cause: policy
    evidence: documented
    source: own-rules
    seen: "2026-05"
"""


def copy_with(overlay_text: str, target: Path, logo: bool = True) -> Path:
    shutil.copytree(GOLDEN, target)
    (target / "local").mkdir()
    (target / "local" / "overlay.yml").write_text(overlay_text, encoding="utf-8")
    if logo:
        (target / "local" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    return target


@pytest.fixture
def own(tmp_path: Path) -> Model:
    return site_build.load(copy_with(OVERLAY, tmp_path / "data"), SCHEMAS)


def test_notes_contacts_and_advice_stand_on_the_pages(own: Model) -> None:
    made = pages.pages(own, Settings())
    assert (
        '<aside class="own-note"><p><strong>Example University:</strong> Our &lt;b&gt;limit&lt;/b&gt; is 25 MB. '
        "Ask before you send.</p></aside>"
    ) in made["550.md"].markdown
    assert "Ours end with [EX-17]." in made["550/5.7.1.md"].markdown and "Ours end" not in made["550.md"].markdown
    assert "Ask before you send." in made["causes/policy.md"].markdown
    assert "Use the form on example.org." in made["5.7.1.md"].markdown
    assert made["450.md"].markdown.count("help@example.org") == 2  # the address and its link, for the one role


def test_notes_and_advice_stand_on_the_cards_and_in_the_data(own: Model) -> None:
    files = dict(cards.files(own, Settings()))
    assert "Our &lt;b&gt;limit&lt;/b&gt; is 25 MB." in files["embed/550/index.html"]
    data = dict(api.files(own))
    assert json.loads(data["api/v1/codes/550.json"])["note"] == "Our <b>limit</b> is 25 MB. Ask before you send."
    assert json.loads(data["api/v1/pairs/550/5.7.1.json"])["verdict"]["advice"]["value"] == "fix-and-resend"
    local = decoder_answers.answers(own)["local"]
    assert (local["organisation"], local["contacts"][0]["name"]) == ("Example University", "Help desk")


def test_own_responses_have_a_page_and_teach_the_decoder(own: Model) -> None:
    assert [response.id for response in own.providers["local"].responses] == ["ex-17"]
    assert "ex-17" in json.dumps(decoder_rules.of_model(own))


def test_own_colours_and_logo_are_files_of_the_site(own: Model) -> None:
    files = dict(overlay_files.files(own))
    assert sorted(files) == ["assets/local/logo.svg", "stylesheets/local.css"]
    assert b"#123a5c" in files["stylesheets/local.css"]


def test_mistakes_in_the_overlay_are_told_like_all_others(tmp_path: Path) -> None:
    text = (
        OVERLAY.replace('"550": "Our', '"999": "Our')
        .replace('"550 5.7.1": "Ours', '"550-5.7.1": "Ours')
        .replace("phone:", "fone:")
    )
    with pytest.raises(BadData) as raised:
        site_build.load(copy_with(text, tmp_path / "data", logo=False), SCHEMAS)
    assert [str(problem) for problem in raised.value.problems] == [
        "data/local/overlay.yml:6: field 'fone' is not known; did you mean 'phone'?",
    ]
    (tmp_path / "data" / "local" / "overlay.yml").write_text(text.replace("fone:", "phone:"), encoding="utf-8")
    with pytest.raises(BadData) as raised:
        site_build.load(tmp_path / "data", SCHEMAS)
    assert [str(problem) for problem in raised.value.problems] == [
        "data/local/overlay.yml:3: 'logo' names logo.svg, but there is no data/local/logo.svg",
        'data/local/overlay.yml:9: \'codes\' names 999, which has no page; use a code such as "552" or "5.2.3"',
        (
            "data/local/overlay.yml:10: 'pairs' names '550-5.7.1'; write a pair such as \"552 5.3.4\", of codes that "
            "have pages"
        ),
    ]


def test_the_example_overlay_is_valid_against_the_real_data(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("local"))
    shutil.copytree(ROOT / "data" / "local.example", tmp_path / "data" / "local")
    model = site_build.load(tmp_path / "data")
    assert model.note("codes", "5.3.4")


def git(folder: Path, *words: str) -> str:
    names = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_an_update_from_upstream_merges_without_a_conflict(tmp_path: Path) -> None:
    upstream = tmp_path / "upstream"
    shutil.copytree(GOLDEN, upstream / "data")
    git(tmp_path, "init", "-q", "-b", "main", str(upstream))
    git(upstream, "add", ".")
    git(upstream, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", str(upstream), "copy")
    copy = tmp_path / "copy"
    (copy / "data" / "local").mkdir()
    (copy / "data" / "local" / "overlay.yml").write_text(OVERLAY, encoding="utf-8")
    (copy / "data" / "local" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    git(copy, "add", ".")
    git(copy, "commit", "-qm", "ours")
    newer = upstream / "data" / "codes" / "550.yml"
    newer.write_text(
        newer.read_text(encoding="utf-8").replace("The invented server said no", "The newer server said no"),
        encoding="utf-8",
    )
    git(upstream, "commit", "-qam", "newer")
    git(copy, "pull", "-q", "--no-rebase", "--no-edit")
    model = site_build.load(copy / "data", SCHEMAS)
    page = pages.pages(model, Settings())["550.md"].markdown
    assert (
        "The newer server said no" in page
        and "is 25 MB." in page
        and "ex-17" in {one.id for one in model.providers["local"].responses}
    )
