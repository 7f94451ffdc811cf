"""From the order to paper: open what was issued, issue what is missing, send it by mail."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import issued_copies, issuing, order_chain
from desktop.trade.check_facts import Spot
from desktop.trade.customer_languages import usual_languages
from desktop.trade.document_checks_before import NotReady
from desktop.trade.documents.document import LANGUAGES, Kind
from desktop.trade.documents.languages import USUAL
from desktop.trade.issuing import Issued
from desktop.trade.order_chain import FROM_ORDER, OrderDocument
from desktop.trade.order_figures import OrderFigures
from desktop.ui.orders.refusal_dialog import RefusalDialog
from desktop.ui.quotes import document_mail, missing_characters
from desktop.ui.quotes.document_mail import Carried
from desktop.ui.quotes.printing import open_file, open_folder
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.services import Services

LANGUAGE_KEY = "orders.document_language"
NEEDS_REASON = "reason_needed"


def can_make(kind: str) -> bool:
    """Tell whether this version prints a kind of document from an order."""
    return kind in FROM_ORDER and kind in {one.value for one in Kind}


class PaperDeeds:
    """What the chain bar and the list of documents do."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        """Dialogs and errors belong to `parent`."""
        self._services, self._parent = services, parent
        self.open_path: Callable[[Path], object] = open_file
        self.jump: Callable[[Spot], object] = lambda _spot: None
        self.order: OrderFigures | None = None

    def language(self) -> str:
        """Return the languages that documents are printed in: those chosen, else the company's."""
        kept = self._services.settings.get(LANGUAGE_KEY)
        if isinstance(kept, str) and kept in LANGUAGES:
            return kept
        if self.order is None:
            return USUAL
        draft = self.order.draft
        return usual_languages(self._services.store, draft.seller_id, draft.customer_id)

    def set_language(self, languages: str) -> None:
        """Keep the choice."""
        self._services.settings.set(LANGUAGE_KEY, languages)

    def open(self, document_id: str) -> None:
        """Show an issued file, its bytes checked; an older revision as a copy that says so."""
        self._with_path(document_id, self.open_path)

    def folder(self, document_id: str) -> None:
        """Show where the file lies."""
        self._with_path(document_id, open_folder)

    def _with_path(self, document_id: str, then: Callable[[Path], object]) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: issued_copies.readable(store, document_id).path,
            ok=then,
            err=self._services.navigator.show_error,
            owner=self._parent,
        )

    def mail(self, document: OrderDocument | Issued) -> None:
        """Begin the mail that carries the document."""
        if self.order is not None:
            carried = Carried(document.id, document.kind, document.label(), self.order.draft)
            document_mail.begin(self._services, self._parent, carried)

    def statement(self, then: Callable[[Issued], object], order_id: str = "") -> None:
        """Issue the account of the order's customer in its currency; unchanged, it is issued once.

        `order_id` is an order of another of his accounts.
        """
        order = self.order
        if order is None:
            return
        source = order_id or order.id
        store, now, languages = self._services.store, self._services.clock.now(), self.language()
        self._services.tasks.submit(
            lambda: issuing.issue(store, source, Kind.STATEMENT, languages, now=now),
            ok=then,
            err=self._services.navigator.show_error,
            owner=self._parent,
            lane="write",
        )

    def make(self, kind: str, reason: str = "", accepted: Sequence[str] = ()) -> None:
        """Issue a document of the order; a new revision asks for its reason.

        `accepted` are errors of the checks that the user knows of.
        """
        order = self.order
        if order is None or not can_make(kind):
            return
        former = order_chain.newest(order.documents, kind)
        if former is not None and former.changes and not reason:
            self._ask(kind, former)
            return
        store, now, languages = self._services.store, self._services.clock.now(), self.language()

        def refused(error: BaseException) -> None:
            if isinstance(error, NotReady):
                self._explain(error, lambda codes: self.make(kind, reason, codes))
            elif _is(error, NEEDS_REASON) and former is not None:
                self._ask(kind, former)
            elif missing_characters.is_about_characters(error):
                again = (*accepted, missing_characters.MISSING)
                missing_characters.ask(
                    self._services, error, lambda: self.make(kind, reason, again)
                )
            else:
                self._services.navigator.show_error(error)

        self._services.tasks.submit(
            lambda: issuing.issue(
                store, order.id, Kind(kind), languages, now=now, reason=reason, accepted=accepted
            ),
            ok=self._made,
            err=refused,
            owner=self._parent,
            lane="write",
        )

    def _explain(self, error: NotReady, issue: Callable[[Sequence[str]], object]) -> None:
        RefusalDialog(error, issue, self.jump, self._parent).open()

    def _ask(self, kind: str, former: OrderDocument) -> None:
        said = "; ".join(former.changes)
        ReasonDialog(
            _("New revision of {number}?").format(number=former.number),
            _("It says what the order says now: {changes}. The former one stays as it was issued.")
            .format(changes=said or "–"),
            _("Issue"),
            lambda reason: self.make(kind, reason),
            self._parent,
        ).open()  # fmt: skip

    def _made(self, issued: Issued) -> None:
        said = _("{number} issued").format(number=issued.number)
        words = (said, issued.notice()) if issued.skipped else (said,)
        self._services.navigator.show_toast(". ".join(words))


def _is(error: BaseException, code: str) -> bool:
    return isinstance(error, TradepostError) and error.code == code
