"""`quote new|revise|list|show|approve|send`: offers with every figure."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import date

from desktop.cli.context import DONE, Context, day, table
from desktop.runtime.i18n import _
from desktop.trade import packing_report, quote_lines, quote_moves, quote_revisions, quotes
from desktop.trade.money import Money
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import LABELS, QuoteState


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
    for name, handler in (
        ("show", _show),
        ("revise", _revise),
        ("approve", _approve),
        ("send", _sent),
    ):
        one = actions.add_parser(name, parents=[shared])
        one.add_argument("id")
        if name in ("revise", "approve"):
            one.add_argument("--note", default="")
        one.set_defaults(handler=handler)
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
    figures = quotes.create(context.store, draft, lines, today=_today(context))
    return _emit(context, figures)


def _show(context: Context, args: Namespace) -> int:
    return _emit(context, _find(context, args))


def _revise(context: Context, args: Namespace) -> int:
    found = _find(context, args)
    return _emit(
        context, quote_revisions.revise(context.store, found.id, note=args.note, today=_today(context))
    )


def _approve(context: Context, args: Namespace) -> int:
    return _move(context, args, QuoteState.APPROVED, args.note)


def _sent(context: Context, args: Namespace) -> int:
    """Mark a quote as sent by other means; `mail send --quote` mails it."""
    return _move(context, args, QuoteState.SENT, "")


def _move(context: Context, args: Namespace, state: QuoteState, note: str) -> int:
    found = _find(context, args)
    moved = quote_moves.set_state(context.store, found.id, state, note=note, now=context.clock.now())
    return _emit(context, moved)


def _list(context: Context, args: Namespace) -> int:
    rows = quotes.listing(context.store, customer_id=args.customer, today=_today(context))
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


def _find(context: Context, args: Namespace) -> QuoteFigures:
    return quotes.show(context.store, args.id, today=_today(context))


def _today(context: Context) -> date:
    return context.clock.now().astimezone().date()


def _emit(context: Context, quote: QuoteFigures) -> int:
    draft = quote.draft
    lines = [
        (line.sku, f"{line.quantity:f}", line.unit, f"{line.unit_price:f}", f"{sums.amount:,f}")
        for line, sums in zip(draft.lines, quote.totals.lines, strict=True)
    ]
    head = f"{quote.number} V{quote.revision}  {_(LABELS[quote.state])}  {draft.incoterm} {draft.place}"
    total = f"{_('Total')} {draft.currency} {quote.total.amount:,f}"
    findings = [finding.message for finding in quote.findings]
    packed = packing_report.packing_text(quote)
    text = "\n".join([head, table(lines), total, *packed, *findings])
    context.emit(packing_report.with_packing(quote), text)
    return DONE
