"""What we send is read back as what was meant."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.mail.mime.build import Outgoing, OutgoingFile, build, new_message_id, recipients
from desktop.mail.mime.headers import Address
from desktop.mail.mime.parse import parse, part_bytes

BASE = Outgoing(
    from_=Address("张伟", "wei@x.example"),
    to=(Address("Müller, Hans", "hans@y.example"),),
    subject="报价 PI-2026-001",
    text="Dear Hans,\nsee the file.\n.\nFrom Ningbo\n",
    date=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    message_id=new_message_id("wei@x.example"),
)


def test_everything_comes_back():
    name = "形式发票 PI-2026-001 " + "很长的名字" * 8 + ".pdf"
    mail = replace(
        BASE,
        cc=(Address("", "c@y.example"),),
        bcc=(Address("", "secret@y.example"), Address("", "C@y.example")),
        html='<p>Dear <img src="cid:logo"></p>',
        attachments=(
            OutgoingFile(name, bytes(range(256)) * 50),
            OutgoingFile("l.png", b"png", "image/png", "logo"),
            OutgoingFile("old.eml", b"Subject: x\n\nline\n", "message/rfc822"),
        ),
        in_reply_to="in@y.example",
        references=tuple(f"{'r' * 70}{n}@y.example" for n in range(20)),
    )
    raw = build(mail)
    assert b"secret" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    parsed = parse(raw)
    assert (parsed.subject, parsed.from_, parsed.to) == (mail.subject, (mail.from_,), mail.to)
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == (
        mail.message_id,
        ("in@y.example",),
        mail.references,
    )
    assert parsed.text.replace("\r", "") == mail.text.rstrip("\n")
    assert parsed.date == mail.date
    assert [a.filename for a in parsed.files] == [name, "old.eml"]
    assert part_bytes(raw, parsed.files[0].part) == bytes(range(256)) * 50
    assert part_bytes(raw, parsed.files[1].part) == b"Subject: x\n\nline\n"
    assert recipients(mail) == ("hans@y.example", "c@y.example", "secret@y.example")


def test_a_header_cannot_be_injected():
    raw = build(
        replace(BASE, subject="x\r\nBcc: evil@y.example", from_=Address("a\nX: y", "wei@x.example"))
    )
    assert b"\nBcc:" not in raw
    assert b"\nX:" not in raw


def test_international_domains_go_out_in_ascii():
    raw = build(replace(BASE, to=(Address("", "li@灯具.example"),)))
    assert b"li@xn--h6qv86e.example" in raw


@settings(max_examples=40, deadline=None)
@given(
    subject=st.text(max_size=120), text=st.text(max_size=400), name=st.text(min_size=1, max_size=60)
)
def test_any_text_survives(subject, text, name):
    parsed = parse(
        build(replace(BASE, subject=subject, text=text, attachments=(OutgoingFile(name, b"1"),)))
    )
    assert len(parsed.files) == 1
    assert parsed.to == BASE.to
    again = parse(build(replace(BASE, subject=subject, text=text)))
    assert again.subject == parsed.subject
