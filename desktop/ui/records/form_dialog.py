"""A record form in a dialog: scrolls, keeps with Ctrl+Enter, shows refusals above the buttons."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.records.record_form import RecordForm, Section
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import enter_presses, fit
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.panes import ScrollPane

Work = Callable[[dict[str, object]], object]


class FormDialog(QDialog):
    """Edits one record. The writing runs beside the window; the dialog closes when it is done."""

    def __init__(
        self,
        services: Services,
        title: str,
        sections: Sequence[Section],
        values: Mapping[str, object],
        work: Work,
        *,
        done: Callable[[object], object] | None = None,
        parent: QWidget | None = None,
        apart: QWidget | None = None,
    ) -> None:
        """`work` writes the values (on the write lane); `done` gets what it returns.

        `apart` stands left of the buttons: what is done with the record instead of keeping it.
        """
        super().__init__(parent)
        self._services, self._work, self._done = services, work, done
        self.setWindowTitle(title)
        fields = sum(len(section.fields) for section in sections)
        fit(self, 720, 680 if fields > 14 else 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = ScrollPane()
        self.form = RecordForm(sections)
        self.form.load(values)
        scroll.box.addWidget(self.form)
        column.addWidget(scroll, 1)
        self.problem = Banner()
        held = QVBoxLayout()
        held.setContentsMargins(20, 0, 20, 8)
        held.addWidget(self.problem)
        column.addLayout(held)
        column.addWidget(hline())
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        if apart is not None:
            row.addWidget(apart)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.save_button = primary(_("Save"), self.save, key="Ctrl+Return")
        row.addWidget(self.save_button)
        column.addLayout(row)
        enter_presses(self, self.save_button, self.save)
        if (
            sections and sections[0].fields
        ):  # the keyboard begins in the first field, its text selected
            first = self.form.editor(sections[0].fields[0].key)
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def save(self) -> None:
        """Check the fields and write them."""
        values = self.form.values()
        if values is None:
            return
        self.save_button.setEnabled(False)
        work = self._work
        self._services.tasks.submit(
            lambda: work(values), ok=self._saved, err=self._refused, owner=self, lane="write"
        )

    def _saved(self, result: object) -> None:
        self.accept()
        if self._done is not None:
            self._done(result)

    def _refused(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, TradepostError):
            self.problem.say("red", error.message, error.hint)
        else:
            self._services.navigator.show_error(error)
