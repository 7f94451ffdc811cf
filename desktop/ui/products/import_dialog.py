"""What an import would change, shown before it is written: rows, changes, and what is put aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.price_import import PricePlan
from desktop.trade.product_plan import Effect, ImportPlan
from desktop.trade.product_rows import PutAside
from desktop.ui.products.fields import NEW_SECTIONS
from desktop.ui.records.table import Column, Table
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.labels import hline, label

_WORDS = {
    Effect.NEW: N_("Added"),
    Effect.CHANGED: N_("Updated"),
    Effect.UNCHANGED: N_("As before"),
}
_ASIDE, _NO_PICTURE = N_("Put aside"), N_("Without picture")
_TONES = {"new": "green", "changed": "accent", "aside": "red", "fault": "amber"}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A line of the preview."""

    row: int
    sku: str
    effect: str
    tone: str
    details: str


def preview_rows(plan: ImportPlan) -> list[PreviewRow]:
    """Return what happens to each row; those that stay as they are are left out."""
    specs = (spec for section in NEW_SECTIONS for spec in section.fields)
    names = {spec.key: _(spec.label) for spec in specs} | {"picture": _("Pictures")}
    found = [
        PreviewRow(
            row.parsed.row,
            row.sku,
            _(_WORDS[row.effect]),
            _TONES[row.effect.value],
            " · ".join(
                _change(names.get(c.field, c.field), c.old, c.new)
                for c in row.changes
                if c.field != "sku"
            ),
        )
        for row in plan.rows
        if row.effect is not Effect.UNCHANGED
    ]
    found += _aside(plan.put_aside, _(_ASIDE), "aside")
    found += _aside(plan.picture_faults, _(_NO_PICTURE), "fault")
    return sorted(found, key=lambda row: row.row)


def price_rows(plan: PricePlan) -> list[PreviewRow]:
    """Return what happens to each price of a list."""
    found = []
    for price in plan.prices:
        effect = Effect.NEW if price.old is None else Effect.CHANGED
        name = _("from {quantity}").format(quantity=f"{price.min_quantity:f}")
        old = "" if price.old is None else f"{price.old:f}"
        details = _change(name, old, f"{plan.currency} {price.new:f}")
        tone = _TONES[effect.value]
        found.append(PreviewRow(price.row, price.sku, _(_WORDS[effect]), tone, details))
    found += _aside(plan.put_aside, _(_ASIDE), "aside")
    return sorted(found, key=lambda row: row.row)


def _aside(rows: Sequence[PutAside], words: str, tone: str) -> list[PreviewRow]:
    def reason(row: PutAside) -> str:
        named = row.cell and row.cell not in row.reason
        return f"{row.cell}: {row.reason}" if named else row.reason

    return [PreviewRow(r.row, r.sku, words, _TONES[tone], reason(r)) for r in rows]


def _change(field: str, old: str, new: str) -> str:
    new = new if len(new) <= 60 else new[:59] + "…"
    old = old if len(old) <= 60 else old[:59] + "…"
    return f"{field}: {old} → {new}" if old else f"{field}: {new}"


def count_words(created: int, updated: int, unchanged: int) -> str:
    """Return "3 added, 2 updated, 40 as before"."""
    return _("{created} added, {updated} updated, {unchanged} as before").format(
        created=created, updated=updated, unchanged=unchanged
    )


def aside_words(count: int) -> str:
    """Return how many rows are put aside, "" for none."""
    words = ngettext("{count} row was put aside", "{count} rows were put aside", count)
    return words.format(count=count) if count else ""


class ImportDialog(QDialog):
    """Shows the plan; Import writes it."""

    def __init__(
        self,
        title: str,
        fact: str,
        rows: Sequence[PreviewRow],
        ignored_columns: Sequence[str],
        on_yes: Callable[[], object] | None,
        parent: QWidget,
    ) -> None:
        """Show it with `open()`; without `on_yes` there is nothing to write."""
        super().__init__(parent)
        self.setWindowTitle(title)
        fit(self, 920, 560)
        self._on_yes = on_yes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 18, 0, 0)
        column.setSpacing(10)
        self.fact = label(fact, "lead", wrap=True)
        self.fact.setContentsMargins(20, 0, 20, 0)
        column.addWidget(self.fact)
        if ignored_columns:
            names = ", ".join(ignored_columns)
            words = _("Columns that are not understood and left out: {names}").format(names=names)
            note = label(words, "small", "text2", wrap=True)
            note.setContentsMargins(20, 0, 20, 0)
            column.addWidget(note)
        self.table = Table(
            (
                Column(_("Row"), lambda r: str(r.row), 66, sort=lambda r: r.row),
                Column(_("SKU"), lambda r: r.sku, 150, strong=True),
                Column("", lambda r: r.effect, 130, sign="chip", tone=lambda r: r.tone),
                Column(_("What changes, or why not"), lambda r: r.details),
            )
        )
        self.table.setAccessibleName(_("What changes, or why not"))
        self.table.load(rows)
        column.addWidget(self.table, 1)
        self.problem = Banner()
        column.addWidget(self.problem)
        column.addWidget(hline())
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 4, 20, 14)
        buttons.addWidget(label(_("Undo takes the whole import back."), "small", "text2"))
        buttons.addStretch(1)
        close = _("Cancel") if on_yes is not None else _("Close")
        buttons.addWidget(secondary(close, self.reject))
        self.yes = primary(_("Import"), self.accept_plan, key="Ctrl+Return")
        self.yes.setVisible(on_yes is not None)
        buttons.addWidget(self.yes)
        column.addLayout(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.accept_plan)

    def accept_plan(self) -> None:
        """Write what was planned."""
        if self._on_yes is not None:
            self.accept()
            self._on_yes()
