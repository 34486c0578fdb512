"""Links out of bounces, as mail programs mangle them: each ends on the right page, or on a 404 page that shows the
way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from browser import Watch, served

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
import addresses as bench


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def arrive(page: Any, base: str, path: str) -> str:
    """Where an address ends, relative to the root, once it goes nowhere any more."""
    page.goto(base + path, wait_until="networkidle")
    page.wait_for_timeout(150)
    page.wait_for_load_state("networkidle")
    return unquote(urlsplit(page.url).path)[len(urlsplit(base).path) :]


def said(page: Any) -> str:
    return " ".join(page.inner_text("#address-answer").split())


def ways(page: Any, base: str) -> list[str]:
    return page.eval_on_selector_all(
        "#address-answer a", "(links, base) => links.map((link) => link.href.replace(base, ''))", base
    )


def test_a_fixed_sample_of_every_mangling_is_answered(site: Path, base: str, chromium: Any) -> None:
    """One address for each rule, out of a fixed seed; tests/benchmarks/addresses.py follows 400."""
    wanted = bench.addresses(site, len(bench.MANGLING))
    assert len({address.rule for address in wanted}) == len(bench.MANGLING)
    found = list(bench.outcomes(chromium, base, site, wanted))
    assert [(one.address.rule, one.address.path, one.at) for one in found if one.how == "lost"] == []
    # the server itself may take these for the right folder, one level too deep for the page's relative links
    assert {one.address.rule for one in found if one.how == "bare page"} <= {
        "a doubled slash",
        "a doubled slash at the end",
        "an escaped slash",
        "everything escaped",
    }


@pytest.mark.parametrize(
    "glue", [".", ")", ").", ",", "%3E", "&gt;", "]", "%22", "%E2%80%9D", ";", ":", "'", "=", "=20", "%0D%0A", "%20"]
)
def test_what_mail_programs_glue_to_a_link_is_taken_off(page: Any, base: str, glue: str) -> None:
    assert arrive(page, base, f"550/5.7.1{glue}") == "550/5.7.1/"


@pytest.mark.parametrize(
    "path",
    [
        "550%205.7.1",
        "550_5.7.1",
        "550-5.7.1",
        "550+5.7.1",
        "550%2F5.7.1",
        "550%252F5.7.1",
        "smtp;550-5.7.1",
        "SMTP;%20550-5.7.1",
        "error/550/5.7.1",
        "(550%205.7.1)",
    ],
)
def test_other_spellings_of_a_pair_lead_to_its_page(page: Any, base: str, path: str) -> None:
    assert arrive(page, base, path) == "550/5.7.1/"


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("error/550", "550/"),
        ("%23550", "550/"),
        ("(%235.7.1)", "5.7.1/"),
        ("ERROR/550.HTML", "550/"),
        ("5.7.1/index.html.", "5.7.1/"),
    ],
)
def test_other_spellings_of_a_code_lead_to_its_page(page: Any, base: str, path: str, goal: str) -> None:
    assert arrive(page, base, path) == goal


def test_an_unknown_code_is_explained_digit_by_digit(page: Any, base: str) -> None:
    assert arrive(page, base, "5.6.999") == "5.6.999"
    assert "5 means permanent failure" in said(page) and "6 in the middle: what is inside the message" in said(page)
    assert ways(page, base) == ["5.6.0/"]
    assert arrive(page, base, "599/1.2.3") == "599/1.2.3"
    assert "no class 1 exists; 2 in the middle: the recipient’s mailbox" in said(
        page
    ) and "599 is not on record here" in said(page)


def test_codes_that_do_not_agree_are_both_shown_and_none_is_chosen(page: Any, site: Path, base: str) -> None:
    reply, code = next(
        (r, c) for r, c in (("550", "4.7.1"), ("550", "4.2.0"), ("556", "4.1.0")) if not (site / r / c).exists()
    )
    assert arrive(page, base, f"{reply}/{code}") == f"{reply}/{code}"
    assert "They do not agree" in said(page) and f"The sending server believes {reply}" in said(page)
    assert ways(page, base) == [f"{code}/", f"{reply}/"]


def test_words_are_handed_to_the_decoder(page: Any, base: str) -> None:
    arrive(page, base, "user%20unknown%20in%20virtual%20mailbox%20table")
    assert ways(page, base) == ["decode/#user%20unknown%20in%20virtual%20mailbox%20table"]
    arrive(page, base, "550%205.1.1%20no%20such%20user")
    assert ways(page, base) == ["550/5.1.1/", "5.1.1/", "550/", "decode/#550%205.1.1%20no%20such%20user"]


def test_an_address_is_shown_as_text_and_never_runs(page: Any, base: str) -> None:
    watch = Watch(page)
    arrive(page, base, "%3Cimg%20src=x%20onerror=alert(1)%3E")
    assert page.query_selector("#address-answer img") is None and "<img src=x onerror=alert(1)" in said(page)
    arrive(page, base, "%E0%A4%A")
    assert [text for text in watch.wrong if not {"404", "URL"} & set(text.split())] == []


def test_below_a_sub_path_the_404_page_leads_on_too(kb_site: Path, chromium: Any) -> None:
    with served(kb_site, "/kb/") as base:
        page = chromium.new_page()
        assert [arrive(page, base, path) for path in ("550/5.7.1).", "smtp;550-5.7.1", "error/550")] == [
            "550/5.7.1/",
            "550/5.7.1/",
            "550/",
        ]
        assert arrive(page, base, "5.6.999") == "5.6.999" and ways(page, base) == ["5.6.0/"]
        page.close()


def test_without_javascript_the_404_page_still_helps(base: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    assert page.goto(base + "no/such/page").status == 404
    assert "look for three digits such as 550" in page.inner_text(
        "main"
    ) and "not now, the sending server tries again" in page.inner_text("main")
    for link in page.eval_on_selector_all(".md-content a", "links => links.map((link) => link.href)"):
        assert page.request.get(link).ok, link
    context.close()


def test_a_bounce_is_read_on_the_404_page_itself(page: Any, base: str) -> None:
    arrive(page, base, "no/such/page")
    assert "You asked for" in said(page) and "look for three digits" in said(page)
    page.fill("#paste-text", "550 5.1.1 user unknown")
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")
    assert "Address does not exist" in page.inner_text("#answer .verdict-outcome")
    assert page.get_attribute("#answer .verdict a[href$='550/5.1.1/']", "href") == f"{base}550/5.1.1/"


def test_every_pair_of_one_class_needs_no_javascript(site: Path, model: Any) -> None:
    """Standard and registered replies × the enhanced codes of their class: a page or a stub, that leads to a page."""
    replies = [
        code.code
        for code in model.codes.values()
        if code.kind == "reply" and code.digit in "45" and code.fields["standing"] in {"standard", "registered"}
    ]
    enhanced = [code.code for code in model.codes.values() if code.kind == "enhanced"]
    pairs = [(reply, code) for reply in replies for code in enhanced if reply[0] == code[0]]
    assert len(pairs) > 2500
    assert [pair for pair in pairs if bench.place(site, "/".join(pair)) not in {"/".join(pair), pair[1]}] == []


def test_a_file_of_bounces_is_checked_pair_by_pair(site: Path, base: str, chromium: Any, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    rows = [
        '{"reply": "550", "enhanced": "5.1.1"}',
        '{"reply": "550", "enhanced": null}',
        '{"enhanced": "4.4.7"}',
        '{"reply": "550", "enhanced": "4.2.0"}',
        '{"reply": null}',
    ]
    cases.write_text("\n".join(rows), encoding="utf-8")
    found = bench.check_cases(chromium, base, site, cases)
    assert (
        found["cases"],
        found["of one class"],
        found["lost with JavaScript off"],
        found["mismatched"],
        found["mismatched lost"],
    ) == (4, 3, [], 1, [])
