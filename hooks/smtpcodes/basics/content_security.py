"""The Content-Security-Policy of a page: a <meta> before the first script, with the hashes of its inline scripts."""

from __future__ import annotations

import base64
import hashlib
import re

# type="application/json" and ld+json are data, not scripts; they need no hash.
_INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)(?![^>]*type=\"?application/)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
_CHARSET = re.compile(r"<meta charset=\"?utf-8\"?\s*/?>", re.IGNORECASE)

_REST = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


def script_hash(script: str) -> str:
    """The CSP source of one inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(page: str) -> str:
    """The policy that this page's own HTML needs."""
    hashes = dict.fromkeys(script_hash(script) for script in _INLINE.findall(page) if script)
    return f"{_REST}; script-src 'self' {' '.join(hashes)}".rstrip()


def with_policy(page: str) -> str:
    """The page with its policy right after the charset."""
    return _CHARSET.sub(
        lambda found: f'{found[0]}<meta http-equiv="Content-Security-Policy" content="{policy(page)}">', page, count=1
    )
