"""Which files of Material go into the site, and under which names the theme finds them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from mkdocs_side import search_worker, stylesheet
from smtpcodes import site_build


def use(files: Files, config: Any) -> dict[str, str]:
    """Put the part of Material's stylesheet that is used in place of the whole, with the outcomes' signs and colours.

    Out: the addresses of the stylesheet and of the search worker, whose names change with their content, and of the
    script.
    """
    sheets = [file for file in files if file.src_uri.startswith("assets/stylesheets/")]  # with their maps
    main = next(file for file in sheets if "/main." in file.src_uri)
    script = next(file for file in files.javascript_files() if "/bundle." in file.src_uri)
    workers = [file for file in files if "/workers/search." in file.src_uri]  # with its map
    worker = next(file for file in workers if file.src_uri.endswith(".js"))
    text = site_build.outcome_styles() + _lean(main.content_string, script.content_string, config)
    for file in (*sheets, *workers):
        files.remove(file)
    return {
        "stylesheet": _put("assets/stylesheets/material.{}.css", text, files, config),
        "script": script.src_uri,
        "search_worker": _put(
            "assets/javascripts/workers/search.{}.js", search_worker.mended(worker.content_string), files, config
        ),
    }


def _put(pattern: str, text: str, files: Files, config: Any) -> str:
    """Out: the address, which holds a part of the content's hash."""
    name = pattern.format(hashlib.sha256(text.encode()).hexdigest()[:8])
    files.append(File.generated(config, name, content=text))
    return name


def _lean(sheet: str, script: str, config: Any) -> str:
    root = Path(config.config_file_path).parent
    own = [
        path
        for folder in ("docs", "hooks/templates", "hooks/theme")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in {".md", ".html", ".js"}
    ]
    base = next(path for folder in config.theme.dirs if (path := Path(folder) / "base.html").exists())
    used = stylesheet.classes_of([path.read_text(encoding="utf-8") for path in (*own, base)], script)
    ours = (root / "docs" / "stylesheets" / "site.css").read_text(encoding="utf-8")
    return stylesheet.lean(sheet, used, ours)
