"""The fields of each kind of record, as they are after loading: what data/schema/ says, for readers and type checkers.

A test holds each of these against its schema. ``Required`` is what every record has that is no tombstone.
"""

from __future__ import annotations

from typing import Required, TypedDict

Steps = dict[str, list[str]]  # by role


class Source(TypedDict, total=False):
    """A cited place: an id of sources.yml and the section there."""

    id: Required[str]
    section: str
    note: str


class Line(TypedDict, total=False):
    """One line of a list, with the document that it was read in where that is not plain from the record."""

    text: Required[str]
    source: Source


class Retried(TypedDict, total=False):
    """Whether it is tried again, as a record decides it."""

    value: Required[str]
    by: str
    until: str


class Advice(TypedDict):
    """What to do, as a record decides it."""

    value: str
    sentence: str


class VerdictFields(TypedDict, total=False):
    """The facts of a verdict that a record decides itself."""

    outcome: str
    retried: Retried
    whose_job: str
    trouble_with: str
    advice: Advice
    suppress: str
    reason: str


class Registry(TypedDict):
    """The row of IANA's registry."""

    title: str
    basic: list[str]
    references: list[str]


class Standard(TypedDict):
    """What a standard says."""

    text: str
    source: Source


class Sender(TypedDict, total=False):
    """Somebody who is known to send a folklore code's digits."""

    who: Required[str]
    text: str
    provider: str
    source: Required[Source]


class Folklore(TypedDict, total=False):
    """What lists on the web say of a code, and what it is."""

    lists_say: str
    really: Required[str]
    dotless_of: str
    source: Source
    senders: list[Sender]


class ClassFields(TypedDict, total=False):
    """What an x. record says of one of its classes only."""

    title: str
    summary: str
    meaning: str
    causes: list[str]
    verdict: VerdictFields
    steps: Steps
    does_not_help: list[Line]


class CodeFields(TypedDict, total=False):
    """data/codes/*.yml"""

    title: Required[str]
    standing: Required[str]
    official: str
    summary: Required[str]
    meaning: Required[str]
    classes: list[str]
    by_class: dict[str, ClassFields]
    causes: list[str]
    no_causes: str
    verdict: VerdictFields
    answers: list[str]
    steps: Steps
    does_not_help: list[Line]
    dialogue: list[str]
    related: list[str]
    registry: Registry
    standards: list[Standard]
    folklore: Folklore
    covers: str
    speaker: str
    speakers: list[str]
    sources: Required[list[Source]]
    moved_to: str


class Consequence(TypedDict, total=False):
    """What follows from a cause, for a delay or for a refusal."""

    advice: Required[str]
    sentence: Required[str]
    suppress: Required[str]
    whose_job: str


class SituationConsequence(TypedDict, total=False):
    """What follows from a situation otherwise than from its cause."""

    advice: str
    sentence: str
    suppress: str
    whose_job: str


class SituationFields(TypedDict, total=False):
    """A finer kind of one cause: only what differs from it."""

    title: Required[str]
    short: str
    summary: Required[str]
    meaning: str
    whose_job: str
    trouble_with: str
    temporary: SituationConsequence
    permanent: SituationConsequence
    steps: Steps
    tell: str
    sources: Required[list[Source]]
    search: list[str]
    phrases: list[str]
    weak_phrases: list[str]


class CauseFields(TypedDict, total=False):
    """data/causes/*.yml"""

    title: Required[str]
    short: Required[str]
    summary: Required[str]
    meaning: str
    whose_job: Required[str]
    trouble_with: Required[str]
    temporary: Required[Consequence]
    permanent: Required[Consequence]
    steps: Steps
    does_not_help: list[Line]
    tell: str
    related: list[str]
    sources: list[Source]
    search: list[str]
    phrases: list[str]
    weak_phrases: list[str]
    situations: dict[str, SituationFields]
    when_provider: dict[str, str]
    when_submitted: str
    when_reported: str
    usually: str


class PairFields(TypedDict, total=False):
    """data/pairs/*.yml"""

    title: str
    summary: str
    causes: list[str]
    verdict: VerdictFields
    steps: Steps
    why: Required[str]
    sources: list[Source]


class ResponseFields(TypedDict, total=False):
    """One text that a provider sends; loading fills in what ``defaults`` says."""

    id: Required[str]
    reply: str
    enhanced: str
    enhanced_to: str
    token: str
    text: str
    approximate: bool
    configurable: bool
    classes_differ: bool
    cause: str
    meaning: str
    differs: str
    steps: Steps
    verdict: VerdictFields
    evidence: Required[str]
    source: Required[str]
    seen: Required[str | None]  # None: its source bears no date
    match: str
    no_match: str


class ProviderPage(TypedDict):
    """A page of a provider for senders."""

    title: str
    url: str
    kind: str


class Defaults(TypedDict, total=False):
    """How the texts of a file are known that do not say it themselves."""

    evidence: Required[str]
    source: Required[str]
    seen: str


class ProviderFields(TypedDict, total=False):
    """data/providers/*.yml"""

    name: Required[str]
    kind: Required[str]
    summary: str
    mx: list[str]
    domains: list[str]
    signs: list[str]
    pages: list[ProviderPage]
    notes: list[Line]
    historic: str
    defaults: Defaults
    responses: Required[list[ResponseFields]]


class Document(TypedDict, total=False):
    """A row of data/sources.yml."""

    title: Required[str]
    url: str
    date: str
    short: str
    note: str
    checked: str
    every: int


class Term(TypedDict, total=False):
    """A row of data/glossary.yml."""

    term: Required[str]
    also: list[str]
    text: Required[str]
    sources: list[Source]


class Release(TypedDict):
    """data/release.yml"""

    version: str
    date: str
    registry_copy: str


class Colours(TypedDict, total=False):
    """The organisation's colours."""

    header: str
    link: str


class Organisation(TypedDict, total=False):
    """Whose own copy it is."""

    name: Required[str]
    logo: str
    colours: Colours


class Contact(TypedDict, total=False):
    """Whom readers of some roles can ask."""

    roles: Required[list[str]]
    name: Required[str]
    email: str
    phone: str
    hours: str
    url: str


class Notes(TypedDict, total=False):
    """The organisation's own notes, by code, pair and cause."""

    codes: dict[str, str]
    pairs: dict[str, str]
    causes: dict[str, str]


class OwnAdvice(TypedDict, total=False):
    """The organisation's own advice sentences for one cause."""

    temporary: str
    permanent: str


class SiteFields(TypedDict, total=False):
    """What the copy is called and where it stands."""

    address: str
    repository: str
    name: str
    operator: str
    contact: str


class OverlayFields(TypedDict, total=False):
    """data/local/overlay.yml"""

    site: SiteFields
    organisation: Organisation
    contacts: list[Contact]
    notes: Notes
    advice: dict[str, OwnAdvice]
    responses: list[ResponseFields]
    sources: dict[str, Document]
