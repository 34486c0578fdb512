"""Which addresses the site publishes: python tests/benchmarks/permalinks.py [--add]

Prints the addresses of pages, stubs and response anchors that tests/permalinks.txt does not hold yet; --add appends
them (at a release).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from smtpcodes import site_build  # noqa: E402
from smtpcodes.model.site import Model  # noqa: E402

FILE = ROOT / "tests" / "permalinks.txt"


def published(model: Model) -> list[str]:
    """Every address that a link may hold: pages, stubs, anchors of situations and responses; relative to the site's
    root.
    """
    out = [code.url for code in model.codes.values()]
    out += [pair.url for pair in model.pairs.values()]
    out += list(model.stubs)
    out += [cause.url for cause in model.causes.values() if cause.url]
    out += [
        f"{cause.url}#{name}"
        for cause in model.causes.values()
        if cause.url
        for name in cause.fields.get("situations", ())
    ]
    out += [provider.url for provider in model.providers.values()]
    out += [response.url for provider in model.providers.values() for response in provider.responses]
    out += ["delisting/", *(way.url for way in model.ways.values())]
    return list(dict.fromkeys(out))


def main() -> None:
    held = set(FILE.read_text(encoding="utf-8").split()) if FILE.exists() else set()
    new = [address for address in published(site_build.load(ROOT / "data")) if address not in held]
    if "--add" in sys.argv:
        with FILE.open("a", encoding="utf-8") as file:
            file.writelines(f"{address}\n" for address in new)
    print("\n".join(new) if "--add" not in sys.argv else f"{len(new)} added")


if __name__ == "__main__":
    main()
