"""One quote being edited: read, kept after each pause, drawn again, issued; nothing on the GUI thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.crm import customer_list, customers
from desktop.crm.contacts import ContactRow
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import issuing, quote_moves, quote_revisions, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.issuing import Issued
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import EDITABLE, QuoteState
from desktop.ui.quotes.form import Buyer
from desktop.ui.quotes.pages import draw_pages
from desktop.ui.services import Services

PAUSE_MS = 300
MOST_BUYERS = 5000


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything the editor shows of a quote; `figures` is None for one not stored yet."""

    figures: QuoteFigures | None
    revisions: tuple[QuoteFigures, ...]
    issued: tuple[Issued, ...]
    buyers: tuple[Buyer, ...]
    contacts: tuple[tuple[str, str], ...]
    address: str = ""
    """Where a mail about this quote goes: the contact's address, else the first one known."""


class QuoteSession(QObject):
    """Keeps what is edited equal to the store: 300 ms after the last change it writes and draws."""

    opened = Signal(object)
    saving = Signal()
    saved = Signal(object)
    save_failed = Signal(str)
    drawn = Signal(object)
    draw_failed = Signal(str)
    issued = Signal(object)
    issue_failed = Signal(object)

    def __init__(self, services: Services, parent: QObject) -> None:
        """Start without a quote."""
        super().__init__(parent)
        self._services = services
        self.figures: QuoteFigures | None = None
        self.draft = QuoteDraft("")
        self.language = "en+zh"
        self.kind = Kind.QUOTATION
        self._dirty = False
        self._creating = False
        self._opening = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._write)

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

    def open(self, quote_id: str) -> None:
        """Read a quote, or a blank one for ""."""
        self.flush()
        self._opening = quote_id
        services, today = self._services, self._today()
        self._services.tasks.submit(
            lambda: _read(services, quote_id, today),
            ok=self._on_opened,
            owner=self,
            key="open",
        )

    def start(self, draft: QuoteDraft) -> None:
        """Begin a new quote; it is stored once a buyer is chosen."""
        self.open("")
        self.figures, self.draft, self._dirty = None, draft, False

    def _on_opened(self, found: Opened) -> None:
        if found.figures is not None:
            self.figures, self.draft = found.figures, found.figures.draft
        elif self._opening == "":
            self.figures = None
        self._dirty = False
        self.opened.emit(found)
        self.draw()

    def change(self, draft: QuoteDraft) -> None:
        """Take another state of the draft; it is written after a pause."""
        if draft == self.draft or not self.is_editable:
            return
        self.draft, self._dirty = draft, True
        self.saving.emit()
        self._pause.start()

    def flush(self) -> None:
        """Write at once what is waiting."""
        if self._pause.isActive():
            self._pause.stop()
            self._write()

    def _write(self) -> None:
        if not self._dirty or self._creating or not self.draft.customer_id:
            return
        store, today, draft = self._services.store, self._today(), self.draft
        self._dirty = False
        if self.figures is None:
            self._creating = True
            self._submit(lambda: quotes.create(store, draft, today=today), self._on_created)
            return
        quote_id = self.figures.id
        self._submit(
            lambda: quotes.update(store, quote_id, draft, today=today),
            lambda figures: self._on_saved(quote_id, figures),
        )

    def _submit(self, work: Callable[[], QuoteFigures], ok: Callable[[QuoteFigures], None]) -> None:
        self._services.tasks.submit(work, ok=ok, err=self._on_failed, owner=self, lane="write")

    def _on_created(self, figures: QuoteFigures) -> None:
        self._creating = False
        self.figures = figures
        if self._dirty:
            self._pause.start()
        else:
            self.open(figures.id)

    def _on_saved(self, quote_id: str, figures: QuoteFigures) -> None:
        if quote_id != self.quote_id:
            return
        self.figures = figures
        if not self._dirty:
            self.saved.emit(figures)
            self.draw()

    def _on_failed(self, error: BaseException) -> None:
        self._creating = False
        self._dirty = True
        self.save_failed.emit(words_of(error))

    def draw(self) -> None:
        """Draw the page of what is stored, in the language chosen."""
        if not self.quote_id:
            return
        store, now = self._services.store, self._services.clock.now()
        quote_id, kind, language = self.quote_id, self.kind, self.language
        self._services.tasks.submit(
            lambda: draw_pages(issuing.preview(store, quote_id, kind, language, now=now).pdf),
            ok=self.drawn.emit,
            err=lambda error: self.draw_failed.emit(words_of(error)),
            owner=self,
            lane="cpu",
            key="draw",
        )

    def issue(self, kind: Kind, reason: str) -> None:
        """Issue a document from the quote; `reason` approves a margin below the line first."""
        self.flush()
        services, quote_id, language = self._services, self.quote_id, self.language

        def work() -> Issued:
            now = services.clock.now()
            if reason:
                quote_moves.set_state(
                    services.store, quote_id, QuoteState.APPROVED, now=now, note=reason
                )
            return issuing.issue(services.store, quote_id, kind, language, now=now)

        services.tasks.submit(
            work,
            ok=self.issued.emit,
            err=self.issue_failed.emit,
            owner=self,
            lane="write",
        )

    def set_state(self, state: QuoteState, note: str = "") -> None:
        """Move the quote to another state."""
        self.flush()
        store, quote_id, now = self._services.store, self.quote_id, self._services.clock.now()
        self._services.tasks.submit(
            lambda: quote_moves.set_state(store, quote_id, state, now=now, note=note),
            ok=lambda _figures: self.open(quote_id),
            owner=self,
            lane="write",
        )

    def revise(self) -> None:
        """Make the next revision and open it."""
        self.flush()
        store, quote_id, today = self._services.store, self.quote_id, self._today()
        self._services.tasks.submit(
            lambda: quote_revisions.revise(store, quote_id, today=today),
            ok=lambda figures: self.open(figures.id),
            owner=self,
            lane="write",
        )

    def choose_buyer(self, customer_id: str) -> None:
        """Change the buyer; for a new quote this is the moment it gets its number."""
        self.change(replace(self.draft, customer_id=customer_id, contact_id=None))
        self.flush()

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()


def _read(services: Services, quote_id: str, today: date) -> Opened:
    store, now = services.store, services.clock.now()
    rows = customer_list.list_customers(store, limit=MOST_BUYERS)
    buyers = tuple(Buyer(row.id, row.name, row.grade) for row in rows)
    if not quote_id:
        return Opened(None, (), (), buyers, ())
    figures = quotes.show(store, quote_id, today=today)
    card = customers.show(store, figures.draft.customer_id, now)
    people = tuple((person.id, person.name) for person in card.contacts)
    return Opened(
        figures,
        quote_revisions.revisions(store, figures.number, today=today),
        issuing.listing(store, quote_id=figures.id),
        buyers,
        people,
        _address(card.contacts, figures.draft.contact_id),
    )


def _address(people: Sequence[ContactRow], contact_id: str | None) -> str:
    present = [person for person in people if person.email and person.left_on is None]
    present.sort(key=lambda person: person.id != contact_id)
    return present[0].email if present else ""


def words_of(error: BaseException) -> str:
    """Return an error in its own words, with what to do."""
    if isinstance(error, TradepostError):
        return " ".join(part for part in (error.message, error.hint) if part)
    return _("Something went wrong; it was written to the log.")
