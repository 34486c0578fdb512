"""How old our knowledge is: when each document and each way off a list was last checked, and what is due."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from smtpcodes.model.site import Code, Model, Provider

# How often a document is looked at again, in days, by its address: the first that fits.
# None: what was said once does not change.
EVERY: tuple[tuple[str, int | None], ...] = (
    (r"github\.com/[^/]+/[^/]+/(issues|pull|discussions)/|/discussions/|pastebin\.com|lore\.kernel\.org", None),
    (r"rfc-editor\.org|/draft-", 730),
    (r"github\.com/", 180),
    (r"^$", None),  # a document without an address
    ("", 180),
)
WAY_EVERY = 180  # ways off a list change faster than what codes mean


@dataclass(frozen=True)
class Due:
    """Something to look at again: what, where, when it was last checked, since when it is due, how much hangs on it."""

    id: str
    url: str
    checked: str
    since: str
    uses: int


def interval(source: Mapping[str, Any]) -> int | None:
    """Days after which a document is looked at again; None for one that does not change."""
    if "every" in source:
        return int(source["every"])
    return next(days for pattern, days in EVERY if re.search(pattern, source.get("url", "")))


def cited(model: Model) -> Counter[str]:
    """How often each document is cited: by texts, codes, pairs, causes, their situations and ways off a list."""
    found = Counter(response.fields["source"] for one in model.providers.values() for response in one.responses)
    pages: list[Mapping[str, Any]] = [code.fields for code in model.codes.values() if code.main == code.code]
    pages += [{"sources": pair.sources} for pair in model.pairs.values()]
    pages += [cause.fields for cause in model.causes.values()]
    pages += [one for cause in model.causes.values() for one in cause.fields.get("situations", {}).values()]
    found.update(source["id"] for page in pages for source in page.get("sources", ()))
    rows: list[Mapping[str, Any]] = [way.fields for way in model.ways.values()]
    rows += [*model.queues.values(), *model.suppressions.values(), *(change.fields for change in model.changes)]
    found.update(name for row in rows for name in row.get("sources", ()))
    return found


def due(model: Model, today: date) -> list[Due]:
    """What is past its date on ``today``: oldest first, and of the same day what most hangs on."""
    return sorted(_due(model, today), key=lambda one: (one.since, -one.uses, one.id))


def _due(model: Model, today: date) -> Iterator[Due]:
    uses = cited(model)
    for name, source in model.sources.items():
        days = interval(source)
        if days is not None and uses[name]:
            since = _after(source.get("checked"), days)
            if since <= today:
                yield Due(name, source.get("url", ""), source.get("checked", "never"), since.isoformat(), uses[name])
    for way in model.ways.values():
        since = _after(way.get("checked"), WAY_EVERY)
        if since <= today and way.get("way") != "ended":
            forms = way.get("forms") or [{"url": ""}]
            yield Due(
                f"delisting: {way.id}", forms[0]["url"], way.get("checked"), since.isoformat(), len(way.providers)
            )


def _after(checked: str | None, days: int) -> date:
    """The day on which something is due; at once where it was never checked."""
    return date.fromisoformat(checked) + timedelta(days) if checked else date.min


def last_checked(model: Model, names: Iterable[str]) -> str | None:
    """The newest check among some documents."""
    return max((model.sources[name]["checked"] for name in names if "checked" in model.sources[name]), default=None)


def provider_checked(model: Model, provider: Provider) -> str | None:
    """When the documents behind a speaker's texts and its way off a list were last checked."""
    ways = [way.get("checked") for way in model.ways_by_provider.get(provider.id, ())]
    texts = last_checked(model, {response.fields["source"] for response in provider.responses})
    return max([*ways, *([texts] if texts else [])], default=None)


def code_checked(model: Model, code: Code) -> str | None:
    """When the documents behind a code's page were last checked."""
    sources = {source["id"] for source in code.fields["sources"]}
    return last_checked(model, sources | {response.fields["source"] for response in code.responses})
