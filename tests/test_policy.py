"""Every kind of page in Chromium under the shipped Content-Security-Policy: nothing is blocked, nothing fails, no other
host is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import Watch, served

PAGES = {
    "home": "",
    "index": "codes/",
    "filtered index": "codes/?class=5&q=quota",
    "reply": "550/",
    "delayed": "450/",
    "enhanced": "5.7.1/",
    "own number": "5.7.606/",
    "pair": "550/5.7.1/",
    "folklore code": "447/",
    "not SMTP": "498/",
    "cause": "causes/mailbox-full/",
    "causes": "causes/",
    "provider": "providers/google/",
    "providers": "providers/",
    "more providers": "providers/more/",
    "collisions": "collisions/",
    "folklore": "folklore/",
    "decoder": "decode/",
    "links": "link/",
    "wikis": "embedding/",
    "developers": "developers/",
    "data": "api/",
    "own copy": "own-copy/",
    "not mine": "not-mine/",
    "about": "about/",
    "glossary": "glossary/",
    "card": "embed/550/5.7.1/",
    "dark card": "embed/4.2.2/?theme=dark",
    "card of a reply": "embed/550/",
}
MISSING = (
    "no/such/page/",
    "5.7.999/x",
    "550/9.9.9/",
    "650/",
    "550%205.7.1",
    "5.7.1)",
    "550/4.7.1/",
    "",
    "%3Cscript%3Ealert(1)%3C/script%3E",
)
BOUNCE = (
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to "
    "authenticate with either SPF or DKIM."
)

_WATCH = """addEventListener("securitypolicyviolation", (event) =>
  violated(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


class Watched:
    """A page, and all that went wrong on it. Each has a context of its own, and so an empty cache."""

    def __init__(self, chromium: Any, base: str) -> None:
        self.base = base
        self.violations: list[str] = []
        self.visited: list[str] = []
        self.context = chromium.new_context()
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.expose_binding("violated", lambda _, what: self.violations.append(f"policy: {what}"))
        self.context.add_init_script(_WATCH)
        self.watch = Watch(self.context)
        self.page = self.context.new_page()

    @property
    def faults(self) -> list[str]:
        """What broke the policy, what scripts and console complained of, what was asked of another host."""
        said = [f"said: {text} {url}" for text, url in self.watch.faults if not self._says_404(text, url)]
        return self.violations + said + [f"asked another host: {url}" for url in self.watch.elsewhere(self.base)]

    def _says_404(self, message: str, url: str) -> bool:
        """A missing page says that it is missing; Chromium asks for an icon where a stub names none."""
        return url in {*self.visited, f"{self.base}favicon.ico"} and "status of 404" in message

    def visit(self, path: str) -> Any:
        self.visited.append(self.base + path)
        self.page.goto(self.base + path, wait_until="networkidle")
        return self.page


@pytest.fixture
def watched(base: str, chromium: Any) -> Iterator[Watched]:
    one = Watched(chromium, base)
    yield one
    one.context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_breaks_nothing_and_asks_nobody_else(watched: Watched, kind: str) -> None:
    page = watched.visit(PAGES[kind])
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += innerHeight) { scrollTo(0, y); await "
        "new Promise(requestAnimationFrame); } }"
    )  # lazy frames
    page.wait_for_load_state("networkidle")
    assert page.title() and watched.faults == []


@pytest.mark.parametrize("path", MISSING)
def test_so_does_a_missing_page(watched: Watched, path: str) -> None:
    page = watched.visit(path or "404.html")
    page.wait_for_timeout(100)
    assert page.locator("h1").count() == 1 and watched.faults == []


def test_so_does_a_stub_that_leads_on(watched: Watched, model: Any) -> None:
    stub = next(address for address in model.stubs if address.startswith("providers/"))
    plain = next(address for address in model.stubs if not address.startswith("providers/"))
    for address in (stub, plain):
        page = watched.visit(address)
        page.wait_for_url(lambda url, address=address: not url.endswith(address))
    assert watched.faults == []


def _decode(page: Any) -> None:
    page.fill("#paste-text", BOUNCE)
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#answer > *")
    page.wait_for_load_state("networkidle")


def _search(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("mailbox full")
    page.wait_for_selector(".md-search-result__item")


def _filter(page: Any) -> None:
    page.fill("#code-filter [name=q]", "5.7")
    page.select_option("#code-filter [name=class]", "5")
    page.click("#codes thead button >> nth=1")


def _every_button(page: Any) -> None:
    for button in page.locator("button:visible").all():
        if button.is_visible() and button.is_enabled():
            button.click(timeout=2000, force=True)
            page.keyboard.press("Escape")


USES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "a paste on the home page": ("", _decode),
    "a paste on the decoder": ("decode/", _decode),
    "a search": ("", _search),
    "the table": ("codes/", _filter),
    "the buttons of a code": ("550/5.7.1/", _every_button),
    "the buttons of a guide": ("embedding/", _every_button),
    "the buttons of a provider": ("providers/google/", _every_button),
}


@pytest.mark.parametrize("use", USES)
def test_so_does_using_it(watched: Watched, use: str) -> None:
    path, act = USES[use]
    act(watched.visit(path))
    watched.page.wait_for_timeout(200)
    assert watched.faults == []


def test_the_watch_sees_what_is_forbidden(site: Path, chromium: Any, tmp_path: Path) -> None:
    """What the tests above look for does show: an inline script and style, another host, a script that fails."""
    text = (site / "550" / "index.html").read_text(encoding="utf-8")
    traps = (
        '<p style="color:red">x</p><script>window.ran = true</script><img '
        'src="https://cdn.example.com/x.png"><script src="/throws.js"></script>'
    )
    (tmp_path / "index.html").write_text(
        text.replace("</body>", traps + "</body>") if "</body>" in text else text + traps, encoding="utf-8"
    )
    (tmp_path / "throws.js").write_text("throw new Error('on purpose')", encoding="utf-8")
    with served(tmp_path) as address:
        watch = Watched(chromium, address)
        page = watch.visit("")
        assert page.evaluate("window.ran") is None
        watch.context.close()
    for sign in ("policy: style-src", "policy: script-src", "policy: img-src", "on purpose"):
        assert any(sign in fault for fault in watch.faults), (sign, watch.faults)


def test_no_page_needs_an_exception(site: Path) -> None:
    """On all pages, not only the kinds above: a policy without exceptions, and no inline style or handler that it would
    block.
    """
    scripts = re.compile(r"<(script|pre|code|style)\b.*?</\1>", re.DOTALL)
    inline = re.compile(r"<[a-z][^<>]*\s(?:style|on[a-z]+)=[^<>]*>", re.IGNORECASE)
    for path in site.rglob("*.html"):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(site).as_posix()
        found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        if not found:  # a stub: no script at all, or a policy of its own
            assert len(text) < 1000 and ("<script" not in text or "http-equiv=Content-Security-Policy" in text), name
            continue
        scripted = re.search(r"script-src ([^;]*)", found[1])
        assert (
            "default-src 'none'" in found[1] and scripted and "unsafe" not in scripted[1] and "http" not in found[1]
        ), name
        if not name.startswith("embed/"):  # a card is one file, with its few styles in it
            assert "unsafe" not in found[1], name
        assert not (met := inline.search(scripts.sub("", text))), (name, met and met[0])
