"""Choosing a buyer: any part of a name, Latin or Chinese, or how it is typed in pinyin."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QStringListModel, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QCompleter

from desktop.runtime.i18n import _
from desktop.runtime.spelling import sounds_like
from desktop.ui.widgets import paint
from desktop.ui.widgets.fields import Combo

MOST_OFFERED = 50
_GRADE = 18


@dataclass(frozen=True)
class Buyer:
    """A customer to choose: id, name, grade; `spelled` is how the Chinese names are typed."""

    id: str
    name: str
    grade: str = ""
    name_zh: str = ""
    spelled: str = ""

    @property
    def text(self) -> str:
        """What the list shows and typing looks through."""
        extra = self.name_zh if self.name_zh and self.name_zh not in self.name else ""
        return "  ".join(part for part in (self.name, extra) if part)


class BuyerBox(Combo):
    """Customers by typing any part of a name; Enter takes the first that fits."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(editable=True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._buyers: Sequence[Buyer] = ()
        self._fitting = QStringListModel(self)
        completer = QCompleter(self._fitting, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._take_completed)
        self.setCompleter(completer)
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Type a customer's name"))
            line.textEdited.connect(self._sift)
            line.returnPressed.connect(self._take_typed)

    def offer(self, buyers: Sequence[Buyer], chosen: str) -> None:
        """Offer these customers, one of them chosen ("": none)."""
        self._buyers = tuple(buyers)
        self.set_choices([(buyer.id, buyer.text) for buyer in buyers], chosen)
        for index, buyer in enumerate(buyers):
            if buyer.grade:
                self.setItemIcon(index, grade_icon(buyer.grade))
        if not chosen:
            self.setCurrentIndex(-1)
            self.setEditText("")
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def fitting(self, typed: str) -> list[int]:
        """Return the places of the buyers that fit: names that begin so, names that hold it, names that sound so."""
        low = typed.strip().casefold()
        ranked = [(_rank(buyer, low), at) for at, buyer in enumerate(self._buyers)]
        return [at for rank, at in sorted(pair for pair in ranked if pair[0] < _NOT)]

    def _sift(self, typed: str) -> None:
        found = self.fitting(typed)[:MOST_OFFERED] if typed.strip() else []
        self._fitting.setStringList([self._buyers[at].text for at in found])

    def _take_completed(self, text: str) -> None:
        self._take(self.findText(text, Qt.MatchFlag.MatchFixedString))

    def _take_typed(self) -> None:
        text = self.currentText().strip()
        if not text or (self.currentIndex() >= 0 and text == self.itemText(self.currentIndex())):
            return
        self._take(next(iter(self.fitting(text)), -1))

    def _take(self, index: int) -> None:
        if index >= 0 and index != self.currentIndex():
            self.setCurrentIndex(index)
            self.activated.emit(index)


_NOT = 3


def _rank(buyer: Buyer, low: str) -> int:
    text = buyer.text.casefold()
    if text.startswith(low):
        return 0
    if low in text:
        return 1
    return 2 if sounds_like(buyer.spelled, low) else _NOT


def grade_icon(grade: str) -> QIcon:
    """Return the letter of a grade as the lists show it."""
    ratio = 2
    made = QPixmap(_GRADE * ratio, _GRADE * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint.grade(painter, QRect(0, 0, _GRADE, _GRADE), grade)
    painter.end()
    return QIcon(made)
