"""Issuing a document of what a session holds: approved with a reason first, once all that was typed is stored."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.trade import issuing, quote_moves
from desktop.trade.documents.document import Kind
from desktop.trade.issuing import Issued
from desktop.trade.quote_states import QuoteState
from desktop.ui.quotes.missing_characters import is_about_characters
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.services import Services


class Issuing(QObject):
    """Issues in the session's language; nothing on the GUI thread."""

    issued = Signal(object)
    failed = Signal(object)
    unprintable = Signal(object, str)
    """The error that names characters without a typeface, and the kind of document."""

    def __init__(self, services: Services, session: QuoteSession) -> None:
        """Issue what a session holds, its parent."""
        super().__init__(session)
        self._services, self._session = services, session

    def issue(self, kind: Kind, reason: str, accepted: Sequence[str] = ()) -> None:
        """Issue a document of all that was typed; `reason` approves a margin below the line first.

        `accepted` as of `issuing.issue`.
        """
        self._session.once_kept(lambda: self._issue(kind, reason, accepted))

    def _issue(self, kind: Kind, reason: str, accepted: Sequence[str]) -> None:
        services, quote_id = self._services, self._session.quote_id
        language = self._session.language

        def work() -> Issued:
            now = services.clock.now()
            if reason:
                quote_moves.set_state(
                    services.store, quote_id, QuoteState.APPROVED, now=now, note=reason
                )
            return issuing.issue(
                services.store, quote_id, kind, language, now=now, accepted=accepted
            )

        def refused(error: BaseException) -> None:
            if is_about_characters(error):
                self.unprintable.emit(error, kind.value)
            else:
                self.failed.emit(error)

        services.tasks.submit(
            work,
            ok=self.issued.emit,
            err=refused,
            owner=self,
            lane="write",
        )
