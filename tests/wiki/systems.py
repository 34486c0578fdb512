"""Every system of the guide's table, run for real on loopback: pages in, an address for each out. The files that the
guide gives to copy are used as they lie under docs/embedding/files/, with the site's address filled in.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from browser import served
from wiki import run

FILES = Path(__file__).parent.parent.parent / "docs" / "embedding" / "files"
# where tests/wiki/install.sh puts what is no package of Debian
HOME = Path(os.environ.get("SMTPCODES_WIKIS", "/var/cache/smtp-codes-wikis"))
BIN = HOME / "python" / "bin"
NODE = HOME / "node" / "node_modules"

INTERWIKI = {"dokuwiki": "dokuwiki/interwiki.local.conf", "mediawiki": "mediawiki/interwiki.sql"}

Pages = Mapping[str, str]
Address = Callable[[str], str]


def to_copy(name: str, base: str) -> str:
    """A file of the guide with the site's address in it."""
    return (FILES / name).read_text(encoding="utf-8").replace("https://kb.example.com", base.rstrip("/"))


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write files; folders are made."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def built(*command: str | Path, cwd: Path, **environment: str) -> None:
    """Run a generator. Raises RuntimeError with what it said where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-3000:]}{done.stderr[-3000:]}")


@contextlib.contextmanager
def mkdocs(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """MkDocs with Material, as this site itself has it."""
    config = "site_name: Test wiki\ntheme: {name: material, font: false}\nplugins: []\nhooks: [smtp_codes.py]\n"
    files = {f"docs/{name}.md": text for name, text in pages.items()}
    put(folder, {"mkdocs.yml": config, "smtp_codes.py": to_copy("mkdocs/smtp_codes.py", base), **files})
    built(sys.executable, "-m", "mkdocs", "build", "-q", cwd=folder, NO_MKDOCS_2_WARNING="1")
    with served(folder / "site") as address:
        yield lambda name: f"{address}{name}/"


@contextlib.contextmanager
def sphinx(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """Sphinx with MyST."""
    config = 'import sys\nsys.path.append(".")\nextensions = ["myst_parser", "smtp_codes"]\nproject = "Test wiki"\n'
    files = {f"{name}.{'rst' if name.startswith('rst-') else 'md'}": text for name, text in pages.items()}
    index = "# Test wiki\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n"
    put(folder, {"conf.py": config, "smtp_codes.py": to_copy("sphinx/smtp_codes.py", base), "index.md": index, **files})
    built(BIN / "python", "-m", "sphinx", "-q", ".", "out", cwd=folder)
    with served(folder / "out") as address:
        yield lambda name: f"{address}{name}.html"


@contextlib.contextmanager
def ikiwiki(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """ikiwiki as it compiles a folder, with the plugins that its own setup file switches on; its shortcuts page gets
    the guide's line.
    """
    put(folder / "src", {f"{name}.mdwn": text for name, text in pages.items()})
    put(folder / "src", {"shortcuts.mdwn": to_copy("ikiwiki/shortcuts.mdwn", base), "index.mdwn": "Test wiki\n"})
    switched = [part for part in setting.split() if part]
    built("ikiwiki", "--plugin", "goodstuff", "--no-usedirs", *switched, "src", "out", cwd=folder, LC_ALL="C.UTF-8")
    with served(folder / "out") as address:
        yield lambda name: f"{address}{name}.html"


@contextlib.contextmanager
def tiddlywiki(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """TiddlyWiki as one file, opened at a tiddler. ``setting``: the plugins of the recipe, and its tiddler."""
    kinds = {"text": "text/x-markdown"}
    tiddlers = {
        f"tiddlers/{name}.tid": f"title: {name}\ntype: {kinds.get(name, 'text/vnd.tiddlywiki')}\n\n{text}"
        for name, text in pages.items()
    }
    plugins = '"tiddlywiki/markdown"' if "markdown" in setting else ""
    info = f'{{"plugins": [{plugins}], "themes": ["tiddlywiki/vanilla", "tiddlywiki/snowwhite"]}}'
    put(folder, {"tiddlywiki.info": info, "tiddlers/smtp.tid": to_copy("tiddlywiki/smtp.tid", base), **tiddlers})
    if setting:
        put(folder, {"tiddlers/embed.tid": to_copy("tiddlywiki/embed.tid", base)})
    save = ("--render", "$:/core/save/all", "index.html", "text/plain")
    built(shutil.which("node") or BIN / "node", NODE / "tiddlywiki" / "tiddlywiki.js", ".", *save, cwd=folder)
    with served(folder / "output") as address:
        yield lambda name: f"{address}index.html#{name}"


@contextlib.contextmanager
def docusaurus(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """Docusaurus with its classic preset; the component lies where the theme finds it."""
    classic = '{ docs: { routeBasePath: "/" }, blog: false, sitemap: false }'
    config = (
        'module.exports = { title: "Test wiki", url: "http://127.0.0.1", baseUrl: "/", '
        f'presets: [["classic", {classic}]], {setting} }};\n'
    )
    files = {f"docs/{name}.mdx": text for name, text in pages.items()}
    component = to_copy("docusaurus/SmtpCode.jsx", base)
    put(
        folder,
        {"docusaurus.config.js": config, "package.json": "{}", "src/components/SmtpCode.jsx": component, **files},
    )
    put(folder, {"docs/index.md": "# Test wiki\n"})
    (folder / "node_modules").symlink_to(NODE)
    command = (NODE / "@docusaurus" / "core" / "bin" / "docusaurus.mjs", "build", "--no-minify")
    quiet = {"NO_UPDATE_NOTIFIER": "1", "DOCUSAURUS_NO_PERSISTENT_CACHE": "1"}  # nothing kept from one to the next
    try:
        built(shutil.which("node") or BIN / "node", *command, cwd=folder, **quiet)
    except (
        RuntimeError
    ) as error:  # it writes all pages, then refuses them for their links: nobody gets to see such a page
        if "linking to ../" not in str(error):
            raise
        (folder / "build" / "text" / "index.html").write_text("<p>Refused</p>", encoding="utf-8")
    with served(folder / "build") as address:
        yield lambda name: f"{address}{name}/"


@contextlib.contextmanager
def otterwiki(folder: Path, base: str, pages: Pages, setting: str) -> Iterator[Address]:
    """An Otter Wiki over a git folder, served by Flask on loopback."""
    put(folder / "pages", {f"{name}.md": text for name, text in pages.items()})
    git = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-C", str(folder / "pages"))
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Pages")):
        built(*git, *command, cwd=folder)
    settings = f"REPOSITORY = {str(folder / 'pages')!r}\nSECRET_KEY = 'only on the loopback'\n{setting}"
    put(folder, {"settings.cfg": settings})
    port = run.free_port()
    server = subprocess.Popen(
        [str(BIN / "python"), "-m", "flask", "--app", "otterwiki.server", "run", "--port", str(port)],
        env={**os.environ, "OTTERWIKI_SETTINGS": str(folder / "settings.cfg")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        run.await_port(port, server)
        yield lambda name: f"http://127.0.0.1:{port}/{name}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def php(which: str, folder: Path, interwiki: str, setting: str, pages: Pages) -> Iterator[Address]:
    """DokuWiki or MediaWiki with the guide's interwiki line."""
    with getattr(run, which)(folder, interwiki, setting, pages) as address:
        yield lambda name: f"{address}{name}"


def missing() -> dict[str, str]:
    """What is not installed: system, and what of it is not there."""
    wanted = {
        "Sphinx": BIN / "sphinx-build",
        "Otter Wiki": BIN / "flask",
        "ikiwiki": Path("/usr/bin/ikiwiki"),
        "TiddlyWiki": NODE / "tiddlywiki" / "tiddlywiki.js",
        "Docusaurus": NODE / "@docusaurus" / "core" / "bin" / "docusaurus.mjs",
    }
    found = {name: str(path) for name, path in wanted.items() if not path.exists()}
    if gone := run.missing():
        found.update({name: ", ".join(gone) for name in ("DokuWiki", "MediaWiki")})
    return found
