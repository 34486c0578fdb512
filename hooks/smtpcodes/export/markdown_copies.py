"""Markdown twins: a clean GitHub-flavoured copy of every code, pair, cause and provider page, and llms.txt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smtpcodes.basics import prose
from smtpcodes.basics.causes import with_situation
from smtpcodes.basics.codes import is_enhanced
from smtpcodes.basics.settings import Settings
from smtpcodes.basics.vocabulary import (
    ADVICE,
    ARRIVED,
    EVIDENCE,
    FIXERS,
    JOBS,
    OUTCOMES,
    ROLES,
    STANDINGS,
    SUPPRESS,
    TROUBLES,
)
from smtpcodes.load.records import Line, Sender
from smtpcodes.model.site import Cause, Code, Model, Pair, Provider, Response
from smtpcodes.model.verdict import Verdict
from smtpcodes.render.clues import clues, until_read
from smtpcodes.render.speakers import groups
from smtpcodes.render.verdict_words import QUESTIONS, retried
from smtpcodes.render.wording import digit_rows, document, in_vain, in_vain_of_code, resolver


class Twins:
    """Renders one page as Markdown; ``root`` is the way from its address to the site's root."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.resolve = resolver(model)

    def text(self, text: str, root: str) -> str:
        return "\n\n".join(prose.to_markdown(one, self.resolve, root) for one in prose.paragraphs(text))

    def line(self, text: str, root: str) -> str:
        return prose.to_markdown(" ".join(text.split()), self.resolve, root)

    def source(self, source: Mapping[str, Any]) -> str:
        found = document(self.model, source)
        name = prose.escape_markdown(str(found["short"]))
        section = f", section {prose.escape_markdown(source['section'])}" if source.get("section") else ""
        return (f"[{name}]({prose.markdown_target(found['url'])})" if found["url"] else name) + section

    def code(self, code: Code, root: str) -> Iterator[str]:
        fields = code.fields
        yield f"# {code.code} {prose.escape_markdown(code.title)}"
        yield from self.verdict(code.verdict, fields["summary"], root)
        yield from self.words(code.verdict, code.responses, root)
        yield from self.steps(fields.get("steps", {}), root)
        yield from self.in_vain(in_vain(code, fields.get("does_not_help", ()), self.model), root)
        yield "## What it means"
        yield self.text(fields["meaning"], root)
        if code.causes:
            yield "Likely causes: " + ", ".join(self.cause_link(name, root) for name in code.causes) + "."
        elif fields.get("no_causes"):
            yield self.line(fields["no_causes"], root)
        folk = fields.get("folklore")
        if folk:
            yield "## What lists say, and what it is"
            if folk.get("lists_say"):
                yield f"Lists say: {self.line(folk['lists_say'], root)}"
            yield self.line(folk["really"], root)
            if folk.get("senders"):
                yield "\n".join(self.sender(one, root) for one in folk["senders"])
        yield "## What each digit says"
        yield "\n".join(f"- **{digit}** {prose.escape_markdown(says)}" for digit, says in digit_rows(code.code))
        if code.dialogue:
            yield "## In the dialogue"
            yield fence("\n".join(code.dialogue))
        if fields.get("standards"):
            yield "## What the standards say"
            yield "\n".join(
                f"- {self.line(one['text'], root)} ({self.source(one['source'])})" for one in fields["standards"]
            )
        if code.pairs:
            yield "## Pairs seen"
            yield ", ".join(f"[{name}]({root}{self.model.pairs[name].url})" for name in code.pairs)
        yield f"Standing: {STANDINGS[fields['standing']][0]}. {STANDINGS[fields['standing']][1]}"
        yield "Sources: " + "; ".join(self.source(one) for one in fields["sources"]) + "."

    def sender(self, sender: Sender, root: str) -> str:
        """Somebody who is known to send the digits, with what they send."""
        said = f": {prose.code_span(sender['text'])}" if "text" in sender else ""
        return f"- {self.line(sender['who'], root)}{said} ({self.source(sender['source'])})"

    def verdict(self, verdict: Verdict, summary: str, root: str) -> Iterator[str]:
        yield f"**{OUTCOMES[verdict.outcome][0]}.** {self.line(summary, root)}"
        yield f"**{QUESTIONS['advice']}** {prose.escape_markdown(verdict.advice.sentence)}"
        answers = {
            "outcome": ARRIVED[verdict.outcome],
            "retried": prose.escape_markdown(retried(verdict)),
            "whose_job": JOBS[verdict.whose_job],
            "trouble_with": TROUBLES[verdict.trouble_with],
            "advice": ADVICE[verdict.advice.value],
            "suppress": SUPPRESS[verdict.suppress],
        }
        values = {**verdict.as_json(), "retried": verdict.retried.value, "advice": verdict.advice.value}
        known = {fact: answer for fact, answer in answers.items() if values[fact] != "depends"}
        if values["suppress"] == "depends":
            known["suppress"] = f"Read its words first. Until then: {SUPPRESS[until_read(verdict.choices)].lower()}"
        rows = [f"| {QUESTIONS[fact]} | {answer} |" for fact, answer in known.items()]
        yield "\n".join(["| Question | Answer |", "| --- | --- |", *rows])

    def words(self, verdict: Verdict, responses: Sequence[Response], root: str) -> Iterator[str]:
        """Where causes differ: words to look for, each with its cause, who can fix it, and what now."""
        rows = []
        for clue in clues(verdict, responses, self.model):
            said = ", ".join(f"“{prose.escape_markdown(word)}”" for word in clue.words) or "no word that tells"
            title = prose.escape_markdown(clue.title)
            who = f"{FIXERS[clue.whose_job]}: " if clue.whose_job in FIXERS else ""
            rows.append(
                f"- {said}: {f'[{title}]({root}{clue.url})' if clue.url else title}. "
                f"{who}{prose.escape_markdown(clue.sentence)}"
            )
        if rows:
            yield "## What do the words in your bounce say?"
            yield "\n".join(rows)

    def steps(self, steps: Mapping[str, Sequence[str]], root: str) -> Iterator[str]:
        if not steps:
            return
        yield "## What to do"
        for role, name in ROLES.items():
            if steps.get(role):
                yield f"### {name}"
                yield "\n".join(f"{number}. {self.line(step, root)}" for number, step in enumerate(steps[role], 1))

    def in_vain(self, lines: Sequence[Line], root: str) -> Iterator[str]:
        if lines:
            yield "## What does not help"
            yield "\n".join(f"- {self.sourced(line, root)}" for line in lines)

    def sourced(self, line: Line, root: str) -> str:
        """A line of a list, with the document that it was read in."""
        said = self.line(line["text"], root)
        return f"{said} ({self.source(line['source'])})" if "source" in line else said

    def cause_link(self, name: str, root: str) -> str:
        cause = self.model.causes[name]
        title = prose.escape_markdown(cause.fields["title"])
        return f"[{title}]({root}{cause.url})" if cause.url else title

    def pair(self, pair: Pair, root: str) -> Iterator[str]:
        yield f"# {pair.name} {prose.escape_markdown(pair.title)}"
        yield from self.verdict(pair.verdict, pair.summary, root)
        if pair.disagrees:
            yield (
                "The first digits of the two codes differ; the sending server believes the reply code (RFC 5321, "
                "section 4.3.2)."
            )
        yield from self.words(pair.verdict, pair.responses, root)
        yield from self.steps(pair.steps, root)
        vain = in_vain_of_code(pair, self.model.codes[pair.enhanced])
        yield from self.in_vain(in_vain(pair, vain, self.model), root)
        if pair.why:
            yield "## Why it happens"
            yield self.line(pair.why, root)
        if pair.sources:
            yield "Sources: " + "; ".join(self.source(one) for one in pair.sources) + "."
        yield f"[{pair.reply}]({root}{pair.reply}/) and [{pair.enhanced}]({root}{pair.enhanced}/) by themselves."
        yield from self.responses(pair.responses, root)

    def cause(self, cause: Cause, root: str) -> Iterator[str]:
        fields = cause.fields
        yield f"# {prose.escape_markdown(fields['title'])}"
        yield self.line(fields["summary"], root)
        yield (
            f"- Delayed (4…): {prose.escape_markdown(fields['temporary']['sentence'])}\n- Refused (5…): "
            f"{prose.escape_markdown(fields['permanent']['sentence'])}"
        )
        yield from self.steps(fields.get("steps", {}), root)
        yield from self.in_vain(fields.get("does_not_help", ()), root)
        yield from self.situations(cause, root)
        if fields.get("meaning"):
            yield "## Why it happens"
            yield self.text(fields["meaning"], root)
        if cause.codes:
            yield "Codes that say it: " + ", ".join(f"[{code}]({root}{code}/)" for code in cause.codes) + "."
        if fields.get("sources"):
            yield "Sources: " + "; ".join(self.source(one) for one in fields["sources"]) + "."

    def situations(self, cause: Cause, root: str) -> Iterator[str]:
        """Finer kinds of the cause, each with what now, and with its steps where they are its own."""
        kinds = cause.fields.get("situations", {})
        if kinds:
            yield "## What exactly?"
        for name, own in kinds.items():
            one = with_situation(cause.fields, name)
            delayed, refused = (prose.escape_markdown(one[kind]["sentence"]) for kind in ("temporary", "permanent"))
            yield f"### {prose.escape_markdown(one['title'])}"
            yield self.line(one["summary"], root)
            yield refused if delayed == refused else f"- Delayed (4…): {delayed}\n- Refused (5…): {refused}"
            for role, title in ROLES.items():
                steps = own.get("steps", {}).get(role)
                if steps:
                    yield f"**{title}**"
                    yield "\n".join(f"{number}. {self.line(step, root)}" for number, step in enumerate(steps, 1))

    def provider(self, provider: Provider, root: str) -> Iterator[str]:
        fields = provider.fields
        yield f"# {prose.escape_markdown(fields['name'])}"
        if fields.get("summary"):
            yield self.text(fields["summary"], root)
        for page in fields.get("pages", ()):
            yield f"- [{prose.escape_markdown(page['title'])}]({prose.markdown_target(page['url'])})"
        yield from self.ways(provider, root)
        yield from self.responses(provider.responses, root)

    def ways(self, provider: Provider, root: str) -> Iterator[str]:
        found = self.model.ways_by_provider.get(provider.id, ())
        if found:
            yield "## How do I get off the list?"
        for way in found:
            if len(found) > 1 or way.name != provider.fields["name"]:
                yield f"### {prose.escape_markdown(way.name)}"
            yield self.line(way.get("route"), root)
            rows = [
                f"[{prose.escape_markdown(form['title'])}]({prose.markdown_target(form['url'])})"
                for form in way.get("forms") or ()
            ]
            rows += [
                f"{title}: {self.line(way.get(field), root)}"
                for field, title in (
                    ("send", "What to send"),
                    ("expect", "What to expect"),
                    ("own_account", "Your own account there"),
                )
                if way.get(field)
            ]
            rows += [f"Does not help: {self.line(one, root)}" for one in way.get("no_use") or ()]
            rows += [f"Source: {self.source({'id': name})}" for name in way.get("sources") or ()]
            searched = f"; searched on {way.get('searched')}" if way.get("searched") else ""
            rows.append(
                f"Date of the source: {way.get('seen') or 'unknown'}{searched}; last checked {way.get('checked')}"
            )
            yield "\n".join(f"- {row}" for row in rows)

    def responses(self, responses: Sequence[Response], root: str) -> Iterator[str]:
        for group in groups(responses, self.model):
            yield f"## {prose.escape_markdown(group.title)}"
            for response in group.responses:
                row = response.fields
                codes = " ".join(value for value in (response.reply, response.enhanced) if value)
                who = prose.escape_markdown(self.model.providers[response.provider].fields["name"])
                seen = row.get("seen") or "date unknown"
                facts = (
                    f"{EVIDENCE[row['evidence']]}, {seen}{', approximate wording' if row.get('approximate') else ''}"
                )
                label = prose.escape_markdown(codes or row.get("token") or row["id"])
                yield f"**[{label}]({root}{response.url})** {who}, {facts}"
                if row.get("text"):
                    yield fence(row["text"])
                if row.get("meaning"):
                    yield self.line(row["meaning"], root)
                if row.get("differs"):
                    yield f"Not what the registry means: {self.line(row['differs'], root)}"


def fence(text: str) -> str:
    """A fenced block that the text cannot end."""
    ticks = "`" * max(3, max((len(run) for run in text.split() if set(run) == {"`"}), default=0) + 1)
    while ticks in text:
        ticks += "`"
    return f"{ticks}text\n{text}\n{ticks}"


def files(model: Model, settings: Settings) -> Iterator[tuple[str, str]]:
    """(path, text) of every twin, and llms.txt.

    Links are whole addresses, because twins are copied elsewhere; while nobody has said where the site stands, they
    lead from the twin's own address.
    """
    twins = Twins(model)

    def root(url: str) -> str:
        return settings.site_url if settings.at_home else "../" * url.count("/")

    for code in model.codes.values():
        yield f"{code.url}index.md", _join(twins.code(code, root(code.url)))
    for pair in model.pairs.values():
        yield f"{pair.url}index.md", _join(twins.pair(pair, root(pair.url)))
    for cause in model.causes.values():
        if cause.url:
            yield f"{cause.url}index.md", _join(twins.cause(cause, root(cause.url)))
    for provider in model.providers.values():
        if not provider.small:
            yield f"{provider.url}index.md", _join(twins.provider(provider, root(provider.url)))
    yield "llms.txt", _llms(twins, settings)


def _join(blocks: Iterator[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _llms(twins: Twins, settings: Settings) -> str:
    """The overview for language models (llmstxt.org): what is here, with absolute addresses of the Markdown twins."""
    model, site, text = twins.model, settings.site_url, prose.escape_markdown
    lines = [
        f"# {text(settings.site_name)}",
        "",
        (
            "> What SMTP reply codes and enhanced status codes mean, who sends them, and what to do. Text and data: "
            "CC BY 4.0."
        ),
        "",
        "## Data",
        "",
        f"- [Every code and pair with its verdict, small]({site}api/v1/verdicts.json)",
        f"- [By what words a refusal is understood]({site}api/v1/phrases.json)",
        f"- [The whole API as OpenAPI]({site}api/v1/openapi.json)",
        f"- [All codes as JSON]({site}api/v1/codes.json)",
        f"- [All codes as CSV]({site}codes.csv)",
        "",
        "## Causes",
        "",
        *(
            f"- [{text(one.fields['title'])}]({site}{one.url}index.md): {twins.line(one.fields['summary'], site)}"
            for one in model.causes.values()
            if one.url
        ),
        "",
        "## Reply codes",
        "",
        *(
            f"- [{one.code} {text(one.title)}]({site}{one.url}index.md)"
            for one in model.codes.values()
            if not is_enhanced(one.code)
        ),
        "",
        "## Enhanced status codes",
        "",
        *(
            f"- [{one.code} {text(one.title)}]({site}{one.url}index.md)"
            for one in model.codes.values()
            if is_enhanced(one.code)
        ),
        "",
        "## Who says it",
        "",
        *(
            f"- [{text(one.fields['name'])}]({site}{one.url}index.md)"
            for one in model.providers.values()
            if not one.small
        ),
        "",
    ]
    return "\n".join(lines)
