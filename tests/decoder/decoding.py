"""Runs the decoder's modules on Node, over named texts, with the invented rules."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from decoder.records import ADDRESSES, CAUSES, CODES, PROVIDERS
from engine import node
from smtpcodes.export.decoder_rules import decoder_rules

MODULES = Path(__file__).parent.parent.parent / "docs" / "javascripts" / "decoder"
RULES = decoder_rules(CODES, CAUSES, PROVIDERS, ADDRESSES)


def decode(texts: dict[str, str], rules: Any = RULES, modules: Path = MODULES) -> dict[str, Any]:
    """Answers by the texts' names, from one process."""
    done = subprocess.run(
        [node(), str(Path(__file__).parent / "run.mjs"), (modules / "decode.js").as_uri()],
        input=json.dumps({"rules": rules, "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
