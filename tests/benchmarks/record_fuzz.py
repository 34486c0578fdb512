"""Nasty values in valid records: python tests/benchmarks/record_fuzz.py [VALUES [SEED]]   (10,000 values by default,
some minutes)

Each value takes the place of one text of the invented records (overlay included). A record with it is either refused,
with a path and a
line for every problem, or taken; what is taken is put together in batches and built into a site with MkDocs as a user
builds it. Counts

- tracebacks: anything but BadData out of reading, rules, pages or the build;
- unescaped: a tag, an attribute, a link or a front matter out of a value, in any page, card, badge, stub, copy or
search entry;
- half-built: a failed build after which the folder is not what it was.

Exits with 1 if one of them is not 0.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import os
import random
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent / "hooks")]
os.environ["NO_MKDOCS_2_WARNING"] = "1"

from mkdocs.commands.build import build  # noqa: E402
from mkdocs.config import load_config  # noqa: E402

import small  # noqa: E402
from smtpcodes import site_build  # noqa: E402
from smtpcodes.basics.problems import BadData  # noqa: E402
from smtpcodes.load import folder as records  # noqa: E402

BATCH = 120  # values in one built site
OVERLAY = """site:
  {address: "https://kb.example.org/", repository: "https://git.example.org/", name: Mail, operator: We, contact: Us}
organisation: {name: Example University, colours: {header: "#123a5c"}}
contacts:
  - roles: [sender, developer]
    name: Desk
    email: help@example.org
    phone: "1"
    hours: "8 to 18"
    url: "https://help.example.org/"
notes: {codes: {"550": Our note.}, pairs: {"550 5.7.1": Our pair.}, causes: {policy: Our cause.}}
advice: {policy: {permanent: Use the form.}}
sources: {own-rules: {title: Own rules, short: Rules, url: "https://example.org/rules", date: "2026-05"}}
responses:
  - id: ex-17
    reply: "550"
    enhanced: "5.7.1"
    token: EX-17
    text: "Not accepted [EX-17]"
    cause: policy
    meaning: Ours.
    evidence: documented
    source: own-rules
    seen: "2026-05"
"""
# "zq" marks what came out of a value: no page of ours has such a tag, attribute or address.
PARTS = (
    "<zq>", "</script><zq>", "<zq onzq=1>", "<img src=zq onerror=zq()>", "<svg/onload=zq()>", "<zq", "zq>",
    "&lt;zq&gt;", "<!-- zq", "<!-- table: codes -->", "--><zq>", "]]><zq>", "</title><zq>", "</style><zq>",
    "</textarea><zq>", "</pre></code><zq>", "</svg><zq>", '" onzq="1', "' onzq='1", '"><zq>', "'><zq>", "` onzq=`",
    "{: onzq=1 }", "{ .zq onzq=1 }", "{#zq}", "{{ zq }}", "{{ 7*7 }}", "{% zq %}", "{% raw %}", "{# zq #}",
    "[x](javascript:zq)", "![x](javascript:zq)", "[x]: javascript:zq", "<javascript:zq>", "](zq)", "[[zq]]",
    "[[550]]", "[[cause:policy]]", "]]", "[[", "`", "``", "```", "```\n<zq>", "~~~", "*zq*", "_zq_", "**", "# zq",
    "\n# zq", "\n\n<zq>\n\n", "- zq", "> zq", "| zq | zq |", "\n|--|--|", "=zq()", "+zq", "@zq",
    "\n---\nzq: 1\n---\n", "---", "...", "zq: 1", "- ", "\x7f", "\x00", "\x1b[31mzq", "\ufffe", "\uffff",
    "\u2028zq", "\u202ezq", "\ufeff", "\x85", "\ud7ff", "\U0001f4a9", "\u0130\u0131", "\r", "\t", "\n", " ", "",
    "\xa0", "é" * 30, "z" * 3000, "zq " * 400, "2026-13", "2026-02-30", "9999-12-31", "0000", "٢٠٢٦",
    "javascript:zq", "data:text/html,<zq>", "https://", "https://a b/", 'https://zq.example/"onzq="',
    "//zq.example", "../../zq", "/zq", "zq\\", "\\", "%0d%0a", "%3Czq%3E", "zq\n", "5.7.1\n", "550", "x.7.1", "con",
    "null", "~", "true", "1e3", "0x1", "$(zq)", "zq'; --",
)  # fmt: skip


def nasty(chance: random.Random, value: str) -> str:
    """One value: parts alone, in a row, or around the text that stood there."""
    parts = [chance.choice(PARTS) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    whole = "".join(parts)
    return chance.choice((whole, whole, f"{value}{whole}", f"{whole}{value}", f"{value} {whole}.", f"{whole} {value}"))


Place = tuple[str, tuple[str | int, ...]]  # file, way to the value


def leaves(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield way, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(inner, (*way, key))


def with_value(record: Any, way: tuple[str | int, ...], new: str) -> Any:
    changed = copy.deepcopy(record)
    inner = changed
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = new
    return changed


def dumped(record: Any) -> str:
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000)


class Sieve(HTMLParser):
    """What a browser would make of a page that came out of a value."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if "zq" in tag:
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            address = name in {"href", "src", "action"} and re.match(r"\s*(javascript:|data:text)", value or "", re.I)
            if "zq" in name or (name.startswith("on") and "zq" in (value or "")) or address:
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_decl(self, decl: str) -> None:
        if "zq" in decl:
            self.found.append(decl)


def unescaped(site: Path) -> Iterator[str]:
    """Everything of a built site that a value broke out of."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix in {".html", ".svg"}:
            texts = [path.read_text(encoding="utf-8")]
        elif name == "search/search_index.json":
            rows = json.loads(path.read_text(encoding="utf-8"))["docs"]
            for row in rows:
                for field in ("title", "text", "tags"):
                    sieve = Sieve()
                    sieve.feed(" ".join(row[field]) if field == "tags" and field in row else str(row.get(field, "")))
                    yield from (f"{name}: {field} of {row['location']}: {one}" for one in sieve.found)
            continue
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
            continue
        elif path.suffix == ".xml":
            yield from _xml(path, name)
            continue
        else:
            continue
        for text in texts:
            sieve = Sieve()
            sieve.feed(text)
            sieve.close()
            yield from (f"{name}: {one}" for one in sieve.found)
            if re.search(r"\{\{ zq|\{% zq", text) and "<code" not in text and "zq" not in text:
                yield f"{name}: a template"


def _xml(path: Path, name: str) -> Iterator[str]:
    from xml.etree import ElementTree

    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        yield f"{name}: {error}"
        return
    if any("zq" in element.tag for element in root.iter()):
        yield f"{name}: an element"


def digest(site: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        whole.update(path.relative_to(site).as_posix().encode() + (path.read_bytes() if path.is_file() else b""))
    return whole.hexdigest()


def made(project: Path) -> None:
    build(load_config(str(project / "mkdocs.yml")))


def main(values: int, seed: int) -> int:
    logging.disable(logging.CRITICAL)
    chance, counts, said = random.Random(seed), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        project = small.project(Path(name) / "p", OVERLAY)
        data = project / "data"
        files = [path for part in ("codes", "causes", "providers") for path in sorted((data / part).glob("[!_]*.yml"))]
        files += [data / f"{one}.yml" for one in ("sources", "glossary", "release")] + [data / "local/overlay.yml"]
        whole = {path: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files}
        for path, record in whole.items():
            path.write_text(dumped(record), encoding="utf-8")
        places = [(path, way, text) for path, record in whole.items() for way, text in leaves(record)]
        made(project)
        good = digest(project / "site")
        taken: list[tuple[Path, tuple[str | int, ...], str]] = []

        def fault(kind: str, what: str) -> None:
            counts[kind] += 1
            said[f"{kind}: {what}"] += 1

        def batch() -> None:
            """Build what was taken, in as many sites as have room for a value of each place."""
            nonlocal good
            while taken:
                once: dict[Path, Any] = {}
                used, later = set(), []
                for path, way, new in taken:
                    if (path, way) in used or len(used) >= BATCH:
                        later.append((path, way, new))
                        continue
                    used.add((path, way))
                    once[path] = with_value(once.get(path, whole[path]), way, new)
                taken[:] = later
                for path, record in once.items():
                    path.write_text(dumped(record), encoding="utf-8")
                try:
                    made(project)
                    counts["sites"] += 1
                    for what in unescaped(project / "site"):
                        fault("unescaped", what)
                    good = digest(project / "site")
                except (Exception, SystemExit) as error:
                    shown = traceback.format_exc()
                    if not isinstance(error, SystemExit):
                        fault("tracebacks", shown.strip().splitlines()[-1])
                    if digest(project / "site") != good:
                        fault("half-built", "after " + shown.strip().splitlines()[-1])
                    counts["sites refused"] += 1
                for path in once:
                    path.write_text(dumped(whole[path]), encoding="utf-8")

        for number in range(values):
            path, way, text = chance.choice(places)
            new = nasty(chance, text)
            path.write_text(dumped(with_value(whole[path], way, new)), encoding="utf-8")
            try:
                site_build.load(data)
                taken.append((path, way, new))
                counts["taken"] += 1
            except BadData as error:
                counts["refused"] += 1
                for problem in error.problems:
                    if not (problem.path.startswith("data/") and problem.line >= 1 and problem.message):
                        fault("tracebacks", f"a problem without a place: {problem}")
                    if "cannot be understood" in problem.message:
                        fault("tracebacks", str(problem))
            except Exception:
                fault("tracebacks", f"{path.name} {way} {new!r}: {traceback.format_exc().strip().splitlines()[-1]}")
            path.write_text(dumped(whole[path]), encoding="utf-8")
            records._checked.cache_clear() if number % 2000 == 1999 else None
            if len(taken) >= 8 * BATCH:
                batch()
        batch()
    for what, count in said.most_common(40):
        print(f"{count} × {what[:300]}")
    print(
        f"{values} values (seed {seed}): {counts['taken']} taken, built into {counts['sites']} sites; "
        f"{counts['refused']} refused by their line; "
        f"{counts['sites refused']} sites refused; {counts['tracebacks']} tracebacks, {counts['unescaped']} "
        f"unescaped, {counts['half-built']} half-built"
    )
    return 1 if counts["tracebacks"] + counts["unescaped"] + counts["half-built"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
