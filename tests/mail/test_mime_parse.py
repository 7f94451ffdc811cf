"""Messages as they come: read right, and never an exception."""

import base64
import random
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.mail.mime.dates import parse_date
from desktop.mail.mime.headers import Address, addresses, decode_header, message_ids
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.parse import parse, part_bytes

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "mime"


def corpus_files():
    if not CORPUS.is_dir():
        return []
    return [
        p for p in sorted(CORPUS.rglob("*")) if p.is_file() and p.suffix not in (".json", ".xml")
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_no_message_of_the_corpus_makes_the_parser_raise():
    files = corpus_files()
    assert len(files) > 800
    for path in files:
        raw = path.read_bytes()
        for attachment in parse(raw).attachments:
            part_bytes(raw, attachment.part)


def message(*headers, body=b"hello\r\n"):
    return (
        b"\r\n".join(h if isinstance(h, bytes) else h.encode() for h in headers)
        + b"\r\n\r\n"
        + body
    )


def test_headers_are_decoded_whatever_they_claim():
    parsed = parse(
        message(
            b"From: " + "张伟".encode("gbk") + b" <wei@x.example>",
            b'To: "=?utf-8?B?5byg5LiJ?=" <zhang@x.example>, "Doe, John" <j@y.example>, Sales: a@z.example, b@z.example;',
            "Subject: =?gb2312?B?" + base64.b64encode("朱镕基来信".encode("gbk")).decode() + "?=",
            "Message-ID: <one@x.example>",
            "In-Reply-To: <two@x.example>",
            "References: <root@x.example>\r\n <two@x.example>",
            "Date: Fri, 13 Feb 2026 10:00:00 +0800 (CST)",
        )
    )
    assert parsed.from_ == (Address("张伟", "wei@x.example"),)
    assert parsed.to == (
        Address("张三", "zhang@x.example"),
        Address("Doe, John", "j@y.example"),
        Address("", "a@z.example"),
        Address("", "b@z.example"),
    )
    assert parsed.subject == "朱镕基来信"
    assert (parsed.message_id, parsed.in_reply_to) == ("one@x.example", ("two@x.example",))
    assert parsed.references == ("root@x.example", "two@x.example")
    assert parsed.date == datetime(2026, 2, 13, 2, 0, tzinfo=UTC)
    assert parsed.text == "hello"


def test_a_character_split_over_two_encoded_words_is_joined():
    data = "报价单".encode("gbk")
    words = " ".join(
        f"=?gbk?B?{base64.b64encode(piece).decode()}?=" for piece in (data[:3], data[3:])
    )
    assert decode_header(words) == "报价单"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("utf-8", "gbk", "您好，请问这款产品的价格是多少？谢谢。"),
        ("us-ascii", "utf-8", "Größe und Preis für 300 Stück"),
        ("gb2312", "gb18030", "朱镕基 龑"),
        ("iso-8859-1", "cp1252", "the “best” price – today"),
        ("x-unknown", "utf-8", "сколько стоит"),
        ("iso-2022-jp", "iso2022_jp", "見積書をお願いします"),
    ],
)
def test_a_lying_charset_still_gives_the_words(label, codec, text):
    raw = message(
        "Subject: x",
        f"Content-Type: text/plain; charset={label}",
        "Content-Transfer-Encoding: base64",
        body=base64.encodebytes(text.encode(codec)),
    )
    assert parse(raw).text == text


def test_a_message_without_headers_is_text_or_nothing():
    assert parse(b"").text == ""
    assert "no_headers" in parse(b"\r\njust words\r\n").defects
    assert parse(b"\r\njust words\r\n").text == "just words"


def test_ten_thousand_recipients():
    people = ",\r\n ".join(f'"Person, {n}" <p{n}@example.com>' for n in range(10_000))
    started = time.perf_counter()
    parsed = parse(message("From: a@b.example", f"To: {people}", "Subject: x"))
    assert len(parsed.to) == 10_000
    assert parsed.to[9999] == Address("Person, 9999", "p9999@example.com")
    assert time.perf_counter() - started < 2


def test_sixty_megabytes_attached():
    content = random.Random(1).randbytes(1_000_000) * 60
    raw = message(
        "From: a@b.example",
        "Subject: big",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="b"',
        body=b"--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n--b\r\nContent-Type: application/zip\r\n"
        b'Content-Disposition: attachment; filename="all.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(content)
        + b"\r\n--b--\r\n",
    )
    parsed = parse(raw)
    assert parsed.text == "see file"
    assert [(a.filename, a.size) for a in parsed.attachments] == [("all.zip", 60_000_000)]
    assert part_bytes(raw, parsed.attachments[0].part) == content


MIXED = b"""--m\r
Content-Type: multipart/related; boundary=r\r
\r
--r\r
Content-Type: multipart/alternative; boundary=a\r
\r
--a\r
Content-Type: text/plain; charset=utf-8\r
\r
plain words\r
--a\r
Content-Type: text/html; charset=utf-8\r
\r
<p>rich words <img src="cid:pic@x"></p>\r
--a--\r
--r\r
Content-Type: image/png; name="p.png"\r
Content-ID: <pic@x>\r
Content-Transfer-Encoding: base64\r
\r
cG5n\r
--r--\r
--m\r
Content-Type: application/pdf\r
Content-Disposition: attachment; filename*0*=utf-8''%E6%8A; filename*1*=%A5%E4%BB%B7.pdf\r
\r
%PDF\r
--m\r
Content-Type: message/rfc822\r
\r
Subject: inner letter\r
\r
inner\r
--m--\r
"""


def test_bodies_pictures_and_files_are_told_apart():
    raw = message(
        "Subject: x", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=m", body=MIXED
    )
    parsed = parse(raw)
    assert parsed.text == "plain words"
    assert parsed.html is not None
    assert "rich words" in parsed.html
    assert [a.content_id for a in parsed.inline] == ["pic@x"]
    assert [a.filename for a in parsed.files] == ["报价.pdf", "inner letter.eml"]
    assert part_bytes(raw, parsed.inline[0].part) == b"png"
    assert part_bytes(raw, parsed.files[0].part) == b"%PDF"
    assert b"inner letter" in part_bytes(raw, parsed.files[1].part)


def test_html_only_gives_text():
    html = (
        "<html><head><style>p{color:red}</style></head><body><p>Dear&nbsp;Sir,</p><p>price:<br>USD 3</p>"
        "<table><tr><td>LED</td><td>12 W</td></tr><tr><td>Qty</td><td>300</td></tr></table><script>x()</script></body>"
    )
    assert html_to_text(html) == "Dear Sir,\n\nprice:\nUSD 3\nLED\t12 W\nQty\t300"
    parsed = parse(
        message("Subject: x", "Content-Type: text/html; charset=utf-8", body=html.encode())
    )
    assert parsed.text.startswith("Dear Sir,")
    assert parsed.html is not None


def test_flowed_text_is_joined():
    raw = message(
        "Subject: x",
        "Content-Type: text/plain; format=flowed",
        body=b"one \r\ntwo\r\n> quoted \r\n> more\r\n-- \r\nMe\r\n",
    )
    assert parse(raw).text == "one two\n> quoted more\n-- \nMe"


@pytest.mark.parametrize(
    ("headers", "body", "kind"),
    [
        (["From: a@b.example", "Subject: price please"], b"hi", "personal"),
        (
            ["From: a@b.example", "List-Unsubscribe: <http://x.example>", "List-Id: <n.x>"],
            b"hi",
            "bulk",
        ),
        (
            ["From: li@co.example", "Feedback-ID: bizesmtp:co.example:qybglogicsvr:0"],
            b"hi",
            "personal",
        ),
        (["From: li@qq.com", "Feedback-ID: esmtpgz:qq.com:qybglogic:1"], b"hi", "personal"),
        (["From: a@b.example", "Feedback-ID: 1.eu-west-1.x:AmazonSES"], b"hi", "bulk"),
        (
            ["From: a@b.example", "In-Reply-To: <1@we>", "Feedback-ID: 1.eu-west-1.x:AmazonSES"],
            b"We take 500 pcs",
            "personal",
        ),
        (["From: a@b.example", "List-Id: <n.x>", "List-Post: <mailto:n@x>"], b"hi", "list"),
        (["From: a@b.example", "Subject: Automatisch antwoord: offerte"], b"hi", "auto_reply"),
        (["From: a@b.example", "Subject: Automatyczna odpowiedź: oferta"], b"hi", "auto_reply"),
        (["From: a@b.example", "Subject: Trả lời tự động: báo giá"], b"hi", "auto_reply"),
        (["From: a@b.example", "Subject: 자동 회신: 견적"], b"hi", "auto_reply"),
        (["From: a@b.example", "Subject: Ausência de resposta"], b"hi", "personal"),
        (["From: a@b.example", "Auto-Submitted: auto-replied"], b"hi", "auto_reply"),
        (["From: a@b.example", "Subject: 自动回复: 报价"], b"hi", "auto_reply"),
        (
            ["From: a@b.example", "Subject: Invite", "Content-Type: text/calendar; method=REQUEST"],
            b"BEGIN:VCALENDAR",
            "invitation",
        ),
        (
            ["From: MAILER-DAEMON@x.example", "Subject: Undelivered Mail Returned to Sender"],
            b"<gone@y.example>: 550 5.1.1 no such user",
            "bounce",
        ),
        (
            ["From: notify@trade.alibaba.com", "Subject: New inquiry from Hans"],
            b"hi",
            "platform_inquiry",
        ),
        (
            ["From: noreply@market.example", "Subject: LED"],
            b"You have received a new inquiry from Omar",
            "platform_inquiry",
        ),
    ],
)
def test_the_kind_is_read_from_the_marks(headers, body, kind):
    assert parse(message(*headers, body=body)).kind == kind


def test_a_delivery_report_names_the_address_and_the_reason():
    body = (
        b"--r\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; gone@y.example\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--r--\r\n"
    )
    parsed = parse(
        message(
            "From: MAILER-DAEMON@x.example",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=r",
            body=body,
        )
    )
    assert parsed.kind == "bounce"
    assert [(b.address, b.status, b.action, b.diagnostic) for b in parsed.bounces] == [
        ("gone@y.example", "5.1.1", "failed", "550 no such user")
    ]


def test_odd_ids_and_dates():
    assert message_ids("garbage <a@b> <c@d>, <a@b>") == ("a@b", "c@d")
    assert len(message_ids(" ".join(f"<{n}@x>" for n in range(500)))) == 100
    assert parse_date("Mon, 99 Foo 2026") is None
    assert parse_date("2026-02-01 10:00:00 +0800") == datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
    assert addresses(["undisclosed-recipients:;", "no address", "<broken"]) == ()


def tnef(*files):
    """A minimal TNEF stream: for each file its rendering data, title and content (MS-OXTNEF 2.1.3)."""

    def attribute(name, data):
        return (
            struct.pack("<BII", 2, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
        )

    out = struct.pack("<IH", 0x223E9F78, 1)
    for title, data in files:
        out += attribute(0x00069002, bytes(14)) + attribute(0x00018010, title.encode() + b"\0")
        out += attribute(0x0006800F, data)
    return out


def test_winmail_dat_is_opened():
    stream = tnef(("offer.pdf", b"%PDF-1"), ("list.xls", b"cells"))
    raw = message(
        "Subject: x",
        "MIME-Version: 1.0",
        "Content-Type: application/ms-tnef; name=winmail.dat",
        "Content-Transfer-Encoding: base64",
        body=base64.encodebytes(stream),
    )
    parsed = parse(raw)
    assert (parsed.files[0].filename, parsed.files[0].content_type) == (
        "offer.pdf",
        "application/pdf",
    )
    assert [part_bytes(raw, a.part) for a in parsed.files] == [b"%PDF-1", b"cells"]
    broken = raw.replace(base64.encodebytes(stream)[:20], b"AAAAAAAAAAAAAAAAAAAA")
    assert "unreadable_tnef" in parse(broken).defects


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>one</div><span>two</span>", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr></table><font>c</font>", "a\tb\nc"),
        ("<ul><li>a<li>b</ul><u>c</u>", "- a\n- b\nc"),
        (
            "<p class=MsoNormal>Dear Sir,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<p class=MsoNormal>one</p><p class=MsoNormal>two</p>",
            "Dear Sir,\n\none\ntwo",
        ),
    ],
)
def test_words_of_html_keep_their_lines(html, text):
    assert html_to_text(html) == text


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
@pytest.mark.parametrize("empty", [b"", b"\r\n", b"\n", b"\r\r\n"])
def test_whatever_ends_the_lines_the_body_begins_behind_the_empty_one(end, empty):
    if end == b"\r" and empty:
        return
    head = end.join([b"From: a@b.example", b"Subject: x", b""])
    parsed = parse(head + (empty or end) + b"Dear Sir: one" + end + b"two" + end + end + b"three")
    assert (parsed.subject, [a.address for a in parsed.from_]) == ("x", ["a@b.example"])
    assert parsed.text == "Dear Sir: one\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("field", "people"),
    [
        (
            "Doe, John <j@x.example>, a@b.example",
            [("Doe, John", "j@x.example"), ("", "a@b.example")],
        ),
        ("Bob <b@x.example> Ann <a@x.example>", [("Bob", "b@x.example"), ("Ann", "a@x.example")]),
        (
            "Pete(a chap) <pete(his account)@silly.example(his host)>",
            [("Pete", "pete@silly.example")],
        ),
        ("<@relay.example,@b.example:mary@x.example>", [("", "mary@x.example")]),
        ("jdoe@x   . example", [("", "jdoe@x.example")]),
        ('"quoted local"@x.example', [("", '"quoted local"@x.example')]),
        ("a@x.example <account>", [("", "a@x.example")]),
        ("<Undisclosed-Recipient:@x.example>", []),
        ("Office: A <a@x.example>, B <b@x.example>;", [("A", "a@x.example"), ("B", "b@x.example")]),
        ("<mailto:a@x.example>", [("", "a@x.example")]),
        ("a@x.example (Ann)", [("Ann", "a@x.example")]),
    ],
)
def test_addresses_as_they_come(field, people):
    assert [(a.name, a.address) for a in addresses([field])] == people


def test_a_second_from_field_is_a_forgers():
    raw = message("From: Ann <ann@x.example>", "From: Boss <boss@bank.example>", "Subject: x")
    assert [a.address for a in parse(raw).from_] == ["ann@x.example"]


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("Sat, 31 Dec 2016 23:59:60 +0000", 1483228799),
        ("16 May 2016 at 09:30:32  GMT+1", 1463387432),
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880127706),
        ("Tue Nov 22 12:24:18 UTC 2016", 1479817458),
    ],
)
def test_dates_as_they_come(field, seconds):
    assert parse_date(field).timestamp() == seconds


LETTER = "Dear Sir,\nplease quote 300 pieces of the lamp. 报价单\n" * 4


@pytest.mark.parametrize(
    ("change", "added"),
    [
        (lambda coded: coded, ""),
        (
            lambda coded: coded + b"____\nThe list\nlist@x.example\n",
            "\n____\nThe list\nlist@x.example",
        ),
        (lambda coded: b"  " + coded.replace(b"\n", b"\n  "), ""),
        (lambda coded: coded.replace(b"\n", b" \r\n"), ""),
        (lambda coded: coded[:70] + b"!" + coded[70:], ""),
        (lambda coded: coded + b"--\n", ""),
    ],
)
def test_base64_is_read_with_what_others_did_to_it(change, added):
    raw = message(
        "Subject: x",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        body=change(base64.encodebytes(LETTER.encode())),
    )
    assert parse(raw).text == LETTER.strip() + ("\n" + added if added else "")


def test_prose_that_is_labelled_base64_is_shown():
    prose = "Hello, this is plain text.\nIt is not base64 at all!"
    raw = message("Subject: x", "Content-Transfer-Encoding: base64", body=prose.encode())
    assert parse(raw).text == prose


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 2 Feb 2026 10:00:00 +08:00", "Mon, 2 Feb 2026 10:00:00 GMT+08:00", "Mon, 2 Feb 2026 10:00:00 GMT+8",
        'Mon, 2 Feb 2026 10:00:00 "+0800"', "Mon, 2 Feb 2026 11:00:00 JST", "Mon, 2 Feb 2026 03:00:00 CET", "Mon Feb 02 03:00:00 CET 2026",
        "Mon, 2 Feb 2026 07:30:00 +0530 IST", "Mon, 2 Feb 2026 10:00:00 +0800 (CET)", "2026-02-01T23:00:00-03:00", "Sun, 1 Feb 2026 20:00:00 CST",
    ],
)  # fmt: skip
def test_zones_that_the_standard_does_not_have(written):
    found = parse(f"From: a@b.example\r\nDate: {written}\r\n\r\nx".encode()).date
    assert found.isoformat() == "2026-02-02T02:00:00+00:00"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("%E6%8A%A5%E4%BB%B7.pdf", "报价.pdf"),
        ("50%20%25.pdf", "50%20%25.pdf"),
        ("%FF%FE.pdf", "%FF%FE.pdf"),
        ("100%-cotton-50%.pdf", "100%-cotton-50%.pdf"),
    ],
)
def test_a_name_written_as_in_an_address_of_the_web(written, name):
    head = f'From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="{written}"\r\n\r\nx'
    assert [a.filename for a in parse(head.encode()).files] == [name]
