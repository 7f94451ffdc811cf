"""`column IN (thousands of values)` as one bound parameter: no limit on their number, one statement to prepare."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute


def among(
    column: "sa.ColumnElement[Any] | InstrumentedAttribute[Any]", values: Iterable[int | str]
) -> sa.ColumnElement[bool]:
    """Return the condition that `column` holds one of `values` (all numbers, or all text)."""
    listed = sa.func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(sa.select(listed.c.value))
