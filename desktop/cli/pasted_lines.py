"""Rows of a spreadsheet's file as lines of an offer or order; those that cannot be used with their reasons."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.cli.context import DONE, PARTLY, Context
from desktop.cli.quote_output import today
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import line_finding
from desktop.trade.line_finding import free_text_line
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.paste import PutAside, read_rows


def read_lines(
    context: Context, path: str, draft: QuoteDraft, *, free_text: bool
) -> tuple[tuple[DraftLine, ...], list[PutAside]]:
    """Return the rows of a file as lines for `draft`'s buyer, and the rows put aside, in their order.

    `free_text` keeps articles that the catalogue does not have. Raises UserFacing for a file that
    cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=path), code="unreadable_file"
        ) from error
    pasted = read_rows(text)
    wishes = [row.wanted() for row in pasted.rows]
    hits = line_finding.find_lines(context.store, wishes, draft, today=today(context))
    lines: list[DraftLine] = []
    aside = list(pasted.aside)
    for row, hit in zip(pasted.rows, hits, strict=True):
        if hit.line is not None and not hit.problem:
            lines.append(hit.line)
        elif hit.line is None and free_text:
            lines.append(free_text_line(hit.wanted))
        else:
            reason = hit.problem or _("There is no product “{sku}”.").format(sku=hit.wanted.text)
            aside.append(PutAside(row.row, hit.wanted.text, reason))
    aside.sort(key=lambda one: one.row)
    return tuple(lines), aside


def aside_json(aside: Sequence[PutAside]) -> list[dict[str, Any]]:
    """Return the rows put aside in the command line's form."""
    return [{"row": one.row, "text": one.text, "reason": one.reason} for one in aside]


def tell(context: Context, aside: Sequence[PutAside]) -> int:
    """Name each row put aside; return the exit code."""
    for one in aside:
        context.say(
            _("Row {row} ({text}): {reason}").format(row=one.row, text=one.text, reason=one.reason)
        )
    return PARTLY if aside else DONE
