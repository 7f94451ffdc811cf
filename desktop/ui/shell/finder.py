"""What the palette offers for the words typed: actions, screens, people, quotes, orders, mails."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.runtime.i18n import _
from desktop.store.queries import search
from desktop.store.queries.folder_tree import AccountFolders
from desktop.ui.actions import Action, key_text
from desktop.ui.folder_names import folder_icon, folder_name
from desktop.ui.services import Services
from desktop.ui.shell.palette import Entry, Palette, split_mode
from desktop.ui.shell.screens_list import ScreenList

_PLACES = {
    "customer": ("customers", "customer_id", "building-2"),
    "contact": ("customers", "customer_id", "user"),
    "quote": ("quotes", "quote_id", "file-text"),
    "order": ("orders", "order_id", "package"),
    "mail": ("inbox", "thread_id", "inbox"),
}
_MOST = 5


class Finder(QObject):
    """Answers the palette: at once from actions and screens, then from the store."""

    def __init__(self, palette: Palette, services: Services, screens: ScreenList) -> None:
        """Listen to `palette`."""
        super().__init__(palette)
        self._palette, self._services, self._screens = palette, services, screens
        self.folders: Callable[[], Sequence[AccountFolders]] = list
        palette.asked.connect(self.answer)

    def answer(self, typed: str) -> None:
        """Show what fits `typed`; records follow when the search is done."""
        mode, words = split_mode(typed)
        at_once = self.commands(words) if mode in ("commands", "all") else []
        self._palette.show_entries(at_once)
        if mode == "commands" or len(words) < 2:
            return
        place = "customers" if mode in ("people", "quotes") else "all"
        store = self._services.store
        self._services.tasks.submit(
            lambda: search.search(store, words, place=place, limit=40),
            ok=lambda found: self._show_found(typed, mode, at_once, found),
            err=lambda _error: None,
            owner=self,
            key="palette",
        )

    def commands(self, words: str) -> list[Entry]:
        """Return the actions and screens whose name holds the words."""
        actions = self._services.actions
        fitting = [a for a in actions.available() if a.palette and _fits(words, a.label(), a.text)]
        here = [a for a in fitting if a.screen] if words else [a for a in fitting if a.screen][:6]
        others = [a for a in fitting if not a.screen and not a.id.startswith("go.")]
        places = [a for a in fitting if a.id.startswith("go.")]
        return [
            *_section(_("On this screen"), [self._command(a) for a in here]),
            *_section(_("Actions"), [self._command(a) for a in others]),
            *_section(_("Go to"), [self._command(a) for a in places]),
            *_section(_("Folders"), self._folders(words)),
        ]

    def _folders(self, words: str) -> list[Entry]:
        if not words:
            return []
        fitting = [
            (account, folder)
            for account in self.folders()
            for folder in account.folders
            if folder.selectable and _fits(words, folder_name(folder), folder.name)
        ]
        return [
            Entry(
                folder_name(folder),
                self._to_folder(folder.id),
                detail=account.email,
                icon=folder_icon(folder),
            )
            for account, folder in fitting[:_MOST]
        ]

    def _to_folder(self, folder_id: int) -> Callable[[], object]:
        return lambda: self._services.navigator.open_screen("inbox", folder_id=folder_id)

    def _command(self, action: Action) -> Entry:
        actions = self._services.actions
        return Entry(
            action.label(),
            lambda: actions.trigger(action.id),
            icon=action.icon or "command",
            key=key_text(action.shortcut),
        )

    def _show_found(
        self, typed: str, mode: str, at_once: Sequence[Entry], found: search.Found
    ) -> None:
        if self._palette.typed() != typed:
            return
        wanted = {"people": ("customer", "contact"), "quotes": ("quote", "order")}.get(
            mode, tuple(_PLACES)
        )
        entries: list[Entry] = list(at_once)
        for title, kinds in (
            (_("Customers"), ("customer", "contact")),
            (_("Quotes"), ("quote",)),
            (_("Orders"), ("order",)),
            (_("Mail"), ("mail",)),
        ):
            hits = [h for h in found.hits if h.kind in kinds and h.kind in wanted]
            lines = [e for h in hits[:_MOST] if (e := self._hit(h)) is not None]
            entries += _section(title, lines)
        if mode == "all":
            words = split_mode(typed)[1]
            line = Entry(
                _("Search mail for “{words}”").format(words=words),
                lambda: self._services.navigator.open_screen("inbox", search=words),
                detail=_("{n} results").format(n=f"{found.total:,}"),
                icon="search",
            )
            entries += [line] if at_once or found.hits else _section(_("Go to"), [line])
        self._palette.show_entries(entries)

    def _hit(self, hit: search.Hit) -> Entry | None:
        screen, argument, icon = _PLACES[hit.kind]
        if self._screens.get(screen) is None:
            return None
        value: object = hit.thread_id if hit.kind == "mail" else hit.id
        go: Callable[[], object] = lambda: self._services.navigator.open_screen(  # noqa: E731
            screen, **{argument: value}
        )
        return Entry(hit.title, go, detail=hit.snippet[:60], icon=icon)


def _fits(words: str, *names: str) -> bool:
    folded = words.casefold().split()
    return all(any(word in name.casefold() for name in names) for word in folded)


def _section(title: str, entries: list[Entry]) -> list[Entry]:
    return [Entry(title), *entries] if entries else []
