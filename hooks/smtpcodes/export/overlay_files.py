"""The overlay's look: its colours and logo as a stylesheet, its logo as a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.model.site import Model

STYLESHEET = "stylesheets/local.css"


def stylesheet(model: Model) -> str:
    """The organisation's colours and the place of its logo; empty where it has neither.

    It comes after the site's own stylesheet. The header's colour holds for light and dark, and beats both (three times
    ``:root``); a link's colour was checked on white, so the dark look keeps its own. Text on the header's colour is
    white.
    """
    own = model.local.get("organisation", {}).get("colours", {})
    rules = []
    if "header" in own:
        rules.append(
            f":root:root:root {{ --bar: {own['header']}; --on-bar: #fff; --md-footer-fg-color--light: #fff; "
            "--md-footer-fg-color--lighter: #fff; }"
        )
    if "link" in own:
        rules.append(f":root {{ --link: {own['link']}; }}")
    if logo(model):
        rules.append(
            ".own-logo { height: 1.4rem; max-width: 6rem; margin-right: 0.4rem; vertical-align: middle; "
            "object-fit: contain; }"
        )
    return "".join(f"{rule}\n" for rule in rules)


def logo(model: Model) -> str | None:
    """The site's address of the organisation's logo."""
    name = model.local.get("organisation", {}).get("logo")
    return f"assets/local/{name}" if name else None


def files(model: Model) -> Iterator[tuple[str, bytes]]:
    """(path, content) of the overlay's own files."""
    if text := stylesheet(model):
        yield STYLESHEET, text.encode()
    if name := logo(model):
        yield name, (model.root / "local" / model.local["organisation"]["logo"]).read_bytes()
