"""Ask every external source whether it is still there: python tests/benchmarks/source_links.py [ROOT]

For maintainers with a network; nothing else in this repository needs one. Asks for each address of data/ (sources,
providers' pages) and each link of docs/*.md once, one request at a time to each host. One line for each that
is not in order, `path:line: address: what happened`. Exits with 1 if one is bad. Not bad, but listed: an address that
moved
for good (correct the record), and one that refuses programs (open it yourself).
"""

from __future__ import annotations

import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

TIMEOUT = 20.0  # seconds for one request
PAUSES = (2.0, 10.0)  # seconds before the second and the third try
AGENT = "Mozilla/5.0 (compatible; smtp-codes link check)"
# Names that are nobody's (RFC 2606, RFC 6761) and loopback: examples, not sources.
_EXAMPLE = re.compile(r"(^|\.)(example(\.(com|org|net))?|test|invalid|localhost)$")
_URL_FIELD = re.compile(r"^[\s-]*url:\s*[\"']?(https?://[^\s\"'#]+)")
_LINK = re.compile(r"\]\((https?://[^\s)#]+(?:\([^\s)]*\))?)|<(https?://[^\s>#]+)>")
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True)
class Answer:
    """What an address said: "ok", "moved", "closed" (refuses programs) or "bad", and in words."""

    kind: str
    words: str


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects and keeps them."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, str]] = []

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        self.steps.append((code, newurl))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def once(address: str, method: str, timeout: float) -> tuple[int, list[tuple[int, str]], str]:
    """One request: status (0 without an answer), redirects on the way, what went wrong."""
    redirects = _Redirects()
    opener = urllib.request.build_opener(redirects)
    try:
        request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, redirects.steps, ""
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, redirects.steps, str(error.reason)
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return (
            0,
            redirects.steps,
            "no answer in time" if isinstance(reason, TimeoutError) else str(reason) or type(reason).__name__,
        )


def check(address: str, timeout: float = TIMEOUT, pauses: tuple[float, ...] = PAUSES) -> Answer:
    """Ask with HEAD, then with GET where that is refused; again after each pause while the trouble may pass."""
    for pause in (*pauses, None):
        status, steps, wrong = once(address, "HEAD", timeout)
        if status >= 400:
            status, steps, wrong = once(address, "GET", timeout)
        if 200 <= status < 300:
            for_good = [target for code, target in steps if code in {301, 308}]
            end = steps[-1][1] if steps else address
            return (
                Answer("moved", f"moved for good to {end}")
                if for_good and len(for_good) == len(steps)
                else Answer("ok", f"{status}{f', by way of {end}' if steps else ''}")
            )
        if pause is None or (status and status != 429 and status < 500):
            break
        time.sleep(pause)
    if status in {401, 403, 429, 999}:
        return Answer("closed", f"refuses programs ({status}); open it yourself")
    return Answer("bad", f"{status} {wrong}".strip() if status else wrong)


def links(root: Path) -> Iterator[tuple[str, str, int]]:
    """(address, path, line) of every external source in the records and the prose."""
    for path in sorted([*(root / "data").rglob("*.yml"), *(root / "docs").rglob("*.md")]):
        fenced = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path.suffix == ".md":
                fenced ^= bool(_FENCE.match(line))
                found = [] if fenced else [one or other for one, other in _LINK.findall(line)]
            else:
                found = _URL_FIELD.findall(line)
            for address in found:
                if not _EXAMPLE.search(urlsplit(address).hostname or ""):
                    yield address, path.relative_to(root).as_posix(), number


def main(root: Path, timeout: float = TIMEOUT, pauses: tuple[float, ...] = PAUSES) -> int:
    """Check all, report by file and line, and count."""
    places: dict[str, list[str]] = {}
    hosts: dict[str, list[str]] = {}
    for address, path, line in links(root):
        if address not in places:
            hosts.setdefault(urlsplit(address).netloc, []).append(address)
        places.setdefault(address, []).append(f"{path}:{line}")
    answers: dict[str, Answer] = {}

    def ask(addresses: list[str]) -> None:
        for address in addresses:
            answers[address] = check(address, timeout, pauses)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ask, hosts.values()))
    for address, where in places.items():
        if answers[address].kind != "ok":
            for place in where:
                print(f"{place}: {address}: {answers[address].words}")
    count = {kind: sum(answer.kind == kind for answer in answers.values()) for kind in ("ok", "moved", "closed", "bad")}
    print(
        f"{len(answers)} addresses: {count['ok']} in order, {count['moved']} moved, {count['closed']} refuse "
        f"programs, {count['bad']} bad"
    )
    return 1 if count["bad"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent.parent))
