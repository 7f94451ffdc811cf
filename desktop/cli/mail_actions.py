"""`mail mark|move|archive|delete|...`: what the window does to mail in folders, owed to the server in the same queue."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.cli.context import DONE, Context
from desktop.mail import accounts, actions
from desktop.mail.actions import Gesture, Kind
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries import messages
from desktop.store.queries.folder_tree import folder_tree

_MARKS: dict[str, Kind] = {
    "read": "read",
    "unread": "unread",
    "flagged": "flag",
    "unflagged": "unflag",
    "answered": "answered",
    "forwarded": "forwarded",
}
_PLAIN: tuple[tuple[str, Kind], ...] = (
    ("archive", "archive"),
    ("delete", "delete"),
    ("undelete", "undelete"),
    ("junk", "junk"),
    ("not-junk", "not_junk"),
    ("purge", "purge"),
)


def register(parsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands to `mail`."""
    mark = parsers.add_parser("mark", parents=[shared], help=_("read, flagged, ..."))
    mark.add_argument("mark", choices=tuple(_MARKS))
    mark.add_argument("ids", nargs="+", type=int, metavar="ID")
    mark.set_defaults(handler=_mark)
    for name, kind in _PLAIN:
        parser = parsers.add_parser(name, parents=[shared])
        parser.add_argument("ids", nargs="+", type=int, metavar="ID")
        parser.set_defaults(handler=_act, kind=kind)
    move = parsers.add_parser("move", parents=[shared], help=_("to another folder"))
    move.add_argument("ids", nargs="+", type=int, metavar="ID")
    move.add_argument("folder", metavar="FOLDER")
    move.add_argument("--account", metavar="E", help=_("for imported mail: the mailbox it goes to"))
    move.set_defaults(handler=_move)
    undo = parsers.add_parser("undo", parents=[shared], help=_("take one of these back"))
    undo.add_argument("gesture", metavar="GESTURE")
    undo.set_defaults(handler=_undo)


def _mark(context: Context, args: Namespace) -> int:
    return _tell(context, _perform(context, _MARKS[args.mark], args.ids))


def _act(context: Context, args: Namespace) -> int:
    return _tell(context, _perform(context, args.kind, args.ids))


def _move(context: Context, args: Namespace) -> int:
    account_id = messages.show(context.store, args.ids[0]).account_id
    if args.account:
        with context.store.read() as session:
            account_id = accounts.find(session, args.account).id
    folder_id = _folder(context, account_id, args.folder)
    return _tell(context, _perform(context, "move", args.ids, folder_id=folder_id))


def _undo(context: Context, args: Namespace) -> int:
    return _tell(context, actions.undo(context.store, args.gesture))


def _perform(
    context: Context, kind: Kind, ids: list[int], *, folder_id: int | None = None
) -> Gesture:
    for message_id in ids:
        messages.show(context.store, message_id)  # an id that is none is an error, not a silence
    return actions.perform(context.store, kind, ids, folder_id=folder_id)


def _tell(context: Context, gesture: Gesture) -> int:
    words = ngettext("{count} mail changed", "{count} mails changed", gesture.count).format(
        count=gesture.count
    )
    context.emit(
        {"gesture": gesture.id, "kind": gesture.kind, "changed": gesture.count},
        _("{words}. `tradepost mail undo {gesture}` takes it back.").format(
            words=words, gesture=gesture.id
        ),
    )
    return DONE


def _folder(context: Context, account_id: str | None, name: str) -> int:
    """Find a folder of a mailbox by its name or what it is for. Raises UserFacing (`no_folder`)."""
    wanted = name.strip().casefold()
    for account in folder_tree(context.store):
        if account.id != (account_id or ""):
            continue
        for folder in account.folders:
            if wanted in (folder.name.casefold(), folder.role):
                return folder.id
    raise UserFacing(
        _("There is no folder {name} in this mailbox.").format(name=name),
        hint=_("`tradepost folder list` shows them."),
        code="no_folder",
    )
