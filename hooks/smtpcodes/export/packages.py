"""The decoder and its data as a package that the site itself serves. Pure.

The same input gives the same bytes: no clock, no user, a fixed order of files.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "packages"
NPM = "npm/smtpcodes.tgz"
NEEDED = ("api/v1/decoder.json", "api/v1/answers.json")  # what goes into the package
LICENCE = "MIT AND CC-BY-4.0"
DESCRIPTION = "What an SMTP error means and what to do now: decoder, rules and data, offline"
_MODE = 0o644


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


def files(
    version: str, site_url: str, modules: Mapping[str, str], built: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every package. ``built``: the site's own JSON files by address."""
    data = {path.rsplit("/", 1)[-1]: built[path] for path in NEEDED}
    yield NPM, npm_package(version, site_url, modules, data)


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
