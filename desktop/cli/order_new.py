"""`order new`: an order that no quote was made for, as the customer's purchase order says it."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from datetime import datetime, time

from desktop.cli.context import Context, day
from desktop.cli.order_output import emit
from desktop.cli.pasted_lines import aside_json, read_lines, tell
from desktop.cli.quote_edit import offer_wishes, pairs
from desktop.cli.quote_output import today
from desktop.runtime.i18n import _
from desktop.trade import line_wishes, order_entry, order_values
from desktop.trade.line_wishes import WishKind
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.orders import first_shipping
from desktop.trade.quote_draft import DraftLine
from desktop.ui.quotes.paste import PutAside


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the action to the group `order`."""
    new = actions.add_parser("new", parents=[shared], help=_("an order without an offer"))
    new.add_argument("values", nargs="*", metavar="FIELD=VALUE",
                     help=_("terms and shipment, as of `order set`"))  # fmt: skip
    new.add_argument("--customer", metavar="ID", required=True)
    new.add_argument("--po", default="", metavar="NO", help=_("the customer's order number"))
    new.add_argument("--on", metavar="D", help=_("day of the order"))
    # What is ordered is in the total: an order has no optional lines.
    offer_wishes(new, without=WishKind.OPTIONAL)
    new.add_argument("--paste", metavar="FILE", help=_("rows of a spreadsheet"))
    new.add_argument("--free-text", action="store_true", help=_("keep unknown articles as text"))
    new.add_argument("--template", default="", metavar="NAME", help=_("list of milestones"))
    new.set_defaults(handler=_new)


def _new(context: Context, args: Namespace) -> int:
    store, on = context.store, today(context)
    draft = order_entry.begin(store, args.customer, today=on)
    if args.po:
        draft = replace(draft, buyer_reference=args.po)
    given = pairs(args.values)
    if "payment_terms" in given:
        draft = replace(draft, instalments=())
    blank = OrderShipping()
    draft, shipping = order_values.with_values(draft, blank, given, today=on)
    lines = line_wishes.made_lines(store, args.wishes or (), draft, today=on)
    pasted: tuple[DraftLine, ...] = ()
    aside: list[PutAside] = []
    if args.paste:
        pasted, aside = read_lines(context, args.paste, draft, free_text=args.free_text)
    draft = replace(draft, lines=(*lines, *pasted))
    said = {name: getattr(shipping, name) for name in given if hasattr(blank, name)}
    made = order_entry.create(
        store,
        draft,
        now=_moment(context, args.on),
        shipping=replace(first_shipping(draft), **said),
        template=args.template,
    )
    emit(context, made, {"put_aside": aside_json(aside)})
    return tell(context, aside)


def _moment(context: Context, on: str | None) -> datetime:
    """Return now, or noon of the day the order has."""
    return datetime.combine(day(on), time(12)).astimezone() if on else context.clock.now()
