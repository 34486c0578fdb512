"""Whole outputs from invented records: pages, copies, cards, JSON. Editing content breaks none of these.

Some files stand whole in golden/expected, to be read; of every other one that the site makes, golden/everything.txt
holds the SHA-256, from the same records and those of golden/more (situations, lists, changes, an organisation's own).
After a wanted change: ``UPDATE_GOLDEN=1 pytest tests/test_golden.py``, then read the difference. GOLDEN_OUT names an
empty folder that gets everything, to compare two of them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from jinja2 import UndefinedError

from conftest import ROOT
from smtpcodes import site_build
from smtpcodes.basics import signs
from smtpcodes.basics.settings import Settings
from smtpcodes.export import api, cards, markdown_copies, redirects
from smtpcodes.model.site import Model
from smtpcodes.render import fragments, pages
from smtpcodes.render.templates import environment

GOLDEN = Path(__file__).parent / "golden"
SETTINGS = Settings(site_url="https://kb.example.com/", repo_url="https://git.example.com/kb/")


@pytest.fixture(scope="module")
def invented() -> Model:
    return site_build.load(GOLDEN / "data", ROOT / "data" / "schema")


def outputs(model: Model) -> dict[str, str]:
    """Everything that the invented records become, by a flat file name."""
    out = {f"page/{path}": page.markdown for path, page in pages.pages(model, SETTINGS).items()}
    out |= {f"fragment/{name}.html": make("../") for name, make in fragments.fragments(model, SETTINGS).items()}
    for part in (redirects, markdown_copies, cards):
        out |= dict(part.files(model, SETTINGS))
    out |= dict(api.files(model))
    wanted = (GOLDEN / "wanted.txt").read_text(encoding="utf-8").split()
    return {name: out[name] for name in wanted}


def test_invented_records_become_exactly_these_files(invented: Model) -> None:
    found = outputs(invented)
    if os.environ.get("UPDATE_GOLDEN"):
        for name, text in found.items():
            target = GOLDEN / "expected" / name.replace("/", "__")
            target.write_text(text, encoding="utf-8", newline="")
    expected = {name: (GOLDEN / "expected" / name.replace("/", "__")).read_bytes().decode("utf-8") for name in found}
    assert found == expected


def unpacked(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, or the members of an archive; the decoder's own code in it is tested elsewhere."""
    if path.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(one, archive.read(one)) for one in archive.namelist()]
    elif path.endswith(".tgz"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            members = [(one.name, file.read()) for one in archive if (file := archive.extractfile(one))]
    else:
        members = [("", content)]
    for name, member in members:
        if not name.endswith((".js", ".py", ".ts", "/RECORD")):
            yield f"{path} {name}".strip(), member


def everything(model: Model) -> dict[str, bytes]:
    """Every page, fragment and file that the site makes of records, archives unpacked."""
    settings = replace(Settings.of(model.local), site_url=SETTINGS.site_url, repo_url=SETTINGS.repo_url)
    written = site_build.markdown(model, settings)
    out = {f"page/{path}": page.markdown.encode() for path, page in written.items()}
    for path, page in written.items():
        url = path.removesuffix(".md") + "/"
        meta = yaml.safe_load(page.markdown.split("---")[1])
        out[f"preview/{path}"] = json.dumps(site_build.preview(url, meta, page.title, model, settings)).encode()
    bare = "<html><head><meta charset=utf-8><title>x</title></head><body>{}</body></html>"
    for name in ("", "<meta charset=utf-8>", '<iframe src="../embed/550/"></iframe>'):
        out[f"policy/{name}"] = site_build.with_policy(bare.format(name)).encode()
    out["signs.css"] = signs.stylesheet().encode()
    out["digits.json"] = json.dumps(site_build.digit_words()).encode()
    made = site_build.fragments(model, settings)
    out |= {f"fragment/{name}.html": make("../").encode() for name, make in made.items()}
    run_by = replace(SETTINGS, repo_url="", operator="Example Ltd")
    for kind, other in {"operator": run_by, "contact": replace(run_by, contact="post@example.com")}.items():
        named = site_build.fragments(model, other)
        out |= {f"fragment/{name}, {kind}.html": named[name]("../").encode() for name in ("operator", "report")}
    for path, content in site_build.files(model, settings):
        out |= dict(unpacked(path, content))
    return out


def test_everything_that_is_made_of_invented_records_stays_as_it_is(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "data", tmp_path / "data")
    shutil.copytree(GOLDEN / "more", tmp_path / "data", dirs_exist_ok=True)
    made = everything(site_build.load(tmp_path / "data", ROOT / "data" / "schema"))
    if folder := os.environ.get("GOLDEN_OUT"):
        for name, content in made.items():
            (Path(folder) / name.replace("/", "__")).write_bytes(content)
    found = [f"{hashlib.sha256(content).hexdigest()[:16]} {name}" for name, content in sorted(made.items())]
    listed = GOLDEN / "everything.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        listed.write_text("\n".join(found) + "\n", encoding="utf-8", newline="")
    assert found == listed.read_text(encoding="utf-8").splitlines()


def test_there_is_a_page_for_every_code_pair_cause_and_large_speaker(invented: Model) -> None:
    made = [path for path in pages.pages(invented, SETTINGS) if not path.startswith("causes/")]
    assert made == [
        "250.md",
        "450.md",
        "550.md",
        "599.md",
        "4.7.1.md",
        "5.7.1.md",
        "5.7.600.md",
        "450/4.7.1.md",
        "450/5.7.1.md",
        "550/5.7.1.md",
        "providers/acme.md",
        "providers/more.md",
    ]


def test_the_previous_and_next_page_are_of_the_same_kind(invented: Model) -> None:
    made = pages.pages(invented, SETTINGS)
    order = [row for row in pages.neighbours(made) if made[row[0]].group == "reply"]
    assert order == [
        ("250.md", None, "450.md"),
        ("450.md", "250.md", "550.md"),
        ("550.md", "450.md", "599.md"),
        ("599.md", "550.md", None),
    ]


@pytest.mark.parametrize("name", ["codee", "code.titel", "code.fields.standingg", "code.verdict.outcom"])
def test_a_misspelt_name_in_a_template_stops_the_build(invented: Model, name: str) -> None:
    code = invented.codes["550"]
    assert environment().from_string("{{ code.fields.covers }}{{ code.title }}").render(code=code) != ""
    with pytest.raises(UndefinedError):
        environment().from_string(f"{{% if {name} %}}x{{% endif %}}").render(code=code)
