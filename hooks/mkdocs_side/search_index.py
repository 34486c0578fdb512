"""The search index as its reader takes it: Material inserts titles and tags as HTML, so both are escaped, once and
all alike.
"""

from __future__ import annotations

import json
from html import escape, unescape


def escaped(index: str) -> str:
    """In: the index as the plugin wrote it. Out: the same with no title and no tag that a browser would read as markup.

    The plugin escapes the titles of sections (their location holds a "#"), though not each of them, and neither those
    of pages nor tags; to escape what is escaped already would show its signs.
    """
    found = json.loads(index)
    for entry in found["docs"]:
        plain = unescape(entry["title"]) if "#" in entry["location"] else entry["title"]
        entry["title"] = escape(plain, quote=False)
        if "tags" in entry:
            entry["tags"] = [escape(tag, quote=False) for tag in entry["tags"]]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
