"""Forwarded mail: the real sender is found inside, kept with the message, and the conversation becomes the customer's."""

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from desktop.crm import linking
from desktop.mail import accounts
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.pipeline import Pipeline
from desktop.mail.prepare import Incoming, IncomingHeader
from desktop.mail.providers import Endpoint
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.originals import Original, originals
from desktop.mail.quoting.split import split_reply
from desktop.mail.quoting.words import is_forward_subject
from desktop.mail.quoting.written_date import read_date
from desktop.mail.spoken import listen
from desktop.store.queries.search import search
from desktop.store.schema.customers import Contact, ContactPoint, Customer
from desktop.store.schema.mail import Folder, Message, MessageAddress, MessageText, Thread
from tests.mail.quoting_html_samples import FORWARDED
from tests.mail.quoting_samples import ANNOUNCED

CET = timezone(timedelta(hours=1))
HEAD = "From: Ana Ruiz <ana@buyer.example>\nDate: Mon, 2 Feb 2026 10:00:00 +0100\nSubject: Valves\nTo: <info@x.example>"
ANA = Original("Ana Ruiz", "ana@buyer.example", "Valves")


def same(found, wanted):
    return (found.name, found.address, found.subject) == (
        wanted.name,
        wanted.address,
        wanted.subject,
    )


@pytest.mark.parametrize(
    "above",
    [
        "---------- Forwarded message ---------",
        "-------- Forwarded Message --------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "Anfang der weitergeleiteten Nachricht:",
        "---------- Message transféré ---------",
        "Début du message transféré :",
        "---------- Mensaje reenviado ---------",
        "---------- Mensagem encaminhada ---------",
        "---------- Messaggio inoltrato ---------",
        "-------- Пересылаемое сообщение --------",
        "---------- رسالة معاد توجيهها ---------",
        "---------- İletilen mesaj ---------",
        "---------- Wiadomość przekazana ---------",
        "---------- Doorgestuurd bericht ---------",
        "---------- 転送されたメッセージ ---------",
        "---------- 전달된 메시지 ---------",
        "---------- Thư đã chuyển tiếp ---------",
        "-------- 转发邮件信息 --------",
        "---------- 轉寄郵件 ---------",
        "下面是被转发的邮件：",
        "以下是轉寄的郵件：",
        "----- Forwarded by Li Wei/ACME on 02.02.2026 10:00 -----",
        "----- Forwarded message from Ana Ruiz <ana@buyer.example> -----",
    ],
)
def test_a_forward_is_told_in_every_language(above):
    found = split_reply(f"Please answer her.\n\n{above}\n{HEAD}\n\nWe need 300 valves.")
    assert (found.reply_text, found.forwarded, found.folds) == ("Please answer her.", True, False)
    (original,) = originals(found.quoted_text)
    assert same(original, ANA)
    assert original.date == datetime(2026, 2, 2, 10, tzinfo=CET)


def test_outlook_forwards_under_the_header_of_an_answer_and_the_subject_tells():
    for name in (
        "en outlook",
        "zh outlook",
        "de outlook",
        "ru outlook",
        "ja outlook",
        "ar outlook",
    ):
        text = f"FYI\n\n{ANNOUNCED[name]}\n\nWe need 300 valves."
        assert not split_reply(text, subject="RE: Offer").forwarded
        found = split_reply(text, subject="FW: Offer")
        assert found.forwarded
        assert originals(found.quoted_text)[0].address == "li@x.example"


@pytest.mark.parametrize(
    ("subject", "is_forward"),
    [(s, True) for s in ("Fwd: a", "FW: a", "WG: a", "TR : a", "RV: a", "ENC: a", "I: a", "转发：a", "轉寄: a", "İLT: a", "PD: a", "[Fwd: a]", "إعادة توجيه: a")]
    + [(s, False) for s in ("Re: a", "RE: FW: a", "Offer: 3", "a", "回复：转发：a", "")],
)  # fmt: skip
def test_subjects_that_say_forwarded(subject, is_forward):
    assert is_forward_subject(subject) is is_forward


def test_a_chain_is_read_from_the_outside_in():
    inner = HEAD.replace("Ana Ruiz <ana@buyer.example>", "Bo <bo@buyer.example>")
    text = f"See below\n\n---------- Forwarded message ---------\n{HEAD}\n\nsee Bo's mail\n\n{inner}\n\nWe need 300 valves."
    found = originals(split_reply(text).quoted_text)
    assert [one.address for one in found] == ["ana@buyer.example", "bo@buyer.example"]


def test_a_pasted_chat_is_a_forward_of_who_speaks():
    text = "See what she wrote:\n\n[2/2/26, 10:00:12] Ana Ruiz: we need valves\n[2/2/26, 10:01:40] Ana Ruiz: 300 pcs\n"
    found = split_reply(text)
    assert (found.reply_text, found.forwarded) == ("See what she wrote:", True)
    assert originals(found.quoted_text)[0].name == "Ana Ruiz"


@pytest.mark.parametrize("name", FORWARDED)
def test_the_original_is_read_from_html(name):
    found = split_html(FORWARDED[name].format(own="please answer", old="We need 300 valves."))
    original = originals(found.quoted_text)[0]
    assert (original.name, original.address) == ("Ana Ruiz", "ana@buyer.example")
    assert original.date is not None
    assert (original.date.day, original.date.hour) == (2, 10)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon, 2 Feb 2026 10:00:00 +0100", "2026-02-02T10:00:00+01:00"),
        ("Monday, February 2, 2026 10:00 AM", "2026-02-02T10:00:00"),
        ("2026年2月2日 下午3:05", "2026-02-02T15:05:00"),
        ("lundi 2 février 2026 10:00", "2026-02-02T10:00:00"),
        ("lunes, 2 de febrero de 2026 22:15", "2026-02-02T22:15:00"),
        ("2 февраля 2026 г. 10:00", "2026-02-02T10:00:00"),
        ("2 Şubat 2026 Pazartesi 10:00", "2026-02-02T10:00:00"),
        ("poniedziałek, 2 lutego 2026 10:00", "2026-02-02T10:00:00"),
        ("2026년 2월 2일 월요일 오후 1:00", "2026-02-02T13:00:00"),
        ("الاثنين، 2 فبراير 2026 10:00 ص", "2026-02-02T10:00:00"),
        ("Thứ Hai, 2 tháng 2, 2026 10:00", "2026-02-02T10:00:00"),
        ("02.02.2026 10:00", "2026-02-02T10:00:00"),
        ("2026-02-02 10:00 UTC", "2026-02-02T10:00:00+00:00"),
        ("02/03/2026 10:00", None),
        ("25/03/2026 10:00", "2026-03-25T10:00:00"),
        ("tomorrow", None),
        ("", None),
        ("99.99.2026 10:00", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_language_and_never_guessed(text, wanted):
    found = read_date(text)
    assert (found.isoformat() if found else None) == wanted


def test_a_forward_without_own_words_is_told_by_the_words_of_the_original():
    said = listen(
        f"---------- Forwarded message ---------\n{HEAD}\n\nWe need 300 valves.", "Fwd: Valves"
    )
    assert said.snippet == "We need 300 valves."
    assert "300 valves" in said.own
    assert said.quoted == ""


# ---- in the store


@pytest.fixture
def inbox(store):
    endpoint = Endpoint("localhost", 1, "plain")
    accounts.add(
        store,
        accounts.AccountSettings(
            email="rep@seller.example", imap=endpoint, smtp=endpoint, username="r", password="p"
        ),
    )
    with store.write("sync") as unit:
        folder = Folder(wire_name="INBOX", name="INBOX", role="inbox", uidvalidity=7, synced=True)
        unit.session.add(folder)
    return folder.id


@pytest.fixture
def buyer(store):
    with store.write() as unit:
        customer = Customer(name="Ruiz Valves")
        unit.session.add(customer)
        unit.session.flush()
        contact = Contact(customer_id=customer.id, name="Ana")
        unit.session.add(contact)
        unit.session.flush()
        unit.session.add(
            ContactPoint(
                contact_id=contact.id,
                kind="email",
                value="ana@buyer.example",
                normalized="ana@buyer.example",
            )
        )
    return customer.id


def mail(body, *, subject="Fwd: Valves", more="Content-Type: text/plain; charset=utf-8"):
    head = f"From: Boss <boss@seller.example>\nTo: rep@seller.example\nSubject: {subject}\nMessage-ID: <{hash(body)}@x>\n{more}\n\n"
    return (head + body).replace("\n", "\r\n").encode()


FORWARD = (
    f"Please answer her.\n\n---------- Forwarded message ---------\n{HEAD}\n\nWe need 300 valves.\n"
)
ATTACHED = f"--b\nContent-Type: text/plain\n\nPlease answer her.\n--b\nContent-Type: message/rfc822\n\n{HEAD}\n\nWe need 300 valves.\n--b--\n"


def put(store, *items):
    for item in items:
        pipeline = Pipeline(store, lambda unit, threads: linking.link_threads(unit, threads))
        (pipeline.put_header if isinstance(item, IncomingHeader) else pipeline.put)(item)
        pipeline.finish()


@pytest.mark.parametrize("header_first", [False, True])
@pytest.mark.parametrize(
    "raw",
    [
        mail(FORWARD),
        mail(ATTACHED, subject="Valves", more='Content-Type: multipart/mixed; boundary="b"'),
    ],
    ids=["in the text", "attached"],
)
def test_a_forward_by_a_colleague_belongs_to_the_customer(store, inbox, buyer, raw, header_first):
    if header_first:
        end = raw.index(b"\r\n\r\n") + 4
        put(store, IncomingHeader(raw[:end], len(raw), inbox, 7, 1, (), 1_790_000_000))
    put(store, Incoming(raw, inbox, 7, 1, (), 1_790_000_000))
    with store.read() as session:
        (row,) = session.scalars(sa.select(MessageAddress).where(MessageAddress.role == "original"))
        assert (row.address, row.name) == ("ana@buyer.example", "Ana Ruiz")
        (told,) = session.scalars(sa.select(MessageText)).all()
        assert told.headers["forwarded"][0]["subject"] == "Valves"
        thread = session.scalars(sa.select(Thread)).one()
        assert session.scalars(sa.select(Message)).one().snippet == "Please answer her."
    link = linking.link_of(store, thread.id)
    assert (link.customer_id, link.reason) == (buyer, "forwarded")
    assert "ana@buyer.example" in link.why
    assert search(store, "Ruiz", place="mail").total == 1


def test_words_that_are_only_quoted_rank_behind_own_ones(store, inbox):
    own = mail("We need a butterfly valve.", subject="A")
    quoting = mail(
        "No, thank you.\n\nOn 2 Feb 2026, Li <li@x.example> wrote:\n> a butterfly valve?\n",
        subject="Re: B",
    )
    put(
        store,
        Incoming(own, inbox, 7, 1, (), 1_790_000_000),
        Incoming(quoting, inbox, 7, 2, (), 1_790_009_999),
    )
    found = search(store, "butterfly", place="mail")
    assert [hit.title for hit in found.hits] == ["A", "Re: B"]
    assert [hit.title for hit in search(store, "valve -thank", place="mail").hits] == ["A"]


def test_a_quote_that_only_the_markup_names_is_kept_apart_too():
    html = "<p>Dear Li,</p><p>USD 3 is fine.</p><blockquote><p>Our best price is USD 3.</p></blockquote>"
    said = listen(html_to_text(html), "Re: Price", html)
    assert (said.snippet, said.quoted.strip()) == (
        "Dear Li, USD 3 is fine.",
        "Our best price is USD 3.",
    )
    below = (
        "<blockquote type=cite><p>Our best price is USD 3.</p></blockquote><p>USD 3 is fine.</p>"
    )
    said = listen(html_to_text(below), "Re: Price", below.replace("type=cite", 'type="cite"'))
    assert said.own == "USD 3 is fine."


def test_a_forward_that_says_so_only_by_its_form():
    apple = "> Begin forwarded message:\n> \n" + "\n".join(f"> {line}" for line in HEAD.split("\n"))
    yahoo = "----- Forwarded Message -----From: Ana Ruiz <ana@buyer.example>To: <info@x.example>Subject: Valves\n\nold"
    for text in (f"FYI\n\n{apple}\n> \n> old", f"FYI\n\n{yahoo}"):
        found = split_reply(text)
        assert (found.reply_text, found.forwarded) == ("FYI", True)
        assert originals(found.quoted_text)[0].address == "ana@buyer.example"


@pytest.mark.parametrize(
    ("above", "subject", "forwarded"),
    [("", "", True), ("", "Valves", True), ("", "Re: Valves", False), ("OK", "Valves", False)],
)
def test_a_header_block_without_a_word_above_is_passed_on(above, subject, forwarded):
    text = f"{above}\n\n{HEAD}\n\nold"
    assert split_reply(text, subject=subject).forwarded is forwarded
    assert bool(listen(text, subject).forwarded) is forwarded
    html = f"<p>{above}</p><p>{HEAD.replace('<', '&lt;').replace(chr(10), '<br>')}</p><p>old</p>"
    assert split_html(html, subject=subject).forwarded is forwarded
