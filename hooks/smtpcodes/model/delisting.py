"""Ways off a list as the pages see them: whose they are, and for whom somebody else receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smtpcodes.load.folder import Data


@dataclass(frozen=True)
class Way:
    """One way off a list."""

    id: str
    fields: Mapping[str, Any]
    name: str
    kind: str  # of PROVIDER_KINDS
    providers: tuple[str, ...]  # on whose pages it stands

    @property
    def url(self) -> str:
        return f"delisting/#{self.id}"

    def get(self, field: str) -> Any:
        """A field of the record, None where it has none."""
        return self.fields.get(field)


def ways(data: Data) -> dict[str, Way]:
    """Every way by its id, in the order of the file: what most readers need first."""
    return dict(_ways(data))


def _ways(data: Data) -> Iterator[tuple[str, Way]]:
    for key, fields in data.delisting.fields.items():
        provider = data.providers.get(key)
        own = provider.fields if provider else {}
        listed = fields.get("providers", [key] if provider else [])
        yield (
            key,
            Way(
                key,
                fields,
                fields.get("name") or own.get("name", key),
                fields.get("kind") or own.get("kind", "blocklist"),
                tuple(name for name in listed if name in data.providers),
            ),
        )
