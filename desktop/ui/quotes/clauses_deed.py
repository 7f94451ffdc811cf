"""From the quote in the editor to the clauses of the contract that it will become."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _
from desktop.trade import chosen_clauses
from desktop.trade.chosen_clauses import Basis
from desktop.trade.clause_choices import Choices
from desktop.trade.documents.document import Kind
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.quotes.clauses_dialog import ClausesDialog
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.services import Services


class ClausesDeed:
    """Opens the clauses of the draft; a sent quote's can only be looked at."""

    def __init__(
        self,
        services: Services,
        session: QuoteSession,
        draft: Callable[[], QuoteDraft],
        apply: Callable[[QuoteDraft], object],
        parent: QWidget,
    ) -> None:
        """`apply` takes a new draft as if it had been typed."""
        self._services, self._session = services, session
        self._draft, self._apply, self._parent = draft, apply, parent

    def open(self) -> None:
        """Show which clauses documents of this quote print, and why."""
        if self._session.figures is None:
            self._services.navigator.show_toast(_("Choose a buyer first."), icon="info")
            return
        store, draft = self._services.store, self._draft()
        self._services.tasks.submit(
            lambda: chosen_clauses.bases(store, draft), ok=self._show, owner=self._parent
        )

    def _show(self, bases: dict[Kind, Basis]) -> None:
        figures = self._session.figures
        if figures is None:
            return
        name = f"{figures.number} V{figures.revision}"
        save = self._save if self._session.is_editable else None
        ClausesDialog(self._parent, name, bases, self._draft().clauses, save).open()

    def _save(self, choices: Choices, dialog: ClausesDialog) -> None:
        self._apply(replace(self._draft(), clauses=choices))
        dialog.accept()
