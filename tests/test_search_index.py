"""What the search index hands to Material, which inserts titles and tags as HTML."""

from __future__ import annotations

import json

from mkdocs_side import search_index


def test_letters_beyond_ascii_are_not_written_out() -> None:
    docs = [{"location": "550/", "title": "Zurück · 黑名单", "text": "é"}]
    found = search_index.escaped(json.dumps({"docs": docs}))
    assert found == '{"docs":[{"location":"550/","title":"Zurück · 黑名单","text":"é"}]}'


def test_no_title_and_no_tag_of_the_index_is_markup() -> None:
    docs = [
        {"location": "550/", "title": "<img src=x> AT&T", "tags": ["<b>"]},
        {"location": "551/", "title": "What &lt; stands for"},
        {"location": "550/#raw", "title": "<img src=x>"},
        {"location": "550/#escaped", "title": "&lt;img src=x&gt; AT&amp;T"},
    ]
    found = json.loads(search_index.escaped(json.dumps({"docs": docs})))["docs"]
    assert found == [
        {"location": "550/", "title": "&lt;img src=x&gt; AT&amp;T", "tags": ["&lt;b&gt;"]},
        {"location": "551/", "title": "What &amp;lt; stands for"},
        {"location": "550/#raw", "title": "&lt;img src=x&gt;"},
        {"location": "550/#escaped", "title": "&lt;img src=x&gt; AT&amp;T"},
    ]
