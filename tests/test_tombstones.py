"""A code that was renamed or merged: every address that it had leads on, to something that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import small
from browser import served
from smtpcodes import site_build
from smtpcodes.basics.problems import BadData
from smtpcodes.model.site import Model

MOVED = {
    "x.9.9": "x.7.1",  # as CONTRIBUTING prescribes it: a detail of several classes
    "5.7.99": "x.9.9",  # in two steps
    "x.9.8": "550",  # to a reply code
    "556": "550",  # a reply code
    "5.9.7": "5.7.1",  # to one class
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small.project(tmp_path_factory.mktemp("moved") / "p")
    for old, new in MOVED.items():
        small.put(folder, f"data/codes/{old}.yml", f'moved_to: "{new}"\n')
    return folder


@pytest.fixture(scope="module")
def model(project: Path) -> Model:
    return site_build.load(project / "data")


def test_every_class_of_a_moved_detail_leads_to_the_same_class(model: Model) -> None:
    assert model.moved == {
        "4.9.9": "4.7.1",
        "5.9.9": "5.7.1",
        "5.7.99": "5.7.1",
        "4.9.8": "550",
        "5.9.8": "550",
        "556": "550",
        "5.9.7": "5.7.1",
    }


def test_so_do_the_pairs_that_it_had(model: Model) -> None:
    assert (
        model.stubs["550/5.9.9/"] == model.stubs["550/5.7.99/"] == "550/5.7.1/"
    )  # the pair with its successor has a page
    assert model.stubs["450/4.9.9/"] == "450/4.7.1/"
    assert model.stubs["556/5.7.1/"] == "550/5.7.1/"


def test_on_the_built_site_every_old_address_ends_at_a_page(project: Path, model: Model, chromium: Any) -> None:
    done = small.build(project)
    assert done.returncode == 0, done.stderr
    site = project / "site"
    dead = {}
    for stub in site.rglob("index.html"):
        text = stub.read_text(encoding="utf-8")
        if len(text) < 500 and (link := re.search(r'<a href="([^"#]*)', text)):
            target = (stub.parent / link[1]).resolve() / "index.html"
            if not target.exists() or len(target.read_text(encoding="utf-8")) < 1000:
                dead[stub.relative_to(site).as_posix()] = link[1]
    assert dead == {}
    with served(site) as base:
        page = chromium.new_page()
        for old, new in {**model.moved, "550/5.9.9": "550/5.7.1"}.items():
            page.goto(f"{base}{old}")
            page.wait_for_url(f"{base}{new}/")
        page.close()


def test_a_text_may_still_link_to_the_old_code(project: Path, tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    small.put(folder, "data/codes/x.9.9.yml", 'moved_to: "x.7.1"\n')
    record = folder / "data/codes/450.yml"
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"(?m)^meaning: .*", "meaning: See [[5.9.9]].", text, count=1), encoding="utf-8")
    assert "See <a" in site_build.markdown(site_build.load(folder / "data"), site_build.Settings())["450.md"].markdown


def test_a_tombstone_to_nowhere_is_a_mistake(tmp_path: Path) -> None:
    folder = small.project(tmp_path / "p")
    small.put(folder, "data/codes/x.9.9.yml", 'moved_to: "x.7.77"\n')
    with pytest.raises(
        BadData, match=r"^data/codes/x.9.9.yml:1: 'moved_to' names x.7.77, but there is no data/codes/x.7.77"
    ):
        site_build.load(folder / "data")
