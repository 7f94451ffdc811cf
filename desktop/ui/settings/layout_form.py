"""The form of a layout: look, order of blocks and columns, texts in two languages, signing."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSpinBox,
)

from desktop.runtime.i18n import _, language
from desktop.trade.bilingual import Bilingual
from desktop.trade.clause_choices import rule_words
from desktop.trade.clauses import Clause, may_fit
from desktop.trade.documents.document import Kind
from desktop.trade.documents.labels import TITLES
from desktop.trade.documents.layout import (
    COLUMNS,
    LOGO_HEIGHTS,
    MOST_HEADING,
    PARTS,
    STAMP_SIZES,
    Layout,
    is_color,
)
from desktop.trade.documents.layout_rules import (
    BLOCK_NAMES,
    COLUMN_NAMES,
    blocks_of,
    columns_of,
    contrast,
    required,
)
from desktop.ui.settings.column_words import ColumnWords
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Field, buddy_row, line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane
from desktop.ui.widgets.segmented import Segmented
from desktop.ui.widgets.ticks_list import TicksList

_POINTS_PER_MM = 72 / 25.4
_READABLE = 4.5
_USUAL = Bilingual("")


class LayoutForm(ScrollPane):
    """`edited` after each change; `layout_now()` is what the form says."""

    edited = Signal()

    def __init__(self) -> None:
        """Build the cards, empty until `show_layout`."""
        super().__init__(gutter=True)
        self._kind, self._layout = Kind.PROFORMA, Layout()
        self._filling = False
        self._widths: dict[str, float] = {}
        self._headings: dict[str, Bilingual] = {}
        self.box.addWidget(self._look())
        self.box.addWidget(self._orders())
        self.box.addWidget(self._texts())
        self.box.addWidget(self._clauses())
        self.box.addWidget(self._signing())
        self.box.addStretch(1)

    def _look(self) -> Card:
        card = Card(_("Look"))
        self.accent = line_edit()
        self.accent.setMaxLength(7)
        self.accent.textEdited.connect(lambda _text: self._color_typed())
        pick = secondary(_("Choose"), self._pick_color)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.accent_field = Field(_("Accent colour"), self.accent)
        row.addWidget(self.accent_field, 1)
        row.addWidget(pick)
        card.box.addLayout(row)
        self.title_style = self._choice(
            card,
            _("Form of the title"),
            (("plain", _("Plain")), ("bold", _("Bold")), ("capitals", _("Capitals"))),
        )
        self.labels = self._choice(
            card, _("Labels"), (("both", _("Both languages")), ("first", _("First language")))
        )
        self.paper = self._choice(card, _("Paper size"), (("A4", "A4"), ("Letter", "Letter")))
        self.logo = self._choice(
            card, _("Logo"), (("left", _("Left")), ("right", _("Right")), ("none", _("None")))
        )
        self.logo_height = self._millimetres(card, _("Logo height"), *LOGO_HEIGHTS)
        self.margin_top = self._millimetres(card, _("Margin above"), 20.0, 90.0)
        self.margin_bottom = self._millimetres(card, _("Margin below"), 40.0, 90.0)
        self.archive = self._tick(card, _("Files for long-term archives (PDF/A-2b)"))
        return card

    def _choice(self, card: Card, name: str, choices: Sequence[tuple[str, str]]) -> Segmented:
        made = Segmented(choices)
        made.chosen.connect(lambda _key: self._changed())
        card.box.addWidget(buddy_row(name, made, 104))
        return made

    def _tick(self, card: Card, words: str) -> QCheckBox:
        made = QCheckBox(words)
        made.toggled.connect(lambda _on: self._changed())
        card.box.addWidget(made)
        return made

    def _millimetres(self, card: Card, name: str, least: float, most: float) -> QSpinBox:
        made = QSpinBox()
        made.setRange(round(least / _POINTS_PER_MM + 0.49), int(most / _POINTS_PER_MM))
        made.setSuffix(" mm")
        made.lineEdit().setTextMargins(6, 0, 0, 0)
        made.setFixedHeight(theme().scaled(theme().size.field))
        made.valueChanged.connect(lambda _value: self._changed())
        card.box.addWidget(buddy_row(name, made, 104))
        return made

    def _orders(self) -> Card:
        card = Card(_("Blocks and columns"))
        words = _(
            "Drag or press Alt+Up and Alt+Down to reorder. What must be printed has no tick to take off."
        )
        card.box.addWidget(label(words, "small", "text2", wrap=True))
        self.blocks = TicksList(_("Blocks"))
        self.columns = TicksList(_("Columns of the goods"))
        self.parts = TicksList(_("Beside the sums"), movable=False)
        for name, made in (
            (_("Blocks"), self.blocks),
            (_("Columns of the goods"), self.columns),
            (_("Beside the sums"), self.parts),
        ):
            made.edited.connect(self._changed)
            card.box.addWidget(label(name, "caption", "text2"))
            card.box.addWidget(made)
            if made is self.columns:
                self.column = ColumnWords()
                card.box.addWidget(self.column)
        self.columns.currentRowChanged.connect(lambda _row: self._show_column())
        self.column.edited.connect(self._column_edited)
        return card

    def _show_column(self) -> None:
        key = self.columns.current_key()
        self.column.setVisible(bool(key))
        if key:
            heading = self._headings.get(key, _USUAL)
            width = self._widths.get(key, 1.0)
            self.column.show_column(key, _(COLUMN_NAMES[key]), heading, width)

    def _column_edited(self) -> None:
        key = self.columns.current_key()
        if key:
            self._headings[key] = self.column.heading()
            self._widths[key] = self.column.width_share()
            self._changed()

    def _texts(self) -> Card:
        card = Card(_("Own texts"))
        grid = QGridLayout()
        grid.setSpacing(8)
        self.titles = {"en": line_edit(), "zh": line_edit()}
        for column, (code, tongue) in enumerate((("en", "English"), ("zh", "中文"))):
            self.titles[code].setMaxLength(MOST_HEADING)
            self.titles[code].textEdited.connect(lambda _text: self._changed())
            grid.addWidget(Field(f"{_('Own title')}, {tongue}", self.titles[code]), 0, column)
        self.texts: dict[tuple[str, str], QPlainTextEdit] = {}
        names = (
            ("intro", _("Opening text")),
            ("closing", _("Closing text")),
            ("footer", _("Line at the foot")),
        )
        for row, (key, name) in enumerate(names, start=1):
            for column, (code, tongue) in enumerate((("en", "English"), ("zh", "中文"))):
                editor = QPlainTextEdit()
                editor.setTabChangesFocus(True)
                editor.setFixedHeight(theme().scaled(40 if key == "footer" else 68))
                editor.textChanged.connect(self._changed)
                self.texts[key, code] = editor
                grid.addWidget(Field(f"{name}, {tongue}", editor), row, column)
        card.box.addLayout(grid)
        return card

    def _clauses(self) -> Card:
        self.clauses_card = Card(_("Clauses"))
        words = _("With a tick: printed when its rule fits, one without a rule always.")
        self.clauses_card.box.addWidget(label(words, "small", "text2", wrap=True))
        self.clauses = TicksList(_("Clauses"), movable=False)
        self.clauses.edited.connect(self._changed)
        self.clauses_card.box.addWidget(self.clauses)
        self.clauses_card.hide()
        self._by_rule: frozenset[str] = frozenset()
        return self.clauses_card

    def _signing(self) -> Card:
        self.signing_card = card = Card(_("Signing"))
        self.signature = self._tick(card, _("Print the image of the signature"))
        self.stamp = self._tick(card, _("Print the company's stamp"))
        self.stamp_size = self._millimetres(card, _("Stamp size"), *STAMP_SIZES)
        return card

    def show_clauses(self, clauses: Sequence[Clause]) -> None:
        """Offer these clauses of the library, ticked as the layout shown has them."""
        kind, layout = self._kind.value, self._layout
        self._by_rule = frozenset(one.key for one in clauses if may_fit(one, kind))
        names = []
        off = set(layout.clauses_left_out)
        for one in clauses:
            title = one.title.text("zh" if language() == "zh_CN" else "en") or one.key
            is_usual = one.key in self._by_rule
            why = rule_words(one) if is_usual else _("by hand")
            names.append((one.key, f"{title} · {why}"))
            if not is_usual and one.key not in layout.clauses_added:
                off.add(one.key)
        self.clauses.show_names(names, off)
        self.clauses_card.setVisible(bool(names))

    def _clauses_now(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the keys left out and added; those not offered stay as they were."""
        was, shown, off = self._layout, self.clauses.order(), self.clauses.hidden_names()
        left_out = [key for key in was.clauses_left_out if key not in shown]
        added = [key for key in was.clauses_added if key not in shown]
        left_out += [key for key in off if key in self._by_rule]
        added += [key for key in shown if key not in off and key not in self._by_rule]
        return tuple(left_out), tuple(added)

    def show_layout(self, layout: Layout, kind: Kind) -> None:
        """Fill the form, without the signal."""
        self._filling = True
        self._kind, self._layout = kind, layout
        if self.accent.text().upper() != layout.accent:
            self.accent.setText(layout.accent)
        self._show_contrast()
        for name in ("title_style", "labels", "paper", "logo"):
            getattr(self, name).set_value(getattr(layout, name))
        for name in ("logo_height", "margin_top", "margin_bottom", "stamp_size"):
            getattr(self, name).setValue(round(getattr(layout, name) / _POINTS_PER_MM))
        self._widths, self._headings = dict(layout.widths), dict(layout.headings)
        must = required(kind)
        can = set(blocks_of(kind))
        self._show_order(self.blocks, layout.blocks, can, must, BLOCK_NAMES)
        self._show_order(self.columns, layout.columns, set(columns_of(kind)), must, COLUMN_NAMES)
        self._show_order(self.parts, PARTS, set(PARTS), must, BLOCK_NAMES)
        for (key, code), editor in self.texts.items():
            text = getattr(getattr(layout, key), code)
            if editor.toPlainText() != text:
                editor.setPlainText(text)
        for tongue, line in self.titles.items():
            text = getattr(layout.title, tongue)
            line.setPlaceholderText(getattr(TITLES[kind], tongue))
            if line.text() != text:
                line.setText(text)
        for name in ("signature", "stamp", "archive"):
            getattr(self, name).setChecked(getattr(layout, name))
        self.signing_card.setVisible("signatures" in can)
        self._show_column()
        self._filling = False

    def _show_order(
        self,
        made: TicksList,
        order: Sequence[str],
        can: set[str],
        must: frozenset[str],
        words: dict[str, str],
    ) -> None:
        names = [(name, _(words[name])) for name in order if name in can]
        made.show_names(names, self._layout.hidden, must)

    def layout_now(self) -> Layout:
        """Return what the form says; what it does not show stays as it was."""
        was = self._layout
        shown = {*self.blocks.order(), *self.columns.order(), *self.parts.order()}
        hidden = {
            *self.blocks.hidden_names(),
            *self.columns.hidden_names(),
            *self.parts.hidden_names(),
            *(name for name in was.hidden if name not in shown),
        }
        color = self.accent.text().strip().upper()
        left_out, added = self._clauses_now()
        headings = {key: words for key, words in self._headings.items() if words.en or words.zh}
        widths = {key: share for key, share in self._widths.items() if share != 1.0}
        return replace(
            was,
            accent=color if is_color(color) else was.accent,
            title_style=self.title_style.value(),
            labels=self.labels.value(),
            paper=self.paper.value(),
            logo=self.logo.value(),
            logo_height=self._points("logo_height"),
            margin_top=self._points("margin_top"),
            margin_bottom=self._points("margin_bottom"),
            blocks=_merged(was.blocks, self.blocks.order()),
            columns=_merged(was.columns, self.columns.order()) if self.columns.count() else COLUMNS,
            hidden=tuple(sorted(hidden)),
            clauses_left_out=left_out,
            clauses_added=added,
            headings=tuple(sorted(headings.items())),
            widths=tuple(sorted(widths.items())),
            title=Bilingual(self.titles["en"].text().strip(), self.titles["zh"].text().strip()),
            stamp_size=self._points("stamp_size"),
            archive=self.archive.isChecked(),
            signature=self.signature.isChecked(),
            stamp=self.stamp.isChecked(),
            intro=self._text("intro"),
            closing=self._text("closing"),
            footer=self._text("footer"),
        )

    def _text(self, key: str) -> Bilingual:
        return Bilingual(self.texts[key, "en"].toPlainText(), self.texts[key, "zh"].toPlainText())

    def _points(self, name: str) -> float:
        """Return a length in points; one that was not touched keeps its fraction."""
        was: float = getattr(self._layout, name)
        value: int = getattr(self, name).value()
        return was if round(was / _POINTS_PER_MM) == value else round(value * _POINTS_PER_MM, 3)

    def _changed(self) -> None:
        if not self._filling:
            self._layout = self.layout_now()
            self.edited.emit()

    def _color_typed(self) -> None:
        self._show_contrast()
        if is_color(self.accent.text().strip()):
            self._changed()

    def _show_contrast(self) -> None:
        color = self.accent.text().strip()
        if not is_color(color):
            self.accent_field.set_error(_("A colour is written like #2450BD."))
            return
        self.accent_field.set_error("")
        ratio = contrast(color)
        if ratio < _READABLE:
            words = _("Too light to read on white paper: contrast {ratio}, at least 4.5 is needed.")
            self.accent_field.set_error(words.format(ratio=f"{ratio:.1f}"))
        else:
            self.accent_field.set_hint(_("Contrast {ratio}").format(ratio=f"{ratio:.1f}"))

    def _pick_color(self) -> None:
        dialog = QColorDialog(QColor(self.accent.text()), self)
        dialog.colorSelected.connect(self._take_color)
        dialog.open()

    def _take_color(self, color: QColor) -> None:
        self.accent.setText(color.name().upper())
        self._color_typed()


def _merged(all_names: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """Return `all_names` with the shown ones in their new order, on the places these had."""
    waiting = iter(shown)
    known = set(shown)
    return tuple(next(waiting) if name in known else name for name in all_names)
