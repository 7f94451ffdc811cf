"""Servers that ask for patience: real IMAP with the reply put in; the wait is shown, kept and ends by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.mail import drafts
from desktop.mail.account_use import BODIES, SERVER, UseRecord
from desktop.mail.draft import Draft
from desktop.mail.providers import provider_by_host
from desktop.store.schema.mail import Account, AccountUse, Message
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, count, letter, placed


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


def when(event):
    return datetime.fromisoformat(event["retry_at"])


def now():
    return datetime.now(UTC)


def on(word, answer):
    """Answer the command that begins with `word` in the server's place."""

    def answered(line, session):
        words = (b"LOGIN", b"AUTHENTICATE") if word == b"LOGIN" else word
        if not line.partition(b" ")[2].upper().startswith(words):
            return None
        session.ending = b"* BYE" in answer
        return answer

    return answered


REPLIES = {
    "Exchange's back-off": (
        b"UID FETCH",
        b"TAG BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n",
        "throttled",
        300,
    ),
    "Exchange's back-off in a farewell": (
        b"UID FETCH",
        b"* BYE Request is throttled. Suggested Backoff Time: 120000 milliseconds\r\n",
        "throttled",
        120,
    ),
    "Gmail's bandwidth": (
        b"LOGIN",
        b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\r\n",
        "throttled",
        3600,
    ),
    "Yahoo's limit": (b"LIST", b"TAG NO [LIMIT] LIST Rate limit hit.\r\n", "throttled", 300),
    "Gmail's connections": (
        b"LOGIN",
        b"TAG NO [ALERT] Too many simultaneous connections. (Failure)\r\n",
        "too_many_connections",
        60,
    ),
    "unavailable at login": (
        b"LOGIN",
        b"TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n",
        "busy",
        60,
    ),
    "a farewell": (b"LIST", b"* BYE [UNAVAILABLE] Server busy, try again later\r\n", "busy", 60),
}


@pytest.mark.parametrize("reply", REPLIES)
def test_the_wait_is_shown_and_nobody_hurries_the_server(store, mailbox, interpreter, start, reply):
    word, answer, code, seconds = REPLIES[reply]
    mailbox.deliver(letter(1))
    proxy = interpreter(mailbox.server.port)
    proxy.on_command = on(word, answer)
    account = add_account(store, mailbox, port=proxy.port)
    engine = start()
    event = engine.wait("state", state="throttled")
    assert event["code"] == code
    assert event["message"]
    waited = when(event) - datetime.fromisoformat(event["at"])
    assert waited == pytest.approx(timedelta(seconds=seconds), abs=timedelta(seconds=20))
    connections = proxy.connections
    engine.send("sync")  # an impatient user does not make it worse
    engine.send("ping")
    engine.wait("reply", result={"protocol": 1})
    assert proxy.connections == connections
    kept = UseRecord(store, account, lambda: now().timestamp()).held(SERVER)
    assert kept.code == code
    assert abs(kept.until - when(event)) < timedelta(seconds=3)


def test_the_wait_survives_a_restart(store, mailbox, start):
    account = add_account(store, mailbox)
    until = now() + timedelta(hours=1)
    UseRecord(store, account, lambda: now().timestamp()).hold(SERVER, until, "throttled")
    event = start().wait("state", state="throttled")
    assert abs(when(event) - until) < timedelta(seconds=3)


def test_a_short_wait_ends_by_itself(store, mailbox, interpreter, start):
    mailbox.deliver(letter(1))
    proxy = interpreter(mailbox.server.port)
    asked = []

    def once(line, _session):
        if b"UID FETCH" in line and not asked:
            asked.append(line)
            return b"TAG NO Request is throttled. Suggested Backoff Time: 1500 milliseconds\r\n"
        return None

    proxy.on_command = once
    add_account(store, mailbox, port=proxy.port)
    engine = start()
    engine.wait("state", state="throttled")
    engine.wait("state", state="idle")
    assert "1" in placed(store)


def test_other_settings_end_the_wait(store, mailbox, interpreter, start):
    proxy = interpreter(mailbox.server.port)
    proxy.on_command = on(b"LOGIN", b"TAG NO [LIMIT] Too many logins\r\n")
    account = add_account(store, mailbox, port=proxy.port)
    engine = start()
    engine.wait("state", state="throttled")
    proxy.on_command = lambda _line, _session: None
    engine.send("changed", tables={"account": [account]})
    engine.wait("state", state="idle")


def test_a_wish_to_slow_down_lets_headers_come_and_whole_mails_wait(
    store, mailbox, interpreter, start
):
    for n in range(5):
        mailbox.deliver(letter(n))
    proxy = interpreter(mailbox.server.port)
    proxy.on_answer = lambda data, _session: data.replace(
        b"OK Fetch completed", b"OK [THROTTLED] Success"
    )
    account = add_account(store, mailbox, port=proxy.port)
    engine = start()
    event = engine.wait("state", state="throttled")
    assert event["code"] == "bodies_wait"
    assert when(event) > now()
    assert len(placed(store)) == 5
    with store.read() as session:
        assert {m.body_state for m in session.query(Message)} == {"headers"}
    proxy.on_answer = lambda data, _session: data
    mailbox.deliver(letter(9))  # it still watches
    engine.wait("state", state="throttled")
    while "9" not in placed(store):
        engine.wait("state", state="throttled")
    assert UseRecord(store, account, lambda: now().timestamp()).held(BODIES).code == "slow_down"


def test_the_day_s_bytes_are_counted_and_not_exceeded(store, mailbox, start):
    for n in range(6):
        mailbox.deliver(letter(n, size=900_000))
    account = add_account(store, mailbox)
    with store.write("user") as unit:
        unit.session.get(Account, account).settings = {"daily_bytes": 1_500_000}
    engine = start()
    event = engine.wait("state", state="throttled")
    midnight = (now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert when(event) == midnight or when(event) == midnight - timedelta(days=1)
    assert len(placed(store)) == 6
    with store.read() as session:
        states = [m.body_state for m in session.query(Message)]
        used = session.get(AccountUse, account).bytes
    assert "headers" in states
    assert used >= 1_500_000
    number = next(
        i for i in range(6) if body_state(store, i) == "headers"
    )  # what the user opens comes at once
    engine.send("fetch_message", message_id=message_id(store, number))
    assert engine.wait("reply", ok=True)["result"]["message_id"] == message_id(store, number)
    assert body_state(store, number) == "full"


def message_id(store, n):
    with store.read() as session:
        return session.query(Message).filter_by(message_id=f"{n}@acme.example").one().id


def body_state(store, n):
    with store.read() as session:
        return session.query(Message).filter_by(message_id=f"{n}@acme.example").one().body_state


def test_gmail_s_allowance_is_in_the_table():
    assert provider_by_host("imap.gmail.com").daily_bytes == 2_000_000_000


@pytest.fixture
def use(store, mailbox):
    account = add_account(store, mailbox)
    moment = [1_800_000_000.0]
    return lambda: UseRecord(store, account, lambda: moment[0]), moment


def test_use_is_kept_and_forgotten_at_midnight(use):
    record, moment = use
    first = record()
    first.took(1000)
    first.allow_connections(1)
    first.hold(SERVER, datetime.fromtimestamp(moment[0] + 50, UTC), "throttled")
    first.hold(BODIES, datetime.fromtimestamp(moment[0] + 90, UTC), "slow_down")
    second = record()
    assert (second.bytes_today, second.connections) == (1000, 1)
    assert second.held(SERVER).code == "throttled"
    moment[0] += 60
    assert second.held(SERVER) is None
    assert second.held(BODIES) is not None
    moment[0] += 86_400
    assert (second.bytes_today, second.connections) == (0, 0)
    assert second.tomorrow().timestamp() - moment[0] <= 86_400


def test_released_waits_are_gone_for_good(use):
    record, moment = use
    first = record()
    first.hold(SERVER, datetime.fromtimestamp(moment[0] + 50, UTC), "throttled")
    first.release()
    assert record().held(SERVER) is None


def test_a_mailbox_that_wants_to_be_left_alone_keeps_no_mail_from_being_sent(
    store, mailbox, smtp_server, start
):
    account = add_account(store, mailbox, smtp_server)
    until = now() + timedelta(hours=1)
    UseRecord(store, account, lambda: now().timestamp()).hold(SERVER, until, "throttled")
    draft = Draft(account_id=account, to=(("", "buyer@acme.example"),), subject="Offer", text="Hi")
    row = drafts.queue(store, draft, now=now())
    engine = start()
    engine.wait("outbox", item_id=row.id, state="accepted")
    assert len(smtp_server.taken) == 1


# ---- connections


def test_a_limit_of_one_connection_is_learned_and_lived_with(store, mailbox, interpreter, start):
    mailbox.deliver(letter(1, size=5000))
    proxy = interpreter(mailbox.server.port)

    def only_one(line, _session):
        if (b"LOGIN" in line or b"AUTHENTICATE" in line) and proxy.open > 1:
            return b"TAG NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n"
        return None

    proxy.on_command = only_one
    account = add_account(store, mailbox, port=proxy.port)
    with store.write("user") as unit:
        unit.session.get(Account, account).fetch_limit = 2000
    engine = start()
    engine.wait("state", state="idle")
    engine.send("fetch_message", message_id=message_id(store, 1))
    engine.wait("reply", ok=True)  # refused, learned, and the sync hung up for it
    with store.read() as session:
        assert session.get(AccountUse, account).connections == 1
    assert body_state(store, 1) == "full"
    mailbox.deliver(letter(7))
    while "7" not in placed(store):
        engine.wait("changed")


def test_nobody_opens_more_connections_than_the_provider_allows(
    store, mailbox, interpreter, smtp_server, start
):
    for n in range(300):
        mailbox.deliver(letter(n))
    proxy = interpreter(mailbox.server.port)
    add_account(store, mailbox, smtp_server, port=proxy.port)
    engine = start()
    engine.wait("state", state="idle", timeout=60)
    assert count(store, Message) == 300
    assert proxy.most_open <= 3


# ---- NetEase


def test_a_server_that_wants_to_know_the_program_is_told_before_and_after_login(
    store, mailbox, interpreter, start
):
    mailbox.deliver(letter(1))
    proxy = interpreter(mailbox.server.port)

    def unsafe(line, session):
        command = line.partition(b" ")[2].upper()
        if command.startswith(b"ID "):
            session.notes["after" if session.notes.get("in") else "before"] = line
        elif command.startswith((b"LOGIN", b"AUTHENTICATE")):
            session.notes["in"] = True
        elif not session.notes.get("after") and command.startswith(
            (b"SELECT", b"EXAMINE", b"LIST", b"STATUS")
        ):
            return b"TAG NO SELECT Unsafe Login. Please contact kefu@188.com for help\r\n"
        return None

    proxy.on_command = unsafe
    add_account(store, mailbox, port=proxy.port)
    engine = start()
    engine.wait("state", state="idle")
    assert "1" in placed(store)
    said = b" ".join(c for c in proxy.commands if c.upper().startswith(b"ID "))
    assert said.count(b"Tradepost") >= 2
    for word in (b'"name"', b'"version"', b'"vendor"'):
        assert word in said


def test_a_program_that_is_refused_for_good_is_told_what_to_do(store, mailbox, interpreter, start):
    proxy = interpreter(mailbox.server.port)
    proxy.on_command = on(b"LIST", b"TAG NO LIST Unsafe Login. Please contact kefu@188.com\r\n")
    add_account(store, mailbox, port=proxy.port)
    engine = start()
    event = engine.wait("state", state="auth_failed")
    assert event["code"] == "unsafe_login"
    assert event["hint"]
