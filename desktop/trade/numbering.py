"""Numbers of quotes and documents: one gap-free sequence a kind and year (DOMAIN.md A1).

A number is taken inside the unit that uses it, so that a failed step gives it back.
"""

from sqlalchemy.orm import Session

from desktop.store.schema.documents import NumberSequence

PREFIXES = {"quote": "Q", "quotation": "QT", "proforma": "PI"}


def format_number(kind: str, year: int, count: int) -> str:
    """Return "PI-2026-0042"."""
    return f"{PREFIXES[kind]}-{year}-{count:04d}"


def peek(session: Session, kind: str, year: int) -> str:
    """Return the number that `take` would give next, without taking it."""
    row = session.get(NumberSequence, (kind, year))
    return format_number(kind, year, (row.last if row else 0) + 1)


def take(session: Session, kind: str, year: int) -> str:
    """Return the next number of the kind and year and count it as used."""
    row = session.get(NumberSequence, (kind, year))
    if row is None:
        row = NumberSequence(kind=kind, year=year, last=0)
        session.add(row)
    row.last += 1
    return format_number(kind, year, row.last)
