"""How long until an edited record is on screen in ``mkdocs serve``: python tests/benchmarks/serve.py [EDITS]

Works on a copy of the project; edits data/codes/550.yml and waits until the served page shows it.
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

ROOT = Path(__file__).parent.parent.parent


def main(edits: int) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for part in ("data", "docs", "hooks"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "mkdocs.yml", copy)
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"],
            cwd=copy,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

        def shows(text: str) -> bool:
            with contextlib.suppress(OSError):
                return text in urllib.request.urlopen(f"http://127.0.0.1:{port}/550/", timeout=30).read().decode()
            return False

        try:
            while not shows("550"):
                time.sleep(0.1)
            print(f"first build: {time.perf_counter() - start:.1f} s")
            record = copy / "data/codes/550.yml"
            text = record.read_text(encoding="utf-8")
            for number in range(edits):
                mark = f"Edit number {number} of a measurement"
                record.write_text(re.sub(r"(?m)^title: .*", f"title: {mark}", text, count=1), encoding="utf-8")
                edited = time.perf_counter()
                while not shows(mark):
                    time.sleep(0.25)  # seldom: the server's interpreter answers and builds in turns
                    if time.perf_counter() - edited > 120:
                        sys.exit("the edit never came on screen")
                print(f"edit {number + 1} on screen after {time.perf_counter() - edited:.1f} s")
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
