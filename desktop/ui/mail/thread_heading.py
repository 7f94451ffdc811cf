"""What stands above the list of conversations: which folder, filter or search, and how much in it waits."""

from collections.abc import Mapping

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.folder_tree import FolderItem
from desktop.store.queries.threads import SEARCH
from desktop.ui.folder_names import folder_name


def heading(
    scope: str, folder: FolderItem | None, place: str, counts: Mapping[str, int]
) -> tuple[str, str]:
    """Return title and detail; `place` is the account where there are several, `counts` those of the filters."""
    if scope.startswith(SEARCH):
        return _("Found"), scope.removeprefix(SEARCH)
    if folder is not None and folder.role != "inbox":
        unread = counts.get("unread", 0)
        words = ngettext("{n} unread", "{n} unread", unread).format(n=f"{unread:,}")
        return folder_name(folder), _both(place, words if unread else "")
    due = counts.get("reply_due", 0)
    words = ngettext("{count} needs a reply", "{count} need a reply", due).format(count=due)
    return _("Inbox"), _both(place if folder is not None else "", words if due else "")


def _both(first: str, second: str) -> str:
    return " · ".join(part for part in (first, second) if part)
