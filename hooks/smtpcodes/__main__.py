"""``python -m smtpcodes OUT``: write the whole site as Markdown to a folder, for any generator that reads Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

from smtpcodes import site_build
from smtpcodes.basics.problems import BadData
from smtpcodes.basics.settings import Settings

ROOT = Path(__file__).parent.parent.parent


def main(out: Path) -> int:
    """Write prose and generated pages below ``out``; 1 and the problems on stderr where the data is wrong."""
    settings = Settings.from_environment()
    try:
        model = site_build.load(ROOT / "data")
    except BadData as error:
        print(error, file=sys.stderr)
        return 1
    fragments = site_build.fragments(model, settings)
    files = {path: page.markdown for path, page in site_build.markdown(model, settings).items()}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT / "docs").as_posix()
        depth = 0 if name == "index.md" else name.count("/") + (0 if name.endswith("/index.md") else 1)
        files[name] = site_build.included(path.read_text(encoding="utf-8"), "../" * depth, fragments)
    for name, text in files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    print(f"{len(files)} pages in {out}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m smtpcodes OUT")
    sys.exit(main(Path(sys.argv[1])))
