"""What the list of conversations says when nothing is in it: why, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import FolderItem
from desktop.store.queries.thread_scope import split_scope
from desktop.store.queries.threads import SEARCH
from desktop.ui.widgets.empty import EmptyState


@dataclass(frozen=True)
class WaysOut:
    """What the buttons of an empty list do: show everything, open another screen, sync a folder by its id."""

    show_all: Callable[[], object]
    open_screen: Callable[[str], object]
    sync: Callable[[int], object]


def empty_state(scope: str, folder: FolderItem | None, ways: WaysOut) -> EmptyState:
    """Return it for a filter, a folder or a search (`scope`, as the pane has it)."""
    if scope.startswith(SEARCH):
        return EmptyState(
            "search",
            _("Nothing found"),
            _("Try fewer or other words; from: and before: narrow a search."),
            (_everything(ways),),
        )
    if folder is not None:
        return _empty_folder(folder, split_scope(scope)[1], ways)
    if scope == "all":
        return EmptyState(
            "inbox",
            _("No mail here yet"),
            _("Mail appears while it is fetched, the newest first."),
            ((_("Mail accounts"), "settings", lambda: ways.open_screen("settings")),),
        )
    if scope == "reply_due":
        return EmptyState(
            "check-check",
            _("Every reply is sent"),
            _("Nobody waits for a first answer."),
            ((_("Open Today"), "sun", lambda: ways.open_screen("today")), _everything(ways)),
            good=True,
        )
    return EmptyState(
        "inbox",
        _("Nothing unread") if scope == "unread" else _("No open inquiries"),
        _("New mail appears here by itself."),
        (_everything(ways),),
    )


def _everything(ways: WaysOut) -> tuple[str, str, Callable[[], object]]:
    return (_("Show all mail"), "inbox", ways.show_all)


def _empty_folder(folder: FolderItem, only: str, ways: WaysOut) -> EmptyState:
    if not folder.synced and folder.account_id is not None:
        words = _("Its mail stays on the server. {n} mails lie there.")
        return EmptyState(
            "cloud",
            _("This folder is not synced"),
            words.format(n=f"{folder.total:,}"),
            ((_("Sync this folder"), "refresh-cw", lambda: ways.sync(folder.id)),),
        )
    if only != "all":
        words = _("All of this folder is read.")
        return EmptyState(
            "check-check", _("Nothing unread"), words, (_everything(ways),), good=True
        )
    return EmptyState(
        "folder-open", _("This folder is empty"), _("Mail that is moved here appears at once.")
    )
