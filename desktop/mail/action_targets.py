"""Where an action takes a message: which of its places it leaves, and the folder it goes to."""

import sqlalchemy as sa

from desktop.mail.action_rows import MOVES
from desktop.mail.local_folders import local_folder
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, MailAction, Placement
from desktop.store.unit import Unit

_ROLES = {
    "archive": ("archive", "all"),
    "delete": ("trash",),
    "junk": ("junk",),
    "not_junk": ("inbox",),
    "undelete": ("inbox",),
}
_STAY = {
    "archive": ("archive", "all", "sent", "trash", "junk", "drafts"),
    "delete": ("trash",),
    "junk": ("junk", "trash", "sent", "drafts"),
}
_LEFT = {"undelete": "trash", "purge": "trash", "not_junk": "junk"}
"""Kinds that concern only what lies in one kind of folder."""


def chosen(kind: str, where: list[tuple[Placement, Folder]]) -> list[tuple[Placement, Folder]]:
    """Return which places of a message an action concerns.

    "archive" empties the inbox and leaves other folders alone. Gmail's folder of all mail is only taken when the
    message lies nowhere else. Raises UserFacing (`not_in_trash`) for "purge".
    """
    if kind in _LEFT:
        inside = [(p, f) for p, f in where if f.role == _LEFT[kind]]
        if kind == "purge" and where and not inside:
            raise UserFacing(
                _("Only mail in the trash can be deleted for good."),
                safe=_("Nothing was deleted."),
                hint=_("Delete it first: it goes to the trash."),
                code="not_in_trash",
            )
        return inside
    found = [(p, f) for p, f in where if f.role not in _STAY.get(kind, ())]
    inbox = [(p, f) for p, f in found if f.role == "inbox"]
    if kind == "archive" and inbox:
        return inbox
    return [(p, f) for p, f in found if f.role != "all"] or found


class Targets:
    """The target folders of one gesture, each looked up once."""

    def __init__(self, unit: Unit, kind: str, folder_id: int | None) -> None:
        """`folder_id` is the target of "move"."""
        self._unit, self._kind, self._folder_id = unit, kind, folder_id
        self._found: dict[str | None, Folder] = {}

    def of(self, message_id: int, source: Folder) -> Folder | None:
        """Return where a message of `source` goes, None: away for good. Raises UserFacing."""
        if self._kind == "purge":
            return None
        if self._kind == "move":
            return self._named(source)
        if self._kind in ("undelete", "not_junk"):
            origin = self._origin(message_id, source)
            if origin is not None and origin.account_id == source.account_id:
                return origin
        if source.account_id not in self._found:
            self._found[source.account_id] = self._by_role(source)
        return self._found[source.account_id]

    def _named(self, source: Folder) -> Folder:
        target = self._unit.session.get(Folder, self._folder_id or 0)
        if target is None:
            raise UserFacing(_("There is no such folder."), code="no_folder")
        local = source.account_id is None  # it may go into any mailbox
        if target.account_id != source.account_id and not local:
            raise UserFacing(
                _("A mail can only be moved within its own mailbox."),
                safe=_("Nothing was moved."),
                hint=_("Choose a folder of the same account."),
                code="other_mailbox",
            )
        return target

    def _origin(self, message_id: int, source: Folder) -> Folder | None:
        """Return the folder from which the message came into `source`, by the kept rows of the queue."""
        session = self._unit.session
        query = (
            sa.select(MailAction.args)
            .where(MailAction.message_id == message_id, MailAction.kind.in_(MOVES))
            .order_by(MailAction.id.desc())
        )
        for args in session.scalars(query):
            if args.get("to_folder_id") == source.id:
                return session.get(Folder, args["folder_id"])
        return None

    def _by_role(self, source: Folder) -> Folder:
        session = self._unit.session
        if source.account_id is None:
            name = {"delete": "Trash", "archive": "Archive", "junk": "Junk"}.get(self._kind)
            number = local_folder(
                self._unit,
                name or "Imported",
                role=_ROLES[self._kind][0] if name else "imported",
            )
            local = session.get(Folder, number)
            assert local is not None
            return local
        for role in _ROLES[self._kind]:
            found = session.scalar(
                sa.select(Folder).where(Folder.account_id == source.account_id, Folder.role == role)
            )
            if found is not None:
                return found
        raise _no_folder(self._kind)


def _no_folder(kind: str) -> UserFacing:
    words = {
        "archive": _("This account has no archive folder."),
        "delete": _("This account has no trash folder."),
        "junk": _("This account has no folder for junk."),
    }
    hints = {
        "archive": _("Make a folder called Archive in the mailbox, then synchronise."),
        "delete": _("Make a folder called Trash in the mailbox, then synchronise."),
        "junk": _("Make a folder called Junk in the mailbox, then synchronise."),
    }
    code = {"archive": "no_archive_folder", "delete": "no_trash_folder", "junk": "no_junk_folder"}
    return UserFacing(
        words.get(kind, _("This account has no inbox.")),
        safe=_("Nothing was moved."),
        hint=hints.get(kind, _("Synchronise, then try again.")),
        code=code.get(kind, "no_inbox"),
    )
