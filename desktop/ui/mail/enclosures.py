"""What goes along with the mail being written: files from this computer and one quote, shown as cards, taken away again."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.mail.draft import File
from desktop.runtime.i18n import _
from desktop.ui.icons import icon
from desktop.ui.mail import composition
from desktop.ui.mail.composer_layout import ComposerLayout
from desktop.ui.mail.composer_parts import FileChip
from desktop.ui.mail.composition import Start
from desktop.ui.mail.enclosed_quotes import QuoteRef, quotes_of
from desktop.ui.services import Services
from desktop.ui.widgets.fields import money_text


class Enclosures(QObject):
    """Of one composer, its parent. `changed()`: something else goes along; `attached()`: files came in."""

    changed = Signal()
    attached = Signal()

    def __init__(self, services: Services, shown: ComposerLayout) -> None:
        """Start with nothing."""
        super().__init__(shown)
        self._services, self._shown = services, shown
        self.files: tuple[File, ...] = ()
        self.quote: QuoteRef | None = None
        self._customer_id = ""
        self._generation = 0

    def begin(self, start: Start) -> None:
        """Show what a mail starts with."""
        self._generation += 1
        self.files, self.quote = start.draft.files, start.quote
        self._customer_id = start.draft.customer_id or ""
        self._show()

    def end(self) -> None:
        """The mail was put away: files still being read are not of the next one."""
        self._generation += 1
        self._customer_id = ""

    # ---- the quote

    @Slot()
    def pick_quote(self) -> None:
        """Offer the quotes of this customer."""
        if not self._customer_id:
            self._shown.say("amber", _("Link the conversation to a customer to insert a quote."))
            return
        store, customer_id = self._services.store, self._customer_id
        today = self._services.clock.now().astimezone().date()
        self._services.tasks.submit(
            lambda: quotes_of(store, customer_id, today),
            ok=self._offer_quotes,
            owner=self,
        )

    def _offer_quotes(self, found: list[QuoteRef]) -> None:
        menu = QMenu(self._shown)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for quote in found:
            action = menu.addAction(
                icon("receipt-text"), f"{quote.label} · {quote.currency} {money_text(quote.total)}"
            )
            action.triggered.connect(lambda _on=False, quote=quote: self.add_quote(quote))
        if not found:
            menu.addAction(_("No quote for this customer yet")).setEnabled(False)
        above = QPoint(0, -menu.sizeHint().height())
        menu.popup(self._shown.insert_quote.mapToGlobal(above))

    def add_quote(self, quote: QuoteRef | None) -> None:
        """Let a quote go along, or none; the reminder waits longer with one."""
        self.quote = quote
        days = composition.REMIND_QUOTE_DAYS if quote else composition.REMIND_DAYS
        self._shown.remind.suggest(days)
        self._show()
        self.changed.emit()

    def _quote_language(self, code: str) -> None:
        if self.quote is not None:
            self.quote = replace(self.quote, language=code)
            self.changed.emit()

    # ---- files

    @Slot()
    def pick_files(self) -> None:
        """Let the user choose files."""
        dialog = QFileDialog(self._shown, _("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.attach)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def attach(self, paths: list[str]) -> None:
        """Copy files into the store and show them."""
        store, generation = self._services.store, self._generation
        chosen = [Path(path) for path in paths if Path(path).is_file()]
        self._services.tasks.submit(
            lambda: composition.attach_paths(store, chosen),
            ok=lambda found: self._attached(generation, found),
            owner=self,
            lane="write",
        )

    def _attached(self, generation: int, found: list[File]) -> None:
        if generation != self._generation:
            return
        known = {file.sha256 for file in self.files}
        self.files = (*self.files, *(f for f in found if f.sha256 not in known))
        self._show()
        self.changed.emit()
        self.attached.emit()

    def _remove_file(self, file: File) -> None:
        self.files = tuple(f for f in self.files if f != file)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._shown.clear_cards()
        if self.quote is not None:
            self._shown.add_card(self._card_of(self.quote))
        for file in self.files:
            chip = FileChip(file)
            chip.removed.connect(lambda file=file: self._remove_file(file))
            self._shown.add_file(chip)

    def _card_of(self, quote: QuoteRef) -> QWidget:
        # it knows what documents can be printed in: not loaded with the inbox
        from desktop.ui.mail.quote_card import QuoteCard

        card = QuoteCard(quote, self._services.clock.now())
        card.removed.connect(lambda: self.add_quote(None))
        card.language_chosen.connect(self._quote_language)
        return card
