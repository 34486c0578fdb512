"""Addresses as mail programs and people mangle them: every code × the mangling rules, followed in Chromium.

    python tests/benchmarks/addresses.py SITE [--number 400]     400 addresses out of all, by a fixed seed
    python tests/benchmarks/addresses.py SITE --cases FILE       the pairs of a file of bounces (JSON lines with "reply"
    and "enhanced")

An address is right when the browser ends on the page of its codes, or on the 404 page with a visible link to one of
them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser import browser, served

_REFRESH = re.compile(r'http-equiv="?refresh"? content="0; ?url=([^"]+)"')


def _escaped(path: str) -> str:
    return "".join(f"%{ord(letter):02X}" for letter in path)


# What happens to "550/5.7.1", "550" or "5.7.1" on the way. A rule that changes nothing for a code is left out for it.
MANGLING: dict[str, Callable[[str], str]] = {
    "as it is": lambda path: path,
    "with its slash": lambda path: f"{path}/",
    "a full stop": lambda path: f"{path}.",
    "a slash and a full stop": lambda path: f"{path}/.",
    "a bracket": lambda path: f"{path})",
    "a bracket and a full stop": lambda path: f"{path}).",
    "a comma": lambda path: f"{path},",
    "a semicolon": lambda path: f"{path};",
    "a colon": lambda path: f"{path}:",
    "an exclamation mark": lambda path: f"{path}!",
    "an angle bracket": lambda path: f"{path}%3E",
    "an escaped angle bracket": lambda path: f"{path}&gt;",
    "a square bracket": lambda path: f"{path}]",
    "a quotation mark": lambda path: f"{path}%22",
    "a curly quotation mark": lambda path: f"{path}%E2%80%9D",
    "an apostrophe": lambda path: f"{path}'",
    "a star": lambda path: f"{path}*",
    "a soft line end": lambda path: f"{path}=",
    "a quoted space": lambda path: f"{path}=20",
    "a space before": lambda path: f"%20{path}",
    "a space after": lambda path: f"{path}%20",
    "a line end after": lambda path: f"{path}%0D%0A",
    "an escaped slash": lambda path: path.replace("/", "%2F"),
    "everything escaped": _escaped,
    "escaped twice": lambda path: quote(_escaped(path)),
    "a space between": lambda path: path.replace("/", "%20"),
    "a space, escaped twice": lambda path: path.replace("/", "%2520"),
    "a plus between": lambda path: path.replace("/", "+"),
    "an underscore": lambda path: path.replace("/", "_"),
    "a hyphen": lambda path: path.replace("/", "-"),
    "a doubled slash": lambda path: path.replace("/", "//"),
    "a doubled slash at the end": lambda path: f"{path}//",
    "a hash mark": lambda path: f"%23{path}",
    "in qmail's brackets": lambda path: f"(%23{path.replace('/', '%20')})",
    "a report's field": lambda path: f"smtp;{path.replace('/', '-')}",
    "a report's field with a space": lambda path: f"smtp;%20{path.replace('/', '%20')}",
    "a report's field in capitals": lambda path: f"SMTP;{path.replace('/', '-')}",
    "under error": lambda path: f"error/{path}",
    "under Error": lambda path: f"Error/{path}",
    "under code": lambda path: f"code/{path}",
    "under codes": lambda path: f"codes/{path}",
    "under smtp": lambda path: f"smtp/{path}/",
    "an index page": lambda path: f"{path}/index.html",
    "an INDEX page": lambda path: f"{path}/INDEX.HTML",
    "an old page": lambda path: f"{path}.html",
    "a search": lambda path: f"search/?q={path.replace('/', '+')}",
    "a tracking mark": lambda path: f"{path}?utm_source=mail",
    "a tracking mark after a bracket": lambda path: f"{path})?utm_source=mail",
    "words behind": lambda path: f"{path.replace('/', '%20')}%20user%20unknown",
    "a host's words before": lambda path: f"host%20mx.example%20said:%20{path.replace('/', '%20')}",
}


@dataclass(frozen=True)
class Address:
    """One mangled address: the codes in it, the rule, and the path."""

    reply: str | None
    enhanced: str | None
    rule: str
    path: str


def every_code(site: Path) -> list[tuple[str | None, str | None]]:
    """(reply, enhanced) of everything that the site knows, and of well-formed codes and pairs that it does not."""
    lookup = json.loads((site / "api/v1/lookup.json").read_text(encoding="utf-8"))
    replies = [code for code in lookup["codes"] if "." not in code]
    enhanced = [code for code in lookup["codes"] if "." in code]
    pairs = [(reply, code) for reply in replies for code in enhanced if (site / reply / code / "index.html").exists()]
    unknown = [
        ("599", "1.2.3"),
        ("599", None),
        (None, "5.7.999"),
        (None, "4.99.1"),
        ("550", "5.99.999"),
        ("451", "4.16.1"),
        ("570", "5.7.0"),
    ]
    mismatched = [
        ("550", "4.7.1"),
        ("450", "5.1.1"),
        ("554", "4.4.7"),
        ("421", "5.7.32"),
        ("550", "4.2.2"),
        ("452", "5.2.2"),
    ]
    return [(code, None) for code in replies] + [(None, code) for code in enhanced] + pairs + unknown + mismatched


def addresses(site: Path, number: int, seed: int = 2026) -> list[Address]:
    """``number`` addresses: all rules in turn, each with codes by chance out of a fixed seed."""
    chance = random.Random(seed)
    codes = every_code(site)
    shelves = [
        [pair for pair in codes if pair[0] and not pair[1]],
        [pair for pair in codes if pair[1] and not pair[0]],
        [pair for pair in codes if all(pair)],
    ]
    found: list[Address] = []
    seen: set[str] = set()
    while len(found) < number:
        for rule, mangle in MANGLING.items():
            for _ in range(20):  # until this rule changes something, and the address is new
                shelf = chance.choice(shelves) if chance.random() < 0.85 else codes[-13:]
                reply, enhanced = chance.choice(shelf)
                plain = "/".join(filter(None, (reply, enhanced)))
                path = mangle(plain)
                if path not in seen and (path != plain or rule == "as it is"):
                    seen.add(path)
                    found.append(Address(reply, enhanced, rule, path))
                    break
    return found[:number]


def place(site: Path, path: str) -> str | None:
    """Where a plain address leads without any script: a page's address, through stubs; None where there is no file."""
    page = site / path / "index.html"
    if not page.exists():
        return None
    stub = _REFRESH.search(page.read_text(encoding="utf-8"))
    return place(site, str((site / path / stub[1]).resolve().relative_to(site.resolve()))) if stub else path.strip("/")


def right_pages(site: Path, reply: str | None, enhanced: str | None) -> list[str]:
    """The pages that answer for these codes, the best first."""
    ways = ["/".join(filter(None, (reply, enhanced))), enhanced, reply]
    return list(dict.fromkeys(found for way in ways if way and (found := place(site, way))))


@dataclass(frozen=True)
class Outcome:
    """Where the browser ended.

    ``how``: "page"; "bare page" (the right one, but at a depth where its relative links break: a server that serves
    550//5.7.1 or 550%2F5.7.1);
    "link" on the 404 page; "explained" there (unknown codes, digit by digit); or "lost".
    """

    address: Address
    how: str
    at: str


# Where a tab stands, in one step: its address, whether its own style sheet came (at a wrong depth every relative link
# would be broken), and what the 404 page says and links to.
_STATE = """() => {
  const box = document.getElementById("address-answer");
  return {
    ready: document.readyState === "complete",
    at: location.origin + decodeURIComponent(location.pathname).replace(/\\/{2,}/g, "/").replace(/index\\.html$/, ""),
    styled: getComputedStyle(document.querySelector(".md-header") ?? document.body).position !== "static",
    text: box?.innerText ?? "",
    links: box ? [...box.querySelectorAll("a")].filter((link) => link.checkVisibility()).map((link) => link.href) : [],
  };
}"""


def follow(page: Any, base: str, site: Path, address: Address) -> Outcome:
    """Open an address and say where it ended."""
    from playwright.sync_api import Error

    page.goto(base + address.path, wait_until="load")
    goal = [f"{base}{one}/" for one in right_pages(site, address.reply, address.enhanced)]
    end = time.monotonic() + 4
    while time.monotonic() < end:
        try:
            state = page.evaluate(_STATE)
        except Error:  # it goes on to another page just now
            continue
        bare = state["ready"] and not state["styled"] and state["at"] in goal[:1]
        if bare and not _goes_on(page):
            return Outcome(address, "bare page", page.url)
        if state["ready"] and state["styled"]:
            if state["at"] in goal[:1]:
                return Outcome(address, "page", page.url)
            if set(state["links"]) & set(goal):
                if not _goes_on(page):
                    return Outcome(address, "link", page.url)
            elif (
                not goal
                and "not on record" in state["text"]
                and (address.enhanced or address.reply or "") in state["text"]
            ):
                return Outcome(address, "explained", page.url)
        page.wait_for_timeout(20)
    return Outcome(address, "lost", page.url)


def _goes_on(page: Any) -> bool:
    """Whether a page is just about to leave for another one by itself."""
    at = page.url
    page.wait_for_timeout(150)
    return page.url != at


def outcomes(
    chromium: Any, base: str, site: Path, wanted: Iterable[Address], javascript: bool = True
) -> Iterator[Outcome]:
    """Follow all addresses, in one tab."""
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    for address in wanted:
        yield follow(page, base, site, address)
    context.close()


def pairs_of(cases: Path) -> Counter[tuple[str | None, str | None]]:
    """How often each pair stands in a file of bounces; "reply" and "enhanced" of each line, or none."""
    found: Counter[tuple[str | None, str | None]] = Counter()
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        reply, enhanced = case.get("reply"), case.get("enhanced")
        if reply or enhanced:
            found[str(reply) if reply else None, str(enhanced) if enhanced else None] += 1
    return found


def check_cases(chromium: Any, base: str, site: Path, cases: Path) -> dict[str, Any]:
    """Pairs of one class (and codes alone) must lead somewhere with JavaScript off; the others may need 404.html."""
    pairs = pairs_of(cases)
    agree = sorted({pair for pair in pairs if not all(pair) or pair[0][0] == pair[1][0]}, key=str)  # type: ignore[index]
    differ = sorted(set(pairs) - set(agree), key=str)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    lost = []
    for pair in agree:
        path = "/".join(filter(None, pair))
        answer = page.goto(base + path, wait_until="load")
        goal = [f"{base}{one}/" for one in right_pages(site, *pair)]
        end = time.monotonic() + 4
        while page.url not in goal[:1] and time.monotonic() < end:
            page.wait_for_timeout(20)  # a stub's refresh
        if not goal or page.url != goal[0] or not answer.ok:
            lost.append(path)
    context.close()
    by_script = list(
        outcomes(
            chromium,
            base,
            site,
            [Address(reply, enhanced, "as it is", f"{reply}/{enhanced}") for reply, enhanced in differ],
        )
    )
    return {
        "cases": sum(pairs.values()),
        "of one class": len(agree),
        "lost with JavaScript off": lost,
        "mismatched": len(differ),
        "mismatched by": dict(Counter(one.how for one in by_script)),
        "mismatched lost": [one.address.path for one in by_script if one.how == "lost"],
    }


def main() -> int:
    command = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument("site", type=Path)
    command.add_argument("--number", type=int, default=400)
    command.add_argument("--cases", type=Path)
    command.add_argument("--prefix", default="/", help="serve below this path; the site must be built for it")
    given = command.parse_args()
    with browser() as chromium, served(given.site, given.prefix) as base:
        if given.cases:
            found = check_cases(chromium, base, given.site, given.cases)
            print(json.dumps(found, indent=1))
            return bool(found["lost with JavaScript off"] or found["mismatched lost"])
        started = time.monotonic()
        done = list(outcomes(chromium, base, given.site, addresses(given.site, given.number)))
        print(
            f"{len(done)} addresses, {len({one.address.rule for one in done})} rules, "
            f"{time.monotonic() - started:.0f} s"
        )
        for how, count in sorted(Counter(one.how for one in done).items()):
            print(f"{count:5} {how}")
        lost = [one for one in done if one.how == "lost"]
        for one in lost:
            print(f"LOST {one.address.rule}: {one.address.path} -> {unquote(urlsplit(one.at).path)}")
        return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
