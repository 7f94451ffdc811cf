"""What belongs to an article, as tables and forms: prices, costs, rates, boxes, papers, codes, texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _
from desktop.store.workspace import Store
from desktop.trade import (
    buyer_codes,
    certificates,
    price_lists,
    product_boxes,
    product_costs,
    product_texts,
    selling_units,
    tax_rates,
)
from desktop.trade.article import Article, Step
from desktop.trade.list_prices import ListInfo
from desktop.trade.money import format_plain, format_price
from desktop.trade.packing import CartonSpec
from desktop.trade.product_costs import CostEntry
from desktop.trade.tax_rates import TaxEntry
from desktop.ui.products.box_rows import BOX_FIELDS, BoxRow, box_columns, box_of, box_values
from desktop.ui.products.rows_pane import Part
from desktop.ui.products.tax_rows import RATE_FIELDS, rate_columns, rate_values
from desktop.ui.records.currency_field import currency_field
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.records.table import DAY_WIDTH, Column

CERTIFICATE_TONES = {"valid": "green", "soon": "amber", "ended": "red"}


def certificate_words(state: str) -> str:
    """Return a certificate's state in the user's language."""
    return {"valid": _("In force"), "soon": _("Ends soon"), "ended": _("Ended")}[state]


def day(value: date | None, none: str = "–") -> str:
    """Return a day, or what stands for none."""
    return long_day(value) if value else none


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A further unit."""

    unit: str
    contains: Decimal


@dataclass(frozen=True, slots=True)
class TextRow:
    """The texts of a language."""

    language: str
    name: str
    description: str
    specification: str


class ArticleParts:
    """Makes the panes of one article; `article`, `lists` and `customers` are those of the page now."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        """Start without an article: the page sets it."""
        self._store, self._today = store, today
        self.article: Article | None = None
        self.lists: Sequence[ListInfo] = ()
        self.customers: Sequence[tuple[str, str]] = ()

    def _id(self) -> str:
        return self.article.figures.id if self.article else ""

    def prices(self) -> Part:
        """Return the steps of the standard price and of all lists."""
        store = self._store

        def save(row: Step | None, typed: dict[str, Any]) -> None:
            price_lists.save_tier(
                store, typed["list"] or None, self._id(), typed["min_quantity"],
                typed["unit_price"], tier_id=row.id if row else "",
            )  # fmt: skip

        def ended(step: Step) -> str:
            return "red" if step.list and step.list.has_ended(self._today()) else "text2"

        return Part(
            _("Prices by quantity"),
            _("Add price"),
            (
                Column(_("Price list"), lambda s: s.list.name if s.list else _("Standard price"),
                       strong=True),
                Column(_("From quantity"), lambda s: format_plain(s.min_quantity), 90, right=True,
                       sort=lambda s: s.min_quantity),
                Column(_("Unit price"), lambda s: format_price(s.unit_price, s.currency),
                       130, right=True, sort=lambda s: s.unit_price),
                Column(_("Valid from"), lambda s: day(s.list.valid_from if s.list else None), DAY_WIDTH,
                       right=True, tone=lambda _s: "text2"),
                Column(_("Valid until"), lambda s: day(s.list.valid_until if s.list else None), DAY_WIDTH,
                       right=True, tone=ended),
            ),
            lambda: (
                Section("", (
                    FieldSpec("list", N_("Price list"), Kind.CHOICE, choices=self._list_choices),
                    FieldSpec("min_quantity", N_("From quantity"), Kind.NUMBER, required=True),
                    FieldSpec("unit_price", N_("Unit price"), Kind.NUMBER, required=True),
                )),
            ),
            lambda s: {"list": s.list.id if s and s.list else "",
                       "min_quantity": s.min_quantity if s else Decimal(1),
                       "unit_price": s.unit_price if s else None},
            save,
            lambda s: price_lists.remove_tier(store, s.id),
            _("One price for every quantity. Add steps such as “from 500”, or a price in a list."),
        )  # fmt: skip

    def _list_choices(self) -> Sequence[tuple[str, str]]:
        return [(info.id, f"{info.name} · {info.currency}") for info in self.lists]

    def costs(self) -> Part:
        """Return the history of costs."""
        store = self._store

        def save(row: CostEntry | None, typed: dict[str, Any]) -> None:
            product_costs.save(store, self._id(), entry_id=row.id if row else "", **typed)

        def present(entry: CostEntry) -> bool:
            found = product_costs.present(self.article.costs if self.article else (), self._today())
            return found is entry

        return Part(
            _("Cost, with VAT"),
            _("Add cost"),
            (
                Column(_("Valid from"), lambda c: day(c.valid_from, _("always")), DAY_WIDTH, strong=True,
                       sort=lambda c: c.valid_from or date.min),
                Column(_("Cost"), lambda c: format_price(c.cost, c.currency), 130,
                       right=True, sort=lambda c: c.cost),
                Column("", lambda c: _("counts today") if present(c) else "", 130, sign="chip",
                       tone=lambda _c: "green"),
                Column(_("Supplier"), lambda c: c.supplier, 220, tone=lambda _c: "text2"),
                Column(_("Note"), lambda c: c.note, tone=lambda _c: "text2"),
            ),
            lambda: (
                Section("", (
                    FieldSpec("valid_from", N_("Valid from"), Kind.DATE),
                    FieldSpec("cost", N_("Cost incl. VAT"), Kind.NUMBER, required=True),
                    currency_field("currency", N_("Currency"), required=True),
                    FieldSpec("supplier", N_("Supplier")),
                    FieldSpec("note", N_("Note"), wide=True),
                )),
            ),
            lambda c: {"valid_from": c.valid_from if c else self._today(),
                       "cost": c.cost if c else None,
                       "currency": c.currency if c else self._cost_currency(),
                       "supplier": c.supplier if c else "", "note": c.note if c else ""},
            save,
            lambda c: product_costs.remove(store, c.id),
            _("No cost yet: margins cannot be told."),
        )  # fmt: skip

    def _cost_currency(self) -> str:
        return self.article.figures.cost_currency if self.article else "CNY"

    def rates(self) -> Part:
        """Return the article's own tax rates; those of its customs heading come after them."""
        store = self._store

        def save(row: TaxEntry | None, typed: dict[str, Any]) -> None:
            tax_rates.save(store, product_id=self._id(), entry_id=row.id if row else "", **typed)

        return Part(
            _("VAT and export rebate"),
            _("Add rate"),
            rate_columns(heading=False),
            lambda: (Section("", RATE_FIELDS),),
            rate_values,
            save,
            lambda r: tax_rates.remove(store, r.id),
            _("No rates of its own: those of the HS code count."),
        )

    def boxes(self) -> Part:
        """Return the boxes besides the carton."""
        store = self._store

        def now() -> list[CartonSpec]:
            return list(self.article.figures.more_boxes) if self.article else []

        def save(row: BoxRow | None, typed: dict[str, Any]) -> None:
            box = box_of(typed)
            boxes = now()
            if row is None:
                boxes.append(box)
            else:
                boxes[row.place] = box
            product_boxes.save(store, self._id(), boxes)

        def remove(row: BoxRow) -> None:
            product_boxes.save(
                store, self._id(), [b for i, b in enumerate(now()) if i != row.place]
            )

        return Part(
            _("Further boxes of one article"),
            _("Add box"),
            box_columns(),
            lambda: (Section("", BOX_FIELDS),),
            lambda r: box_values(r.box if r else None),
            save,
            remove,
            _("Packed in one carton. A cabinet in three boxes gets its second and third box here."),
        )  # fmt: skip

    def units(self) -> Part:
        """Return the further units."""
        store = self._store

        def save(row: UnitRow | None, typed: dict[str, Any]) -> None:
            if row is not None and row.unit != typed["unit"]:
                selling_units.remove(store, self._id(), row.unit)
            selling_units.save(store, self._id(), typed["unit"], typed["contains"])

        return Part(
            _("Other units it is sold in"),
            _("Add unit"),
            (
                Column(_("Unit"), lambda u: u.unit, 160, strong=True),
                Column(_("Holds"), lambda u: format_plain(u.contains), 120, right=True),
                Column("", lambda _u: self.article.figures.unit if self.article else "",
                       tone=lambda _u: "text2"),
            ),
            lambda: (
                Section("", (
                    FieldSpec("unit", N_("Unit"), required=True),
                    FieldSpec("contains", N_("One holds"), Kind.NUMBER, required=True),
                )),
            ),
            lambda u: {"unit": u.unit if u else "", "contains": u.contains if u else None},
            save,
            lambda u: selling_units.remove(store, self._id(), u.unit),
            _("Cartons, inner boxes and dozens are known by themselves."),
        )  # fmt: skip

    def papers(self) -> Part:
        """Return the certificates."""
        store, today = self._store, self._today
        return Part(
            _("Certificates and test reports"),
            _("Add certificate"),
            (
                Column(_("Certificate"), lambda c: c.name, 160, strong=True),
                Column(_("Number"), lambda c: c.number, 180),
                Column(_("Issued by"), lambda c: c.issued_by, tone=lambda _c: "text2"),
                Column(_("Valid until"), lambda c: day(c.valid_until, _("no end")), DAY_WIDTH, right=True,
                       sort=lambda c: c.valid_until or date.max),
                Column("", lambda c: certificate_words(c.state(today())), 130, sign="chip",
                       tone=lambda c: CERTIFICATE_TONES[c.state(today())]),
            ),
            lambda: (
                Section("", (
                    FieldSpec("name", N_("Certificate"), required=True),
                    FieldSpec("number", N_("Number")),
                    FieldSpec("issued_by", N_("Issued by")),
                    FieldSpec("valid_until", N_("Valid until"), Kind.DATE),
                )),
            ),
            lambda c: {name: getattr(c, name) if c else ("" if name != "valid_until" else None)
                       for name in ("name", "number", "issued_by", "valid_until")},
            lambda row, typed: certificates.save(
                store, self._id(), key=row.id if row else "", **typed
            ),
            lambda c: certificates.remove(store, c.id),
            _("None yet: add CE, RoHS, UL and the like with their end."),
        )  # fmt: skip

    def codes(self) -> Part:
        """Return what customers call the article."""
        store = self._store

        def save(row: buyer_codes.BuyerCode | None, typed: dict[str, Any]) -> None:
            if row is not None and row.customer_id != typed["customer_id"]:
                buyer_codes.remove(store, row.id)
            buyer_codes.save(
                store, self._id(), typed["customer_id"], typed["code"], typed["description"]
            )

        return Part(
            _("What buyers call it"),
            _("Add buyer's code"),
            (
                Column(_("Customer"), lambda c: c.customer_name, 300, strong=True),
                Column(_("Item code"), lambda c: c.code, 200),
                Column(_("Buyer's words"), lambda c: c.description, tone=lambda _c: "text2"),
            ),
            lambda: (
                Section("", (
                    FieldSpec("customer_id", N_("Customer"), Kind.CHOICE, required=True,
                              choices=lambda: self.customers),
                    FieldSpec("code", N_("Item code"), required=True),
                    FieldSpec("description", N_("Buyer's words"), wide=True),
                )),
            ),
            lambda c: {"customer_id": c.customer_id if c else "", "code": c.code if c else "",
                       "description": c.description if c else ""},
            save,
            lambda c: buyer_codes.remove(store, c.id),
            _("No buyer's own code yet: it is printed on his documents and found by the search."),
        )  # fmt: skip

    def texts(self) -> Part:
        """Return the texts of further languages."""
        store = self._store

        def save(row: TextRow | None, typed: dict[str, Any]) -> None:
            language = product_texts.check_language(typed.pop("language"))
            if row is not None and row.language != language:
                product_texts.save(store, self._id(), row.language, {})
            product_texts.save(store, self._id(), language, typed)

        return Part(
            _("Further languages"),
            _("Add language"),
            (
                Column(_("Language"), lambda t: t.language, 100, strong=True),
                Column(_("Product name"), lambda t: t.name, 320),
                Column(_("Description"), lambda t: t.description, tone=lambda _t: "text2"),
            ),
            lambda: (
                Section("", (
                    FieldSpec("language", N_("Language, two letters"), required=True),
                    FieldSpec("name", N_("Product name")),
                    FieldSpec("description", N_("Description"), Kind.LINES, wide=True),
                    FieldSpec("specification", N_("Specification"), Kind.LINES, wide=True),
                )),
            ),
            lambda t: {name: getattr(t, name) if t else ""
                       for name in ("language", "name", "description", "specification")},
            save,
            lambda t: product_texts.save(store, self._id(), t.language, {}),
            _("English and Chinese only. Add German, Spanish, Russian ... for documents in them."),
        )  # fmt: skip
