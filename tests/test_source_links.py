"""The command that asks sources whether they are still there, against a server of our own: no network here."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import source_links

FAST = {"timeout": 0.4, "pauses": (0.01, 0.01)}


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    asked: list[str]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def _answer(self) -> None:
        path = self.path
        self.server.asked.append(f"{self.command} {path}")
        if path.startswith("/slow"):
            time.sleep(1)
            return
        if path == "/once" and len(self.server.asked) == 1:
            time.sleep(1)
            return
        status = {
            "/gone": 404,
            "/closed": 403,
            "/moved": 301,
            "/away": 302,
            "/mixed": 302,
            "/loop": 301,
            "/to-gone": 301,
            "/broken": 503,
        }.get(path, 200)
        if path == "/no-head" and self.command == "HEAD":
            status = 405
        if path == "/shaky" and len(self.server.asked) < 3:
            status = 503
        self.send_response(status)
        target = {"/moved": "/here", "/away": "/here", "/mixed": "/moved", "/loop": "/loop", "/to-gone": "/gone"}.get(
            path
        )
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    one = _Server(("127.0.0.1", 0), _Handler)
    one.asked = []
    threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
    yield one
    one.shutdown()
    one.server_close()


def said(server: _Server, path: str) -> tuple[str, str]:
    answer = source_links.check(f"http://127.0.0.1:{server.server_address[1]}{path}", **FAST)
    return answer.kind, answer.words.replace(f"http://127.0.0.1:{server.server_address[1]}", "")


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/here", "ok", "200"),
        ("/gone", "bad", "404 Not Found"),
        ("/moved", "moved", "moved for good to /here"),
        ("/away", "ok", "200, by way of /here"),
        ("/mixed", "ok", "200, by way of /here"),
        ("/to-gone", "bad", "404 Not Found"),
        ("/closed", "closed", "refuses programs (403); open it yourself"),
        ("/no-head", "ok", "200"),
        ("/slow", "bad", "no answer in time"),
        ("/broken", "bad", "503 Service Unavailable"),
    ],
)
def test_each_answer_is_told_apart(server: _Server, path: str, kind: str, words: str) -> None:
    assert said(server, path) == (kind, words)


def test_a_loop_ends(server: _Server) -> None:
    assert said(server, "/loop")[0] == "bad"


def test_it_tries_again_only_where_the_trouble_may_pass(server: _Server) -> None:
    assert said(server, "/shaky")[0] == "ok" and server.asked == ["HEAD /shaky", "GET /shaky", "HEAD /shaky"]
    server.asked.clear()
    said(server, "/gone")
    assert server.asked == ["HEAD /gone", "GET /gone"]
    server.asked.clear()
    assert said(server, "/once")[0] == "ok"


def test_a_closed_port_and_an_address_that_is_none() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    assert source_links.check(f"http://127.0.0.1:{port}/", **FAST).kind == "bad"
    assert source_links.check("http://[/", **FAST).kind == "bad"


def test_a_bad_link_is_reported_with_file_and_line(
    server: _Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_links, "_EXAMPLE", source_links.re.compile(r"\.example$"))
    base = f"http://127.0.0.1:{server.server_address[1]}"
    (tmp_path / "data" / "providers").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "data" / "sources.yml").write_text(
        f'a:\n  url: {base}/here\nb:\n  url: "{base}/gone#part"\n', encoding="utf-8"
    )
    (tmp_path / "data" / "providers" / "p.yml").write_text(
        f"pages:\n- url: {base}/moved\n- url: {base}/gone\n", encoding="utf-8"
    )
    (tmp_path / "docs" / "a.md").write_text(
        f"[a]({base}/here) and [b]({base}/closed)\n\n```text\n[c]({base}/gone)\n```\n[d](https://kb.example/)\n",
        encoding="utf-8",
    )
    assert source_links.main(tmp_path, **FAST) == 1
    assert capsys.readouterr().out.replace(base, "").splitlines() == [
        "data/providers/p.yml:2: /moved: moved for good to /here",
        "data/providers/p.yml:3: /gone: 404 Not Found",
        "data/sources.yml:4: /gone: 404 Not Found",
        "docs/a.md:1: /closed: refuses programs (403); open it yourself",
        "4 addresses: 1 in order, 1 moved, 1 refuse programs, 1 bad",
    ]
    assert sum(line.endswith("/gone") for line in server.asked) == 2  # once for both places: HEAD, then GET


def test_it_finds_every_source(model: object) -> None:
    root = Path(__file__).parent.parent
    found = list(source_links.links(root))
    sources = {address for address, path, _ in found if path == "data/sources.yml"}
    written = (root / "data" / "sources.yml").read_text(encoding="utf-8").count("\n  url:")
    assert len([one for one in found if one[1] == "data/sources.yml"]) == written and len(sources) > 100
    assert any(path.startswith("data/providers/") for _, path, _ in found) and any(
        path.startswith("docs/") for _, path, _ in found
    )
    assert not [address for address, _, _ in found if "example.com" in address]
