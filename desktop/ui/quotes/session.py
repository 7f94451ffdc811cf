"""One quote being edited: read, kept after each pause, put together with other windows; nothing on the GUI thread."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.runtime.errors import UserFacing
from desktop.trade import quote_habits, quote_revisions, quotes
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_habits import for_buyer
from desktop.trade.quote_merge import Merged, Side, merge
from desktop.trade.quote_states import EDITABLE
from desktop.ui.quotes.error_words import words_of
from desktop.ui.quotes.keeping import keep, sharing
from desktop.ui.quotes.opened import Opened, read_opened
from desktop.ui.services import Services

PAUSE_MS = 300
# What could not be stored (a full disk) is tried again.
RETRY_MS = 10_000
# What the store computes anew with the lines, when it follows a tariff and a premium rate.
_FOLLOWING = ("freight", "insurance", "known_freight", "destination_costs", "premium_rate")
# What another window may have done to the quote while this one was typing.
_ELSEWHERE = frozenset({"quote_changed", "quote_not_editable"})


class QuoteSession(QObject):
    """Keeps what is edited equal to the store: 300 ms after the last change it writes.

    Another window may write the same quote: `merged` says that both sides' changes were put
    together (clashes are listed and wait for `settle`), `lost` that it was deleted or has left.
    """

    opened = Signal(object)
    saving = Signal()
    saved = Signal(object)
    save_failed = Signal(str)
    stored = Signal()
    """What is shown stands in the store: its page can be drawn."""
    about_to_read = Signal()
    """What stands in the fields and was not taken yet must be taken now."""
    adopted = Signal()
    """The draft holds more than what was typed: defaults, another window's changes."""
    merged = Signal(object)
    lost = Signal(str, str)

    def __init__(self, services: Services, language: str) -> None:
        """Start without a quote; `language` is what its documents are made in."""
        super().__init__()
        self._services = services
        self.figures: QuoteFigures | None = None
        self.draft = QuoteDraft("")
        self.language = language
        self._base = self.draft
        self._theirs: QuoteFigures | None = None
        self._dirty = False
        self._writing = 0
        self._in_flight: QuoteDraft | None = None
        self._made: dict[str, str] = {}
        self._waiting: Callable[[], object] | None = None
        self._opening = ""
        self._pause = self._timer(PAUSE_MS, self._write)
        self._again = self._timer(RETRY_MS, self._write)

    def _timer(self, pause: int, work: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(pause)
        made.timeout.connect(work)
        return made

    @property
    def quote_id(self) -> str:
        """The id of the stored revision, "" while there is none."""
        return self.figures.id if self.figures else ""

    @property
    def is_editable(self) -> bool:
        """Tell whether this revision may still change."""
        if self.figures is None:
            return True
        return self.figures.is_current and self.figures.state in EDITABLE

    def once_kept(self, deed: Callable[[], object]) -> None:
        """Do `deed` when all that was typed is stored; never when it cannot be (`save_failed`)."""
        self.flush()
        if self._writing or self._theirs or (self._dirty and self.draft.customer_id):
            self._waiting = deed
        else:
            deed()

    def _go_on(self) -> None:
        deed, self._waiting = self._waiting, None
        if deed is not None:
            self.once_kept(deed)

    def open(self, quote_id: str) -> None:
        """Read a quote, or a blank one for "", once what was typed into this one is stored."""
        self.once_kept(lambda: self._open(quote_id))

    def _open(self, quote_id: str) -> None:
        self._opening = quote_id
        services, today = self._services, self._today()
        self._services.tasks.submit(
            lambda: read_opened(services, quote_id, today),
            ok=self._on_opened,
            owner=self,
            key="open",
        )

    def start(self, draft: QuoteDraft) -> None:
        """Begin a new quote; it is stored once a buyer is chosen."""
        self._open("")
        self.figures, self.draft, self._dirty = None, draft, False
        self._base, self._theirs, self._made = draft, None, {}

    def _on_opened(self, found: Opened) -> None:
        if self._dirty and found.figures is not None and found.figures.id == self.quote_id:
            # Read again while somebody types: what is typed stays and is put together with it.
            self.opened.emit(found)
            self.look_again()
            return
        if found.figures is not None:
            self._adopt(found.figures)
        elif self._opening == "":
            self.figures = None
        self._dirty = False
        self.opened.emit(found)
        self.stored.emit()

    def _adopt(self, figures: QuoteFigures) -> None:
        self.figures, self.draft, self._base = figures, figures.draft, figures.draft
        self._theirs, self._made = None, {}

    def change(self, draft: QuoteDraft) -> None:
        """Take another state of the draft; it is written after a pause."""
        if draft == self.draft or not self.is_editable:
            return
        self.draft, self._dirty = draft, True
        self.saving.emit()
        self._pause.start()

    def flush(self) -> None:
        """Write at once what is waiting, behind a write that is under way."""
        self.about_to_read.emit()
        self._pause.stop()
        self._write(behind=True)

    def _write(self, *, behind: bool = False) -> None:
        if not self._dirty or self._theirs or not self.draft.customer_id:
            return
        if self._writing and not behind:
            return
        store, today, draft = self._services.store, self._today(), self.draft
        quote_id, base, before = self.quote_id, self._base, self._in_flight
        self._dirty, self._in_flight = False, draft
        self._writing += 1
        made = self._made

        def work() -> QuoteFigures:
            written = keep(store, quote_id or made.get("id", ""), draft, base, before, today)
            made["id"] = written.id
            return written

        self._services.tasks.submit(
            work,
            ok=lambda figures: self._on_written(quote_id, draft, figures),
            err=self._on_failed,
            owner=self,
            lane="write",
        )

    def _on_written(self, quote_id: str, sent: QuoteDraft, figures: QuoteFigures) -> None:
        self._writing -= 1
        if self._writing:  # the write behind this one tells the whole
            self.figures, self._base = figures, figures.draft
            return
        self._in_flight = None
        if quote_id:
            self._on_saved(quote_id, sent, figures)
        else:
            self._on_created(sent, figures)
        if self._waiting is not None:
            self._go_on()

    def _on_created(self, sent: QuoteDraft, figures: QuoteFigures) -> None:
        self.about_to_read.emit()
        typed = self.draft
        self._adopt(figures)
        if self._dirty:  # what was typed while it was stored goes on top of the defaults
            self.draft = merge(sent, typed, figures.draft).draft
            self._pause.start()
        self.adopted.emit()
        self._reload(figures.id)

    def _reload(self, quote_id: str) -> None:
        """Read the lists that belong to the quote; what is typed stays as it is."""
        services, today = self._services, self._today()

        def show(found: Opened) -> None:
            if found.figures is not None and found.figures.id == self.quote_id:
                self.about_to_read.emit()
                self.opened.emit(found)
                self.stored.emit()

        services.tasks.submit(
            lambda: read_opened(services, quote_id, today), ok=show, owner=self, key="open"
        )

    def _on_saved(self, quote_id: str, sent: QuoteDraft, figures: QuoteFigures) -> None:
        if quote_id != self.quote_id:
            return
        self.about_to_read.emit()  # what came in since, or `adopted` would show the lines without it
        self.figures, self._base = figures, figures.draft
        if self._dirty:
            self._pause.start()
            return
        if sent == self.draft:
            self.draft = figures.draft
            if any(getattr(sent, name) != getattr(figures.draft, name) for name in _FOLLOWING):
                self.adopted.emit()
        self.saved.emit(figures)
        self.stored.emit()

    def _on_failed(self, error: BaseException) -> None:
        self._writing -= 1
        if self._writing:
            return  # the write behind this one holds it all
        self._dirty, self._in_flight = True, None
        if isinstance(error, UserFacing) and error.code in _ELSEWHERE:
            self.look_again()
            return
        self._waiting = None
        self._again.start()
        self.save_failed.emit(words_of(error))

    def look_again(self) -> None:
        """Read the quote once more: another window may have changed it."""
        if not self.quote_id or self._writing:
            return
        store, quote_id, today = self._services.store, self.quote_id, self._today()
        base = self._base
        self._services.tasks.submit(
            lambda: sharing(quotes.show(store, quote_id, today=today), base),
            ok=lambda figures: self._compare(quote_id, figures),
            err=lambda error: self._miss(quote_id, error),
            owner=self,
            key="look",
        )

    def _miss(self, quote_id: str, error: BaseException) -> None:
        if quote_id != self.quote_id:
            return
        code = error.code if isinstance(error, UserFacing) else ""
        if code != "unknown_quote":
            self.save_failed.emit(words_of(error))
            return
        self._pause.stop()
        self._waiting = None
        self.lost.emit("deleted", words_of(error))

    def _compare(self, quote_id: str, figures: QuoteFigures) -> None:
        """Put together what this window and another one made of the quote."""
        if quote_id != self.quote_id or self._writing:
            return
        self.about_to_read.emit()
        was_editable = self.is_editable
        if figures.draft == self._base and self.figures is not None:
            self.figures = figures
        if not (figures.is_current and figures.state in EDITABLE) and was_editable:
            self._leave(figures)
            return
        if figures.draft == self._base:
            if self._dirty:
                self._pause.start()
            return
        if not self._dirty:
            self._adopt(figures)
            self.merged.emit(Merged(figures.draft, ()))
            self.stored.emit()
            return
        both = merge(self._base, self.draft, figures.draft)
        self._theirs = figures
        if not both.clashes:
            self.settle("mine")
        self.merged.emit(both)

    def _leave(self, figures: QuoteFigures) -> None:
        """The quote was sent or replaced elsewhere: what is typed here waits for a new revision."""
        self._pause.stop()
        if self._dirty:
            self._waiting = None
            self.lost.emit("sent", "")
            return
        self.open(figures.id)

    def settle(self, side: Side) -> None:
        """Decide the clashes with the other window for `side`, and write the result."""
        theirs = self._theirs
        if theirs is None:
            return
        self.draft = merge(self._base, self.draft, theirs.draft, prefer=side).draft
        self.figures, self._base, self._theirs = theirs, theirs.draft, None
        self._dirty = self.draft != self._base
        self._pause.start()

    def forget_changes(self) -> None:
        """Drop what was typed since the last write."""
        self._pause.stop()
        self._again.stop()
        self._dirty, self._theirs = False, None

    def keep_as_new(self) -> None:
        """Store what is typed as a quote of its own: the one it belonged to is gone."""
        self.figures, self._theirs, self._dirty, self._made = None, None, True, {}
        self._write()

    def keep_as_revision(self) -> None:
        """Make the next revision and put what is typed into it."""
        store, quote_id, today = self._services.store, self.quote_id, self._today()
        draft = self.draft

        def work() -> QuoteFigures:
            made = quote_revisions.revise(store, quote_id, today=today)
            return quotes.update(store, made.id, draft, today=today)

        self._dirty = False
        self._writing += 1
        self._services.tasks.submit(
            work,
            ok=self._on_kept,
            err=self._on_failed,
            owner=self,
            lane="write",
        )

    def _on_kept(self, figures: QuoteFigures) -> None:
        self._writing -= 1
        self.open(figures.id)

    def choose_buyer(self, customer_id: str) -> None:
        """Change the buyer; a new quote takes his habits, gets its number and is stored."""
        if self.figures is not None:
            self.change(for_buyer(self.draft, customer_id))
            self.flush()
            return
        store, today = self._services.store, self._today()
        blank, thread = self._base, self.draft.thread_id
        self._services.tasks.submit(
            lambda: quote_habits.begin(store, customer_id, today=today, thread_id=thread),
            ok=lambda habits: self._begin_with(blank, habits),
            owner=self,
            key="habits",
        )

    def _begin_with(self, blank: QuoteDraft, habits: QuoteDraft) -> None:
        """Start from a buyer's habits; what was typed before he was chosen stays."""
        self.about_to_read.emit()
        if self.figures is not None or self._writing:
            self.once_kept(lambda: self.choose_buyer(habits.customer_id))
        else:
            typed = replace(self.draft, customer_id=habits.customer_id)
            self.change(merge(blank, typed, habits).draft)
            self.adopted.emit()
            self.flush()

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()
