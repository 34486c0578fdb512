"""Render the model as Markdown pages: ``pages(model, settings)`` gives {path: Page}, and touches no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from smtpcodes.basics.causes import cause_of, with_situation
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.vocabulary import SUBJECTS
from smtpcodes.model.site import Cause, Code, Model, Pair, Provider, Response, met
from smtpcodes.render import speakers, wording
from smtpcodes.render.clues import clues, until_read
from smtpcodes.render.templates import Renderer
from smtpcodes.render.ways_off import next_ways

# A cause's own table, beside its steps.
TABLES = {"expired": "retry_table.html", "suppressed": "suppression_table.html"}


@dataclass(frozen=True)
class Page:
    """One generated page: its Markdown, the file of the repository that it comes from, its place in the reading
    order.
    """

    markdown: str
    edit: str | None  # none where each section comes from a file of its own
    title: str
    group: str  # pages of a group are each other's previous and next


def pages(model: Model, settings: Settings) -> dict[str, Page]:
    """Every generated page, by its path below docs/ ("550.md", "550/5.7.1.md", "causes/policy.md")."""
    return {path: make() for path, make in makers(model, settings).items()}


def makers(model: Model, settings: Settings) -> dict[str, Callable[[], Page]]:
    """What makes each page, by its path: for a server that makes a page when somebody asks for it."""
    render = Renderer(model, settings)
    out: dict[str, Callable[[], Page]] = {}
    for code in model.codes.values():
        out[f"{code.code}.md"] = partial(_code_page, render, code)
    for pair in model.pairs.values():
        out[f"{pair.reply}/{pair.enhanced}.md"] = partial(_pair_page, render, pair)
    for cause in model.causes.values():
        if cause.url:
            out[f"causes/{cause.id}.md"] = partial(_cause_page, render, cause)
    more = []
    for provider in model.providers.values():
        if provider.small:
            more.append(provider)
        else:
            out[f"providers/{provider.id}.md"] = partial(_provider_page, render, provider)
    if more:
        out["providers/more.md"] = partial(_small_providers, render, more)
    return out


def _small_providers(render: Renderer, providers: Sequence[Provider]) -> Page:
    sections = [
        (provider, speakers.groups(provider.responses, render.model))
        for provider in sorted(providers, key=lambda one: one.fields["name"].lower())
    ]
    trail = [("Home", ""), ("Providers", "providers/"), ("Other speakers", None)]
    total = sum(len(one.responses) for one in providers)
    markdown = render("providers_more.md", "../../", sections=sections, total=total, trail=trail)
    return Page(markdown, None, "Other speakers", "provider")


def _code_page(render: Renderer, code: Code) -> Page:
    model = render.model
    heading = f"{code.code} – {wording.headline(code.title, code.verdict.outcome, code.causes, model)}"
    is_main = code.main == code.code
    shown, others = speakers.speakers(code.responses, model, code.speakers)
    trail: list[tuple[str, str | None]] = [("Home", ""), ("Codes", "codes/")]
    subject = code.code.split(".")[1] if code.kind == "enhanced" else ""
    if subject in SUBJECTS:
        trail.append((f"x.{subject} {SUBJECTS[subject][0]}", f"codes/#x.{subject}"))
    trail.append((code.code, None))
    shown_clues = clues(code.verdict, code.responses, model)
    markdown = render(
        "code.md",
        "../",
        code=code,
        heading=heading,
        trail=trail,
        description=_description(render, code.fields["summary"], code.verdict.advice.sentence),
        clues=shown_clues,
        until_read=until_read(code.verdict.choices),
        shown_causes=[name for name in code.causes if model.causes[name].url],
        many=len(code.responses) > speakers.MANY,
        ways=next_ways(model, code.causes, code.responses),
        speakers=shown,
        other_speakers=others,
        digit_rows=wording.digit_rows(code.code),
        dialogue_lines=wording.dialogue_lines(code),
        is_main=is_main,
        meaning=code.fields["meaning"] if is_main else code.own.get("meaning", ""),
        steps=code.fields.get("steps", {}) if is_main else code.own.get("steps", {}),
        in_vain=wording.in_vain(code, code.fields.get("does_not_help", ()), model),
        related=[found for other in code.fields.get("related", ()) if (found := model.code_for(other, code.digit))],
    )
    return Page(markdown, code.path, f"{code.code} {code.title}", code.kind)


def _pair_page(render: Renderer, pair: Pair) -> Page:
    model = render.model
    code, reply = model.codes[pair.enhanced], model.codes[pair.reply]
    causes = [name for name in pair.causes if model.causes[name].url]
    shown = [name for name in causes if name == cause_of(pair.deciding)] or causes
    title = wording.headline(pair.title, pair.verdict.outcome, shown, model)
    title = title[0].upper() + title[1:]
    trail = [("Home", ""), ("Codes", "codes/"), (pair.reply, reply.url), (pair.name, None)]
    whole, rest = speakers.whole(pair.responses, code.speakers)
    folded = speakers.by_name(rest, model)
    many = len(pair.responses) > speakers.MANY
    markdown = render(
        "pair.md",
        "../../",
        pair=pair,
        title=pair.title,
        heading=f"{pair.name} – {title[0].lower()}{title[1:]}",
        summary=pair.summary,
        trail=trail,
        description=_description(render, pair.summary, pair.verdict.advice.sentence),
        steps=pair.steps,
        in_vain=wording.in_vain(pair, wording.in_vain_of_code(pair, code), model),
        clues=clues(pair.verdict, pair.responses, model),
        until_read=until_read(pair.verdict.choices),
        shown_causes=shown,
        ways=next_ways(model, pair.causes, pair.responses),
        groups=speakers.groups(whole, model, code.speakers),
        rest=[row for row in folded if len(row[1]) > 1 or not many],
        also=[(name, rows[0]) for name, rows in folded if len(rows) == 1 and many],
        listed=speakers.LISTED // 2 if many else speakers.LISTED,
        reply_rows=wording.digit_rows(pair.reply),
        enhanced_rows=wording.digit_rows(pair.enhanced),
    )
    return Page(markdown, pair.path, f"{pair.name} {pair.title}", "pair")


def _cause_page(render: Renderer, cause: Cause) -> Page:
    model = render.model
    by: dict[str, list[Response]] = {}
    for response in cause.responses:
        if response.fields.get("text") or response.fields.get("token") or response.enhanced:
            by.setdefault(response.provider, []).append(response)
    first = speakers.met_most(model)
    often = sorted(by.items(), key=lambda item: (met(item[0], first), -len(item[1])))[: speakers.TEXTS_ON_A_PAGE]
    said_by = [(model.providers[name], rows) for name, rows in often]
    trail = [("Home", ""), ("Causes", "causes/"), (cause.fields["title"], None)]
    text = _description(render, cause.fields["summary"], cause.fields["permanent"]["sentence"])
    situations = [
        (name, {**with_situation(cause.fields, name), "own_steps": own.get("steps", {})})
        for name, own in cause.fields.get("situations", {}).items()
    ]
    markdown = render(
        "cause.md",
        "../../",
        cause=cause,
        trail=trail,
        description=text,
        speakers=said_by,
        situations=situations,
        ways=next_ways(model, [cause.id], cause.responses),
        table=TABLES.get(cause.id),
    )
    return Page(markdown, f"data/causes/{cause.id}.yml", cause.fields["title"], "cause")


def _provider_page(render: Renderer, provider: Provider) -> Page:
    name = provider.fields["name"]
    text = (
        f"{len(provider.responses)} error texts of {name}, by cause: what each means, what to do, when it was last "
        "seen."
    )
    trail = [("Home", ""), ("Providers", "providers/"), (name, None)]
    markdown = render(
        "provider.md",
        "../../",
        provider=provider,
        trail=trail,
        description=text,
        groups=speakers.groups(provider.responses, render.model),
        level=2,
        prefix="",
    )
    return Page(markdown, provider.path, name, "provider")


def neighbours(all_pages: Mapping[str, Page]) -> Iterator[tuple[str, str | None, str | None]]:
    """The reading order: for every page the previous and next one of its group."""
    by: dict[str, list[str]] = {}
    for path, page in all_pages.items():
        by.setdefault(page.group, []).append(path)
    for paths in by.values():
        for before, path, after in zip([None, *paths], paths, [*paths[1:], None], strict=False):
            yield path, before, after


def _description(render: Renderer, summary: str, advice: str) -> str:
    """What a search engine shows below the title: what happened, then what to do."""
    return f"{render.plain(summary)} {advice}"
