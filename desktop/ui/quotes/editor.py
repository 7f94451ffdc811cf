"""The quote editor: head, lines, packing and sums at the left, the printed page at the right."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.trade.documents.document import Kind
from desktop.trade.incoterms import Severity
from desktop.trade.issuing import Issued
from desktop.trade.money import Money, format_plain
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.products import ProductFigures
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import LABELS, QuoteState, check_move
from desktop.ui.quotes.catalogue import FoundRows, aside_text, find_rows, line_from
from desktop.ui.quotes.form import QuoteForm
from desktop.ui.quotes.issued_bar import IssuedBar
from desktop.ui.quotes.lines_model import Column, LinesModel
from desktop.ui.quotes.lines_table import LinesTable
from desktop.ui.quotes.margin import healthy_price, is_below_line
from desktop.ui.quotes.packing_pane import PackingPane
from desktop.ui.quotes.pages import Drawn
from desktop.ui.quotes.paste import read_rows
from desktop.ui.quotes.preview import PreviewPane
from desktop.ui.quotes.printing import print_file
from desktop.ui.quotes.product_search import ProductSearch
from desktop.ui.quotes.session import Opened, QuoteSession, words_of
from desktop.ui.quotes.states import STATE_TONES
from desktop.ui.quotes.sums_pane import TotalsPane
from desktop.ui.records.dialogs import ListDialog, ReasonDialog
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, link, primary, secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import hline, label, retone
from desktop.ui.widgets.panes import PaneHeader, Panes, ScrollPane, plane

LANGUAGE_KEY = "quotes.document_language"


class QuoteEditor(QWidget):
    """Edits one quote; `back_wanted` when the user wants the list again."""

    back_wanted = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the editor; `open` shows a quote."""
        super().__init__(parent)
        self._services = services
        self.session = QuoteSession(services, self)
        self.session.language = str(services.settings.get(LANGUAGE_KEY, "en+zh"))
        self.model = LinesModel(self)
        self.preview = PreviewPane(self.session.language)
        panes = Panes("quotes", services.settings, (932, 452), stretch=0)
        panes.addWidget(self._work_area())
        panes.addWidget(self.preview)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)
        self._pdf = b""
        self._address = ""
        self._connect()

    def _work_area(self) -> QWidget:
        area = plane(QWidget(), "surface")
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        scroll = ScrollPane(margins=(0, 0, 0, 16), spacing=0)
        self.form = QuoteForm()
        scroll.box.addWidget(self.form)
        scroll.box.addWidget(hline())
        self.table = LinesTable(self.model)
        scroll.box.addWidget(self.table)
        scroll.box.addWidget(self._line_actions())
        scroll.box.addWidget(hline())
        scroll.box.addLayout(self._sums())
        self.banner = Banner()
        self.problem = Banner()
        for banner in (self.banner, self.problem):
            holder = QVBoxLayout()
            holder.setContentsMargins(20, 14, 20, 0)
            holder.addWidget(banner)
            scroll.box.addLayout(holder)
        scroll.box.addStretch(1)
        column.addWidget(scroll, 1)
        column.addWidget(hline())
        self.issued_bar = IssuedBar()
        column.addWidget(self.issued_bar)
        column.addWidget(self._footer())
        return area

    def _header(self) -> QWidget:
        bar = PaneHeader("")
        self._bar = bar
        back = icon_button("chevron-left", _("All quotes"), self.back_wanted.emit)
        bar.layout().itemAt(0).layout().insertWidget(0, back)  # type: ignore[union-attr]
        self._state = Chip("", "neutral")
        bar.layout().itemAt(0).layout().insertWidget(3, self._state)  # type: ignore[union-attr]
        self._saved = label("", "small", "text2")
        self._more = icon_button("ellipsis", _("More"), self._show_menu)
        bar.add(self._saved, self._more)
        return bar

    def _line_actions(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        self.search = ProductSearch(self._services)
        self.search.setFixedWidth(theme().scaled(260))
        self.search.setFixedHeight(theme().scaled(theme().size.field))
        row.addWidget(self.search)
        self._paste_button = link(_("Paste from Excel"), self.paste)
        row.addWidget(self._paste_button)
        row.addStretch(1)
        row.addWidget(self.form.included)
        self._count = label("", "small", "text2")
        row.addWidget(self._count)
        return holder

    def _sums(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 0)
        row.setSpacing(32)
        self.packing = PackingPane()
        self.totals = TotalsPane()
        row.addWidget(self.packing, 13)
        row.addWidget(self.totals, 7, Qt.AlignmentFlag.AlignTop)
        return row

    def _footer(self) -> QWidget:
        holder = plane(QWidget(), "surface")
        holder.setFixedHeight(theme().scaled(56))
        row = QHBoxLayout(holder)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        self._history = label("", "small", "text2")
        row.addWidget(self._history, 1)
        self._revise = secondary(_("New revision"), self._revise_now, icon_name="history")
        self._proforma = secondary(
            _("Issue proforma invoice"),
            lambda: self.issue(Kind.PROFORMA),
            icon_name="file-check",
            size="control_large",
        )
        self._quotation = primary(
            _("Issue quotation"),
            lambda: self.issue(Kind.QUOTATION),
            icon_name="file-text",
            size="control_large",
            key="Ctrl+Return",
        )
        for made in (self._revise, self._proforma, self._quotation):
            row.addWidget(made)
        return holder

    def _connect(self) -> None:
        session = self.session
        session.opened.connect(self._show)
        session.saving.connect(lambda: self._tell_saved(_("Saving"), "text2"))
        session.saved.connect(self._show_saved)
        session.save_failed.connect(self._show_failure)
        session.drawn.connect(self._show_page)
        session.draw_failed.connect(self.preview.show_problem)
        session.issued.connect(self._show_issued)
        session.issue_failed.connect(self._show_issue_failure)
        self.form.edited.connect(self._take)
        self.form.buyer_chosen.connect(session.choose_buyer)
        self.model.edited.connect(self._take)
        self.model.refused.connect(self._services.navigator.show_toast)
        self.search.chosen.connect(self._add_product)
        self.table.delete_wanted.connect(self.delete_line)
        self.table.paste_wanted.connect(self.paste)
        self.preview.language_changed.connect(self._use_language)
        self.preview.save_wanted.connect(self._save_copy)
        self.preview.print_wanted.connect(self._print_preview)
        self.preview.revision_wanted.connect(session.open)
        self.issued_bar.attach_wanted.connect(self._attach)

    def open(self, quote_id: str) -> None:
        """Show a quote."""
        self.issued_bar.clear()
        self.session.open(quote_id)

    def new(self, customer_id: str = "", thread_id: int | None = None) -> None:
        """Begin a quote, for a customer when one is named."""
        self.issued_bar.clear()
        draft = QuoteDraft("", thread_id=thread_id)
        self.session.start(draft)
        self._show_draft()
        if customer_id:
            self.session.choose_buyer(customer_id)

    def _show(self, found: Opened) -> None:
        draft = self.session.draft
        self.form.offer_buyers(found.buyers, draft.customer_id)
        self.form.offer_contacts(found.contacts, draft.contact_id)
        self._show_draft()
        figures = found.figures
        self._address = found.address
        self._show_versions(found)
        self._show_state(figures)
        self.issued_bar.show_issued(found.issued[0] if found.issued else None)
        self._tell_saved(_("Saved on this computer") if figures else "", "text2")
        if not found.figures:
            self.preview.show_problem(_("Choose a buyer and add products: the page appears here."))

    def _show_draft(self) -> None:
        draft = self.session.draft
        self.form.load(draft)
        self.model.load(draft.lines, draft.currency)
        editable = self.session.is_editable
        self.model.read_only = not editable
        self.form.set_read_only(not editable)
        self.search.setEnabled(editable)
        self._paste_button.setEnabled(editable)
        self._show_sums(draft)

    def _show_state(self, figures: QuoteFigures | None) -> None:
        number = figures.number if figures else _("New quote")
        self._bar.set(number)
        state = figures.state if figures else QuoteState.DRAFT
        revision = f" V{figures.revision}" if figures else ""
        self._state.set(_(LABELS[state]) + revision, STATE_TONES[state])
        editable = self.session.is_editable
        self._revise.setVisible(figures is not None and not editable)
        for made in (self._quotation, self._proforma):
            made.setEnabled(figures is not None)
        sent = ""
        if figures is not None and figures.sent_at is not None:
            day = figures.sent_at.astimezone().date().isoformat()
            sent = _("V{revision} sent {date}").format(revision=figures.revision, date=day)
        self._history.setText(sent)

    def _show_versions(self, found: Opened) -> None:
        rows = [
            (
                one.id,
                f"V{one.revision}",
                one.revision_note or _(LABELS[one.state]),
                one.total.format(),
                (one.sent_at or one.updated_at).astimezone().date().isoformat(),
            )
            for one in found.revisions
        ]
        self.preview.versions.load(rows, found.figures.id if found.figures else "")

    def _take(self) -> None:
        draft = self.form.take(self.session.draft)
        draft = replace(draft, lines=self.model.lines)
        self._show_sums(draft)
        self.session.change(draft)
        self.preview.show_waiting()

    def _show_sums(self, draft: QuoteDraft) -> None:
        sums = draft.totals()
        self.model.show_sums(sums, draft.currency)
        self.packing.show_sums(sums, draft)
        self.totals.show_sums(sums, draft)
        count = ngettext("{count} line", "{count} lines", len(draft.lines))
        self._count.setText(count.format(count=len(draft.lines)))
        self._warn_margin(draft)

    def _warn_margin(self, draft: QuoteDraft) -> None:
        sums = draft.totals()
        if not is_below_line(sums) or not self.session.is_editable:
            self.banner.hide()
            return
        limit = format_plain(HEALTHY_MARGIN_PERCENT)
        fact = _("Margin {margin}%, below your limit of {limit}%").format(
            margin=sums.margin_percent, limit=limit
        )
        more, action = _("Issuing asks for a reason and keeps it in the journal."), ""
        handler: Callable[[], object] | None = None
        hint = healthy_price(draft)
        if hint is not None:
            price = Money(hint.price, draft.currency).format()
            more += " " + _("Raising {sku} to {price} needs none.").format(
                sku=hint.sku, price=price
            )
            action = _("Use {price}").format(price=format_plain(hint.price, 2))
            handler = partial(self.model.set_price, hint.row, hint.price)
        self.banner.say(
            "amber", fact, more, action=action, handler=handler, icon_name="shield-alert"
        )

    def _tell_saved(self, text: str, tone: str) -> None:
        self._saved.setText(text)
        retone(self._saved, tone)

    def _show_saved(self, figures: QuoteFigures) -> None:
        self._tell_saved(_("Saved on this computer"), "text2")
        self.problem.hide()
        self._show_state(figures)

    def _show_failure(self, message: str) -> None:
        self._tell_saved(_("Not saved"), "red")
        self.problem.say("red", _("Not saved"), message)

    def _show_page(self, drawn: Drawn) -> None:
        self._pdf = drawn.pdf
        self.preview.show_drawn(drawn)

    def _use_language(self, language: str) -> None:
        self.session.language = language
        self._services.settings.set(LANGUAGE_KEY, language)
        self.session.draw()

    def _add_product(self, product: ProductFigures) -> None:
        line = line_from(product, self.session.draft.currency, None, None)
        self.model.add([line])
        row = next((i for i, one in enumerate(self.model.lines) if one.sku == line.sku), 0)
        self.table.setFocus()
        self.table.select_cell(row, Column.QUANTITY)

    def delete_line(self, row: int) -> None:
        """Take a line out; the toast gives it back."""
        if self.model.read_only:
            return
        line = self.model.remove(row)
        self._services.navigator.show_toast(
            _("Line {sku} removed").format(sku=line.sku),
            undo=lambda: self.model.insert(row, line),
            icon="trash-2",
        )

    def paste(self) -> None:
        """Add the rows on the clipboard; those that cannot be used are shown with their reasons."""
        pasted = read_rows(QGuiApplication.clipboard().text())
        if not pasted.rows and not pasted.aside:
            self._services.navigator.show_toast(
                _("Nothing to paste: copy rows with SKU, quantity and price first."), icon="info"
            )
            return
        store, currency = self._services.store, self.session.draft.currency
        self._services.tasks.submit(
            lambda: find_rows(store, pasted, currency), ok=self._add_rows, owner=self
        )

    def _add_rows(self, found: FoundRows) -> None:
        if found.lines:
            self.model.add(found.lines)
        if found.aside:
            fact = ngettext(
                "{count} row was put aside", "{count} rows were put aside", len(found.aside)
            ).format(count=len(found.aside))
            ListDialog(_("Paste from Excel"), fact, aside_text(found.aside), self).open()

    def issue(self, kind: Kind) -> None:
        """Issue a document; a margin below the line asks for a reason first."""
        figures = self.session.figures
        if figures is None:
            self._services.navigator.show_toast(_("Choose a buyer first."), icon="info")
            return
        sums = self.session.draft.totals()
        if figures.state is QuoteState.DRAFT and is_below_line(sums):
            ReasonDialog(
                _("Issue with a margin of {margin}%?").format(margin=sums.margin_percent),
                _("It is below your limit of {limit}%.").format(
                    limit=format_plain(HEALTHY_MARGIN_PERCENT)
                ),
                _("Issue"),
                lambda reason: self._issue_now(kind, reason),
                self,
            ).open()
            return
        self._issue_now(kind, "")

    def _issue_now(self, kind: Kind, reason: str) -> None:
        self._tell_saved(_("Issuing"), "text2")
        self.session.issue(kind, reason)

    def _show_issued(self, issued: Issued) -> None:
        self.issued_bar.show_issued(issued)
        self._services.navigator.show_toast(
            _("{number} issued").format(number=issued.number), icon="file-check"
        )
        self.session.open(self.session.quote_id)

    def _show_issue_failure(self, error: BaseException) -> None:
        self._tell_saved("", "text2")
        self.problem.say("red", _("Not issued"), words_of(error))
        self._jump_to_error()

    def _jump_to_error(self) -> None:
        figures = self.session.figures
        errors = [f for f in figures.findings if f.severity is Severity.ERROR] if figures else []
        editors: dict[str, QWidget] = {
            "no_lines": self.search,
            "incoterm_missing": self.form.incoterm,
            "place_missing": self.form.place,
            "validity_past": self.form.valid_until,
        }
        for finding in errors:
            if finding.code in editors:
                editors[finding.code].setFocus()
                return

    def _attach(self, issued: Issued) -> None:
        draft = self.session.draft
        # The buyer reads the subject: it does not follow the language of this window.
        kind = "Proforma invoice" if issued.kind == Kind.PROFORMA else "Quotation"
        self._services.navigator.new_mail(
            to=self._address,
            subject=f"{kind} {issued.number}",
            customer_id=draft.customer_id,
            thread_id=draft.thread_id,
            reply=draft.thread_id is not None,
            **self._enclosed(issued),
        )

    def _enclosed(self, issued: Issued) -> dict[str, object]:
        """A quotation goes along as the quote's card, which the sending marks as sent; others as a file."""
        if issued.kind == Kind.QUOTATION:
            return {"quote_id": self.session.quote_id, "quote_language": issued.language}
        return {"attach": [str(issued.path)]}

    def _show_menu(self) -> None:
        menu = QMenu(self)
        figures = self.session.figures
        if figures is not None:
            for state in (
                QuoteState.SENT,
                QuoteState.ACCEPTED,
                QuoteState.DECLINED,
                QuoteState.DRAFT,
            ):
                if _can_move(figures.state, state):
                    text = _("Mark as “{state}”").format(state=_(LABELS[state]))
                    menu.addAction(text, partial(self.session.set_state, state))
            menu.addSeparator()
            menu.addAction(_("New revision"), self._revise_now)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _revise_now(self) -> None:
        self.session.revise()

    def _save_copy(self) -> None:
        figures = self.session.figures
        if figures is None or not self._pdf:
            return
        name = f"{figures.number}-V{figures.revision}-draft.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save this PDF"), name, "PDF (*.pdf)")
        if chosen:
            pdf = self._pdf
            self._services.tasks.submit(lambda: Path(chosen).write_bytes(pdf), owner=self)

    def _print_preview(self) -> None:
        issued = self.issued_bar.issued
        if issued is not None:
            print_file(issued.path, self)
            return
        self._services.navigator.show_toast(
            _("Issue the document first: a draft is not printed."), icon="info"
        )


def _can_move(present: QuoteState, wanted: QuoteState) -> bool:
    try:
        check_move(present, wanted)
    except UserFacing:
        return False
    return True
