"""The movements of a statement of account as a table on the page."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from desktop.trade.documents import labels
from desktop.trade.documents.document import AccountRow, TradeDocument
from desktop.trade.documents.flowing_rows import FlowingRows, RowPlan, TableRow
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    SMALL,
    Sheet,
    bold,
    page_room,
    right,
)

_WIDTHS = (92.0, 0.0, 102.0, 62.0, 62.0, 68.0)
_ENTRY_LEAST = 70.0


def account_table(document: TradeDocument, sheet: Sheet, tail: Sequence[Flowable] = ()) -> Flowable:
    """Return the table of movements, with `tail` (ages and closing balance) below it."""
    head = (
        sheet.stacked(labels.DATE),
        sheet.stacked(labels.ENTRY),
        sheet.stacked(labels.ENTRY_NUMBER),
        *(
            sheet.stacked(label, right(SMALL))
            for label in (labels.DEBIT, labels.CREDIT, labels.BALANCE)
        ),
    )
    return FlowingRows(
        RowPlan(
            sheet=sheet,
            head=head,
            count=len(document.account),
            make=lambda index: _row(document.account[index], sheet),
            widths=_widths(document, sheet),
            indents=(0.0, 0.0, 0.0, 4.0, 4.0, 4.0),
            padding=4.5,
            head_padding=4.5,
            page_room=page_room(document.layout),
        ),
        tail,
    )


def _widths(document: TradeDocument, sheet: Sheet) -> tuple[float, ...]:
    """Return the usual widths, wider where an amount would be broken in two."""
    columns = zip(*((row.debit, row.credit, row.balance) for row in document.account), strict=True)
    figures = [
        max(least, sheet.text(max(texts, key=len), bold(BODY)).natural_width() + 8)
        for least, texts in zip(_WIDTHS[3:], columns, strict=True)
    ]
    fixed = [*_WIDTHS[:3], *figures]
    fixed[1] = max(CONTENT_WIDTH - sum(fixed), _ENTRY_LEAST)
    # Very large amounts take the room of the reference, whose text may break.
    fixed[2] -= max(sum(fixed) - CONTENT_WIDTH, 0.0)
    return tuple(fixed)


def _row(row: AccountRow, sheet: Sheet) -> TableRow:
    return TableRow(
        (
            sheet.text(row.date, BODY),
            sheet.text(sheet.plain(row.text), BODY),
            sheet.text(row.number, BODY),
            sheet.text(row.debit, right(BODY)),
            sheet.text(row.credit, right(BODY)),
            sheet.text(row.balance, right(bold(BODY))),
        )
    )
