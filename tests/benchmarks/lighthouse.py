"""Lighthouse's four scores, mobile: python tests/benchmarks/lighthouse.py SITE_DIR [PATH…]

Median of three runs a page, against the built site served compressed on loopback, with the throttling that Lighthouse
sets itself. Lighthouse comes from npm, into a temporary folder (or $LIGHTHOUSE, the folder that holds its
node_modules). Exits with 1 below a limit.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import chromium_path, served

VERSION = "12"
STRICT = {
    "550/": "reply code",
    "5.7.1/": "enhanced code",
    "550/5.7.1/": "pair",
    "providers/google/": "provider",
    "": "home",
}
OTHERS = {
    "codes/": "index",
    "causes/mailbox-full/": "cause",
    "causes/": "causes",
    "providers/": "providers",
    "folklore/": "folklore",
    "447/": "folklore code",
    "collisions/": "collisions",
    "decode/": "decoder",
    "not-mine/": "not mine",
    "link/": "guide",
    "embedding/": "guide",
    "developers/": "guide",
    "api/": "guide",
    "own-copy/": "guide",
    "about/": "about",
    "glossary/": "glossary",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LCP, SHIFT, BLOCKED = 1300, 0.0, 50  # ms, score, ms; for the strict pages
INDEX_PERFORMANCE = 95


def install(folder: Path) -> Path:
    """The folder with Lighthouse's node_modules."""
    if given := os.environ.get("LIGHTHOUSE"):
        return Path(given)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"lighthouse@{VERSION}"],
        check=True,
    )
    return folder


def run(home: Path, address: str) -> dict[str, Any]:
    """One report."""
    done = subprocess.run(
        [
            "node",
            str(home / "node_modules/lighthouse/cli/index.js"),
            address,
            "--quiet",
            "--output=json",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            f"--only-categories={','.join(CATEGORIES)}",
        ],
        env={**os.environ, "CHROME_PATH": chromium_path() or ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def faults(report: dict[str, Any]) -> list[str]:
    """The audits that cost points."""
    return sorted(
        {
            ref["id"]
            for name in CATEGORIES
            for ref in report["categories"][name]["auditRefs"]
            if ref["weight"]
            and (report["audits"][ref["id"]]["score"] or 0) < 0.9
            and report["audits"][ref["id"]]["scoreDisplayMode"] in {"binary", "numeric"}
        }
    )


def main(site: Path, only: list[str]) -> int:
    below = []
    with tempfile.TemporaryDirectory() as folder, served(site) as base:
        home = install(Path(folder))
        print(f"{'page':24} perf a11y best  seo    LCP ms   TBT ms   CLS")
        for path, kind in {**STRICT, **OTHERS}.items():
            if only and path not in only:
                continue
            reports = [run(home, base + path) for _ in range(3)]
            scores = [
                round(statistics.median(one["categories"][name]["score"] * 100 for one in reports))
                for name in CATEGORIES
            ]
            lcp, blocked, shift = (
                statistics.median(one["audits"][name]["numericValue"] for one in reports)
                for name in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
            )
            print(
                (
                    f"/{path:23} {scores[0]:4} {scores[1]:4} {scores[2]:4} {scores[3]:4} {lcp:9.0f} {blocked:8.0f} "
                    f"{shift:6.3f}  {' '.join(faults(reports[1]))}"
                ),
                flush=True,
            )
            wanted = [INDEX_PERFORMANCE if kind == "index" else 100, 100, 100, 100]
            strict = path in STRICT
            if any(score < least for score, least in zip(scores, wanted, strict=True)) or (
                strict and (lcp > LCP or shift > SHIFT or blocked > BLOCKED)
            ):
                below.append(f"/{path}")
    print("below the limit: " + (", ".join(below) or "nothing"))
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [path.lstrip("/") for path in sys.argv[2:]]))
