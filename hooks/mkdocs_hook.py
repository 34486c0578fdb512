"""The MkDocs events, a few lines each; with ``mkdocs_side`` the only one that knows MkDocs.

MkDocs drops this folder from the import path afterwards, so the package is imported here, at the top.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from mkdocs_side import blank_lines, material, search_index, stylesheet
from mkdocs_side.aside import Aside, clashes
from mkdocs_side.contents import with_contents
from mkdocs_side.lazy import SEARCH_INDEX, Lazy, stamp
from mkdocs_side.live import Problems, live, taken
from mkdocs_side.serving import KeptPage, Serving, digest
from smtpcodes import site_build
from smtpcodes.site_build import BadData, BadSettings, Settings, UnknownScript

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)  # Markdown's own; those of templates have a class
_FILE = re.compile(r"^<!-- file: ([\w./-]+) -->$", re.MULTILINE)  # a file of docs/, shown where it is offered
_log = logging.getLogger("mkdocs.hooks.smtpcodes")


@dataclass
class _Build:
    """What one event of a build hands to the next."""

    settings: Settings
    model: site_build.Model
    fragments: Mapping[str, site_build.Fragment]
    exports: Iterable[tuple[str, bytes]] = ()  # (path, content) of what is no page

    @cached_property
    def makers(self) -> Mapping[str, Callable[[], site_build.Page]]:
        """What makes each generated page, by its path below docs/."""
        return site_build.makers(self.model, self.settings)

    @cached_property
    def pages(self) -> Mapping[str, site_build.Page]:
        """Every generated page, made."""
        return {path: make() for path, make in self.makers.items()}

    def included(self, markdown: str, url: str) -> str:
        """A prose page with the generated tables in it."""
        return site_build.included(markdown, "../" * url.count("/"), self.fragments)


@dataclass
class _State:
    """The build that goes on (from on_config on), and what ``mkdocs serve`` keeps between builds (None in a plain
    build).
    """

    build: _Build = field(init=False)
    serving: Serving | None = None
    lazy: Lazy = field(default_factory=Lazy)
    aside: Aside | None = None  # where MkDocs writes, until it takes the site's place
    error: Exception | None = None  # what stopped the last build

    def take_error(self) -> Exception | None:
        """What stopped the last build, told once."""
        error, self.error = self.error, None
        return error


_state = _State()


def on_startup(command: str, dirty: bool) -> None:
    """Keep what was built while serving; a plain build starts anew."""
    _state.lazy = Lazy()
    _state.serving = Serving() if command == "serve" else None


def on_config(config: Any) -> Any:
    """Read and check the data before anything is cleaned or written."""
    if _state.serving and not _state.serving.html:  # before the first build, which takes a while
        taken(*config.dev_addr)
    try:
        _state.build = build = _read(_root(config))
    except BadData as error:
        raise PluginError(f"{len(error.problems)} problem(s):\n{error}") from None
    except BadSettings as error:
        raise PluginError(str(error)) from None
    _aside(config)
    _state.lazy.stamp = stamp(_root(config)) if _state.serving else None
    settings, model = build.settings, build.model
    if not settings.at_home and not _state.serving:
        _log.info(
            f"No address is set, so canonical links name {settings.site_url}: "
            "set 'address' below 'site' in data/local/overlay.yml, or SITE_URL"
        )
    config.site_url, config.site_name = settings.site_url, settings.site_name
    config.edit_uri_template = settings.edit_url("{path}")
    look, logo = site_build.own_look(model)
    paste = build.fragments["paste"](urlsplit(settings.site_url).path)  # of 404.html, which answers at any depth
    config.extra.update(release=model.release, settings=settings, own_look=look, own_logo=logo, paste=paste)
    config.extra["digits"] = site_build.digit_words()
    return config


def _read(root: Path) -> _Build:
    """The data and the prose, checked. Raises BadData or BadSettings."""
    model = site_build.load(root / "data")
    settings = Settings.of(model.local)
    fragments = site_build.fragments(model, settings)
    if wrong := list(site_build.unknown_includes(site_build.prose_pages(root), fragments)):
        raise BadData(wrong)
    return _Build(settings, model, fragments)


def _aside(config: Any) -> None:
    """Let MkDocs build beside the site's folder; what is done takes its place in one step."""
    try:
        _state.aside = Aside(Path(config.site_dir))
    except OSError as error:
        raise PluginError(
            f"{error.filename}: {error.strerror}; choose another folder for the site with --site-dir"
        ) from None
    config.site_dir = str(_state.aside.folder)


def on_build_error(error: Exception) -> None:
    """Leave nothing half-built; remember what to tell the open pages."""
    _state.error = error
    if _state.aside:
        _state.aside.drop()
        _state.aside = None


def _root(config: Any) -> Path:
    return Path(config.config_file_path).parent


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages; nothing is written under docs/."""
    for file in files.documentation_pages():
        file.edit_uri = f"docs/{file.src_uri}"
    for path, page in _state.build.pages.items():
        file = File.generated(config, path, content=page.markdown)
        file.edit_uri = page.edit
        files.append(file)
    config.extra["material"] = material.use(files, config)
    _check_addresses(files)
    if _state.serving:
        pages = {
            file.src_uri: _state.build.included(file.content_string, file.url.removeprefix("./"))
            for file in files.documentation_pages()
        }
        _state.serving.take_over(files, config, pages, _look(config))
    return files


def _check_addresses(files: Files) -> None:
    """Before anything is written: no two files want one address. While serving, the files that are no pages are made
    later.
    """
    build = _state.build
    build.exports = site_build.files(build.model, build.settings)
    if not _state.serving:
        build.exports = list(build.exports)
        paths = [*(file.dest_uri for file in files), *(path for path, _ in build.exports)]
        if wrong := list(clashes(paths)):
            raise PluginError("\n".join(wrong))


def _look(config: Any) -> str:
    """A digest of what pages are made with."""
    root = _root(config)
    parts = [path for folder in ("hooks/templates", "hooks/theme") for path in (root / folder).rglob("*")]
    extra = config.extra
    own = repr((_state.build.settings, extra["own_look"], extra["own_logo"]))
    return digest([root / "mkdocs.yml", *filter(Path.is_file, parts)]) + str(extra["material"]["stylesheet"]) + own


def on_nav(nav: Navigation, config: Any, files: Files) -> Navigation:
    """Give pages outside the navigation their neighbours."""
    pages = _state.build.pages
    found = {
        file.src_uri: file.page or Page(None, file, config)
        for file in files.documentation_pages()
        if file.src_uri in pages
    }
    for path, before, after in site_build.neighbours(pages):
        if path in found:
            found[path].previous_page, found[path].next_page = found.get(before or ""), found.get(after or "")
            found[path].title = pages[path].title
    for file in files.documentation_pages():
        if file.page:  # the sitemap's date: of the data, so that builds are repeatable
            file.page.update_date = _state.build.model.release["date"]
    _state.lazy.nav = nav
    return nav


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Templates of the theme are written as the others are; and what single pages are made with while serving."""
    env.add_extension(site_build.Continued)
    _state.lazy.env, _state.lazy.config, _state.lazy.files = env, config, files
    return env


def on_page_markdown(markdown: str, page: Page, config: Any, files: Files) -> str:
    """Put the generated tables, and the files that a reader copies, into the prose pages."""
    docs = Path(config.docs_dir)
    markdown = _FILE.sub(lambda found: (docs / found[1]).read_text(encoding="utf-8").rstrip("\n"), markdown)
    return _state.build.included(markdown, page.url)


def on_page_content(html: str, page: Page, config: Any, files: Files) -> str:
    """A wide table scrolls in its own box from the first paint on; Material's script would wrap it later, and the page
    would jump.
    """
    html = _TABLE.sub(r'<div class="wide"><table class="plain">\1</table></div>', html)
    return html if isinstance(page, KeptPage) else with_contents(html, () if page.is_homepage else page.toc)


def on_page_context(context: dict[str, Any], page: Page, config: Any, nav: Navigation) -> dict[str, Any]:
    """What the head of a page says to previews and search engines."""
    if not isinstance(page, KeptPage):
        build = _state.build
        context["preview"] = site_build.preview(page.url, page.meta, str(page.title), build.model, build.settings)
    return context


def on_post_page(output: str, page: Page, config: Any) -> str:
    """Leave out blank lines, and put the page's own policy in front of its scripts."""
    if isinstance(page, KeptPage):
        return output
    output = _with_policy(blank_lines.without(output), page.file.src_uri)
    if _state.serving:
        _state.serving.keep(page, output)
    return output


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """The 404 page is a template, not a page, and gets its policy here."""
    return _with_policy(output, template_name) if template_name.endswith(".html") else output


def _with_policy(output: str, name: str) -> str:
    try:
        return site_build.with_policy(output)
    except UnknownScript as error:
        raise PluginError(f"{name}: {error}") from None


def on_post_build(config: Any) -> None:
    """Write what is no page: after the build, because MkDocs would overwrite a page by a file of the same
    destination.
    """
    aside, _state.aside = _state.aside, None
    assert aside, "on_config has made the folder"
    if not os.environ.get("SMTPCODES_NO_EXPORTS"):  # the benchmark measures pages and exports apart
        _write_exports(aside)
    config.site_dir = str(aside.target)
    handlers = [one for name in ("mkdocs", "properdocs") for one in logging.getLogger(name).handlers]
    if any(isinstance(one, CountHandler) and one.get_counts() for one in handlers):
        aside.drop()  # --strict: MkDocs says so and ends with an error
    else:
        aside.swap()
        _state.lazy.renewed()
        if not _state.serving:
            _log.info(f"The site stands in {aside.target}")


def _publish_decoder(folder: Path) -> None:
    scripts = site_build.decoder_scripts()
    for script in folder.glob("*.js"):
        if script.name not in scripts:
            script.unlink()
    for name, text in scripts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _publish_page_scripts(folder: Path) -> None:
    """What a page loads is one script, with all that it imports."""
    modules = {script.name: script for script in sorted(folder.glob("*.js"))}
    scripts = site_build.page_scripts({name: one.read_text(encoding="utf-8") for name, one in modules.items()})
    for name, path in modules.items():
        if name in scripts:
            path.write_text(scripts[name], encoding="utf-8")
        else:
            path.unlink()


def _write_exports(aside: Aside) -> None:
    _publish_decoder(aside.folder / "javascripts" / "decoder")
    _publish_page_scripts(aside.folder / "javascripts")
    element = aside.folder / "embed.js"
    element.write_text(site_build.element_script(element.read_text(encoding="utf-8")), encoding="utf-8")
    sheet = aside.folder / "stylesheets" / "site.css"
    sheet.write_text(stylesheet.compact(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    index = aside.folder / "search" / "search_index.json"
    index.write_text(search_index.escaped(index.read_text(encoding="utf-8")), encoding="utf-8")
    if _state.serving:
        _state.serving.finish(aside.folder, aside.target, _state.build.exports)
        return
    for path, content in _state.build.exports:
        file = aside.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _edited(root: Path) -> bool:
    """While serving: take over edits of records, if nothing else has changed; pages are made when somebody asks."""
    lazy, old = _state.lazy, _state.build
    with lazy.lock:
        if lazy.stamp is None or stamp(root) != lazy.stamp:
            return False
        try:
            new = _read(root)
        except (BadData, BadSettings) as error:
            _state.error = PluginError(str(error))
            _log.error(str(error))
            raise SystemExit(1) from None
        same_look = site_build.own_look(new.model) == site_build.own_look(old.model) and new.settings == old.settings
        if not same_look or set(new.makers) != set(old.makers) or not _state.serving:
            return False
        _state.build = new
        _state.serving.replace(site_build.files(new.model, new.settings))
        lazy.edited()
        return True


def _fresh(path: str, builder: Callable[[], None]) -> bool:
    """While serving: make the page of an address anew where the records have changed since, for the search index the
    whole site; whether it was old.
    """
    lazy, build, serving = _state.lazy, _state.build, _state.serving
    with lazy.lock:
        if path == SEARCH_INDEX and lazy.search:
            lazy.stamp = None
            builder()
            return True
        file = lazy.asked(path)
        if file is None or serving is None:
            return False
        made = build.makers[file.src_uri]() if file.src_uri in build.makers else None
        text = build.included(made.markdown if made else file.content_string, file.url.removeprefix("./"))
        if serving.markdown.get(file.src_uri) == text:
            return False
        lazy.make(file, made.markdown if made else None, made.title if made else None)
        serving.markdown.pop(file.src_uri, None)  # the next whole build makes it once more, for the search index
        return True


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """Keep the last good site while the data is broken; make the files that are no pages when a browser asks for
    them.
    """
    if _state.serving:
        problems = Problems(_state.take_error)
        whole, root = server.builder, _root(config)
        server.builder = problems.caught(lambda: None if _edited(root) else whole())
        app = _state.serving.answering(server.get_app(), server.mount_path, lambda path: _fresh(path, server.builder))
        server.set_app(live(app, problems))
    return server
