"""Directions of mixed text by the Unicode bidirectional algorithm (UAX #9).

python-bidi resolves the levels; it predates rule N0, so paired brackets are resolved here: without
it, "(LED) 2026" in an Arabic line loses one bracket to the wrong side.
"""

from typing import Any

import bidi.algorithm as uax9

_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "《": "》", "「": "」", "【": "】"}
_MOST_OPEN = 63  # BD16: deeper nesting stops the search


def embedding_levels(text: str, *, rtl: bool) -> list[int]:
    """Return the embedding level of each character; odd levels run from right to left."""
    storage = uax9.get_empty_storage()
    storage["base_level"] = int(rtl)
    storage["base_dir"] = "R" if rtl else "L"
    uax9.get_embedding_levels(text, storage, False, False)
    # Rule X9 drops control characters: remember where each remaining one came from.
    for index, char in enumerate(storage["chars"]):
        char["index"] = index
    uax9.explicit_embed_and_overrides(storage, False)
    uax9.resolve_weak_types(storage, False)
    for run in storage["runs"]:
        _resolve_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run)
    uax9.resolve_neutral_types(storage, False)
    uax9.resolve_implicit_levels(storage, False)
    levels = [int(rtl)] * len(text)
    for char in storage["chars"]:
        levels[char["index"]] = char["level"]
    return levels


def mirrored(text: str) -> str:
    """Return right-to-left `text` in drawing order, brackets turned round (rule L4)."""
    return "".join(uax9.MIRRORED.get(char, char) for char in reversed(text))


def _resolve_brackets(chars: list[dict[str, Any]], run: dict[str, Any]) -> None:
    """Give both brackets of a pair the same direction (rule N0)."""
    if not chars:
        return
    embedding = "R" if chars[0]["level"] % 2 else "L"
    for start, end in _pairs(chars):
        inside = {_strong(char["type"]) for char in chars[start + 1 : end]} - {""}
        if not inside:
            continue
        direction = embedding
        if embedding not in inside:
            before = (_strong(char["type"]) for char in reversed(chars[:start]))
            direction = next((d for d in before if d), run["sor"])
        chars[start]["type"] = chars[end]["type"] = direction


def _pairs(chars: list[dict[str, Any]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for index, char in enumerate(chars):
        sign = char["ch"]
        if sign in _OPENING:
            if len(waiting) == _MOST_OPEN:
                return []
            waiting.append((_OPENING[sign], index))
        elif any(sign == closing for closing, _ in waiting):
            while waiting:
                closing, start = waiting.pop()
                if closing == sign:
                    found.append((start, index))
                    break
    return sorted(found)


def _strong(kind: str) -> str:
    if kind == "L":
        return "L"
    return "R" if kind in ("R", "AL", "EN", "AN") else ""
