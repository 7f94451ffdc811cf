"""Numbers of quotes and documents: one gap-free sequence a kind, company and year (DOMAIN.md A1).

A number is taken inside the unit that uses it, so that a failed step gives it back. The sequence
hangs on the company's prefix, not on its row: whatever is renamed, no number comes twice.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from desktop.store.schema.documents import NumberSequence

PREFIXES = {
    "quote": "Q",
    "quotation": "QT",
    "proforma": "PI",
    "order": "SO",
    "contract": "SC",
    "order_confirmation": "OC",
    "commercial_invoice": "CI",
    "packing_list": "PL",
    "statement": "ST",
}


def format_number(kind: str, year: int, count: int, series: str = "") -> str:
    """Return "PI-2026-0042", or "HK-PI-2026-0042" in the series "HK"."""
    number = f"{PREFIXES[kind]}-{year}-{count:04d}"
    return f"{series}-{number}" if series else number


def next_free(
    session: Session, kind: str, year: int, series: str, is_used: Callable[[str], bool]
) -> tuple[str, tuple[str, ...]]:
    """Return the number that `take` would give next, without taking it, and those used before it.

    `is_used` tells of a number that something outside the store has.
    """
    row = session.get(NumberSequence, (kind, year, series))
    count, skipped = (row.last if row else 0) + 1, []
    while is_used(number := format_number(kind, year, count, series)):
        skipped.append(number)
        count += 1
    return number, tuple(skipped)


def take(session: Session, kind: str, year: int, series: str = "") -> str:
    """Return the next number of the kind, year and series, and count it as used."""
    row = session.get(NumberSequence, (kind, year, series))
    if row is None:
        row = NumberSequence(kind=kind, year=year, series=series, last=0)
        session.add(row)
    row.last += 1
    return format_number(kind, year, row.last, series)
