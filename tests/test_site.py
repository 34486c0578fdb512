"""What ``mkdocs build --strict`` does not see: links in raw HTML, anchors, doubled addresses, names that differ in case
only.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from smtpcodes import site_build
from smtpcodes.basics.settings import Settings


class Links(HTMLParser):
    """The links, ids and sources of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag in {"a", "area"} and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "link" and found.get("href") and found.get("rel") not in {"canonical", "prev", "next", "alternate"}:
            self.loaded.append(str(found["href"]))
        if tag in {"script", "img", "iframe", "source"} and found.get("src"):
            self.loaded.append(str(found["src"]))


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, Links]:
    return {path.relative_to(site).as_posix(): Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def address(path: str) -> str:
    return path.removesuffix("index.html")


def test_every_link_leads_to_a_page_and_an_anchor_that_exist(site: Path, parsed: dict[str, Links]) -> None:
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    broken = defaultdict(list)
    for path, page in parsed.items():
        if path == "404.html":  # its links are absolute, see the sub-path test
            continue
        for link in [*page.links, *page.loaded]:
            if re.match(r"[a-z]+:", link):
                continue
            target, fragment = urldefrag(urljoin(f"https://x/{address(path)}", link))
            name = unquote(urlsplit(target).path).lstrip("/")
            name = name + "index.html" if name.endswith("/") or not name else name
            if name not in files:
                broken[name].append(path)
            elif (
                fragment
                and name.endswith(".html")
                and not name.startswith("decode/")
                and unquote(fragment) not in parsed[name].ids
            ):
                target_ids = parsed[name].ids
                stub = name.startswith("providers/") and not target_ids and parsed[name].links
                more = parsed["providers/more/index.html"].ids if stub else target_ids
                if unquote(fragment) not in more:
                    broken[f"{name}#{fragment}"].append(path)
    assert {name: paths[:3] for name, paths in broken.items()} == {}


def test_no_page_loads_anything_from_another_host(parsed: dict[str, Links]) -> None:
    assert {
        path: page.loaded
        for path, page in parsed.items()
        if any(re.match(r"([a-z]+:)?//", link) for link in page.loaded)
    } == {}


def test_no_id_stands_twice_on_a_page(parsed: dict[str, Links]) -> None:
    twice = {path: [one for one, count in Counter(page.ids).items() if count > 1] for path, page in parsed.items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_no_two_files_want_one_address_and_no_names_differ_in_case_only(model: Any) -> None:
    settings = Settings()
    wanted = [f"{path.removesuffix('.md')}/index.html" for path in site_build.markdown(model, settings)]
    wanted += [path for path, _ in site_build.exports(model, settings)]
    assert [path for path, count in Counter(path.lower() for path in wanted).items() if count > 1] == []


def test_a_stub_has_at_most_500_bytes_and_a_visible_link(site: Path, model: Any) -> None:
    wrong = []
    for stub_address, target in model.stubs.items():
        text = (site / stub_address / "index.html").read_text(encoding="utf-8")
        if (
            len(text.encode()) > 500
            or not re.search(r'<a href="[^"]+">[^<]+</a>', text)
            or target.split("#")[0] not in text
        ):
            wrong.append(stub_address)
    assert wrong == []


def test_the_site_works_under_a_sub_path(kb_site: Path) -> None:
    """Relative links everywhere; the 404 page, which answers at any depth, uses the sub-path."""
    page = (kb_site / "404.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:href|src)="(/[^/"]*)', page)) == {"/kb"}
    absolute = [
        path.relative_to(kb_site).as_posix()
        for path in kb_site.rglob("index.html")
        if re.search(r'(?:href|src)="/', path.read_text(encoding="utf-8"))
    ]
    assert absolute == []


def test_every_page_has_its_policy_before_its_first_script(site: Path) -> None:
    lacking = []
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        policy, script = text.find("Content-Security-Policy"), text.find("<script")
        if script >= 0 and not 0 <= policy < script:
            lacking.append(path.relative_to(site).as_posix())
        if "script-src" in text and re.search(r"script-src[^;\"]*unsafe-inline", text):
            lacking.append(f"{path.relative_to(site).as_posix()}: unsafe-inline")
    assert lacking == []


def test_every_box_that_opens_closes(site: Path) -> None:
    wrong = {}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        uneven = [
            tag
            for tag in ("div", "table", "section", "details", "ul", "ol", "article")
            if len(re.findall(rf"<{tag}\b", text)) != text.count(f"</{tag}>")
        ]
        if uneven:
            wrong[path.relative_to(site).as_posix()] = uneven
    assert wrong == {}


@pytest.mark.parametrize("page", ["550/5.7.30", "5.7.30", "collisions"])
def test_who_is_met_first_stands_first(site: Path, page: str) -> None:
    """A record's `speakers` come in their order, before the others: Microsoft's login before Google's signature."""
    text = (site / page / "index.html").read_text(encoding="utf-8")
    microsoft, google = "providers/microsoft-365/#5-7-30-", "providers/google/#5-7-30-"
    assert -1 < text.find(microsoft) < text.find(google)


def test_the_page_of_a_code_or_a_pair_weighs_at_most_10_kb(site: Path, model: Any) -> None:
    """Compressed, with some 200 bytes for the head of the answer."""
    pages = {one.url: site / one.url / "index.html" for one in (*model.codes.values(), *model.pairs.values())}
    weights = {url: len(gzip.compress(file.read_bytes(), 6, mtime=0)) for url, file in pages.items()}
    assert {url: weight for url, weight in weights.items() if weight > 9_770} == {}


def test_a_pair_that_many_say_shows_a_text_of_each_first(site: Path) -> None:
    said = (site / "550" / "5.7.1" / "index.html").read_text(encoding="utf-8").split('id="who-says-it"')[1]
    whole = re.findall(r'<div class="response"><p><a href="[^"]*">([^<]*)</a>', said)
    assert len(whole) == len(set(whole)) == 4
    assert re.search(r"<p>Also: <a .*?</a>, <a", said)
    assert ">All texts of Sendmail</a>" in said
