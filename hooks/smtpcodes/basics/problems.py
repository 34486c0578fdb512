"""What is wrong with the data, said so that an editor can jump there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands, what is wrong, what to do. ``str()`` gives ``path:line: message``."""

    path: str  # relative to the project's root, with forward slashes
    line: int  # counted from 1
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class BadData(Exception):
    """The data has problems; ``problems`` holds all of them, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
