"""Does the short program of /developers/ drop the addresses that the site would drop?

    python tests/benchmarks/drop_program.py SITE CASES.jsonl

SITE is a built site; a case is an object with ``input`` on a line. The program gets the line that the decoder finds.
Prints the share of agreement, and how long the command of the wheel takes to start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "hooks")]

from engine import node  # noqa: E402
from guide import snippets  # noqa: E402

site, cases = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
texts = {str(n): json.loads(line)["input"] for n, line in enumerate(cases.read_text(encoding="utf-8").splitlines())}
data = {
    name: json.loads((site / f"api/v1/{file}.json").read_text(encoding="utf-8"))
    for name, file in (("rules", "decoder"), ("answers", "answers"))
}
script = [node(), str(ROOT / "tests/decoder/verdicts.mjs"), (ROOT / "docs/javascripts/decoder/index.js").as_uri()]
done = subprocess.run(script, input=json.dumps({**data, "texts": texts}), capture_output=True, text=True, check=True)
found = {n: one for n, one in json.loads(done.stdout).items() if one}

with tempfile.TemporaryDirectory() as folder:
    [wheel] = (site / "python").iterdir()
    zipfile.ZipFile(wheel).extractall(folder)
    sys.path.insert(0, folder)
    program: dict[str, object] = {}
    exec(snippets(ROOT / "docs/developers.md", "https://kb.example.com")["wheel"], program)
    drop = program["drop"]

    def dropped(line: str) -> bool:
        try:
            return drop(None, line)
        except ValueError:  # a mail's head or JSON: no server's answer
            return False

    agreed = [dropped(one["failure"]["line"] or "") == (one["verdict"]["suppress"] == "yes") for one in found.values()]
    print(f"agrees on {sum(agreed)} of {len(agreed)}: {100 * sum(agreed) / len(agreed):.1f} %")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        command = [sys.executable, "-m", "smtpcodes_data", "550", "5.7.1"]
        subprocess.run(command, env={**os.environ, "PYTHONPATH": folder}, stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    print(f"the command: {1000 * min(times):.0f} ms")
