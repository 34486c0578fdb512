"""How long until an edited record is on the open screen in ``mkdocs serve``: python tests/benchmarks/serve.py [EDITS]

Works on a copy of the project; a Chromium holds /550/ open, data/codes/550.yml is edited, and the page changes by
itself. Measured from the
moment that the file is saved until the new title is painted. Prints the machine's load too: what it shares, it shares
in time.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from browser import browser

ROOT = Path(__file__).parent.parent.parent
SETTLED = 3  # seconds between edits


def main(edits: int) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}/550/"
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        copy = Path(name)
        for part in ("data", "docs", "hooks"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "local"))
        shutil.copy(ROOT / "mkdocs.yml", copy)
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"],
            cwd=copy,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while process.poll() is None:
                with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=60):
                    break
                time.sleep(0.1)
            print(f"first build: {time.perf_counter() - start:.1f} s")
            page = chromium.new_page()
            page.goto(address)
            record = copy / "data/codes/550.yml"
            text = record.read_text(encoding="utf-8")
            took = []
            for number in range(1, edits + 1):
                time.sleep(SETTLED)
                mark = f"Edit number {number} of a measurement"
                record.write_text(re.sub(r"(?m)^title: .*", f"title: {mark}", text, count=1), encoding="utf-8")
                saved = time.perf_counter()
                page.locator("h1", has_text=mark).wait_for(timeout=120_000)
                took.append(time.perf_counter() - saved)
                print(f"edit {number} on the open screen after {took[-1]:.1f} s (load {os.getloadavg()[0]:.1f})")
            print(f"slowest {max(took):.1f} s, median {sorted(took)[len(took) // 2]:.1f} s, wanted: at most 2 s")
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
