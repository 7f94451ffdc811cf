"""Fields of a quote's line set by command, with the consequences that typing them in the window has."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desktop.store.workspace import Store
from desktop.trade.line_finding import as_wish, find_lines, is_as_listed, relisted
from desktop.trade.line_units import in_unit
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_values import with_line_values
from desktop.trade.selling_units import sellings_of


def set_values(
    store: Store, draft: QuoteDraft, line: DraftLine, values: Mapping[str, str], *, today: date
) -> DraftLine:
    """Return the line with fields set from text; a price from a list follows a new quantity or unit.

    A unit that the article is sold by changes price, cost and cartons with it; a price or number in the same
    command is one of the new unit. A price by hand stays. Raises UserFacing as `quote_values.with_line_values`.
    """
    new = line
    unit = values.get("unit", "").strip()
    if unit and line.product_id:
        selling = sellings_of(store, [line.product_id]).get(line.product_id)
        own = {name: text for name, text in values.items() if name == "quantity"}
        new = with_line_values(line, own)
        new = in_unit(new, unit, selling) if selling is not None else replace(new, unit=unit)
        values = {name: text for name, text in values.items() if name not in ("unit", "quantity")}
    new = with_line_values(new, values)
    moved = (new.quantity, new.unit) != (line.quantity, line.unit)
    if not moved or not is_as_listed(new):
        return new
    return relisted(new, find_lines(store, [as_wish(new)], draft, today=today)[0])
