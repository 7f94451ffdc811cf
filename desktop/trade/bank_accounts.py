"""The selling companies' bank accounts: one per currency by default, checked before they are kept.

Every change is a journal entry with old and new values: who changed where money goes is never in
doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.workspace import BankAccount
from desktop.store.workspace import Store
from desktop.trade import company
from desktop.trade.banking import check_account, check_iban, check_swift
from desktop.trade.documents.offer import Bank
from desktop.trade.money import check_currency

CHARGES = ("SHA", "OUR", "BEN")
# Not "user": a change of where money goes is made anew, never taken back by a key.
_CAUSE = "bank"
_FIELDS = tuple(Bank.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class BankRow:
    """A stored account. `seller_id` owns it; the default one of its currency is printed.

    `locked_at` (UTC) is since when nothing of it changes, None when it is open; `unlock_reason` is
    why it was opened last (see `bank_lock`).
    """

    id: str
    seller_id: str | None
    is_default: bool
    bank: Bank
    locked_at: datetime | None = None
    unlock_reason: str = ""


def accounts(store: Store, seller_id: str | None = None) -> tuple[BankRow, ...]:
    """Return the accounts of a company (None: of the default one), by currency, default first."""
    with store.read() as session:
        rows = _rows(session, company.seller_row(session, seller_id).id)
        return tuple(_row(row) for row in sorted(rows, key=_place))


def read_bank(session: Session, currency: str, seller_id: str | None = None) -> Bank | None:
    """Return the account that a buyer pays `currency` to; None when there is none.

    The company's default account of the currency, else any of the currency, else one that takes
    every currency.
    """
    rows = sorted(_rows(session, company.seller_row(session, seller_id).id), key=_place)
    fitting = [row for row in rows if row.currency == currency]
    fitting += [row for row in rows if not row.currency]
    return _bank(fitting[0]) if fitting else None


def save_bank(
    store: Store,
    bank: Bank,
    *,
    seller_id: str | None = None,
    account_id: str | None = None,
    is_default: bool | None = None,
) -> str:
    """Store an account and return its id.

    Without `account_id` the default account of the currency is replaced, or made when there is
    none; with "" a further one is made. The first account of a currency is its default. Raises
    UserFacing for a malformed SWIFT code, IBAN or currency, an unknown way to share charges,
    without beneficiary, bank or number, or while what changes is locked. An account that was
    unlocked is locked again with the change.
    """
    bank = checked(bank)
    with store.write(cause=_CAUSE) as unit:
        session = unit.session
        owner = company.seller_row(session, seller_id).id or None
        rows = _rows(session, owner)
        alike = [row for row in rows if row.currency == bank.currency]
        row = _target(alike, rows, account_id)
        if row is None:
            row = BankAccount(seller_id=owner, is_default=False)
            session.add(row)
        differing = [name for name in _FIELDS if getattr(row, name, None) != getattr(bank, name)]
        if differing:
            _require_open(row)
        for name in differing:
            setattr(row, name, getattr(bank, name))
        if differing and row.unlock_reason:
            row.locked_at = datetime.now(UTC)
        others = [other for other in rows if other is not row]
        _one_default_each([*others, row], chosen=row if is_default else None)
        session.flush()
        return row.id


def _one_default_each(rows: Sequence[BankAccount], chosen: BankAccount | None = None) -> None:
    """Leave exactly one default account a currency: `chosen`, else the one that was, else the first."""
    for currency in {row.currency for row in rows}:
        group = [row for row in rows if row.currency == currency]
        best = next((row for row in group if row is chosen), None)
        best = best or next((row for row in group if row.is_default), group[0])
        for row in group:
            if row.is_default != (row is best):
                if row.is_default:
                    _require_open(row)
                row.is_default = row is best


def _require_open(row: BankAccount) -> None:
    if row.locked_at is not None:
        raise UserFacing(
            _("The bank details of {bank} are locked.").format(bank=row.bank),
            safe=_("Nothing was changed."),
            hint=_("Unlock them with a reason first: the journal keeps who did it and why."),
            code="bank_locked",
        )


def delete_bank(store: Store, account_id: str) -> None:
    """Take an account out; another one of its currency becomes the default.

    Raises UserFacing: unknown, or locked.
    """
    with store.write(cause=_CAUSE) as unit:
        row = stored(unit.session, account_id)
        _require_open(row)
        row.deleted_at = datetime.now(UTC)
        _one_default_each([r for r in _rows(unit.session, row.seller_id) if r is not row])


def stored(session: Session, account_id: str) -> BankAccount:
    """Return the row of an account. Raises UserFacing when there is none."""
    row = session.get(BankAccount, account_id)
    if row is None or row.deleted_at is not None:
        raise _unknown(account_id)
    return row


def checked(bank: Bank) -> Bank:
    """Return the account in its stored form; errors as `save_bank`. "" as currency takes any."""
    values = {f.name: getattr(bank, f.name).strip() for f in fields(bank)}
    if values["currency"]:
        values["currency"] = check_currency(values["currency"])
    if not values["beneficiary"] or not values["bank"]:
        raise UserFacing(
            _("A bank account needs a beneficiary and a bank."), code="bank_incomplete"
        )
    if not values["account"] and not values["iban"]:
        raise UserFacing(_("A bank account needs a number or an IBAN."), code="bank_incomplete")
    for name in ("swift", "intermediary_swift"):
        if values[name]:
            values[name] = check_swift(values[name])
    if values["iban"]:
        values["iban"] = check_iban(values["iban"])
    for name in ("account", "intermediary_account"):
        if values[name]:
            values[name] = check_account(values[name])
    if values["intermediary_bank"] and not values["intermediary_swift"]:
        raise UserFacing(
            _("The intermediary bank needs its SWIFT code."), code="intermediary_incomplete"
        )
    values["charges"] = values["charges"].upper() or CHARGES[0]
    if values["charges"] not in CHARGES:
        raise UserFacing(
            _("Bank charges are {choices}, not “{value}”.").format(
                choices=", ".join(CHARGES), value=values["charges"]
            ),
            code="bad_bank_charges",
        )
    return replace(bank, **values)


def _target(
    alike: Sequence[BankAccount], rows: Sequence[BankAccount], account_id: str | None
) -> BankAccount | None:
    if account_id is None:
        return next((row for row in alike if row.is_default), alike[0] if alike else None)
    if not account_id:
        return None
    for row in rows:
        if row.id == account_id:
            return row
    raise _unknown(account_id)


def _unknown(account_id: str) -> UserFacing:
    return UserFacing(
        _("There is no bank account {id}.").format(id=account_id), code="unknown_bank_account"
    )


def _rows(session: Session, owner: str | None) -> list[BankAccount]:
    """Return a company's accounts; those entered before any company belong to the default one."""
    whose: sa.ColumnElement[bool] = BankAccount.seller_id == owner
    if not owner or owner == company.seller_row(session).id:
        whose = sa.or_(whose, BankAccount.seller_id.is_(None))
    return list(
        session.scalars(sa.select(BankAccount).where(whose, BankAccount.deleted_at.is_(None)))
    )


def _place(row: BankAccount) -> tuple[bool, str, bool, str]:
    return (not row.currency, row.currency, not row.is_default, row.id)


def _bank(row: BankAccount) -> Bank:
    return Bank(**{name: getattr(row, name) for name in _FIELDS})


def _row(row: BankAccount) -> BankRow:
    return BankRow(
        row.id, row.seller_id, row.is_default, _bank(row), row.locked_at, row.unlock_reason or ""
    )
