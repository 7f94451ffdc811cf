"""`order cancel` and `order delete`: how an order ends early."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context
from desktop.cli.order_output import emit
from desktop.cli.quote_output import today
from desktop.runtime.i18n import _
from desktop.trade import order_ending


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the actions to the group `order`."""
    cancel = actions.add_parser("cancel", parents=[shared], help=_("nothing is due any more"))
    cancel.add_argument("id")
    cancel.add_argument("--reason", default="", metavar="TEXT")
    cancel.add_argument("--undo", action="store_true", help=_("take it up again"))
    cancel.set_defaults(handler=_cancel)
    delete = actions.add_parser("delete", parents=[shared], help=_("an order entered by mistake"))
    delete.add_argument("id")
    delete.set_defaults(handler=_delete)


def _cancel(context: Context, args: Namespace) -> int:
    if args.undo:
        return emit(context, order_ending.resume(context.store, args.id, today=today(context)))
    now = context.clock.now()
    return emit(context, order_ending.cancel(context.store, args.id, args.reason, now=now))


def _delete(context: Context, args: Namespace) -> int:
    number = order_ending.delete(context.store, args.id, now=context.clock.now())
    context.emit({"deleted": number}, _("{number} deleted").format(number=number))
    return DONE
