"""What browsers and search engines read at the root: the search description and robots.txt. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from smtpcodes.basics.settings import Settings


def files(settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of opensearch.xml and robots.txt."""
    yield "opensearch.xml", opensearch(settings)
    yield "robots.txt", robots(settings)


def opensearch(settings: Settings) -> str:
    """An OpenSearch 1.1 description: a browser can search "smtp 5.7.1".

    What is typed goes behind the "#" of the decoder's address, so that no server ever sees it.
    """
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(settings.site_name[:16])}</ShortName>\n"
        "  <Description>What an SMTP code or a bounce means, and what to do now</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Url type="text/html" template="{escape(settings.site_url)}decode/#{{searchTerms}}"/>\n'
        '  <Url type="application/opensearchdescription+xml" rel="self" '
        f'template="{escape(settings.site_url)}opensearch.xml"/>\n'
        "</OpenSearchDescription>\n"
    )


def robots(settings: Settings) -> str:
    """Everything may be read. Cards say "noindex" themselves, which a crawler sees only if it may read them."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {settings.site_url}sitemap.xml\n"
