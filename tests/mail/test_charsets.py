"""Bytes in sets that nobody names, or names wrongly: bodies, subjects and names as the programs of the world leave them."""

from base64 import b64encode

import pytest

from desktop.mail.mime.parse import parse

RUSSIAN = "Здравствуйте, пришлите, пожалуйста, предложение на 100 штук."
CZECH = "Dobrý den, prosíme o zaslání nabídky na příští měsíc, děkujeme. Žádáme"


def body(text, codec, label=""):
    content_type = f"text/plain; charset={label}" if label else "text/plain"
    head = f"From: a@b.example\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return parse(head.encode() + text.encode(codec)).text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("您好，请报价，谢谢。我们需要一百台。", "gb18030"),
        ("您好，請報價，謝謝。我們需要一百台機器。", "cp950"),
        ("お世話になっております。よろしくお願いいたします。", "cp932"),
        ("お世話になっております。よろしくお願いいたします。", "euc_jp"),
        ("お世話になっております。", "iso2022_jp"),
        ("안녕하세요. 견적을 부탁드립니다. 감사합니다. 다음 주에 뵙겠습니다.", "cp949"),
        ("안녕하세요. 견적을 부탁드립니다.", "iso2022_kr"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp1251"),
        (CZECH, "cp1250"),
        ("Sehr geehrte Damen und Herren, für Ihre Bemühungen danken wir schön. Grüße", "cp1252"),
        ("İyi günler, ürünleriniz için fiyat teklifi rica ediyoruz. Saygılarımızla, teşekkürler", "cp1254"),
        ("مرحبا، نرجو إرسال عرض الأسعار لهذه المنتجات مع الشكر الجزيل", "cp1256"),
        ("สวัสดีครับ กรุณาส่งใบเสนอราคาสำหรับสินค้านี้", "cp874"),
    ],
)  # fmt: skip
def test_a_text_that_names_no_charset(text, codec):
    assert body(text, codec) == text
    assert body(text, codec, "us-ascii") == text


@pytest.mark.parametrize(
    ("label", "text", "codec"),
    [
        ("gb2312", "您好，朱镕基，喆，囧，①，€", "gb18030"),
        ("GB2312;", "您好，请报价", "gb18030"),
        ("big5", "您好，請報價。啲嘅咗嚟", "big5hkscs"),
        ("iso-2022-jp-2", "お世話 中国话 한국", "iso2022_jp_2"),
        ("iso-2022-jp-2004", "お世話 ヷ①", "iso2022_jp_2004"),
        ("iso-2022-jp", "お世話になっております。よろしくお願い", "cp932"),
        ("iso-8859-2", "Dobrý den – ž š ť „ano“ €", "cp1250"),
        ("iso-8859-9", "İyi günler – €", "cp1254"),
        ("koi8-ru", "Доброго дня, їжак ґава є", "koi8-u"),
        ("utf-8", "您好，请报价，谢谢", "gbk"),
        ("x-viet-tcvn5712", "Chào bạn, xin gửi báo giá", "utf-8"),
        ("=?utf-8?q?utf-8?=", "您好", "utf-8"),
        ("utf-8", "GrÃ¼ÃŸe", "utf-8"),  # spoilt before it was sent: whether it was meant so cannot be told
    ],
)  # fmt: skip
def test_a_label_means_what_programs_mean_by_it(label, text, codec):
    assert body(text, codec, label) == text


def word(data, label="utf-8"):
    return f"=?{label}?B?{b64encode(data).decode()}?=".encode()


GBK = "您好请".encode("gbk")


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (word(GBK[:3], "gb2312") + b" " + word(GBK[3:], "gbk"), "您好请"),
        (word("您".encode() + b"\xe5") + b"\r\n =?UTF-8?Q?=A5=BD?=", "您好"),
        (word(b"\x1b$B$*8+@Q", "ISO-2022-JP") + b" " + word(b"\x1b$B$j\x1b(B", "iso-2022-jp"), "お見積り"),
        (word(word("您好".encode())), "您好"),
        ("お見積もりのお願い".encode("iso2022_jp"), "お見積もりのお願い"),
        ("Angebot für Ventile".encode("latin-1"), "Angebot für Ventile"),
        ("Angebot, schöne Grüße".encode("latin-1"), "Angebot, schöne Grüße"),
        ("Запрос цены".encode("koi8-r"), "Запрос цены"),
        ("报价单".encode("gbk"), "报价单"),
        ("報價單請確認".encode("big5"), "報價單請確認"),
        (b"=?utf-8?B?5oKo\r\n 5aW9?=", "您好"),
        (b"=?utf-8?B?5oKo5aW9", "您好"),
        (b"We ask: =?utf-8?q?a_b?= or =?x?", "We ask: a b or =?x?"),
    ],
)  # fmt: skip
def test_subjects(raw, subject):
    assert parse(b"From: a@b.example\r\nSubject: " + raw + b"\r\n\r\nx").subject == subject


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        (word("张三 <z@x.example>".encode()), ("张三", "z@x.example")),
        (word(b"z@x.example"), ("", "z@x.example")),
        (b"Zhang <<z@x.example>>", ("Zhang", "z@x.example")),
        (b'"a > b" <z@x.example>', ("a > b", "z@x.example")),
        ('"李伟" <z@x.example>'.encode("gbk"), ("李伟", "z@x.example")),
    ],
)
def test_names(raw, person):
    found = parse(b"From: " + raw + b"\r\nSubject: s\r\n\r\nx").from_
    assert [(a.name, a.address) for a in found] == [person]
