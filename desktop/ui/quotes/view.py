"""The Quotes screen: the list of current revisions, and the editor over it."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.runtime.i18n import N_, _
from desktop.trade import approvals, quotes
from desktop.trade.approvals import Policy
from desktop.trade.quotes import QuoteRow
from desktop.ui.actions import Action
from desktop.ui.quotes.editor import QuoteEditor
from desktop.ui.quotes.list_columns import CHANGED, SIFTING, columns
from desktop.ui.records.list_page import NoRows, SiftedList
from desktop.ui.records.table import Table
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary

TABLES = {"quote", "quote_line", "customer", "issued_document", "quote_answer", "quote_sending"}

MOST_LISTED = 500
"""Quotes read for the list: their sums take a millisecond each."""


class QuotesView(ScreenView):
    """List and editor of quotes."""

    screen_id = "quotes"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the list; the editor is made with the first quote that is opened."""
        super().__init__(services, parent)
        self._line = Policy().healthy_margin_percent
        self._stack = QStackedWidget()
        self.list = self._list_page()
        self.table = self.list.table
        self._stack.addWidget(self.list)
        self.editor: QuoteEditor | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stack)
        self._register()

    def _list_page(self) -> SiftedList:
        table = Table(
            columns(self.services.clock.now, lambda: self._line), sort=CHANGED, descending=True
        )
        no_rows = NoRows(
            "file-text",
            _("No quotes yet"),
            _("Choose products and quantities; the PDF is made while you type."),
            _("No quote matches"),
            _("Change the filter or the words."),
            ((_("New quote"), "plus", self.primary_new),),
        )
        new = primary(_("New quote"), self.primary_new, icon_name="plus", key="N")
        page = SiftedList(_("Quotes"), table, no_rows, (new,), SIFTING)
        page.opened.connect(lambda quote: self.open_quote(quote.id))
        page.looked_for.connect(self._read_list)
        return page

    def _register(self) -> None:
        self.services.actions.register(
            Action("quotes.issue", N_("Issue quotation"), self._issue, "Ctrl+Return",
                   "file-check", N_("Quotes"), self.screen_id, self._in_editor),
            Action("quotes.mail", N_("Mail the issued document"), self._mail, "Ctrl+Shift+E",
                   "paperclip", N_("Quotes"), self.screen_id, self._in_editor),
            Action("quotes.clauses", N_("Clauses of the contract"), self._clauses, "",
                   "book-open", N_("Quotes"), self.screen_id, self._in_editor),
            Action("quotes.back", N_("All quotes"), self.show_list, "Esc", "chevron-left",
                   N_("Quotes"), self.screen_id, self._in_editor, palette=False),
        )  # fmt: skip

    def _in_editor(self) -> bool:
        return self.editor is not None and self._stack.currentWidget() is self.editor

    def _issue(self) -> None:
        if self.editor is not None:
            from desktop.trade.documents.document import Kind

            self.editor.issue(Kind.QUOTATION)

    def _mail(self) -> None:
        if self.editor is not None:
            self.editor.mail()

    def _clauses(self) -> None:
        if self.editor is not None:
            self.editor.clauses.open()

    def title(self) -> str:
        """Return the screen's name."""
        return _("Quotes")

    def refresh(self, changes: Changes | None) -> None:
        """Read the list again; an open quote that changed elsewhere is read again too."""
        if self.editor is not None and "container_size" in (changes or ()):
            self.editor.plan_again()
        if changes is not None and not TABLES & set(changes):
            return
        if self._in_editor() and self.editor is not None:
            self.editor.session.look_again()
            self.editor.answers.look()
        self._read_list()

    def _read_list(self) -> None:
        store, today = self.services.store, self.services.clock.now().astimezone().date()
        words = self.list.words
        self.services.tasks.submit(
            lambda: (
                quotes.listing(store, today=today, text=words, limit=MOST_LISTED),
                approvals.policy_of(store),
                words,
            ),
            ok=self._loaded,
            owner=self,
            key="list",
        )

    def _loaded(self, found: tuple[tuple[QuoteRow, ...], Policy, str]) -> None:
        rows, policy, words = found
        self._line = policy.healthy_margin_percent
        self.list.load(rows, is_all=not words and len(rows) < MOST_LISTED)

    def open_quote(self, quote_id: str) -> None:
        """Show a quote in the editor."""
        self._editor().open(quote_id)
        self._stack.setCurrentWidget(self._editor())

    def _editor(self) -> QuoteEditor:
        if self.editor is None:
            self.editor = QuoteEditor(self.services)
            self.services.actions.register(*self.editor.deeds.actions())
            self.services.actions.register(*self.editor.course.actions(self._sku, self._in_editor))
            self.editor.back_wanted.connect(self.show_list)
            self._stack.addWidget(self.editor)
        return self.editor

    def _sku(self) -> str:
        """The article the keyboard is on in the editor."""
        if self.editor is None:
            return ""
        row, lines = self.editor.table.currentIndex().row(), self.editor.model.lines
        return lines[row].sku if 0 <= row < len(lines) else ""

    def show_list(self) -> None:
        """Go back to the list; what was typed is kept."""
        if self.editor is not None:
            self.editor.take_now()
        self._stack.setCurrentIndex(0)
        self.refresh(None)
        self.table.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the list, or on the lines."""
        if self._in_editor() and self.editor is not None:
            self.editor.table.setFocus()
        else:
            self.table.setFocus()

    def primary_new(self) -> None:
        """Begin a new quote."""
        self._new("", None)

    def _new(self, customer_id: str, thread_id: int | None) -> None:
        editor = self._editor()
        self._stack.setCurrentWidget(editor)
        editor.new(customer_id, thread_id)
        if not customer_id:
            editor.form.buyer.setFocus()

    def show_args(self, **args: object) -> None:
        """Open `quote_id`, or begin a quote: `new=True, customer_id=..., thread_id=...`."""
        if args.get("quote_id"):
            self.open_quote(str(args["quote_id"]))
        elif args.get("new") or args.get("customer_id"):
            thread = args.get("thread_id")
            self._new(
                str(args.get("customer_id") or ""), thread if isinstance(thread, int) else None
            )

    def leave(self) -> bool:
        """Keep what was typed."""
        if self.editor is not None:
            self.editor.take_now()
        return True
