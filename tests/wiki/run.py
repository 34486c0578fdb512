"""DokuWiki and MediaWiki out of Debian's packages, on loopback with PHP's own web server and data in a temporary
folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

DOKUWIKI = Path("/usr/share/dokuwiki")
MEDIAWIKI = Path("/usr/share/mediawiki")


def missing() -> list[str]:
    """What is not installed (tests/wiki/install.sh installs it)."""
    wanted = {
        "php": shutil.which("php"),
        "dokuwiki": (DOKUWIKI / "doku.php").exists(),
        "mediawiki": (MEDIAWIKI / "index.php").exists(),
    }
    return [name for name, found in wanted.items() if not found]


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens. Raises RuntimeError where it ended, or does not listen within a minute."""
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended with {server.returncode}")
        time.sleep(0.05)
    raise RuntimeError(f"{server.args!r} listens to nobody")


@contextlib.contextmanager
def php_server(root: Path, port: int, *options: str, **environment: str) -> Iterator[str]:
    """PHP's own web server over ``root``; gives its address."""
    server = subprocess.Popen(
        ["php", *options, "-S", f"127.0.0.1:{port}", "-t", str(root)],
        env={**os.environ, "PHP_CLI_SERVER_WORKERS": "4", **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_port(port, server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, 15)  # its workers too
        server.wait()


@contextlib.contextmanager
def dokuwiki(folder: Path, interwiki: str, settings: str, pages: Mapping[str, str]) -> Iterator[str]:
    """A DokuWiki with these pages; gives the address that a page's name is put behind."""
    conf, data = folder / "conf", folder / "data"
    for name in (
        "attic",
        "cache",
        "index",
        "locks",
        "log",
        "media",
        "media_attic",
        "media_meta",
        "meta",
        "pages",
        "tmp",
    ):
        (data / name).mkdir(parents=True)
    conf.mkdir()
    (conf / "local.php").write_text(
        f"<?php\n$conf['title'] = 'Test wiki';\n$conf['savedir'] = '{data}';\n$conf['useacl'] = 0;\n{settings}",
        encoding="utf-8",
    )
    (conf / "interwiki.local.conf").write_text(interwiki, encoding="utf-8")
    for name, text in pages.items():
        (data / "pages" / f"{name}.txt").write_text(text, encoding="utf-8")
    before = folder / "before.php"
    before.write_text(f"<?php\ndefine('DOKU_CONF', '{conf}/');\n", encoding="utf-8")
    with php_server(DOKUWIKI, free_port(), "-d", f"auto_prepend_file={before}") as base:
        yield f"{base}doku.php?id="


@contextlib.contextmanager
def mediawiki(folder: Path, interwiki: str, settings: str, pages: Mapping[str, str]) -> Iterator[str]:
    """A MediaWiki on SQLite with these pages; gives the address that a page's name is put behind."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    local = folder / "LocalSettings.php"

    def maintain(script: str, *arguments: str, text: str | None = None) -> None:
        environment = {**os.environ, **({"MW_CONFIG_FILE": str(local)} if local.exists() else {})}
        done = subprocess.run(
            ["php", str(MEDIAWIKI / "maintenance" / script), *arguments],
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(f"{script}: {done.stdout}{done.stderr}")

    maintain(
        "install.php",
        "--dbtype",
        "sqlite",
        "--dbpath",
        str(folder),
        "--dbname",
        "wiki",
        "--confpath",
        str(folder),
        "--server",
        f"http://127.0.0.1:{port}",
        "--scriptpath",
        "",
        "--pass",
        "only-on-loopback-1",
        "--skins",
        "Vector",
        "Test wiki",
        "Admin",
    )
    with local.open("a", encoding="utf-8") as file:
        file.write(f"\n$wgCacheDirectory = '{folder}';\n{settings}")
    statement = folder / "interwiki.sql"
    statement.write_text(interwiki, encoding="utf-8")
    maintain("sql.php", str(statement))
    for name, text in pages.items():
        maintain("edit.php", "--user", "Admin", name, text=text)
    with php_server(MEDIAWIKI, port, MW_CONFIG_FILE=str(local)) as base:
        yield f"{base}index.php?title="
