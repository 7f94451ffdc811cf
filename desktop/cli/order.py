"""`order new|from-quote|list|show|set|line|milestone|payment|statement|cancel|...`: orders and their course."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace

from desktop.cli import clause_choice, order_credit, order_ending, order_file, order_new
from desktop.cli.context import DONE, Context, day, table
from desktop.cli.order_output import emit, rows_json, statement_text
from desktop.cli.quote_edit import line_place, pairs
from desktop.cli.quote_output import today
from desktop.runtime.i18n import _
from desktop.trade import (
    order_course,
    order_templates,
    order_values,
    orders,
    quote_values,
    statement_rows,
)
from desktop.trade.money import Money, parse_decimal
from desktop.trade.order_payments import ReceiptKind


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("order", help=_("orders: shipment, milestones, payments"))
    actions = group.add_subparsers(dest="action", required=True)
    order_new.register(actions, shared)
    made = actions.add_parser("from-quote", parents=[shared], help=_("an order from an offer"))
    made.add_argument("id", help=_("quote, by id or number"))
    made.add_argument("--option", action="append", default=[], metavar="KEY",
                      help=_("an optional line that is ordered too"))  # fmt: skip
    made.add_argument("--template", default="", metavar="NAME", help=_("list of milestones"))
    made.add_argument("--again", action="store_true", help=_("a repeat order"))
    made.set_defaults(handler=_from_quote)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("text", nargs="?", default="")
    listing.add_argument("--customer", metavar="ID", default="")
    listing.add_argument("--milestone", metavar="NAME", default="")
    listing.add_argument("--open", action="store_true", dest="open_only")
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("id")
    show.set_defaults(handler=_show)
    _register_changes(actions, shared)
    _register_course(actions, shared)
    order_credit.register(actions, shared)
    order_file.register(actions, shared)
    order_ending.register(actions, shared)
    clause_choice.register(actions, shared, of_orders=True)


def _register_changes(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    change = actions.add_parser("set", parents=[shared], help=_("fields of an order"))
    change.add_argument("id")
    change.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    change.add_argument("--edition", type=int, metavar="N", help=_("refuse when it is another"))
    change.set_defaults(handler=_set)
    line = actions.add_parser("line", parents=[shared], help=_("a line of an order"))
    line.add_argument("id")
    line.add_argument("line", metavar="N|KEY")
    line.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    line.add_argument("--remove", action="store_true")
    line.set_defaults(handler=_line)


def _register_course(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    step = actions.add_parser("milestone", parents=[shared])
    step.add_argument("id")
    step.add_argument("name")
    step.add_argument("--on", metavar="D")
    step.add_argument("--note")
    step.add_argument("--undo", action="store_true", help=_("it is not reached yet"))
    step.set_defaults(handler=_milestone)
    progress = actions.add_parser("progress", parents=[shared], help=_("production in per cent"))
    progress.add_argument("id")
    progress.add_argument("percent", type=int)
    progress.set_defaults(handler=_progress)
    payment = actions.add_parser("payment", parents=[shared])
    payment.add_argument("id")
    payment.add_argument("--amount", metavar="A")
    payment.add_argument("--on", metavar="D")
    payment.add_argument("--reference", default="", metavar="TEXT")
    payment.add_argument("--kind", choices=[kind.value for kind in ReceiptKind], default="receipt")
    payment.add_argument("--remove", metavar="RECEIPT", default="")
    payment.set_defaults(handler=_payment)
    account = actions.add_parser("statement", parents=[shared], help=_("a customer's account"))
    account.add_argument("customer")
    account.add_argument("--currency", default="", metavar="C")
    account.add_argument("--company", default=None, metavar="ID")
    account.add_argument("--from", dest="begin", metavar="D")
    account.add_argument("--to", dest="end", metavar="D")
    account.set_defaults(handler=_statement)
    template = actions.add_parser("template", parents=[shared], help=_("lists of milestones"))
    template.add_argument("name", nargs="?", default="")
    template.add_argument("--milestone", action="append", metavar="NAME", default=[])
    template.add_argument("--default", action="store_true", dest="is_default")
    template.add_argument("--delete", action="store_true")
    template.set_defaults(handler=_template)


def _from_quote(context: Context, args: Namespace) -> int:
    made = orders.from_quote(
        context.store,
        args.id,
        now=context.clock.now(),
        options=tuple(args.option),
        template=args.template,
        again=args.again,
    )
    return emit(context, made)


def _list(context: Context, args: Namespace) -> int:
    rows = orders.listing(
        context.store,
        today=today(context),
        customer_id=args.customer,
        milestone=args.milestone,
        open_only=args.open_only,
        text=args.text,
    )
    text = table(
        [
            (
                row.number,
                row.customer_name,
                row.milestone_text,
                Money(row.total, row.currency).format(),
                _("open {amount}").format(amount=Money(row.open, row.currency).format()),
                f"ETD {row.etd.isoformat()}" if row.etd else "",
            )
            for row in rows
        ]
    )
    context.emit({"orders": rows_json(rows)}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    return emit(context, orders.show(context.store, args.id, today=today(context)))


def _set(context: Context, args: Namespace) -> int:
    on = today(context)
    found = orders.show(context.store, args.id, today=on)
    draft, shipping = order_values.with_values(
        found.draft, found.shipping, pairs(args.values), today=on
    )
    written = orders.update(
        context.store,
        found.id,
        today=on,
        draft=draft,
        shipping=shipping,
        edition=args.edition if args.edition is not None else found.edition,
    )
    return emit(context, written)


def _line(context: Context, args: Namespace) -> int:
    on = today(context)
    found = orders.show(context.store, args.id, today=on)
    lines = list(found.draft.lines)
    place = line_place(found.draft, args.line)
    if args.remove:
        del lines[place]
    else:
        lines[place] = quote_values.with_line_values(lines[place], pairs(args.values))
    draft = replace(found.draft, lines=tuple(lines))
    written = orders.update(context.store, found.id, today=on, draft=draft, edition=found.edition)
    return emit(context, written)


def _milestone(context: Context, args: Namespace) -> int:
    now = today(context)
    if args.undo:
        return emit(context, order_course.unreach(context.store, args.id, args.name, today=now))
    on = day(args.on) if args.on else now
    reached = order_course.reach(
        context.store, args.id, args.name, on=on, today=now, note=args.note
    )
    return emit(context, reached)


def _progress(context: Context, args: Namespace) -> int:
    made = order_course.set_progress(context.store, args.id, args.percent, today=today(context))
    return emit(context, made)


def _payment(context: Context, args: Namespace) -> int:
    now = today(context)
    if args.remove:
        return emit(context, order_course.remove_receipt(context.store, args.remove, today=now))
    booked = order_course.receive(
        context.store,
        args.id,
        parse_decimal(args.amount or "", what=_("Amount")),
        on=day(args.on) if args.on else now,
        today=now,
        kind=ReceiptKind(args.kind),
        reference=args.reference,
    )
    return emit(context, booked)


def _statement(context: Context, args: Namespace) -> int:
    found = statement_rows.statement(
        context.store,
        args.customer,
        args.currency.upper(),
        begin=day(args.begin) if args.begin else None,
        end=day(args.end) if args.end else today(context),
        seller_id=args.company,
    )
    context.emit(found.as_json(), statement_text(found))
    return DONE


def _template(context: Context, args: Namespace) -> int:
    if args.name and args.delete:
        order_templates.delete(context.store, args.name)
    elif args.name:
        order_templates.save(context.store, args.name, args.milestone, is_default=args.is_default)
    rows = order_templates.listing(context.store)
    data = [
        {"name": row.name, "milestones": list(row.milestones), "is_default": row.is_default}
        for row in rows
    ]
    text = table([(row.name, ", ".join(row.milestones)) for row in rows])
    context.emit({"templates": data}, text)
    return DONE
