"""The contents of a page inside the page: where the column beside it has no room, and as a way back on long pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

LONG = 2_500  # characters of HTML: about three screens of a phone
_HEAD = re.compile(r"</h1>(?:(?!<h2).)*?<section class=\"verdict.*?</section>|</h1>", re.DOTALL)


def with_contents(html: str, toc: Iterable[Any]) -> str:
    """The page's HTML with "On this page" below its verdict (or its title), and a way back to it; to the top where a
    page has no contents. In: MkDocs' table of contents.
    """
    entries = [child for item in toc for child in (item.children if item.level == 1 else [item])]
    if 'class="up"' in html:  # a way of its own
        return html
    if len(entries) < 2:
        return html + ('<a class="up" href="#">↑ Top</a>' if len(html) > LONG else "")
    rows = "".join(f'<li><a href="{escape(one.url)}">{one.title}</a></li>' for one in entries)
    box = f'<details class="contents" id="contents"><summary>On this page</summary><ul>{rows}</ul></details>'
    html = _HEAD.sub(lambda found: found[0] + box, html, count=1)
    return html + ('<a class="up" href="#contents">↑ On this page</a>' if len(html) > LONG else "")
