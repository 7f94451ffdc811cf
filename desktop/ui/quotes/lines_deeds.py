"""What can be done with lines of a quote by key, menu and palette: one function a deed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.line_wishes import text_line
from desktop.trade.quote_draft import DraftLine, LineKind
from desktop.ui.actions import Action
from desktop.ui.quotes.lines_area import LinesArea
from desktop.ui.quotes.lines_model import Column, line_name
from desktop.ui.quotes.paste import as_table
from desktop.ui.services import Services

MENU = (
    "duplicate",
    "line_up",
    "line_down",
    "-",
    "optional",
    "free",
    "-",
    "section",
    "note",
    "-",
    "prices",
    "copy_lines",
    "paste",
    "mail_lines",
    "last_lines",
    "-",
    "remove_lines",
)
ONLY_OFFERS = frozenset({"optional", "prices", "last_lines"})
"""What lines of an order do not have: what was ordered is no option."""


class LinesDeeds:
    """Acts on the selected lines of an area; every deed is in the action registry."""

    def __init__(
        self,
        services: Services,
        area: LinesArea,
        is_here: Callable[[], bool],
        screen: str = "quotes",
        group: str = N_("Quotes"),
        without: Collection[str] = (),
    ) -> None:
        """`is_here` tells whether the lines are what the user looks at; `without` names deeds to leave out."""
        self._services, self._area, self._is_here = services, area, is_here
        self._screen, self._group, self._without = screen, group, without
        self._model, self._table = area.model, area.table
        self._table.delete_wanted.connect(self.remove)
        self._table.move_wanted.connect(self.move)
        self._table.copy_wanted.connect(self.copy)
        self._table.menu_wanted.connect(self._show_menu)

    def actions(self) -> Sequence[Action]:
        """Return the deeds for the registry."""

        def make(name: str, text: str, deed: Callable[[], object], key: str, icon: str) -> Action:
            action_id = f"{self._screen}.{name}"
            return Action(action_id, text, deed, key, icon, self._group, self._screen, self._can)

        made = (
            make("add_product", N_("Add product"), self._table.start_entry, "Ctrl+L", "plus"),
            make("paste", N_("Paste from Excel"), self._area.paste, "Ctrl+Shift+V",
                 "clipboard-paste"),
            make("mail_lines", N_("Lines from the mail"), self._area.from_mail, "Ctrl+Shift+M",
                 "mail"),
            make("last_lines", N_("Lines of the customer's last quote"),
                 self._area.from_last_quote, "Ctrl+Shift+L", "copy"),
            make("copy_lines", N_("Copy lines for Excel"), self.copy, "Ctrl+Shift+C",
                 "clipboard-copy"),
            make("duplicate", N_("Duplicate line"), self.duplicate, "Ctrl+D", "copy"),
            make("line_up", N_("Move line up"), lambda: self.move(-1), "Alt+Up", "arrow-up"),
            make("line_down", N_("Move line down"), lambda: self.move(1), "Alt+Down",
                 "arrow-down"),
            make("optional", N_("Optional line"), self.toggle_optional, "Ctrl+Shift+O",
                 "circle-dashed"),
            make("free", N_("Free of charge"), self.toggle_free, "Ctrl+Shift+F", "gift"),
            make("section", N_("Insert section title"), self.insert_section, "Ctrl+Shift+S",
                 "heading"),
            make("note", N_("Insert note"), self.insert_note, "Ctrl+Shift+N", "text-quote"),
            make("remove_lines", N_("Remove line"), self.remove, "", "trash-2"),
        )  # fmt: skip
        left_out = {f"{self._screen}.{name}" for name in self._without}
        return [action for action in made if action.id not in left_out]

    def _can(self) -> bool:
        return self._is_here() and not self._model.read_only

    def remove(self) -> None:
        """Take the selected lines out; the toast gives them back."""
        rows = self._table.rows()
        if self._model.read_only or not rows:
            return
        gone = self._model.remove(rows)
        self._table.select_cell(min(rows[0], self._model.rowCount() - 1), Column.ITEM)
        names = ", ".join(line.title() for _row, line in gone[:3])
        text = ngettext("Line {sku} removed", "{count} lines removed", len(gone))
        self._services.navigator.show_toast(
            text.format(sku=names, count=len(gone)),
            undo=lambda: self._model.put_back(gone),
            icon="trash-2",
        )

    def duplicate(self) -> None:
        """Put a copy of the selected lines below them."""
        rows = self._table.rows()
        if not rows or self._model.read_only:
            return
        copies = [replace(self._model.lines[row], key="") for row in rows]
        place = rows[-1] + 1
        self._model.insert_all(place, copies)
        self._table.select_rows(place, place + len(copies) - 1)

    def move(self, step: int) -> None:
        """Move the selected lines up (-1) or down (1)."""
        rows = self._table.rows()
        if not rows or self._model.read_only:
            return
        rows = list(range(rows[0], rows[-1] + 1))
        if self._model.move(rows, step):
            self._table.select_rows(rows[0] + step, rows[-1] + step)

    def toggle_optional(self) -> None:
        """Offer the selected lines beside the quote, or make them part of it again."""
        rows = self._goods()
        wanted = not all(self._model.lines[row].is_optional for row in rows)
        self._model.change(rows, lambda line: replace(line, is_optional=wanted))

    def toggle_free(self) -> None:
        """Give the selected lines free of charge, or ask their price again."""
        rows = self._goods()
        wanted = not all(self._model.lines[row].is_free for row in rows)
        self._model.change(rows, lambda line: replace(line, is_free=wanted))

    def _goods(self) -> list[int]:
        if self._model.read_only:
            return []
        return [row for row in self._table.rows() if self._model.lines[row].is_goods]

    def insert_section(self) -> None:
        """Put a section's title above the line and type it."""
        self._insert(LineKind.SECTION)

    def insert_note(self) -> None:
        """Put a note above the line and type it."""
        self._insert(LineKind.NOTE)

    def _insert(self, kind: LineKind) -> None:
        if self._model.read_only:
            return
        rows = self._table.rows()
        place = rows[0] if rows else len(self._model.lines)
        self._model.insert_all(place, [text_line(kind)])
        self._table.setFocus()
        self._table.select_cell(place, Column.ITEM)
        self._table.edit(self._table.currentIndex())

    def copy(self) -> None:
        """Put the selected lines, all when none or one is, on the clipboard for a spreadsheet."""
        rows = self._table.rows()
        lines = self._model.lines
        chosen = [lines[row] for row in rows] if len(rows) > 1 else list(lines)
        head = [_("SKU"), _("Description"), _("Qty"), _("Unit"), _("Unit price"), _("Discount"),
                _("Amount")]  # fmt: skip
        cells = [head, *(self._cells(line) for line in chosen)]
        QGuiApplication.clipboard().setText(as_table(cells))
        count = ngettext("{count} line copied", "{count} lines copied", len(chosen))
        self._services.navigator.show_toast(count.format(count=len(chosen)), icon="clipboard-copy")

    def _cells(self, line: DraftLine) -> list[str]:
        name = line_name(line)
        if not line.is_goods:
            return ["", name, "", "", "", "", ""]
        amount = self._model.amount_of(line)
        figures = (line.unit_price, line.discount_percent, amount)
        shown = [f"{value.normalize():f}" for value in figures]
        return [line.sku, name, f"{line.quantity.normalize():f}", line.unit, *shown]

    def _show_menu(self, at: QPoint) -> None:
        parent: QWidget = self._table
        wanted = (name for name in MENU if name not in self._without)
        ids = [name if name == "-" else f"{self._screen}.{name}" for name in wanted]
        menu = self._services.actions.menu(ids, parent)
        menu.popup(at)
