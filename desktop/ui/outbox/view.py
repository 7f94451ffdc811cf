"""The Outbox: what failed and why, what waits and until when, drafts to go on with."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.mail import drafts, foreign_drafts, refused, returned
from desktop.runtime.i18n import _, ngettext
from desktop.ui.outbox.load import Item, Kind, read_items
from desktop.ui.outbox.row import Deed, OutboxLine
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import PaneHeader, ScrollPane, clear_layout

_TABLES = {"outbox", "mail_action", "account"}


class OutboxView(ScreenView):
    """A list in five groups; each line has what can be done about it."""

    screen_id = "outbox"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the screen; `refresh` fills it."""
        super().__init__(services, parent)
        self.lines: list[OutboxLine] = []
        self._kept = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PaneHeader(_("Outbox"))
        self.header.add(
            secondary(_("Send all now"), self.flush, icon_name="send-horizontal"),
            primary(_("New mail"), self.primary_new, icon_name="square-pen", key="N"),
        )
        column.addWidget(self.header)
        self.pane = ScrollPane(margins=(0, 0, 0, 16), spacing=0)
        self.pane.setAccessibleName(_("Outbox"))
        self.pane.setProperty("pane", True)
        self._empty = EmptyState(
            "check-check",
            _("Nothing waits"),
            _("Mail stays here until a server has taken it."),
            ((_("New mail"), "square-pen", self.primary_new),),
            good=True,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.pane)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)

    def title(self) -> str:
        """Return the screen's name."""
        return _("Outbox")

    def refresh(self, changes: Changes | None) -> None:
        """Read the outbox again."""
        if changes is not None and not _TABLES & set(changes) and "placement" not in changes:
            return
        store, now = self.services.store, self.services.clock.now()
        self.services.tasks.submit(
            lambda: read_items(store, now), ok=self.show_items, owner=self, key="outbox"
        )

    def focus_first(self) -> None:
        """Put the keyboard on the first line."""
        (self.lines[0] if self.lines else self.pane).setFocus()

    def primary_new(self) -> None:
        """Write a new mail."""
        self.services.navigator.new_mail()

    # ---- showing

    def show_items(self, items: list[Item]) -> None:
        """Show these lines, in the order given."""
        focused = next((line.item.key for line in self.lines if line.hasFocus()), self._kept)
        clear_layout(self.pane.box)
        self.lines = []
        titles: dict[Kind, str] = {
            "failed": _("Not sent"),
            "returned": _("Came back: not delivered to everybody"),
            "refused": _("Refused by the server"),
            "waiting": _("Waiting"),
            "draft": _("Drafts"),
            "foreign": _("Drafts of other devices"),
        }
        shown: Kind | None = None
        for item in items:
            if item.kind != shown:
                shown = item.kind
                head = label(titles[item.kind], "caption", "text2")
                head.setContentsMargins(16, 14, 16, 4)
                self.pane.box.addWidget(head)
            self._add(item)
        self.pane.box.addStretch(1)
        self._pages.setCurrentWidget(self.pane if items else self._empty)
        waiting = sum(item.kind == "waiting" for item in items)
        words = ngettext("{count} waits", "{count} wait", waiting).format(count=waiting)
        self.header.set(_("Outbox"), words if waiting else "")
        again = next((line for line in self.lines if line.item.key == focused), None)
        if again is not None:
            again.setFocus()

    def _add(self, item: Item) -> None:
        line = OutboxLine(item, self._deeds(item))
        line.opened.connect(self.open)
        line.removed.connect(self.remove)
        line.moved.connect(lambda step, line=line: self._step(line, step))
        self.lines.append(line)
        self.pane.box.addWidget(line)

    def _deeds(self, item: Item) -> list[Deed]:
        if item.kind == "refused":
            return [(_("Understood"), "check", self.remove)]
        if item.kind == "returned":
            return [
                (_("Write again"), "pencil", self.open),
                (_("Understood"), "check", self.remove),
            ]
        if item.kind == "foreign":
            return [(_("Continue"), "pencil", self.open)]
        if item.going:
            return []
        if item.kind == "waiting":
            return [
                (_("Send now"), "send-horizontal", self.send_now),
                (_("Edit"), "pencil", self.open),
                (_("Do not send"), "x", self.cancel),
            ]
        found: list[Deed] = [
            (_("Edit"), "pencil", self.open),
            (_("Discard"), "trash-2", self.remove),
        ]
        if item.stuck:
            found.insert(0, (_("It has arrived"), "check", self.settle))
        return found

    def _step(self, line: OutboxLine, by: int) -> None:
        at = self.lines.index(line) + by
        if 0 <= at < len(self.lines):
            self.lines[at].setFocus()
            self.pane.ensureWidgetVisible(self.lines[at])

    # ---- doing

    def _work(self, work: Callable[[], object], then: Callable[[], object] | None = None) -> None:
        def done(_result: object) -> None:
            self.services.engine.send("flush_outbox")
            if then is not None:
                then()

        self.services.tasks.submit(work, ok=done, owner=self, lane="write")

    def open(self, item: Item) -> None:
        """Go on writing: a waiting mail is taken back first."""
        store, navigator = self.services.store, self.services.navigator
        if item.going or item.kind == "refused":
            return

        def work() -> str:
            if item.kind == "foreign":
                return foreign_drafts.take_over(store, int(item.key))
            if item.kind == "returned":
                return returned.write_again(store, item.key)
            if item.kind == "waiting":
                return drafts.cancel(store, item.key).id
            return item.key

        self.services.tasks.submit(
            work,
            ok=lambda key: navigator.open_screen("inbox", draft_id=key),
            owner=self,
            lane="write",
        )

    def send_now(self, item: Item) -> None:
        """Let a waiting mail go out at once."""
        store, now = self.services.store, self.services.clock.now()
        self._work(lambda: drafts.send_now(store, item.key, now))

    def cancel(self, item: Item) -> None:
        """Take a waiting mail back: it is a draft again."""
        store = self.services.store
        said = _("Not sent: it is a draft again")
        self._work(
            lambda: drafts.cancel(store, item.key),
            lambda: self.services.navigator.show_toast(said, icon="undo-2"),
        )

    def settle(self, item: Item) -> None:
        """The user knows that it arrived: it goes to Sent, and to nobody again."""
        store = self.services.store
        self._work(lambda: drafts.settle_as_sent(store, item.key))

    def remove(self, item: Item) -> None:
        """Discard a draft, acknowledge a refusal, or take a waiting mail back."""
        store, navigator = self.services.store, self.services.navigator
        if item.kind == "refused":
            self._work(lambda: refused.forget(store, item.rows))
        elif item.kind == "returned":
            self._work(lambda: returned.understood(store, item.key))
        elif item.kind == "waiting" and not item.going:
            self.cancel(item)
        elif item.kind in ("draft", "failed"):
            self._work(
                lambda: drafts.discard(store, item.key),
                lambda: navigator.show_toast(
                    _("Draft discarded"), lambda: self._bring_back(item.key), icon="trash-2"
                ),
            )

    def _bring_back(self, key: str) -> None:
        store = self.services.store
        self._work(lambda: drafts.bring_back(store, key))

    @Slot()
    def flush(self) -> None:
        """Let everything that waits go out now, whatever time it was meant for."""
        store, now = self.services.store, self.services.clock.now()
        keys = [line.item.key for line in self.lines if line.item.kind == "waiting"]

        def work() -> None:
            for key in keys:
                drafts.send_now(store, key, now)

        if not keys:
            self.services.engine.send("flush_outbox")
            return
        words = ngettext("Send {count} mail now?", "Send {count} mails now?", len(keys))
        self.services.navigator.confirm(
            words.format(count=len(keys)),
            _("Scheduled mail goes out now too."),
            _("Send now"),
            lambda: self._work(work),
        )
