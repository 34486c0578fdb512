"""Pick pages or responses for checking by hand: python tests/benchmarks/sample.py pages|responses [COUNT] [SEED]

The seed is fixed (2026), so that a second checker sees the same ones; another seed draws others.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "hooks"))

from smtpcodes import site_build  # noqa: E402

if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "pages"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else {"pages": 20, "responses": 50}[what]
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2026)
    model = site_build.load(ROOT / "data")
    if what == "pages":
        for code in chance.sample(sorted(model.codes), count):
            print(f"{code}\t{model.codes[code].path}\t{model.codes[code].title}")
    else:
        rows = [
            response
            for provider in model.providers.values()
            for response in provider.responses
            if response.fields.get("text")
        ]
        for response in chance.sample(sorted(rows, key=lambda one: one.url), count):
            row = response.fields
            print(
                "\t".join(
                    [
                        f"{response.provider}#{response.id}",
                        row.get("reply", "-"),
                        row.get("enhanced", "-"),
                        row["text"],
                        row["source"],
                        row.get("seen", "-"),
                        row["evidence"],
                    ]
                )
            )
