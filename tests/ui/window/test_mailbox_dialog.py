"""Folders and storage: what is chosen, what it takes, what is freed, what was put aside."""

import time

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QLabel

from desktop.mail import folder_choice
from desktop.store.schema.mail import Folder, Quarantine
from desktop.ui.settings.accounts_section import AccountsSection
from desktop.ui.settings.mailbox_dialog import MailboxDialog
from tests.mail.test_storage import folder, put, states


@pytest.fixture
def account(store):
    from desktop.mail import accounts

    return accounts.add(store, accounts.suggest("rep@bowei.example"))


@pytest.fixture
def open_dialog(qtbot, services):
    def make(account_id):
        dialog = MailboxDialog(services, account_id)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.far_back.texts()), timeout=10_000)
        return dialog

    yield make
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=10_000)


def test_each_choice_says_what_it_takes(qtbot, store, account, open_dialog):
    inbox = folder(store, account, "INBOX", "inbox", total=3)
    for months in (1, 8, 30):
        put(store, account, [inbox], months=months, size=300_000)
    dialog = open_dialog(account)
    assert dialog.far_back.value() == 0
    texts = dialog.far_back.texts()
    assert texts[0].startswith("3 months, 1 mail, ")
    assert texts[-1].startswith("All, 3 mails, ")
    assert "free on this disk" in dialog.figures.text()
    dialog.far_back.choose(12)
    qtbot.waitUntil(lambda: len(dialog.offline.texts()) == 3, timeout=10_000)
    assert (dialog.far_back.value(), dialog.offline.value()) == (12, 12)
    dialog.reject()


def test_a_narrower_choice_is_saved_and_gives_room_back(
    qtbot, store, account, services, open_dialog
):
    inbox = folder(store, account, "INBOX", "inbox", total=2)
    young = put(store, account, [inbox], months=1)
    old = put(store, account, [inbox], months=30, size=2_000_000)
    dialog = open_dialog(account)
    dialog.offline.choose(3)
    qtbot.waitUntil(lambda: dialog.offline.value() == 3, timeout=10_000)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save()
    assert folder_choice.plan(store, account).offline_months == 3
    assert states(store) == {young: "full", old: "text"}
    assert any("freed" in text for text in services.navigator.toasts)


def test_folders_are_ticked_and_kept_as_headers(qtbot, store, account, open_dialog):
    inbox = folder(store, account, "INBOX", "inbox")
    junk = folder(store, account, "Junk", "junk")
    with store.write("test") as unit:
        unit.session.execute(sa.update(Folder).where(Folder.id == junk).values(synced=False))
    dialog = open_dialog(account)
    assert not dialog.folders.ticks[junk].isChecked()
    assert not dialog.folders.keeps[junk].isEnabled()
    dialog.folders.ticks[junk].setChecked(True)
    keep = dialog.folders.keeps[inbox]
    keep.setCurrentIndex(1)
    keep.activated.emit(1)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.save()
    assert folder_choice.plan(store, account).folders == {
        inbox: (True, "headers"),
        junk: (True, "mail"),
    }


def test_the_account_s_card_says_what_was_put_aside(qtbot, store, account, services):
    inbox = folder(store, account, "INBOX", "inbox")
    with store.write("test") as unit:
        unit.session.add(Quarantine(folder_id=inbox, uidvalidity=1, uid=7, reason="odd", at=1))
    section = AccountsSection(services)
    qtbot.addWidget(section)
    section.load()
    qtbot.waitUntil(
        lambda: "1 mail was put aside" in [w.text() for w in section.findChildren(QLabel)],
        timeout=10_000,
    )


def test_what_was_put_aside_has_its_reason_and_is_tried_again(
    qtbot, store, account, services, open_dialog
):
    inbox = folder(store, account, "INBOX", "inbox")
    with store.write("test") as unit:
        for uid, reason in ((7, "no content from the server"), (9, "ValueError: odd")):
            unit.session.add(
                Quarantine(
                    folder_id=inbox, uidvalidity=1, uid=uid, reason=reason, at=int(time.time())
                )
            )
    dialog = open_dialog(account)
    assert dialog.aside.isVisible()
    assert {row.uid for row in dialog.aside.rows} == {7, 9}
    dialog.aside.retry([row for row in dialog.aside.rows if row.uid == 7])
    qtbot.waitUntil(lambda: [row.uid for row in dialog.aside.rows] == [9], timeout=10_000)
    dialog.aside.retry(dialog.aside.rows)
    qtbot.waitUntil(lambda: not dialog.aside.isVisible(), timeout=10_000)
    with store.read() as session:
        assert session.scalars(sa.select(Quarantine)).all() == []
    dialog.reject()
