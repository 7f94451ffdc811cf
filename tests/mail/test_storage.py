"""What an account takes and would take, and how a narrower choice gives room back without losing anything."""

import hashlib
import os
import time

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, folder_choice, free_space
from desktop.mail.draft import file_content, keep_file
from desktop.mail.folder_choice import Plan
from desktop.mail.storage import MONTH, folder_figures, storage
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import raw_bytes, show
from desktop.store.raw import Piece
from desktop.store.schema.mail import (
    Attachment,
    Folder,
    Message,
    MessageText,
    OutboxMessage,
    Placement,
    RawPiece,
    Thread,
)


@pytest.fixture
def account(store):
    return accounts.add(store, accounts.suggest("rep@bowei.example"))


def folder(store, account, name, role="", **values):
    with store.write("test") as unit:
        row = Folder(
            account_id=account,
            wire_name=name,
            name=name,
            role=role,
            uidvalidity=1,
            synced=True,
            state="complete",
            **values,
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id


def put(store, account, folder_ids, *, months=0.0, size=3_000, uid=None, whole=True):
    """A mail of this age and size in some folders; its id."""
    raw = os.urandom(size)
    sha = hashlib.sha256(raw).hexdigest()
    chunk = store.raw.seal(sha, raw) if whole else b""
    with store.write("test") as unit:
        session = unit.session
        thread = Thread(root_message_id=sha)
        session.add(thread)
        session.flush()
        message = Message(
            account_id=account,
            message_id=f"{sha[:12]}@x",
            sha256=sha if whole else None,
            body_state="full" if whole else "headers",
            thread_id=thread.id,
            sort_time=int(time.time() - months * MONTH),
            size=size,
            attachment_count=1,
        )
        session.add(message)
        session.flush()
        if whole:
            piece: Piece = store.raw.append([chunk])[0]
            session.add(
                RawPiece(sha256=sha, pack=piece.pack, offset=piece.offset, length=piece.length)
            )
            session.add(MessageText(message_id=message.id, text=f"words of {message.id}"))
            session.add(
                Attachment(
                    message_id=message.id,
                    part="2",
                    filename="PO.pdf",
                    content_type="application/pdf",
                    size=900,
                )
            )
        for folder_id in folder_ids:
            number = uid if uid is not None else message.id
            session.add(
                Placement(folder_id=folder_id, uidvalidity=1, uid=number, message_id=message.id)
            )
        return message.id


def plan_of(store, account, **changes):
    now = folder_choice.plan(store, account)
    return Plan(
        **{
            "sync_months": now.sync_months,
            "offline_months": now.offline_months,
            "fetch_limit": now.fetch_limit,
            "folders": now.folders,
            **changes,
        }
    )


def states(store):
    with store.read() as session:
        rows = session.execute(sa.select(Message.id, Message.body_state))
        return {row[0]: row[1] for row in rows}


def test_choices_are_counted_where_mails_are_listed(store, account):
    inbox = folder(store, account, "INBOX", "inbox", total=10)
    for months in (0.5, 1, 2, 5, 7, 11, 13, 20, 30, 50):
        put(store, account, [inbox], months=months, size=10_000)
    found = storage(store, account, plan_of(store, account))
    assert [(c.value, c.mails) for c in found.far_back] == [(3, 3), (12, 6), (36, 9), (0, 10)]
    assert not any(c.estimated for c in found.far_back)
    sizes = [c.size for c in found.offline]
    assert sizes == sorted(sizes)
    assert [c.value for c in found.offline] == [1, 3, 12, 36, 0]
    assert (found.whole, found.listed) == (10, 10)
    assert found.raw_here == store.raw.size()
    assert found.disk_free > 0
    narrow = storage(store, account, plan_of(store, account, sync_months=12))
    assert [c.value for c in narrow.offline] == [1, 3, 12]
    assert narrow.planned.mails == 6


def test_a_limit_leaves_large_mails_out_and_a_mail_in_two_folders_counts_once(store, account):
    inbox = folder(store, account, "INBOX", "inbox", total=3)
    other = folder(store, account, "Acme", total=1)
    put(store, account, [inbox, other], size=20_000)
    put(store, account, [inbox], size=2_000_000)
    put(store, account, [inbox], size=6_000_000)
    found = storage(store, account, plan_of(store, account))
    by_limit = {c.value: c.size for c in found.limits}
    assert by_limit[1_000_000] < by_limit[5_000_000] < by_limit[25_000_000] == by_limit[0]
    assert found.planned.mails == 3
    assert folder_figures(store, account)[other] == (1, 20_000)


def test_what_is_not_listed_yet_is_estimated(store, account):
    inbox = folder(store, account, "INBOX", "inbox", total=1_000)
    for n in range(20):
        put(store, account, [inbox], months=n / 10, whole=False)
    found = {c.value: c for c in storage(store, account, plan_of(store, account)).far_back}
    assert (found[0].mails, found[0].estimated) == (1_000, True)
    assert 25 <= found[3].mails <= 40
    assert found[3].mails < found[12].mails < found[36].mails <= 1_000
    folder_choice.choose(store, inbox, synced=False)
    assert storage(store, account, plan_of(store, account)).planned.mails == 0


def test_a_narrower_choice_gives_room_back_and_keeps_the_words(store, account):
    inbox = folder(store, account, "INBOX", "inbox")
    young = put(store, account, [inbox], months=1, size=400_000)
    old = [put(store, account, [inbox], months=20, size=400_000) for _n in range(5)]
    before = store.raw.size()
    wanted = plan_of(store, account, offline_months=12)
    would = free_space.freeable(store, account, wanted)
    assert would.mails == 5
    told = []
    done = free_space.free(store, account, wanted, tell=lambda n, m: told.append((n, m)))
    assert done.mails == 5
    assert done.size == before - store.raw.size() > would.size * 0.99
    assert told[-1] == (5, 5)
    assert states(store) == {young: "full", **dict.fromkeys(old, "text")}
    assert len(raw_bytes(store, young)) == 400_000
    row = show(store, old[0])
    assert row.text == f"words of {old[0]}"
    assert row.attachments[0].filename == "PO.pdf"
    assert row.lacks
    with pytest.raises(UserFacing) as missing:
        raw_bytes(store, old[0])
    assert missing.value.code == "not_here"
    assert free_space.free(store, account, wanted).mails == 0


def test_nothing_is_dropped_that_the_server_does_not_surely_have(store, account):
    inbox = folder(store, account, "INBOX", "inbox")
    with store.write("test") as unit:
        local = Folder(
            account_id=None, wire_name="Imported", name="Imported", uidvalidity=1, state="local"
        )
        unit.session.add(local)
        unit.session.flush()
        local_id = local.id
    on_server = put(store, account, [inbox], months=50)
    imported = put(store, account, [inbox, local_id], months=50)
    nowhere = put(store, account, [], months=50)
    being_moved = put(store, account, [inbox], months=50, uid=-7)
    going_out = put(store, account, [inbox], months=50)
    with store.write("test") as unit:
        message = unit.session.get(Message, going_out)
        unit.session.add(
            OutboxMessage(account_id=account, state="accepted", message_id=message.message_id)
        )
    renumbered = put(store, account, [inbox], months=50)
    with store.write("test") as unit:
        unit.session.execute(
            sa.update(Placement).where(Placement.message_id == renumbered).values(uidvalidity=9)
        )
    free_space.free(store, account, plan_of(store, account, offline_months=1))
    found = states(store)
    assert found.pop(on_server) == "text"
    assert set(found) == {imported, nowhere, being_moved, going_out, renumbered}
    assert set(found.values()) == {"full"}
    for message_id in found:
        assert raw_bytes(store, message_id)


def test_bytes_of_deleted_mails_go_too_but_not_files_of_mails_being_written(store, account):
    inbox = folder(store, account, "INBOX", "inbox")
    forwarded = put(store, account, [inbox], months=50, size=30_000)
    deleted = put(store, account, [inbox], size=2_000_000)
    with store.write("test") as unit:
        unit.session.execute(sa.delete(Placement).where(Placement.message_id == deleted))
        unit.session.delete(unit.session.get(Message, deleted))
    attached = keep_file(store, "price list.pdf", os.urandom(9_000))
    with store.read() as session:
        sha = session.get(Message, forwarded).sha256
    files = [{"filename": "a.eml", "content_type": "", "size": 1, "sha256": s} for s in (sha,)]
    files.append({"filename": "p.pdf", "content_type": "", "size": 1, "sha256": attached.sha256})
    with store.write("test") as unit:
        unit.session.add(
            OutboxMessage(
                account_id=account, state="draft", message_id="d@x", draft={"files": files}
            )
        )
    done = free_space.free(store, account, plan_of(store, account, offline_months=1))
    assert (done.mails, done.size > 1_900_000) == (0, True)
    assert len(file_content(store, attached)) == 9_000
    assert len(raw_bytes(store, forwarded)) == 30_000


def test_folders_left_out_and_large_mails_are_given_back_too(store, account):
    inbox = folder(store, account, "INBOX", "inbox")
    other = folder(store, account, "Newsletters")
    trash = folder(store, account, "Trash", "trash", keep="headers")
    kept = put(store, account, [inbox, other])
    left_out = put(store, account, [other])
    headers_only = put(store, account, [trash])
    large = put(store, account, [inbox], size=1_200_000)
    folder_choice.choose(store, other, synced=False)
    free_space.free(store, account, plan_of(store, account, fetch_limit=1_000_000))
    assert states(store) == {kept: "full", left_out: "text", headers_only: "text", large: "text"}


def test_a_choice_is_kept_and_nonsense_is_refused(store, account):
    inbox = folder(store, account, "INBOX", "inbox")
    junk = folder(store, account, "Junk", "junk")
    now = folder_choice.plan(store, account)
    assert now.folders == {inbox: (True, "mail"), junk: (False, "mail")}
    wanted = plan_of(
        store,
        account,
        sync_months=12,
        offline_months=3,
        fetch_limit=0,
        folders={inbox: (True, "headers"), junk: (True, "mail")},
    )
    folder_choice.save_plan(store, account, wanted)
    assert folder_choice.plan(store, account) == wanted
    with pytest.raises(UserFacing) as refused:
        folder_choice.save_plan(store, account, plan_of(store, account, sync_months=-1))
    assert refused.value.code == "bad_choice"
