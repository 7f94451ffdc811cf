"""Certificates and test reports of articles, and those that end soon."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import Product, ProductCertificate
from desktop.store.workspace import Store
from desktop.trade import kept_rows

SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate; it holds to the end of `valid_until` (None: no end)."""

    id: str
    product_id: str
    name: str
    number: str = ""
    issued_by: str = ""
    valid_until: date | None = None

    def state(self, on: date) -> str:
        """Return "ended", "soon" (ends within 60 days) or "valid". Pure."""
        if self.valid_until is None or self.valid_until > on + timedelta(days=SOON_DAYS):
            return "valid"
        return "ended" if self.valid_until < on else "soon"


@dataclass(frozen=True, slots=True)
class EndingCertificate:
    """A certificate that ends, with its article."""

    certificate: Certificate
    sku: str
    name: str


def certificates_of(
    session: Session, product_ids: Iterable[str]
) -> Mapping[str, tuple[Certificate, ...]]:
    """Return the certificates of each article that has any, by name."""
    rows = kept_rows.of_articles(session, ProductCertificate, product_ids, ProductCertificate.name)
    return {key: tuple(_plain(row) for row in kept) for key, kept in rows.items()}


def _plain(row: ProductCertificate) -> Certificate:
    return Certificate(row.id, row.product_id, row.name, row.number, row.issued_by, row.valid_until)


def ending(store: Store, on: date, *, days: int = SOON_DAYS) -> tuple[EndingCertificate, ...]:
    """Return the certificates that ended before `on` or end within `days`, the first to end first."""
    limit = on + timedelta(days=days)
    with store.read() as session:
        rows = session.execute(
            sa.select(ProductCertificate, Product)
            .join(Product, Product.id == ProductCertificate.product_id)
            .where(
                ProductCertificate.deleted_at.is_(None),
                Product.deleted_at.is_(None),
                ProductCertificate.valid_until.is_not(None),
                ProductCertificate.valid_until <= limit,
            )
            .order_by(ProductCertificate.valid_until, Product.sku)
        ).all()
        return tuple(
            EndingCertificate(_plain(row), product.sku, product.name_en or product.name_zh)
            for row, product in rows
        )


def save(
    store: Store,
    product_id: str,
    *,
    name: str,
    number: str = "",
    issued_by: str = "",
    valid_until: date | None = None,
    key: str = "",
) -> None:
    """Add a certificate, or change the one with id `key`. Raises UserFacing without a name."""
    if not name.strip():
        raise UserFacing(_("A certificate needs a name, such as CE."), code="no_name")
    values = {
        "name": name.strip(),
        "number": number.strip(),
        "issued_by": issued_by.strip(),
        "valid_until": valid_until,
    }
    with store.write(cause="user") as unit:
        if key:
            kept_rows.assign(kept_rows.get(unit.session, ProductCertificate, key), values)
        else:
            unit.session.add(ProductCertificate(product_id=product_id, **values))


def remove(store: Store, key: str) -> None:
    """Take a certificate out."""
    with store.write(cause="user") as unit:
        kept_rows.remove(unit.session, ProductCertificate, key)
