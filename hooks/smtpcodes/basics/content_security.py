"""The Content-Security-Policy of a page: a <meta> before the first script, with the hashes of its inline scripts.

Only scripts that are known here are let in: whatever else stands on a page as an inline script stops the build.
"""

from __future__ import annotations

import base64
import hashlib
import re

# type="application/json" and ld+json are data, not scripts; they need no hash.
_INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)(?![^>]*type=\"?application/)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
_CHARSET = re.compile(r"<meta charset=\"?utf-8\"?\s*/?>", re.IGNORECASE)
_ROOT = re.compile(r'(?<=^__md_scope=new URL\(")[\w./~-]*(?="[,)])')  # the way to the site's root differs by page

_REST = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)

# Every inline script that a page may hold, by its hash (without the way to the root): see theme/main.html and
# Material's base.html.
KNOWN = {
    "'sha256-htIplBoCob/m//I9mwPCqM/lyuIqkHmKsg8z8VtWyVE='": (
        "hooks/theme/main.html: mends a doubled slash, sets light or dark before anything is painted"
    ),
    "'sha256-frNoT9rNKIH2e5QomDJzop2HdNi8gmIq+bZajsEDKpA='": "Material: keeps its settings apart by the site's root",
}


class UnknownScript(Exception):
    """A page holds an inline script that nobody has vouched for."""

    def __init__(self, script: str) -> None:
        super().__init__(
            f"an inline script is not known (it begins with {script.strip()[:60]!r}); if it is meant to be there, "
            f"add {script_hash(_ROOT.sub('', script))} to KNOWN in hooks/smtpcodes/basics/content_security.py"
        )


def script_hash(script: str) -> str:
    """The CSP source of one inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(page: str) -> str:
    """The policy that this page's own HTML needs. Raises UnknownScript."""
    scripts = [script for script in _INLINE.findall(page) if script.strip()]
    for script in scripts:
        if script_hash(_ROOT.sub("", script)) not in KNOWN:
            raise UnknownScript(script)
    return f"{_REST}; script-src 'self' {' '.join(dict.fromkeys(map(script_hash, scripts)))}".rstrip()


def with_policy(page: str) -> str:
    """The page with its policy right after the charset. Raises UnknownScript."""
    return _CHARSET.sub(
        lambda found: f'{found[0]}<meta http-equiv="Content-Security-Policy" content="{policy(page)}">', page, count=1
    )
