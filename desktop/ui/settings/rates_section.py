"""Exchange rates: the newest of each currency, how they went, files dropped or tables pasted."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from desktop.runtime.clock import SystemClock
from desktop.runtime.days import short_day
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.trade import exchange_rates, rate_import, rate_table
from desktop.trade.rate_import import RateImport
from desktop.trade.rate_rule import Rate, RateKind, rate_text, source_name
from desktop.trade.rate_table import RateCourse, RateLine, RateTable
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.settings.rate_dialog import KIND_TITLES, RateDialog
from desktop.ui.settings.section import Section
from desktop.ui.theme import theme
from desktop.ui.widgets import rate_line
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import IconLabel, label

_COURSE_DAYS = 90
_MOST_LINES = 11


class RatesSection(Section):
    """A table of the newest rates, the course of the chosen one, and ways to bring rates in."""

    tables = frozenset({"exchange_rate", "company_profile"})

    def __init__(self, services: Services) -> None:
        """Build the cards, empty until loaded."""
        super().__init__(
            services,
            _("Exchange rates"),
            _("Quotes use the bank's buying rate less a safety margin, and keep it with its day."),
        )
        self.setAcceptDrops(True)
        self.today = SystemClock().now().astimezone().date()
        self._table: RateTable | None = None
        self._pair = ("", "")
        self.banner = Banner()
        self.box.addWidget(self.banner)
        self._drop_card()
        self._newest_card()
        self._course_card()
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    def _drop_card(self) -> None:
        card = Card(quiet=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel("download", 20, "text2"))
        words = label(
            _(
                "Drop a published file here: eurofxref of the European Central Bank, or the Bank of China's "
                "table 外汇牌价 as saved page, spreadsheet or copied text."
            ),
            "small",
            "text2",
            wrap=True,
        )
        row.addWidget(words, 1)
        row.addWidget(secondary(_("Choose file"), self.choose_file, icon_name="folder-open"))
        row.addWidget(secondary(_("Paste table"), self.paste, icon_name="clipboard-paste"))
        card.box.addLayout(row)
        self.box.addWidget(card)

    def _newest_card(self) -> None:
        card = Card(_("Newest rates"))
        self.add_button = primary(_("Enter a rate"), self.add, icon_name="plus")
        card.head.addWidget(self.add_button)
        self.table = Table(self._columns())
        self.table.setAccessibleName(_("Newest rates"))
        self.table.selectionModel().currentRowChanged.connect(
            lambda current, _before: self._chosen(current.row())
        )
        card.box.addWidget(self.table)
        self.empty = label(
            _("No rate yet: quotes in other currencies would show no margin."),
            "body",
            "text2",
            wrap=True,
        )
        card.box.addWidget(self.empty)
        self.box.addWidget(card)

    def _columns(self) -> tuple[Column, ...]:
        def kind(which: RateKind, width: int) -> Column:
            return Column(
                _(KIND_TITLES[which]),
                lambda line: _number(line.rate(which)),
                width,
                right=True,
                sort=lambda line: line.rate(which),
            )

        return (
            Column(_("Pair"), lambda line: f"{line.currency} → {line.home_currency}", 112, strong=True, sort=self._place),
            kind(RateKind.BUYING, 84),
            kind(RateKind.SELLING, 84),
            kind(RateKind.MIDDLE, 84),
            Column(_("Day"), lambda line: short_day(line.on, self.today), 112, sort=lambda line: line.on),
            Column(
                _("Age"),
                self._age,
                76,
                sort=lambda line: line.age_days(self.today),
                tone=lambda line: "amber" if line.is_old(self.today) else "text2",
            ),
            Column(_("Source"), lambda line: source_name(line.source), tone=lambda _line: "text2"),
        )  # fmt: skip

    def _place(self, line: RateLine) -> tuple[bool, bool, str, str, str]:
        return rate_table.place(line, self._table.seller.home_currency if self._table else "CNY")

    def _age(self, line: RateLine) -> str:
        days = line.age_days(self.today)
        if days <= 0:
            return _("today")
        return ngettext("{days} day", "{days} days", days).format(days=days)

    def _course_card(self) -> None:
        self.course_card = Card(_("Course"))
        self.delete_button = secondary(_("Delete rate"), self.delete, icon_name="trash-2")
        self.course_card.head.addWidget(self.delete_button)
        self.used = label("", "body", wrap=True)
        self.course_card.box.addWidget(self.used)
        self.line = rate_line.RateLine()
        self.course_card.box.addWidget(self.line)
        self.days = Table(
            (
                Column(_("Day"), lambda r: f"{short_day(r.on, self.today)} {r.time}".strip(), 160, sort=lambda r: (r.on, r.time)),
                Column(_("Kind"), lambda r: _(KIND_TITLES[r.kind]), 110),
                Column(_("Rate"), lambda r: _number(r.rate), 110, right=True, sort=lambda r: r.rate),
                Column(_("Source"), lambda r: source_name(r.source), tone=lambda _r: "text2"),
            ),
            descending=True,
        )  # fmt: skip
        self.days.setAccessibleName(_("Stored rates"))
        self.days.setFixedHeight(theme().scaled(200))
        self.course_card.box.addWidget(self.days)
        self.course_card.hide()
        self.box.addWidget(self.course_card)

    def load(self) -> None:
        """Load the newest rates."""
        store, today = self.services.store, self.today
        self.services.tasks.submit(
            lambda: rate_table.table(store, today), ok=self._show, owner=self, key="rates"
        )

    def _show(self, found: RateTable) -> None:
        self._table = found
        self.table.load(found.lines)
        self.table.setVisible(bool(found.lines))
        self.empty.setVisible(not found.lines)
        rows = min(len(found.lines), _MOST_LINES)
        self.table.setFixedHeight(
            self.table.horizontalHeader().height()
            + rows * self.table.verticalHeader().defaultSectionSize()
            + 4
        )
        home = found.seller.home_currency
        old = [line for line in found.lines if line.home_currency == home]
        if old and all(line.is_old(self.today) for line in old):
            self.banner.say(
                "amber",
                _("All rates are older than a week."),
                _("Drop today's file, or enter today's rate, before you quote."),
            )
        else:
            self.banner.hide()
        pairs = [(line.currency, line.home_currency) for line in found.lines]
        if pairs:
            at = pairs.index(self._pair) if self._pair in pairs else 0
            self._load_course(*pairs[at])
        else:
            self.course_card.hide()

    def _chosen(self, _row: int) -> None:
        line = self.table.current()
        if line is not None:
            self._load_course(line.currency, line.home_currency)

    def _load_course(self, currency: str, home: str) -> None:
        self._pair = (currency, home)
        store, today = self.services.store, self.today
        self.services.tasks.submit(
            lambda: rate_table.course(store, currency, home, today, days=_COURSE_DAYS),
            ok=partial(self._show_course, currency, home),
            owner=self,
            key="course",
        )

    def _show_course(self, currency: str, home: str, found: RateCourse) -> None:
        self.course_card.title.setText(f"{currency} → {home}")
        self.used.setText(_used_words(found, self.today))
        self.line.set_values(found.values(), f"{currency} {home}")
        self.days.load(found.rates)
        self.course_card.show()

    def add(self) -> None:
        """Enter a rate by hand."""
        home = self._table.seller.home_currency if self._table else "CNY"
        currency = self._pair[0] if self._pair[1] == home else "USD"
        RateDialog(self, currency, home, self.today, self.save_rate).open()

    def save_rate(
        self,
        rate: Rate,
        sure: bool,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        """Save a rate, then `done`; `refused(error)` is called when it cannot be."""

        def saved(result: object) -> None:
            done(result)
            self._pair = (rate.currency, rate.home_currency)
            self.load()
            self.services.navigator.show_toast(_("Saved"))

        store, today = self.services.store, self.today
        self.services.tasks.submit(
            lambda: exchange_rates.set_rate(store, rate, today=today, sure=sure),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )

    def delete(self) -> None:
        """Take the chosen stored rate out; a toast brings it back."""
        rate = self.days.current()
        if rate is None:
            return
        store, today, tasks = self.services.store, self.today, self.services.tasks

        def undo() -> None:
            tasks.submit(
                lambda: exchange_rates.set_rate(store, rate, today=today, sure=True),
                ok=lambda _rate: self.load(),
                owner=self,
                lane="write",
            )

        def gone(_count: int) -> None:
            self.load()
            said = _("Rate of {day} deleted").format(day=short_day(rate.on, self.today))
            self.services.navigator.show_toast(said, undo, icon="undo-2")

        tasks.submit(
            lambda: exchange_rates.delete(store, [rate.id]), ok=gone, owner=self, lane="write"
        )

    def choose_file(self) -> None:
        """Import a file from a dialog."""
        dialog = QFileDialog(self, _("Published exchange rates"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(
            _("Tables of rates (*.csv *.zip *.xml *.html *.htm *.xlsx *.xls *.txt)")
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.take_files([Path(p) for p in paths]))
        dialog.open()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Import files that were chosen or dropped."""
        store, today = self.services.store, self.today
        for path in paths:
            self._import(partial(rate_import.import_file, store, path, today=today))

    def paste(self) -> None:
        """Import the table on the clipboard: a page copied as HTML keeps its columns."""
        data = QGuiApplication.clipboard().mimeData()
        text = data.html() if data.hasHtml() and "<t" in data.html() else data.text()
        if text.strip():
            store, today = self.services.store, self.today
            self._import(partial(rate_import.import_text, store, text, today=today))

    def _import(self, work: Callable[[], RateImport]) -> None:
        self.services.tasks.submit(
            work, ok=self._imported, err=self._refused, owner=self, lane="write"
        )

    def _imported(self, done: RateImport) -> None:
        self.load()
        changed = done.created + done.updated
        said = ngettext("{count} rate from {source}", "{count} rates from {source}", changed)
        fact = (
            said.format(count=changed, source=source_name(done.source))
            if changed
            else _("Nothing new")
        )
        more = _("Newest day: {day}.").format(day=short_day(done.newest, self.today))
        if done.put_aside:
            more = f"{more} {' '.join(done.put_aside[:3])}"
        self.services.navigator.show_toast(f"{fact} · {more}")

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            raise error
        hint = " ".join(part for part in (error.safe, error.hint) if part)
        self.banner.say("red", error.message, hint)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and tables."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files and tables."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            self.take_files([Path(url.toLocalFile()) for url in urls])
        elif event.mimeData().hasText():
            text, store, today = event.mimeData().text(), self.services.store, self.today
            self._import(partial(rate_import.import_text, store, text, today=today))
        event.acceptProposedAction()


def _number(value: object) -> str:
    return "" if value is None else rate_text(value)  # type: ignore[arg-type]  # a Decimal or nothing


def _used_words(found: RateCourse, today: date) -> str:
    used = found.used
    if used is None:
        return ""
    words = _("A quote of today uses {applied}: {source}, less {share} for safety.").format(
        applied=rate_text(used.applied), source=used.words(), share=f"{used.margin_percent:f}%"
    )
    if used.is_old(today):
        words += " " + _("It is {days} days old.").format(days=used.age_days(today))
    return words
