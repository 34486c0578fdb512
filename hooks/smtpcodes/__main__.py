"""The command line: ``PYTHONPATH=hooks python -m smtpcodes COMMAND``; ``--help`` lists the commands.

Each command has one function; it gives the exit status: 0, 1 where something was found, 2 where it could not be done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from smtpcodes import site_build
from smtpcodes.site_build import BadData, BadSettings
from smtpcodes.validate import reading

ROOT = Path(__file__).parent.parent.parent


def check(options: argparse.Namespace) -> int:
    """Every rule, the prose pages' tables, and how easily the records read; each fault as path:line: what is wrong;
    what to do.
    """
    problems, data = site_build.check(ROOT)
    if lacking := reading.missing():
        print(f"not checked: reading and spelling (pip install {' '.join(lacking)})", file=sys.stderr)
    else:
        problems += reading.problems(data, ROOT / "tests" / "words.txt")
    for problem in sorted(set(problems)):
        print(problem)
    print(f"{len(set(problems))} problem(s)" if problems else "no problem found", file=sys.stderr)
    return 1 if problems else 0


def write(options: argparse.Namespace) -> int:
    """The whole site as Markdown into a folder, for any generator that reads Markdown."""
    files = site_build.whole_markdown(ROOT)
    for name, text in files.items():
        target = options.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    print(f"{len(files)} pages in {options.out}")
    return 0


def package(options: argparse.Namespace) -> int:
    """The packages for npm and pip that the site serves, into a folder."""
    made = site_build.made_packages(site_build.load(ROOT / "data"))
    for name, content in made:
        target = options.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(f"{target}: {len(content)} bytes")
    return 0


def due(options: argparse.Namespace) -> int:
    """Which documents and ways off a list are due for another look, oldest and most used first."""
    found = site_build.due(site_build.load(ROOT / "data"), options.today)
    for one in found:
        print(f"{one.since}  {one.uses:4}  {one.id}  {one.url}  (checked {one.checked})")
    print(f"{len(found)} due on {options.today}, at most {options.limit} allowed", file=sys.stderr)
    return 1 if len(found) > options.limit else 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    whole = argparse.ArgumentParser(prog="python -m smtpcodes", description="Work with the records below data/.")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        about = (run.__doc__ or "").strip()
        added = commands.add_parser(run.__name__, help=about[0].lower() + about[1:], description=about)
        added.set_defaults(run=run)
        return added

    command(check)
    command(write).add_argument("out", metavar="OUT", type=Path, help="the folder; it is made where it is missing")
    command(package).add_argument("out", metavar="OUT", type=Path, help="the folder; it is made where it is missing")
    added = command(due)
    added.add_argument("--limit", type=int, default=0, help="how many may be due before the exit status is 1")
    added.add_argument("--today", type=date.fromisoformat, default=date.today(), help="the day to reckon from")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong with data or settings goes to stderr, without a traceback."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (BadData, BadSettings) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or options.run.__name__}: {error.strerror or error}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
