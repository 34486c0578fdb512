"""The templates, bound to one model: what they may call, and that they may name nothing that is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Undefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from markupsafe import Markup

from smtpcodes.basics import prose, vocabulary
from smtpcodes.basics.settings import Settings
from smtpcodes.model import upkeep
from smtpcodes.model.site import Model
from smtpcodes.render import verdict_words, wording
from smtpcodes.render.glossary_links import Terms
from smtpcodes.render.picture import picture

TEMPLATES = Path(__file__).parents[2] / "templates"
SCHEMAS = Path(__file__).parents[3] / "data" / "schema"


class Words:
    """The vocabulary as the templates call it."""

    questions, courses, fixers = verdict_words.QUESTIONS, vocabulary.COURSES, vocabulary.FIXERS
    role_buttons, advice = vocabulary.ROLE_BUTTONS, vocabulary.ADVICE
    roles, outcomes, arrived = vocabulary.ROLES, vocabulary.OUTCOMES, vocabulary.ARRIVED
    retried, jobs, troubles = vocabulary.RETRIED, vocabulary.JOBS, vocabulary.TROUBLES
    suppress, standings, classes = vocabulary.SUPPRESS, vocabulary.STANDINGS, vocabulary.CLASSES
    evidence, page_kinds, subjects = vocabulary.EVIDENCE, vocabulary.PAGE_KINDS, vocabulary.SUBJECTS
    provider_kinds = vocabulary.PROVIDER_KINDS
    listed, ways_off = vocabulary.LISTED, vocabulary.WAYS_OFF


class _Compiled(BytecodeCache):
    """Compiled templates, kept while the process lives: each is compiled once, and again when its text changes."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """As it is: Jinja would hash it as UTF-8, which a folder's name under another locale may not be."""
        return f"{name}|{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


@cache
def _fields() -> frozenset[str]:
    """The names of all fields that a record may have."""
    found: set[str] = set()

    def read(schema: Any) -> None:
        if isinstance(schema, dict):
            found.update(schema.get("properties", ()))
        for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
            read(inner)

    for path in SCHEMAS.glob("*.json"):
        read(json.loads(path.read_text(encoding="utf-8")))
    return frozenset(found)


class _Named(StrictUndefined):
    """What a template names and is not there: a mistake, unless it is a field that a record may leave out."""

    def __new__(cls, hint: str | None = None, obj: Any = None, name: str | None = None, *rest: Any) -> Undefined:  # type: ignore[misc]
        if isinstance(obj, Mapping) and name in _fields():
            return Undefined(hint, obj, name)
        return super().__new__(cls)


class Continued(Extension):
    """A line of a template that ends with a backslash goes on in the next one, whose indentation does not count: cells
    and attributes stand one a line where they are written, and side by side on the page.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"\\\n *", "", source)


def environment() -> Environment:
    """The one environment of all templates: everything is escaped, a misspelt name is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=_Named,
        bytecode_cache=_compiled,
        extensions=[Continued],
    )


class Renderer:
    """Templates bound to one model; called with a template's name it returns text."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self.model, self.settings = model, settings
        self.resolve, self.terms = wording.resolver(model), Terms.of(model.glossary)
        self.env = environment()
        self.env.globals.update(
            model=model, words=Words, settings=settings, release=model.release, own_speaker=vocabulary.OWN_SPEAKER
        )
        self.env.filters.update(
            prose=lambda text, root: Markup(prose.to_html(text, self.resolve, root)),
            paras=prose.paragraphs,
            md=lambda text: Markup(prose.escape_heading(text)),
            json=lambda text: Markup(json.dumps(text, ensure_ascii=False)),
            block=block,
            picture=lambda verdict: Markup(picture(verdict)),
            capital=lambda text: Markup(str(text)[:1].upper() + str(text)[1:]),
            retried=verdict_words.retried,
            known=verdict_words.known,
            asks=verdict_words.asks,
            provider_checked=lambda one: upkeep.provider_checked(model, one),
            code_checked=lambda one: upkeep.code_checked(model, one),
            document=lambda source: wording.document(model, source),
        )

    def __call__(self, template: str, root: str, **values: Any) -> str:
        text = re.sub(r"\n{3,}", "\n\n", self.env.get_template(template).render(root=root, **values)).strip() + "\n"
        return self.terms.mark(text, root) if template.endswith(".md") else text

    def plain(self, text: str) -> str:
        """A record's text without marks."""
        return wording.plain(text, self.resolve)


def block(text: str) -> Markup:
    """One HTML block without blank lines or indentation, so that no Markdown reader ends it early."""
    return Markup("\n".join(line.strip() for line in str(text).splitlines() if line.strip()))
