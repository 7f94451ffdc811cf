"""`order lc ID`: the letter of credit of an order, pasted from a file or set field by field."""

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from desktop.cli.context import DONE, PARTLY, Context, table
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import letter_of_credit, order_credit, orders
from desktop.trade.order_figures import OrderFigures


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command to the group `order`."""
    command = actions.add_parser("lc", parents=[shared], help=_("letter of credit (MT700)"))
    command.add_argument("id")
    ways = command.add_mutually_exclusive_group()
    ways.add_argument("--file", metavar="F", help=_("text of the MT700; - for standard input"))
    ways.add_argument("--set", dest="values", action="append", metavar="TAG=VALUE")
    ways.add_argument("--clear", action="store_true", help=_("the order has none"))
    command.set_defaults(handler=_credit)


def _credit(context: Context, args: Namespace) -> int:
    today = context.clock.now().astimezone().date()
    if args.file:
        figures, found = order_credit.paste(context.store, args.id, _text(args.file), today=today)
        return _emit(context, figures, found.notes)
    if args.values:
        pairs = dict(_pair(one) for one in args.values)
        return _emit(
            context, order_credit.set_fields(context.store, args.id, pairs, today=today), ()
        )
    if args.clear:
        return _emit(context, order_credit.remove(context.store, args.id, today=today), ())
    return _emit(context, orders.show(context.store, args.id, today=today), ())


def _emit(context: Context, figures: OrderFigures, notes: tuple[str, ...]) -> int:
    credit = letter_of_credit.read(figures.letter_of_credit)
    if credit is None:
        context.emit({"order": figures.number, "letter_of_credit": None, "problems": []},
                     _("{order} has no letter of credit.").format(order=figures.number))  # fmt: skip
        return DONE
    last = credit.latest_presentation(figures.shipping.bl_date)
    problems = [
        *({"tag": one.tag, "message": one.message} for one in credit.problems),
        *({"tag": "", "message": note} for note in notes),
    ]
    data = {
        "order": figures.number,
        "letter_of_credit": credit.as_json(),
        "latest_presentation": last.isoformat() if last else None,
        "problems": problems,
    }
    rows = [
        (tag, order_credit.name_of(tag), " / ".join(words.splitlines())[:90])
        for tag, words in credit.fields.items()
    ]
    lines = [table(rows), *(f"! {one['message']}" for one in problems)]
    context.emit(data, "\n".join(lines))
    return PARTLY if problems else DONE


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        raw = Path(name).read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=name), code="unreadable_file"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _pair(text: str) -> tuple[str, str]:
    tag, sign, value = text.partition("=")
    if not sign:
        raise UserFacing(_("“{text}” is not TAG=VALUE.").format(text=text), code="bad_credit_field")
    return tag, value.replace("\\n", "\n")
