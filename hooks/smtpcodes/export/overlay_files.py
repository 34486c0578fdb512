"""The overlay's look: its colours as a stylesheet, its logo as a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.model.site import Model

STYLESHEET = "stylesheets/local.css"


def colours(model: Model) -> str:
    """The stylesheet of the organisation's colours; empty where it has none."""
    own = model.local.get("organisation", {}).get("colours", {})
    rules = []
    if "header" in own:
        rules.append(f"[data-md-color-scheme][data-md-color-primary] {{ --md-primary-fg-color: {own['header']}; }}")
    if "link" in own:
        rules.append(
            f'[data-md-color-scheme="default"][data-md-color-primary] {{ --md-typeset-a-color: {own["link"]}; }}'
        )
    return "".join(f"{rule}\n" for rule in rules)


def logo(model: Model) -> str | None:
    """The site's address of the organisation's logo."""
    name = model.local.get("organisation", {}).get("logo")
    return f"assets/local/{name}" if name else None


def files(model: Model) -> Iterator[tuple[str, bytes]]:
    """(path, content) of the overlay's own files."""
    if colours(model):
        yield STYLESHEET, colours(model).encode()
    if logo(model):
        yield str(logo(model)), (model.raw.root / "local" / model.local["organisation"]["logo"]).read_bytes()
