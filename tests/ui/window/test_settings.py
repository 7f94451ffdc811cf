"""Settings: the company, bank accounts, mail accounts, looks."""

import pytest

from desktop.crm import company as people
from desktop.mail import accounts
from desktop.runtime.i18n import language
from desktop.store.queries.threads import list_accounts
from desktop.trade import bank_accounts, company
from desktop.trade.documents.offer import Bank
from desktop.ui.settings.account_dialog import AccountDialog
from desktop.ui.settings.bank_dialog import BankDialog
from desktop.ui.settings.view import SettingsView
from desktop.ui.theme import theme


@pytest.fixture
def view(qtbot, services, store):
    people.introduce(store, user_name="Lin Wei", user_email="lin@bowei.example", company_name="Bo")
    made = SettingsView(services)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    made.refresh(None)
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=10_000)
    return made


def test_letterhead_is_shown_and_saved(qtbot, view, store):
    section = view.sections["company"]
    assert section.edits["name"].text() == "Bo"
    section.edits["name"].setText("Ningbo Bowei Lighting Co., Ltd.")
    section.edits["name_zh"].setText("宁波博维照明有限公司")
    section.save()
    qtbot.waitUntil(lambda: "Saved" in view.services.navigator.toasts, timeout=5_000)
    assert company.get_profile(store).seller.name_zh == "宁波博维照明有限公司"


def test_user_s_name_and_signature_are_saved(qtbot, view, store):
    section = view.sections["company"]
    section.user_title.setText("Sales Manager")
    section.signature.setPlainText("Best regards\nLin Wei")
    section.save_user()
    qtbot.waitUntil(lambda: "Saved" in view.services.navigator.toasts, timeout=5_000)
    assert people.users(store)[0].signature == "Best regards\nLin Wei"


def test_malformed_bank_account_is_refused_in_its_dialog(qtbot, view, store):
    section = view.sections["company"]
    dialog = BankDialog(section, Bank("USD", "Bowei", "Example Bank"), section.save_bank)
    dialog.open()
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.banner.text()), timeout=5_000)
    assert bank_accounts.accounts(store) == ()
    dialog.editors["account"].setText("0000123456789000")
    with qtbot.waitSignal(dialog.accepted, timeout=5_000):
        dialog.submit()
    assert bank_accounts.accounts(store)[0].bank.bank == "Example Bank"
    qtbot.waitUntil(lambda: not view.services.tasks.busy)


def test_account_is_added_changed_and_removed(qtbot, view, store):
    section = view.sections["accounts"]
    view.show_args(section="accounts")
    dialog = AccountDialog(view.services, section, section.account_saved)
    dialog.form.email.setText("lin@163.com")
    dialog.form.email.editingFinished.emit()
    dialog.form.password.setText("code")
    with qtbot.waitSignal(dialog.accepted, timeout=5_000):
        dialog.anyway.click()
    account = list_accounts(store)[0]
    assert account.imap_host == "imap.163.com"

    change = AccountDialog(
        view.services,
        section,
        section.account_saved,
        account_id=account.id,
        settings=accounts.load(store, account.id),
    )
    change.form.imap.host.setText("imap.other.example")
    with qtbot.waitSignal(change.accepted, timeout=5_000):
        change.anyway.click()
    kept = accounts.load(store, account.id)
    assert (kept.imap.host, kept.password) == ("imap.other.example", "code")

    section.remove(account.id)
    qtbot.waitUntil(lambda: list_accounts(store) == [], timeout=5_000)
    qtbot.waitUntil(lambda: not view.services.tasks.busy)


def test_theme_counts_at_once(view):
    view.sections["appearance"].set_theme("dark")
    assert theme().dark
    assert view.services.settings.get("theme") == "dark"


def test_language_asks_for_a_new_window(qtbot, with_calls):
    asked = []
    view = SettingsView(with_calls(rebuild_window=lambda: asked.append(1)))
    qtbot.addWidget(view)
    view.sections["appearance"].set_language(language())
    assert asked == []
    view.sections["appearance"].set_language("zh_CN")
    assert asked == [1]
    assert view.services.settings.get("language") == "zh_CN"
