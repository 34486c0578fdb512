"""Ways off a list on the pages: which ones are the next step, and the tables of all of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smtpcodes.basics.vocabulary import BLOCKING
from smtpcodes.model.delisting import Way
from smtpcodes.model.site import Model, Response

AT_ONCE = 8  # ways that the page of a code or cause names; the rest stands on /delisting/


def next_ways(model: Model, causes: Sequence[str], responses: Sequence[Response]) -> list[Way]:
    """The ways off a list that a page offers next: where its main cause is a block, those of its speakers."""
    if not causes or causes[0] not in BLOCKING:
        return []
    return [way for way in model.ways_for(responses, BLOCKING) if way.get("way") != "ended"][:AT_ONCE]


def tables(model: Model) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The fragments of the page /delisting/: (template, values) by name."""
    ways = list(model.ways.values())
    choices = {
        "kinds": {way.kind for way in ways},
        "hows": {way.get("way") for way in ways if way.get("way") != "ended"},
    }
    return {
        "delisting": ("delisting_table.html", {"ways": ways, **choices}),
        "delisting-receivers": ("delisting_receivers.html", {"ways": ways}),
        "delisting-ended": ("delisting_ended.html", {"ways": ways}),
    }
