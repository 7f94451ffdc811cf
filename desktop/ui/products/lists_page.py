"""Price lists: their heads at the left, the prices of the chosen one at the right; copied with a rise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm import customer_list
from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _
from desktop.store.workspace import Store
from desktop.trade import incoterms, price_import, price_lists, products
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import format_plain, minor_digits
from desktop.trade.price_import import ListWanted, PricePlan
from desktop.trade.price_lists import ListRow, TierRow
from desktop.trade.table_file import SUFFIXES
from desktop.ui.products.deeds import Deeds
from desktop.ui.products.import_dialog import ImportDialog, aside_words, count_words, price_rows
from desktop.ui.products.rows_pane import Part, RowsPane
from desktop.ui.records.currency_field import currency_field
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.records.table import DAY_WIDTH, Column
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.panes import Panes

TABLES = {"price_list", "price_tier", "product", "customer"}
TONES = {"valid": "green", "to_come": "slate", "ended": "red"}


def state_of(info: ListInfo, today: date) -> str:
    """Return "valid", "to_come" or "ended"."""
    if info.has_ended(today):
        return "ended"
    return "valid" if info.has_begun(today) else "to_come"


def state_words(state: str) -> str:
    """Return a list's state in the user's language."""
    return {"valid": _("In force"), "to_come": _("To come"), "ended": _("Ended")}[state]


@dataclass(frozen=True, slots=True)
class ListsData:
    """What the page shows."""

    lists: tuple[ListRow, ...]
    customers: tuple[tuple[str, str], ...]


def read_lists(store: Store) -> ListsData:
    """Return the lists and whom they may be for."""
    people = tuple((row.id, row.name) for row in customer_list.list_customers(store, limit=5000))
    return ListsData(price_lists.listing(store), people)


class ListsPage(QWidget):
    """The lists and their prices."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build it; `refresh` fills it."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self.data = ListsData((), ())
        self._shown = ""
        panes = Panes("products.lists", services.settings, [620, 560], stretch=1)
        self.lists = RowsPane(services, self._lists_part())
        self.prices = RowsPane(services, self._prices_part())
        panes.addWidget(self._left())
        panes.addWidget(self.prices)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panes)
        self.lists.table.selectionModel().currentChanged.connect(lambda *_at: self._show_prices())

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lists, 1)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 12)
        row.setSpacing(8)
        row.addWidget(secondary(_("Copy with a rise"), self.copy, icon_name="copy"))
        row.addWidget(secondary(_("Import prices"), self.choose_file, icon_name="download"))
        row.addStretch(1)
        column.addLayout(row)
        return left

    def today(self) -> date:
        """Return the local day."""
        return self._services.clock.now().astimezone().date()

    def current(self) -> ListRow | None:
        """Return the list that is chosen."""
        row = self.lists.table.current()
        return row if isinstance(row, ListRow) else None

    def _lists_part(self) -> Part:
        store = self._services.store

        def save(row: ListRow | None, typed: dict[str, Any]) -> None:
            price_lists.save(store, key=row.id if row else "", **typed)

        return Part(
            _("Price lists"),
            _("New price list"),
            (
                Column(_("Price list"), lambda r: r.info.name, strong=True),
                Column(_("Customer"), lambda r: r.customer_name or _("Everybody"), 150,
                       tone=lambda _r: "text2"),
                Column("", lambda r: r.info.currency, 56, tone=lambda _r: "text2"),
                Column(_("Until"), lambda r: _day(r.info.valid_until), DAY_WIDTH, right=True,
                       sort=lambda r: r.info.valid_until or date.max, tone=lambda _r: "text2"),
                Column("", lambda r: state_words(state_of(r.info, self.today())), 96, sign="chip",
                       tone=lambda r: TONES[state_of(r.info, self.today())]),
                Column(_("Articles"), lambda r: str(r.articles), 76, right=True,
                       sort=lambda r: r.articles),
            ),
            lambda: (Section("", self._fields()),),
            lambda r: _values(r.info if r else None),
            save,
            lambda r: price_lists.delete(store, r.id),
            _("No price list yet. A list holds prices in one currency for a time, for everybody or "
              "one customer; what it does not have comes from the articles' standard prices."),
        )  # fmt: skip

    def _fields(self) -> tuple[FieldSpec, ...]:
        return (
            FieldSpec("name", N_("List name"), required=True),
            currency_field("currency", N_("Currency"), required=True),
            FieldSpec("customer_id", N_("Customer (empty: everybody)"), Kind.CHOICE,
                      choices=lambda: self.data.customers),
            FieldSpec("incoterm", N_("Incoterm"), Kind.CHOICE, choices=lambda: [
                (code, code) for code in incoterms.RULES
            ]),
            FieldSpec("valid_from", N_("Valid from"), Kind.DATE),
            FieldSpec("valid_until", N_("Valid until"), Kind.DATE),
            FieldSpec("place", N_("Place")),
            FieldSpec("note", N_("Note"), wide=True),
        )  # fmt: skip

    def _prices_part(self) -> Part:
        store = self._services.store

        def save(row: TierRow | None, typed: dict[str, Any]) -> None:
            chosen = self.current()
            if chosen is None:
                return
            product = products.get(store, typed["sku"])
            price_lists.save_tier(
                store, chosen.id, product.id, typed["min_quantity"], typed["unit_price"],
                tier_id=row.id if row and row.product_id == product.id else "",
            )  # fmt: skip

        return Part(
            _("Prices"),
            _("Add price"),
            (
                Column(_("SKU"), lambda t: t.sku, 130, strong=True),
                Column(_("Product name"), lambda t: t.name_en or t.name_zh),
                Column(_("From quantity"), lambda t: format_plain(t.min_quantity), 80, right=True,
                       sort=lambda t: t.min_quantity),
                Column(_("Unit price"), self._price_text, 100, right=True,
                       sort=lambda t: t.unit_price),
                Column(_("Unit"), lambda t: t.unit, 60, tone=lambda _t: "text2"),
            ),
            lambda: (
                Section("", (
                    FieldSpec("sku", N_("SKU"), required=True),
                    FieldSpec("min_quantity", N_("From quantity"), Kind.NUMBER, required=True),
                    FieldSpec("unit_price", N_("Unit price"), Kind.NUMBER, required=True),
                )),
            ),
            lambda t: {"sku": t.sku if t else "",
                       "min_quantity": t.min_quantity if t else Decimal(1),
                       "unit_price": t.unit_price if t else None},
            save,
            lambda t: price_lists.remove_tier(store, t.id),
            _("No prices in this list yet: add them, import a file, or copy another list."),
        )  # fmt: skip

    def refresh(self, changes: Changes | None) -> None:
        """Read the lists again."""
        if changes is not None and not TABLES & set(changes):
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: read_lists(store), ok=self._loaded, owner=self, key="lists"
        )

    def _loaded(self, data: ListsData) -> None:
        self.data = data
        self._shown = ""
        self.lists.load(data.lists)
        self._show_prices()

    def _price_text(self, tier: TierRow) -> str:
        chosen = self.current()
        return format_plain(tier.unit_price, minor_digits(chosen.info.currency) if chosen else 0)

    def _show_prices(self) -> None:
        chosen = self.current()
        self.prices.setEnabled(chosen is not None)
        self.prices.note.setText(f"{chosen.info.name} · {chosen.info.currency}" if chosen else "")
        if chosen is None:
            self.prices.load([])
            return
        if chosen.id == self._shown:
            return
        self._shown = chosen.id
        store, list_id = self._services.store, chosen.id
        self._services.tasks.submit(
            lambda: price_lists.tiers(store, list_id),
            ok=lambda tiers: self._show_tiers(list_id, tiers),
            owner=self,
            key="tiers",
        )

    def _show_tiers(self, list_id: str, tiers: Sequence[TierRow]) -> None:
        if list_id == self._shown:
            self.prices.load(tiers)

    def copy(self) -> FormDialog | None:
        """Copy the chosen list with every price raised."""
        chosen = self.current()
        if chosen is None:
            return None
        store = self._services.store
        fields = (
            FieldSpec("name", N_("Name of the copy"), required=True),
            FieldSpec("percent", N_("Every price rises by, %"), Kind.NUMBER),
            FieldSpec("valid_from", N_("Valid from"), Kind.DATE),
            FieldSpec("valid_until", N_("Valid until"), Kind.DATE),
            FieldSpec("customer_id", N_("Customer (empty: everybody)"), Kind.CHOICE,
                      choices=lambda: self.data.customers),
        )  # fmt: skip

        def work(typed: dict[str, Any]) -> object:
            percent = typed.pop("percent") or Decimal(0)
            return price_lists.copy(store, chosen.id, percent=percent, **typed)

        values = {"name": f"{chosen.info.name} ", "percent": Decimal(0), "valid_from": self.today(),
                  "customer_id": chosen.info.customer_id or ""}  # fmt: skip
        dialog = FormDialog(
            self._services,
            _("Copy a price list"),
            (Section("", fields),),
            values,
            work,
            parent=self,
        )
        dialog.open()
        return dialog

    def choose_file(self) -> None:
        """Ask for a file with prices."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Import prices"), "", _("Price lists") + f" ({kinds})"
        )
        if chosen:
            self.import_path(Path(chosen))

    def import_path(self, path: Path) -> None:
        """Show what a file would change in the chosen list, or in a new one of its name."""
        chosen, store = self.current(), self._services.store
        if chosen is not None:
            wanted = ListWanted(chosen.info.name, customer_id=chosen.info.customer_id)
        else:
            wanted = ListWanted(path.stem)
        self._services.tasks.submit(
            lambda: price_import.plan_prices(store, path, wanted),
            ok=self._preview,
            err=self._services.navigator.show_error,
            owner=self,
        )

    def _preview(self, plan: PricePlan) -> None:
        created = sum(1 for price in plan.prices if price.old is None)
        counts = count_words(created, len(plan.prices) - created, plan.unchanged)
        facts = [f"{plan.wanted.name} · {plan.currency}", counts, aside_words(len(plan.put_aside))]
        store = self._services.store

        def write() -> None:
            self._deeds.do(lambda: price_import.apply_prices(store, plan), counts)

        fact = " · ".join(part for part in facts if part)
        ImportDialog(
            _("Import prices"), fact, price_rows(plan), plan.ignored_columns,
            write if plan.prices else None, self,
        ).open()  # fmt: skip


def _day(value: date | None) -> str:
    return long_day(value) if value else "–"


def _values(info: ListInfo | None) -> dict[str, object]:
    names = (
        "name",
        "currency",
        "customer_id",
        "incoterm",
        "valid_from",
        "valid_until",
        "place",
        "note",
    )
    if info is None:
        return {"currency": "USD"}
    return {name: getattr(info, name) for name in names}
