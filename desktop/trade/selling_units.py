"""Pieces, pairs, sets, dozens and cartons: a quantity in one unit said in another, exactly."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import Product, ProductUnit
from desktop.store.workspace import Store
from desktop.trade import kept_rows
from desktop.trade.unit_words import canonical, meaning, ratio

_QUANTITY = re.compile(r"^([\d.,\s]*\d)\s*([^\d\s].*)?$")


@dataclass(frozen=True, slots=True)
class Selling:
    """What an article is counted in: its own unit, and what one of the others holds of it."""

    unit: str
    pcs_per_carton: int | None = None
    inner_pieces: int | None = None
    others: Mapping[str, Decimal] = field(default_factory=dict)

    def contains(self, unit: str) -> Decimal | None:
        """Return how many of the article's own unit one `unit` holds; None when nobody said."""
        wanted, own = meaning(unit), meaning(self.unit)
        if wanted == own:
            return Decimal(1)
        for name, contains in self.others.items():
            if meaning(name) == wanted:
                return contains
        if wanted == "carton" and self.pcs_per_carton:
            return Decimal(self.pcs_per_carton)
        if wanted == "inner" and self.inner_pieces:
            return Decimal(self.inner_pieces)
        return ratio(wanted, own)

    def choices(self) -> tuple[str, ...]:
        """Return every unit it is sold by: its own first, then those of the article, then what its cartons give."""
        usual = ("inner", "carton", "dozen", "MT" if meaning(self.unit) == "kg" else "kg")
        named = dict.fromkeys(canonical(unit) for unit in (self.unit, *self.others))
        return tuple(named | dict.fromkeys(u for u in usual if self.contains(u) is not None))


def unknown_unit(unit: str, selling: Selling) -> str:
    """Return what to tell when an article is not sold by a unit, "" when it is.

    Pieces stand for whatever the article is counted in: people write "pcs" for sets and pairs too.
    """
    if not unit or meaning(unit) == "pcs" or selling.contains(unit) is not None:
        return ""
    return _unknown(unit, selling)


def _unknown(unit: str, selling: Selling) -> str:
    return _("Nobody said how many {own} one “{unit}” holds.").format(own=selling.unit, unit=unit)


def held(unit: str, selling: Selling) -> Decimal:
    """Return how many of the article's own unit one `unit` holds. Raises UserFacing for an unknown unit."""
    contains = selling.contains(unit)
    if contains is None:
        raise UserFacing(
            _unknown(unit, selling),
            hint=_("Add the unit to the article, or the pieces in a carton."),
            code="unknown_unit",
        )
    return contains


def split_unit(text: str) -> tuple[str, str]:
    """Return "50 ctn" as ("50", "ctn"); what is no number with a word behind it as (text, "")."""
    found = _QUANTITY.match(unicodedata.normalize("NFKC", text).strip())
    return (found.group(1), found.group(2).strip()) if found and found.group(2) else (text, "")


def sellings_of(store: Store, product_ids: Iterable[str]) -> Mapping[str, Selling]:
    """Return the units of articles by their ids; unknown ids are left out."""
    ids = list(product_ids)
    fields = (Product.id, Product.unit, Product.pcs_per_carton, Product.inner_pieces)
    with store.read() as session:
        others = units_of(session, ids)
        rows = session.execute(sa.select(*fields).where(among(Product.id, ids))).all()
    return {
        key: Selling(unit, carton, inner, others.get(key, {})) for key, unit, carton, inner in rows
    }


def units_of(session: Session, product_ids: Iterable[str]) -> Mapping[str, dict[str, Decimal]]:
    """Return the further units of each article that has any: unit -> what one holds."""
    rows = kept_rows.of_articles(session, ProductUnit, product_ids, ProductUnit.unit)
    return {key: {row.unit: row.contains for row in kept} for key, kept in rows.items()}


def save(store: Store, product_id: str, unit: str, contains: Decimal) -> None:
    """Say what one `unit` of an article holds of its own unit. Raises UserFacing."""
    if not unit.strip() or contains <= 0:
        raise UserFacing(_("A unit needs a name and holds more than zero."), code="out_of_range")
    with store.write(cause="user") as writing:
        key = {"product_id": product_id, "unit": canonical(unit)}
        kept_rows.keep(writing.session, ProductUnit, key, {"contains": contains})


def remove(store: Store, product_id: str, unit: str) -> None:
    """Take a unit out."""
    with store.write(cause="user") as writing:
        session = writing.session
        rows = kept_rows.of_articles(session, ProductUnit, [product_id]).get(product_id, [])
        for row in rows:
            if row.unit == unit:
                kept_rows.remove(session, ProductUnit, row.id)
