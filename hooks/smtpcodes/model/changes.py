"""What changed, by day: what speakers changed, what we changed, and days that were announced ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smtpcodes.load.folder import Data

DAY = len("2026-11-24")


@dataclass(frozen=True)
class Change:
    """One change. Its id starts with its day."""

    id: str
    fields: Mapping[str, Any]

    @property
    def day(self) -> str:
        return self.id[:DAY]

    @property
    def title(self) -> str:
        return str(self.fields["title"])

    @property
    def provider(self) -> str | None:
        return self.fields.get("provider")

    @property
    def announced(self) -> bool:
        """Whether the day was announced ahead; it may still lie before us."""
        return bool(self.fields.get("announced"))

    @property
    def url(self) -> str:
        return f"changes/#{self.id}"


def changes(data: Data) -> list[Change]:
    """Every change, the newest day first."""
    found = [Change(name, fields) for name, fields in data.changes.fields.items()]
    return sorted(found, key=lambda one: one.id, reverse=True)


def data_date(data: Data) -> str:
    """The day of the newest record: of a check, of a change that has happened, of the release."""
    checked = [
        fields["checked"]
        for record in (data.sources, data.delisting)
        for fields in record.fields.values()
        if len(fields.get("checked", "")) == DAY
    ]
    happened = [one.day for one in changes(data) if not one.announced]
    return str(max([data.release.fields["date"], *checked, *happened]))
