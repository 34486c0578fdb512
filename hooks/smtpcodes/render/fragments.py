"""What prose pages may include with ``<!-- table: name -->``. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from smtpcodes.basics.problems import Problem
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.vocabulary import CLASSES, PROVIDER_KINDS
from smtpcodes.model.site import Code, Model
from smtpcodes.render import ways_off, wording
from smtpcodes.render.templates import Renderer, block

_INCLUDE = re.compile(r"<!-- (?:table|settings): ([a-z-]+) -->")
Fragment = Callable[[str], str]  # takes the way to the root


def fragments(model: Model, settings: Settings) -> dict[str, Fragment]:
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
    values: dict[str, tuple[str, Mapping[str, Any]]] = {
        "codes": (
            "codes_table.html",
            {
                "groups": _groups(codes),
                "causes": shown_causes,
                "with_page": {one.id for one in shown_causes},
                "words_of": wording.cause_words,
            },
        ),
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
        **ways_off.tables(model),
        "announced": ("changes_list.html", {"found": [one for one in reversed(model.changes) if one.announced]}),
        "changes": ("changes_list.html", {"found": [one for one in model.changes if not one.announced]}),
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

    def bind(template: str, extra: Mapping[str, Any]) -> Fragment:
        return lambda root: str(block(render(template, root, **extra)))

    return {name: bind(template, extra) for name, (template, extra) in values.items()}


def unknown_includes(prose: Mapping[str, str], made: Mapping[str, Fragment]) -> Iterator[Problem]:
    """Includes that name no fragment. In: the prose pages by their path in the project, and the fragments by name."""
    for path, text in prose.items():
        for number, line in enumerate(text.splitlines(), 1):
            for found in _INCLUDE.finditer(line):
                if found[1] not in made:
                    yield Problem(
                        path, number, f"no table is called '{found[1]}'; use one of: {', '.join(sorted(made))}"
                    )


_GROUPS = {  # of the overview, in this order: failures first
    "5": "not delivered, for good",
    "4": "not delivered yet",
    "2": "done",
    "3": "the dialogue goes on",
    "other": "no class of SMTP",
    "not-smtp": "from other protocols",
}


def _group(code: Code) -> str:
    if code.fields["standing"] == "not-smtp":
        return "not-smtp"
    return code.digit if code.digit in _GROUPS else "other"


def _groups(codes: Sequence[Code]) -> list[dict[str, Any]]:
    """The overview's groups that hold codes; in each, what is refused or delayed stands before the rest."""
    found = {name: [code for code in codes if _group(code) == name] for name in _GROUPS}
    titles = {"other": "Other digits", "not-smtp": "Not SMTP"}
    return [
        {
            "id": name,
            "title": titles.get(name, f"{name} {CLASSES[name][0].capitalize()}" if name in CLASSES else name),
            "says": _GROUPS[name],
            "codes": sorted(rows, key=lambda one: one.verdict.outcome not in {"refused", "delayed", "gave-up"}),
        }
        for name, rows in found.items()
        if rows
    ]


def included(markdown: str, root: str, made: Mapping[str, Fragment]) -> str:
    """A prose page with its fragments in place. ``root``: the way from its address to the site's root."""
    return _INCLUDE.sub(lambda found: made[found[1]](root), markdown)
