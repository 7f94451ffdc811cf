"""The lock on bank details in the settings: one key locks, opening it asks for a reason."""

from desktop.trade import bank_accounts
from desktop.ui.records.dialogs import ReasonDialog
from desktop.ui.settings.view import SettingsView
from tests.ui.conftest import settle


def test_a_bank_account_is_locked_and_opened_with_a_reason(qtbot, show):
    view = show(SettingsView)
    section = view.sections["company"]
    store = view.services.store
    row = bank_accounts.accounts(store)[0]
    section.lock_bank(row)
    settle(qtbot, view)
    locked = bank_accounts.accounts(store)[0]
    assert locked.locked_at is not None
    section.lock_bank(locked)
    dialog = section.findChild(ReasonDialog)
    dialog.reason.setPlainText("Branch moved, confirmed by phone")
    dialog._on_yes(dialog.reason.toPlainText())
    settle(qtbot, view)
    opened = bank_accounts.accounts(store)[0]
    assert (opened.locked_at, opened.unlock_reason) == (None, "Branch moved, confirmed by phone")
