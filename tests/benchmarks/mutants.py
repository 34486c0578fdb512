"""Would a test notice? Small changes of the code, one at a time, each against the fast tests that matter.

python tests/benchmarks/mutants.py [N] [--seed S] [--only PART] [--jobs J] [--again FILE [--whole]]

Draws N mutants (400) with a seed over every module of hooks/, every template and every module of the decoder: operators
negated, limits moved, conditions turned round, statements removed, constants swapped, names in templates misspelt. Each
is made in a copy of the project and run against the tests of its part (TESTS) until one fails; one that runs far longer
than the unchanged code counts as noticed. What changes nothing that anybody could see stands in equivalent-mutants.txt
with its reason. Prints the survivors and the share that was noticed; exits with 1 below 85 %.
--again takes the output of an earlier run and tries its survivors once more, with --whole against all fast tests.
JavaScript needs `npm ci --prefix tests --ignore-scripts` (acorn reads it).
"""

from __future__ import annotations

import argparse
import ast
import concurrent.futures
import json
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from engine import node  # noqa: E402

ENOUGH = 0.85
RECORDS = ["test_data", "test_broken", "test_golden", "test_overlay", "test_traps", "test_identity", "test_layers"]
DECODER = ["test_decoder", "test_decoder_*", "test_wording", "test_python_package", "test_responses", "test_verdict*"]
# files with some fast tests
FEW = [
    "test_lazy",
    "test_api",
    "test_badges",
    "test_cards",
    "test_changes",
    "test_delisting",
    "test_layout",
    "test_type",
]
FEW += ["test_line_sources", "test_own_codes", "test_packages", "test_permalinks", "test_previews", "test_provoked"]
FEW += ["test_queues", "test_record_style", "test_search_index", "test_signs", "test_tombstones", "test_wording"]
# Which tests matter to which part, the quickest first; the first part that fits decides. Most run with --fast.
TESTS = {
    "docs/javascripts/decoder/": DECODER,
    "hooks/packages/python/": ["test_python_package"],
    "hooks/templates/": ["test_golden", "test_overlay", "test_traps", "test_delisting", "test_own_codes"],
    "hooks/mkdocs": [
        "test_mkdocs_side",
        "test_search_index",
        "test_lazy",
        "test_limits",
        "test_half_built",
        "test_identity",
    ],
    "hooks/smtpcodes/load/": ["test_broken", "test_data", "test_mutations", *RECORDS],
    "hooks/smtpcodes/validate/reading.py": ["test_reading"],
    "hooks/smtpcodes/validate/": ["test_broken", *RECORDS],
    "hooks/smtpcodes/export/decoder_": [*DECODER, *RECORDS],
    "hooks/smtpcodes/export/smaller.py": DECODER,
    "hooks/smtpcodes/__main__.py": ["test_command_line", "test_upkeep"],
    "hooks/smtpcodes/": ["test_limits", "test_golden", *RECORDS, "test_verdict*", "test_reading", "test_upkeep", *FEW],
}
SWAPPED: dict[type[ast.AST], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the place in its text, what stands there instead, and the change in a word."""

    path: str
    start: int
    end: int
    text: str
    what: str

    def name(self, source: str) -> str:
        """How it is listed: file, the line as it stands, the change."""
        at = source.rfind("\n", 0, self.start) + 1
        line = source[at : source.find("\n", self.start)].strip()
        return f"{self.path}: {line[:100]} :: {self.what} {source[self.start : self.end][:30]!r} -> {self.text[:30]!r}"


def python(path: str, source: str) -> Iterator[Mutant]:
    """The mutants of a Python module."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def place(one: ast.AST) -> tuple[int, int]:
        return offset(one.lineno, one.col_offset), offset(one.end_lineno, one.end_col_offset)  # type: ignore[attr-defined]

    for one in ast.walk(ast.parse(source)):
        if isinstance(one, ast.Compare) and len(one.ops) == 1:
            left, right = place(one.left)[1], place(one.comparators[0])[0]
            yield Mutant(path, left, right, f" {SWAPPED[type(one.ops[0])]} ", "comparison")
        elif isinstance(one, ast.BoolOp):
            gap = place(one.values[0])[1], place(one.values[1])[0]
            word, other = ("and", "or") if isinstance(one.op, ast.And) else ("or", "and")
            if len(one.values) == 2 and word in source[slice(*gap)]:
                yield Mutant(path, *gap, source[slice(*gap)].replace(word, other, 1), "and/or")
        elif isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not):
            yield Mutant(path, place(one)[0], place(one.operand)[0], "", "not removed")
        elif isinstance(one, ast.Constant) and isinstance(one.value, bool | int):
            value = not one.value if isinstance(one.value, bool) else one.value + 1
            yield Mutant(path, *place(one), str(value), "constant")
        elif isinstance(one, ast.If | ast.IfExp | ast.While):
            start, end = place(one.test)
            yield Mutant(path, start, end, f"not ({source[start:end]})", "condition")
        elif isinstance(one, ast.AugAssign) or (
            isinstance(one, ast.Expr) and isinstance(one.value, ast.Call | ast.Yield | ast.YieldFrom)
        ):
            yield Mutant(path, *place(one), "pass", "statement removed")


def templates(path: str, source: str) -> Iterator[Mutant]:
    """The mutants of a template: each name in an expression or statement, misspelt."""
    for inside in re.finditer(r"\{\{.*?\}\}|\{%.*?%\}", source, re.DOTALL):
        text = re.sub(r"\"[^\"]*\"", lambda quoted: " " * len(quoted[0]), inside[0])
        for name in re.finditer(r"(?<=[.|])[a-z_]{3,}\b", text):
            start = inside.start() + name.start()
            yield Mutant(path, start, start + len(name[0]), name[0][:-1], "misspelt")


def javascript(paths: list[str]) -> Iterator[Mutant]:
    """The mutants of modules, found by acorn."""
    done = subprocess.run(
        [node(), str(HERE / "mutants.mjs"), *paths], cwd=ROOT, capture_output=True, text=True, check=True
    )
    yield from (Mutant(**one) for one in json.loads(done.stdout))


def all_mutants(only: str) -> list[Mutant]:
    """Every change that could be made below a folder or to a file."""
    found: list[Mutant] = []
    for folder, pattern, make in (("hooks", "*.py", python), ("hooks/templates", "*", templates)):
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and name.startswith(only):
                found += make(name, path.read_text(encoding="utf-8"))
    scripts = sorted((ROOT / "docs/javascripts/decoder").glob("*.js"))
    names = [name for path in scripts if (name := path.relative_to(ROOT).as_posix()).startswith(only)]
    return found + (list(javascript(names)) if names else [])


def drawn(mutants: list[Mutant], count: int, chance: random.Random) -> list[Mutant]:
    """That many, spread over the modules: each module in turn gives one, so that none is left out."""
    by: dict[str, list[Mutant]] = {}
    for one in mutants:
        by.setdefault(one.path, []).append(one)
    piles = list(by.values())
    for pile in piles:
        chance.shuffle(pile)
    chance.shuffle(piles)
    out: list[Mutant] = []
    while len(out) < count and any(piles):
        out += [pile.pop() for pile in piles if pile][: count - len(out)]
    return out


class Tree:
    """A copy of the project to change and test in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "site", ".*cache"))
        if (ROOT / "tests/node_modules").exists():
            (folder / "tests/node_modules").symlink_to(ROOT / "tests/node_modules")

    def noticed(self, tests: list[str], limit: float) -> bool:
        """Whether one of the tests fails, or none ends in time."""
        files = list(dict.fromkeys(f for one in tests for f in sorted((self.folder / "tests").glob(f"{one}.py"))))
        fast = [] if {"test_half_built", "test_command_line"} & set(tests) else ["--fast"]
        run = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-x", *fast, *map(str, files)],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1"},
            start_new_session=True,
        )
        try:
            run.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)  # with what the tests have started: it would run on for ever
            run.wait()
            return True
        return run.returncode not in {0, 5}  # 5: every test of these needs more than the fast ones may

    def survives(self, mutant: Mutant, tests: list[str], limit: float) -> bool:
        """Make the change, test, undo it."""
        path = self.folder / mutant.path
        source = path.read_bytes()
        text = source.decode("utf-8")
        try:
            path.write_bytes((text[: mutant.start] + mutant.text + text[mutant.end :]).encode("utf-8"))
            return not self.noticed(tests, limit)
        finally:
            path.write_bytes(source)


def tests_of(path: str, whole: bool) -> list[str]:
    """The tests that matter to a file, or all."""
    return ["test_*"] if whole else next(tests for start, tests in TESTS.items() if path.startswith(start))


def main(options: argparse.Namespace) -> int:
    """Draw, run, report."""
    known = (HERE / "equivalent-mutants.txt").read_text(encoding="utf-8").splitlines()
    equivalent = {line for line in known if line and not line.startswith("#")}
    texts: dict[str, str] = {}

    def name(mutant: Mutant) -> str:
        if mutant.path not in texts:
            texts[mutant.path] = (ROOT / mutant.path).read_text(encoding="utf-8")
        return mutant.name(texts[mutant.path])

    candidates = [one for one in all_mutants(options.only) if name(one) not in equivalent]
    if options.again:
        left = {line.removeprefix("survived ").strip() for line in options.again.read_text("utf-8").splitlines()}
        mutants = list({name(one): one for one in candidates if name(one) in left}.values())  # alike: once
    else:
        mutants = drawn(candidates, options.count, random.Random(options.seed))
    with tempfile.TemporaryDirectory() as work:
        trees: queue.SimpleQueue[Tree] = queue.SimpleQueue()
        for number in range(options.jobs):
            trees.put(Tree(Path(work) / str(number)))
        tree, limits = trees.get(), {}
        for tests in {tuple(tests_of(one.path, options.whole)) for one in mutants}:
            start = time.monotonic()
            if tree.noticed(list(tests), 900):
                print(f"the unchanged code fails: {', '.join(tests)}", file=sys.stderr)
                return 2
            limits[tests] = 20 + 3 * (time.monotonic() - start)
        trees.put(tree)

        def survives(mutant: Mutant) -> bool:
            own, tests = trees.get(), tests_of(mutant.path, options.whole)
            try:
                left = own.survives(mutant, tests, limits[tuple(tests)])
            finally:
                trees.put(own)
            print("survived " if left else "noticed  ", name(mutant), file=sys.stderr, flush=True)
            return left

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            alive = [one for one, left in zip(mutants, pool.map(survives, mutants), strict=True) if left]
    for one in alive:
        print(f"survived  {name(one)}")
    for part in sorted({one.path.rsplit("/", 1)[0] for one in mutants}):
        mine = [one for one in mutants if one.path.rsplit("/", 1)[0] == part]
        print(f"{part}: {sum(one not in alive for one in mine)} of {len(mine)} noticed")
    share = 1 - len(alive) / len(mutants)
    print(
        f"{len(mutants)} mutants of {len(candidates)}, seed {options.seed}: {share:.0%} noticed (at least {ENOUGH:.0%})"
    )
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", default="", help="a folder or file, such as hooks/smtpcodes/validate/")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--again", type=Path, help="the output of an earlier run")
    parser.add_argument("--whole", action="store_true", help="all fast tests, not only those of the part")
    sys.exit(main(parser.parse_args()))
