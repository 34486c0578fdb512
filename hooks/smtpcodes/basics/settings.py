"""What the one who runs the site sets: addresses and names, out of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Absolute addresses end with a slash; the defaults stand on reserved names (RFC 2606)."""

    site_url: str = "https://smtp-codes.example/"
    repo_url: str = "https://code.example/smtp-codes/"
    site_name: str = "SMTP Codes"
    operator: str = ""
    contact: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read SITE_URL, REPO_URL, SITE_NAME, SITE_OPERATOR and SITE_CONTACT; empty means default."""

        def slashed(text: str) -> str:
            return text if text.endswith("/") else text + "/"

        return cls(
            slashed(environment.get("SITE_URL") or cls.site_url),
            slashed(environment.get("REPO_URL") or cls.repo_url),
            environment.get("SITE_NAME") or cls.site_name,
            environment.get("SITE_OPERATOR", ""),
            environment.get("SITE_CONTACT", ""),
        )

    def edit_url(self, path: str) -> str:
        """Where the file of the repository is edited."""
        return f"{self.repo_url}edit/main/{path}"
