"""What can be said about one column of the goods: its own heading in two languages, and its width."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from desktop.runtime.i18n import _
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.layout import MOST_HEADING, WIDTH_SHARES
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import Field, line_edit

_NO_HEADING = frozenset({"picture"})
_TAKES_THE_REST = frozenset({"description"})


class ColumnWords(QWidget):
    """`edited` after each change by the user; empty headings are the usual ones."""

    edited = Signal()

    def __init__(self) -> None:
        """Start without a column."""
        super().__init__()
        self._filling = False
        self.english, self.chinese = line_edit(), line_edit()
        self.width_box = QSpinBox()
        self.width_box.setRange(*(round(share * 100) for share in WIDTH_SHARES))
        self.width_box.setSingleStep(5)
        self.width_box.setSuffix(" %")
        self.width_box.lineEdit().setTextMargins(6, 0, 0, 0)
        self.width_box.setFixedHeight(theme().scaled(theme().size.field))
        self.width_box.valueChanged.connect(lambda _value: self._changed())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.fields = (Field("", self.english), Field("", self.chinese), Field("", self.width_box))
        for place, (field, share) in enumerate(zip(self.fields, (5, 4, 3), strict=True)):
            grid.addWidget(field, 0, place)
            grid.setColumnStretch(place, share)
        for editor in (self.english, self.chinese):
            editor.setMaxLength(MOST_HEADING)
            editor.textEdited.connect(lambda _text: self._changed())

    def show_column(self, key: str, name: str, heading: Bilingual, width: float) -> None:
        """Show a column by its usual name, without the signal."""
        self._filling = True
        for field, words in zip(
            self.fields,
            (
                _("Heading of “{column}”").format(column=name),
                _("Heading, Chinese"),
                _("Width"),
            ),
            strict=True,
        ):
            field.set_name(words)
        for editor, text in ((self.english, heading.en), (self.chinese, heading.zh)):
            editor.setEnabled(key not in _NO_HEADING)
            editor.setPlaceholderText(_("as usual") if key not in _NO_HEADING else "")
            if editor.text() != text:
                editor.setText(text)
        self.width_box.setEnabled(key not in _TAKES_THE_REST)
        self.width_box.setValue(round(width * 100))
        self._filling = False

    def heading(self) -> Bilingual:
        """Return the heading entered, empty for the usual one."""
        return Bilingual(self.english.text().strip(), self.chinese.text().strip())

    def width_share(self) -> float:
        """Return the width as a factor of the usual one."""
        return self.width_box.value() / 100

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit()
