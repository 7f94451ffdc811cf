"""Bank details under lock: opened with a reason, closed by the change, each step in the journal."""

from dataclasses import replace

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.trade import bank_accounts, bank_lock


@pytest.fixture
def account(shop):
    row = bank_accounts.accounts(shop)[0]
    bank_lock.lock(shop, row.id)
    return bank_accounts.accounts(shop)[0]


def changed(shop, kept, **values):
    return bank_accounts.save_bank(shop, replace(kept.bank, **values), account_id=kept.id)


def test_locked_details_do_not_change(shop, account):
    for attempt in (
        lambda: changed(shop, account, account="9999 8888"),
        lambda: changed(shop, account, swift="OTHRCN22"),
        lambda: bank_accounts.delete_bank(shop, account.id),
        # Another account of the currency becoming the one that is printed diverts money as well.
        lambda: bank_accounts.save_bank(
            shop, replace(account.bank, account="9999 8888"), account_id="", is_default=True
        ),
        lambda: bank_accounts.save_bank(shop, replace(account.bank, account="9999 8888")),
    ):
        with pytest.raises(UserFacing) as caught:
            attempt()
        assert caught.value.code == "bank_locked"
    assert bank_accounts.accounts(shop) == (account,)


def test_saving_the_same_details_is_no_change(shop, account):
    changed(shop, account)
    assert bank_accounts.accounts(shop) == (account,)


@pytest.mark.parametrize("reason", ["", "   ", "new"])
def test_a_lock_opens_only_with_a_reason(shop, account, reason):
    with pytest.raises(UserFacing) as caught:
        bank_lock.unlock(shop, account.id, reason)
    assert caught.value.code == "reason_needed"
    assert bank_accounts.accounts(shop)[0].locked_at == account.locked_at


def test_the_change_closes_the_lock_and_the_journal_tells_it(shop, account):
    bank_lock.unlock(shop, account.id, "Branch moved, letter of 20 Nov")
    changed(shop, account, account="9999 8888")
    after = bank_accounts.accounts(shop)[0]
    assert after.locked_at is not None
    assert after.bank.account == "9999 8888"
    with pytest.raises(UserFacing):
        changed(shop, account, account="7777")
    row = next(one for one in bank_lock.history(shop, account.id) if one.field == "account")
    assert (row.old, row.new, row.reason) == (
        "0000 1234",
        "9999 8888",
        "Branch moved, letter of 20 Nov",
    )
    assert row.actor


def test_a_change_of_the_account_is_not_undone_by_a_key(shop, account):
    bank_lock.unlock(shop, account.id, "电话已核实")
    changed(shop, account, account="9999 8888")
    entry = journal.entries(shop, record=account.id)[0]
    with pytest.raises(UserFacing):
        journal.undo(shop, entry.id)
    assert bank_accounts.accounts(shop)[0].bank.account == "9999 8888"
