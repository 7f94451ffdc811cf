"""The clauses of one quote or order: which are printed and why, ticked on or off, worded for it alone."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _, language, ngettext
from desktop.trade import clause_choices
from desktop.trade.bilingual import Bilingual
from desktop.trade.chosen_clauses import Basis
from desktop.trade.clause_choices import Choices, OfferedClause
from desktop.trade.documents.document import Kind
from desktop.trade.order_chain import kind_text
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ghost, primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.segmented import Segmented

Save = Callable[[Choices, "ClausesDialog"], object]
_KEY = int(Qt.ItemDataRole.UserRole)
_REASON = _KEY + 1


class _ReasonDelegate(QStyledItemDelegate):
    """The title with its tick at the left, why it is so at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # fmt: skip
        """Rows like those of tables."""
        return QSize(100, theme().scaled(28))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the item, then the reason over its right end."""
        reason = str(index.data(_REASON) or "")
        font = theme().font("small")
        room = min(QFontMetrics(font).horizontalAdvance(reason), option.rect.width() // 2) + 16
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, item, painter, option.widget
        )
        narrow = QStyleOptionViewItem(option)
        narrow.rect = option.rect.adjusted(0, 0, -room, 0)
        super().paint(painter, narrow, index)
        painter.save()
        painter.setFont(font)
        painter.setPen(theme().color("text3"))
        place = QRect(option.rect.right() - room, option.rect.y(), room - 8, option.rect.height())
        shown = QFontMetrics(font).elidedText(reason, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, side, shown)
        painter.restore()


class ClausesDialog(QDialog):
    """Hands the choices to `save(choices, self)`; the caller accepts it, or calls `refused`."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        bases: Mapping[Kind, Basis],
        choices: Choices,
        save: Save | None,
    ) -> None:
        """`name` is the quote's or order's; without `save` it can only be looked at."""
        super().__init__(parent)
        self._bases, self._save = bases, save
        self.choices = choices
        self._was = choices
        self._filling = False
        self._found: tuple[OfferedClause, ...] = ()
        self.setWindowTitle(_("Clauses of {number}").format(number=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 1000, 680)
        self.banner = Banner()
        kinds = [(kind.value, kind_text(kind.value)) for kind in bases]
        first = Kind.CONTRACT if Kind.CONTRACT in bases else next(iter(bases))
        self.kind = Segmented(kinds, first.value)
        self.kind.chosen.connect(lambda _key: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self.windowTitle(), "lead"), 1)
        head.addWidget(self.kind)
        column.addLayout(head)
        words = _("Rules and the template choose; a tick here holds for this one alone.")
        column.addWidget(label(words, "body", "text2", wrap=True))
        column.addWidget(self.banner)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addLayout(self._list(), 11)
        middle.addLayout(self._editor(), 10)
        column.addLayout(middle, 1)
        column.addLayout(self._foot())
        QShortcut(QKeySequence("Ctrl+Return"), self, self.submit)
        self._show()
        self.list.setFocus()

    def _list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Clauses"))
        self.list.setItemDelegate(_ReasonDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._ticked)
        self.list.currentItemChanged.connect(lambda _now, _old: self._show_clause())
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.new_button = secondary(_("One more clause"), self.add_own, icon_name="plus")
        self.reset_button = secondary(_("All as usual"), self.reset, icon_name="rotate-ccw")
        row.addWidget(self.new_button)
        row.addWidget(self.reset_button)
        row.addStretch(1)
        self.count = label("", "small", "text2")
        row.addWidget(self.count)
        column.addLayout(row)
        return column

    def _editor(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.reason = label("", "small", "text2", wrap=True)
        column.addWidget(self.reason)
        self.titles = {"en": line_edit(), "zh": line_edit()}
        self.texts = {"en": QPlainTextEdit(), "zh": QPlainTextEdit()}
        self.fields: dict[str, Field] = {}
        names = {"en": _("English"), "zh": _("Chinese")}
        for tongue, editor in self.titles.items():
            name = _("Title, English") if tongue == "en" else _("Title, Chinese")
            column.addWidget(Field(name, editor))
            editor.textEdited.connect(lambda _text: self._worded())
        for tongue, area in self.texts.items():
            area.setTabChangesFocus(True)
            area.setMinimumHeight(theme().scaled(52))
            self.fields[tongue] = Field(names[tongue], area)
            column.addWidget(self.fields[tongue], 1)
            area.textChanged.connect(self._worded)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.usual_button = secondary(_("The library's words"), self.take_back, icon_name="undo-2")
        self.remove_button = secondary(_("Remove"), self.remove_own, icon_name="trash-2")
        row.addWidget(self.usual_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = _("The library stays as it is; what was issued keeps its words.")
        row.addWidget(label(words, "small", "text2", wrap=True), 1)
        row.addWidget(ghost(_("Cancel"), self.reject))
        self.save_button = primary(_("Save"), self.submit, key="Ctrl+Return")
        row.addWidget(self.save_button)
        return row

    # ---- what is shown

    def shown_kind(self) -> Kind:
        """Return the kind of document looked at."""
        return Kind(self.kind.value())

    def _show(self, key: str = "") -> None:
        """Fill the list anew, on the clause `key` or the one that was shown."""
        now = self._current()
        wanted = key or (now.clause.key if now is not None else "")
        self._found = self._bases[self.shown_kind()].offered(self.choices)
        self._filling = True
        self.list.clear()
        for one in self._found:
            item = QListWidgetItem(clause_title(one))
            item.setData(_KEY, one.clause.key)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if self._save is not None:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            self._mark(item, one)
            self.list.addItem(item)
        keys = [one.clause.key for one in self._found]
        self.list.setCurrentRow(keys.index(wanted) if wanted in keys else 0)
        self._filling = False
        self._show_clause()

    def _mark(self, item: QListWidgetItem, one: OfferedClause) -> None:
        on = Qt.CheckState.Checked if one.is_printed else Qt.CheckState.Unchecked
        item.setCheckState(on)
        why = clause_choices.reason(one)
        item.setData(
            _REASON, _("{reason}, own words").format(reason=why) if one.is_reworded else why
        )

    def _current(self) -> OfferedClause | None:
        row = self.list.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_clause(self) -> None:
        one = self._current()
        if self._filling or one is None:
            return
        self._filling = True
        clause, can_edit = one.clause, self._save is not None
        for tongue in ("en", "zh"):
            title, area = self.titles[tongue], self.texts[tongue]
            title.setReadOnly(not can_edit)
            area.setReadOnly(not can_edit)
            if title.text() != getattr(clause.title, tongue):
                title.setText(getattr(clause.title, tongue))
            if area.toPlainText() != getattr(clause.text, tongue):
                area.setPlainText(getattr(clause.text, tongue))
        self._filling = False
        self._show_state()

    def _show_state(self) -> None:
        one = self._current()
        if one is None:
            return
        said: list[str] = [
            _("Printed") if one.is_printed else _("Not printed"),
            clause_choices.reason(one),
        ]
        if one.library is not None and one.library.version:
            said.append(_("version {number}").format(number=one.library.version))
        if one.is_reworded:
            said.append(_("own words"))
        self.reason.setText(" · ".join(said))
        can_edit = self._save is not None
        self.usual_button.setVisible(one.library is not None)
        self.usual_button.setEnabled(can_edit and one.is_reworded)
        self.remove_button.setVisible(can_edit and one.library is None)
        printed = sum(1 for clause in self._found if clause.is_printed)
        text = ngettext("{count} clause is printed", "{count} clauses are printed", printed)
        self.count.setText(text.format(count=printed))
        self.new_button.setEnabled(can_edit)
        self.reset_button.setEnabled(can_edit and bool(self.choices))
        self.save_button.setEnabled(can_edit and self.choices != self._was)

    def _take(self, choices: Choices) -> None:
        """Take other choices and show what follows, the list staying where it is."""
        self.choices = choices
        self._found = self._bases[self.shown_kind()].offered(choices)
        self._filling = True
        for row, one in enumerate(self._found):
            item = self.list.item(row)
            item.setText(clause_title(one))
            self._mark(item, one)
        self._filling = False
        self._show_state()

    # ---- what is done

    def _ticked(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        one = self._found[self.list.row(item)]
        on = item.checkState() is Qt.CheckState.Checked
        if on is not one.is_printed:
            kind = self.shown_kind().value
            self._take(clause_choices.with_printed(self.choices, one, kind, on=on))

    def _worded(self) -> None:
        one = self._current()
        if self._filling or one is None:
            return
        title = Bilingual(self.titles["en"].text().strip(), self.titles["zh"].text().strip())
        english, chinese = (self.texts[t].toPlainText().strip() for t in ("en", "zh"))
        text = Bilingual(english, chinese)
        self._take(clause_choices.with_words(self.choices, one, title, text))
        self._check()

    def _check(self) -> bool:
        """Tell whether every clause has words; say it where they are typed when one has not."""
        try:
            clause_choices.checked(self.choices)
        except UserFacing as problem:
            self.fields["zh"].set_error(problem.message)
            return False
        self.fields["zh"].set_error("")
        return True

    def take_back(self) -> None:
        """Print the library's words again; the tick stays."""
        one = self._current()
        if one is not None and one.library is not None:
            library = one.library
            self._take(
                clause_choices.with_words(self.choices, one, library.title, library.text)
            )  # fmt: skip
            self._show_clause()

    def add_own(self) -> None:
        """Add a clause that only this quote or order has."""
        title, text = Bilingual("New clause", "新条款"), Bilingual("")
        kind = self.shown_kind().value
        self.choices = clause_choices.with_own(self.choices, (kind,), title, text)
        self._show(self.choices[-1].key)
        self.titles["en"].setFocus()
        self.titles["en"].selectAll()

    def remove_own(self) -> None:
        """Take a clause of this quote or order out again."""
        one = self._current()
        if one is not None and one.library is None:
            self.choices = clause_choices.without(self.choices, one.clause.key)
            self._show()

    def reset(self) -> None:
        """Let rules, template and library decide everything again."""
        self.choices = ()
        self._show()

    def submit(self) -> None:
        """Hand over the choices."""
        if self._save is not None and self.save_button.isEnabled() and self._check():
            self._save(self.choices, self)

    def refused(self, error: BaseException) -> None:
        """Say why nothing was kept."""
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self.banner.say("red", str(error))


def clause_title(one: OfferedClause) -> str:
    """Return the clause's title in the language of the window, its key without one."""
    return one.clause.title.text("zh" if language() == "zh_CN" else "en") or one.clause.key
