"""Names found by their pinyin: one expression for every search and picker."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from desktop.runtime.spelling import spelled_pattern


def sounds(column: InstrumentedAttribute[str], typed: str) -> sa.ColumnElement[bool]:
    """Return the condition that `spelled` words begin as typed ("bwkj", "bo wei"); false when it cannot be pinyin."""
    pattern = spelled_pattern(typed)
    return column.like(pattern) if pattern else sa.false()
