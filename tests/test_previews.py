"""What a link to a page shows elsewhere, the copies in Markdown, and what search engines are told."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT
from elsewhere import Page
from shipped import served_as_shipped
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.vocabulary import OUTCOMES
from smtpcodes.export import markdown_copies, root_files


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


def test_every_page_has_a_preview_with_absolute_addresses_and_a_picture(site: Path) -> None:
    home, wrong = Settings().site_url, []
    for path in sorted(site.rglob("index.html")):
        where = path.parent.relative_to(site).as_posix()
        text = path.read_text(encoding="utf-8")
        if where.startswith("embed/") or "og:title" not in text:
            if "http-equiv=refresh" not in text and "location.replace" not in text and not where.startswith("embed/"):
                wrong.append((where, "no preview"))
            continue
        soup = BeautifulSoup(text.split("<body", 1)[0], "html.parser")
        said = {
            tag.get("property") or tag.get("name"): tag["content"]
            for tag in soup.select("meta[property^='og:'], meta[name^='twitter:'], meta[name=description]")
        }
        address = home if where == "." else f"{home}{where}/"
        picture = site / said["og:image"].removeprefix(home)
        trail = json.loads(soup.select_one("script[type='application/ld+json']").string)["itemListElement"]
        checks = {
            "address": said["og:url"] == address == soup.select_one("link[rel=canonical]")["href"],
            "picture": said["og:image"].startswith(home)
            and picture.exists()
            and said["twitter:card"] == "summary_large_image",
            "texts": bool(said["og:title"]) and len(said["og:description"]) > 20,
            "twitter": all(
                said[f"og:{name.split(':')[1]}"] == text
                for name, text in said.items()
                if name.startswith("twitter:") and name != "twitter:card"
            ),
            "trail": [row["position"] for row in trail] == list(range(1, len(trail) + 1))
            and trail[-1]["item"] == address,
        }
        wrong += [(where, name) for name, right in checks.items() if not right]
    assert wrong == []


def test_the_preview_of_a_pair_says_what_happened(site: Path) -> None:
    soup = BeautifulSoup((site / "550/5.7.1/index.html").read_text(encoding="utf-8"), "html.parser")
    title = soup.select_one("meta[property='og:title']")["content"]
    assert re.match(r"550 5\.7\.1 – \w", title) and "refused" in title.lower()
    assert soup.select_one("meta[property='og:image']")["content"].endswith("/assets/previews/refused.png")


def test_there_is_one_small_picture_for_each_outcome() -> None:
    folder = ROOT / "docs" / "assets" / "previews"
    found = {
        path.stem: (struct.unpack(">II", path.read_bytes()[16:24]), path.stat().st_size < 40_000)
        for path in folder.glob("*.png")
    }
    assert found == dict.fromkeys((*OUTCOMES, "site"), ((1200, 630), True))


_LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")


def test_every_link_of_a_copy_leads_somewhere(site: Path) -> None:
    wrong = []
    for path in [*site.rglob("index.md"), site / "llms.txt"]:
        text = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
        for target in _LINK.findall(text):
            target = target.removeprefix(Settings().site_url) if path.name == "llms.txt" else target
            if re.match(r"https?:|mailto:", target):
                continue
            found = (path.parent / target.split("#")[0]).resolve()
            if not (found.is_file() or (found / "index.html").exists()):
                wrong.append(f"{path.relative_to(site)}: {target}")
    assert wrong == []


def test_where_the_site_has_an_address_every_link_of_a_copy_is_whole(site: Path, model: Any) -> None:
    home = "https://help.example.org/kb/"
    wrong = []
    for path, text in markdown_copies.files(model, Settings(site_url=home)):
        prose = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$|`[^`\n]*`", "", text)
        for target in _LINK.findall(prose):
            there = target.removeprefix(home).split("#")[0]
            found = (site / there).is_file() or (site / there / "index.html").exists()
            if not (found if target.startswith(home) else re.match(r"https?:|mailto:", target)):
                wrong.append(f"{path}: {target}")
    assert wrong == []


def test_a_copy_is_plain_markdown(site: Path) -> None:
    wrong = []
    for path in site.rglob("index.md"):
        text = path.read_text(encoding="utf-8")
        prose = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$|`[^`\n]*`|\\[<>&]", "", text)
        if not text.startswith("# ") or re.search(r"<(?!https?://)[a-zA-Z/!]|\{[{%]|^\{:", prose, re.MULTILINE):
            wrong.append(path.relative_to(site).as_posix())
    assert wrong == []


def test_the_search_description_is_one_and_names_no_server_that_sees_the_search(site: Path) -> None:
    root = ElementTree.fromstring((site / "opensearch.xml").read_text(encoding="utf-8"))
    spec = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{spec}OpenSearchDescription" and len(root.findtext(f"{spec}ShortName") or "") <= 16
    assert [url.get("template") for url in root.findall(f"{spec}Url")] == [
        f"{Settings().site_url}decode/#{{searchTerms}}",
        f"{Settings().site_url}opensearch.xml",
    ]
    page = BeautifulSoup((site / "550/index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.select_one("link[rel=search]")["href"] == "../opensearch.xml"


def test_a_name_with_markup_or_of_any_length_makes_a_description() -> None:
    text = root_files.opensearch(Settings(site_name="<Post> & Partners' help with bounces"))
    assert (
        ElementTree.fromstring(text).findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName") == "<Post> & Partner"
    )


@pytest.mark.parametrize("typed", ["smtp%205.7.1", "smtp+5.7.1"])
def test_what_a_browser_searches_for_is_answered(base: str, chromium: Any, typed: str) -> None:
    with Page(chromium) as one:
        one.page.goto(f"{base}decode/#{typed}")
        one.page.locator("#answer a[href$='5.7.1/']").first.wait_for(timeout=10_000)


def test_robots_may_read_everything_and_find_the_map(site: Path) -> None:
    assert (site / "robots.txt").read_text(
        encoding="utf-8"
    ) == f"User-agent: *\nAllow: /\n\nSitemap: {Settings().site_url}sitemap.xml\n"
    listed = {
        element.text
        for element in ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    assert {
        f"{Settings().site_url}{path}" for path in ("", "550/", "5.7.1/", "550/5.7.1/", "embedding/", "api/")
    } <= listed
    assert not any("/embed/" in str(address) for address in listed)
