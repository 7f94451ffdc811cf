"""The lines of the editor: the table, what is typed looked up in the catalogue, and the row of links below."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.trade import line_finding, quote_habits, selling_units
from desktop.trade.line_finding import (
    FoundLine,
    Wanted,
    as_wish,
    free_text_line,
    is_as_listed,
    relisted,
)
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.lines_model import Column, LinesModel
from desktop.ui.quotes.lines_table import LinesTable
from desktop.ui.quotes.mail_lines import FromMail, MailLinesDialog, read_mail
from desktop.ui.quotes.paste import Pasted, read_rows
from desktop.ui.quotes.paste_dialog import PasteDialog, Unknown
from desktop.ui.quotes.product_search import ProductSearch
from desktop.ui.quotes.thumbnails import Thumbnails
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import link, say_less
from desktop.ui.widgets.labels import label


class LinesArea(QWidget):
    """Holds table and model; `edited` after every change of the lines."""

    edited = Signal()

    def __init__(
        self,
        services: Services,
        draft: Callable[[], QuoteDraft],
        quote_id: Callable[[], str],
        beside: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`draft` and `quote_id` say which quote lines are for; `beside` stands in the row below."""
        super().__init__(parent)
        self._services, self._draft, self.quote_id = services, draft, quote_id
        self.model = LinesModel(self)
        self._asked_units: set[str] = set()
        self.pictures = Thumbnails(services, self)
        self.table = LinesTable(
            self.model, self.pictures.picture, lambda parent: ProductSearch(services, parent)
        )
        self.pictures.arrived.connect(self.table.viewport().update)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self._links(beside))
        self.model.edited.connect(self.edited)
        self.model.edited.connect(self._learn_units)
        self.model.refused.connect(services.navigator.show_toast)
        self.model.entered.connect(self._look_up)
        self.model.quantity_typed.connect(self._reprice)
        self.table.paste_wanted.connect(self.paste)

    def _links(self, beside: Sequence[QWidget]) -> QWidget:
        self._bar = holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        self._add = link(_("Add product"), self.table.start_entry, icon_name="plus")
        self._paste = link(_("Paste from Excel"), self.paste, icon_name="clipboard-paste")
        self._mail = link(_("Lines from the mail"), self.from_mail, icon_name="mail")
        self.links = (self._add, self._paste, self._mail)
        for made in self.links:
            row.addWidget(made)
        row.addStretch(1)
        for widget in beside:
            row.addWidget(widget)
        self._count = label("", "small", "text2")
        row.addWidget(self._count)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Links are signs where their words have no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self._bar.sizeHint().width()
        wanted += sum(made.full_width() - made.sizeHint().width() for made in self.links)
        say_less(self.links, wanted - self.width())

    def load(self, draft: QuoteDraft, *, editable: bool) -> None:
        """Show the lines of a draft."""
        self.model.read_only = not editable
        self.model.load(draft.lines, draft.currency)
        for made in self.links:
            made.setEnabled(editable)
        self._learn_units()

    def _learn_units(self) -> None:
        """Read what the articles are sold by, as far as it is not known yet: the unit's cell offers it."""
        known = self.model.sellings
        wanted = {line.product_id for line in self.model.lines if line.product_id} - known.keys()
        if not wanted or self.model.read_only or wanted == self._asked_units:
            return
        self._asked_units = wanted
        store = self._services.store
        self._services.tasks.submit(
            lambda: selling_units.sellings_of(store, wanted), ok=known.update, owner=self
        )

    def show_count(self) -> None:
        """Say how many lines there are."""
        goods = sum(line.is_goods for line in self.model.lines)
        self._count.setText(ngettext("{count} line", "{count} lines", goods).format(count=goods))
        self._fit()

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()

    def _look_up(self, key: str, text: str) -> None:
        """Fill a typed line from the catalogue; what was typed beside it meanwhile stays."""
        store, draft, today = self._services.store, self._draft(), self._today()
        wanted = [Wanted(text)]
        self._services.tasks.submit(
            lambda: line_finding.find_lines(store, wanted, draft, today=today)[0],
            ok=lambda found: self._fill(key, found),
            owner=self,
        )

    def _fill(self, key: str, found: FoundLine) -> None:
        row = self.model.row_of(key)
        if row < 0:
            return
        if found.line is None:
            self._services.navigator.show_toast(
                _("“{text}” is not in the catalogue: the line stays as free text.").format(
                    text=found.wanted.text
                ),
                undo=lambda: self._take_out(key),
                icon="info",
            )
            return
        if found.problem:
            self._services.navigator.show_toast(found.problem, icon="info")
        line = found.line
        if found.selling is not None and line.product_id:
            self.model.sellings[line.product_id] = found.selling
        is_typed = key in self.model.typed_quantities
        self.model.change([row], lambda typed: filled(typed, line, keep_quantity=is_typed))
        self._reprice(key)

    def _take_out(self, key: str) -> None:
        row = self.model.row_of(key)
        if row >= 0:
            self.model.remove([row])

    def _reprice(self, key: str) -> None:
        """A listed price follows the quantity; one typed, computed or moved to another term stays."""
        row = self.model.row_of(key)
        line = self.model.lines[row] if row >= 0 else None
        if line is None or not is_as_listed(line):
            return
        store, draft, today = self._services.store, self._draft(), self._today()
        wanted = [as_wish(line)]
        self._services.tasks.submit(
            lambda: line_finding.find_lines(store, wanted, draft, today=today)[0],
            ok=lambda found: self._take_price(key, found),
            owner=self,
            key=f"price {key}",
        )

    def _take_price(self, key: str, found: FoundLine) -> None:
        row = self.model.row_of(key)
        if row >= 0:
            self.model.change([row], lambda line: relisted(line, found))

    def paste(self) -> None:
        """Add the rows on the clipboard; those that cannot be used are shown with their reasons."""
        if self.model.read_only:
            return
        pasted = read_rows(QGuiApplication.clipboard().text())
        if not pasted.rows and not pasted.aside:
            self._services.navigator.show_toast(
                _("Nothing to paste: copy rows with SKU, quantity and price first."), icon="info"
            )
            return
        self.add_rows(pasted, _("Paste from Excel"))

    def add_rows(self, pasted: Pasted, title: str) -> None:
        """Look rows up and add them; unknown articles are offered as lines of free text."""
        store, draft, today = self._services.store, self._draft(), self._today()
        wanted = [row.wanted() for row in pasted.rows]
        self._services.tasks.submit(
            lambda: line_finding.find_lines(store, wanted, draft, today=today),
            ok=lambda found: self._add_found(pasted, found, title),
            owner=self,
        )

    def _add_found(self, pasted: Pasted, found: Sequence[FoundLine], title: str) -> None:
        lines = [one.line for one in found if one.line is not None]
        if lines:
            self._put(lines)
        pairs = list(zip(pasted.rows, found, strict=True))
        unknown = [Unknown(row.row, one.wanted) for row, one in pairs if one.line is None]
        priceless = [(row.row, one) for row, one in pairs if one.line is not None and one.problem]
        if not unknown and not priceless and not pasted.aside:
            count = ngettext("{count} line added", "{count} lines added", len(lines))
            self._services.navigator.show_toast(count.format(count=len(lines)))
            return
        dialog = PasteDialog(title, len(lines), unknown, priceless, pasted.aside, self)
        dialog.wanted_as_text.connect(self._add_free_text)
        dialog.open()

    def _add_free_text(self, wanted: Sequence[Wanted]) -> None:
        self.model.add([free_text_line(one) for one in wanted])

    def from_mail(self) -> None:
        """Propose lines from the buyer's newest mail."""
        if self.model.read_only:
            return
        store, draft = self._services.store, self._draft()
        self._services.tasks.submit(
            lambda: read_mail(store, draft), ok=self._offer_mail, owner=self, key="mail"
        )

    def _offer_mail(self, found: FromMail) -> None:
        if not found.proposals:
            text = _("No lines were found in the buyer's newest mail.")
            if not found.subject:
                text = _("There is no mail of this buyer to read lines from.")
            self._services.navigator.show_toast(text, icon="info")
            return
        dialog = MailLinesDialog(found, self)
        dialog.chosen.connect(self._add_wanted)
        dialog.open()

    def _add_wanted(self, wanted: Sequence[Wanted]) -> None:
        store, draft, today = self._services.store, self._draft(), self._today()
        self._services.tasks.submit(
            lambda: line_finding.find_lines(store, wanted, draft, today=today),
            ok=self._add_ticked,
            owner=self,
        )

    def _add_ticked(self, found: Sequence[FoundLine]) -> None:
        """Put the ticked lines in; one without an article stays as free text: it was ticked so."""
        self._put([one.line or free_text_line(one.wanted) for one in found])
        for one in found:
            if one.problem:
                self._services.navigator.show_toast(one.problem, icon="info")

    def from_last_quote(self) -> None:
        """Copy the lines of the customer's last quote, at today's prices."""
        draft = self._draft()
        if self.model.read_only or not draft.customer_id:
            return
        store, today, own = self._services.store, self._today(), self.quote_id()
        self._services.tasks.submit(
            lambda: quote_habits.last_lines(store, draft.customer_id, draft, today=today, but=own),
            ok=self._put_last,
            owner=self,
            key="last",
        )

    def _put_last(self, found: tuple[str, tuple[DraftLine, ...]]) -> None:
        number, lines = found
        if not lines:
            text = _("There is no earlier quote to this customer.")
            self._services.navigator.show_toast(text, icon="info")
            return
        keys = self._put(lines)
        self._services.navigator.show_toast(
            _("Lines of {number} copied").format(number=number),
            undo=lambda: self.model.remove([self.model.row_of(key) for key in keys]),
            icon="copy",
        )

    def _put(self, lines: Sequence[DraftLine]) -> list[str]:
        place = self.paste_place()
        keys = self.model.insert_all(place, lines)
        self.table.setFocus()
        self.table.select_rows(place, place + len(keys) - 1)
        return keys

    def paste_place(self) -> int:
        """Return the row that new lines go to: behind the selected ones, else at the end."""
        rows = self.table.rows()
        return rows[-1] + 1 if rows else len(self.model.lines)

    def add_pieces(self, row: int, pieces: Decimal) -> None:
        """Add pieces to a line, as if typed."""
        self.model.change([row], lambda line: replace(line, quantity=line.quantity + pieces))
        if 0 <= row < self.model.line_count:
            self._reprice(self.model.lines[row].key)

    def show_row(self, row: int) -> None:
        """Put the keyboard on a line's quantity."""
        self.table.setFocus()
        self.table.select_cell(row, Column.QUANTITY)


def filled(typed: DraftLine, found: DraftLine, *, keep_quantity: bool) -> DraftLine:
    """Return the article's line with what was typed into the row while it was looked up."""
    has_price = typed.unit_price != 0
    return replace(
        found,
        key=typed.key,
        quantity=typed.quantity if keep_quantity else found.quantity,
        unit_price=typed.unit_price if has_price else found.unit_price,
        price_source="hand" if has_price else found.price_source,
        discount_percent=typed.discount_percent or found.discount_percent,
        is_optional=typed.is_optional,
        is_free=typed.is_free,
    )
