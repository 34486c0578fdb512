"""The nearest page that exists: the pair's, the enhanced code's, the reply code's."""

from __future__ import annotations

from collections.abc import Mapping


def code_range(code: str) -> list[str]:
    """``5.7.606-649`` stands for each of them."""
    first, _, last = code.partition("-")
    dot = first.rfind(".") + 1
    return [first, *(f"{first[:dot]}{detail}" for detail in range(int(first[dot:]) + 1, int(last or 0) + 1))]


class Pages:
    """The addresses that exist, out of the rules' short list."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        def codes(name: str) -> set[str]:
            return {code for word in rules.get(name, "").split() for code in code_range(word)}

        def pairs(name: str) -> set[str]:
            rows = (word.split("/") for word in rules.get(name, "").split())
            return {f"{reply}/{code}" for reply, some in rows for one in some.split(",") for code in code_range(one)}

        self.replies = set(rules.get("replies", "").split())
        self.common = codes("enhanced")
        self.enhanced = self.common | codes("single")
        self.paired = set(rules.get("paired", "").split())
        self.extra, self.missing = pairs("extra"), pairs("missing")

    def nearest(self, reply: str | None, enhanced: str | None) -> str | None:
        if reply and enhanced:
            pair = f"{reply}/{enhanced}"
            regular = reply in self.paired and enhanced in self.common and reply[0] == enhanced[0]
            if (regular and pair not in self.missing) or pair in self.extra:
                return f"{pair}/"
        if enhanced in self.enhanced:
            return f"{enhanced}/"
        return f"{reply}/" if reply in self.replies else None
