"""Make the pictures of link previews anew: python tests/benchmarks/preview_images.py

One for each outcome and one for the site, 1200 × 630, to docs/assets/previews/; look at them, then commit them. The
words are
the vocabulary's. Set in whatever font the machine has for system-ui, so run it where the result looks right.
"""

from __future__ import annotations

import html
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "hooks")]
from browser import browser  # noqa: E402
from smtpcodes.basics.signs import COLOURS, drawn  # noqa: E402
from smtpcodes.basics.vocabulary import ARRIVED, OUTCOMES  # noqa: E402

OUT = ROOT / "docs" / "assets" / "previews"
LIMIT = 40_000  # bytes; chat programs load them for every link

PAGE = """<!doctype html><meta charset="utf-8"><style>
*{{box-sizing:border-box}}
body{{margin:0;width:1200px;height:630px;background:#fff;color:#1a2230;
font-family:system-ui,sans-serif;display:flex}}
.side{{width:330px;background:{colour};color:#fff;display:flex;align-items:center;justify-content:center}}
svg{{width:200px;height:200px;fill:none;stroke-linecap:round;stroke-linejoin:round}}
.post{{stroke:#fff;stroke-width:9}}.disc{{fill:#fff}}.line{{stroke:{colour};stroke-width:2.6}}
main{{flex:1;padding:70px 60px;display:flex;flex-direction:column;justify-content:center}}
h1{{font-size:{size}px;line-height:1.1;margin:0 0 26px;color:{colour}}}
p{{font-size:38px;line-height:1.35;margin:0 0 12px;color:#37415a}}
small{{font-size:28px;margin-top:34px;color:#4d5868}}
</style><div class="side">{sign}</div>
<main><h1>{title}</h1><p>{first}</p><p>{second}</p><small>What an SMTP error means, and what to do now</small></main>"""

SIGNS = {name: f'<svg viewBox="-11 -11 22 22">{drawn(name, "disc", "line")}</svg>' for name in OUTCOMES}
SIGNS["site"] = (
    '<svg viewBox="0 0 100 100" class="post"><rect x="8" y="22" width="84" height="58" rx="6"/>'
    '<path d="M10 26l40 32 40-32"/></svg>'
)


def pages() -> dict[str, str]:
    """The HTML of every picture by name."""
    out = {
        name: PAGE.format(
            colour=COLOURS[name][0],
            size=76,
            sign=SIGNS[name],
            title=html.escape(OUTCOMES[name][0]),
            first="Did it arrive?",
            second=html.escape(ARRIVED[name]),
        )
        for name in OUTCOMES
    }
    out["site"] = PAGE.format(
        colour="#0b57a4",
        size=70,
        sign=SIGNS["site"],
        title="SMTP codes",
        first="Did it arrive? Is it tried again?",
        second="Whose job is it? Who said it?",
    )
    return out


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the RGB rows of a PNG as Chromium writes it (8 bits, no interlacing)."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    packed, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw, step = zlib.decompress(packed), {2: 3, 6: 4}[kind]
    rows, before = [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        how, row = raw[start], bytearray(raw[start + 1 : start + 1 + width * step])
        for x in range(len(row)):
            left, up, corner = (row[x - step] if x >= step else 0), before[x], (before[x - step] if x >= step else 0)
            if how == 4:
                row[x] = (row[x] + min((left, up, corner), key=lambda one: abs(left + up - corner - one))) & 255
            elif how:
                row[x] = (row[x] + {1: left, 2: up, 3: (left + up) // 2}[how]) & 255
        before = row
        rows.append(b"".join(row[x : x + 3] for x in range(0, len(row), step)))
    return width, height, rows


def small(png: bytes) -> bytes:
    """The same picture with at most 256 colours: a fraction of the size, and no difference to be seen."""
    width, height, rows = pixels(png)
    seen = Counter(row[x : x + 3] for row in rows for x in range(0, len(row), 3))
    palette = [colour for colour, _ in seen.most_common(256)]
    number = {
        colour: palette.index(min(palette, key=lambda one: sum((a - b) ** 2 for a, b in zip(one, colour, strict=True))))
        for colour in seen
    }
    data = b"".join(b"\0" + bytes(number[row[x : x + 3]] for x in range(0, len(row), 3)) for row in rows)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        png[:8]
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", b"".join(palette))
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    heavy = []
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1200, "height": 630})
        for name, text in pages().items():
            page.set_content(text)
            (OUT / f"{name}.png").write_bytes(small(page.screenshot()))
            size = (OUT / f"{name}.png").stat().st_size
            print(f"{name}.png {size} bytes")
            heavy += [name] if size > LIMIT else []
    return int(bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
