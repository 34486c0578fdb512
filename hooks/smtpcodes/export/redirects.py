"""Redirect stubs: an address that leads on, in at most 500 bytes, with a visible link. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator

from smtpcodes.basics.content_security import script_hash
from smtpcodes.basics.settings import Settings
from smtpcodes.model.site import Model

# A provider's stub keeps the fragment (the response's anchor), which a meta refresh would lose.
_KEEP = 'a=document.links[0];location.replace(a.href.split("#")[0]+(location.hash||a.hash))'
_KEEP_HASH = script_hash(_KEEP)


def stub(address: str, target: str, site_url: str) -> str:
    """The HTML of one stub. In: both addresses relative to the site's root, and the site's own address."""
    way = "../" * address.count("/") + target
    shown = html.escape(target.split("#")[0].strip("/"))
    head = (
        f"<!doctype html><meta charset=utf-8><title>{shown}</title><link rel=canonical "
        f'href="{html.escape(site_url + target)}">'
    )
    if address.startswith("providers/"):
        policy = f"<meta http-equiv=Content-Security-Policy content=\"default-src 'none';script-src {_KEEP_HASH}\">"
        return f'{head}{policy}<a href="{way}">{shown}</a><script>{_KEEP}</script>'
    return (
        f'{head}<meta name=robots content=noindex><meta http-equiv=refresh content="0;url={way}"><a '
        f'href="{way}">{shown}</a>'
    )


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, html) of every stub."""
    for address, target in model.stubs.items():
        yield f"{address}index.html", stub(address, target, settings.site_url)
