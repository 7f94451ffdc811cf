"""An issued document to look at: its pages, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import document_copies, issued_copies
from desktop.trade.document_copies import Form, FormCopy
from desktop.ui.quotes.copy_deed import CopyDeed
from desktop.ui.quotes.pages import Page
from desktop.ui.quotes.printing import open_file, print_file
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import icon_button, primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import plane


class IssuedDialog(QDialog):
    """Shows the issued file, an older revision with its mark; `open()` it."""

    def __init__(self, services: Services, document_id: str, title: str, parent: QWidget) -> None:
        """Load the file beside the window; `title` is its number."""
        super().__init__(parent)
        self._services, self._id = services, document_id
        self._file_name = f"{title}.pdf"
        self.copies = CopyDeed(services, self)
        self.setWindowTitle(title)
        fit(self, 620, 820)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._desk(), 1)
        column.addWidget(self._foot())
        keys = {"PgDown": 1, "Right": 1, "PgUp": -1, "Left": -1}
        for key, step in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self.turn(step))
        services.tasks.submit(
            lambda: document_copies.copy_of(services.store, document_id, Form.PDF),
            ok=self._show,
            err=self._show_problem,
            owner=self,
        )

    def _desk(self) -> QWidget:
        desk = plane(QWidget(), "desk")
        inside = QVBoxLayout(desk)
        inside.setContentsMargins(0, 0, 0, 8)
        self.problem = label("", "body", "text2", wrap=True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.problem.setContentsMargins(24, 24, 24, 24)
        self.problem.hide()
        inside.addWidget(self.problem)
        self.page = Page(desk)
        self.page.setAccessibleName(_("Pages of the document"))
        self.page.page_changed.connect(self._show_place)
        inside.addWidget(self.page, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.back = icon_button("chevron-left", _("Previous page"), lambda: self.turn(-1))
        self.place = label("", "small", "text2")
        self.next = icon_button("chevron-right", _("Next page"), lambda: self.turn(1))
        for widget in (self.back, self.place, self.next):
            row.addWidget(widget)
        row.addStretch(1)
        inside.addLayout(row)
        return desk

    def _foot(self) -> QWidget:
        foot = plane(QWidget(), "surface2")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(8)
        self.save = secondary(_("Save a copy"), self._save, icon_name="download")
        self.print = secondary(_("Print"), self._print, icon_name="printer")
        self.elsewhere = secondary(_("Open"), self._open, icon_name="external-link")
        for button in (self.save, self.print, self.elsewhere):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(primary(_("Close"), self.accept))
        return foot

    def turn(self, step: int) -> None:
        """Show the page before or after."""
        self.page.go_to(self.page.page() + step)

    def _show(self, copy: FormCopy) -> None:
        self._file_name = copy.name
        self.setWindowTitle(copy.name)
        self.page.show_pdf(copy.content)

    def _show_problem(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            self._services.navigator.show_error(error)
            return
        self.problem.setText(str(error))
        self.problem.show()
        for button in (self.print, self.elsewhere):
            button.setEnabled(False)

    def _show_place(self) -> None:
        count, place = self.page.page_count(), self.page.page()
        text = _("Page {page} of {count}").format(page=place + 1, count=count)
        self.place.setText(text if count else "")
        self.back.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < count)

    def _save(self) -> None:
        self.copies.choose(self.save, self._id, self._file_name)

    def _print(self) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: issued_copies.readable(store, self._id).path,
            ok=lambda path: print_file(path, self),
            err=self._services.navigator.show_error,
            owner=self,
        )

    def _open(self) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: issued_copies.readable(store, self._id).path,
            ok=open_file,
            err=self._services.navigator.show_error,
            owner=self,
        )
