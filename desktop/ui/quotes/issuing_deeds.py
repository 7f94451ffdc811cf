"""From the editor to paper: issue, attach to the reply, save a copy, print."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.runtime.i18n import _
from desktop.trade.documents.document import Kind
from desktop.trade.issuing import Issued
from desktop.ui.quotes.issued_bar import IssuedBar
from desktop.ui.quotes.printing import print_file
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.services import Services


class IssuingDeeds:
    """What the footer, the preview and the bar of the issued file do."""

    def __init__(
        self,
        services: Services,
        session: QuoteSession,
        bar: IssuedBar,
        parent: QWidget,
        address: Callable[[], str],
        guard: Callable[[Callable[[str], object]], object],
    ) -> None:
        """`address` is where a mail about the quote goes; `guard` calls what it gets with a reason."""
        self._services, self._session, self._bar = services, session, bar
        self._parent, self._address, self._guard = parent, address, guard
        self.pdf = b""
        bar.attach_wanted.connect(self.attach)

    def issue(self, kind: Kind) -> None:
        """Issue a document; what needs approval asks for a reason, or for a manager, first."""
        figures = self._session.figures
        if figures is None:
            self._services.navigator.show_toast(_("Choose a buyer first."), icon="info")
            return
        self._guard(lambda reason: self._session.issue(kind, reason))

    def attach_issued(self) -> None:
        """Begin the mail that carries what was issued last, or say that nothing was."""
        if self._bar.issued is None:
            text = _("Issue the document first, then mail it.")
            self._services.navigator.show_toast(text, icon="info")
            return
        self.attach(self._bar.issued)

    def attach(self, issued: Issued) -> None:
        """Begin the mail that carries the document."""
        draft = self._session.draft
        # The buyer reads the subject: it does not follow the language of this window.
        kind = "Proforma invoice" if issued.kind == Kind.PROFORMA else "Quotation"
        self._services.navigator.new_mail(
            to=self._address(),
            subject=f"{kind} {issued.number}",
            customer_id=draft.customer_id,
            thread_id=draft.thread_id,
            reply=draft.thread_id is not None,
            **self._enclosed(issued),
        )

    def _enclosed(self, issued: Issued) -> dict[str, object]:
        """A quotation goes along as the quote's card, with the customer's template; others as a file."""
        if issued.kind == Kind.QUOTATION:
            return {
                "quote_id": self._session.quote_id,
                "quote_language": issued.language,
                "quotation": True,
            }
        return {"attach": [str(issued.path)]}

    def save_copy(self) -> None:
        """Save the page shown as a file."""
        figures = self._session.figures
        if figures is None:
            return
        if not self.pdf:
            text = _("Draw all pages first: the page shows the first lines only.")
            self._services.navigator.show_toast(text, icon="info")
            return
        name = f"{figures.number}-V{figures.revision}-draft.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._parent, _("Save this PDF"), name, "PDF (*.pdf)"
        )
        if chosen:
            pdf = self.pdf
            self._services.tasks.submit(lambda: Path(chosen).write_bytes(pdf), owner=self._session)

    def print_issued(self) -> None:
        """Print the issued document; a draft is not printed."""
        issued = self._bar.issued
        if issued is not None:
            print_file(issued.path, self._parent)
            return
        self._services.navigator.show_toast(
            _("Issue the document first: a draft is not printed."), icon="info"
        )
