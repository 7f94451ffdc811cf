"""Freight tariffs in the store: listed, saved, taken out, and the one that fits a quote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.freight import FreightRate, FreightTemplate
from desktop.store.workspace import Store
from desktop.trade import exchange_rates
from desktop.trade.container_plan import LCL
from desktop.trade.containers import container
from desktop.trade.freight import Applied, Basis, Tariff, TariffRate, apply_tariff, fits
from desktop.trade.incoterms import Mode
from desktop.trade.money import check_currency
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.repricing import settled
from desktop.trade.totals import Totals

ONE = Decimal(1)
_HEAD = (
    "name",
    "mode",
    "currency",
    "port_of_loading",
    "carrier",
    "valid_from",
    "valid_until",
    "minimum",
    "premium_rate",
    "note",
)
_RATE = tuple(TariffRate.__dataclass_fields__)


def listing(store: Store) -> tuple[Tariff, ...]:
    """Return every tariff with its rates, by name."""
    with store.read() as session:
        return read_all(session)


def read_all(session: Session) -> tuple[Tariff, ...]:
    """Return what `listing` returns, inside a session."""
    rows = session.scalars(
        sa.select(FreightTemplate)
        .where(FreightTemplate.deleted_at.is_(None))
        .order_by(FreightTemplate.name, FreightTemplate.valid_from)
    ).all()
    rates: dict[str, list[TariffRate]] = {}
    for rate in session.scalars(
        sa.select(FreightRate)
        .where(FreightRate.deleted_at.is_(None))
        .order_by(FreightRate.template_id, FreightRate.position)
    ):
        values = {name: getattr(rate, name) for name in _RATE}
        rates.setdefault(rate.template_id, []).append(TariffRate(**values))
    return tuple(_tariff(row, rates.get(row.id, [])) for row in rows)


def _tariff(row: FreightTemplate, rates: Sequence[TariffRate]) -> Tariff:
    head = {name: getattr(row, name) for name in _HEAD}
    return Tariff(**head, basis=Basis(row.basis), rates=tuple(rates), id=row.id)


def get(store: Store, key: str) -> Tariff:
    """Return a tariff by id or name; raises UserFacing when there is none."""
    return _find(listing(store), key)


def _find(tariffs: Sequence[Tariff], key: str) -> Tariff:
    found = [t for t in tariffs if t.id == key] or [
        t for t in tariffs if t.name.casefold() == key.strip().casefold()
    ]
    if not found:
        raise UserFacing(
            _("There is no freight tariff “{name}”.").format(name=key), code="unknown_tariff"
        )
    return found[-1]


def save(store: Store, tariff: Tariff) -> Tariff:
    """Store a tariff, a new one or (by its id) instead of the one there; return it with its id.

    Raises UserFacing: no name, no rates, unknown currency, mode or container, amounts below zero,
    an end before the beginning.
    """
    tariff = checked(tariff)
    with store.write(cause="user") as unit:
        session = unit.session
        row = session.get(FreightTemplate, tariff.id) if tariff.id else None
        if row is None:
            row = FreightTemplate(name=tariff.name, basis=tariff.basis.value)
            session.add(row)
        for name in _HEAD:
            if getattr(row, name) != getattr(tariff, name):
                setattr(row, name, getattr(tariff, name))
        if row.basis != tariff.basis.value:
            row.basis = tariff.basis.value
        row.deleted_at = None
        session.flush()
        _put_rates(session, row.id, tariff.rates)
        session.flush()
        return _tariff(row, tariff.rates)


def _put_rates(session: Session, template_id: str, rates: Sequence[TariffRate]) -> None:
    stored = session.scalars(
        sa.select(FreightRate)
        .where(FreightRate.template_id == template_id, FreightRate.deleted_at.is_(None))
        .order_by(FreightRate.position)
    ).all()
    for position, rate in enumerate(rates):
        if position < len(stored):
            row = stored[position]
        else:
            row = FreightRate(template_id=template_id, amount=rate.amount)
            session.add(row)
        for name, value in (("position", position), *((n, getattr(rate, n)) for n in _RATE)):
            if getattr(row, name) != value:
                setattr(row, name, value)
    for row in stored[len(rates) :]:
        session.delete(row)


def delete(store: Store, tariff_id: str) -> None:
    """Take a tariff out; quotes that used it keep their freight. Raises UserFacing without one."""
    with store.write(cause="user") as unit:
        row = unit.session.get(FreightTemplate, tariff_id)
        if row is None or row.deleted_at is not None:
            raise UserFacing(
                _("There is no freight tariff “{name}”.").format(name=tariff_id),
                code="unknown_tariff",
            )
        row.deleted_at = datetime.now(UTC)


def checked(tariff: Tariff) -> Tariff:
    """Return the tariff with its currency in capitals; errors as `save`."""
    if not tariff.name.strip():
        raise _refused(_("A tariff needs a name."), "tariff_incomplete")
    if not tariff.rates:
        raise _refused(_("A tariff needs at least one amount."), "tariff_incomplete")
    if tariff.mode not in {mode.value for mode in Mode}:
        raise _refused(_("“{mode}” is no way to ship.").format(mode=tariff.mode), "unknown_mode")
    if tariff.valid_from and tariff.valid_until and tariff.valid_until < tariff.valid_from:
        raise _refused(_("The tariff ends before it begins."), "tariff_validity")
    rate = tariff.premium_rate
    if rate is not None and not 0 <= rate <= Decimal("0.5"):
        raise _refused(_("The premium rate must be between 0 and 50%."), "premium_range")
    numbers = [tariff.minimum, *(r.amount for r in tariff.rates)]
    numbers += [r.destination_costs for r in tariff.rates] + [r.from_quantity for r in tariff.rates]
    if any(n is not None and (not n.is_finite() or n < 0) for n in numbers):
        raise _refused(_("Amounts of a tariff cannot be below zero."), "tariff_negative")
    if tariff.basis is Basis.CONTAINER:
        for one in tariff.rates:
            if one.container != LCL and container(one.container) is None:
                raise _refused(
                    _("“{code}” is no container type.").format(code=one.container or "?"),
                    "unknown_container",
                )
    texts = {n: getattr(tariff, n).strip() for n in ("name", "port_of_loading", "carrier", "note")}
    head = {n: getattr(tariff, n) for n in _HEAD if n not in texts and n != "currency"}
    currency = check_currency(tariff.currency)
    return Tariff(
        **head, **texts, currency=currency, basis=tariff.basis, rates=tariff.rates, id=tariff.id
    )


def _refused(message: str, code: str) -> UserFacing:
    return UserFacing(message, safe=_("Nothing was saved."), code=code)


def fitting(session: Session, draft: QuoteDraft, on: date) -> tuple[Tariff, ...]:
    """Return the tariffs for the quote's ports and mode, those that count on the day first.

    The one with the closest port of loading and the latest beginning comes first.
    """
    found = [tariff for tariff in read_all(session) if fits(tariff, draft)]
    return tuple(
        sorted(
            found,
            key=lambda t: (
                bool(t.validity_problem(on)),
                not t.port_of_loading,
                -(t.valid_from or date.min).toordinal(),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class QuoteFreight:
    """What a quote needs of the tariffs: the one it follows, its conversion, and those that fit."""

    tariff: Tariff | None = None
    factor: Decimal | None = None
    fitting: tuple[Tariff, ...] = ()


def read_for(store: Store, draft: QuoteDraft, on: date) -> QuoteFreight:
    """Return the tariff that a quote follows, with the rate of the day, and all that fit it."""
    with store.read() as session:
        return read_for_in(session, draft, on)


def read_for_in(session: Session, draft: QuoteDraft, on: date) -> QuoteFreight:
    """Return what `read_for` returns, inside a session."""
    offered = fitting(session, draft, on)
    if draft.freight_template_id is None:
        return QuoteFreight(fitting=offered)
    tariff = next((t for t in read_all(session) if t.id == draft.freight_template_id), None)
    if tariff is None:
        return QuoteFreight(fitting=offered)
    factor = exchange_rates.convert(session, ONE, tariff.currency, draft.currency, on)
    return QuoteFreight(tariff, factor, offered)


def followed(session: Session, draft: QuoteDraft, on: date) -> QuoteDraft:
    """Return the draft as it is stored: freight by its tariff, insurance by its rate, where it follows them."""
    if draft.freight_by_hand and draft.premium_rate is None:
        return draft
    try:
        return follow(draft, draft.totals(), read_for_in(session, draft, on), on).draft
    except UserFacing:
        return draft  # a finding of the quote names what cannot be computed


def follow(draft: QuoteDraft, sums: Totals, freight: QuoteFreight, on: date) -> Applied:
    """Return the draft with freight by its tariff and insurance by its rate; twice is once."""
    found = Applied(draft)
    if freight.tariff is not None:
        found = apply_tariff(draft, sums, freight.tariff, freight.factor, on)
    elif not draft.freight_by_hand and draft.freight_template_id:
        found = Applied(draft, problem=_("The tariff of this quote is not there any more."))
    return replace(found, draft=settled(found.draft, sums))
