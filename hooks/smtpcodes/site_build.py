"""From the data folder to everything that a generator needs: the one door for the hook and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from smtpcodes import validate
from smtpcodes.basics.content_security import UnknownScript, script_hash, with_policy
from smtpcodes.basics.problems import BadData, Problem
from smtpcodes.basics.settings import BadSettings, Settings
from smtpcodes.basics.signs import stylesheet as outcome_styles
from smtpcodes.basics.vocabulary import CLASSES, REPLY_SUBJECTS, SUBJECTS
from smtpcodes.export import (
    api,
    cards,
    decoder_answers,
    decoder_rules,
    feeds,
    markdown_copies,
    openapi,
    overlay_files,
    own_codes,
    packages,
    phrase_lists,
    redirects,
    root_files,
    rule_files,
)
from smtpcodes.export.decoder_scripts import page_scripts, published
from smtpcodes.export.element_script import element_script
from smtpcodes.load import folder
from smtpcodes.load.folder import Data
from smtpcodes.model.build import build
from smtpcodes.model.site import Model
from smtpcodes.model.upkeep import Due, due
from smtpcodes.render import api_reference, pages
from smtpcodes.render import fragments as prose_fragments
from smtpcodes.render.fragments import Fragment, included, unknown_includes
from smtpcodes.render.link_previews import preview
from smtpcodes.render.pages import Page, neighbours
from smtpcodes.render.templates import Continued

PHRASES = "api/v1/phrases.json"
SCRIPTS = Path(__file__).parents[2] / "docs" / "javascripts" / "decoder"

__all__ = [
    "BadData",
    "BadSettings",
    "Continued",
    "Due",
    "Fragment",
    "Model",
    "Page",
    "Settings",
    "UnknownScript",
    "check",
    "decoder_scripts",
    "due",
    "element_script",
    "exports",
    "files",
    "fragments",
    "included",
    "load",
    "makers",
    "markdown",
    "neighbours",
    "outcome_styles",
    "own_look",
    "page_scripts",
    "preview",
    "prose_pages",
    "script_hash",
    "unknown_includes",
    "whole_markdown",
    "with_policy",
]


def load(root: Path, schemas: Path | None = None) -> Model:
    """Read, check and model ``root`` (the folder ``data``). Raises BadData with every problem found."""
    found, problems = _read(root, schemas)
    if problems:
        raise BadData(problems)
    return build(found)


def _read(root: Path, schemas: Path | None = None) -> tuple[Data, list[Problem]]:
    found, problems = folder.read(root, schemas)
    return found, problems + validate.problems(found, unreadable={problem.path for problem in problems})


def check(project: Path) -> tuple[list[Problem], Data]:
    """Every problem of the records, and where there is none, of the prose pages; and the records whose shape is
    right.
    """
    data, problems = _read(project / "data")
    if not problems:
        model = build(data)
        problems += unknown_includes(prose_pages(project), fragments(model, Settings.of(model.local)))
    return problems, data


def prose_pages(project: Path) -> dict[str, str]:
    """Every page written by hand, by its path in the project."""
    return {
        path.relative_to(project).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((project / "docs").rglob("*.md"))
    }


def whole_markdown(project: Path) -> dict[str, str]:
    """Prose and generated pages, by their path below docs/. Raises BadData."""
    model = load(project / "data")
    settings = Settings.of(model.local)
    made = fragments(model, settings)
    prose = prose_pages(project)
    if wrong := list(unknown_includes(prose, made)):
        raise BadData(wrong)
    files = {path: page.markdown for path, page in markdown(model, settings).items()}
    for path, text in prose.items():
        name = path.removeprefix("docs/")
        depth = 0 if name == "index.md" else name.count("/") + (0 if name.endswith("/index.md") else 1)
        files[name] = included(text, "../" * depth, made)
    return files


def markdown(model: Model, settings: Settings) -> dict[str, Page]:
    """Every generated page as Markdown, by its path below docs/."""
    return pages.pages(model, settings)


def makers(model: Model, settings: Settings) -> dict[str, Callable[[], Page]]:
    """What makes each generated page, by its path below docs/."""
    return pages.makers(model, settings)


def fragments(model: Model, settings: Settings) -> dict[str, Fragment]:
    """What prose pages may include, by name; each takes the way to the root."""

    @cache
    def built() -> dict[str, str]:
        return dict(api.files(model)) | {PHRASES: api.dump(phrase_lists.phrases(model, decoder_rules.of_model(model)))}

    return {**prose_fragments.fragments(model, settings), **api_reference.fragments(lambda path: built().get(path))}


def exports(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """Every other file of the site, as (path, text): stubs, twins, JSON and its schemas, CSV, cards, badges, decoder
    rules, search description.
    """
    yield from api.files(
        model
    )  # the site's own scripts ask for these: first, for a server that makes files as they are asked for
    yield "api/v1/answers.json", api.dump(decoder_answers.answers(model))
    rules = decoder_rules.of_model(model)
    yield "api/v1/decoder.json", api.dump(rules)
    yield PHRASES, api.dump(phrase_lists.phrases(model, rules))
    yield from rule_files.files(model, settings.site_url, rules)
    yield from api_reference.files()
    yield "api/v1/openapi.json", openapi.description(model, settings, api_reference.schemas())
    yield from root_files.files(settings)
    yield from feeds.files(model, settings)
    yield from redirects.files(model, settings)
    yield from markdown_copies.files(model, settings)
    yield from cards.files(model, settings)
    yield from own_codes.files(model, settings)


def own_look(model: Model) -> tuple[str | None, str | None]:
    """The addresses of the overlay's own stylesheet and logo, where it has them."""
    return (overlay_files.STYLESHEET if overlay_files.stylesheet(model) else None), overlay_files.logo(model)


def digit_words() -> dict[str, dict[str, str]]:
    """What each digit of a code says, for the page that answers unknown addresses."""
    classes = {
        digit: f"{name} ({said[0].lower()}{said[1:-1]})" for digit, (name, said) in CLASSES.items() if digit > "1"
    }
    return {
        "classes": classes,
        "reply_subjects": REPLY_SUBJECTS,
        "subjects": {digit: about for digit, (_, about) in SUBJECTS.items()},
    }


def files(model: Model, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Everything that is no page, as (path, content): the overlay's files, ``exports``, the packages made of them."""
    yield from overlay_files.files(model)
    built = {}
    for path, text in exports(model, settings):
        if path in packages.NEEDED:
            built[path] = text
        yield path, text.encode("utf-8")
    sources = _decoder_sources()
    scripts = published(sources) | _decoder_types()
    yield from packages.files(model.release["version"], settings.site_url, scripts, built, sources)


def made_packages(model: Model) -> Iterator[tuple[str, bytes]]:
    """The packages alone, as (path, content)."""
    settings = Settings.of(model.local)
    sources = _decoder_sources()
    built = {
        "api/v1/answers.json": api.dump(decoder_answers.answers(model)),
        "api/v1/decoder.json": api.dump(decoder_rules.of_model(model)),
    }
    scripts = published(sources) | _decoder_types()
    yield from packages.files(model.release["version"], settings.site_url, scripts, built, sources)


def decoder_scripts() -> dict[str, str]:
    """The decoder's scripts as the site publishes them, by file name."""
    return published(_decoder_sources())


def _decoder_types() -> dict[str, str]:
    """TypeScript's declarations beside ``index.js``; the site has them from docs/ as they are."""
    return {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.d.ts")}


def _decoder_sources() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("*.js"))}
