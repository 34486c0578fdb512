"""What the head of a page says to link previews and search engines: canonical address, title, description, picture,
trail. The description of a record's page is made in ``pages.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from smtpcodes.basics.settings import Settings
from smtpcodes.model.site import Model

SITE_DESCRIPTION = "What an SMTP error means, whether the mail is tried again, whose job it is and what to do now."


def preview(url: str, meta: Mapping[str, Any], title: str, model: Model, settings: Settings) -> dict[str, str]:
    """In: a page's address relative to the root, its front matter and title. Out: absolute addresses and texts for the
    head.
    """
    parts = [part for part in url.split("/") if part]
    outcome = "depends"
    if url.rstrip("/") in model.codes:
        outcome = model.codes[url.rstrip("/")].verdict.outcome
    elif " ".join(parts) in model.pairs:
        outcome = model.pairs[" ".join(parts)].verdict.outcome
    elif url.startswith(("causes/", "providers/")) or not re.match(r"\d", url):
        outcome = "site"
    description = str(meta.get("description") or SITE_DESCRIPTION)
    trail = [{"@type": "ListItem", "position": 1, "name": settings.site_name, "item": settings.site_url}]
    address = settings.site_url
    for position, part in enumerate(parts, 2):
        address += f"{part}/"
        name = str(meta.get("title") or title) if position == len(parts) + 1 else part
        trail.append({"@type": "ListItem", "position": position, "name": name, "item": address})
    structured = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": trail}
    return {
        "title": str(meta.get("title") or title),
        "description": description,
        "url": settings.site_url + url,
        "image": f"{settings.site_url}assets/previews/{outcome}.png",
        # "</" would end the script element, so it is written as JSON may write it
        "structured": json.dumps(structured, ensure_ascii=False).replace("<", "\\u003c"),
    }
