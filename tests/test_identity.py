"""Who runs the copy and where it stands: out of the overlay, overridden by the environment, checked at the door, seen
on the pages.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup

import small
from browser import served
from smtpcodes import site_build
from smtpcodes.basics import content_security
from smtpcodes.basics.problems import BadData
from smtpcodes.basics.settings import BadSettings, Settings
from smtpcodes.export import overlay_files
from smtpcodes.render.templates import environment

OVERLAY = """site:
  address: https://kb.example.org/help
  repository: https://git.example.org/mail/smtp-codes
  name: "Mail <help> & Co"
  contact: "desk <desk@example.org>"
organisation:
  name: Example University
  logo: logo.svg
  colours: {header: "#7a1f3d", link: "#006644"}
"""
SITUATION = """situations:
  fast:
    title: Invented haste
    summary: Acme counts the messages of a minute.
    steps: {sender: ["Count the messages of a minute."]}
    sources: [{id: rfc0001, section: "1.3"}]
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#fc0"/></svg>'

Built = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy with an overlay."""
    folder = small.project(tmp_path_factory.mktemp("own") / "p", OVERLAY)
    small.put(folder, "data/local/logo.svg", LOGO)
    with (folder / "data/causes/rate-limited.yml").open("a", encoding="utf-8") as record:
        record.write(SITUATION)
    pair = folder / "data/pairs/450-4.7.1.yml"
    small.put(folder, "data/pairs/450-4.7.1.yml", pair.read_text(encoding="utf-8").replace("limited]", "limited/fast]"))
    return folder / "site", small.build(folder)


@pytest.fixture(scope="module")
def nobodys(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy without."""
    folder = small.project(tmp_path_factory.mktemp("nobodys") / "p")
    return folder / "site", small.build(folder)


def pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in site.rglob("*.html"):
        yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def test_the_overlay_names_the_copy_on_its_pages(own: Built) -> None:
    site, done = own
    assert done.returncode == 0, done.stderr
    page = (site / "550/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://kb.example.org/help/550/">' in page
    assert '<a href="https://git.example.org/mail/smtp-codes/edit/main/data/codes/550.yml" rel="edit">' in page
    about = (site / "about/index.html").read_text(encoding="utf-8")
    assert "run by <strong>Example University</strong>. Contact: desk &lt;desk@example.org&gt;." in about
    assert '<a href="https://git.example.org/mail/smtp-codes/issues/new">Report it</a>' in about
    assert '<p class="printed">https://kb.example.org/help/550/ · Data of ' in page
    assert "No address is set" not in done.stderr


def test_every_edit_link_opens_the_file_that_holds_the_words_beside_it(own: Built) -> None:
    site, _ = own
    repository = "https://git.example.org/mail/smtp-codes/edit/main/"
    seen: list[str] = []
    for name, text in pages(site):
        page = BeautifulSoup(text, "html.parser")
        for link in page.select("a[rel~=edit]"):
            path = site.parent / str(link["href"]).removeprefix(repository)
            assert path.is_file(), (name, link["href"])
            if link.text == "Edit this text":
                words = page_text(link.find_parent(class_="response").select_one("pre"))
                said = re.sub(r"^[245]\d\d |^[245]\.\d+\.\d+ ", "", re.sub(r"^[245]\d\d ", "", words))
                assert said in flat(path), (name, said)
                seen.append("text")
            elif link.text == "Edit these steps":
                steps = [page_text(step) for step in link.find_previous(class_="roles").select("li")]
                assert any(step in flat(path) for step in steps), (name, steps)
                seen.append("steps")
    assert {"text", "steps"} <= set(seen)


def page_text(element: Any) -> str:
    return re.sub(r"\s+", " ", element.get_text()).strip()


def flat(path: Path) -> str:
    """A record's words in one line."""
    return re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))


def test_its_name_is_text_everywhere(own: Built) -> None:
    site, _ = own
    assert [name for name, text in pages(site) if "<help>" in text] == []
    assert "Mail &lt;help&gt; &amp; Co" in (site / "550/index.html").read_text(encoding="utf-8")
    assert "<help>" not in (site / "opensearch.xml").read_text(encoding="utf-8")
    assert (site / "llms.txt").read_text(encoding="utf-8").startswith("# Mail \\<help\\> \\& Co\n")


def test_nobodys_copy_says_so_in_one_line_and_links_to_no_repository(nobodys: Built) -> None:
    site, done = nobodys
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "No address is set" in line] == [
        (
            "INFO    -  No address is set, so canonical links name https://smtp-codes.example/: set 'address' below "
            "'site' in data/local/overlay.yml, or SITE_URL"
        )
    ]
    wrong = re.compile(r"rel=\"edit\"|[Ee]dit this page|issues/new|SITE_[A-Z]|REPO_URL|code\.example")
    assert [(name, found[0]) for name, text in pages(site) if (found := wrong.search(text))] == []


def test_the_environment_overrides_the_overlay() -> None:
    overlay = {
        "site": {"address": "https://a.example", "name": "A", "operator": "O"},
        "organisation": {"name": "Example University"},
    }
    assert Settings.of(overlay, {}) == Settings("https://a.example/", "", "A", "O", "")
    assert Settings.of({"organisation": {"name": "Example University"}}, {}).operator == "Example University"
    other = {"SITE_URL": "http://kb:8080/x", "REPO_URL": "https://g.example/r", "SITE_NAME": "B", "SITE_CONTACT": "c"}
    assert Settings.of(overlay, other) == Settings("http://kb:8080/x/", "https://g.example/r/", "B", "O", "c")
    assert Settings.of(overlay, {"SITE_URL": ""}).site_url == "https://a.example/"


@pytest.mark.parametrize(
    "bad",
    [
        "kb.example.com",
        "javascript:alert(1)",
        "ftp://kb.example.com/",
        'https://kb.example.com/"onload="',
        "https://kb.example.com/<b>",
        "https://kb.example.com/a b",
        "https://kb.example.com/\nx",
        "https://user@kb.example.com/",
        "https://kb.example.com/?q",
        "https://kb.example.com/#x",
        "https://",
        "https:///kb",
        "https://kb.example.com/\n",
    ],
)
def test_what_is_no_plain_address_is_refused_at_the_door(bad: str, tmp_path: Path) -> None:
    for name in ("SITE_URL", "REPO_URL"):
        with pytest.raises(BadSettings, match=rf"^{name} (is no plain address|has no scheme); write .*example\.com/"):
            Settings.of({}, {name: bad})
    folder = small.project(tmp_path / "p", f"site:\n  address: {json.dumps(bad)}\n")
    with pytest.raises(BadData, match=r"^data/local/overlay.yml:2: 'address' (is no plain address|has no scheme)"):
        site_build.load(folder / "data")


def test_a_name_stands_on_one_line() -> None:
    with pytest.raises(BadSettings, match=r"^SITE_NAME holds a line break"):
        Settings.of({}, {"SITE_NAME": "a\nb"})


def test_a_wrong_address_builds_nothing(tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    done = small.build(folder, SITE_URL="kb.example.com")
    assert done.returncode != 0 and "SITE_URL has no scheme" in done.stderr and "Traceback" not in done.stderr
    assert not (folder / "site").exists()


def test_an_unknown_inline_script_stops_the_build(own: Built) -> None:
    page = (own[0] / "550/index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in content_security.with_policy(page)
    for evil in ("alert(1)", "__md_scope=new URL('x'),alert(1)", '__md_scope=new URL("..",location),alert(1)'):
        with pytest.raises(content_security.UnknownScript, match="not known"):
            content_security.with_policy(page.replace("</body>", f"<script>{evil}</script></body>"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_colours_and_logo_are_seen(own: Built, chromium: Any, scheme: str) -> None:
    with served(own[0]) as base:
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{base}550/", wait_until="networkidle")
        look = """() => ({
          header: getComputedStyle(document.querySelector(".md-header")).backgroundColor,
          on: getComputedStyle(document.querySelector(".brand")).color,
          footer: getComputedStyle(document.querySelector(".md-footer")).backgroundColor,
          link: getComputedStyle(document.querySelector(".md-content .role-more a")).color,
          logo: document.querySelector(".brand img").naturalWidth,
          shown: document.querySelector(".brand img").offsetHeight })"""
        found = page.evaluate(look)
        context.close()
    assert found["header"] == found["footer"] == "rgb(122, 31, 61)" and found["on"] == "rgb(255, 255, 255)"
    assert found["link"] == ("rgb(0, 102, 68)" if scheme == "light" else "rgb(142, 197, 247)")
    assert found["logo"] == 40 and found["shown"] > 10


@pytest.mark.parametrize(("key", "colour"), [("header", "#ffcc00"), ("header", "#8a8a8a"), ("link", "#7a9cc0")])
def test_colours_that_cannot_be_read_are_refused(tmp_path: Path, key: str, colour: str) -> None:
    folder = small.project(tmp_path / "p", f'organisation:\n  name: X\n  colours: {{{key}: "{colour}"}}\n')
    with pytest.raises(BadData, match=rf"overlay.yml:3: '{key}' is {colour}: .* contrast of \d\.\d : 1; take a darker"):
        site_build.load(folder / "data")


def test_a_logo_that_is_a_link_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p", "organisation:\n  name: X\n  logo: logo.png\n")
    small.put(folder, "secret", "x")
    (folder / "data/local/logo.png").symlink_to(folder / "secret")
    with pytest.raises(BadData, match=r"overlay.yml:3: 'logo' names logo.png, which is a link to another file"):
        site_build.load(folder / "data")


@pytest.mark.parametrize(
    ("operator", "contact", "said"),
    [
        ("", "", ""),
        ("Example & Co", "", "<p>This copy is run by <strong>Example &amp; Co</strong>.</p>"),
        ("", "desk", "<p> Contact: desk.</p>"),
        ("Example", "desk", "<p>This copy is run by <strong>Example</strong>. Contact: desk.</p>"),
    ],
)
def test_who_runs_a_copy_and_how_to_reach_them_is_said_as_far_as_known(operator: str, contact: str, said: str) -> None:
    settings = Settings(operator=operator, contact=contact)
    assert environment().get_template("operator.html").render(settings=settings).strip() == said


def test_a_copy_gets_rules_for_what_it_has_of_its_own() -> None:
    def rules(**own: Any) -> list[str]:
        text = overlay_files.stylesheet(SimpleNamespace(local={"organisation": own} if own else {}))  # type: ignore[arg-type]
        return [line.partition(" ")[0] for line in text.splitlines()]

    assert rules() == []
    assert rules(logo="l.svg") == [".own-logo"]
    assert rules(colours={"link": "#006644"}) == [":root"]
    assert rules(colours={"header": "#7a1f3d"}, logo="l.svg") == [":root:root:root", ".own-logo"]
