"""A screen's list of records: header, filters, the table or what to do without rows, sums below."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.ui.records.table import Table
from desktop.ui.theme import theme
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

SEARCH_WIDTH = 240


@dataclass(frozen=True)
class NoRows:
    """What stands where no row is: nothing at all yet, or nothing that fits the filters."""

    icon: str
    fact: str
    sentence: str
    none_fits: str
    change: str
    deeds: tuple[tuple[str, str, Callable[[], object]], ...] = ()


class ListPage(QWidget):
    """`show_rows` fills it; the screen reads and filters."""

    def __init__(
        self,
        title: str,
        table: Table,
        no_rows: NoRows,
        deeds: Sequence[QWidget],
        filters: Sequence[QWidget | None],
    ) -> None:
        """`deeds` stand in the header, `filters` in a row below it, None for the space between."""
        super().__init__()
        self._title, self._no_rows = title, no_rows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PaneHeader(title)
        self.header.add(*deeds)
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        for one in filters:
            if one is None:
                row.addStretch(1)
            else:
                row.addWidget(one)
        column.addLayout(row)
        self.table = table
        self.table.setAccessibleName(title)
        self.empty = EmptyState(no_rows.icon, no_rows.fact, no_rows.sentence, no_rows.deeds)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        column.addWidget(self.pages, 1)
        self.sums = label("", "small", "text2")
        self.sums.setContentsMargins(16, 8, 16, 8)
        self.sums.hide()
        column.addWidget(self.sums)

    def show_rows(
        self, rows: Sequence[Any], count: str, *, is_filtered: bool, sums: str = ""
    ) -> None:
        """Show rows with their count in words; `is_filtered` says that there may be others."""
        self.table.load(rows)
        self.header.set(self._title, count)
        said = self._no_rows
        if is_filtered:
            self.empty.say(said.none_fits, said.change)
        else:
            self.empty.say(said.fact, said.sentence)
        self.pages.setCurrentWidget(self.table if rows else self.empty)
        self.sums.setText(sums)
        self.sums.setVisible(bool(sums))


@dataclass(frozen=True)
class Sifting:
    """How rows are filtered: choices (key, text), the first one, and what fits a key or words.

    `words` are case-folded. `count` and `sums` put the rows shown into words.
    """

    choices: Callable[[], Sequence[tuple[str, str]]]
    first: str
    fits: Callable[[Any, str], bool]
    fits_words: Callable[[Any, Iterable[str]], bool]
    count: Callable[[int], str]
    sums: Callable[[Iterable[Any]], str]
    hint: str


class SiftedList(QWidget):
    """A list whose rows are all here: filters with counts, words to look for, sums of what is shown.

    Where there are more rows than it took, `looked_for` asks for those that have the `words`.
    """

    opened = Signal(object)
    looked_for = Signal()

    def __init__(
        self, title: str, table: Table, no_rows: NoRows, deeds: Sequence[QWidget], sifting: Sifting
    ) -> None:
        """Start empty; `load` fills it."""
        super().__init__()
        self._rows: Sequence[Any] = ()
        self._is_all = True
        self._sifting = sifting
        self.filter = Segmented(sifting.choices(), sifting.first, plain=True)
        self.filter.chosen.connect(lambda _key: self.sift())
        self.search = line_edit(placeholder=_(sifting.hint))
        self.search.setFixedWidth(theme().scaled(SEARCH_WIDTH))
        self.search.textChanged.connect(self._typed)
        self.page = ListPage(title, table, no_rows, deeds, (self.filter, None, self.search))
        self.table, self.sums = table, self.page.sums
        table.opened.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing fits, or nothing is there."""
        return self.page.pages.currentWidget() is self.page.empty

    @property
    def words(self) -> str:
        """What has to be looked for in the store, "" while all rows are here."""
        return "" if self._is_all else self.search.text().strip()

    def load(self, rows: Sequence[Any], *, is_all: bool = True) -> None:
        """Take these rows and show those that fit; `is_all` says that there are no others."""
        self._rows, self._is_all = rows, is_all
        self.sift()

    def _typed(self) -> None:
        self.sift()
        if not self._is_all:
            self.looked_for.emit()

    def look_for(self, words: str, only: str = "all") -> None:
        """Show what has these words."""
        self.filter.set_value(only)
        self.search.setText(words)
        self.sift()

    def sift(self) -> None:
        """Show the rows that fit filter and words."""
        said, only = self._sifting, self.filter.value()
        words = self.search.text().casefold().split()
        found = [row for row in self._rows if said.fits_words(row, words)]
        for key, _text in said.choices():
            fitting = sum(1 for row in found if said.fits(row, key))
            self.filter.set_count(key, 0 if key == "all" else fitting)
        shown = [row for row in found if said.fits(row, only)]
        self.page.show_rows(
            shown,
            said.count(len(shown)),
            is_filtered=bool(self._rows) or not self._is_all,
            sums=self._sums(shown),
        )

    def _sums(self, shown: Sequence[Any]) -> str:
        said = self._sifting.sums(shown)
        if self._is_all or self.words:
            return said
        older = _("The newest {count} are listed; older ones are found by their words.").format(
            count=len(self._rows)
        )
        return "   ".join(part for part in (said, older) if part)
