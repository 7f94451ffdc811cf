"""The movements of a statement of account as a table on the page."""

from reportlab.platypus import Table

from desktop.trade.documents import labels
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.mixed_text import TEXT
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    SMALL,
    Sheet,
    bold,
    grid,
    right,
    rule_below,
)


def account_table(document: TradeDocument, sheet: Sheet) -> Table:
    """Return the table of movements; its heading repeats on every page."""
    head = [
        sheet.stacked(labels.DATE),
        sheet.stacked(labels.ENTRY),
        sheet.stacked(labels.ENTRY_NUMBER),
        *(
            sheet.stacked(label, right(SMALL))
            for label in (labels.DEBIT, labels.CREDIT, labels.BALANCE)
        ),
    ]
    rows = [
        [
            sheet.text(row.date, BODY),
            sheet.text(sheet.plain(row.text), BODY),
            sheet.text(row.number, BODY),
            sheet.text(row.debit, right(BODY)),
            sheet.text(row.credit, right(BODY)),
            sheet.text(row.balance, right(bold(BODY))),
        ]
        for row in document.account
    ]
    widths = [84.0, 0.0, 106.0, 62.0, 62.0, 68.0]
    widths[1] = CONTENT_WIDTH - sum(widths)
    commands = [
        rule_below(0, TEXT, 0.75),
        *(rule_below(index) for index in range(1, len(rows) + 1)),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, 0), 0),
    ]
    return grid([head, *rows], widths, commands, padding=4.5, repeat_head=True)
