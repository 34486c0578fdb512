"""What stands between the records and MkDocs, piece by piece and without a build: the lean stylesheet, the page as it
is written, the folder that is swapped, the server that makes files late.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_side import aside, blank_lines, live, search_worker, serving, stylesheet

PAGE = (
    "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; script-src 'self'\">"
    '</head><body class="x"><p>1 &lt; 2</p><script>livereload(1, 2);</script></body></html>'
)


def lean(css: str, *used: str, more: str = "") -> str:
    return stylesheet.lean(css, frozenset(used), more)


def test_words_are_classes_where_a_page_script_or_attribute_list_says_so() -> None:
    texts = [
        '<p class="one two" id="no">',
        "one.classList.add('three'); one.className = `four`; const no = 'five';",
        "A title { #no .six }\n{: .seven }\n!!! note info\n??? tip\n  {% if no %}",
    ]
    found = stylesheet.classes_of(texts, "md-footer no md-nav__item md-search__form")
    known = {"one", "two", "three", "four", "six", "seven", "note", "info", "tip"}
    assert known | {"md-footer", "md-search__form", "headerlink"} <= found
    assert found & {"five", "no2", "md-nav__item", "if"} == set()


@pytest.mark.parametrize(
    ("css", "rest"),
    [
        (".a{x:1}.b{x:2}p{x:3}", ".a{x:1}p{x:3}"),
        (".a,.b,.a .b,.a>p{x:1}", ".a,.a>p{x:1}"),
        (".a.b{x:1}.a:not(.b){x:2}", ".a:not(.b){x:2}"),
        (":is(.b,.a) p{x:1}:where(.b){x:2}.a:has(.b){x:3}.a:has(.a,.b){x:4}", ":is(.b,.a) p{x:1}.a:has(.a,.b){x:4}"),
        ("[dir=ltr] .a{x:1}[dir=rtl] .a{x:2}[lang] .a{x:3}", ".a{x:1}[lang] .a{x:3}"),
        (".highlight .kc{x:1}.highlight .long{x:2}.kc{x:3}", ".highlight .kc{x:1}"),
        ("@media print{.a{x:1}.b{x:2}}@media screen{.b{x:3}}", "@media print{.a{x:1}}"),
        ("@supports (x:1){@layer y{.a{x:1}}}", "@supports (x:1){@layer y{.a{x:1}}}"),
        ("@keyframes k{0%{x:1}to{x:2}}", "@keyframes k{0%{x:1}to{x:2}}"),
        ('@font-face{font-family:F;src:url("f")}', '@font-face{font-family:F;src:url("f")}'),
        ('@charset "utf-8";@import "x.css";.b{x:1}', '@import "x.css";'),
        ("p{--Aa:1;--b:2;x:var(--Aa)}q{--c:3}", "p{--Aa:1;x:var(--Aa)}"),
        ("p{--a:var(--b);--b:var(--c);--c:1}", ""),
        ("p{x:1!important;y: 2 ;}", "p{x:1!important;y:2}"),
        ("/* said */ p { x : 1 } /* more */", "p{x:1}"),
    ],
)
def test_a_rule_stays_where_something_on_a_page_can_match_it(css: str, rest: str) -> None:
    assert lean(css, "a", "highlight") == rest


def test_a_variable_that_the_own_stylesheet_reads_stays() -> None:
    assert lean("p{--a:1;--b:2}", more="q{x:var( --b )}") == "p{--b:2}"


def test_a_stylesheet_that_cannot_be_read_is_not_shipped_by_half() -> None:
    with pytest.raises(ValueError, match="line 2 of the stylesheet"):
        lean("p{x:1}\n}")


def test_compact_keeps_every_rule() -> None:
    assert stylesheet.compact(".b { x : 1 }\n[dir=rtl] .b{ --y : 2 }") == ".b{x:1}[dir=rtl] .b{--y:2}"


def test_blank_lines_go_and_lines_of_text_stay() -> None:
    page = "<p>a\n\n   b</p>\n\n\n<pre>  c\n\n  d</pre>\n  <textarea>\n\n e</textarea>\n\n<script>\n\n f</script>\n g"
    assert blank_lines.without(page) == (
        "<p>a\nb</p>\n<pre>  c\n\n  d</pre>\n<textarea>\n\n e</textarea>\n<script>\n\n f</script>\ng"
    )


def test_the_search_worker_parts_the_numbers_of_nodes() -> None:
    assert search_worker.mended("f(){e=e+s+o.id}return e}g") == 'f(){e=e+s+o.id+","}return e}g'
    for unknown in ("", "e=e+s+o.id}return e}e=e+s+o.id}return e}"):
        with pytest.raises(search_worker.UnknownWorker, match=r"search_worker\.py"):
            search_worker.mended(unknown)


def test_a_served_page_shows_the_mistakes_and_lets_the_script_in_that_reloads_it() -> None:
    page = live.shown(PAGE, "data/codes/550.yml:3: <wrong> & so on")
    assert page == PAGE.replace(
        "script-src 'self'\"",
        "script-src 'self' 'sha256-02oJ9ZDGK7x2P3RtH2OlVANndh0Cvq9lInkP4oE85Lo='; connect-src 'self'\"",
    ).replace(
        '<body class="x">',
        '<body class="x"><div role="alert" class="md-typeset" data-problems><p><strong>This is the last good site.'
        "</strong> Mend this, and it comes up to date by itself:</p><pre>data/codes/550.yml:3: &lt;wrong&gt; &amp; "
        "so on</pre></div>",
    )
    assert live.shown("<body><p>x</p></body>", "") == "<body><p>x</p></body>"


class Body(list[bytes]):
    """What an application returns, and whether the server closed it."""

    closed = False

    def close(self) -> None:
        self.closed = True


def asked(app: Any, path: str = "/") -> tuple[list[Any], list[bytes]]:
    started: list[Any] = []
    body = app({"PATH_INFO": path}, lambda *args: started.extend(args))
    return started, list(body)


def test_only_html_is_touched_and_its_length_is_told() -> None:
    def app_of(kind: str, body: Body) -> Any:
        def app(environ: Any, start: Any) -> Body:
            start("200 OK", [("Content-Type", kind), ("Content-Length", "7"), ("X-Y", "z")])
            return body

        return app

    problems = live.Problems(lambda: None)
    problems.text = "é"
    html = Body([b"<body>", b"x</body>"])
    (status, headers), (page,) = asked(live.live(app_of("text/html; charset=utf-8", html), problems))
    assert status == "200 OK" and headers == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Y", "z"),
        ("Content-Length", str(len(page))),
    ]
    assert page.decode("utf-8") == live.shown("<body>x</body>", "é") and html.closed
    plain = Body([b"{}"])
    started, rest = asked(live.live(app_of("application/json", plain), problems))
    assert (started[1][1], rest, plain.closed) == (("Content-Length", "7"), [b"{}"], False)


def test_what_is_made_late_is_asked_for_a_second_time(tmp_path: Path) -> None:
    calls: list[str] = []

    def app(environ: Any, start: Any) -> Body:
        calls.append(environ["PATH_INFO"])
        there = (tmp_path / environ["PATH_INFO"].removeprefix("/kb/")).is_file()
        start("200 OK" if there else "404 Not Found", [])
        return Body([b"it" if there else b"none"])

    kept = serving.Serving()
    kept.late = serving.Late(tmp_path, [("a.json", b"1"), ("b/index.html", b"2")])
    old = ["old/"]
    answer = kept.answering(app, "/kb/", lambda address: bool(old) and address == old[0] and bool(old.pop()))
    assert asked(answer, "/kb/a.json") == (["200 OK", []], [b"it"])
    assert asked(answer, "/other") == (["404 Not Found", []], [b"none"])
    assert asked(answer, "/kb/none") == (["404 Not Found", []], [b"none"])
    assert asked(answer, "/kb/old/")[0][0] == "404 Not Found"
    assert calls == ["/kb/a.json", "/kb/a.json", "/other", "/kb/none", "/kb/old/", "/kb/old/"]
    kept.replace([("c.json", b"3")])
    assert not (tmp_path / "a.json").exists()
    assert asked(answer, "/kb/c.json") == (["200 OK", []], [b"it"])


def test_the_search_index_of_a_build_holds_the_pages_that_it_took_over() -> None:
    kept = serving.Serving(same=["550/"])
    first = {"docs": [{"location": "550/", "t": 1}, {"location": "550/#a", "t": 2}, {"location": "x/", "t": 3}]}
    kept._with_kept_entries(json.dumps(first))
    later = kept._with_kept_entries(json.dumps({"docs": [{"location": "x/", "t": "é"}]}))
    assert later == ('{"docs":[{"location":"x/","t":"é"},{"location":"550/","t":1},{"location":"550/#a","t":2}]}')


def test_a_digest_changes_with_any_file_and_not_with_their_order(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1"), other.write_bytes(b"2")
    whole = serving.digest([one, other])
    assert whole == serving.digest([other, one]) == "6b51d431df5d7f141cbececcf79edf3dd861c3b4069f0b11661a3eefacbba918"
    other.write_bytes(b"3")
    assert serving.digest([one, other]) != whole


@pytest.mark.parametrize("beside", [True, False])
def test_a_swap_leaves_the_new_site_and_the_hidden_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: bool
) -> None:
    target = tmp_path / "site"
    for path in (target / "old.html", target / ".well-known" / "x", tmp_path / ".site.old" / "older.html"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old", encoding="utf-8")
    target.chmod(0o750)
    monkeypatch.setattr(os, "access", lambda path, mode: beside)
    build = aside.Aside(target)
    assert build.folder == (tmp_path if beside else target) / ".site.building"
    (build.folder / "new.html").write_text("new", encoding="utf-8")
    build.swap()
    assert target.stat().st_mode & 0o777 == 0o750
    assert sorted(path.name for path in target.iterdir()) == [".well-known", "new.html"]


def test_what_was_built_so_far_goes_when_a_build_is_stopped(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "good.html").write_text("good", encoding="utf-8")
    build = aside.Aside(target)
    (build.folder / "half.html").write_text("half", encoding="utf-8")
    build.drop()
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["site", "site/good.html"]


def test_addresses_that_cannot_stand_side_by_side_are_named() -> None:
    assert list(aside.clashes(["a/b.html", "c", "A/B.html", "c/d", "e/f", "e/g"])) == [
        "two files want the address 'A/B.html'; rename one of them",
        "'c' is wanted as a file and as a folder (for 'c/d'); rename one of them",
    ]


def test_a_port_that_is_taken_is_named_with_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PluginError) as told:
            live.taken("127.0.0.1", port)
    assert str(told.value) == (
        f"port {port} of 127.0.0.1 is taken; choose another: mkdocs serve -a 127.0.0.1:{port + 1}"
    )
    live.taken("127.0.0.1", port)  # free again


class Documentation:
    """As much of MkDocs' files as taking pages over asks for."""

    def __init__(self, *paths: str) -> None:
        self.pages = [SimpleNamespace(src_uri=path, url=f"./{path.removesuffix('.md')}/") for path in paths]

    def documentation_pages(self) -> list[SimpleNamespace]:
        return self.pages


def test_a_page_is_taken_over_while_its_text_and_the_look_of_pages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        serving, "KeptPage", lambda file, config, html, title: taken.append((file.src_uri, html, title))
    )
    kept, files = serving.Serving(), Documentation("550.md", "new.md")

    def again(markdown: dict[str, str], look: str) -> list[str]:
        taken.clear()
        kept.take_over(cast(Files, files), None, markdown, look)
        return list(kept.same)

    kept.look = "blue"
    kept.keep(cast(Page, SimpleNamespace(file=SimpleNamespace(src_uri="550.md"), title="550")), "<p>a</p>")
    assert again({"550.md": "a"}, "blue") == []  # what it was made from is not known yet
    assert again({"550.md": "a", "new.md": "n"}, "blue") == ["550/"] and taken == [("550.md", "<p>a</p>", "550")]
    assert again({"550.md": "b"}, "blue") == []
    assert again({"550.md": "b"}, "red") == [] and kept.look == "red"
    kept.keep(cast(Page, SimpleNamespace(file=SimpleNamespace(src_uri="550.md"), title="550")), "<p>b</p>")
    assert again({"550.md": "b"}, "red") == ["550/"]
    assert again({"550.md": "b"}, "blue") == []
