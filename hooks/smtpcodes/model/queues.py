"""How long a sending system tries again (data/retry.yml), as a sentence's end: "Yes, until …"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smtpcodes.model.site import Model


def span(hours: float) -> str:
    """Hours as people say them: "5 days", "36 hours"."""
    days, rest = divmod(hours, 24)
    return f"{int(days)} days" if days > 1 and not rest else f"{round(hours)} hours"


def until(fields: Mapping[str, Any]) -> str | None:
    """What ends "until" for a system whose time is known; None for one whose time is not."""
    if "hours" not in fields or fields.get("historic"):
        return None
    return f"it arrives or {span(fields['hours'])} are over, the default of {fields['name']}"


def untils(model: Model) -> dict[str, dict[str, Any]]:
    """What an answer needs by the id of the sending system's provider: the end of "until", and how its hosts end."""
    out: dict[str, dict[str, Any]] = {}
    for name, fields in model.queues.items():
        text, provider = until(fields), fields.get("provider", name)
        if text and provider in model.providers:
            out[provider] = {"until": text, "hosts": list(fields.get("hosts", ()))}
    return out
