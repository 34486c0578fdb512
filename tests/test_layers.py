"""One direction of data: each room uses only what stands left of it, and only the hook's side knows MkDocs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

HOOKS = ROOT / "hooks"
COLUMNS = 120
#: what is read by people, by folder: the names' ends
WRITTEN = {
    "hooks": (".py", ".js", ".ts", ".html"),
    "hooks/templates": (".md",),  # other Markdown has one line a paragraph
    "docs": (".js", ".ts"),
    "tests": (".py", ".mjs", ".ts", ".sh"),
}
NOT_OURS = ("node_modules", "golden", "broken")
WHOLE = re.compile(r"\s*/.*/[a-z]*[;,]|.*  # type: ignore\[.*")  # a regular expression in JavaScript cannot be broken
ROOMS = ["basics", "load", "validate", "model", "render", "export"]
DOORS = {"__init__.py", "__main__.py", "site_build.py"}  # what may stand outside the rooms, and may know all of them


def imported(path: Path) -> Iterator[str]:
    """The full name of everything that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it leads"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def against_the_direction(folder: Path) -> list[str]:
    """What a room imports from its right, and what knows MkDocs and must not."""
    wrong = []
    for path in sorted((folder / "smtpcodes").rglob("*.py")):
        room = path.relative_to(folder / "smtpcodes").parts[0]
        allowed = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else ROOMS
        for name in imported(path):
            top, _, rest = name.partition(".")
            if top in {"mkdocs", "material", "mkdocs_side", "mkdocs_hook"}:
                wrong.append(f"{path.relative_to(folder)} knows {name}")
            elif top == "smtpcodes" and room not in DOORS and rest.split(".")[0] not in allowed:
                wrong.append(f"{path.relative_to(folder)} uses {name}, which stands right of it")
    return wrong


def test_each_room_uses_only_what_stands_left_of_it() -> None:
    assert against_the_direction(HOOKS) == []


def test_no_module_stands_outside_the_rooms() -> None:
    loose = {path.name for path in (HOOKS / "smtpcodes").glob("*.py")} - DOORS
    rooms = {path.name for path in (HOOKS / "smtpcodes").iterdir() if path.is_dir()} - {"__pycache__"}
    assert (loose, rooms) == (set(), set(ROOMS))


def test_the_hook_goes_through_the_one_door() -> None:
    sides = [HOOKS / "mkdocs_hook.py", *sorted((HOOKS / "mkdocs_side").glob("*.py"))]
    names = {name for path in sides for name in imported(path) if name.startswith("smtpcodes")}
    assert {name for name in names if not name.startswith("smtpcodes.site_build")} == set()


def test_no_line_is_too_long_to_be_read() -> None:
    """Python, JavaScript, templates and tests; formatters break code, and leave comments, strings and templates."""
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for folder, ends in WRITTEN.items()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.name.endswith(ends) and not set(NOT_OURS) & set(path.parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > COLUMNS and not WHOLE.fullmatch(line)
    ] == []


def test_templates_have_one_cell_a_line() -> None:
    cells = re.compile(r"<t[dh][ >].*<t[dh][ >]")
    assert [
        f"{path.name}:{number}"
        for path in sorted((HOOKS / "templates").iterdir())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if cells.search(line)
    ] == []


def test_a_step_against_the_direction_is_told(tmp_path: Path) -> None:
    for path, text in {
        "smtpcodes/load/a.py": "from smtpcodes.basics import codes\nfrom smtpcodes.model.site import Model\n",
        "smtpcodes/render/b.py": "import smtpcodes.export.api\nimport mkdocs.plugins\n",
        "smtpcodes/site_build.py": "from smtpcodes.export import api\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert against_the_direction(tmp_path) == [
        "smtpcodes/load/a.py uses smtpcodes.model.site.Model, which stands right of it",
        "smtpcodes/render/b.py uses smtpcodes.export.api, which stands right of it",
        "smtpcodes/render/b.py knows mkdocs.plugins",
    ]


# What is filled step by step while records are read and joined; all else stays as it was made.
CHANGING = {
    "Cause",
    "Code",
    "Data",
    "Model",
    "Pair",
    "Provider",
    "Record",
    "Response",
    "_Open",
}


def test_what_was_made_is_not_changed_afterwards() -> None:
    found = set()
    for path in sorted((HOOKS / "smtpcodes").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                how = {ast.unparse(one) for one in node.decorator_list}
                if how & {"dataclass", "dataclass(frozen=False)"}:
                    found.add(node.name)
    assert found == CHANGING
