"""What field 46A asks for: each document with its originals and copies, signed or not (UCP 600 art. 17)."""

import re
from dataclasses import dataclass

KINDS = (
    ("commercial_invoice", r"INVOICE"),
    ("packing_list", r"PACKING\s+(?:LIST|NOTE|SLIP)|WEIGHT\s+LIST"),
    ("bill_of_lading", r"BILLS?\s+OF\s+LADING|\bB/?LS?\b|WAYBILL|\bAWB\b|CMR"),
    ("insurance", r"INSURANCE"),
    ("certificate_of_origin", r"CERTIFICATE\s+OF\s+ORIGIN|FORM\s+A\b|GSP|EUR\.?\s?1\b"),
    ("inspection", r"INSPECTION|CERTIFICATE\s+OF\s+(?:QUALITY|QUANTITY|ANALYSIS)"),
    ("beneficiary_certificate", r"BENEFICIARY'?S?\s+(?:CERTIFICATE|DECLARATION|STATEMENT)"),
)
_WORDS = {
    "ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "SEVEN": 7, "EIGHT": 8,
    "DUPLICATE": 2, "TRIPLICATE": 3, "QUADRUPLICATE": 4, "QUINTUPLICATE": 5, "SEXTUPLICATE": 6,
}  # fmt: skip
_COUNT = r"(\d{1,2}|" + "|".join(word for word in _WORDS if not word.endswith("CATE")) + r")"
_ORIGINALS = re.compile(
    rf"\b{_COUNT}\s*(?:\(\s*\d{{1,2}}\s*\)\s*)?(?:SIGNED\s+)?ORIGINALS?\b", re.IGNORECASE
)
_COPIES = re.compile(
    rf"\b{_COUNT}\s*(?:\(\s*\d{{1,2}}\s*\)\s*)?(?:NON[- ]NEGOTIABLE\s+)?(?:COPIES|COPY|FOLDS?)\b",
    re.IGNORECASE,
)
_IN_SETS = re.compile(r"\bIN\s+(DUPLICATE|TRIPLICATE|QUADRUPLICATE|QUINTUPLICATE|SEXTUPLICATE)\b",
                      re.IGNORECASE)  # fmt: skip
_FULL_SET = re.compile(r"\bFULL\s+SET\b|\b(\d)\s*/\s*\1\b", re.IGNORECASE)
_SHARE_OF_SET = re.compile(
    r"(?<![\d/])(\d)\s*/\s*(\d)(?![\d/])(?=\s*(?:SETS?|ORIGINALS?|OF\b|CLEAN|B/?L|BILLS?))",
    re.IGNORECASE,
)
_START = re.compile(r"^\s*(?:\+|[-*•]|\(?\d{1,2}\s*[.)]|\(?[A-Z]\)|\d{1,2}\s+(?=[A-Z]{3}))\s*")


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """One document that the credit asks for.

    `originals` is the least number of originals, `total` of originals and copies together: "in
    triplicate" and "in 3 copies" need one original (UCP 600 art. 17d and e).
    """

    kind: str
    text: str
    originals: int = 1
    total: int = 1
    is_signed: bool = False


def split(text: str) -> tuple[str, ...]:
    """Return the numbered parts of 46A or 47A ("+", "1.", "1)", "A)"), else its paragraphs."""
    parts: list[str] = []
    for line in text.splitlines():
        start = _START.match(line)
        if start is not None or not parts:
            parts.append(line[start.end() :] if start else line)
        elif not line.strip() and parts[-1]:
            parts.append("")
        else:
            parts[-1] = f"{parts[-1]} {line.strip()}".strip()
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def read(text: str) -> tuple[RequiredDocument, ...]:
    """Return the documents of 46A in its order; a part that names none is kept as "other"."""
    return tuple(_document(part) for part in split(text))


def _document(part: str) -> RequiredDocument:
    starts = [(hit.start(), kind) for kind, form in KINDS if (hit := re.search(form, part.upper()))]
    kind = min(starts)[1] if starts else "other"
    originals, total = _counts(part)
    signed = bool(re.search(r"\bSIGNED\b", part, re.IGNORECASE)) and not re.search(
        r"\b(?:UN|NOT\s+)SIGNED\b", part, re.IGNORECASE
    )
    return RequiredDocument(kind, part, originals, total, signed)


def _counts(part: str) -> tuple[int, int]:
    share = _SHARE_OF_SET.search(part)
    if share and share.group(1) != share.group(2):
        return int(share.group(1)), int(share.group(1))
    originals, copies, sets = _ORIGINALS.search(part), _COPIES.search(part), _IN_SETS.search(part)
    first = _number(originals.group(1)) if originals else 0
    more = _number(copies.group(1)) if copies else 0
    if originals:
        return first, first + more
    if sets:
        return 1, _WORDS[sets.group(1).upper()]
    if _FULL_SET.search(part):
        return 3, 3 + more
    return 1, max(more, 1)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text.upper()]
