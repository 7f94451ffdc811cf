"""Room given back comes back: what a wider choice wants again is fetched by the next sync, and follows the server."""

import pytest
import sqlalchemy as sa

from desktop.mail import drafts, folder_choice, free_space
from desktop.mail.draft import Draft, file_content, keep_file
from desktop.mail.folder_choice import Plan
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import raw_bytes
from desktop.store.schema.mail import Folder, Message
from tests.mail.mail_samples import add_account, letter, placed, sync


def plan_with(store, account, **changes):
    now = folder_choice.plan(store, account)
    values = {
        "sync_months": now.sync_months,
        "offline_months": now.offline_months,
        "fetch_limit": now.fetch_limit,
        "folders": now.folders,
    }
    return Plan(**{**values, **changes})


def states(store):
    with store.read() as session:
        rows = session.execute(sa.select(Message.id, Message.body_state))
        return {row[0]: row[1] for row in rows}


def test_freed_mails_come_back_when_they_are_wanted_again(store, mailbox):
    originals = {n: letter(n, size=3_000 + n) for n in range(12)}
    for raw in originals.values():
        mailbox.deliver(raw)
    account = add_account(store, mailbox)
    sync(store, account)
    assert set(states(store).values()) == {"full"}
    narrow = plan_with(store, account, fetch_limit=3_000)
    folder_choice.save_plan(store, account, narrow)
    assert free_space.free(store, account, narrow).mails == 12
    sync(store, account)
    assert set(states(store).values()) == {"text"}
    folder_choice.save_plan(store, account, plan_with(store, account, fetch_limit=25_000_000))
    sync(store, account)
    found = states(store)
    assert set(found.values()) == {"full"}
    assert sorted(raw_bytes(store, i) for i in found) == sorted(originals.values())


def test_a_file_attached_meanwhile_keeps_its_bytes(store, mailbox, monkeypatch):
    account = add_account(store, mailbox)
    file = keep_file(store, "price.pdf", b"%PDF price")
    forgotten = keep_file(store, "old.pdf", b"%PDF of no draft any more")

    def composer_saves(_seconds):
        drafts.save(store, Draft(account, subject="Offer", files=(file,)))

    monkeypatch.setattr(free_space.time, "sleep", composer_saves)
    free_space.free(store, account, plan_with(store, account))
    assert file_content(store, file) == b"%PDF price"
    with pytest.raises(UserFacing):
        file_content(store, forgotten)


def test_a_freed_mail_that_is_deleted_on_the_server_goes(store, mailbox):
    for n in range(3):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    free_space.free(store, account, plan_with(store, account, fetch_limit=10))
    with mailbox.imap() as connection:
        connection.select("INBOX")
        connection.store("1", "+FLAGS", r"\Deleted")
        connection.expunge()
    sync(store, account)
    assert set(placed(store)) == {"1", "2"}


def test_a_folder_chosen_is_fetched_and_one_left_out_keeps_the_choice_through_a_rename(
    store, mailbox
):
    mailbox.deliver(letter("j"), "Junk")
    mailbox.deliver(letter("o"), "Offers")
    account = add_account(store, mailbox)
    sync(store, account)
    assert placed(store, "Junk") == {}
    with store.read() as session:
        ids = {f.name: f.id for f in session.scalars(sa.select(Folder))}
    folder_choice.choose(store, ids["Junk"], synced=True)
    folder_choice.choose(store, ids["Offers"], synced=True, keep="headers")
    sync(store, account)
    assert placed(store, "Junk") == {"j": ""}
    with mailbox.imap() as connection:
        connection.rename("Offers", "Quotations")
    sync(store, account)
    with store.read() as session:
        row = session.scalar(sa.select(Folder).where(Folder.name == "Quotations"))
        assert (row.id, row.keep) == (ids["Offers"], "headers")
    assert placed(store, "Quotations") == {"o": ""}
