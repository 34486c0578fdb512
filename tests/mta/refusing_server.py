"""A mail server for tests that refuses as it is told, and keeps what it takes. Loopback only; the recipient's name
picks the reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

STAGES = ("mail", "rcpt", "data", "end")


@dataclass(frozen=True)
class Refusal:
    """What the server says, and when. No lines: it closes the connection without a word."""

    stage: str
    lines: Sequence[str]


@dataclass
class Server:
    """A running server: its port, and every message that it took as (recipients, text with plain newlines)."""

    port: int = 0
    taken: list[tuple[list[str], str]] = field(default_factory=list)

    def to(self, address: str) -> list[str]:
        """The messages that somebody got."""
        return [text for recipients, text in self.taken if address in recipients]


@contextlib.contextmanager
def refusing(
    script: Mapping[str, Refusal], greeting: Sequence[str] = ("220 mx.example ESMTP",), size: int = 10_000_000
) -> Iterator[Server]:
    """Run a server. ``script``: local part of a recipient → refusal; every other recipient is accepted."""
    server = Server()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipients: list[str] = []

        async def say(*lines: str) -> None:
            writer.write("".join(line + "\r\n" for line in lines).encode())
            await writer.drain()

        async def refused(stage: str, names: list[str]) -> bool:
            """Refuse if the script says so. Raises ConnectionAbortedError where it says nothing at all, or 421."""
            found = next((script[name] for name in names if name in script and script[name].stage == stage), None)
            if found:
                await say(*found.lines)
                if not found.lines or found.lines[0].startswith("421"):
                    raise ConnectionAbortedError
            return found is not None

        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await say(*greeting)
            while line := (await reader.readline()).decode("utf-8", "replace").strip():
                word, names = line.split()[0].upper(), [to.split("@")[0] for to in recipients]
                address = line.partition("<")[2].partition(">")[0]
                if word in {"EHLO", "HELO"}:
                    await say("250-mx.example", f"250-SIZE {size}", "250 ENHANCEDSTATUSCODES")
                elif word in {"MAIL", "RSET"}:
                    recipients = []
                    await say("250 2.1.0 Ok")
                elif word == "RCPT":
                    if not await refused("rcpt", [address.split("@")[0]]):
                        recipients.append(address)
                        await say("250 2.1.5 Ok")
                elif word == "DATA":
                    if not await refused("data", names):
                        await say("354 Go on")
                        text = (await reader.readuntil(b"\r\n.\r\n")).decode("utf-8", "replace").replace("\r\n", "\n")
                        if not await refused("end", names):
                            server.taken.append((recipients, text))
                            await say("250 2.0.0 Ok")
                elif word == "QUIT":
                    await say("221 2.0.0 Bye")
                    break
                else:
                    await say("250 2.0.0 Ok")
        writer.close()

    started = threading.Event()
    stopping: list[Callable[[], object]] = []

    async def serve() -> None:
        done = asyncio.Event()
        async with await asyncio.start_server(session, "127.0.0.1", 0, limit=2**22) as running:
            server.port = running.sockets[0].getsockname()[1]
            stopping.append(functools.partial(asyncio.get_running_loop().call_soon_threadsafe, done.set))
            started.set()
            await done.wait()

    # a thread with a loop of its own: Playwright has one in the main thread
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    started.wait(timeout=20)
    try:
        yield server
    finally:
        for stop in stopping:
            stop()
        thread.join(timeout=20)


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses connections, and stays so: taken, but nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
