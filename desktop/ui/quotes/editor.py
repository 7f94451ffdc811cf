"""The quote editor: what is typed into head, lines and packing is summed up, kept and drawn; what comes back is shown."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.trade.documents.document import Kind
from desktop.trade.incoterms import Severity
from desktop.trade.issuing import Issued
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_merge import Merged, Side
from desktop.trade.totals import LineMemory, Totals
from desktop.ui.quotes.clauses_deed import ClausesDeed
from desktop.ui.quotes.course_deeds import CourseDeeds
from desktop.ui.quotes.editor_layout import EditorLayout
from desktop.ui.quotes.error_words import words_of
from desktop.ui.quotes.issuing import Issuing
from desktop.ui.quotes.issuing_deeds import IssuingDeeds
from desktop.ui.quotes.lines_deeds import LinesDeeds
from desktop.ui.quotes.opened import Opened
from desktop.ui.quotes.packing_dialog import with_packing_of
from desktop.ui.quotes.page_drawing import PageDrawing
from desktop.ui.quotes.pages import Drawn
from desktop.ui.quotes.seller_deed import SellerDeed
from desktop.ui.quotes.session import QuoteSession
from desktop.ui.quotes.terms_deeds import TermsDeeds
from desktop.ui.services import Services

LANGUAGE_KEY = "quotes.document_language"


class QuoteEditor(EditorLayout):
    """Edits one quote; `back_wanted` when the user wants the list again."""

    back_wanted = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the editor; `open` shows a quote."""
        language = str(services.settings.get(LANGUAGE_KEY, "") or "en+zh")
        super().__init__(services, QuoteSession(services, language), parent)
        self._services = services
        self.drawing = PageDrawing(services, self.session)
        self.issuing = Issuing(services, self.session)
        self._memory = LineMemory()
        self._address = ""
        self.deeds = LinesDeeds(services, self.area, self.isVisible)
        self.course = CourseDeeds(services, self.session, self, self.advice)
        self.header.versions.addWidget(self.course.bar)
        self.course.bar.filled.connect(self.header.fit)
        self._paper = IssuingDeeds(
            services,
            self.session,
            self.issuing,
            self.issued_bar,
            self,
            lambda: self._address,
            self.course.guard,
        )
        self._terms = TermsDeeds(services, self.taken, self._apply, self.notice, self)
        self.clauses = ClausesDeed(services, self.session, self.taken, self._apply, self)
        self._seller = SellerDeed(services, self.taken, self._apply, self._print_in, self)
        # Several changes of one key press are taken as one.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._take)
        self._connect()

    def _connect(self) -> None:
        session = self.session
        session.opened.connect(self._show)
        session.saving.connect(lambda: self.header.tell_saved(_("Saving")))
        session.saved.connect(self._show_saved)
        session.save_failed.connect(self._show_failure)
        self.drawing.drawn.connect(self._show_page)
        self.drawing.failed.connect(self.preview.show_problem)
        self.issuing.issued.connect(self._show_issued)
        self.issuing.failed.connect(self._show_issue_failure)
        session.about_to_read.connect(self._take_pending)
        session.adopted.connect(self._show_draft)
        session.merged.connect(self._show_merged)
        session.lost.connect(self._show_lost)
        self.header.back_wanted.connect(self.back_wanted)
        self.header.menu_wanted.connect(self._show_menu)
        self.form.edited.connect(self._soon.start)
        self.form.buyer_chosen.connect(self._choose_buyer)
        self.form.instalments_wanted.connect(self._terms.edit_instalments)
        self.form.rate_wanted.connect(self._terms.refresh_rate)
        self.form.seller_changed.connect(self._seller.change)
        self.form.currency_changed.connect(self._terms.change_currency)
        self.area.edited.connect(self._soon.start)
        self.table.row_shown.connect(self.bring_into_view)
        self.table.left.connect(self.leave_table)
        self.table.row_shown.connect(self.packing.select_row)
        self.packing.edited.connect(self._take_packing)
        self.packing.add_pieces.connect(self.area.add_pieces)
        self.packing.row_wanted.connect(self.area.show_row)
        self.ladder.edited.connect(self._apply)
        self.ladder.followed.connect(self._follow)
        self.table.selectionModel().selectionChanged.connect(self._choose_lines)
        self.preview.language_changed.connect(self._use_language)
        self.preview.whole_wanted.connect(self.drawing.draw_whole)
        self.preview.save_wanted.connect(self._paper.save_copy)
        self.preview.print_wanted.connect(self._paper.print_issued)
        self.preview.revision_wanted.connect(self.open)
        self.preview.mail_wanted.connect(self._open_mail)
        self.course.bar.revision_wanted.connect(self.open)
        for button, deed in (
            (self.footer.quotation, partial(self.issue, Kind.QUOTATION)),
            (self.footer.proforma, partial(self.issue, Kind.PROFORMA)),
            (self.footer.revise, self.revise),
            (self.footer.order, self.make_order),
        ):
            button.clicked.connect(lambda _on=False, deed=deed: deed())

    def open(self, quote_id: str) -> None:
        """Show a quote, once what was typed into the present one is stored."""
        self.session.once_kept(lambda: self._open(quote_id))

    def _open(self, quote_id: str) -> None:
        self._clear()
        self.session.open(quote_id)

    def _clear(self) -> None:
        for shown in (self.sharing, self.notice, self.problem):
            shown.hide()
        self.issued_bar.clear()

    def new(self, customer_id: str = "", thread_id: int | None = None) -> None:
        """Begin a quote, for a customer when one is named; what was typed before is stored first."""
        self.session.once_kept(lambda: self._begin(customer_id, thread_id))

    def _begin(self, customer_id: str, thread_id: int | None) -> None:
        self._clear()
        self.session.start(QuoteDraft("", thread_id=thread_id))
        self._show_draft()
        if customer_id:
            self.session.choose_buyer(customer_id)
            self.table.start_entry()

    def _choose_buyer(self, customer_id: str) -> None:
        """Of a new quote the lines come next: everything else is known by the buyer."""
        is_new = self.session.figures is None
        self.session.choose_buyer(customer_id)
        if is_new:
            self.table.start_entry()

    def take_now(self) -> None:
        """Take what was typed and not taken yet, and write it."""
        self.session.flush()

    def taken(self) -> QuoteDraft:
        """Return the draft with everything that stands in the fields: what is made of it replaces them."""
        self._take_pending()
        return self.session.draft

    def _take_pending(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._take()

    def _show(self, found: Opened) -> None:
        draft = self.session.draft
        if found.memory is not None:
            self._memory = found.memory
        self._print_in(found.prints_in)
        self.form.offer_buyers(found.buyers, draft.customer_id)
        self.form.offer_contacts(found.contacts, draft.contact_id)
        self.form.more.offer(found.sellers, found.price_lists)
        self.form.offer_terms(found.own_terms)
        self.course.show(found, self.preview.versions, self._show_next)
        figures = self.session.figures
        is_as_read = figures is not None and draft is figures.draft
        self._show_draft(figures.totals if figures is not None and is_as_read else None)
        self._address = found.address
        self.answers.show_quote(figures.id if figures else "")
        self._show_state(figures)
        self.issued_bar.show_issued(found.issued[0] if found.issued else None)
        self.header.tell_saved(_("Saved on this computer") if figures else "")
        if not found.figures:
            self.preview.show_problem(_("Choose a buyer and add products: the page appears here."))

    def _show_draft(self, sums: Totals | None = None) -> None:
        """Show the whole draft; `sums` when they are known already."""
        draft = self.session.draft
        editable = self.session.is_editable
        self.form.today = self._services.clock.now().astimezone().date()
        self.form.load(draft)
        self.form.set_read_only(not editable)
        self.area.load(draft, editable=editable)
        self.packing.set_read_only(not editable)
        self.ladder.set_read_only(not editable)
        self._show_sums(draft, sums)

    def _show_state(self, figures: QuoteFigures | None) -> None:
        self.header.show_quote(figures)
        self.footer.order.setText(self.course.order.words())
        self.footer.show_quote(figures, editable=self.session.is_editable)

    def _show_next(self) -> None:
        self.footer.show_next(asks=self.course.needs_asking())

    def _open_mail(self, thread_id: int) -> None:
        self._services.navigator.open_screen("inbox", thread_id=thread_id)

    def _take(self) -> None:
        draft = self.form.take(self.session.draft)
        self._take_draft(replace(draft, lines=self.model.lines))

    def _take_draft(self, draft: QuoteDraft) -> None:
        self._show_sums(draft)
        self.session.change(draft)
        self.preview.show_waiting()

    def _apply(self, draft: QuoteDraft) -> None:
        """Take a draft that was made beside the fields, as if it had been typed into them."""
        if self._soon.isActive():
            self._soon.stop()
        self.form.load(draft)
        self.model.load(draft.lines, draft.currency)
        self._take_draft(draft)

    def _follow(self, draft: QuoteDraft) -> None:
        """Take freight and insurance that follow tariff and rate; the lines are as they stand."""
        if not self._soon.isActive():
            self.form.load(draft)
            self._take_draft(draft)

    def _choose_lines(self) -> None:
        self.ladder.select_rows(self.table.selected_rows())

    def _take_packing(self, edited: QuoteDraft) -> None:
        draft = replace(self.form.take(self.session.draft), lines=self.model.lines)
        draft = with_packing_of(draft, edited)
        self.model.load(draft.lines, draft.currency)
        self._take_draft(draft)

    def recalculate(self, draft: QuoteDraft) -> Totals:
        """Return the sums of a draft; only lines that changed are computed."""
        return draft.totals(self._memory)

    def _show_sums(self, draft: QuoteDraft, known: Totals | None = None) -> None:
        sums = known if known is not None else self.recalculate(draft)
        self.model.healthy_percent = self.course.course.policy.healthy_margin_percent
        self.model.show_sums(sums, draft.currency)
        self.packing.show_sums(sums, draft)
        self.ladder.show_sums(sums, draft)
        line = self.course.course.policy.healthy_margin_percent
        self.totals.show_sums(sums, draft, line)
        self.area.show_count()
        self.banner.show_margin(
            draft, sums, self._set_price, self.course.course, editable=self.session.is_editable
        )
        self._show_next()

    def plan_again(self) -> None:
        """Plan the containers anew: the sizes of the workspace have changed."""
        self._take_pending()
        self._show_sums(self.session.draft)

    def _set_price(self, row: int, price: Decimal) -> None:
        self.model.change([row], lambda line: replace(line, unit_price=price, price_source="hand"))

    def _show_saved(self, figures: QuoteFigures) -> None:
        self.header.tell_saved(_("Saved on this computer"))
        self.problem.hide()
        self._show_state(figures)

    def _show_failure(self, message: str) -> None:
        self.header.tell_saved(_("Not saved"), "red")
        quote_id = self.session.quote_id
        self.problem.say(
            "red",
            _("Not saved"),
            message,
            action=_("Drop my changes") if quote_id else "",
            handler=partial(self._reopen, quote_id),
        )

    def _show_merged(self, merged: Merged) -> None:
        """Another window wrote the quote: show both sides' changes, ask where they clash."""
        draft = merged.draft
        self.form.load(draft)
        self.model.load(draft.lines, draft.currency)
        self._show_sums(draft)
        if not merged.clashes:
            text = _("Changed in another window: both sides' changes are in.")
            self._services.navigator.show_toast(text, icon="users")
            return
        self.sharing.ask(merged, self._settle)

    def _settle(self, side: Side) -> None:
        self.session.settle(side)
        self._show_draft()

    def _show_lost(self, how: str, _message: str) -> None:
        self.header.tell_saved(_("Not saved"), "red")
        if how == "deleted":
            self.sharing.tell_deleted(self.session.keep_as_new, self._drop_and_leave)
        else:
            drop = partial(self._reopen, self.session.quote_id)
            self.sharing.tell_sent(self.session.keep_as_revision, drop)

    def _drop_and_leave(self) -> None:
        self.session.forget_changes()
        self.back_wanted.emit()

    def _reopen(self, quote_id: str) -> None:
        self.problem.hide()
        self.session.forget_changes()
        self.session.open(quote_id)

    def _show_page(self, drawn: Drawn) -> None:
        self._paper.pdf = b"" if drawn.first_lines else drawn.pdf
        self.preview.show_drawn(drawn)

    def _use_language(self, language: str) -> None:
        self.session.language = language
        self._services.settings.set(LANGUAGE_KEY, language)
        self.drawing.draw()

    def _print_in(self, language: str) -> None:
        """Draw in what the selling company usually prints in, unless the user chose a language."""
        is_new = bool(language) and language != self.session.language
        if is_new and not self._services.settings.get(LANGUAGE_KEY, ""):
            self.preview.set_language(language)
            self.session.language = language
            self.drawing.draw()

    def issue(self, kind: Kind) -> None:
        """Issue a document from what stands here."""
        self.take_now()
        self._paper.issue(kind)

    def mail(self) -> None:
        """Begin the mail that carries the document issued last."""
        self._paper.attach_issued()

    def _show_issued(self, issued: Issued) -> None:
        self.issued_bar.show_issued(issued)
        self._services.navigator.show_toast(
            _("{number} issued").format(number=issued.number), icon="file-check"
        )
        self.session.open(self.session.quote_id)

    def _show_issue_failure(self, error: BaseException) -> None:
        self.header.tell_saved("")
        self.problem.say("red", _("Not issued"), words_of(error))
        self._jump_to_error()

    def _jump_to_error(self) -> None:
        figures = self.session.figures
        errors = [f for f in figures.findings if f.severity is Severity.ERROR] if figures else []
        editors: dict[str, QWidget] = {
            "no_lines": self.table,
            "incoterm_missing": self.form.incoterm,
            "place_missing": self.form.place,
            "validity_past": self.form.valid_until,
        }
        for finding in errors:
            if finding.code in editors:
                editors[finding.code].setFocus()
                return

    def _show_menu(self) -> None:
        menu = QMenu(self)
        self.course.fill(menu)
        if self.session.figures is not None:
            menu.addAction(_("Clauses of the contract"), self.clauses.open)
        button = self.header.more
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def make_order(self) -> None:
        """Make the order of an accepted quote, or open it."""
        self.course.order.make()

    def revise(self) -> None:
        """Make the next revision, with its reason."""
        self.course.revise()
