"""Access: no violation of axe's WCAG 2.2 A and AA rules on any kind of page, and the way by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

import npm

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = [
    "",
    "codes/",
    "550/",
    "5.7.1/",
    "550/5.7.1/",
    "4.2.2/",
    "447/",
    "250/",
    "causes/",
    "causes/mailbox-full/",
    "providers/",
    "providers/google/",
    "providers/more/",
    "collisions/",
    "folklore/",
    "decode/",
    "not-mine/",
    "link/",
    "embedding/",
    "developers/",
    "api/",
    "own-copy/",
    "about/",
    "glossary/",
    "no/such/page",
]
WAYS = [(320, "light"), (320, "dark"), (1440, "light"), (1440, "dark")]
COLOURS = ["color-contrast", "link-in-text-block"]  # axe's rules about what a colour scheme changes
BOUNCE = "550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown in virtual mailbox table"


@pytest.fixture(scope="module")
def axe() -> str:
    return (npm.packages() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, axe: str, scheme: str) -> list[str]:
    """What axe finds: by all rules in light colours, in dark ones (the rest is the same) by those about colours."""
    page.evaluate(axe)
    only = {"type": "tag", "values": RULES} if scheme == "light" else {"type": "rule", "values": COLOURS}
    found = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'][:3])}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize(("width", "scheme"), WAYS)
def test_axe_finds_nothing_on_any_kind_of_page(base: str, chromium: Any, axe: str, width: int, scheme: str) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    wrong = {}
    for path in KINDS:
        page.goto(base + path)
        if found := violations(page, axe, scheme):
            wrong[path] = found
    page.goto(base + "decode/")
    page.fill("#paste-text", BOUNCE)
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer .verdict")
    page.evaluate("document.querySelectorAll('#answer details').forEach(one => { one.open = true })")
    if found := violations(page, axe, scheme):
        wrong["decode/ answered"] = found
    page.goto(base + "550/")
    page.keyboard.press("/")
    page.locator("input[name=query]:focus").wait_for()
    page.keyboard.type("5.7")
    page.wait_for_selector(".code-hits a")
    if found := violations(page, axe, scheme):
        wrong["search"] = found
    context.close()
    assert wrong == {}


def test_without_a_script_the_colours_follow_the_system(base: str, chromium: Any) -> None:
    backgrounds = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, java_script_enabled=False)
        page = context.new_page()
        page.goto(base + "550/")
        backgrounds[scheme] = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        context.close()
    assert backgrounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 31)"}


def test_the_choice_of_light_or_dark_stays_and_nothing_flashes(base: str, chromium: Any) -> None:
    context = chromium.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(base + "550/")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.goto(base + "5.7.1/", wait_until="commit")
    page.wait_for_selector("h1", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    context.close()


def focused(page: Any) -> Any:
    return page.evaluate(
        "({text: document.activeElement.textContent.trim(), href: document.activeElement.href ?? null, name: "
        "document.activeElement.name ?? null})"
    )


def tab_until(page: Any, wanted: Any, most: int = 200) -> None:
    """Press Tab until the focused element fits; it must be seen, and lie inside the window."""
    for _ in range(most):
        page.keyboard.press("Tab")
        now = focused(page)
        if wanted(now):
            box = page.evaluate(
                "(() => { const r = document.activeElement.getBoundingClientRect(); return [r.width, r.height, "
                "r.top, r.bottom, innerHeight] })()"
            )
            assert box[0] > 1 and box[1] > 1 and box[2] < box[4] and box[3] > 0, (
                f"{now} has the focus and cannot be seen"
            )
            return
    raise AssertionError("Tab never came to what was looked for")


def test_by_keyboard_from_home_over_search_and_a_code_to_who_says_it_and_copy(base: str, chromium: Any) -> None:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(base, wait_until="networkidle")
    tab_until(page, lambda now: now["name"] == "query")
    page.keyboard.type("550 5.7.1")
    page.wait_for_selector(".code-hits a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/550/5.7.1/")
    page.wait_for_load_state("networkidle")
    tab_until(page, lambda now: (now["href"] or "").endswith("#who-says-it") and now["text"] == "Who says it")
    page.keyboard.press("Enter")
    tab_until(page, lambda now: "/providers/" in (now["href"] or "") and "#" in now["href"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/providers/**")
    page.wait_for_load_state("networkidle")
    tab_until(page, lambda now: now["text"] == "Copy")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").strip()
    context.close()


def test_on_a_narrow_screen_the_menu_and_the_search_open_by_keyboard(base: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(base + "550/", wait_until="networkidle")
    assert not page.locator(".ways a").first.is_visible(), "a closed menu must hold no focus"
    tab_until(page, lambda now: page.evaluate("document.activeElement.matches('.sign-menu')"))
    page.keyboard.press("Space")
    page.locator(".ways a:focus").wait_for()
    assert focused(page)["text"] == "Home"
    page.keyboard.press("Escape")
    page.locator(".ways a").first.wait_for(state="hidden")
    tab_until(page, lambda now: now["name"] == "query")
    page.keyboard.type("447")
    page.wait_for_selector(".code-hits a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/447/")
    context.close()


def test_names_roles_and_live_regions_stand_in_the_tree(base: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(base + "550/5.1.1/")
    for role, name in (
        ("dialog", "Search"),
        ("navigation", "Site"),
        ("navigation", "Breadcrumb"),
        ("navigation", "On this page"),
        ("region", "In short"),
        ("button", "Light or dark"),
        ("img", "The mail got as far as: mailbox. Sender: you can fix it."),
    ):
        assert page.get_by_role(role, name=name).count() == 1, f"no {role} named {name}"
    assert page.get_by_role("main").count() == 1 and page.get_by_role("heading", level=1).count() == 1
    page.goto(base + "decode/", wait_until="networkidle")
    assert page.get_by_role("textbox", name="Paste your bounce").count() == 1
    assert page.locator("#answer").get_attribute("aria-live") == "polite"
    context.close()


def test_a_word_of_the_glossary_explains_itself_on_hover_focus_and_tap(base: str, chromium: Any) -> None:
    for touch in (False, True):
        context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=touch)
        page = context.new_page()
        page.goto(base + "causes/sender-authentication/", wait_until="networkidle")
        term = page.locator("a.term:visible").first
        text = term.get_attribute("title")
        assert text and "/glossary/#" in term.evaluate("one => one.href")
        if touch:
            term.tap()
            assert page.get_by_role("tooltip").inner_text() == text and "glossary" not in page.url
            page.touchscreen.tap(5, 400)
            assert page.get_by_role("tooltip").count() == 0
        else:
            term.hover()
            assert page.get_by_role("tooltip").inner_text() == text
            page.mouse.move(2, 2)
            assert page.get_by_role("tooltip").count() == 0
            term.focus()
            assert page.get_by_role("tooltip").inner_text() == text
            page.keyboard.press("Escape")
            assert page.get_by_role("tooltip").count() == 0
        context.close()
