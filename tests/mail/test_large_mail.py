"""A mail that comes in pieces is the same to the byte, wherever the line breaks and whatever pieces the server gives."""

import random

import pytest
import sqlalchemy as sa

from desktop.mail import body_round, large_mail
from desktop.store.queries import messages
from desktop.store.schema.mail import Message
from tests.fixtures import manners
from tests.mail.mail_samples import add_account, letter
from tests.mail.oracles import check, run_sync
from tests.mail.test_faults import cut_everywhere


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of a kilobyte, so that a mail of ten is large."""
    for module in (large_mail, body_round):
        monkeypatch.setattr(module, "LARGE", 3000)
    monkeypatch.setattr(large_mail, "_PIECE", 1000)


def large(size):
    head = letter("large")
    return (
        head + random.Random(size).randbytes(size).hex().encode()[: size - len(head) - 2] + b"\r\n"
    )


def bytes_here(store):
    with store.read() as session:
        number = session.scalar(
            sa.select(Message.id).where(Message.message_id == "large@acme.example")
        )
    return messages.raw_bytes(store, number)


def test_cut_anywhere_in_the_pieces(store, mailbox, fault_proxy, small_pieces):
    raw = large(8500)
    mailbox.deliver(raw)
    line = fault_proxy(mailbox.server.port)
    account = add_account(store, mailbox, port=line.port)
    line.cut_from = b"BODY.PEEK[]<"
    assert cut_everywhere(store, account, line, step=613) > 5
    check(store, account, mailbox, folders=["INBOX"])
    assert bytes_here(store) == raw


@pytest.mark.parametrize("size", [3001, 4000, 9999])
def test_sizes_at_the_edges(store, mailbox, small_pieces, size):
    raw = large(size)
    assert len(raw) == size
    mailbox.deliver(raw)
    account = add_account(store, mailbox)
    run_sync(store, account)
    assert bytes_here(store) == raw


@pytest.mark.parametrize("kind", [manners.ShortPieces, manners.WholePieces, manners.Exchange])
@pytest.mark.parametrize("short", [0, 9000])
def test_pieces_that_nobody_asked_for(store, mailbox, impersonate, small_pieces, kind, short):
    """Short ones near the end look like the end where sizes are guesses."""
    raw = large(9700)
    mailbox.deliver(raw)
    proxy = impersonate(mailbox, kind)
    proxy.notebook.moods["short"] = short
    account = add_account(store, mailbox, port=proxy.port)
    run_sync(store, account)
    assert bytes_here(store) == raw
