"""`journal` and `undo`: what changed, by whom and why, and taking it back."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.bootstrap.mail_hooks import after_batch
from desktop.cli.context import DONE, Context, local, moment, table
from desktop.crm import undoing
from desktop.mail import hand_threads
from desktop.runtime.clock import SystemClock
from desktop.runtime.i18n import _
from desktop.store import journal


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    show = commands.add_parser("journal", parents=[shared], help=_("what changed"))
    show.add_argument("--record", metavar="ID")
    show.add_argument("--since", metavar="T")
    show.add_argument("--limit", type=int, default=200)
    show.set_defaults(handler=_journal)
    undo = commands.add_parser("undo", parents=[shared], help=_("take the last change back"))
    undo.add_argument("entry", nargs="?", metavar="ENTRY")
    undo.set_defaults(handler=_undo)


def _journal(context: Context, args: Namespace) -> int:
    since = moment(args.since) if args.since else None
    rows = journal.entries(context.store, record=args.record, since=since, limit=args.limit)
    context.emit({"entries": rows}, _text(rows))
    return DONE


def _undo(context: Context, args: Namespace) -> int:
    rows = undoing.undo(context.store, args.entry)
    choices = [row.record_id for row in rows if row.record_type == "conversation_choice"]
    hand_threads.follow_undo(context.store, choices, after_batch(SystemClock(), context.store))
    context.emit({"undone": rows}, _text(rows))
    return DONE


def _text(rows: list[journal.Entry]) -> str:
    return table(
        [
            (
                local(row.at),
                row.actor,
                row.operation,
                row.record_type,
                row.record_id,
                ", ".join(row.changes),
                row.cause,
                row.id,
            )
            for row in rows
        ]
    )
