"""When the page beside the editor is drawn: at each state that is stored, a long quote after a breath and in part."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.trade import issuing
from desktop.trade.documents.document import Kind
from desktop.ui.quotes.error_words import words_of
from desktop.ui.quotes.pages import Drawn
from desktop.ui.quotes.session import PAUSE_MS, QuoteSession
from desktop.ui.services import Services

# A long quote is drawn in a breath of its own, not at every pause.
LONG_PAUSE_MS = 1500
LONG_LINES = 300
# So many lines of a long quote are drawn beside the editor; all of them on request and when issued.
DRAWN_LINES = 120


class PageDrawing(QObject):
    """Draws what a session has stored, in the session's language; nothing while there is no quote."""

    drawn = Signal(object)
    failed = Signal(str)

    def __init__(self, services: Services, session: QuoteSession) -> None:
        """Follow a session, its parent."""
        super().__init__(session)
        self._services, self._session = services, session
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LONG_PAUSE_MS - PAUSE_MS)
        self._soon.timeout.connect(self._draw)
        session.stored.connect(self.draw)

    def draw(self) -> None:
        """Draw the page of what is stored; a long quote after a breath."""
        if len(self._session.draft.lines) > LONG_LINES:
            self._soon.start()
        else:
            self._draw()

    def draw_whole(self) -> None:
        """Draw every page of a long quote, once."""
        self._draw(whole=True)

    def _draw(self, *, whole: bool = False) -> None:
        quote_id, language = self._session.quote_id, self._session.language
        if not quote_id:
            return
        store, now = self._services.store, self._services.clock.now()
        is_long = len(self._session.draft.lines) > LONG_LINES and not whole
        most = DRAWN_LINES if is_long else 0

        def work() -> Drawn:
            made = issuing.preview(
                store, quote_id, Kind.QUOTATION, language, now=now, most_lines=most
            )
            return Drawn(made.pdf, most)

        self._services.tasks.submit(
            work,
            ok=self.drawn.emit,
            err=lambda error: self.failed.emit(words_of(error)),
            owner=self,
            lane="cpu",
            key="draw",
        )
