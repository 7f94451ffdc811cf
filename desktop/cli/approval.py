"""`approval list`: the quotes that wait for a yes."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context, table
from desktop.runtime.i18n import _
from desktop.trade import approvals
from desktop.trade.quote_figures import number


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("approval", help=_("quotes that wait for approval"))
    actions = group.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[shared]).set_defaults(handler=_list)


def _list(context: Context, _args: Namespace) -> int:
    rows = approvals.waiting(context.store, now=context.clock.now())
    data = [
        {
            "id": row.figures.id,
            "number": row.figures.number,
            "revision": row.figures.revision,
            "customer_id": row.figures.draft.customer_id,
            "total": row.figures.total.as_json(),
            "margin_percent": number(row.figures.totals.margin_percent),
            "asked_by": row.asked_by,
            "note": row.note,
            "reasons": [{"code": f.code, "message": f.message} for f in row.reasons],
        }
        for row in rows
    ]
    text = table(
        [
            (
                row.figures.id,
                f"{row.figures.number} V{row.figures.revision}",
                row.figures.total.format(),
                row.asked_by,
                " ".join(finding.message for finding in row.reasons),
            )
            for row in rows
        ]
    )
    context.emit({"approvals": data}, text)
    return DONE
