"""Every code provoked: the dialogue of each page and the text of each row, run through our own decoder, give it
back.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from engine import node
from smtpcodes.model.site import Model
from test_responses import SHOWN, answers, lines

HERE = Path(__file__).parent
DECODER = HERE.parent / "docs" / "javascripts" / "decoder" / "decode.js"

# Dialogues whose answer is not the code's own page, and why.
ELSEWHERE = {
    "254": "a success, which the decoder takes for no failure when a whole sentence stands behind it",
    "355": "a dialogue reply, which the decoder takes for no failure when a whole sentence stands behind it",
    "424": "the pair has no page; the enhanced code beside it says more",
    "522": "the pair has no page; the enhanced code beside it says more",
    "585": "the pair has no page; the enhanced code beside it says more",
}


def said(model: Model) -> dict[str, str]:
    """Code → the last line of its dialogue that shows it, as the server says it."""
    found = {}
    for code in model.codes.values():
        for line in code.fields.get("dialogue", ()):
            if line.startswith("S: ") and code.code in line:
                found[code.code] = line.removeprefix("S: ")
    return found


@cache
def _decoded(texts: str, rules: str) -> dict[str, Any]:
    done = subprocess.run(
        [node(), str(HERE / "decoder" / "run.mjs"), DECODER.as_uri()],
        input=f'{{"rules": {rules}, "texts": {texts}}}',
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return dict(json.loads(done.stdout))


def page_of(found: dict[str, Any]) -> str:
    """The page that the first failure leads to, "" where there is none."""
    return (found["failures"] or [{}])[0].get("url") or ""


def test_the_dialogue_of_a_page_leads_to_that_page(site: Path, model: Model) -> None:
    texts = said(model)
    assert len(texts) > 100
    rules = (site / "api" / "v1" / "decoder.json").read_text(encoding="utf-8")
    found = _decoded(json.dumps(texts), rules)
    lost = {code for code in texts if code not in page_of(found[code]).split("/")}
    assert {code: (texts[code], page_of(found[code])) for code in lost - set(ELSEWHERE)} == {}
    assert set(ELSEWHERE) - lost == set(), "no exception any more: delete the line"


def test_the_text_of_a_row_is_read_with_the_codes_of_that_row() -> None:
    wrong = []
    for line in lines():
        if line.how != SHOWN or not re.match(r"[245]\d\d ", line.text):  # 605 is no reply
            continue
        failure = answers()[line.name, line.how]
        if failure and failure.get("reply") != line.text[:3]:
            wrong.append(f"{line.name}: {failure.get('reply')} out of {line.text}")
    assert wrong == []
