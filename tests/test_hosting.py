"""The shipped configurations on the real servers, on loopback: addresses, headers, compression, types, 404,
sub-path.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, untested

HOSTING = ROOT / "docs" / "hosting"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def configuration(name: str, site: Path, work: Path, listen: tuple[str, str]) -> str:
    """A shipped file with its folders and its port replaced, and nothing else."""
    (work / "www").mkdir(exist_ok=True)
    text = (HOSTING / name).read_text(encoding="utf-8")
    for old, new in (("/srv/smtp-codes", str(site)), ("/srv/www", str(work / "www")), listen):
        text = text.replace(old, new)
    return text


def nginx(site: Path, work: Path, port: int, below: str) -> list[str]:
    text = configuration(f"nginx{below}.conf", site, work, ("listen 8080", f"listen 127.0.0.1:{port}"))
    (work / "site.conf").write_text(text, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "nginx.conf").write_text(
        (
            f"user root; daemon off; pid {work}/pid; error_log {work}/error.log; events {{}} http {{ access_log off; "
            f"{temporary} include {work}/site.conf; }}"
        ),
        encoding="utf-8",
    )
    return ["nginx", "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]


def apache(site: Path, work: Path, port: int, below: str) -> list[str]:
    text = configuration(f"apache{below}.conf", site, work, ("*:8080", f"127.0.0.1:{port}"))
    modules = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "dir", "mime", "headers", "deflate", "filter", "alias", "unixd")
        if name != "unixd"
    )
    main = (
        f"ServerName 127.0.0.1\nServerRoot {work}\nPidFile {work}/pid\nErrorLog {work}/error.log\nListen "
        f"127.0.0.1:{port}\nUser www-data\nGroup www-data\n{modules}TypesConfig /etc/mime.types\n"
    )
    (work / "httpd.conf").write_text(main + text, encoding="utf-8")
    return ["apache2", "-X", "-f", str(work / "httpd.conf")]


def caddy(site: Path, work: Path, port: int, below: str) -> list[str]:
    text = configuration(f"Caddyfile{below}", site, work, (":8080 {", f"http://127.0.0.1:{port} {{"))
    (work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text, encoding="utf-8")
    return ["caddy", "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


SERVERS = {"nginx": nginx, "apache2": apache, "caddy": caddy}


@contextlib.contextmanager
def running(name: str, site: Path, work: Path, below: str = "") -> Iterator[int]:
    """The server on a free port of loopback. ``below``: which of the shipped files, "" or "-subpath"."""
    if not shutil.which(name):
        untested(name, "not found (Debian: tests/hosting/install.sh)")
    port = free_port()
    command = SERVERS[name](site, work, port, below)
    with (work / "out.log").open("w") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={
                "HOME": str(work),
                "XDG_DATA_HOME": str(work),
                "XDG_CONFIG_HOME": str(work),
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            },
        )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"{name} does not answer")
        if process.poll() is not None:
            logs = "".join(path.read_text(errors="replace") for path in work.glob("*.log"))
            pytest.fail(f"{name} did not start:\n{logs}")
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module", params=list(SERVERS))
def server(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    open_to_all(site)
    with running(request.param, site, tmp_path_factory.mktemp(request.param)) as port:
        yield request.param, port


def open_to_all(folder: Path) -> None:
    """Apache runs as www-data and must get through pytest's private folders."""
    for parent in [folder, *folder.parents]:
        if parent != Path("/") and parent.is_relative_to("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o055)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_a_path_with_dots_is_a_folder_with_and_without_its_slash(server: tuple[str, int], model: object) -> None:
    _, port = server
    for address in (
        "/550",
        "/5.7.1",
        "/550/5.7.1",
        "/554/4.4.7",
        "/causes/policy",
        "/providers/google",
        "/embed/550/5.7.1",
    ):
        status, headers, _ = get(port, address)
        assert (
            status in {301, 302, 307, 308},
            headers.get("location", "").split("://")[-1].split("/", 1)[-1]
            if "://" in headers.get("location", "")
            else headers.get("location", "").lstrip("/"),
        ) == (True, f"{address}/".lstrip("/")), address
        status, headers, body = get(port, f"{address}/")
        assert status == 200 and headers["content-type"].startswith("text/html") and b"<title>" in body, address


def test_what_is_missing_gets_the_page_that_reads_its_address(server: tuple[str, int], site: Path) -> None:
    _, port = server
    for address in ("/550-5.7.1", "/599/1.2.3", "/error/550", "/550/5.7.1).", "/no/such/thing.html"):
        status, headers, body = get(port, address)
        assert (status, body) == (404, (site / "404.html").read_bytes()), address
        assert headers["content-type"].startswith("text/html")


def test_every_kind_of_file_has_its_type(server: tuple[str, int]) -> None:
    _, port = server
    kinds = {
        "/550/index.md": "text/markdown",
        "/api/v1/codes/5.7.1.json": "application/json",
        "/badge/5.7.1.svg": "image/svg+xml",
        "/codes.csv": "text/csv",
        "/javascripts/site.js": "text/javascript",
        "/javascripts/decoder/decode.js": "text/javascript",
        "/stylesheets/site.css": "text/css",
        "/llms.txt": "text/plain",
        "/550/5.7.1/index.md": "text/markdown",
        "/embed.js": "text/javascript",
    }
    assert {path: get(port, path)[1].get("content-type", "").split(";")[0] for path in kinds} == kinds


def test_data_and_copies_may_be_read_from_anywhere_and_pages_may_not_be_framed(server: tuple[str, int]) -> None:
    _, port = server
    for path in ("/api/v1/codes.json", "/badge/550.svg", "/550/index.md", "/codes.csv", "/embed.js"):
        assert get(port, path)[1].get("access-control-allow-origin") == "*", path
    assert "access-control-allow-origin" not in get(port, "/550/")[1]
    assert get(port, "/550/")[1]["content-security-policy"] == "frame-ancestors 'self'"
    assert get(port, "/embed/550/")[1]["content-security-policy"] == "frame-ancestors *"
    for path in ("/550/", "/embed/550/", "/api/v1/codes.json", "/no/such/page"):
        assert get(port, path)[1]["x-content-type-options"] == "nosniff", path


def test_texts_are_compressed_and_hashed_files_cached_for_long(server: tuple[str, int], site: Path) -> None:
    _, port = server
    for path in ("/550/", "/api/v1/codes.json", "/stylesheets/site.css", "/javascripts/site.js"):
        _, headers, body = get(port, path, **{"Accept-Encoding": "gzip"})
        assert headers.get("content-encoding") == "gzip", path
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        assert gzip.decompress(body) == (site / name).read_bytes()
    bundle = next((site / "assets/javascripts").glob("bundle.*.min.js"))
    assert "immutable" in get(port, f"/assets/javascripts/{bundle.name}")[1]["cache-control"]
    assert "max-age=600" in get(port, "/550/")[1]["cache-control"]


def test_a_program_in_a_browser_may_read_that_data_is_missing(server: tuple[str, int]) -> None:
    _, port = server
    for path in ("/api/v1/codes/9.9.9.json", "/api/v1/pairs/599/5.9.9.json?x=1", "/599/index.md"):
        status, headers, _ = get(port, path)
        assert (status, headers.get("access-control-allow-origin")) == (404, "*"), path
    assert "access-control-allow-origin" not in get(port, "/no/such/page")[1]


def test_nginx_finds_nothing_to_warn_about(site: Path, tmp_path: Path) -> None:
    for below in ("", "-subpath"):
        (work := tmp_path / f"work{below}").mkdir()
        with running("nginx", site, work, below):
            pass
        assert "[warn]" not in (work / "error.log").read_text(encoding="utf-8") + (work / "out.log").read_text(
            encoding="utf-8"
        )


@pytest.mark.parametrize("name", list(SERVERS))
def test_it_works_below_a_path_of_another_site(name: str, kb_site: Path, tmp_path: Path) -> None:
    open_to_all(kb_site)
    (work := tmp_path / "work").mkdir()
    (work / "www").mkdir()
    (work / "www" / "index.html").write_text("the other site", encoding="utf-8")
    open_to_all(work / "www")
    with running(name, kb_site, work, "-subpath") as port:
        assert get(port, "/")[2] == b"the other site"
        for address in ("/kb", "/kb/550", "/kb/550/5.7.1"):
            status, headers, _ = get(port, address)
            place = re.sub(r"^https?://[^/]+", "", headers.get("location", ""))
            assert (status in {301, 302, 307, 308}, place) == (True, f"{address}/"), address
        for address in ("/kb/", "/kb/550/5.7.1/"):
            assert get(port, address)[0] == 200
        status, headers, body = get(port, "/kb/550-5.7.1")
        assert status == 404 and body == (kb_site / "404.html").read_bytes() and b'href="/kb/codes/"' in body
        assert headers["content-type"].startswith("text/html") and headers["x-content-type-options"] == "nosniff"
        status, headers, body = get(port, "/no/such/page")  # the other site's own error page stays
        assert status == 404 and b"/kb/" not in body
        for path, kind in (
            ("550/index.md", "text/markdown"),
            ("badge/550.svg", "image/svg+xml"),
            ("javascripts/site.js", "text/javascript"),
        ):
            assert get(port, f"/kb/{path}")[1]["content-type"].split(";")[0] == kind
        assert get(port, "/kb/api/v1/codes/9.9.9.json")[1].get("access-control-allow-origin") == "*"
        assert get(port, "/kb/api/v1/codes.json")[1].get("access-control-allow-origin") == "*"
        assert get(port, "/kb/embed/550/")[1]["content-security-policy"] == "frame-ancestors *"
        assert get(port, "/kb/550/")[1]["content-security-policy"] == "frame-ancestors 'self'"
        assert "access-control-allow-origin" not in get(port, "/kb/550/")[1]
        bundle = next((kb_site / "assets/javascripts").glob("bundle.*.min.js"))
        assert "immutable" in get(port, f"/kb/assets/javascripts/{bundle.name}")[1]["cache-control"]
        _, headers, body = get(port, "/kb/550/", **{"Accept-Encoding": "gzip"})
        assert (
            headers.get("content-encoding") == "gzip"
            and gzip.decompress(body) == (kb_site / "550/index.html").read_bytes()
        )
