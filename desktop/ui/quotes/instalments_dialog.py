"""Payment terms as instalments: share, method, event and days a row; the last row takes the rest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language
from desktop.trade import instalments
from desktop.trade.bilingual import Bilingual
from desktop.trade.money import Money, format_plain
from desktop.trade.payment import EVENT_NAMES, METHOD_NAMES, Event, Instalment, Method, describe
from desktop.ui.records.numbers import read_number
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, link, primary, secondary
from desktop.ui.widgets.dialogs import enter_presses
from desktop.ui.widgets.fields import Combo, line_edit
from desktop.ui.widgets.labels import label, retone

FIRST = Instalment(Decimal(30), Method.TT, Event.ORDER)
NEXT = Instalment(Decimal(0), Method.TT, Event.BEFORE_SHIPMENT)


class InstalmentsDialog(QDialog):
    """Edits the instalments of one quote; `on_done` gets them when they make up 100 %."""

    def __init__(
        self,
        parts: Sequence[Instalment],
        total: Money,
        on_done: Callable[[tuple[Instalment, ...]], object],
        parent: QWidget,
    ) -> None:
        """Show it with `open()`; `total` is what the shares are of."""
        super().__init__(parent)
        self.setWindowTitle(_("Payment terms"))
        self.setMinimumWidth(640)
        self._total, self._on_done = total, on_done
        self._rows: list[_Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(_("Instalments"), "lead"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for place, name in enumerate((_("Share, %"), _("Method"), _("When"), _("Days"), "")):
            self._grid.addWidget(label(name, "caption", "text2"), 0, place)
        self._grid.setColumnStretch(2, 1)
        column.addLayout(self._grid)
        self.add = link(_("Add instalment"), self._add_row, icon_name="plus")
        column.addWidget(self.add)
        self._words = label("", "small", "text2", wrap=True)
        column.addWidget(self._words)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(secondary(_("Cancel"), self.reject))
        self.yes = primary(_("Use these terms"), self._accept, key="Ctrl+Return")
        buttons.addWidget(self.yes)
        column.addLayout(buttons)
        enter_presses(self, self.yes, self._accept)
        for part in parts or (FIRST, NEXT):
            self._put(part)
        self._show()
        self._rows[0].share.setFocus()
        self._rows[0].share.selectAll()

    def _add_row(self) -> None:
        self._put(NEXT)
        self._show()
        self._rows[-2].share.setFocus()

    def _put(self, part: Instalment) -> None:
        row = _Row(part, self._show, self._remove)
        self._rows.append(row)
        place = self._grid.rowCount()
        for column, widget in enumerate(row.widgets()):
            self._grid.addWidget(widget, place, column)

    def _remove(self, row: "_Row") -> None:
        if len(self._rows) == 1:
            return
        self._rows.remove(row)
        for widget in row.widgets():
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._show()

    def parts(self) -> tuple[Instalment, ...]:
        """Return the instalments as typed, the last with what is left. Raises UserFacing."""
        typed = [row.part(is_last=row is self._rows[-1]) for row in self._rows]
        if any(part.amount is not None for part in typed):
            return tuple(typed)
        return instalments.with_remainder(typed)

    def _show(self) -> None:
        """Say what the rows mean, or what is wrong with them."""
        last = self._rows[-1]
        for row in self._rows:
            row.share.setReadOnly(row is last)
        try:
            parts = self.parts()
            if not last.has_amount:
                last.share.setText(format_plain(parts[-1].percent))
            instalments.check(parts)
        except UserFacing as error:
            self._words.setText(error.message)
            retone(self._words, "red")
            self.yes.setEnabled(False)
            return
        said = _in_language(describe(parts))
        self._words.setText(
            _("{terms}. Total {total}").format(terms=said, total=self._total.format())
        )
        retone(self._words, "text2")
        self.yes.setEnabled(True)

    def _accept(self) -> None:
        if self.yes.isEnabled():
            parts = self.parts()
            self.accept()
            self._on_done(parts)


class _Row:
    """The fields of one instalment."""

    def __init__(
        self, part: Instalment, changed: Callable[[], object], remove: Callable[["_Row"], object]
    ) -> None:
        self._part = part
        self.share: QLineEdit = line_edit(format_plain(part.percent))
        self.share.setAccessibleName(_("Share, %"))
        self.share.setFixedWidth(theme().scaled(72))
        self.method = Combo([(m, _in_language(n)) for m, n in METHOD_NAMES.items()], part.method)
        self.event = Combo([(e, _in_language(n)) for e, n in EVENT_NAMES.items()], part.event)
        self.days = QSpinBox()
        self.days.setRange(0, instalments.MOST_DAYS)
        self.days.setValue(part.days)
        self.days.setFixedHeight(theme().scaled(theme().size.field))
        for editor, name in (
            (self.method, _("Method")),
            (self.event, _("When")),
            (self.days, _("Days")),
        ):
            editor.setAccessibleName(name)
        self.gone = icon_button("x", _("Remove instalment"), lambda: remove(self))
        self.share.textEdited.connect(lambda _text: changed())
        self.method.currentTextChanged.connect(lambda _text: changed())
        self.event.currentTextChanged.connect(lambda _text: changed())
        self.days.valueChanged.connect(lambda _days: changed())

    @property
    def has_amount(self) -> bool:
        """Tell whether this part is an amount, not a share."""
        return self._part.amount is not None

    def widgets(self) -> tuple[QWidget, ...]:
        """Return the fields in their order."""
        return (self.share, self.method, self.event, self.days, self.gone)

    def part(self, *, is_last: bool) -> Instalment:
        """Return the instalment as typed; the last one's share follows from the others."""
        percent = Decimal(0)
        if not is_last:
            percent = read_number(self.share.text() or "0", what=_("Share, %"))
        return replace(
            self._part,
            percent=percent,
            method=Method(str(self.method.value())),
            event=Event(str(self.event.value())),
            days=self.days.value(),
        )


def _in_language(wording: Bilingual) -> str:
    return wording.text("zh" if language() == "zh_CN" else "en")
