"""The printed page beside the editor: the real PDF, drawn again after each pause in typing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.ui.quotes.document_language import DocumentLanguage
from desktop.ui.quotes.pages import Drawn, Page
from desktop.ui.quotes.versions import VersionsList
from desktop.ui.widgets.buttons import icon_button, link
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import hline, label
from desktop.ui.widgets.panes import PaneHeader, plane


class PreviewPane(QWidget):
    """Header with language and print, the page, its pager, and the list of revisions."""

    language_changed = Signal(str)
    save_wanted = Signal()
    print_wanted = Signal()
    revision_wanted = Signal(str)
    whole_wanted = Signal()
    mail_wanted = Signal(int)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        """Build the pane; `language` is a key of `LANGUAGES` of documents."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header(language))
        desk = plane(QWidget(), "desk")
        inside = QVBoxLayout(desk)
        inside.setContentsMargins(0, 0, 0, 12)
        self.page = Page(desk)
        self.page.page_changed.connect(self._show_place)
        self._problem = label("", "body", "text2")
        self._problem.setWordWrap(True)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.setContentsMargins(24, 12, 24, 12)
        self._problem.hide()
        inside.addWidget(self._problem)
        inside.addWidget(self.page, 1)
        inside.addLayout(self._pager())
        column.addWidget(desk, 1)
        column.addWidget(hline())
        self.versions = VersionsList()
        self.versions.chosen.connect(self.revision_wanted)
        self.versions.mail_wanted.connect(self.mail_wanted)
        column.addWidget(self.versions)
        self._show_place()

    def _header(self, language: str) -> QWidget:
        self._head = bar = PaneHeader(_("Preview"))
        plane(bar, "surface2")
        self._live = Chip(_("Live"), "green")
        self._languages = DocumentLanguage(language)
        self._languages.language_chosen.connect(self.language_changed)
        bar.add(
            self._live,
            self._languages,
            icon_button("download", _("Save this PDF"), self.save_wanted.emit),
            icon_button("printer", _("Print"), self.print_wanted.emit),
        )
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title goes before a button does."""
        super().resizeEvent(event)
        title = self._head.title
        around = self._head.tools.sizeHint().width() + 16 + 12 + 8 * 3
        title.setVisible(self.width() - around >= title.sizeHint().width())

    def _pager(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self._back = icon_button("chevron-left", _("Previous page"), lambda: self._turn(-1))
        self._place = label("", "small", "text2")
        self._next = icon_button("chevron-right", _("Next page"), lambda: self._turn(1))
        self._whole = link(_("Draw all pages"), self.whole_wanted.emit)
        self._whole.hide()
        for widget in (self._back, self._place, self._next, self._whole):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _turn(self, step: int) -> None:
        self.page.go_to(self.page.page() + step)

    def _show_place(self) -> None:
        count, place = self.page.page_count(), self.page.page()
        text = _("Page {page} of {count}").format(page=place + 1, count=count)
        self._place.setText(text if count else "")
        self._back.setEnabled(place > 0)
        self._next.setEnabled(place + 1 < count)

    def language(self) -> str:
        """Return the language chosen."""
        return self._languages.value()

    def set_language(self, language: str) -> None:
        """Show which language the page is in."""
        self._languages.set_value(language)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show a page that belongs to what is in the editor."""
        self._problem.hide()
        self._live.set(_("Live"), "green")
        if drawn.first_lines:
            self._live.set(_("First {count} lines").format(count=drawn.first_lines), "neutral")
        self._whole.setVisible(bool(drawn.first_lines))
        self.page.show_pdf(drawn.pdf)

    def show_waiting(self) -> None:
        """Say that the page is being drawn again."""
        self._live.set(_("Updating"), "neutral")

    def show_problem(self, message: str) -> None:
        """Say why there is no page yet; the last one stays."""
        self._problem.setText(message)
        self._problem.show()
        self._live.set(_("Not up to date"), "amber")
