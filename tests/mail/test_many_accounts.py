"""Several accounts in one engine: none waits for another's server, and what one is told concerns only that one."""

import pytest
import sqlalchemy as sa

from desktop.store.schema.mail import Account, Folder, Message, Placement
from tests.fixtures.dovecot import Dovecot
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, letter, message_number


@pytest.fixture
def start(store):
    runs = []

    def begin():
        runs.append(EngineRun(store))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.kill()


def inbox_of(store, account):
    """Message-IDs (before the @) in an account's inbox."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Message.message_id)
            .join(Placement, Placement.message_id == Message.id)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Folder.account_id == account, Folder.role == "inbox")
        ).all()
    return {row.partition("@")[0] for row in rows}


def idle(engine, account):
    return engine.wait("state", account_id=account, state="idle", timeout=60)


def test_three_accounts_and_one_unified_inbox(store, dovecot, start):
    boxes = [dovecot.mailbox() for _n in range(3)]
    owners = []
    for number, box in enumerate(boxes):
        for n in range(5):
            box.deliver(letter(number * 100 + n))
        owners.append(add_account(store, box))
    engine = start()
    left = set(owners)
    while left:
        left.discard(engine.wait("state", state="idle", timeout=60)["account_id"])
    for number, owner in enumerate(owners):
        assert inbox_of(store, owner) == {str(number * 100 + n) for n in range(5)}
    boxes[2].deliver(letter(299))
    idle(engine, owners[2])
    while "299" not in inbox_of(store, owners[2]):
        idle(engine, owners[2])
    assert engine.end() == 0


def test_a_dead_server_and_a_busy_one_delay_nobody(store, dovecot, fault_proxy, interpreter, start):
    boxes = [dovecot.mailbox() for _n in range(3)]
    for n in range(20):
        boxes[0].deliver(letter(n))
    dead, busy = fault_proxy(dovecot.port), interpreter(dovecot.port)
    dead.swallow_after = 0  # it takes the call and says nothing for ever
    busy.on_command = lambda line, _s: (
        b"TAG NO [LIMIT] Rate limit hit\r\n" if b"LIST" in line else None
    )
    silent = add_account(store, boxes[1], port=dead.port)
    limited = add_account(store, boxes[2], port=busy.port)
    alive = add_account(store, boxes[0])
    engine = start()
    seen = {}
    while alive not in seen or limited not in seen:
        event = engine.wait("state", timeout=60)
        if event["state"] != "syncing":
            seen[event["account_id"]] = event["state"]
    assert seen[limited] == "throttled"
    assert seen[alive] == "idle"
    assert seen.get(silent) in (None, "unreachable")
    assert len(inbox_of(store, alive)) == 20
    boxes[0].deliver(letter(77))  # and news come while the others hang
    while "77" not in inbox_of(store, alive):
        idle(engine, alive)


def test_one_account_is_paused_and_goes_on(store, dovecot, start):
    boxes = [dovecot.mailbox() for _n in range(2)]
    first, second = (add_account(store, box) for box in boxes)
    engine = start()
    left = {first, second}
    while left:
        left.discard(engine.wait("state", state="idle", timeout=60)["account_id"])
    engine.send("pause", account_id=first)
    engine.wait("state", account_id=first, state="paused")
    for box, n in zip(boxes, (1, 2), strict=True):
        box.deliver(letter(n))
    while "2" not in inbox_of(store, second):
        idle(engine, second)
    assert inbox_of(store, first) == set()
    engine.send("resume", account_id=first)
    while "1" not in inbox_of(store, first):
        idle(engine, first)


def test_an_account_that_comes_later_and_one_that_goes(store, dovecot, start):
    boxes = [dovecot.mailbox() for _n in range(2)]
    first = add_account(store, boxes[0])
    engine = start()
    idle(engine, first)
    boxes[1].deliver(letter(5))
    second = add_account(store, boxes[1])
    engine.send("changed", tables={"account": [second]})
    idle(engine, second)
    assert inbox_of(store, second) == {"5"}


# ---- a mail that somebody wants to read now


@pytest.fixture
def unread(store):
    """An account that leaves large mails on the server, and the row of one such mail once it is listed."""

    def add(mailbox, **arguments):
        mailbox.deliver(letter(1, size=5000))
        account = add_account(store, mailbox, **arguments)
        with store.write("user") as unit:
            unit.session.get(Account, account).fetch_limit = 2000
        return account

    return add


def body_state(store, number):
    with store.read() as session:
        return session.get(Message, number).body_state


def test_a_mail_is_fetched_when_it_is_opened(store, mailbox, unread, start):
    account = unread(mailbox)
    engine = start()
    idle(engine, account)
    number = message_number(store, 1)
    assert body_state(store, number) == "headers"
    engine.send("fetch_message", message_id=number)
    assert engine.wait("reply", ok=True)["result"] == {"message_id": number}
    assert body_state(store, number) == "full"


def test_a_mail_that_cannot_be_fetched_says_why(store, mailbox, unread, fault_proxy, start):
    proxy = fault_proxy(mailbox.server.port)
    account = unread(mailbox, port=proxy.port)
    engine = start()
    idle(engine, account)
    engine.send("fetch_message", message_id=999_999)
    assert engine.wait("reply", ok=False)["error"]["code"] == "no_such_mail"
    proxy.down = True
    proxy.cut_now()
    engine.send("fetch_message", message_id=message_number(store, 1))
    error = engine.wait("reply", ok=False)["error"]
    assert error["code"] in ("closed", "timeout")
    assert error["message"]


# ---- a network that answers in the server's place


@pytest.fixture
def stranger():
    """A Dovecot whose certificate is for another name: what a hotel network shows."""
    server = Dovecot(names=("login.hotel.example",), addresses=()).start()
    yield server
    server.remove()


def test_a_hotel_network_is_called_so_and_goes_by_itself(
    store, dovecot, fault_proxy, stranger, start
):
    box = dovecot.mailbox()
    box.deliver(letter(1))
    proxy = fault_proxy(dovecot.tls_port)
    account = add_account(store, box, port=proxy.port, security="ssl")
    engine = start()
    idle(engine, account)
    proxy.target = stranger.tls_port
    proxy.cut_now()
    event = engine.wait("state", state="captive", timeout=60)
    assert event["message"]
    assert event["hint"]
    proxy.target = dovecot.tls_port
    engine.send("sync")
    idle(engine, account)


def test_a_web_page_in_place_of_the_greeting_is_a_network_too(
    store, mailbox, fault_proxy, scripted_server, start
):
    proxy = fault_proxy(mailbox.server.port)
    account = add_account(store, mailbox, port=proxy.port)
    engine = start()
    idle(engine, account)
    proxy.target = scripted_server(b"HTTP/1.1 302 Found\r\nLocation: http://hotel\r\n\r\n").port
    proxy.cut_now()
    assert engine.wait("state", state="captive", timeout=60)["account_id"] == account


def test_a_certificate_that_was_never_good_is_the_certificate(store, dovecot, stranger, start):
    box = stranger.mailbox()
    account = add_account(store, box, port=stranger.tls_port, security="ssl")
    event = start().wait("state", state="certificate", timeout=60)
    assert (event["account_id"], event["code"]) == (account, "tls_untrusted") or event[
        "code"
    ] == "tls_name"
    assert "not sent" in event["hint"]
