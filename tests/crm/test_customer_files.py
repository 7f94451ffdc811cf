"""A customer's files: all that came and went, by kind, way and name; and found again by search."""

import json
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from desktop.bootstrap.mail_in import import_files
from desktop.crm import customer_files, customers
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.store.queries.search import search
from desktop.store.schema.mail import Message
from tests.fixtures.stores import SAMPLE_NOW, blank_store, company_store


@pytest.fixture
def company(tmp_path):
    store = company_store(tmp_path / "company")
    yield store
    store.close()


def mail(number, name, content_type="application/pdf", sender="Klaus <k@brenner-licht.example>"):
    return (
        f"From: {sender}\r\nTo: lin@bowei-led.example\r\nSubject: Order {number}\r\n"
        f"Message-ID: <f{number}@brenner-licht.example>\r\nDate: Fri, 20 Nov 2026 0{number}:00:00 +0000\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n"
        f"--b\r\nContent-Type: {content_type}; name*=utf-8''{name}\r\n"
        "Content-Disposition: attachment\r\n\r\nx\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def mailbox(tmp_path):
    store = blank_store(tmp_path / "own")
    key = customers.add(store, {"name": "Brenner", "domains": "brenner-licht.example"}, SAMPLE_NOW)
    files = tmp_path / "mails"
    files.mkdir()
    names = ("PI%20Q-2417.pdf", "drawing%20V2.dwg", "%E5%90%88%E5%90%8C.docx", "smime.p7s",
             "SMIME.p7s", "x.asc")  # fmt: skip
    types = ("application/pdf", "application/octet-stream", "application/msword",
             "application/pkcs7-signature", "application/octet-stream",
             "application/pgp-signature")  # fmt: skip
    for number, (name, kind) in enumerate(zip(names, types, strict=True), 1):
        (files / f"{number}.eml").write_bytes(mail(number, name, kind))
    import_files(store, sorted(files.iterdir()), FixedClock(SAMPLE_NOW))
    yield SimpleNamespace(store=store, customer=key)
    store.close()


def test_files_are_listed_with_kind_way_and_mail(mailbox):
    found = customer_files.listing(mailbox.store, mailbox.customer)
    assert [f.filename for f in found] == ["合同.docx", "drawing V2.dwg", "PI Q-2417.pdf"]
    assert [f.kind for f in found] == ["document", "drawing", "pdf"]
    assert {f.way for f in found} == {"received"}
    assert found[0].subject == "Order 3"
    assert found[0].thread_id
    assert found[0].sender == "Klaus"


def test_files_are_filtered(mailbox):
    store, key = mailbox.store, mailbox.customer
    assert [f.kind for f in customer_files.listing(store, key, kind="pdf")] == ["pdf"]
    assert [f.filename for f in customer_files.listing(store, key, text="q-24")] == [
        "PI Q-2417.pdf"
    ]
    assert customer_files.listing(store, key, way="sent") == ()
    assert len(customer_files.listing(store, key, limit=2)) == 2


def test_a_sample_customer_has_issued_and_mailed_files(company):
    found = {
        f.way
        for hit in search(company, "Brenner", place="customers").hits
        if hit.kind == "customer"
        for f in customer_files.listing(company, hit.id)
    }
    assert {"received", "sent"} <= found


def test_nobody_has_no_files(company):
    with pytest.raises(UserFacing):
        customer_files.listing(company, "nobody")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filename:q-2417", ["PI Q-2417.pdf"]),
        ("filename:合同", ["合同.docx"]),
        ("filename:*.dwg", ["drawing V2.dwg"]),
        ('filename:"drawing V2"', ["drawing V2.dwg"]),
        ("has:pdf", ["PI Q-2417.pdf"]),
        ("has:drawing order", ["drawing V2.dwg"]),
        ("filename:2417 from:klaus", ["PI Q-2417.pdf"]),
        ("filename:100%", []),
        ("合同", ["合同.docx"]),
    ],
)
def test_search_by_file_name(mailbox, query, expected):
    hits = search(mailbox.store, query).hits
    subjects = {"PI Q-2417.pdf": "Order 1", "drawing V2.dwg": "Order 2", "合同.docx": "Order 3"}
    assert [hit.title for hit in hits] == [subjects[name] for name in expected]
    if query.startswith("filename:") and hits:
        assert hits[0].snippet == expected[0]


def test_every_mail_with_a_file_and_what_is_no_kind(mailbox):
    assert search(mailbox.store, "has:attachment").total == 3  # the data of signatures is no file
    with mailbox.store.read() as session:
        counted = dict(session.execute(sa.select(Message.subject, Message.attachment_count)).all())
    assert [counted[f"Order {number}"] for number in range(1, 7)] == [1, 1, 1, 0, 0, 0]
    with pytest.raises(UserFacing) as told:
        search(mailbox.store, "has:elephants")
    assert told.value.code == "bad_query"
    assert json.dumps(told.value.message)
