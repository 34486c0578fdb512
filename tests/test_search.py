"""The search box: the exact code first in every spelling, the right page first for words. In Chromium, on the real
site.
"""

from __future__ import annotations

import json
import re
import shutil
import string
import subprocess
from pathlib import Path
from typing import Any

import pytest

from browser import Watch, served
from conftest import ROOT, build
from engine import node

SPELLINGS = """
import { pagesFor } from "%s";
import fs from "node:fs";
const lookup = JSON.parse(fs.readFileSync(0, "utf8"));
const wrong = [];
const check = (typed, url) => {
  const hit = pagesFor(typed, lookup)[0];
  if (hit?.url !== url) wrong.push(`${typed} → ${hit?.url}, not ${url}`);
};
for (const code of Object.keys(lookup.codes))
  for (const typed of [code, `#${code}`, `(#${code})`, ` ${code} `, `smtp;${code}`]) check(typed, `${code}/`);
for (const pair of lookup.pairs) {
  const [reply, enhanced] = pair.split(" ");
  const spellings = [`${reply}-${enhanced}`, `${reply} (#${enhanced})`, `${reply}/${enhanced}`, `${reply}_${enhanced}`];
  for (const typed of [pair, ...spellings]) check(typed, `${reply}/${enhanced}/`);
}
for (const [code, first] of Object.entries(lookup.ranges)) check(code, `${first}/`);
for (const code of Object.keys(lookup.codes)) {
  const digits = code.split(".").join("");
  if (code.includes(".") && digits.length === 3 && !pagesFor(digits, lookup).some((hit) => hit.url === `${code}/`))
    wrong.push(`${digits} does not offer ${code}`);
}
console.log(JSON.stringify(wrong));
"""

# Words that people type, and the page that should come first.
WORDS = {
    "mailbox full": "causes/mailbox-full/",
    "quota exceeded": "causes/mailbox-full/",
    "greylisting": "causes/greylisted/",
    "greylisted": "causes/greylisted/",
    "user unknown": "causes/recipient-unknown/",
    "no such user": "causes/recipient-unknown/",
    "spam": "causes/spam-content/",
    "virus": "causes/malware/",
    "relay access denied": "causes/relay-denied/",
    "block list": "causes/sender-reputation/",
    "rate limit": "causes/rate-limited/",
    "message too large": "causes/message-too-large/",
    "mail loop": "causes/mail-loop/",
    "reverse DNS": "causes/sender-dns/",
    "password": "causes/login/",
    "DMARC": "causes/sender-authentication/",
    "SPF": "causes/sender-authentication/",
    "connection timed out": "causes/connection-failed/",
    "delivery time expired": "causes/expired/",
    "account disabled": "causes/recipient-disabled/",
    "domain not found": "causes/domain-not-found/",
    "blacklist": "delisting/",
    "get off the list": "delisting/",
    "bad sequence of commands": "causes/protocol-error/",
    "disk full": "causes/server-error/",
    "app password": "causes/login/",
    "rejected by policy": "causes/policy/",
    "greylist": "causes/greylisted/",
    "inbox full": "causes/mailbox-full/",
    "too many hops": "causes/mail-loop/",
    "confluence": "embedding/",
    "hosting": "own-copy/",
    "I never sent this": "not-mine/",
    "backscatter": "not-mine/",
    "forged bounce": "not-mine/",
    "phishing": "not-mine/",
    "glossary": "glossary/",
    "collisions": "collisions/",
    "wordpress": "embedding/",
    "postfix footer": "link/",
    "smtplib": "developers/",
    "csv": "api/",
    "privacy": "about/",
}


def test_the_exact_code_comes_first_in_every_spelling(site: Path) -> None:
    script = SPELLINGS % (ROOT / "docs/javascripts/spelling.js").as_uri()
    done = subprocess.run(
        [node(), "--input-type=module", "-e", script],
        input=(site / "api/v1/lookup.json").read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_the_box_offers_the_code_above_the_results_and_enter_opens_it(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page()
        page.goto(base)
        page.keyboard.press("/")
        page.keyboard.type("550-5.7.1")
        page.wait_for_selector(".code-hits a")
        assert page.locator(".code-hits a").first.inner_text().startswith("550 5.7.1 ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/550/5.7.1/")
        page.close()


def found(page: Any, words: str) -> tuple[list[str], list[str]]:
    """What the box shows for typed words once it has answered: the codes above, the addresses of the pages below."""
    page.locator("input[name=query]").fill(words)
    page.locator("input[name=query]").press("End")
    page.wait_for_function(
        "() => document.querySelector('.md-search-result__item:not([hidden])') || "
        "document.querySelector('.search-nothing:not([hidden])')"
    )
    links = page.locator(".md-search-result__item:not([hidden]) > a")
    below = links.evaluate_all(
        "links => links.map(link => link.href)"
    )  # at once: the list is made anew while one reads
    return page.locator(".code-hits a").all_inner_texts(), [one.split("?")[0].split("#")[0] for one in below]


def test_a_code_stands_once_and_with_its_outcome(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page()
        page.goto(base + "about/")
        page.keyboard.press("/")
        above, below = found(page, "550 5.4.1")
        assert above[0] == "550 5.4.1 Address refused (Microsoft), else no answer Refused"
        assert [line.split(" ")[0] for line in above[1:]] == ["5.4.1", "550"]
        drawn = (
            "one => getComputedStyle(one, '::before').maskImage || getComputedStyle(one, '::before').webkitMaskImage"
        )
        assert page.locator(".code-hits .mark").first.evaluate(drawn).startswith("url(")
        shown = {base + path for path in ("550/5.4.1/", "5.4.1/", "550/")}
        assert below and not shown & set(below)
        assert found(page, "452 4.2.2")[0][0].endswith("Delayed, not lost")
        page.close()


def test_words_that_no_page_has_lead_on(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page(viewport={"width": 375, "height": 667}, has_touch=True)
        page.goto(base + "550/")
        page.locator(".md-header .sign-search").tap()
        assert found(page, "zzqqy <wrrt>") == ([], [])
        assert not page.locator(".md-search-result__meta").is_visible()
        box = page.locator(".search-nothing")
        ink, ground = (box.evaluate(f"one => getComputedStyle(one).{what}") for what in ("color", "backgroundColor"))
        assert (ink, ground) == ("rgb(26, 34, 48)", "rgba(0, 0, 0, 0)")  # dark on the page's white, not the bar's white
        page.get_by_role("link", name="Read it with the decoder").tap()
        page.wait_for_url(f"{base}decode/**")
        assert page.locator("#paste-text").input_value() == "zzqqy <wrrt>"
        page.go_back()
        page.close()


def test_the_key_that_opens_the_search_is_shown_where_there_are_keys(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(base)
        key = page.locator(".search-key")
        assert key.is_visible() and key.inner_text() == "/"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "query" and not key.is_visible()
        page.close()


def test_results_hold_no_markup_of_records(site: Path) -> None:
    """What Material inserts as HTML: titles and tags of all entries, escaped once."""
    docs = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    texts = [text for entry in docs for text in (entry["title"], *entry.get("tags", ()))]
    assert [text for text in texts if "<" in text or re.search(r"&(?!(?:amp|lt|gt);)|&amp;(?:amp|lt|gt);", text)] == []
    assert {entry["title"].split(" ")[0] for entry in docs if entry["location"].startswith("providers/att/")} >= {
        "AT&amp;T"
    }


def test_a_trap_in_a_record_is_text_in_the_results(tmp_path: Path, chromium: Any) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "node_modules", "tests"))
    trap = "<img src=x onerror=window.hit=1>"
    path = copy / "data/providers/att.yml"
    path.write_text(
        re.sub(
            r"^name: .*$", f'name: "Trapmail {trap}"', path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
        ),
        encoding="utf-8",
    )
    (copy / "data/local").mkdir()
    (copy / "data/local/overlay.yml").write_text(
        f'organisation: {{name: "Trapmail {trap}"}}\nnotes: {{codes: {{"550": "Trapmail {trap}"}}}}\n', encoding="utf-8"
    )
    done = build(tmp_path / "site", copy, SMTPCODES_NO_EXPORTS="")
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site") as base:
        page = chromium.new_page()
        page.goto(base)
        page.keyboard.press("/")
        page.keyboard.type("Trapmail")
        page.locator(".md-search-result__item", has_text="onerror").first.wait_for()
        assert page.locator(".md-search-result img").count() == 0
        page.close()


def test_nothing_of_the_search_loads_before_it_is_used(site: Path, chromium: Any) -> None:
    with served(site) as base:
        page = chromium.new_page()
        watch = Watch(page)
        page.goto(base + "550/", wait_until="networkidle")
        assert [
            url
            for url in watch.asked
            if "search_index" in url or "bundle." in url or "/workers/" in url or "lookup.json" in url
        ] == []
        with page.expect_request("**/search/search_index.json"):
            page.keyboard.press("/")
        page.close()


@pytest.fixture(scope="module")
def first_results(site: Path, chromium: Any) -> dict[str, str]:
    found = {}
    with served(site) as base:
        page = chromium.new_page()
        page.goto(base)
        page.keyboard.press("/")
        for words in WORDS:
            page.locator("input[name=query]").press("Control+a")
            page.keyboard.type(words)
            for _ in range(60):  # Material waits while one types; then its worker answers, on a busy machine late
                page.wait_for_timeout(100)
                result = page.locator(".md-search-result__item a").first
                href = (result.get_attribute("href") if result.count() else "") or ""
                found[words] = href.removeprefix(base).removeprefix("./").split("?")[0].split("#")[0]
                if found[words] == WORDS[words]:
                    break
        page.close()
    return found


def test_whatever_one_starts_to_type_finds_pages(site: Path, chromium: Any) -> None:
    """An index with many numbers made lunr look for words that no page has: after "i" it found nothing at all."""
    with served(site) as base:
        page = chromium.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(base)
        page.keyboard.press("/")
        results = page.locator(".md-search-result__item a")
        silent = []
        for letter in string.ascii_lowercase + string.digits:
            page.locator("input[name=query]").press("Control+a")
            page.keyboard.type(letter)
            for _ in range(60):
                page.wait_for_timeout(100)
                if results.count():
                    break
            else:
                silent.append(letter)
            page.locator("input[name=query]").fill("")
            results.first.wait_for(state="detached")
        assert (silent, said) == ([], [])
        page.close()


def test_the_search_takes_no_two_nodes_of_its_words_for_one(site: Path, chromium: Any) -> None:
    """Edges 1 and 3 to the nodes 2 and 45 are not the edge 1 to node 2345: words that no page has would follow."""
    with served(site) as base:
        page = chromium.new_page()
        page.goto(base)
        page.keyboard.press("/")
        page.keyboard.type("spam")
        page.locator(".md-search-result__item a").first.wait_for(state="attached")
        assert page.workers[0].evaluate(
            "[{1: {id: 2}, 3: {id: 45}}, {1: {id: 2345}}]"
            ".map(edges => Object.assign(new lunr.TokenSet(), {edges}) + '')"
        ) == ["012,345,", "012345,"]
        page.close()


def test_words_lead_to_the_right_page_first(first_results: dict[str, str]) -> None:
    assert first_results == WORDS
