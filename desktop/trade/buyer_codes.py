"""What customers call our articles: their own item codes, printed on their documents and searched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.customers import Customer
from desktop.store.schema.products import BuyerItemCode, Product
from desktop.store.workspace import Store
from desktop.trade import kept_rows


@dataclass(frozen=True, slots=True)
class BuyerCode:
    """A customer's code for an article, and his words for it."""

    id: str
    customer_id: str
    customer_name: str
    product_id: str
    code: str
    description: str


def codes_of(session: Session, product_id: str) -> tuple[BuyerCode, ...]:
    """Return what customers call an article, by customer."""
    rows = session.execute(
        sa.select(BuyerItemCode, Customer.name)
        .join(Customer, Customer.id == BuyerItemCode.customer_id)
        .where(BuyerItemCode.product_id == product_id, BuyerItemCode.deleted_at.is_(None))
        .order_by(Customer.name)
    ).all()
    return tuple(
        BuyerCode(row.id, row.customer_id, name, row.product_id, row.code, row.description)
        for row, name in rows
    )


def codes_for(
    session: Session, customer_id: str | None, product_ids: Iterable[str]
) -> Mapping[str, str]:
    """Return a customer's code of each article that he has one for."""
    if not customer_id:
        return {}
    rows = session.execute(
        sa.select(BuyerItemCode.product_id, BuyerItemCode.code).where(
            BuyerItemCode.customer_id == customer_id,
            among(BuyerItemCode.product_id, product_ids),
            BuyerItemCode.deleted_at.is_(None),
        )
    ).all()
    return {row[0]: row[1] for row in rows}


def product_by_code(session: Session, customer_id: str | None, code: str) -> Product | None:
    """Return the article that a customer calls `code`, None when there is none or several."""
    if not customer_id or not code.strip():
        return None
    rows = session.scalars(
        sa.select(Product)
        .join(BuyerItemCode, BuyerItemCode.product_id == Product.id)
        .where(
            BuyerItemCode.customer_id == customer_id,
            sa.func.lower(BuyerItemCode.code) == code.strip().lower(),
            BuyerItemCode.deleted_at.is_(None),
            Product.deleted_at.is_(None),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def save(store: Store, product_id: str, customer_id: str, code: str, description: str = "") -> None:
    """Keep what a customer calls an article; a second code of his replaces the first.

    Raises UserFacing without a code, or for an unknown customer.
    """
    if not code.strip():
        raise UserFacing(_("The buyer's item code is missing."), code="no_code")
    with store.write(cause="user") as unit:
        session = unit.session
        if session.get(Customer, customer_id) is None:
            raise UserFacing(
                _("There is no customer {id}.").format(id=customer_id or "?"),
                code="unknown_customer",
            )
        key = {"customer_id": customer_id, "product_id": product_id}
        values = {"code": code.strip(), "description": description.strip()}
        kept_rows.keep(session, BuyerItemCode, key, values)


def remove(store: Store, code_id: str) -> None:
    """Forget what a customer calls an article."""
    with store.write(cause="user") as unit:
        kept_rows.remove(unit.session, BuyerItemCode, code_id)
