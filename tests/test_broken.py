"""Each mistake a contributor can make gets its whole message: the place, what is wrong, what to do.

tests/broken/<mistake>/ holds the files that are laid over the invented records, and expected.txt the messages.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from smtpcodes import site_build
from smtpcodes.basics.problems import BadData

BROKEN = Path(__file__).parent / "broken"
INVENTED = Path(__file__).parent / "golden" / "data"
FOLDERS = sorted(path for path in BROKEN.iterdir() if path.is_dir())


def problems_in(folder: Path, target: Path) -> list[str]:
    """The messages for the invented records with this folder's files laid over them."""
    shutil.copytree(INVENTED, target)
    shutil.copytree(folder / "data", target, dirs_exist_ok=True)
    return problems_of(target)


def problems_of(data: Path) -> list[str]:
    """The messages for a folder of records."""
    try:
        site_build.load(data, ROOT / "data" / "schema")
    except BadData as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_says_what_is_wrong_and_where(folder: Path, tmp_path: Path) -> None:
    found = problems_in(folder, tmp_path / "data")
    if os.environ.get("UPDATE_GOLDEN"):
        (folder / "expected.txt").write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    assert found, "the mistake went unnoticed"
    assert found == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


def _too_large(data: Path) -> None:
    (data / "codes" / "450.yml").write_text("#" * 1_000_001, encoding="utf-8")


def _unreadable(data: Path) -> None:
    (data / "codes" / "450.yml").unlink()
    (data / "codes" / "450.yml").symlink_to("nowhere.yml")


def _no_cause(data: Path) -> None:
    (data / "causes" / "malware.yml").unlink()


def _linked_logo(data: Path) -> None:
    (data / "local").mkdir()
    (data / "local" / "overlay.yml").write_text("organisation: {name: Example, logo: own.svg}\n", encoding="utf-8")
    (data / "local" / "own.svg").symlink_to("/etc/hostname")


# What no folder of files can show: what is done to the invented records, and the message.
DONE = {
    _too_large: "data/codes/450.yml:1: the file has 1000001 bytes; at most 1000000 are read, split the record",
    _unreadable: "data/codes/450.yml:1: the file cannot be read (No such file or directory); restore or remove it",
    _no_cause: "data/causes/malware.yml:1: the file is missing; every cause of the vocabulary has one",
    _linked_logo: "data/local/overlay.yml:1: 'logo' names own.svg, which is a link to another file; "
    "put a copy of the picture there",
}


@pytest.mark.parametrize("mistake", DONE, ids=lambda mistake: mistake.__name__)
def test_says_so_of_files_that_cannot_be_in_a_folder(mistake: Callable[[Path], None], tmp_path: Path) -> None:
    shutil.copytree(INVENTED, tmp_path / "data")
    mistake(tmp_path / "data")
    assert problems_of(tmp_path / "data") == [DONE[mistake]]


# Last resorts, for what no rule foresees: no record is known that reaches them.
LAST_RESORTS = {"the record cannot be understood (", "does not fit: "}


def test_an_edited_schema_counts_at_once(tmp_path: Path) -> None:
    """``mkdocs serve`` reads a record again when its schema has changed, though the record has not."""
    schemas = tmp_path / "schema"
    shutil.copytree(ROOT / "data" / "schema", schemas)
    site_build.load(INVENTED, schemas)
    text = (schemas / "code.schema.json").read_text(encoding="utf-8")
    (schemas / "code.schema.json").write_text(text.replace('"dialogue"', '"dialog"'), encoding="utf-8")
    with pytest.raises(BadData, match="'dialogue' is not known; did you mean 'dialog'"):
        site_build.load(INVENTED, schemas)


def spoken(node: ast.expr) -> str:
    """A message's expression as a pattern: its own words as they stand, anything where a value goes in."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(spoken(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        inner = node.value
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "where":
            return ".*" + spoken(inner.args[0])
        return ".*"
    if isinstance(node, ast.BinOp):
        return spoken(node.left) + spoken(node.right)
    return ".*"


def messages() -> Iterator[tuple[str, str]]:
    """(place in the code, pattern) of every message that reading, shape and rules can give."""
    for path in sorted(
        path for room in ("load", "validate") for path in (ROOT / "hooks" / "smtpcodes" / room).glob("*.py")
    ):
        if path.name == "reading.py":  # needs its libraries, and has tests of its own (test_reading.py)
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = None
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                at = {"Problem": 2, "at": 2, "_at": 1, "wrong": 0}.get(name)
                said = node.args[at] if at is not None and len(node.args) > at else None
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                said = node.value.elts[0]
            if isinstance(said, ast.JoinedStr | ast.Constant):
                yield f"{path.name}:{node.lineno}", spoken(said)


def test_every_message_is_reached_by_a_broken_record() -> None:
    """A rule without a folder under tests/broken/ could be deleted, and nobody would notice."""
    files = [folder / "expected.txt" for folder in FOLDERS]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    told = [line.split(": ", 1)[1] for line in (*lines, *DONE.values())]
    found = list(messages())
    assert len(found) > 60
    unheard = {
        said: place
        for place, said in found
        if not any(re.fullmatch(said, line) for line in told)
        and not any(re.escape(start) in said for start in LAST_RESORTS)
    }
    assert unheard == {}
