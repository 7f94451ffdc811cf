"""The user's own payment terms beside the presets: named, kept, found by name."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.workspace import OwnPaymentTerms
from desktop.store.workspace import Store
from desktop.trade.payment import Instalment, PaymentTerms, describe
from desktop.trade.payment_parse import parse_terms
from desktop.trade.payment_presets import PRESETS


def own_terms(store: Store) -> tuple[PaymentTerms, ...]:
    """Return the user's own terms in their order."""
    with store.read() as session:
        return tuple(_terms(row) for row in session.scalars(_living()))


def choices(store: Store) -> tuple[PaymentTerms, ...]:
    """Return what a quote can be paid by: own terms first, then the presets of DOMAIN.md A3."""
    own = own_terms(store)
    taken = {terms.name.casefold() for terms in own}
    return (*own, *(preset for preset in PRESETS if preset.name.casefold() not in taken))


def instalments_of(session: Session, name: str) -> tuple[Instalment, ...]:
    """Return the instalments of own terms by name, () when there are none of that name."""
    row = _named(session, name)
    return _terms(row).instalments if row is not None else ()


def understood(store: Store, text: str) -> PaymentTerms:
    """Return own terms by name, else what the words mean; errors as `parse_terms`."""
    with store.read() as session:
        row = _named(session, text)
        return _terms(row) if row is not None else parse_terms(text)


def save(
    store: Store, name: str, instalments: Sequence[Instalment], *, instead_of: str = ""
) -> PaymentTerms:
    """Keep own terms, replacing those of the name (or those called `instead_of`).

    Without a name they are called by their words. Raises UserFacing when the instalments do not
    make up the price, or the new name belongs to others.
    """
    name = " ".join(name.split()) or describe(instalments).en
    terms = PaymentTerms(name, tuple(instalments))
    with store.write(cause="user") as unit:
        session = unit.session
        row = _named(session, instead_of or name)
        holder = _named(session, name)
        if holder is not None and holder is not row:
            raise UserFacing(
                _("There are payment terms called “{name}” already.").format(name=name),
                code="terms_exist",
            )
        if row is None:
            last = session.scalar(sa.select(sa.func.max(OwnPaymentTerms.position)))
            row = OwnPaymentTerms(position=(last or 0) + 1)
            session.add(row)
        row.name = name
        row.instalments = [part.as_json() for part in terms.instalments]
    return terms


def delete(store: Store, name: str) -> None:
    """Take own terms out; quotes keep theirs. Raises UserFacing when there are none of the name."""
    with store.write(cause="user") as unit:
        row = _named(unit.session, name)
        if row is None:
            raise UserFacing(
                _("There are no own payment terms called “{name}”.").format(name=name),
                code="unknown_terms",
            )
        row.deleted_at = datetime.now(UTC)


def _living() -> sa.Select[OwnPaymentTerms]:
    return (
        sa.select(OwnPaymentTerms)
        .where(OwnPaymentTerms.deleted_at.is_(None))
        .order_by(OwnPaymentTerms.position, OwnPaymentTerms.id)
    )


def _named(session: Session, name: str) -> OwnPaymentTerms | None:
    wanted = " ".join(name.split()).casefold()
    return next((row for row in session.scalars(_living()) if row.name.casefold() == wanted), None)


def _terms(row: OwnPaymentTerms) -> PaymentTerms:
    return PaymentTerms.from_json({"name": row.name, "instalments": row.instalments})
