"""An Exim of our own on loopback, out of an unpacked package: its own spool and port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mta.postfix_instance import free_port, wait_for

EXIM = Path(os.environ.get("SMTP_CODES_EXIM", "/var/tmp/smtp-codes-exim")) / "usr/sbin/exim4"

# @name@ marks where the guide's own lines go
_CONFIGURATION = """\
exim_path = {exim}
spool_directory = {root}/spool
log_file_path = {root}/log/%slog
primary_hostname = mail.sender.example
qualify_domain = sender.example
domainlist local_domains = local.example
domainlist relay_to_domains =
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
disable_ipv6
keep_environment =
tls_advertise_hosts =
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max_per_connection = 0
acl_smtp_rcpt = acl_check_rcpt
@main@

begin acl
acl_check_rcpt:
@rcpt@
  accept
@acl@

begin routers
known:
  driver = accept
  domains = +local_domains
  local_parts = carol : dave
  transport = smtp
unknown:
  driver = redirect
  domains = +local_domains
  allow_fail
  data = :fail: no mailbox here by that name
elsewhere:
  driver = manualroute
  transport = smtp
  route_data = ${{extract{{$domain}}{{{routes}}}{{127.0.0.1::$value}}fail}}
  self = send

begin transports
smtp:
  driver = smtp
  hosts_try_fastopen =
  # all other servers have one address here: no message may go along with another's connection
  connection_max_messages = 1
@transport@

begin retry
* * F,4s,1s
"""


@dataclass
class Exim:
    """A running instance."""

    root: Path
    port: int

    @property
    def log(self) -> str:
        return "".join(
            file.read_text(encoding="utf-8", errors="replace") for file in (self.root / "log").glob("mainlog")
        )

    def expand(self, text: str) -> str:
        """What Exim makes of a string (exim -be)."""
        done = subprocess.run(
            [str(EXIM), "-C", str(self.root / "exim.conf"), "-be", text], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr


def why_not() -> str | None:
    """Why Exim cannot run here, or None."""
    if not EXIM.exists():
        return "Exim is not unpacked (as root: tests/mta/install.sh)"
    return None if os.geteuid() == 0 else "Exim starts as root only"


@contextlib.contextmanager
def exim(lines: Mapping[str, str], files: Mapping[str, str], routes: Mapping[str, int]) -> Iterator[Exim]:
    """Start an instance. ``lines``: place in the configuration → the guide's lines; ``files``: name → text; ``routes``:
    domain → port.

    The guide's ``/etc/exim4/`` becomes this instance's own folder.
    """
    root = Path(tempfile.mkdtemp(prefix="exim-", dir="/tmp"))
    port = free_port()
    running = None
    try:
        owner = pwd.getpwnam("Debian-exim")
        for folder in (root, root / "spool", root / "log"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        where = " ".join(f"{domain}={number}" for domain, number in routes.items())
        text = _CONFIGURATION.format(exim=EXIM, root=root, port=port, routes=where)
        for place in ("main", "rcpt", "acl", "transport"):
            text = text.replace(f"@{place}@", lines.get(place, ""))
        (root / "exim.conf").write_text(text.replace("/etc/exim4/", f"{root}/"))
        for name, content in files.items():
            (root / name).write_text(content)
        with (root / "console").open("w") as console:
            # -q1s: a queue run every second; -bdf: in the foreground
            running = subprocess.Popen(
                [str(EXIM), "-C", str(root / "exim.conf"), "-bdf", "-q1s", "-oP", str(root / "pid")],
                stdout=console,
                stderr=console,
            )
        instance = Exim(root, port)
        try:
            wait_for(port)
        except RuntimeError:
            raise RuntimeError(f"Exim did not start:\n{(root / 'console').read_text()}{instance.log}") from None
        yield instance
    finally:
        if running:
            running.terminate()
            running.wait(timeout=20)
        shutil.rmtree(root, ignore_errors=True)
