"""A small project of the invented records, with the real hooks, theme and scripts: builds in about a second, to be
broken at will.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

_PROSE = {
    "index.md": (
        "---\ntitle: Home\nscripts: [javascripts/decode-page.js]\n---\n\n# SMTP Codes\n\n<!-- table: paste -->\n"
    ),
    "decode.md": None,  # as it is
    "about.md": (
        "# About\n\n<!-- settings: operator -->\n\n## Report an error { #report }\n\nWhat to report.\n\n<!-- "
        "settings: report -->\n"
    ),
    "codes.md": "---\ntitle: Codes\n---\n\n# Codes\n\n<!-- table: codes -->\n",
}


def project(target: Path, overlay: str = "") -> Path:
    """Make the project in a new folder; ``overlay``: the text of data/local/overlay.yml."""
    shutil.copytree(ROOT / "hooks", target / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "golden" / "data", target / "data")
    shutil.copytree(ROOT / "data" / "schema", target / "data" / "schema")
    docs = target / "docs"
    for folder in ("javascripts", "stylesheets"):
        shutil.copytree(ROOT / "docs" / folder, docs / folder)
    for name in ("icon.svg", "embed.js"):
        shutil.copy(ROOT / "docs" / name, docs)
    for name, text in _PROSE.items():
        (docs / name).write_text(
            (ROOT / "docs" / name).read_text(encoding="utf-8") if text is None else text, encoding="utf-8"
        )
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[0]
    nav = "\nnav:\n  - Home: index.md\n  - Decode a bounce: decode.md\n  - All codes: codes.md\n  - About: about.md\n"
    # most prose is not here
    lax = "validation: {nav: {omitted_files: ignore}, links: {not_found: ignore, anchors: ignore}}"
    (target / "mkdocs.yml").write_text(re.sub(r"(?m)^validation:(\n  .*)+", lax, settings) + nav, encoding="utf-8")
    if overlay:
        put(target, "data/local/overlay.yml", overlay)
    return target


def put(folder: Path, name: str, text: str) -> Path:
    """Write one file of a project."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def environment(**more: str) -> dict[str, str]:
    """The environment of a build, without what the tests' own sets."""
    own = {name: value for name, value in os.environ.items() if not re.match(r"(SITE|REPO)_", name)}
    return {**own, "NO_MKDOCS_2_WARNING": "1", **more}


def build(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """``mkdocs build --strict`` there, into its ``site``; further words are options."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *words],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
