"""First start: the mail comes in; counts, time left, pause, and Start working at any moment."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries import health
from desktop.store.queries.threads import AccountRow, list_accounts
from desktop.store.workspace import Store
from desktop.ui.engine_client import AccountState, EngineClient, Progress
from desktop.ui.shell.status import state_tone, state_word
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.far_back import FarBack
from desktop.ui.welcome.first_share import FirstShare
from desktop.ui.welcome.page import Page
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import IconLabel, hline, label
from desktop.ui.widgets.progress import ProgressLine, time_left


def _counts(phase: str, done: int, total: int) -> str:
    words = (
        _("{done} of {total} mails listed") if phase == "headers" else _("{done} of {total} mails")
    )
    return words.format(done=f"{done:,}", total=f"{total:,}")


class _AccountBar(QWidget):
    """One account: address, state, counts, bar."""

    def __init__(self, email: str) -> None:
        super().__init__()
        self.chip = Chip(_("waiting"))
        self.counts = label("", "small", "text2")
        self.bar = ProgressLine(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(email))
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.counts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.bar)

    def show_progress(self, progress: Progress, share: float) -> None:
        done = share >= 1.0
        self.chip.set(_("done") if done else _("syncing"), "green" if done else "accent")
        self.counts.setText(_counts(progress.phase, progress.done, progress.total))
        self.bar.set(share, "green" if done else "accent")

    def show_state(self, state: AccountState) -> None:
        word = state_word(state)
        if word:
            self.chip.set(word, {"text2": "neutral"}.get(state_tone(state), state_tone(state)))
        elif state.state == "idle":
            self.chip.set(_("done"), "green")
            self.bar.set(1.0, "green")


class SyncPage(Page):
    """Follows the engine; leaving it changes nothing, the rest arrives in the background."""

    def __init__(
        self, store: Store, tasks: TaskRunner, engine: EngineClient, done: Callable[[], object]
    ) -> None:
        """`done` opens the window."""
        super().__init__(
            _("Bringing in your mail"),
            _("Newest first. You can start working now; the rest arrives in the background."),
        )
        self._store, self._tasks, self._engine = store, tasks, engine
        self._bars: dict[str, _AccountBar] = {}
        self._share = FirstShare()
        self._paused = False
        self.far_back = FarBack(store, tasks)
        self.far_back.changed.connect(self._start_anew)
        self.box.addWidget(self.far_back)
        self.card = self._make_card()
        self.box.addWidget(self.card)
        self.figures = self._make_figures()
        self.pause = secondary(_("Pause"), self.toggle, icon_name="pause", size="control_large")
        self.go = primary(
            _("Start working"), done, icon_name="arrow-right", size="control_large", key="Return"
        )
        self.go.setShortcut("Return")
        self.end_row(self.pause, self.go)
        engine.progress.connect(self._progress)
        engine.account_state.connect(self._state)
        engine.changed.connect(self._changed)
        tasks.submit(lambda: list_accounts(store), ok=self._show_accounts, owner=self)
        self._changed(None)

    def _make_card(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        self.percent = label("0%", "display")
        self.counts = label("", "body", "text2")
        self.left = label("")
        head.addWidget(self.percent)
        head.addWidget(self.counts)
        head.addStretch(1)
        head.addWidget(self.left)
        card.box.addLayout(head)
        self.bar = ProgressLine(8)
        card.box.addWidget(self.bar)
        return card

    def _make_figures(self) -> dict[str, QLabel]:
        row = QHBoxLayout()
        row.setSpacing(8)
        made: dict[str, QLabel] = {}
        for key, sign, words in (
            ("customers", "users", _("customers recognised")),
            ("messages", "mail", _("mails here")),
            ("threads", "messages-square", _("conversations")),
        ):
            number = label("0", "section")
            row.addWidget(IconLabel(sign, 16, "text2"))
            row.addWidget(number)
            row.addWidget(label(words, "small", "text2"))
            row.addSpacing(16)
            made[key] = number
        row.addStretch(1)
        self.box.addLayout(row)
        return made

    def _show_accounts(self, accounts: list[AccountRow]) -> None:
        for account in accounts:
            if account.id not in self._bars:
                self.card.box.addWidget(hline())
                bar = _AccountBar(account.email)
                self._bars[account.id] = bar
                self.card.box.addWidget(bar)
        self._share.expect(self._bars)
        for progress in self._engine.progresses.values():
            self._progress(progress)
        for state in self._engine.states.values():
            self._state(state)

    @Slot(object)
    def _progress(self, progress: Progress) -> None:
        bar = self._bars.get(progress.account_id)
        if bar is not None:
            bar.show_progress(progress, self._share.note(progress))
        self._show_whole()
        known = [p for k, p in self._engine.progresses.items() if k in self._bars]
        listing = any(p.phase == "headers" for p in known)
        told = [p for p in known if (p.phase == "headers") == listing]
        done, total = sum(p.done for p in told), sum(p.total for p in told)
        self.counts.setText(_counts("headers" if listing else "bodies", done, total))
        times = [p.seconds_left for p in known if p.seconds_left is not None and p.done < p.total]
        self.left.setText(time_left(max(times)) if times else "")

    def _show_whole(self) -> None:
        share = self._share.whole()
        self.percent.setText(f"{int(share * 100)}%")  # 100 % is said when nothing is left
        self.bar.set(share, "green" if share >= 1.0 else "accent")

    @Slot(object)
    def _state(self, state: AccountState) -> None:
        bar = self._bars.get(state.account_id)
        if bar is not None:
            bar.show_state(state)
            if state.state == "idle":
                self._share.finish(state.account_id)
                self._show_whole()
        if state.message and state_word(state):
            self.banner.say("amber", state.message, state.hint)

    @Slot()
    def _start_anew(self) -> None:
        """The sync under way has begun with another span: it goes on from what is here with this one."""
        self._share.start_anew()
        if not self._paused:
            self._engine.send("pause")
            self._engine.send("resume")

    @Slot(object)
    def _changed(self, _event: object) -> None:
        self.far_back.note_progress()
        self._tasks.submit(
            lambda: health.figures(self._store),
            ok=self._show_figures,
            err=lambda _error: None,
            owner=self,
            key="figures",
        )

    def _show_figures(self, figures: health.Figures) -> None:
        for key, number in self.figures.items():
            number.setText(f"{getattr(figures, key):,}")

    def toggle(self) -> None:
        """Pause the sync, or go on."""
        self._paused = not self._paused
        self._engine.send("pause" if self._paused else "resume")
        self.pause.setText(_("Go on") if self._paused else _("Pause"))
        self.pause.set_icon("play" if self._paused else "pause")
