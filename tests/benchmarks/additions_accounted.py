"""What became of each row of collected additions: rows about speakers, numbers, corrections, delisting and retry
tables.

A row about a speaker is *used* when a response of data/providers/ has its id and its words; everything else is said in
``additions.yml`` beside this file, one line a row: `merged: google#overquota`, `done: where`, `left out: why`. A line
there that names no row, or a response that does not exist, is a mistake too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[2] / "data"
SAID = Path(__file__).with_name("additions.yml")
ALIKE = 0.7  # a text may gain a longer sentence or lose a sample
WEAK = ("low", "medium", "not proven")
FATES = ("used", "merged", "done", "left out")


@dataclass(frozen=True)
class Row:
    """One row: its key (`big/google#overquota`), the speaker and id that it has, its text, how sure it is."""

    key: str
    speaker: str
    id: str
    text: str
    sure: bool


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def is_additions(folder: Path) -> bool:
    """Whether a folder holds additions and corrections, and not the first collection."""
    return (folder / "corrections.yaml").exists()


def rows(folder: Path) -> Iterator[Row]:
    """Every row of the folder, the speakers' first."""
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")]):
        name, content = path.relative_to(folder).with_suffix("").as_posix(), _read(path)
        if isinstance(content, list):
            for number, row in enumerate(content):
                label = str(row.get("code") or row.get("provider") or row.get("system") or number)
                sure = not str(row.get("sure", "high")).startswith(WEAK)
                yield Row(f"{name}#{label}" if name != "corrections" else f"{name}#{number}", "", label, "", sure)
        elif "responses" in content:
            speaker, rated = content.get("speaker") or content["provider"], content.get("sureness", {})
            for row in content["responses"]:
                rating = str(rated.get(row["id"], row.get("sure", "high")))
                sure = not rating.startswith(WEAK) and not row.get("approximate")
                yield Row(f"{name}#{row['id']}", speaker, row["id"], row.get("text") or "", sure)
            for kind in ("facts", "corrections"):
                for number, one in enumerate(content.get(kind, ())):
                    rating = str(one.get("sureness", "high")) if isinstance(one, dict) else "high"
                    yield Row(f"{name}#{kind}-{number}", "", "", "", not rating.startswith(WEAK))


def _responses() -> dict[str, dict[str, str]]:
    """The text of every response, by speaker and id."""
    return {
        path.stem: {row["id"]: row.get("text") or "" for row in _read(path)["responses"]}
        for path in (DATA / "providers").glob("[!_]*.yml")
    }


def _alike(one: str, other: str) -> bool:
    one, other = " ".join(one.lower().split()), " ".join(other.lower().split())
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= ALIKE


def accounts(folder: Path) -> Iterator[tuple[Row, str, str]]:
    """(row, fate, where or why) of every row; a fate that is none of `FATES` is a mistake."""
    said: dict[str, str] = _read(SAID) or {}
    responses = _responses()
    keys = set()
    for row in rows(folder):
        keys.add(row.key)
        fate, _, where = said.get(row.key, "").partition(": ")
        held = responses.get(row.speaker, {}).get(row.id)
        if fate == "merged" and where.partition("#")[2] not in responses.get(where.partition("#")[0], {}):
            yield row, "unaccounted", f"merged into {where}, which does not exist"
        elif fate in FATES:
            yield row, fate, where
        elif held is not None and _alike(held, row.text):
            yield row, "used", f"{row.speaker}#{row.id}"
        else:
            yield row, "unaccounted", row.text[:100]
    for key in said:
        if key not in keys:
            yield Row(key, "", "", "", False), "unaccounted", f"{SAID.name} speaks of it, but there is no such row"


def report(folder: Path, all_rows: bool) -> int:
    """Print the totals and what is not accounted for. Out: the exit status, 1 when anything is left."""
    found = list(accounts(folder))
    if all_rows:
        for row, fate, where in found:
            print(f"{row.key}: {fate}: {where}")
    sure = [one for one in found if one[0].sure]
    dropped = [one for one in sure if one[1] == "left out"]
    lost = [one for one in found if one[1] not in FATES]
    print(f"{len(found)} rows: " + ", ".join(f"{sum(one[1] == fate for one in found)} {fate}" for fate in FATES))
    print(f"{len(dropped)} of {len(sure)} sure rows left out ({len(dropped) / len(sure):.1%})")
    for row, _, what in lost:
        print(f"unaccounted: {row.key}: {what}")
    print(f"{len(lost)} unaccounted")
    return 1 if lost or len(dropped) > len(sure) / 10 else 0
