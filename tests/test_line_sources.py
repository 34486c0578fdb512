"""A line of a list, and the reason of a pair, name the document that they were read in."""

from __future__ import annotations

import html
import re
from pathlib import Path

from smtpcodes.model.site import Model


def shown(site: Path, url: str, text: str) -> str:
    """The item of a page's lists that begins with a text."""
    page = (site / url / "index.html").read_text(encoding="utf-8")
    items = [item for item in re.findall(r"<li>(.*?)</li>", page, re.DOTALL) if item.startswith(text)]
    assert len(items) == 1, (url, text)
    return items[0]


def test_a_note_of_a_speaker_names_its_document(site: Path) -> None:
    assert ">Postfix source</a>" in shown(site, "providers/postfix", "By default Postfix waits")


def test_what_does_not_help_names_its_document(site: Path) -> None:
    for url in ("causes/malware", "552/5.7.0"):
        assert ">Google, blocked file types</a>" in shown(site, url, "Packing the file into a ZIP"), url
    copy = (site / "causes/malware/index.md").read_text(encoding="utf-8")
    assert re.search(r"Packing the file into a ZIP.*\(\[Google, blocked file types\]", copy)


def test_a_pair_with_a_record_says_why_and_where_that_was_read(site: Path, model: Model) -> None:
    for name in ("454 4.3.3", "552 5.1.1"):
        pair = model.pairs[name]
        page = (site / pair.url / "index.html").read_text(encoding="utf-8")
        why = page[page.rindex("Why it happens") :].split("<h2", 1)[0]
        for source in pair.sources:
            document = model.sources[source["id"]]
            assert html.escape(document.get("short", document["title"]), quote=False) in why, (name, source)
        assert "Why it happens" in (site / pair.url / "index.md").read_text(encoding="utf-8"), name


def test_every_pair_with_a_record_names_its_documents(model: Model) -> None:
    assert [name for name, pair in model.pairs.items() if pair.why and not pair.sources] == []
