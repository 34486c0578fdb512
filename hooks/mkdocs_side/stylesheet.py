"""Material's stylesheet without the parts that no page of this site uses: half of its weight is for features that are
off.

A rule stays if every class of one of its selectors occurs in what may become a page: templates, prose, scripts.
That is found by reading, so a new page or class brings its rules back by itself at the next build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import tinycss2
from tinycss2.ast import Node

# Classes that Markdown's extensions write: code blocks with their token classes (one to three letters), tables,
# anchors.
_WRITTEN = {"highlight", "filename", "headerlink", "admonition", "admonition-title", "js", "no-js"}
# Parts of Material that are off here, though its script and its base page name them.
_OFF = (
    "md-annotation",
    "md-author",
    "md-banner",
    "md-clipboard",
    "md-code",
    "md-consent",
    "md-feedback",
    "md-meta",
    "md-nav",
    "md-pagination",
    "md-path",
    "md-pin",
    "md-post",
    "md-progress",
    "md-select",
    "md-social",
    "md-source",
    "md-status",
    "md-tabs",
    "md-tag",
    "md-tooltip",
    "md-top",
    "md-version",
)
_TOKEN = re.compile(r"[a-z][a-z0-9]{0,2}")
_READ = re.compile(r"var\(\s*(--[\w-]+)")
_ALTERNATIVES = {"is", "where", "has"}
_OF_RULES = {"media", "supports", "layer", "container"}
_OF_DECLARATIONS = {"font-face", "page", "property"}


def classes_of(sources: Iterable[str], material_script: str) -> frozenset[str]:
    """Every word that may be a class: in class attributes, attribute lists, strings of scripts; Material's script by
    its md- words.
    """
    found = set(_WRITTEN)
    for text in sources:
        for part in _parts(text):
            found |= set(re.findall(r"[A-Za-z_][\w-]*", part))
    return frozenset(
        name for name in found | set(re.findall(r"md-[\w-]+", material_script)) if not name.startswith(_OFF)
    )


def _parts(text: str) -> Iterator[str]:
    for match in re.finditer(
        r"class(?:Name|List\.\w+)?\s*[=:(]\s*[\"'`]([^\"'`]*)|(\{[:.# ][^}]*\})|^(?:!!!|\?\?\?\+?) ([a-z ]+)",
        text,
        re.MULTILINE,
    ):
        yield next(part for part in match.groups() if part is not None)


@cache
def lean(css: str, used: frozenset[str], more: str = "") -> str:
    """The stylesheet without rules for unused classes, then without variables that neither it nor ``more`` reads.

    ``ValueError`` where the stylesheet cannot be read (CSS Syntax 3), so that no half of it is shipped.
    """
    sheet = _kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), used)
    for _ in range(3):  # a dropped variable may have been the only reader of another
        text = _written(sheet)
        sheet = _without_unread(sheet, frozenset(_READ.findall(text + more)))
    return _written(sheet)


def compact(css: str) -> str:
    """The same rules without comments and white space. ``ValueError`` as above."""
    return _written(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), None))


@dataclass(frozen=True)
class Rule:
    """``head{…}``: what stands inside is either declarations or further rules; a statement such as ``@import`` has
    neither.
    """

    head: str
    declarations: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    statement: bool = False


def _kept(nodes: Iterable[Node], used: Set[str] | None) -> tuple[Rule, ...]:
    return tuple(rule for node in nodes if (rule := _rule(node, used)) is not None)


def _rule(node: Node, used: Set[str] | None) -> Rule | None:
    """The part of one rule that is used, all of it where ``used`` is None; None where nothing of it is."""
    if node.type == "qualified-rule":
        heads = [tinycss2.serialize(one).strip() for one in _selectors(node.prelude) if _possible(one, used)]
        head = ",".join(heads).replace("[dir=ltr] ", "")
        return Rule(head, _declarations(node.content)) if heads else None
    if node.type != "at-rule":
        raise ValueError(f"line {node.source_line} of the stylesheet: {node.message}")
    if node.lower_at_keyword == "charset":
        return None
    head = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"
    if node.content is None:
        return Rule(head, statement=True)
    if node.lower_at_keyword in _OF_DECLARATIONS:
        return Rule(head, _declarations(node.content))
    inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
    if node.lower_at_keyword not in _OF_RULES:  # the steps of @keyframes are no selectors
        steps = [Rule(tinycss2.serialize(one.prelude), _declarations(one.content)) for one in inside]
        return Rule(head, rules=tuple(steps))
    rules = _kept(inside, used)
    return Rule(head, rules=rules) if rules else None


def _declarations(content: Sequence[Node]) -> tuple[tuple[str, str], ...]:
    """(name, value) of each declaration; names of variables keep their case."""
    found = tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True)
    return tuple(
        (one.name, tinycss2.serialize(one.value).strip() + ("!important" if one.important else ""))
        for one in found
        if one.type == "declaration"
    )


def _selectors(prelude: Sequence[Node]) -> list[list[Node]]:
    """The selectors of a rule, split at its commas; those inside brackets belong to their selector."""
    out: list[list[Node]] = [[]]
    for token in prelude:
        if token == ",":
            out.append([])
        else:
            out[-1].append(token)
    return out


def _possible(selector: Sequence[Node], used: Set[str] | None) -> bool:
    """Could this selector match anything? Right-to-left writing is not used."""
    if used is None:
        return True
    token_rule = "highlight" in _classes(selector)

    def known(name: str) -> bool:
        return name in used or (token_rule and _TOKEN.fullmatch(name) is not None)

    for token in selector:
        if token.type == "[] block" and tinycss2.serialize(token.content) == "dir=rtl":
            return False
        if (
            token.type == "function"
            and token.lower_name in _ALTERNATIVES
            and not any(all(map(known, _classes(one))) for one in _selectors(token.arguments))
        ):
            return False
    return all(map(known, _classes(selector)))


def _classes(selector: Sequence[Node]) -> list[str]:
    """The classes that the selector itself names, not those inside its brackets."""
    return [name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"]


def _without_unread(rules: Iterable[Rule], read: Set[str]) -> tuple[Rule, ...]:
    """The rules without variables that nobody reads, and without those that are empty then."""
    out = []
    for rule in rules:
        declarations = tuple(one for one in rule.declarations if not one[0].startswith("--") or one[0] in read)
        inside = _without_unread(rule.rules, read)
        if declarations or inside or rule.statement:
            out.append(replace(rule, declarations=declarations, rules=inside))
    return tuple(out)


def _written(rules: Iterable[Rule]) -> str:
    return "".join(
        f"{rule.head};"
        if rule.statement
        else f"{rule.head}{{{';'.join(map(':'.join, rule.declarations)) + _written(rule.rules)}}}"
        for rule in rules
    )
