"""Render the model as Markdown pages: ``pages(model, settings)`` gives {path: Page}, and touches no file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, Undefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from smtpcodes.basics import prose, vocabulary
from smtpcodes.basics.codes import is_enhanced
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.vocabulary import CAUSES, CLASSES, PROVIDER_KINDS, REPLY_SUBJECTS, SUBJECTS
from smtpcodes.model.site import Cause, Code, Model, Pair, Provider, Response
from smtpcodes.render.glossary_links import Terms

TEMPLATES = Path(__file__).parents[2] / "templates"
MANY = 60  # responses; a code said by more people names most speakers only, their texts stand on the pair's and the speaker's page
TEXTS_ON_A_PAGE, TEXTS_OF_MANY = (
    12,
    3,
)  # more literal texts than that would make a page too heavy for a phone; the rest is linked
PROSE_TITLES = {
    "codes": "all codes",
    "folklore": "codes that do not exist",
    "collisions": "collisions",
    "not-mine": "I never sent this",
    "decode": "the decoder",
    "link": "links for bounces",
    "embedding": "embedding",
    "api": "the data",
    "developers": "for developers",
    "own-copy": "your own copy",
    "about": "about this site",
    "providers": "who says it",
    "causes": "causes",
    "glossary": "the glossary",
}


@dataclass(frozen=True)
class Page:
    """One generated page: its Markdown, the file of the repository that it comes from, its place in the reading order."""

    markdown: str
    edit: str
    title: str
    group: str  # pages of a group are each other's previous and next


class Words:
    """The vocabulary as the templates call it."""

    roles, outcomes, arrived = vocabulary.ROLES, vocabulary.OUTCOMES, vocabulary.ARRIVED
    retried, jobs, troubles = vocabulary.RETRIED, vocabulary.JOBS, vocabulary.TROUBLES
    suppress, standings, classes = vocabulary.SUPPRESS, vocabulary.STANDINGS, vocabulary.CLASSES
    evidence, page_kinds, subjects = vocabulary.EVIDENCE, vocabulary.PAGE_KINDS, vocabulary.SUBJECTS
    provider_kinds = vocabulary.PROVIDER_KINDS


def resolver(model: Model) -> prose.Resolve:
    """Where a [[link]] of a record leads, and how it reads."""

    def resolve(target: str) -> tuple[str, str] | None:
        kind, _, id = target.partition(":")
        if id:
            if kind == "cause" and id in model.causes and model.causes[id].url:
                return model.causes[id].url, model.causes[id].fields["title"].lower()  # type: ignore[return-value]
            if kind == "provider" and id in model.providers:
                return model.providers[id].url, model.providers[id].fields["name"]
            return (f"{id}/", PROSE_TITLES[id]) if kind == "page" and id in PROSE_TITLES else None
        if " " in target:
            address = target.replace(" ", "/") + "/"
            return (address, target) if address in model.addresses else None
        found = model.code_for(target)
        return (found.url, target) if found else None

    return resolve


def document(model: Model, source: Mapping[str, Any]) -> dict[str, str | None]:
    """Name and address of a cited document, at its section where the address allows it."""
    row = model.sources[source["id"]]
    url = row.get("url")
    section = source.get("section")
    if url and section and "rfc-editor.org/rfc/rfc" in url and re.fullmatch(r"[0-9A-Z](\.?[0-9])*", section):
        url += f"#{'section' if section[0].isdigit() else 'appendix'}-{section}"
    return {"url": url, "short": row.get("short", row["title"])}


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


class Renderer:
    """Templates bound to one model; ``fragment`` and ``page`` return text."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self.model, self.settings = model, settings
        resolve = resolver(model)
        env = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=Undefined,
            bytecode_cache=_compiled,
        )
        env.globals.update(
            model=model, words=Words, trouble_place=vocabulary.TROUBLE_PLACE, settings=settings, release=model.release
        )
        env.filters.update(
            prose=lambda text, root: Markup(prose.to_html(text, resolve, root)),
            paras=prose.paragraphs,
            md=lambda text: Markup(prose.escape_heading(text)),
            json=lambda text: Markup(json.dumps(text, ensure_ascii=False)),
            block=_block,
            document=lambda source: document(model, source),
        )
        self.env, self.resolve, self.terms = env, resolve, Terms.of(model.glossary)

    def __call__(self, template: str, root: str, **values: Any) -> str:
        text = self.env.get_template(template).render(root=root, **values)
        return self.terms.mark(_tidy(text), root) if template.endswith(".md") else _tidy(text)

    def plain(self, text: str) -> str:
        """A record's text without marks."""
        return prose.to_plain(" ".join(text.split()), self.resolve)


def _block(text: str) -> Markup:
    """One HTML block without blank lines or indentation, so that no Markdown reader ends it early."""
    return Markup("\n".join(line.strip() for line in str(text).splitlines() if line.strip()))


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def pages(model: Model, settings: Settings) -> dict[str, Page]:
    """Every generated page, by its path below docs/ ("550.md", "550/5.7.1.md", "causes/policy.md")."""
    render = Renderer(model, settings)
    out: dict[str, Page] = {}
    for code in model.codes.values():
        out[f"{code.code}.md"] = _code_page(render, code)
    for pair in model.pairs.values():
        out[f"{pair.reply}/{pair.enhanced}.md"] = _pair_page(render, pair)
    for cause in model.causes.values():
        if cause.url:
            out[f"causes/{cause.id}.md"] = _cause_page(render, cause)
    more = []
    for provider in model.providers.values():
        if provider.small:
            more.append(provider)
        else:
            out[f"providers/{provider.id}.md"] = _provider_page(render, provider)
    if more:
        sections = [
            (provider, groups(provider.responses, model))
            for provider in sorted(more, key=lambda one: one.fields["name"].lower())
        ]
        trail = [("Home", ""), ("Who says it", "providers/"), ("Other speakers", None)]
        out["providers/more.md"] = Page(
            render("providers_more.md", "../../", sections=sections, trail=trail),
            "data/providers",
            "Other speakers",
            "provider",
        )
    return out


def fragments(model: Model, settings: Settings) -> dict[str, Callable[[str], str]]:
    """What prose pages may include with ``<!-- table: name -->``; each takes the way to the root."""
    render = Renderer(model, settings)
    codes = list(model.codes.values())
    shown_causes = [cause for cause in model.causes.values() if cause.url]
    kinds = [
        (
            kind,
            sorted(
                (one for one in model.providers.values() if one.fields["kind"] == kind),
                key=lambda one: one.fields["name"].lower(),
            ),
        )
        for kind in PROVIDER_KINDS
    ]
    differing = [
        (code, [one for one in code.responses if one.fields.get("differs")])
        for code in codes
        if code.kind == "enhanced"
    ]
    values = {
        "codes": ("codes_table.html", {"codes": codes, "causes": shown_causes, "words_of": cause_words}),
        "subjects": ("subjects.html", {"codes": codes}),
        "suppress": ("suppress_list.html", {"codes": codes}),
        "causes": ("causes_index.html", {"causes": shown_causes}),
        "providers": ("providers_index.html", {"kinds": [(kind, rows) for kind, rows in kinds if rows]}),
        "folklore": ("folklore_table.html", {"codes": codes}),
        "collisions": (
            "collisions_table.html",
            {
                "collisions": [(code, rows) for code, rows in differing if rows],
                "disagreeing": [pair for pair in model.pairs.values() if pair.disagrees],
            },
        ),
        "glossary": ("glossary_list.html", {}),
        "home-codes": ("home_codes.html", {}),
        "home-causes": ("home_causes.html", {"causes": shown_causes}),
        "home-providers": (
            "home_providers.html",
            {
                "kinds": [
                    (kind, sorted(rows, key=lambda one: -len(one.responses))[:6], len(rows))
                    for kind, rows in kinds
                    if rows
                ],
            },
        ),
        "paste": ("paste_box.html", {}),
        "operator": ("operator.html", {}),
        "report": ("report.html", {}),
        "version": ("version.html", {}),
    }

    def bind(template: str, extra: Mapping[str, Any]) -> Callable[[str], str]:
        return lambda root: str(_block(render(template, root, **extra)))

    return {name: bind(template, extra) for name, (template, extra) in values.items()}


def cause_words(cause: Cause) -> str:
    """The words by which people look for a cause ("quota" for a full mailbox), so that the table is found by them too."""
    return " ".join(cause.fields.get("search", ())).lower()


def headline(title: str, verdict_outcome: str, causes: Sequence[str], model: Model) -> str:
    """How a page is named in previews and search results: what happened, and why where that is certain."""
    said = {"refused": "refused", "delayed": "delayed", "gave-up": "given up"}.get(verdict_outcome)
    if said and len(causes) == 1:
        return f"{said}: {model.causes[causes[0]].fields['short']}"
    return (
        f"{said}: {title[0].lower()}{title[1:]}"
        if said and title[1:2].islower()
        else f"{said}: {title}"
        if said
        else title
    )


def _code_page(render: Renderer, code: Code) -> Page:
    model = render.model
    heading = f"{code.code} – {headline(code.title, code.verdict.outcome, code.causes, model)}"
    is_main = code.main == code.code
    speakers, others = _speakers(render, code.responses)
    trail = [("Home", ""), ("Codes", "codes/")]
    subject = code.code.split(".")[1] if code.kind == "enhanced" else ""
    if subject in SUBJECTS:
        trail.append((f"x.{subject} {SUBJECTS[subject][0]}", f"codes/#x.{subject}"))
    trail.append((code.code, None))
    markdown = render(
        "code.md",
        "../",
        code=code,
        heading=heading,
        trail=trail,
        description=description(render, code.fields["summary"], code.verdict.advice["sentence"]),
        shown_causes=[id for id in code.causes if model.causes[id].url],
        many=len(code.responses) > MANY,
        speakers=speakers,
        other_speakers=others,
        digit_rows=digit_rows(code.code),
        is_main=is_main,
        meaning=code.fields["meaning"] if is_main else code.own.get("meaning", ""),
        steps=code.fields.get("steps", {}) if is_main else code.own.get("steps", {}),
        related=[found for other in code.fields.get("related", ()) if (found := model.code_for(other, code.digit))],
    )
    return Page(markdown, code.path, f"{code.code} {code.title}", code.kind)


def description(render: Renderer, summary: str, advice: str) -> str:
    """What a search engine shows below the title: what happened, then what to do."""
    return f"{render.plain(summary)} {advice}"


def digit_rows(code: str) -> list[tuple[str, str]]:
    """Each digit of a code with what it says (RFC 5321 section 4.2.1, RFC 3463 section 2)."""
    name, meaning = CLASSES.get(code[0], ("no class", "No reply starts with it."))
    rows = [(code[0], f"{name}: {meaning}")]
    if is_enhanced(code):
        _, subject, detail = code.split(".")
        title, about = SUBJECTS.get(subject, ("not registered", "no subject of RFC 3463"))
        return [*rows, (subject, f"{title}: {about}"), (detail, "the detail; read it together with the other two")]
    second = REPLY_SUBJECTS.get(code[1], "not allowed: RFC 5321 section 4.2 lets the second digit go from 0 to 5")
    return [*rows, (code[1], second), (code[2], "the detail; no system behind it")]


def _speakers(render: Renderer, responses: Sequence[Response]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who says a code: speakers with texts, those that differ from the registry and the current ones first, and the rest by name only."""
    model = render.model
    by: dict[str, list[Response]] = {}
    for response in responses:
        by.setdefault(response.provider, []).append(response)
    each = 2 if len(responses) <= TEXTS_ON_A_PAGE else 1
    rows = []
    for id, said in by.items():
        said = sorted(said, key=lambda one: (not one.fields.get("differs"), one.age != "current"))
        texts = [one for one in said if one.fields.get("text") or one.fields.get("token")]
        differs = [one for one in texts if one.fields.get("differs")]
        shown = texts[: max(each, min(len(differs), 2))]
        names = [
            model.causes[name].fields["title"].lower()
            for name, _ in Counter(one.cause for one in said if one.cause).most_common(3)
        ]
        rows.append(
            {
                "id": id,
                "name": model.providers[id].fields["name"],
                "gist": ", ".join(names),
                "shown": shown,
                "more": len(said) - len(shown),
                "count": len(said),
                "differs": bool(differs),
                "current": any(one.age == "current" for one in said),
            }
        )
    rows.sort(key=lambda row: (not row["differs"], not row["current"], -row["count"], row["name"].lower()))
    with_texts = [row for row in rows if row["shown"]]
    top = with_texts[: TEXTS_ON_A_PAGE if len(responses) <= MANY else TEXTS_OF_MANY]
    rest = sorted((row for row in rows if row not in top), key=lambda row: row["name"].lower())
    if len(responses) > MANY:  # mail server software says every code; who runs it is named by the provider's page
        rest = [
            row for row in rest if model.providers[row["id"]].fields["kind"] not in {"mta", "client"} and row["current"]
        ]
    return top, rest


def groups(responses: Sequence[Response], model: Model) -> list[dict[str, Any]]:
    """Responses by cause, in the order of the vocabulary; those without a cause last."""
    out = []
    for id in (*CAUSES, None):
        rows = [one for one in responses if one.cause == id]
        if rows:
            cause = model.causes.get(id) if id else None
            out.append(
                {
                    "id": id or "none",
                    "title": cause.fields["title"] if cause else "No cause named",
                    "url": cause.url if cause else None,
                    "responses": rows,
                }
            )
    return out


def _pair_page(render: Renderer, pair: Pair) -> Page:
    model = render.model
    code, reply = model.codes[pair.enhanced], model.codes[pair.reply]
    causes = [id for id in pair.causes if model.causes[id].url]
    title = headline(code.title, pair.verdict.outcome, causes, model)
    title = title[0].upper() + title[1:]
    steps = code.fields.get("steps", {}) if not pair.disagrees else reply.fields.get("steps", {})
    trail = [("Home", ""), ("Codes", "codes/"), (pair.reply, reply.url), (pair.name, None)]
    summary = pair_summary(pair, model)
    markdown = render(
        "pair.md",
        "../../",
        pair=pair,
        title=code.title,
        heading=f"{pair.name} – {title[0].lower()}{title[1:]}",
        summary=summary,
        trail=trail,
        description=description(render, summary, pair.verdict.advice["sentence"]),
        steps=steps,
        shown_causes=causes,
        groups=groups(pair.responses[:TEXTS_ON_A_PAGE], model),
        rest=pair.responses[TEXTS_ON_A_PAGE:],
        reply_rows=digit_rows(pair.reply),
        enhanced_rows=digit_rows(pair.enhanced),
    )
    return Page(markdown, code.path, f"{pair.name} {code.title}", "pair")


def pair_summary(pair: Pair, model: Model) -> str:
    """What a pair says in one sentence: the enhanced code's own summary where the classes agree."""
    if not pair.disagrees:
        return model.codes[pair.enhanced].fields["summary"]
    said = {
        "2": "The server took the message",
        "4": "The server put the message off",
        "5": "The server refused the message",
    }.get(pair.reply[0], "The server answered")
    return f"{said}; its two codes do not agree, and the first one counts."


def _cause_page(render: Renderer, cause: Cause) -> Page:
    model = render.model
    by: dict[str, list[Response]] = {}
    for response in cause.responses:
        if response.fields.get("text") or response.fields.get("token") or response.enhanced:
            by.setdefault(response.provider, []).append(response)
    speakers = [(model.providers[id], rows) for id, rows in sorted(by.items(), key=lambda item: -len(item[1]))][
        :TEXTS_ON_A_PAGE
    ]
    trail = [("Home", ""), ("Causes", "causes/"), (cause.fields["title"], None)]
    text = description(render, cause.fields["summary"], cause.fields["permanent"]["sentence"])
    markdown = render("cause.md", "../../", cause=cause, trail=trail, description=text, speakers=speakers)
    return Page(markdown, f"data/causes/{cause.id}.yml", cause.fields["title"], "cause")


def _provider_page(render: Renderer, provider: Provider) -> Page:
    name = provider.fields["name"]
    text = f"{len(provider.responses)} error texts of {name}, by cause: what each means, what to do, when it was last seen."
    trail = [("Home", ""), ("Who says it", "providers/"), (name, None)]
    markdown = render(
        "provider.md",
        "../../",
        provider=provider,
        trail=trail,
        description=text,
        groups=groups(provider.responses, render.model),
        level=2,
        prefix="",
    )
    return Page(markdown, f"data/providers/{provider.id}.yml", name, "provider")


def neighbours(all_pages: Mapping[str, Page]) -> Iterator[tuple[str, str | None, str | None]]:
    """The reading order: for every page the previous and next one of its group."""
    by: dict[str, list[str]] = {}
    for path, page in all_pages.items():
        by.setdefault(page.group, []).append(path)
    for paths in by.values():
        for before, path, after in zip([None, *paths], paths, [*paths[1:], None], strict=False):
            yield path, before, after
