"""Who runs this copy and where it stands: the overlay's ``site``, each value overridden by the environment, checked at
the door.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# What sets it in the environment, by the overlay's key below ``site``.
VARIABLES = {
    "address": "SITE_URL",
    "repository": "REPO_URL",
    "name": "SITE_NAME",
    "operator": "SITE_OPERATOR",
    "contact": "SITE_CONTACT",
}
# RFC 3986, without what would end an attribute, a quote or a line: what is built of it stands in HTML, XML, JSON and
# configurations.
_ADDRESS = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?"
)
_NAME_LIMIT = 80


def mistake(key: str, value: str) -> str | None:
    """What is wrong with a value of ``site`` and what to do; None where it will do."""
    if key in {"address", "repository"}:
        if not re.match(r"https?://", value):
            return "has no scheme; write it with https:// or http://, for example https://kb.example.com/"
        if not _ADDRESS.fullmatch(value):
            return (
                "is no plain address; write host and path only, in letters, digits and . - _ ~ /, "
                "for example https://kb.example.com/ or https://wiki.example.com/kb/"
            )
        return None
    if any(not sign.isprintable() for sign in value):
        return "holds a line break or another sign that does not print; write it on one line"
    if len(value) > _NAME_LIMIT:
        return f"has {len(value)} characters; at most {_NAME_LIMIT} fit"
    return None


class BadSettings(Exception):
    """A value of the environment that cannot be used; each line names its variable and what to do."""


@dataclass(frozen=True)
class Settings:
    """Absolute addresses end with a slash; the default one stands on a reserved name (RFC 2606). No repository: no
    links to it.
    """

    site_url: str = "https://smtp-codes.example/"
    repo_url: str = ""
    site_name: str = "SMTP Codes"
    operator: str = ""
    contact: str = ""

    @classmethod
    def of(cls, overlay: Mapping[str, object], environment: Mapping[str, str] = os.environ) -> Settings:
        """In: the overlay's fields (checked with the data). Raises BadSettings for what the environment gets wrong.
        Empty means not set.
        """
        site = dict(overlay.get("site") or {})  # type: ignore[call-overload]
        organisation = dict(overlay.get("organisation") or {})  # type: ignore[call-overload]
        given = {key: environment[name] for key, name in VARIABLES.items() if environment.get(name)}
        wrong = [f"{VARIABLES[key]} {found}" for key, value in given.items() if (found := mistake(key, value))]
        if wrong:
            raise BadSettings("\n".join(wrong))
        one = {"operator": organisation.get("name", ""), **site, **given}
        return cls(
            _slashed(one.get("address") or cls.site_url),
            _slashed(one.get("repository", "")),
            one.get("name") or cls.site_name,
            one["operator"],
            one.get("contact", ""),
        )

    @property
    def at_home(self) -> bool:
        """Whether somebody said where the site will stand."""
        return self.site_url != Settings.site_url

    def edit_url(self, path: str) -> str | None:
        """Where the file of the repository is edited; None without a repository."""
        return f"{self.repo_url}edit/main/{path}" if self.repo_url else None

    @property
    def report_url(self) -> str | None:
        """Where a mistake is reported; None without a repository."""
        return f"{self.repo_url}issues/new" if self.repo_url else None


def overlay_mistakes(site: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) for the overlay's ``site``."""
    for key, value in site.items():
        if found := mistake(key, value):
            yield key, found


def _slashed(text: str) -> str:
    return text if not text or text.endswith("/") else text + "/"
