"""The element, as a page on another site meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import served
from elsewhere import GUIDE, Page, violations
from guide import snippets
from shipped import served_as_shipped
from smtpcodes.basics.signs import COLOURS


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served_as_shipped(site) as address:
        yield address


def element(one: Page, code: str) -> Any:
    return one.page.locator(f'smtp-code[code="{code}"]')


def test_the_element_shows_the_answer_on_another_origin(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(wiki(snippets(GUIDE, base)["element"]), wait_until="networkidle")
        text = element(one, "550 5.7.1").locator("[role=group]").inner_text()
        assert "550 5.7.1" in text and "Not delivered · permanent" in text and "What now?" in text
        assert (
            element(one, "550 5.7.1").get_by_role("link", name="More about 550 5.7.1").get_attribute("href")
            == f"{base}550/5.7.1/"
        )
        assert one.watch.wrong == []


def test_many_elements_load_each_code_once(base: str, wiki: Any, chromium: Any) -> None:
    tags = "".join(
        f'<smtp-code code="{code}"></smtp-code>'
        for code in ("550", "5.7.1", "550 5.7.1", "550/5.7.1", "550", "5.7.1", " 550 ", "550-5.7.1")
    )
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'{tags}<script src="{base}embed.js"></script><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        assert one.page.locator("smtp-code [role=group]").count() == 8
        asked = [url.removeprefix(base) for url in one.watch.asked if "/api/" in url]
        assert sorted(asked) == ["api/v1/codes/5.7.1.json", "api/v1/codes/550.json", "api/v1/pairs/550/5.7.1.json"]
        assert one.watch.wrong == []


def test_the_element_works_as_a_module_and_under_a_policy(base: str, wiki: Any, chromium: Any) -> None:
    policy = (
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src {base}; connect-src '
        f'{base}">'
    )
    with Page(chromium) as one:
        one.page.goto(
            wiki(
                f'<smtp-code code="550"></smtp-code><script type="module" crossorigin src="{base}embed.js"></script>',
                policy,
            ),
            wait_until="networkidle",
        )
        assert "550" in element(one, "550").locator("[role=group]").inner_text()
        assert [text for text in one.watch.wrong if "data:," not in text] == []


def test_a_pair_that_nobody_sends_gets_its_enhanced_code(site: Path, base: str, wiki: Any, chromium: Any) -> None:
    lonely = next(
        path.parent.relative_to(site).as_posix()
        for path in sorted(site.glob("5[0-9][0-9]/5.*/index.html"))
        if not (site / "api/v1/pairs" / f"{path.parent.relative_to(site)}.json").exists()
        and (site / "api/v1/codes" / f"{path.parent.name}.json").exists()
    )
    code = lonely.replace("/", " ")
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'<smtp-code code="{code}"></smtp-code><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        assert element(one, code).get_by_role("link").get_attribute("href") == f"{base}{lonely.split('/')[1]}/"


@pytest.mark.parametrize("code", ["", "nonsense", "999", "5.7.1.1", "../../../x", "<b>550</b>"])
def test_what_is_no_code_leaves_the_link(base: str, wiki: Any, chromium: Any, code: str) -> None:
    with Page(chromium) as one:
        escaped = code.replace("<", "&lt;")
        one.page.goto(
            wiki(
                f'<smtp-code code="{escaped}"><a href="{base}550">the link inside</a></smtp-code><script '
                f'src="{base}embed.js"></script>'
            ),
            wait_until="networkidle",
        )
        assert one.page.get_by_role("link", name="the link inside").is_visible()
        assert [text for text in one.watch.wrong if "404" not in text] == []


def test_without_data_or_script_the_link_stays(site: Path, wiki: Any, chromium: Any) -> None:
    with served(site) as closed, Page(chromium) as one:  # this server lets no other origin read
        one.page.goto(wiki(snippets(GUIDE, closed)["element"]), wait_until="networkidle")
        assert one.page.get_by_role("link", name="550 5.7.1: what it means").is_visible()
        assert [text for text in one.watch.wrong if "CORS" not in text and "ERR_FAILED" not in text] == []
    with Page(chromium, java_script_enabled=False) as one:
        one.page.goto(wiki(snippets(GUIDE, "http://127.0.0.1:9/")["element"]))
        assert one.page.get_by_role("link", name="550 5.7.1: what it means").is_visible()


def test_the_element_follows_its_attribute(base: str, wiki: Any, chromium: Any) -> None:
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('code', '250')")
        one.page.locator("smtp-code [role=group][aria-label='SMTP code 250']").wait_for()
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('code', 'none')")
        one.page.locator("smtp-code [role=group]").wait_for(state="detached")
        one.page.evaluate("document.querySelector('smtp-code').setAttribute('theme', 'dark')")
        assert one.watch.wrong == []


def test_the_element_makes_no_html_out_of_data(base: str, wiki: Any, chromium: Any) -> None:
    evil = "<img src=x onerror=\"document.title='caught'\">"
    words = dict.fromkeys(("outcome", "course", "fixer", "trouble_with", "advice"), evil)
    verdict = dict.fromkeys(("outcome", "whose_job", "trouble_with"), evil) | {"retried": {"value": evil}}
    contacts = [{"name": evil, "email": evil}]
    texts = dict.fromkeys(("code", "title", "summary", "note"), evil)
    body = json.dumps({**texts, "words": words, "verdict": verdict, "contacts": contacts, "url": "550/"})
    with Page(chromium) as one:
        one.page.route(
            "**/api/v1/codes/550.json",
            lambda route: route.fulfill(
                body=body, headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
            ),
        )
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        assert one.page.locator("smtp-code img").count() == 0
        assert evil in one.page.locator("smtp-code [role=group]").inner_text()
        assert one.page.title() == "A wiki"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_axe_finds_nothing_on_the_element(base: str, wiki: Any, chromium: Any, scheme: str, theme: str) -> None:
    tags = "".join(
        f'<smtp-code code="{code}" theme="{theme}"></smtp-code>' for code in ("250", "550", "4.2.2", "550 5.7.1")
    )
    with Page(chromium, color_scheme=scheme) as one:
        one.page.goto(wiki(f'{tags}<script src="{base}embed.js"></script>'), wait_until="networkidle")
        assert one.page.locator("smtp-code [role=group]").count() == 4
        assert violations(one.page) == []


def test_a_picture_in_the_wikis_text_does_not_stand_in_for_the_script(base: str, wiki: Any, chromium: Any) -> None:
    trap = '<img name="currentScript" src="http://127.0.0.1:9/embed.js" alt="">'
    with Page(chromium) as one:
        one.page.goto(
            wiki(f'{trap}<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'),
            wait_until="networkidle",
        )
        link = element(one, "550").get_by_role("link")
        assert link.get_attribute("href") == f"{base}550/"
        assert [url for url in one.watch.asked if "127.0.0.1:9/api" in url] == []


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://evil.example/550/", "//evil.example/", "data:text/html,x"]
)
def test_the_elements_link_stays_on_the_site(base: str, wiki: Any, chromium: Any, url: str) -> None:
    words = dict.fromkeys(("outcome", "course", "fixer", "trouble_with", "advice"), "x")
    verdict = {"outcome": "refused", "retried": {"value": "no"}, "whose_job": "sender", "trouble_with": "address"}
    texts = {"code": "550", "title": "t", "summary": "s"}
    body = json.dumps({**texts, "words": words, "verdict": verdict, "contacts": [], "url": url})
    with Page(chromium) as one:
        one.page.route(
            "**/api/v1/codes/550.json",
            lambda route: route.fulfill(
                body=body, headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
            ),
        )
        one.page.goto(
            wiki(f'<smtp-code code="550"></smtp-code><script src="{base}embed.js"></script>'), wait_until="networkidle"
        )
        assert element(one, "550").locator("[role=group] a").get_attribute("href") is None


@pytest.mark.parametrize(("theme", "place"), [("light", 0), ("dark", 1)])
def test_the_element_has_the_colours_of_the_card_and_shows_its_note(
    base: str, wiki: Any, chromium: Any, theme: str, place: int, model: Any
) -> None:
    names = {one.verdict.outcome: one.code for one in model.codes.values()}
    tags = "".join(f'<smtp-code code="{code}" theme="{theme}"></smtp-code>' for code in names.values())

    def with_note(route: Any) -> None:
        answer = route.fetch()
        own = {"note": "Our own note.", "contacts": [{"name": "Help desk", "email": "help@example.org"}]}
        route.fulfill(response=answer, body=json.dumps({**answer.json(), **own}))

    with Page(chromium) as one:
        one.page.route("**/api/v1/codes/*.json", with_note)
        one.page.goto(wiki(f'{tags}<script src="{base}embed.js"></script>'), wait_until="networkidle")
        found = {}
        for outcome, code in names.items():
            box = element(one, code).locator("[role=group]")
            found[outcome] = box.evaluate("box => getComputedStyle(box).borderLeftColor")
            assert box.locator(".o strong").evaluate("word => getComputedStyle(word).color") == found[outcome]
            assert "Our own note.\n\nHelp desk, help@example.org\n" in box.inner_text()
    wanted = {outcome: COLOURS[outcome][place] for outcome in names}
    assert found == {
        outcome: f"rgb({int(colour[1:3], 16)}, {int(colour[3:5], 16)}, {int(colour[5:], 16)})"
        for outcome, colour in wanted.items()
    }
