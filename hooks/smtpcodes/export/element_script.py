"""The element's script, /embed.js: one classic script with our own colours and drawings in it. Pure."""

from __future__ import annotations

import json

from smtpcodes.basics.signs import COLOURS, DRAWINGS
from smtpcodes.export.cards import PAPER
from smtpcodes.export.decoder_scripts import one_script
from smtpcodes.render.picture import STYLE

_WORDS = {"COLOURS": COLOURS, "DRAWINGS": DRAWINGS, "PAPER": PAPER, "WAY": STYLE}


def element_script(source: str) -> str:
    """In: docs/embed.js. Out: what the site holds as /embed.js.

    The module "from-python.js", which the source imports, is made here: no colour stands twice.
    """
    made = "".join(
        f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in _WORDS.items()
    )
    return one_script("embed.js", {"embed.js": source, "from-python.js": made})
