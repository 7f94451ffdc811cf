"""What the state machine found, each as short as it gets."""

import pytest
import sqlalchemy as sa

from desktop.mail import folder_changes
from desktop.store.schema.mail import Folder
from tests.mail.mail_samples import add_account, letter, message_number, placed
from tests.mail.oracles import check, choose_every_folder, run_actions, run_sync


@pytest.fixture
def settled(store, mailbox):
    """An account that has the folder Orders with a letter in it."""
    mailbox.deliver(letter(1), "Orders")
    account = add_account(store, mailbox)
    run_sync(store, account)
    choose_every_folder(store, account)
    run_sync(store, account)
    return account


def test_a_folder_that_only_holds_others_from_now_on(store, mailbox, settled):
    number = message_number(store, 1)
    with mailbox.imap() as other:
        other.rename("Orders", "Clients")
        other.create("Orders/ACME")
    run_sync(store, settled)
    choose_every_folder(store, settled)
    run_sync(store, settled)
    check(store, settled, mailbox)
    assert (placed(store, "Orders"), set(placed(store, "Clients"))) == ({}, {"1"})
    assert message_number(store, 1) == number


def test_a_folder_that_both_sides_delete(store, mailbox, settled):
    """The user sees its mail in the trash at once; the other program was first, and it never comes there."""
    with store.read() as session:
        folder = session.scalar(sa.select(Folder.id).where(Folder.name == "Orders"))
    folder_changes.delete(store, folder, with_mail=True)
    assert set(placed(store, "Trash")) == {"1"}
    with mailbox.imap() as other:
        other.delete("Orders")
    run_actions(store, settled)
    run_sync(store, settled)
    check(store, settled, mailbox)
    assert placed(store, "Trash") == {}
    assert message_number(store, 1) is None
