"""What a schema cannot say. Each rule is a generator of problems; its docstring is the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from smtpcodes.basics import prose
from smtpcodes.basics.codes import expand, is_enhanced, sort_key
from smtpcodes.basics.problems import Problem
from smtpcodes.basics.vocabulary import CAUSES, CAUSES_WITHOUT_PAGE, PROSE_PAGES, SECTION_OF_MORE
from smtpcodes.load.folder import Data
from smtpcodes.load.yaml_reader import Place, Record

Rule = Callable[[Data], Iterator[Problem]]

COMMANDS = (
    "connection",
    "EHLO",
    "HELO",
    "MAIL",
    "RCPT",
    "DATA",
    "end of data",
    "RSET",
    "VRFY",
    "EXPN",
    "HELP",
    "NOOP",
    "QUIT",
    "AUTH",
    "challenge",
    "STARTTLS",
    "ETRN",
    "ATRN",
    "BDAT",
    "BURL",
    "LHLO",
    "XCLIENT",
    "any command",
    "report",
)
_CODE = re.compile(r"[1-9]\d\d|(x|[245])\.\d{1,3}\.\d{1,4}")
_PAIR = re.compile(r"([1-9]\d\d) ([245]\.\d{1,3}\.\d{1,4})")
_PROSE_FIELDS = {
    "summary",
    "meaning",
    "text",
    "lists_say",
    "really",
    "no_causes",
    "differs",
    "tell",
    "note",
    "notes",
    "historic",
}


def problems(data: Data, unreadable: Collection[str] = ()) -> list[Problem]:
    """Every problem that the rules find in records whose shape is right.

    A record whose own shape is wrong is in ``unreadable`` (by path) and not in ``data``; that others name it is no second mistake.
    """
    if not unreadable:
        return [problem for rule in RULES for problem in rule(data)]
    names = {path.rsplit("/", 1)[-1].removesuffix(".yml") for path in unreadable}
    return [
        problem
        for rule in RULES
        for problem in rule(data)
        if not (
            problem.path in unreadable
            or any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", problem.message) for name in _spellings(names))
        )
    ]


def _spellings(names: Collection[str]) -> Iterator[str]:
    """How messages name the codes of unreadable records: x.7.1 also as 4.7.1; and everything where the sources are unreadable."""
    for name in names:
        yield name
        if name.startswith("x."):
            yield from (digit + name[1:] for digit in "245")
        if name == "sources":
            yield "is not in"


def _at(record: Record, place: Place, message: str) -> Problem:
    return Problem(record.path, record.line(*place), message)


def _walk(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value of a record with its place."""
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*place, index))


def _pages(data: Data) -> set[str]:
    """Every code that has a page or a tombstone."""
    live = {code for id, record in data.codes.items() for code, _ in expand(id, record.fields)}
    return live | {id for id, record in data.codes.items() if "moved_to" in record.fields}


def file_name(data: Data) -> Iterator[Problem]:
    """The file name of a code is the code; 550.yml, x.7.1.yml, 5.7.606.yml."""
    for id, record in data.codes.items():
        if not _CODE.fullmatch(id):
            yield Problem(
                record.path, 1, f"the file name '{id}' is no code; name it like 550.yml, x.7.1.yml or 5.7.606.yml"
            )
        elif re.search(r"\.0\d", id):
            yield Problem(record.path, 1, f"'{id}' has a leading zero; RFC 3463 section 2 forbids it")
    for id, record in data.providers.items():
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", id) or id == "more":
            yield Problem(
                record.path,
                1,
                f"the file name '{id}' is no id; use lower-case letters, digits and '-' (and not 'more')",
            )


def vocabulary(data: Data) -> Iterator[Problem]:
    """data/causes holds exactly the causes of the vocabulary."""
    for id, record in data.causes.items():
        if id not in CAUSES:
            yield Problem(record.path, 1, f"'{id}' is no cause of the vocabulary; use one of: {', '.join(CAUSES)}")
    for id in CAUSES:
        if id not in data.causes and not (data.root / "causes" / f"{id}.yml").exists():
            yield Problem(
                f"{data.root.name}/causes/{id}.yml", 1, "the file is missing; every cause of the vocabulary has one"
            )


def wording(data: Data) -> Iterator[Problem]:
    """A title has no full stop; a summary is one sentence and has one."""
    for record in (*data.codes.values(), *data.causes.values()):
        title, summary = record.fields.get("title", ""), record.fields.get("summary", "")
        if title.endswith("."):
            yield _at(record, ("title",), "'title' must not end with a full stop; delete it")
        if summary and summary.rstrip()[-1] not in ".?!":
            yield _at(record, ("summary",), "'summary' is no whole sentence; end it with a full stop")


def classes(data: Data) -> Iterator[Problem]:
    """An x. record names its classes; others have none; by_class speaks of these only."""
    for id, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        if id.startswith("x."):
            if "classes" not in fields:
                yield _at(
                    record,
                    (),
                    'field \'classes\' is missing; name the classes in which the code makes sense, for example ["4", "5"]',
                )
        else:
            for name in ("classes", "by_class"):
                if name in fields:
                    yield _at(record, (name,), f"'{name}' belongs in x. records only; '{id}' says its class itself")
        for digit in fields.get("by_class", {}):
            if digit not in fields.get("classes", ()):
                yield _at(
                    record,
                    ("by_class", digit),
                    f"'by_class' speaks of class {digit}, but 'classes' does not name it; add it there or delete it here",
                )


def verdicts(data: Data) -> Iterator[Problem]:
    """Who decides outcome and retried: the class for 4 and 5, the record for the others; folklore and not-smtp always the record."""
    for id, record in data.codes.items():
        if "moved_to" in record.fields:
            continue
        for code, fields in expand(id, record.fields):
            place: Place = (
                ("by_class", code[0]) if id.startswith("x.") and code[0] in fields.get("by_class", {}) else ()
            )
            verdict = fields.get("verdict", {})
            authored = code[0] not in "45" or fields["standing"] in {"folklore", "not-smtp"}
            for fact in ("outcome", "retried"):
                if authored and fact not in verdict:
                    yield _at(
                        record,
                        (*place, "verdict"),
                        f"{code}: 'verdict' has no '{fact}'; no class gives it here, so write it",
                    )
            if code[0] in "45" and fields["standing"] not in {"folklore", "not-smtp"}:
                if not fields.get("causes") and not fields.get("no_causes"):
                    yield _at(
                        record, (), f"{code} names no cause; add 'causes', or say why there is none in 'no_causes'"
                    )
            if fields.get("causes") and fields.get("no_causes"):
                yield _at(record, ("no_causes",), "'causes' and 'no_causes' stand together; delete one")
            if code[0] in "123" and fields.get("causes"):
                yield _at(record, ("causes",), f"{code} is no failure and names a cause; delete 'causes'")


def standing(data: Data) -> Iterator[Problem]:
    """The standing agrees with the registry and with who is known to send the code."""
    registered = {
        reply for record in data.codes.values() for reply in record.fields.get("registry", {}).get("basic", ())
    }
    carried = {
        row[key]
        for record in data.providers.values()
        for row in record.fields["responses"]
        for key in ("reply", "enhanced")
        if key in row
    }
    for id, record in data.codes.items():
        fields = record.fields
        if "moved_to" in fields:
            continue
        value = fields["standing"]
        sent = fields.get("folklore", {}).get("senders") or any(code in carried for code, _ in expand(id, fields))

        def wrong(message: str, record: Record = record) -> Problem:
            return _at(record, ("standing",), message)

        if value == "registered" and not (id in registered if not is_enhanced(id) else "registry" in fields):
            yield wrong(
                "'standing' is registered, but no record's 'registry' names the code; use 'nonstandard' or 'folklore'"
            )
        if "registry" in fields and value in {"nonstandard", "folklore", "not-smtp"}:
            yield wrong(f"'standing' is {value}, but the registry holds the code; use 'standard' or 'registered'")
        if id in registered and value in {"nonstandard", "folklore", "not-smtp"}:
            yield wrong(
                f"'standing' is {value}, but the registry names {id} as a basic code; use 'standard', 'registered' or 'obsolete'"
            )
        if "registry" in fields and not id.startswith("x."):
            yield _at(record, ("registry",), "'registry' belongs in x. records only; the registry's rows have no class")
        if value == "nonstandard" and not sent:
            yield wrong(
                "'standing' is nonstandard, but nobody is known to send it; name a sender with its source, or use 'folklore'"
            )
        if value == "folklore" and sent:
            yield wrong("'standing' is folklore, but a sender is known; use 'nonstandard'")
        if (value == "not-smtp") != id.startswith("1"):
            yield wrong(
                "'not-smtp' is for numbers that start with 1, and those are never an SMTP code; change 'standing'"
            )
        if value in {"standard", "obsolete"} and not any(
            source["id"].startswith("rfc") for source in fields["sources"]
        ):
            yield wrong(f"'standing' is {value}, but no RFC is among the sources; cite the RFC that defines it")


def references(data: Data) -> Iterator[Problem]:
    """Codes, causes, providers, pages and documents that a record names exist."""
    pages, sources = _pages(data), data.sources.fields
    providers, glossary = data.providers, data.glossary.fields
    del glossary

    def code_problem(record: Record, place: Place, field: str, code: str) -> Iterator[Problem]:
        if code in pages or (code.startswith("x.") and code in data.codes):
            return
        file = f"x.{code.split('.', 1)[1]}" if is_enhanced(code) else code
        remedy = (
            f"there is no {data.root.name}/codes/{file}.yml"
            if file not in data.codes
            else f"{file}.yml has no class {code[0]}"
        )
        yield _at(record, place, f"'{field}' names {code}, but {remedy}")

    for record in data.all():
        for place, value in _walk(record.fields):
            if not place:
                continue
            name = next((part for part in reversed(place) if isinstance(part, str)), "")
            if isinstance(value, dict) and "id" in value and set(value) <= {"id", "section", "note"}:
                if value["id"] not in sources:
                    yield _at(
                        record,
                        (*place, "id"),
                        f"source '{value['id']}' is not in {data.root.name}/sources.yml; add the document there",
                    )
            elif name == "source" and isinstance(value, str) and value not in sources:
                yield _at(
                    record, place, f"source '{value}' is not in {data.root.name}/sources.yml; add the document there"
                )
            elif name in {"provider", "speaker"} and isinstance(value, str) and value not in providers:
                yield _at(
                    record, place, f"'{name}' names {value}, but there is no {data.root.name}/providers/{value}.yml"
                )
            elif name in {"dotless_of", "moved_to"} and isinstance(value, str):
                yield from code_problem(record, place, name, value)
            elif name == "related" and isinstance(value, str) and record.kind == "code":
                yield from code_problem(record, place, name, value)
            elif isinstance(value, str) and "[[" in value:
                for target in prose.links(value):
                    if not _resolves(data, pages, target):
                        yield _at(record, place, f"'[[{target}]]' leads nowhere; correct it or delete the brackets")
        if record.kind == "provider":
            for index, row in enumerate(record.fields["responses"]):
                for key in ("reply", "enhanced"):
                    if key in row:
                        yield from code_problem(record, ("responses", index, key), key, row[key])


def _resolves(data: Data, pages: set[str], target: str) -> bool:
    if ":" in target:
        kind, id = target.split(":", 1)
        return (
            kind == "cause"
            and id in CAUSES
            and id not in CAUSES_WITHOUT_PAGE
            or kind == "provider"
            and id in data.providers
            or kind == "page"
            and id in PROSE_PAGES
        )
    pair = _PAIR.fullmatch(target)
    return pair[1] in pages and pair[2] in pages if pair else target in pages


def tombstones(data: Data) -> Iterator[Problem]:
    """Following moved_to ends at a live code, without a circle."""
    for id, record in data.codes.items():
        seen, at = [id], record.fields.get("moved_to")
        while at is not None and at in data.codes and at not in seen:
            seen.append(at)
            at = data.codes[at].fields.get("moved_to")
        if at in seen:
            yield _at(
                record,
                ("moved_to",),
                f"'moved_to' goes in a circle ({' → '.join([*seen, str(at)])}); let one of them be a live code",
            )


def ranges(data: Data) -> Iterator[Problem]:
    """A range ends after it starts, in the same class and subject, and is not absurdly wide."""
    for id, record in data.codes.items():
        spans = [(("covers",), id, record.fields["covers"])] if "covers" in record.fields else []
        for place, first, last in spans:
            yield from _range(record, place, "covers", first, last)
    for record in data.providers.values():
        for index, row in enumerate(record.fields["responses"]):
            if "enhanced_to" in row:
                yield from _range(
                    record,
                    ("responses", index, "enhanced_to"),
                    "enhanced_to",
                    row.get("enhanced", ""),
                    row["enhanced_to"],
                )


def _range(record: Record, place: Place, name: str, first: str, last: str) -> Iterator[Problem]:
    if first.rsplit(".", 1)[0] != last.rsplit(".", 1)[0]:
        yield _at(
            record,
            place,
            f"'{name}' is {last}, but the range starts at {first or 'nothing'}; both ends share class and subject",
        )
    elif not 0 < sort_key(last)[-1] - sort_key(first)[-1] <= 500:
        yield _at(record, place, f"'{name}' is {last}; it must lie above {first}, by 500 at most")


def dialogue(data: Data) -> Iterator[Problem]:
    """The last answer of a dialogue shows the code; commands are those of the list."""
    for id, record in data.codes.items():
        lines = record.fields.get("dialogue", ())
        answers = [line for line in lines if line.startswith("S: ")]
        shown = re.compile(rf"\b[245]{re.escape(id[1:])}\b" if id.startswith("x.") else rf"\b{re.escape(id)}\b")
        if lines and not any(shown.search(line) for line in answers):
            yield _at(record, ("dialogue",), f"no 'S:' line of 'dialogue' shows {id}; let the server answer with it")
        for index, command in enumerate(record.fields.get("answers", ())):
            if command not in COMMANDS:
                yield _at(record, ("answers", index), f"'answers' names '{command}'; use one of: {', '.join(COMMANDS)}")


def responses(data: Data) -> Iterator[Problem]:
    """A response has an id of its own and something to be found by; an override says why.

    Speakers with few responses share a page, and so the ids too.
    """
    shared: dict[str, str] = {}
    for record in data.providers.values():
        seen: set[str] = set()
        small = len(record.fields["responses"]) < SECTION_OF_MORE
        for index, row in enumerate(record.fields["responses"]):
            place: Place = ("responses", index)
            if row["id"] in seen:
                yield _at(
                    record, (*place, "id"), f"id '{row['id']}' is used twice in this file; each response has its own"
                )
            if small and shared.setdefault(row["id"], record.path) != record.path:
                yield _at(
                    record,
                    (*place, "id"),
                    f"id '{row['id']}' is used in {shared[row['id']]} too, and both stand on /providers/more/; choose another",
                )
            seen.add(row["id"])
            if not any(key in row for key in ("text", "token", "enhanced", "reply")):
                yield _at(
                    record, place, f"response '{row['id']}' has neither code nor text nor token; add one or delete it"
                )
            if "verdict" in row and "reason" not in row["verdict"]:
                yield _at(
                    record,
                    (*place, "verdict"),
                    "'verdict' of a response overrides cause and class; say why in 'reason'",
                )
            if "match" in row and not re.search(r"\w{3}", row["match"].replace("*", " ")):
                yield _at(record, (*place, "match"), "'match' has no word of three letters; it would match anything")


def overlay(data: Data) -> Iterator[Problem]:
    """The overlay's notes are about pages that exist, its logo is there, and it takes no id that upstream uses."""
    record, pages = data.local, _pages(data)
    notes = record.fields.get("notes", {})
    for code in notes.get("codes", {}):
        if code not in pages:
            yield _at(
                record,
                ("notes", "codes", code),
                f'\'codes\' names {code}, which has no page; use a code such as "552" or "5.2.3"',
            )
    for pair in notes.get("pairs", {}):
        found = _PAIR.fullmatch(pair)
        if not found or found[1] not in pages or found[2] not in pages:
            yield _at(
                record,
                ("notes", "pairs", pair),
                f"'pairs' names '{pair}'; write a pair such as \"552 5.3.4\", of codes that have pages",
            )
    for cause in notes.get("causes", {}):
        if cause not in CAUSES or cause in CAUSES_WITHOUT_PAGE:
            yield _at(record, ("notes", "causes", cause), f"'causes' names '{cause}'; use one of: {', '.join(CAUSES)}")
    logo = record.fields.get("organisation", {}).get("logo")
    if logo and not (data.root / "local" / logo).is_file():
        yield _at(
            record, ("organisation", "logo"), f"'logo' names {logo}, but there is no {data.root.name}/local/{logo}"
        )


RULES: tuple[Rule, ...] = (
    file_name,
    vocabulary,
    wording,
    classes,
    verdicts,
    standing,
    references,
    tombstones,
    ranges,
    dialogue,
    responses,
    overlay,
)
