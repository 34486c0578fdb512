"""From the data folder to everything that a generator needs: the one door for the hook and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from smtpcodes import answers, api, cards, data, decoder_rules, pages, rules, stubs, twins
from smtpcodes.model import Model, build
from smtpcodes.problems import BadData
from smtpcodes.settings import Settings


def load(root: Path, schemas: Path | None = None) -> Model:
    """Read, check and model ``root`` (the folder ``data``). Raises BadData with every problem found."""
    found, problems = data.read(root, schemas)
    problems += rules.problems(found, unreadable={problem.path for problem in problems})
    if problems:
        raise BadData(problems)
    return build(found)


def markdown(model: Model, settings: Settings) -> dict[str, pages.Page]:
    """Every generated page as Markdown, by its path below docs/."""
    return pages.pages(model, settings)


def exports(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """Every other file of the site, as (path, text): stubs, twins, JSON, CSV, cards, badges, decoder rules."""
    yield from stubs.files(model, settings)
    yield from twins.files(model, settings)
    yield from api.files(model)
    yield "api/v1/answers.json", api.dump(answers.answers(model))
    yield from cards.files(model, settings)
    for path in sorted((model.raw.root / "schema").glob("*.json")):
        yield f"api/v1/schema/{path.name}", path.read_text(encoding="utf-8")
    raw = model.raw
    found = decoder_rules.decoder_rules(raw.fields("codes"), raw.fields("causes"), raw.fields("providers"), model.addresses)
    yield "api/v1/decoder.json", json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"
