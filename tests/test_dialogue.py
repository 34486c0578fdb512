"""The dialogue on a code's page: who says what, and which line is the one. In Chromium, on the real site."""

from __future__ import annotations

from typing import Any


def test_client_and_server_are_told_apart_and_the_reply_is_marked(base: str, chromium: Any) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(base + "550/", wait_until="networkidle")
    dialogue = page.locator("pre.dialogue")
    lines = dialogue.locator("code").text_content().split("\n")
    assert all(line.startswith(("C: ", "S: ")) for line in lines)
    assert dialogue.locator("i").all_text_contents() == [line for line in lines if line.startswith("C:")]
    assert dialogue.locator("b").all_text_contents() == [line for line in lines if line.startswith("S: 550")]
    weight, after = dialogue.locator("b").evaluate(
        "one => [getComputedStyle(one).fontWeight, getComputedStyle(one, '::after').content]"
    )
    assert int(weight) >= 600 and "this reply" in after
    quiet = "one => getComputedStyle(one).opacity"
    assert float(dialogue.locator("i").first.evaluate(quiet)) < float(dialogue.locator("code").evaluate(quiet))
    dialogue.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(lines)
    context.close()


def test_commands_are_chips_of_one_line_each(base: str, chromium: Any) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 600})
    page.goto(base + "550/")
    chips = page.locator("#dialogue ~ p").first.locator(".chip")
    assert {"MAIL", "RCPT", "end of data"} <= set(chips.all_text_contents())
    heights = {chip.evaluate("one => one.getClientRects().length") for chip in chips.all()}
    assert heights == {1}
    page.close()
