"""A record full of traps renders as text everywhere: pages, cards, badges, JSON, CSV, Markdown copies, stubs,
previews.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import markdown
import pytest
import yaml

from conftest import ROOT
from smtpcodes import site_build
from smtpcodes.basics.settings import Settings
from smtpcodes.export import api, cards, decoder_answers, markdown_copies, redirects
from smtpcodes.model.site import Model
from smtpcodes.render import fragments, pages
from smtpcodes.render.link_previews import preview

GOLDEN = Path(__file__).parent / "golden" / "data"
SETTINGS = Settings(site_url="https://kb.example.com/")

# One string that tries everything: HTML, attributes, templates, Markdown links, images, fences, comments, formulas.
TRAP = (
    '<script>alert(1)</script><img src=x onerror=alert(2)>" onload="alert(3)\' {{ 7*7 }} {% raw %} '
    "](javascript:alert(4)) [x](javascript:alert(5)) ![y](z) <!-- --> </pre></code></svg> `tick` *star* _line_ | # "
    "{: onclick=alert(6) } &lt;b&gt; \\"
)
PLAIN = {
    "id",
    "reply",
    "enhanced",
    "enhanced_to",
    "covers",
    "speaker",
    "source",
    "provider",
    "section",
    "url",
    "date",
    "seen",
    "checked",
    "kind",
    "standing",
    "evidence",
    "cause",
    "whose_job",
    "trouble_with",
    "outcome",
    "value",
    "suppress",
    "advice",
    "dotless_of",
    "version",
    "registry_copy",
    "match",
}


def poisoned(value: Any, key: str = "") -> Any:
    """The value with every free text made a trap; what a schema restricts stays."""
    if isinstance(value, dict):
        return {name: poisoned(inner, "sentence" if name == "sentence" else name) for name, inner in value.items()}
    if isinstance(value, list):
        restricted = key in {"causes", "answers", "related", "basic", "classes", "mx", "domains"}
        return value if restricted else [poisoned(inner, key) for inner in value]
    if not isinstance(value, str) or key in PLAIN:
        return value
    if key == "dialogue":
        return f"{value} {TRAP}"
    limit = {"title": 40, "short": 40, "name": 60, "sentence": 160, "summary": 220}.get(key)
    text = f"{TRAP}." if limit is None else f"{TRAP[: limit - 1]}"
    return text if key != "summary" else f"{TRAP[:210]}."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    target = tmp_path_factory.mktemp("traps") / "data"
    shutil.copytree(GOLDEN, target)
    for path in [
        *target.glob("codes/*.yml"),
        *target.glob("causes/*.yml"),
        *target.glob("providers/*.yml"),
        target / "sources.yml",
        target / "glossary.yml",
    ]:
        fields = poisoned(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(yaml.safe_dump(fields, allow_unicode=True, width=10_000), encoding="utf-8")
    return site_build.load(target, ROOT / "data" / "schema")


class Found(HTMLParser):
    """Everything in a page that could run: handlers, scripts, script addresses, unexpected elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "iframe", "object", "style"}:
            self.bad.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or ("javascript:" in (value or "").lower() and name in {"href", "src", "action"}):
                self.bad.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def html_pages(model: Model) -> Iterator[tuple[str, str]]:
    """Every page as the generator would show it, by Python-Markdown with the site's extensions."""
    convert = markdown.Markdown(extensions=["attr_list", "tables", "admonition", "toc", "pymdownx.superfences"])
    for path, page in pages.pages(model, SETTINGS).items():
        yield path, convert.reset().convert(page.markdown.split("---\n", 2)[2])
    for name, make in fragments.fragments(model, SETTINGS).items():
        if name != "paste":  # our own form
            yield name, make("../")


def test_the_traps_are_in_place(model: Model) -> None:
    assert "<script>" in model.codes["550"].title and "onerror" in model.codes["550"].fields["meaning"]


def test_pages_hold_the_traps_as_text_only(model: Model) -> None:
    for path, text in html_pages(model):
        assert (path, Found(text).bad) == (path, [])
    page = dict(html_pages(model))["550.md"]
    assert "<script>alert(1)</script>" in "".join(Found(page).text)
    assert "{{ 7*7 }}" in "".join(Found(page).text) and "49" not in "".join(Found(page).text)


def test_front_matter_stays_one_value(model: Model) -> None:
    for page in pages.pages(model, SETTINGS).values():
        front = yaml.safe_load(page.markdown.split("---\n")[1])
        assert set(front) <= {"title", "description", "search", "tags", "scripts"}


def test_markdown_copies_hold_the_traps_as_text_only(model: Model) -> None:
    for path, text in markdown_copies.files(model, SETTINGS):
        if path.endswith(".md"):
            assert (path, Found(markdown.markdown(text, extensions=["tables", "fenced_code"])).bad) == (path, [])


def test_cards_and_stubs_hold_no_script_but_their_own(model: Model) -> None:
    for path, text in [*cards.files(model, SETTINGS), *redirects.files(model, SETTINGS)]:
        if path.endswith(".html"):
            own = 1 if path.startswith(("embed/", "providers/")) else 0
            assert (path, [one for one in Found(text).bad if one != "<style>"]) == (path, ["<script>"] * own)


def test_badges_are_well_formed_and_inert(model: Model) -> None:
    for path, text in cards.files(model, SETTINGS):
        if path.endswith(".svg"):
            tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(text).iter()}
            assert tags <= {"svg", "title", "style", "path", "g", "text", "rect", "circle"}, path


def test_json_keeps_the_text_and_csv_no_formula(model: Model) -> None:
    for path, text in api.files(model):
        if path.endswith(".json"):
            json.loads(text)
        else:
            for row in csv.reader(io.StringIO(text)):
                assert [cell for cell in row if cell[:1] in "=+-@\t\r" and cell] == [], path
    assert "<script>alert(1)</script>" in json.loads(dict(api.files(model))["api/v1/codes/550.json"])["meaning"]
    json.dumps(decoder_answers.answers(model))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(model: Model, start: str) -> None:
    said = next(iter(model.providers.values())).responses[0]
    told = replace(said, fields={**said.fields, "text": f"{start}1+1"})
    provider = replace(model.providers[said.provider], responses=[told])
    table = dict(api.files(replace(model, providers={said.provider: provider})))["responses.csv"]
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert row["text"] == f"'{start}1+1"


def test_previews_cannot_end_their_script(model: Model) -> None:
    found = preview("550/", {"title": TRAP, "description": TRAP}, TRAP, model, SETTINGS)
    assert not re.search(r"</script", found["structured"], re.IGNORECASE)
    json.loads(found["structured"])
