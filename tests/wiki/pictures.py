"""The guide's pictures: what a reader of a wiki sees of link, badge and card, in light and dark, as small WebP files.

Chromium itself packs them, so that nothing else need be installed.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent.parent / "docs" / "embedding" / "pictures"
WIDTH, HEIGHT, QUALITY = 640, 300, 0.72

_PACK = """async ([png, quality]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def name(system: str) -> str:
    """How a system's pictures are called: "Otter Wiki" gives otter-wiki."""
    return system.lower().replace(" ", "-")


def take(chromium: Any, address: str, base: str, called: str) -> None:
    """Write the light and the dark picture of a wiki's page, from a little above its short link on."""
    FOLDER.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        page = chromium.new_page(viewport={"width": WIDTH, "height": 3 * HEIGHT}, color_scheme=scheme)
        page.goto(address, wait_until="networkidle")
        link = page.locator(f"a[href='{base}550/5.7.1']").first
        link.wait_for()
        top = link.evaluate("link => link.getBoundingClientRect().top + scrollY")
        part = {"x": 0, "y": max(0, top - 48), "width": WIDTH, "height": HEIGHT}
        png = base64.b64encode(page.screenshot(full_page=True, clip=part)).decode("ascii")
        page.goto("about:blank")
        packed = page.evaluate(_PACK, [png, QUALITY])
        (FOLDER / f"{called}-{scheme}.webp").write_bytes(base64.b64decode(packed))
        page.close()
