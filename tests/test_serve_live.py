"""``mkdocs serve`` as a contributor sees it: the open page follows the file; while a record is broken, the last
good site stays and says why.
"""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import small

PATIENCE = 60_000  # milliseconds until a test gives up; what it waits for comes in about one second


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(port: int) -> list[str]:
    return [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]


class Serving:
    """A small project that is served: its folder, its address, what stands in the terminal."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.address, self.log = folder, f"http://127.0.0.1:{port}/", folder / "terminal.txt"

    @property
    def terminal(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def edit(self, name: str, pattern: str, new: str) -> None:
        """Change the first line that matches, as an editor saves it."""
        path = self.folder / name
        text, edits = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert edits == 1
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    port = free_port()
    one = Serving(small.project(tmp_path_factory.mktemp("serve") / "p"), port)
    with one.log.open("w") as log:
        process = subprocess.Popen(command(port), cwd=one.folder, env=small.environment(), stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < until:
                with contextlib.suppress(OSError), urllib.request.urlopen(one.address, timeout=30):
                    break
                time.sleep(0.1)
            assert process.poll() is None, one.terminal
            yield one
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def page(chromium: Any, serving: Serving) -> Iterator[Any]:
    context = chromium.new_context()
    one = context.new_page()
    one.set_default_timeout(PATIENCE)
    one.violations = []
    context.expose_binding("violated", lambda _, what: one.violations.append(what))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => violated(event.effectiveDirective + event.sourceFile))"
    )
    yield one
    context.close()


def test_an_edited_record_changes_the_open_page_by_itself(serving: Serving, page: Any) -> None:
    page.goto(f"{serving.address}550/")
    assert page.locator("text=This edit is seen").count() == 0
    serving.edit("data/codes/550.yml", r"^summary: .*", "summary: This edit is seen.")
    page.locator(".verdict-summary", has_text="This edit is seen.").wait_for()
    serving.edit("data/codes/550.yml", r"^summary: .*", "summary: The second edit is seen.")
    page.locator(".verdict-summary", has_text="The second edit is seen.").wait_for()
    assert page.violations == []


def test_a_broken_record_leaves_the_last_good_site_and_names_its_line(serving: Serving, page: Any) -> None:
    page.goto(f"{serving.address}550/")
    good = page.locator(".verdict-summary").inner_text()
    serving.edit("data/codes/550.yml", r"^summary: ", "sumary: <b> ")
    alert = page.get_by_role("alert").filter(has_text="last good site")
    alert.wait_for()
    line = re.search(
        r"data/codes/550\.yml:\d+: field 'sumary' is not known; did you mean 'summary'\?", alert.inner_text()
    )
    assert line, alert.inner_text()
    assert page.locator(".verdict-summary").inner_text() == good
    assert line[0] in serving.terminal and "Traceback" not in serving.terminal
    for path in ("", "5.7.1/", "api/v1/codes/550.json"):
        assert urllib.request.urlopen(serving.address + path, timeout=30).status == 200
    serving.edit("data/codes/550.yml", r"^sumary: .*", "summary: All is well again.")
    page.locator(".verdict-summary", has_text="All is well again.").wait_for()
    assert page.get_by_role("alert").filter(has_text="last good site").count() == 0


def test_the_overlay_is_followed_too(serving: Serving, page: Any) -> None:
    page.goto(f"{serving.address}550/")
    small.put(
        serving.folder, "data/local/overlay.yml", "site: {name: Another name}\nnotes: {codes: {'550': Our note.}}\n"
    )
    page.locator(".own-note", has_text="Our note.").wait_for()
    assert page.locator(".brand").inner_text() == "Another name"
    page.goto(f"{serving.address}450/")
    assert page.locator(".brand").inner_text() == "Another name"  # a page whose text did not change


def test_a_taken_port_is_said_in_a_line(serving: Serving) -> None:
    port = int(serving.address.rsplit(":", 1)[1].strip("/"))
    done = subprocess.run(
        command(port),
        cwd=serving.folder,
        env=small.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert f"port {port} of 127.0.0.1 is taken; choose another: mkdocs serve -a 127.0.0.1:{port + 1}" in done.stderr
