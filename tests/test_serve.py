"""``mkdocs serve`` shows what a build would: the edit on every page that it touches, all other pages as they were, and
what is no page when it is asked for.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

import small
from conftest import ROOT

ADDRESS = "http://127.0.0.1:8000/"


def built(project: Path, site: Path, config: Any = None) -> Any:
    """Build as the server does; out: the configuration, for the server's events."""
    if config is None:
        config = load_config(str(project / "mkdocs.yml"), site_dir=str(site))
        config.site_url = ADDRESS
    build(config, serve_url=ADDRESS)
    return config


def asked(app: Any, path: str) -> tuple[str, bytes]:
    """Status and content of one request to a WSGI application."""
    status: list[str] = []
    body = app({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda said, headers: status.append(said))
    return status[0][:3], b"".join(body)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("project")
    for part in ("data", "docs", "hooks"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "local"))
    shutil.copy(ROOT / "mkdocs.yml", copy)
    return copy


def test_after_an_edit_every_address_answers_as_in_a_new_build(project: Path, tmp_path: Path) -> None:
    site, fresh = tmp_path / "served", tmp_path / "fresh"
    first = load_config(str(project / "mkdocs.yml"), site_dir=str(site))
    first.plugins.on_startup(command="serve", dirty=False)
    first.site_url = ADDRESS
    built(project, site, first)
    server = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(site))
    try:
        app = first.plugins.on_serve(server, config=first, builder=None).get_app()
        record = project / "data/codes/550.yml"
        text, edits = re.subn(
            r"(?m)^summary: .*$", "summary: The edit of a test stands here.", record.read_text(encoding="utf-8")
        )
        assert edits == 1
        record.write_text(text, encoding="utf-8")
        with (project / "docs/about.md").open("a", encoding="utf-8") as prose:
            prose.write(
                '\n!!! tip "An edit that needs a rule of Material"\n\n    A new class changes the name of the '
                'stylesheet on every page.\n\n<p class="md-ellipsis">x</p>\n'
            )
        built(project, site)
        assert asked(app, "/no/such/page")[0] == "404"
        files = {path.relative_to(fresh).as_posix() for path in built_anew(project, fresh) if path.is_file()}
        assert len(files) > 5000 and "550/5.7.999/index.html" not in files
        wrong = []
        for name in sorted(files - {"search/search_index.json", "sitemap.xml.gz"}):  # the gzip file carries its time
            status, content = asked(app, f"/{name}")
            if (status, content) != ("200", (fresh / name).read_bytes()):
                wrong.append((name, status))
        assert wrong == []
        assert b"The edit of a test" in asked(app, "/550/")[1]
        assert entries(site) == entries(fresh)
    finally:
        server.server_close()


def built_anew(project: Path, fresh: Path) -> list[Path]:
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(fresh))
    config.plugins.on_startup(command="build", dirty=False)
    config.site_url = ADDRESS
    built(project, fresh, config)
    return list(fresh.rglob("*"))


def entries(site: Path) -> list[str]:
    """The search index's entries, in an order of their own."""
    return sorted(
        json.dumps(entry, sort_keys=True)
        for entry in json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    )


def test_an_edit_of_records_alone_is_shown_as_a_new_build_shows_it(tmp_path: Path) -> None:
    """The short way: pages and files are made when they are asked for, and answer as in a new build all the same."""
    project, site, fresh = small.project(tmp_path / "p"), tmp_path / "served", tmp_path / "fresh"
    first = load_config(str(project / "mkdocs.yml"), site_dir=str(site))
    first.plugins.on_startup(command="serve", dirty=False)
    first.site_url = ADDRESS
    built(project, site, first)
    builds: list[str] = []
    server = LiveReloadServer(
        builder=lambda: builds.append(built(project, site).site_url), host="127.0.0.1", port=0, root=str(site)
    )
    try:
        app = first.plugins.on_serve(server, config=first, builder=None).get_app()
        assert asked(app, "/api/v1/codes/550.json")[0] == "200"  # made, and old by the next line
        for name, line in (("codes/550", "summary: An edit."), ("causes/policy", "summary: Another edit.")):
            record = project / f"data/{name}.yml"
            text, edits = re.subn(r"(?m)^summary: .*$", line, record.read_text(encoding="utf-8"))
            assert edits == 1
            record.write_text(text, encoding="utf-8")
        server.builder()
        assert builds == []  # no whole build
        done = small.build(project, "--site-dir", str(fresh))
        assert done.returncode == 0, done.stderr
        names = {path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file()}
        wrong = [
            name
            for name in sorted(names - {"search/search_index.json", "sitemap.xml.gz"})
            if asked(app, f"/{name}") != ("200", (fresh / name).read_bytes())
        ]
        assert wrong == [] and b"An edit." in asked(app, "/550/")[1] and builds == []
        index = json.loads(asked(app, "/search/search_index.json")[1])
        assert any("An edit." in entry["text"] for entry in index["docs"]) and len(builds) == 1
    finally:
        server.server_close()
