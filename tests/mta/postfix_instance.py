"""A Postfix of our own on loopback: its own folder, queue and port, nothing of the machine's own mail server is
touched.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

_MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/q
data_directory = {root}/d
maillog_file = {root}/log
maillog_file_prefixes = {root}
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ
myhostname = mail.sender.example
mydestination = local.example
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_host_lookup = native
disable_dns_lookups = yes
alias_maps =
local_recipient_maps = inline:{{ root=x }}
smtp_tls_security_level =
smtpd_peername_lookup = no
# no waiting: one second from try to try
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
smtp_connection_cache_on_demand = no
# one refusal at one destination says nothing about the next message
default_destination_concurrency_failed_cohort_limit = 0
smtp_destination_recipient_limit = 1
"""


@dataclass
class Postfix:
    """A running instance."""

    root: Path
    port: int

    @property
    def log(self) -> str:
        found = self.root / "log"
        return found.read_text(encoding="utf-8", errors="replace") if found.exists() else ""

    def command(self, name: str, *arguments: str) -> str:
        """The output of one of Postfix's commands with this instance's settings."""
        done = subprocess.run(
            [f"/usr/sbin/{name}", "-c", str(self.root / "c"), *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr


def why_not() -> str | None:
    """Why Postfix cannot run here, or None."""
    if not Path("/usr/sbin/postconf").exists():
        return "Postfix is not installed (as root: tests/mta/install.sh)"
    return None if os.geteuid() == 0 else "Postfix starts as root only"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def postfix(settings: str, tables: Mapping[str, str]) -> Iterator[Postfix]:
    """Start an instance. ``settings``: what comes after the base in main.cf; ``tables``: file name → text.

    The guide's ``/etc/postfix/`` becomes this instance's own folder.
    """
    root = Path(tempfile.mkdtemp(prefix="pf-", dir="/tmp"))  # short: paths of sockets are limited to 107 bytes
    port = free_port()
    instance = Postfix(root, port)
    try:
        root.chmod(0o755)
        for name in ("c", "q", "d"):
            (root / name).mkdir(mode=0o755)
        postfix_user = pwd.getpwnam("postfix")
        os.chown(root / "d", postfix_user.pw_uid, postfix_user.pw_gid)
        here = f"{root}/c/"
        (root / "c/master.cf").write_text(_MASTER.format(port=port))
        (root / "c/main.cf").write_text(_MAIN.format(root=root) + settings.replace("/etc/postfix/", here))
        for name, text in tables.items():
            (root / "c" / name).write_text(text)
        # Debian keeps the names of loadable table types (pcre) here
        if Path("/etc/postfix/dynamicmaps.cf").exists():
            shutil.copy("/etc/postfix/dynamicmaps.cf", here)
        started = subprocess.run(
            ["/usr/sbin/postfix", "-c", here, "start"], capture_output=True, text=True, check=False
        )
        if started.returncode:
            raise RuntimeError(f"Postfix did not start:\n{started.stdout}{started.stderr}{instance.log}")
        wait_for(port)
        yield instance
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", str(root / "c"), "stop"], capture_output=True, check=False)
        shutil.rmtree(root, ignore_errors=True)


def wait_for(port: int) -> None:
    """Wait until a server answers. Raises RuntimeError after ten seconds."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")
