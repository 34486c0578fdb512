"""The decoder and its data as packages that the site itself serves. Pure.

The same input gives the same bytes: no clock, no user, a fixed order of files.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from smtpcodes.export.word_lists import word_lists

SOURCES = Path(__file__).parents[2] / "packages"
NPM = "npm/smtpcodes.tgz"
NEEDED = ("api/v1/decoder.json", "api/v1/answers.json")  # what goes into the packages
WORD_LISTS = ("code-words", "kind-words", "layout-words", "submission-words")  # scripts that hold nothing but words
#: what a verdict and its words need of answers.json
JUDGED_BY = ("verdicts", "codes", "pairs", "ranges", "causes", "responses", "words", "providers", "local")
LICENCE = "MIT AND CC-BY-4.0"
DESCRIPTION = "What an SMTP error means and what to do now: decoder, rules and data, offline"
_MODE = 0o644
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def npm_package(version: str, site_url: str, modules: Mapping[str, str], data: Mapping[str, str]) -> bytes:
    """The npm package as ``npm install ADDRESS`` takes it.

    In: the version, the site's address, the decoder's modules and the JSON files by name.
    """
    manifest = {
        "name": "smtpcodes",
        "version": version,
        "description": DESCRIPTION,
        "license": LICENCE,
        "homepage": site_url,
        "type": "module",
        "engines": {"node": ">=18.3"},  # util.parseArgs
        "bin": {"smtpcodes": "./cli.js"},
        "types": "./index.d.ts",
        "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}, "./package.json": "./package.json"},
    }
    files = {
        "package.json": _json(manifest),
        "data/site.json": _json({"site": site_url}),
        **{path.name: path.read_text(encoding="utf-8") for path in sorted((SOURCES / "npm").iterdir())},
        **{f"decoder/{name}": text for name, text in modules.items()},
        **{f"data/{name}": text for name, text in data.items()},
    }
    return _tar({f"package/{name}": text.encode() for name, text in files.items()})


def _tar(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(files[name]), 0o755 if name.endswith("cli.js") else _MODE
            archive.addfile(entry, io.BytesIO(files[name]))
    return gzip.compress(packed.getvalue(), mtime=0)


def wheel_name(version: str) -> str:
    """The wheel's address on the site."""
    return f"python/smtpcodes-{version}-py3-none-any.whl"


def python_wheel(version: str, site_url: str, data: Mapping[str, str]) -> bytes:
    """The wheel of the module ``smtpcodes_data`` as ``pip install ADDRESS`` takes it (PyPA: binary distribution)."""
    info = f"smtpcodes-{version}.dist-info"
    metadata = (
        f"Metadata-Version: 2.1\nName: smtpcodes\nVersion: {version}\nSummary: {DESCRIPTION}\n"
        f"Home-page: {site_url}\nLicense: {LICENCE}\nRequires-Python: >=3.9\n"
    )
    source = SOURCES / "python" / "smtpcodes_data"
    texts = {
        **{f"smtpcodes_data/{path.name}": path.read_text(encoding="utf-8") for path in sorted(source.glob("*.py"))},
        "smtpcodes_data/py.typed": "",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: smtpcodes\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    whole = {**data, "site.json": _json({"site": site_url, "version": version})}
    files = {
        **{name: text.encode() for name, text in texts.items()},
        **{f"smtpcodes_data/{name}.bz2": bz2.compress(text.encode()) for name, text in whole.items()},
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return _zip(files)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _MODE << 16
            archive.writestr(entry, content, compresslevel=9)
    return packed.getvalue()


def files(
    version: str, site_url: str, modules: Mapping[str, str], built: Mapping[str, str], sources: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every package.

    In: the decoder's modules as published, the site's own JSON files by address, the modules' sources by file name.
    """
    data = {path.rsplit("/", 1)[-1]: built[path] for path in NEEDED}
    data["answers.json"] = _compact(_judging(json.loads(data["answers.json"])))
    yield NPM, npm_package(version, site_url, modules, data)
    words = {name: word_lists(sources[f"{name}.js"]) for name in WORD_LISTS}
    yield wheel_name(version), python_wheel(version, site_url, {**data, "words.json": _compact(words)})


def _judging(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the packages need of answers.json: no titles of pages, nothing that only the decoder's page shows."""
    kept = {name: value for name, value in answers.items() if name in JUDGED_BY}
    for name in ("codes", "pairs"):
        rows = kept.get(name, {})
        kept[name] = {
            code: {field: value for field, value in row.items() if field != "title"} for code, row in rows.items()
        }
    causes = kept.get("causes", {})
    kept["causes"] = {name: _said(fields) for name, fields in causes.items()}
    return kept


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A cause, or one of its situations, without the steps and the note to forward that only the page shows."""
    said = {name: value for name, value in fields.items() if name not in {"sender", "tell", "steps"}}
    if "situations" in fields:
        said["situations"] = {name: _said(one) for name, one in fields["situations"].items()}
    return said


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
