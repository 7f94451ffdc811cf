"""`followup list|add|done|snooze`: promises."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context, local, moment, table
from desktop.crm import followups
from desktop.crm.followups import FollowUpRow
from desktop.runtime.i18n import _


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("followup", help=_("promises and reminders"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--due", choices=("today", "overdue", "week"))
    listing.add_argument("--customer", metavar="ID")
    listing.add_argument("--at", metavar="TIME")
    listing.add_argument("--closed", action="store_true")
    listing.set_defaults(handler=_list)
    add = actions.add_parser("add", parents=[shared])
    add.add_argument("title")
    add.add_argument("--due", metavar="T", required=True)
    add.add_argument("--customer", metavar="ID")
    add.add_argument("--thread", metavar="ID", type=int)
    add.add_argument("--kind", default="task")
    add.set_defaults(handler=_add)
    done = actions.add_parser("done", parents=[shared])
    done.add_argument("id")
    done.set_defaults(handler=_done)
    snooze = actions.add_parser("snooze", parents=[shared])
    snooze.add_argument("id")
    snooze.add_argument("--until", metavar="T", required=True)
    snooze.set_defaults(handler=_snooze)


def _list(context: Context, args: Namespace) -> int:
    now = moment(args.at) if args.at else context.clock.now()
    rows = followups.list_followups(
        context.store,
        now,
        due=args.due,
        customer_id=args.customer,
        closed=args.closed,
        zone=now.astimezone().tzinfo or now.tzinfo,  # type: ignore[arg-type]
    )
    return _emit(context, rows)


def _add(context: Context, args: Namespace) -> int:
    row = followups.add(
        context.store,
        title=args.title,
        due=moment(args.due),
        now=context.clock.now(),
        kind=args.kind,
        customer_id=args.customer,
        thread_id=args.thread,
    )
    return _emit_one(context, row)


def _done(context: Context, args: Namespace) -> int:
    return _emit_one(context, followups.done(context.store, args.id, context.clock.now()))


def _snooze(context: Context, args: Namespace) -> int:
    row = followups.snooze(context.store, args.id, moment(args.until), context.clock.now())
    return _emit_one(context, row)


def _emit(context: Context, rows: list[FollowUpRow]) -> int:
    context.emit({"followups": rows}, _text(rows))
    return DONE


def _emit_one(context: Context, row: FollowUpRow) -> int:
    context.emit(row, _text([row]))
    return DONE


def _text(rows: list[FollowUpRow]) -> str:
    return table(
        [(r.id, local(r.due), str(r.due_state), r.customer_name, r.text, r.state) for r in rows]
    )
