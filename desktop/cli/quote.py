"""`quote new|list|show|...`: offers with every figure; what becomes of them is in `quote_course`."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli import quote_course, quote_pack
from desktop.cli.context import DONE, Context, day, table
from desktop.cli.quote_output import emit, find, today
from desktop.runtime.i18n import _
from desktop.trade import quote_lines, quotes
from desktop.trade.money import Money
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_states import LABELS


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("quote", help=_("offers"))
    actions = group.add_subparsers(dest="action", required=True)
    new = actions.add_parser("new", parents=[shared])
    new.add_argument("--customer", metavar="ID", required=True)
    new.add_argument("--contact", metavar="ID")
    new.add_argument("--currency", default="")
    new.add_argument("--incoterm", default="")
    new.add_argument("--place", default="")
    new.add_argument(
        "--line", metavar="SKU:QTY[:PRICE]", action="append", default=[], required=True
    )
    new.add_argument("--valid-until", metavar="D")
    new.add_argument("--payment-terms", default="")
    new.add_argument("--lead-time", default="")
    new.set_defaults(handler=_new)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("id")
    show.set_defaults(handler=_show)
    quote_course.register(actions, shared)
    quote_pack.register(actions, shared)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--customer", metavar="ID", default="")
    listing.set_defaults(handler=_list)


def _new(context: Context, args: Namespace) -> int:
    draft = QuoteDraft(
        customer_id=args.customer,
        contact_id=args.contact,
        currency=args.currency.upper() or "USD",
        incoterm=args.incoterm.upper(),
        place=args.place,
        payment_terms=args.payment_terms,
        lead_time=args.lead_time,
        valid_until=day(args.valid_until) if args.valid_until else None,
    )
    lines = [quote_lines.parse_line(text) for text in args.line]
    figures = quotes.create(context.store, draft, lines, today=today(context))
    return emit(context, figures)


def _show(context: Context, args: Namespace) -> int:
    return emit(context, find(context, args))


def _list(context: Context, args: Namespace) -> int:
    rows = quotes.listing(context.store, customer_id=args.customer, today=today(context))
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
