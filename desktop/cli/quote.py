"""`quote list|show`: offers with every figure; made and changed in `quote_edit`, what becomes of them in `quote_course`."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli import clause_choice, quote_course, quote_edit, quote_pack, quote_price
from desktop.cli.context import DONE, Context, table
from desktop.cli.quote_output import emit, find, today
from desktop.runtime.i18n import _
from desktop.trade import quote_marks, quotes
from desktop.trade.money import Money
from desktop.trade.quote_figures import number
from desktop.trade.quote_states import LABELS, QuoteState


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("quote", help=_("offers"))
    actions = group.add_subparsers(dest="action", required=True)
    quote_edit.register(actions, shared)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("id")
    show.set_defaults(handler=_show)
    quote_course.register(actions, shared)
    quote_pack.register(actions, shared)
    quote_price.register(actions, shared)
    clause_choice.register(actions, shared, of_orders=False)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("text", nargs="?", default="")
    listing.add_argument("--customer", metavar="ID", default="")
    listing.add_argument("--state", choices=[state.value for state in QuoteState])
    listing.set_defaults(handler=_list)


def _show(context: Context, args: Namespace) -> int:
    found = find(context, args)
    mark = quote_marks.read_mark(context.store, found.draft, found.totals.packed.cartons)
    return emit(context, found, {"main_mark": mark.splitlines()})


def _list(context: Context, args: Namespace) -> int:
    rows = quotes.listing(
        context.store,
        customer_id=args.customer,
        text=args.text,
        today=today(context),
        state=QuoteState(args.state) if args.state else None,
    )
    data = [
        {
            "id": r.id,
            "number": r.number,
            "revision": r.revision,
            "state": r.state.value,
            "customer_id": r.customer_id,
            "customer_name": r.customer_name,
            "incoterm": r.incoterm,
            "place": r.place,
            "valid_until": r.valid_until,
            "sent_at": r.sent_at.isoformat() if r.sent_at else None,
            "answered": r.answered,
            "seems": r.seems or None,
            "margin_percent": number(r.margin_percent),
            "total": Money(r.total, r.currency).as_json(),
        }
        for r in rows
    ]
    text = table(
        [
            (
                r.id,
                f"{r.number} V{r.revision}",
                _(LABELS[r.state]),
                r.customer_name,
                f"{r.currency} {r.total:,f}",
            )
            for r in rows
        ]
    )
    context.emit({"quotes": data}, text)
    return DONE
