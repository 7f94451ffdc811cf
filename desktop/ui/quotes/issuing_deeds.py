"""From the editor to paper: issue, attach to the reply, save a copy, print."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.runtime.i18n import _
from desktop.trade import issued_copies
from desktop.trade.document_mail import subject
from desktop.trade.documents.document import Kind
from desktop.trade.issuing import Issued
from desktop.ui.quotes import document_mail, missing_characters
from desktop.ui.quotes.copy_deed import CopyDeed
from desktop.ui.quotes.document_mail import Carried
from desktop.ui.quotes.issued_bar import IssuedBar
from desktop.ui.quotes.issued_dialog import IssuedDialog
from desktop.ui.quotes.issuing import Issuing
from desktop.ui.quotes.printing import open_file, open_folder, print_file
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.services import Services


class IssuingDeeds:
    """What the footer, the preview and the bar of the issued file do."""

    def __init__(
        self,
        services: Services,
        session: QuoteSession,
        issuing: Issuing,
        bar: IssuedBar,
        parent: QWidget,
        address: Callable[[], str],
        guard: Callable[[Callable[[str], object]], object],
    ) -> None:
        """`address` is where a mail about the quote goes; `guard` calls what it gets with a reason."""
        self._services, self._session, self._bar = services, session, bar
        self._parent, self._address, self._guard = parent, address, guard
        self.pdf = b""
        self.copies = CopyDeed(services, parent)
        self._issuing = issuing
        issuing.unprintable.connect(self._ask_characters)
        bar.attach_wanted.connect(self.attach)
        bar.open_wanted.connect(self.open_issued)
        bar.folder_wanted.connect(self.folder_issued)
        bar.print_wanted.connect(self.print_issued)
        bar.preview_wanted.connect(self.preview_issued)
        bar.copy_wanted.connect(self.copy_issued)

    def issue(self, kind: Kind) -> None:
        """Issue a document; what needs approval asks for a reason, or for a manager, first."""
        figures = self._session.figures
        if figures is None:
            self._services.navigator.show_toast(_("Choose a buyer first."), icon="info")
            return
        self._guard(lambda reason: self._issuing.issue(kind, reason))

    def _ask_characters(self, error: BaseException, kind: str) -> None:
        """Issue with boxes when the user says so; an approval asked for before stands already."""
        again = (missing_characters.MISSING,)
        missing_characters.ask(
            self._services, error, lambda: self._issuing.issue(Kind(kind), "", again)
        )

    def attach_issued(self) -> None:
        """Begin the mail that carries what was issued last, or say that nothing was."""
        if self._bar.issued is None:
            text = _("Issue the document first, then mail it.")
            self._services.navigator.show_toast(text, icon="info")
            return
        self.attach(self._bar.issued)

    def attach(self, issued: Issued) -> None:
        """Begin the mail that carries the document; a quotation goes along as the quote's card."""
        if issued.kind != Kind.QUOTATION or issued.superseded:
            carried = Carried(issued.id, issued.kind, issued.label(), self._session.draft)
            document_mail.begin(self._services, self._session, carried)
            return
        draft = self._session.draft
        self._services.navigator.new_mail(
            to=self._address(),
            # Only until the customer's template for quotations has written its own.
            subject=subject(issued.kind, issued.number, "en"),
            customer_id=draft.customer_id,
            thread_id=draft.thread_id,
            reply=draft.thread_id is not None,
            quote_id=self._session.quote_id,
            quote_language=issued.language,
            quotation=True,
        )

    def open_issued(self) -> None:
        """Show the issued file; an older revision as a copy that says so."""
        self._with_copy(open_file)

    def preview_issued(self) -> IssuedDialog | None:
        """Show the pages of the issued file in a window of their own."""
        issued = self._bar.issued
        if issued is None:
            return None
        dialog = IssuedDialog(self._services, issued.id, issued.label(), self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def copy_issued(self) -> None:
        """Save a copy of the issued file in a form to choose."""
        issued = self._bar.issued
        if issued is not None:
            name = f"SUPERSEDED_{issued.path.name}" if issued.superseded else issued.path.name
            self.copies.choose(self._bar.copy_button, issued.id, name)

    def folder_issued(self) -> None:
        """Show where the file lies."""
        self._with_copy(open_folder)

    def _with_copy(self, then: Callable[[Path], object]) -> None:
        issued, store = self._bar.issued, self._services.store
        if issued is not None:
            self._services.tasks.submit(
                lambda: issued_copies.readable(store, issued.id).path,
                ok=then,
                err=self._services.navigator.show_error,
                owner=self._session,
            )

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
        if self._bar.issued is not None:
            self._with_copy(lambda path: print_file(path, self._parent))
            return
        self._services.navigator.show_toast(
            _("Issue the document first: a draft is not printed."), icon="info"
        )
