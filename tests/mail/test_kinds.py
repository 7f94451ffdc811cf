"""Automatic answers and receipts by their subjects and fields, in many languages; people whose subjects only look like one."""

import pytest

from desktop.mail.mime.parse import parse

AUTOMATIC = (
    "自动答复: 报价", "【自动回复】收到您的来信", "[Automatyczna odpowiedź] test", "Автоматична відповідь: x", "Автоматичен отговор: x",
    "Automatski odgovor: x", "Resposta automàtica: x", "پاسخ خودکار: x", "מענה אוטומטי: x", "Abwesenheit: Angebot", "Absent du bureau : x",
    "Réponse d’absence : Offre", "Fora do escritório: Oferta", "Assenza dall'ufficio: x", "Вне офиса: x", "Nieobecność: Oferta", "Afwezig: Offerte",
    "不在のお知らせ", "[자동응답] 부재중입니다", "부재 중 알림: 견적", "Vắng mặt: Báo giá", "On vacation Re: Offer", "I am out of office",
    "AUTO: Li Wei ist außer Haus (Rückkehr am 12.01.2026)", "Auto: Smith, John is out of the office (returning 05/01/2026)",
)  # fmt: skip
READ = (
    "Letto: Offerta", "Прочитано: Предложение", "Okundu: Teklif", "Przeczytano: Oferta", "Gelezen: Offerte", "읽음: 견적", "Đã đọc: Báo giá",
    "Not read: Offer", "Return Receipt (displayed) - Offer", "Lesebestätigung (angezeigt) - Angebot", "Accusé de réception (affiché) - Offre",
    "Ricevuta di ritorno (visualizzata) - x", "Confirmación de lectura: x", "已读回执：报价", "未读: 报价",
)  # fmt: skip
PEOPLE = (
    "Auto parts: order 5", "Auto: BMW X5 quotation", "Re: Automatic reply: Offer", "Automatic door reply needed", "Vacation schedule for new year",
    "Absence of CE mark", "Read: my remarks on the drawing", "OOO Romashka: order", "Ausente de impuestos", "Office furniture",
)  # fmt: skip


def kind(subject, *fields, text="hello"):
    head = ["From: Tom <tom@acme.example>", "To: me@seller.example", f"Subject: {subject}", *fields]
    return parse(
        "\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", text]).encode()
    ).kind


@pytest.mark.parametrize("subject", AUTOMATIC)
def test_automatic_answers(subject):
    assert kind(subject) == "auto_reply"


@pytest.mark.parametrize("subject", READ)
def test_receipts_in_words(subject):
    assert kind(subject, text="Your message was read on Monday.") == "receipt"


@pytest.mark.parametrize("subject", PEOPLE)
def test_people(subject):
    assert kind(subject) == "personal"


_ANSWER = "In-Reply-To: <1@seller.example>"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", _ANSWER), "auto_reply"),
        (("Auto-Submitted: auto-generated", _ANSWER, "List-Id: <tickets.example>"), "list"),
        (("Auto-Submitted: auto-generated",), "bulk"),
        (("Return-Path: <>", _ANSWER), "auto_reply"),
        (("Return-Path: <>", "Precedence: bulk"), "auto_reply"),
        (("X-Mail-Autoreply: yes",), "auto_reply"),
        (("X-Auto-Response-Suppress: DR, OOF, AutoReply",), "personal"),
        (("Auto-Submitted: no", _ANSWER), "personal"),
        (("X-QQ-mid: webmail1", "Feedback-ID: webmail:qq.com:bgweb:bgweb1"), "personal"),
        (("X-Mailing-List: dev@l.example",), "list"),
        (("X-BeenThere: dev@l.example",), "list"),
    ],
)  # fmt: skip
def test_fields_tell_machines_from_people(fields, expected):
    assert kind("Offer", *fields) == expected


@pytest.mark.parametrize(
    ("sender", "fields", "expected"),
    [
        ("noreply@parcels.example", (), "bulk"),
        ("Shop <do-not-reply@shop.example>", (), "bulk"),
        ("orders-noreply@shop.example", (), "bulk"),
        ("noreply@site.example", ("Reply-To: buyer@acme.example",), "personal"),
        ("noreply@site.example", (_ANSWER,), "personal"),
        ("norepl@acme.example", (), "personal"),
    ],
)
def test_nobody_wrote_what_takes_no_answers(sender, fields, expected):
    head = [f"From: {sender}", "Subject: Your order", *fields]
    assert parse("\r\n".join([*head, "", "hello"]).encode()).kind == expected
