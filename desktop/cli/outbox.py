"""`outbox list|flush|cancel`: mail on its way out."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.bootstrap import mail_out
from desktop.cli.context import DONE, ERROR, LATER, Context, local, table
from desktop.mail import drafts
from desktop.runtime.i18n import _


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("outbox", help=_("mail on its way out"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--all", action="store_true", help=_("filed ones too"))
    listing.set_defaults(handler=_list)
    actions.add_parser("flush", parents=[shared]).set_defaults(handler=_flush)
    cancel = actions.add_parser("cancel", parents=[shared])
    cancel.add_argument("id")
    cancel.set_defaults(handler=_cancel)


def _list(context: Context, args: Namespace) -> int:
    states = ("draft", "queued", "attempted", "accepted", "filed", "failed") if args.all else ()
    rows = drafts.listing(context.store, states=states)
    text = table(
        [
            (r.id, r.state, local(r.updated_at), ", ".join(r.recipients), r.subject, r.error)
            for r in rows
        ]
    )
    context.emit({"outbox": rows}, text)
    return DONE


def _flush(context: Context, _args: Namespace) -> int:
    results = mail_out.flush(context.store, context.clock)
    text = table([(r.outbox_id, r.state, r.message) for r in results])
    context.emit({"results": results}, text or _("Nothing is waiting."))
    if any(r.state == "failed" for r in results):
        return ERROR
    return LATER if any(r.state in ("queued", "accepted") for r in results) else DONE


def _cancel(context: Context, args: Namespace) -> int:
    row = drafts.cancel(context.store, args.id)
    context.emit(row, _("Taken back: it is a draft again."))
    return DONE
