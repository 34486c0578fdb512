"""The MkDocs events, a few lines each; the only module that knows MkDocs.

MkDocs drops this folder from the import path afterwards, so the package is imported here, at the top.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
from itertools import chain
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import CountHandler
from mkdocs_side import search_index, stylesheet
from mkdocs_side.aside import Aside, clashes
from mkdocs_side.live import Problems, live, taken
from mkdocs_side.serving import Kept, Late, answering, digest
from smtpcodes import site_build
from smtpcodes.basics import content_security
from smtpcodes.basics.problems import BadData
from smtpcodes.basics.settings import BadSettings, Settings
from smtpcodes.export import decoder_rules, overlay_files

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)  # Markdown's own; those of templates have a class
_log = logging.getLogger("mkdocs.hooks.smtpcodes")
_site: dict[str, Any] = {}
_kept: Kept | None = None  # only while ``mkdocs serve`` runs


class KeptPage(Page):
    """A page whose HTML an earlier build of this ``mkdocs serve`` made: there for links and neighbours, never read or rendered."""

    def __init__(self, file: File, config: Any, html: str, title: str) -> None:
        super().__init__(title, file, config)
        self.kept = html

    def read_source(self, config: Any) -> None:
        self.markdown, self.meta = "", {"template": "kept.html", "search": {"exclude": True}}

    def render(self, config: Any, files: Files) -> None:
        self.content, self.toc = "", TableOfContents([])


def on_startup(command: str, dirty: bool) -> None:
    """Keep what was built while serving; a plain build starts anew."""
    global _kept
    _kept = Kept() if command == "serve" else None


def on_config(config: Any) -> Any:
    """Read and check the data before anything is cleaned or written."""
    if _kept is not None and not _kept.html:  # before the first build, which takes a while
        taken(*config.dev_addr)
    root = Path(config.config_file_path).parent
    try:
        model = site_build.load(root / "data")
        settings = Settings.of(model.local)
        fragments = site_build.fragments(model, settings)
        if wrong := list(site_build.unknown_includes(site_build.prose_pages(root), fragments)):
            raise BadData(wrong)
    except BadData as error:
        raise PluginError(f"{len(error.problems)} problem(s):\n{error}") from None
    except BadSettings as error:
        raise PluginError(str(error)) from None
    _aside(config)
    if not settings.at_home and _kept is None:
        _log.info(
            f"No address is set, so canonical links name {settings.site_url}: "
            "set 'address' below 'site' in data/local/overlay.yml, or SITE_URL"
        )
    config.site_url, config.site_name = settings.site_url, settings.site_name
    config.edit_uri_template = settings.edit_url("{path}")
    config.extra.update(
        release=model.release,
        settings=settings,
        own_look=overlay_files.stylesheet(model) and overlay_files.STYLESHEET,
        own_logo=overlay_files.logo(model),
    )
    _site.update(
        model=model,
        settings=settings,
        pages=site_build.markdown(model, settings),
        fragments=fragments,
    )
    return config


def _aside(config: Any) -> None:
    """Let MkDocs build beside the site's folder; what is done takes its place in one step."""
    try:
        _site["aside"] = Aside(Path(config.site_dir))
    except OSError as error:
        raise PluginError(
            f"{error.filename}: {error.strerror}; choose another folder for the site with --site-dir"
        ) from None
    config.site_dir = str(_site["aside"].folder)


def on_build_error(error: Exception) -> None:
    """Leave nothing half-built; remember what to tell the open pages."""
    _site["error"] = error
    if aside := _site.pop("aside", None):
        aside.drop()


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages; nothing is written under docs/."""
    for file in files.documentation_pages():
        file.edit_uri = f"docs/{file.src_uri}"
    for path, page in _site["pages"].items():
        file = File.generated(config, path, content=page.markdown)
        file.edit_uri = page.edit
        files.append(file)
    _lean_stylesheet(files, config)
    _check_addresses(files)
    if _kept is not None:
        _keep(_kept, files, config)
    return files


def _check_addresses(files: Files) -> None:
    """Before anything is written: no two files want one address. While serving, the files that are no pages are made later."""
    texts = ((path, text.encode("utf-8")) for path, text in site_build.exports(_site["model"], _site["settings"]))
    exports = chain(overlay_files.files(_site["model"]), texts)
    _site["exports"] = exports if _kept is not None else (made := list(exports))
    if _kept is None and (wrong := list(clashes([*(file.dest_uri for file in files), *(path for path, _ in made)]))):
        raise PluginError("\n".join(wrong))


def _keep(kept: Kept, files: Files, config: Any) -> None:
    """While serving, put the pages of an earlier build where nothing about them changed."""
    root = Path(config.config_file_path).parent
    look = (
        digest(
            [
                root / "mkdocs.yml",
                *(
                    path
                    for folder in ("hooks/templates", "hooks/theme")
                    for path in (root / folder).rglob("*")
                    if path.is_file()
                ),
            ]
        )
        + config.extra["material_css"]
        + repr((_site["settings"], config.extra["own_look"], config.extra["own_logo"]))
    )
    pages = files.documentation_pages()
    addresses = {file.src_uri: file.url.removeprefix("./") for file in pages}
    same = kept.unchanged(
        {file.src_uri: _included(file.content_string, addresses[file.src_uri]) for file in pages}, look
    )
    for file in pages:
        if file.src_uri in same:
            KeptPage(file, config, kept.html[file.src_uri], kept.titles[file.src_uri])
    _site["same"] = [addresses[path] for path in same]


def _lean_stylesheet(files: Files, config: Any) -> None:
    """Ship the part of Material's stylesheet that is used, under a name that changes with its content."""
    root = Path(config.config_file_path).parent
    own = [
        path
        for folder in ("docs", "hooks/templates", "hooks/theme")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in {".md", ".html", ".js"}
    ]
    base = next(path for folder in config.theme.dirs if (path := Path(folder) / "base.html").exists())
    sheets = [file for file in files if file.src_uri.startswith("assets/stylesheets/")]  # with their maps
    main = next(file for file in sheets if "/main." in file.src_uri)
    script = next(file for file in files.javascript_files() if "/bundle." in file.src_uri)
    used = stylesheet.classes_of([path.read_text(encoding="utf-8") for path in (*own, base)], script.content_string)
    ours = (root / "docs" / "stylesheets" / "site.css").read_text(encoding="utf-8")
    text = stylesheet.lean(main.content_string, used, ours)
    for file in sheets:
        files.remove(file)
    name = f"assets/stylesheets/material.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
    files.append(File.generated(config, name, content=text))
    config.extra["material_css"] = name


def on_nav(nav: Navigation, config: Any, files: Files) -> Navigation:
    """Give pages outside the navigation their neighbours."""
    found = {
        file.src_uri: file.page or Page(None, file, config)
        for file in files.documentation_pages()
        if file.src_uri in _site["pages"]
    }
    for path, before, after in site_build.neighbours(_site["pages"]):
        if path in found:
            found[path].previous_page, found[path].next_page = found.get(before), found.get(after)
    for path, page in found.items():
        page.title = _site["pages"][path].title
    for file in files.documentation_pages():
        if file.page:
            file.page.update_date = _site["model"].release[
                "date"
            ]  # the sitemap's date: of the data, so that builds are repeatable
    return nav


def on_page_markdown(markdown: str, page: Page, config: Any, files: Files) -> str:
    """Put the generated tables into the prose pages."""
    return _included(markdown, page.url)


def _included(markdown: str, url: str) -> str:
    return site_build.included(markdown, "../" * url.count("/"), _site["fragments"])


def on_page_content(html: str, page: Page, config: Any, files: Files) -> str:
    """A wide table scrolls in its own box from the first paint on; Material's script would wrap it later, and the page would jump."""
    return _TABLE.sub(r'<div class="wide"><table class="plain">\1</table></div>', html)


def on_page_context(context: dict[str, Any], page: Page, config: Any, nav: Navigation) -> dict[str, Any]:
    """What the head of a page says to previews and search engines."""
    if not isinstance(page, KeptPage):
        context["preview"] = site_build.preview(page.url, page.meta, str(page.title), _site["model"], _site["settings"])
    return context


def on_post_page(output: str, page: Page, config: Any) -> str:
    """Put the page's own policy in front of its scripts."""
    if isinstance(page, KeptPage):
        return output
    output = _with_policy(output, page.file.src_uri)
    if _kept is not None:
        _kept.html[page.file.src_uri], _kept.titles[page.file.src_uri] = output, str(page.title)
    return output


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """The 404 page is a template, not a page, and gets its policy here."""
    return _with_policy(output, template_name) if template_name.endswith(".html") else output


def _with_policy(output: str, name: str) -> str:
    try:
        return content_security.with_policy(output)
    except content_security.UnknownScript as error:
        raise PluginError(f"{name}: {error}") from None


def on_post_build(config: Any) -> None:
    """Write what is no page: after the build, because MkDocs would overwrite a page by a file of the same destination."""
    aside = _site.pop("aside")
    if not os.environ.get("SMTPCODES_NO_EXPORTS"):  # the benchmark measures pages and exports apart
        _write_exports(aside.folder, aside.target)
    config.site_dir = str(aside.target)
    handlers = [one for name in ("mkdocs", "properdocs") for one in logging.getLogger(name).handlers]
    if any(isinstance(one, CountHandler) and one.get_counts() for one in handlers):
        aside.drop()  # --strict: MkDocs says so and ends with an error
    else:
        aside.swap()
        if _kept is None:
            _log.info(f"The site stands in {aside.target}")


def _write_exports(site: Path, target: Path) -> None:
    for script in (site / "javascripts" / "decoder").glob("*.js"):
        script.write_text(decoder_rules.without_comments(script.read_text(encoding="utf-8")), encoding="utf-8")
    index = site / "search" / "search_index.json"
    index.write_text(search_index.escaped(index.read_text(encoding="utf-8")), encoding="utf-8")
    if _kept is not None:
        index.write_text(_kept.merged_search(index.read_text(encoding="utf-8"), _site["same"]), encoding="utf-8")
        _site["late"] = Late(target, _site.pop("exports"))
        gc.freeze()  # what is kept lives on: the next edit need not look through it for garbage
        return
    for path, content in _site.pop("exports"):
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """Keep the last good site while the data is broken; make the files that are no pages when a browser asks for them."""
    problems = Problems(lambda: _site.pop("error", None))
    server.builder = problems.caught(server.builder)
    app = answering(server.get_app(), server.mount_path, lambda: _site["late"])
    server.set_app(live(app, problems))
    return server
