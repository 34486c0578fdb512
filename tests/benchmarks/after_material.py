"""Build the generated Markdown without Material, and look whether the site is usable: python
tests/benchmarks/after_material.py [GENERATOR…]

Writes the Markdown (`python -m smtpcodes write`), installs each generator (properdocs, zensical) from PyPI into a
virtual environment in a
temporary folder, builds with a bare configuration (no override, hook or plugin), and reads the result:
a code, a pair, a provider and the table of all codes must have their title, text, tables and links, and the links of
all pages must lead
somewhere. Prints one line for each generator, then what is missing. Exits with 1 if something is. Needs a network for
the installation only.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))
from smtpcodes import site_build  # noqa: E402

PACKAGES = {"properdocs": ["properdocs", "properdocs-theme-mkdocs", "pymdown-extensions"], "zensical": ["zensical"]}
PAGES = ("550/", "5.7.1/", "550/5.7.1/", "447/", "providers/google/", "causes/mailbox-full/", "codes/", "link/", "")
# What the hook writes beside the pages: cards, badges, data, copies; another generator needs a command for them.
EXPORTS = re.compile(r"^(api|badge|embed|assets|javascripts|hosting)/|\.(csv|xml|txt|js|md)$")
CONFIG = """site_name: SMTP Codes
site_url: https://kb.example.com/
docs_dir: docs
site_dir: site
use_directory_urls: true
extra_css: [stylesheets/site.css]
markdown_extensions:
  - attr_list
  - tables
  - admonition
  - toc: {permalink: true, toc_depth: 3}
  - pymdownx.highlight: {use_pygments: true, anchor_linenums: false}
  - pymdownx.superfences
nav:
  - Home: index.md
  - All codes: codes.md
  - Causes: causes/index.md
  - Who says it: providers/index.md
"""


def written(folder: Path) -> Path:
    """The Markdown of the whole site with the other files of docs/, and a configuration beside it."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.md"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "SITE_URL": "https://kb.example.com/"}
    subprocess.run(
        [sys.executable, "-m", "smtpcodes", "write", str(folder / "docs")],
        env=environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "properdocs.yml").write_text(CONFIG + "theme: mkdocs\n", encoding="utf-8")
    return folder


def built(generator: str, folder: Path) -> tuple[Path, str]:
    """The built site and the generator's version."""
    venv.create(folder / "venv", with_pip=True)
    tools = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [str(tools / "pip"), "install", "-q", "--disable-pip-version-check", *PACKAGES[generator]],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    version = (
        subprocess.run([str(tools / "pip"), "show", generator], capture_output=True, text=True, check=True)
        .stdout.split("Version: ")[1]
        .split()[0]
    )
    subprocess.run(
        [str(tools / generator), "build"],
        cwd=written(folder),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return folder / "site", version


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(markup: str) -> list[str]:
    return re.findall(r"\w+", BeautifulSoup(markup, "html.parser").get_text(" "))


def faults(site: Path, docs: Path, model: Any) -> list[str]:
    """What a reader would miss."""
    found = []
    for page in PAGES:
        path = site / page / "index.html"
        source = next(
            one for one in (docs / f"{page.rstrip('/')}.md", docs / page / "index.md") if one.exists()
        ).read_text(encoding="utf-8")
        if not path.exists():
            found.append(f"{page}: no page")
            continue
        soup = read(path)
        if soup.h1 is None or (page and not soup.h1.get_text(strip=True)):
            found.append(f"{page}: no heading")
        have = set(words(str(soup)))
        want = [
            word
            for block in re.findall(r"^<(?:p|ol|ul|dl|table|section)\b.*?^(?=\s*$)", source, re.DOTALL | re.MULTILINE)
            for word in words(block)
        ]
        if missing := sorted({word for word in want if word not in have}):
            found.append(f"{page}: words missing: {' '.join(missing[:12])}")
        tables = len(re.findall(r"<table\b", source)) + len(re.findall(r"^\| ?-{3}", source, re.MULTILINE))
        if len(soup.find_all("table", class_=lambda name: name != "highlighttable")) < tables:
            found.append(f"{page}: {tables} tables in the source, fewer on the page")
        if loose := [
            text for text in ("<!-- table:", "{: ", "data-search-exclude }", "| --- |") if text in soup.get_text()
        ]:
            found.append(f"{page}: markup shows: {loose}")
        wanted = {
            urldefrag(urljoin(f"https://kb.example.com/{page}", html.unescape(one)))[0]
            for one in re.findall(r'<a [^>]*href="([^"]+)"', source)
        }
        wanted = {one for one in wanted if not EXPORTS.search(urlsplit(one).path.lstrip("/"))}
        had = {
            urldefrag(urljoin(f"https://kb.example.com/{page}", one["href"]))[0]
            for one in soup.find_all("a", href=True)
        }
        if lost := sorted(wanted - had):
            found.append(f"{page}: {len(lost)} links lost: {lost[:5]}")
    index = site / "codes" / "index.html"
    rows = len(read(index).select("#codes tbody tr")) if index.exists() else 0
    if rows != len(model.codes):
        found.append(f"codes/: {rows} rows for {len(model.codes)} codes")
    return found + broken(site, set(model.stubs))


def broken(site: Path, stubs: set[str]) -> list[str]:
    """Links of all pages that lead nowhere; the redirects of old and short addresses are written by the hook."""
    found: dict[str, str] = {}
    for path in site.rglob("*.html"):
        here = f"https://kb.example.com/{path.relative_to(site).as_posix().removesuffix('index.html')}"
        for href in re.findall(r'<a\b[^>]*?\shref="?([^"\s>]+)', path.read_text(encoding="utf-8")):
            target = urlsplit(urljoin(here, href))
            name = unquote(target.path.lstrip("/"))
            if (
                target.netloc == "kb.example.com"
                and not EXPORTS.search(name)
                and name not in stubs
                and not (site / name).is_file()
                and not (site / name / "index.html").is_file()
            ):
                found.setdefault(name, here)
    return [f"{len(found)} links lead nowhere, such as {name} on {here}" for name, here in list(found.items())[:1]]


def main(generators: list[str]) -> int:
    model = site_build.load(ROOT / "data")
    bad = 0
    for generator in generators:
        with tempfile.TemporaryDirectory() as name:
            site, version = built(generator, Path(name))
            found = faults(site, Path(name) / "docs", model)
            print(f"{generator} {version}: {sum(1 for _ in site.rglob('*.html'))} pages, {len(found)} faults")
            print("".join(f"  {one}\n" for one in found), end="")
            bad += bool(found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PACKAGES)))
