"""Folders as people call them: roles by their icon and name in the user's language, the rest as they are."""

from desktop.runtime.i18n import N_, _
from desktop.store.queries.folder_tree import FolderItem

ROLES = {
    "inbox": ("inbox", N_("Inbox")),
    "drafts": ("notebook-pen", N_("Drafts")),
    "sent": ("send", N_("Sent")),
    "archive": ("archive", N_("Archive")),
    "all": ("mail", N_("All mail")),
    "flagged": ("star", N_("Starred")),
    "junk": ("shield-alert", N_("Junk")),
    "trash": ("trash-2", N_("Trash")),
}
_QUIET = ("sent", "drafts", "trash", "all", "flagged")
"""Roles whose unread mail waits for nobody."""


def folder_name(folder: FolderItem) -> str:
    """Return the name of a folder as lists show it: its last part, or its role's name."""
    if folder.role in ROLES:
        return _(ROLES[folder.role][1])
    if folder.account_id is None and folder.leaf == "Imported":
        return _("Imported")
    return folder.leaf


def folder_icon(folder: FolderItem) -> str:
    """Return the icon of a folder."""
    return ROLES[folder.role][0] if folder.role in ROLES else "folder"


def folder_count(folder: FolderItem) -> int:
    """Return the figure beside a folder: unread mail that waits for the user."""
    return 0 if folder.role in _QUIET else folder.unread
