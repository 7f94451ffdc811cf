"""`bank lock|unlock|history`: who changed where the money goes, when and why."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context, local, table
from desktop.runtime.i18n import _
from desktop.trade import bank_lock


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands to the group `bank`."""
    lock = actions.add_parser("lock", parents=[shared], help=_("nothing of the account changes"))
    lock.add_argument("id")
    lock.set_defaults(handler=_lock)
    unlock = actions.add_parser("unlock", parents=[shared], help=_("open it for one change"))
    unlock.add_argument("id")
    unlock.add_argument("--reason", required=True, metavar="TEXT")
    unlock.set_defaults(handler=_unlock)
    history = actions.add_parser("history", parents=[shared], help=_("changes with old and new"))
    history.add_argument("id")
    history.set_defaults(handler=_history)


def _lock(context: Context, args: Namespace) -> int:
    bank_lock.lock(context.store, args.id)
    context.emit({"id": args.id, "locked": True}, _("Locked."))
    return DONE


def _unlock(context: Context, args: Namespace) -> int:
    bank_lock.unlock(context.store, args.id, args.reason)
    context.emit({"id": args.id, "locked": False}, _("Open for one change."))
    return DONE


def _history(context: Context, args: Namespace) -> int:
    rows = bank_lock.history(context.store, args.id)
    text = table([(local(r.at), r.actor, r.field, f"{r.old} → {r.new}", r.reason) for r in rows])
    context.emit({"changes": [_json(row) for row in rows]}, text)
    return DONE


def _json(row: bank_lock.BankChange) -> dict[str, str]:
    return {
        "at": row.at.isoformat(), "actor": row.actor, "field": row.field, "old": row.old,
        "new": row.new, "reason": row.reason,
    }  # fmt: skip
