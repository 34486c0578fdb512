"""The data for programs: JSON under /api/v1/ and CSV. Pure: {path: text}; stable order, no timestamps.

v1 gains fields and never loses or renames one (tests/api_v1_keys.txt).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from smtpcodes.basics import prose
from smtpcodes.basics.causes import with_situation
from smtpcodes.basics.vocabulary import OUTCOMES
from smtpcodes.model.delisting import Way
from smtpcodes.model.site import Cause, Code, Model, Pair, Provider, Response
from smtpcodes.render.picture import tree
from smtpcodes.render.verdict_words import words
from smtpcodes.render.wording import document, resolver

Json = dict[str, Any]


class Api:
    """Model → JSON values. Texts lose their marks; addresses are relative to the site's root."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.resolve = resolver(model)

    def text(self, value: str | None) -> str | None:
        """A record's text without marks, paragraphs parted by an empty line."""
        return (
            None if value is None else "\n\n".join(prose.to_plain(one, self.resolve) for one in prose.paragraphs(value))
        )

    def sources(self, rows: Any) -> list[Json]:
        return [self.source(row) for row in rows or ()]

    def source(self, row: Mapping[str, Any]) -> Json:
        found = document(self.model, row)
        return {"id": row["id"], "section": row.get("section"), "title": found["short"], "url": found["url"]}

    def steps(self, steps: Mapping[str, Any] | None) -> Json:
        return {role: [self.text(step) for step in rows] for role, rows in (steps or {}).items()}

    def code(self, code: Code) -> Json:
        fields = code.fields
        folk = fields.get("folklore")
        return {
            "code": code.code,
            "kind": code.kind,
            "title": code.title,
            "standing": fields["standing"],
            "official": fields.get("official"),
            "summary": self.text(fields["summary"]),
            "meaning": self.text(fields["meaning"]),
            "verdict": code.verdict.as_json(),
            "words": words(code.verdict),
            "causes": list(code.causes),
            "situations": list(code.situations),
            "answers": list(fields.get("answers", ())),
            "steps": self.steps(fields.get("steps")),
            "dialogue": list(code.dialogue),
            "registry": fields.get("registry"),
            "folklore": folk
            and {
                "lists_say": self.text(folk.get("lists_say")),
                "really": self.text(folk["really"]),
                "dotless_of": folk.get("dotless_of"),
                "senders": [
                    {
                        "who": self.text(one["who"]),
                        "text": one.get("text"),
                        "provider": one.get("provider"),
                        "source": self.source(one["source"]),
                    }
                    for one in folk.get("senders", ())
                ],
            },
            "speaker": fields.get("speaker"),
            "covers": fields.get("covers"),
            "related": list(
                dict.fromkeys(
                    found.code for one in fields.get("related", ()) if (found := self.model.code_for(one, code.digit))
                )
            ),
            "siblings": list(code.siblings),
            "pairs": list(code.pairs),
            "said_by": list(dict.fromkeys(one.provider for one in code.responses)),
            "sources": self.sources(fields["sources"]),
            "url": code.url,
            "note": self.model.note("codes", code.code),
            "contacts": contacts(self.model),
        }

    def response(self, response: Response) -> Json:
        row = response.fields
        return {
            "id": row["id"],
            "provider": response.provider,
            "reply": row.get("reply"),
            "enhanced": row.get("enhanced"),
            "enhanced_to": row.get("enhanced_to"),
            "token": row.get("token"),
            "text": row.get("text"),
            "approximate": bool(row.get("approximate", False)),
            "configurable": bool(row.get("configurable", False)),
            "cause": response.cause,
            "situation": response.situation,
            "verdict": response.verdict.as_json(),
            "meaning": self.text(row.get("meaning")),
            "differs": self.text(row.get("differs")),
            "evidence": row["evidence"],
            "source": self.source({"id": row["source"]}),
            "seen": row.get("seen"),
            "age": response.age,
            "url": response.url,
        }

    def pair(self, pair: Pair) -> Json:
        return {
            "code": pair.name,
            "reply": pair.reply,
            "enhanced": pair.enhanced,
            "title": pair.title,
            "summary": self.text(pair.summary),
            "classes_disagree": pair.disagrees,
            "verdict": pair.verdict.as_json(),
            "words": words(pair.verdict),
            "causes": list(pair.causes),
            "situations": list(pair.situations),
            "responses": [self.response(one) for one in pair.responses],
            "url": pair.url,
            "note": self.model.note("pairs", pair.name),
            "contacts": contacts(self.model),
        }

    def cause(self, cause: Cause) -> Json:
        fields = cause.fields
        return {
            "id": cause.id,
            "title": fields["title"],
            "summary": self.text(fields["summary"]),
            "meaning": self.text(fields.get("meaning")),
            "whose_job": fields["whose_job"],
            "trouble_with": fields["trouble_with"],
            "temporary": dict(fields["temporary"]),
            "permanent": dict(fields["permanent"]),
            "steps": self.steps(fields.get("steps")),
            "situations": {name: self.situation(cause, name) for name in fields.get("situations", {})},
            "codes": list(cause.codes),
            "sources": self.sources(fields.get("sources")),
            "url": cause.url,
            "note": self.model.note("causes", cause.id),
        }

    def situation(self, cause: Cause, name: str) -> Json:
        """A situation as a whole: what it leaves to its cause is filled in."""
        fields = with_situation(cause.fields, name)
        return {
            "title": fields["title"],
            "summary": self.text(fields["summary"]),
            "whose_job": fields["whose_job"],
            "trouble_with": fields["trouble_with"],
            "temporary": dict(fields["temporary"]),
            "permanent": dict(fields["permanent"]),
            "steps": self.steps(fields.get("steps")),
            "sources": self.sources(fields.get("sources")),
            "url": cause.url and f"{cause.url}#{name}",
        }

    def way(self, way: Way) -> Json:
        return {
            "id": way.id,
            "name": way.name,
            "lists": list(way.get("lists")),
            "way": way.get("way"),
            "route": self.text(way.get("route")),
            "forms": [dict(form) for form in way.get("forms") or ()],
            "mail": way.get("mail"),
            "send": self.text(way.get("send")),
            "expect": self.text(way.get("expect")),
            "no_use": [self.text(one) for one in way.get("no_use") or ()],
            "own_account": self.text(way.get("own_account")),
            "covers": list(way.get("covers") or ()),
            "received_by": way.get("received_by"),
            "ended": way.get("ended"),
            "sources": self.sources({"id": name} for name in way.get("sources") or ()),
            "searched": way.get("searched"),
            "seen": way.get("seen"),
            "checked": way.get("checked"),
            "sure": way.get("sure"),
            "url": way.url,
        }

    def provider(self, provider: Provider, whole: bool = True) -> Json:
        fields = provider.fields
        head = {
            "id": provider.id,
            "name": fields["name"],
            "kind": fields["kind"],
            "mx": list(fields.get("mx", ())),
            "domains": list(fields.get("domains", ())),
            "pages": [dict(page) for page in fields.get("pages", ())],
            "historic": self.text(fields.get("historic")),
            "delisting": [self.way(one) for one in self.model.ways_by_provider.get(provider.id, ())],
            "last_seen": provider.last_seen,
            "count": len(provider.responses),
            "url": provider.url,
        }
        return {**head, "responses": [self.response(one) for one in provider.responses]} if whole else head


def contacts(model: Model) -> list[Json]:
    """Whom the readers of a code can ask, out of the overlay."""
    fields = ("name", "email", "phone", "hours", "url")
    return [{field: one.get(field) for field in fields} for one in model.contacts("sender")]


def dump(value: Any) -> str:
    """JSON on one line, in stable order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Every JSON and CSV file of the site but decoder.json, as (path, text)."""
    api = Api(model)
    about = {"version": model.release["version"], "date": model.release["date"], "licence": "CC-BY-4.0"}
    codes = {code.code: api.code(code) for code in model.codes.values()}
    for code in model.codes.values():
        yield f"api/v1/codes/{code.code}.json", dump({**codes[code.code], "picture": tree(code.verdict)})
    yield "api/v1/codes.json", dump({**about, "totals": totals(model), "codes": list(codes.values())})
    pairs = {pair.url: api.pair(pair) for pair in model.pairs.values()}
    for pair in model.pairs.values():
        picture = tree(pair.verdict)
        yield f"api/v1/pairs/{pair.url.rstrip('/')}.json", dump({**pairs[pair.url], "picture": picture})
    yield "api/v1/pairs.json", dump({**about, "pairs": list(pairs.values())})
    yield "api/v1/verdicts.json", dump(verdicts(model))
    causes = [api.cause(cause) for cause in model.causes.values()]
    for value in causes:
        yield f"api/v1/causes/{value['id']}.json", dump(value)
    yield "api/v1/causes.json", dump({**about, "causes": causes})
    for provider in model.providers.values():
        yield f"api/v1/providers/{provider.id}.json", dump(api.provider(provider))
    yield (
        "api/v1/providers.json",
        dump({**about, "providers": [api.provider(one, whole=False) for one in model.providers.values()]}),
    )
    yield (
        "codes.csv",
        _csv(
            (
                "code",
                "kind",
                "title",
                "standing",
                "summary",
                "outcome",
                "retried",
                "whose_job",
                "advice",
                "suppress",
                "causes",
                "url",
            ),
            (
                (
                    v["code"],
                    v["kind"],
                    v["title"],
                    v["standing"],
                    v["summary"],
                    v["verdict"]["outcome"],
                    v["verdict"]["retried"]["value"],
                    v["verdict"]["whose_job"],
                    v["verdict"]["advice"]["value"],
                    v["verdict"]["suppress"],
                    " ".join(v["causes"]),
                    v["url"],
                )
                for v in codes.values()
            ),
        ),
    )
    columns = (
        "provider",
        "id",
        "reply",
        "enhanced",
        "token",
        "text",
        "approximate",
        "cause",
        "meaning",
        "evidence",
        "source",
        "seen",
        "url",
    )
    rows = (api.response(one) for provider in model.providers.values() for one in provider.responses)
    yield (
        "responses.csv",
        _csv(columns, ([row[name] if name != "source" else row["source"]["id"] for name in columns] for row in rows)),
    )
    yield "api/v1/lookup.json", dump(lookup(model))


def lookup(model: Model) -> Json:
    """What the search box knows: each code and pair with its title and outcome, small enough to load on first focus."""
    pages: list[Code | Pair] = [*model.codes.values(), *model.pairs.values()]
    outcomes: dict[str, list[str]] = {}
    for page in pages:
        outcomes.setdefault(page.verdict.outcome, []).append(page.name if isinstance(page, Pair) else page.code)
    return {
        "codes": {code.code: code.title for code in model.codes.values()},
        "pairs": [pair.name for pair in model.pairs.values()],
        "pair_titles": {
            pair.name: pair.title for pair in model.pairs.values() if pair.title != model.codes[pair.enhanced].title
        },
        "ranges": model.covered,
        "outcomes": {name: {"word": OUTCOMES[name][0], "of": names} for name, names in outcomes.items()},
    }


def totals(model: Model) -> Json:
    """How much there is of each kind."""
    return {
        "codes": len(model.codes),
        "pairs": len(model.pairs),
        "causes": len(model.causes),
        "providers": len(model.providers),
        "responses": sum(len(provider.responses) for provider in model.providers.values()),
    }


def verdicts(model: Model) -> Json:
    """What a program needs to act on a code or a pair, and no more: its verdict and its main cause."""

    def row(item: Code | Pair) -> Json:
        return {
            "verdict": item.verdict.as_json(),
            "cause": next(iter(item.causes), None),
            "situation": next(iter(item.situations), None),
        }

    return {
        "version": model.release["version"],
        "date": model.release["date"],
        "codes": {code.code: row(code) for code in model.codes.values()},
        "pairs": {pair.name: row(pair) for pair in model.pairs.values()},
    }


def _csv(header: Any, rows: Any) -> str:
    """CSV (RFC 4180) whose cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
    return out.getvalue()


def _cell(value: Any) -> Any:
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
