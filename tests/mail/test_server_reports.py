"""Reports of servers in the languages of our customers' countries, and reports whose part or subject says little."""

import pytest

from desktop.mail.bounce_words import cause_of
from desktop.mail.mime.parse import parse

_GONE = "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##"
EXCHANGE = {
    "Non remis : Offre": "Échec de la remise pour ces destinataires ou groupes :",
    "No se puede entregar: Oferta": "No se pudo entregar el mensaje a estos destinatarios o grupos:",
    "Non recapitabile: Offerta": "Impossibile recapitare il messaggio ai seguenti destinatari o gruppi:",
    "Não entregue: Proposta": "Falha na entrega a estes destinatários ou grupos:",
    "Onbestelbaar: Offerte": "Bezorging is mislukt bij deze geadresseerden of groepen:",
    "Niedostarczone: Oferta": "Dostarczenie wiadomości do następujących adresatów lub grup nie powiodło się:",
    "Не удается доставить: Предложение": "Сбой доставки следующим получателям или группам:",
    "Teslim Edilemedi: Teklif": "Şu alıcılara veya gruplara teslim edilemedi:",
    "配信不能: 見積": "以下の受信者またはグループへの配信に失敗しました:",
    "배달되지 않음: 견적": "다음 받는 사람 또는 그룹에게 배달하지 못했습니다.",
    "未送达: 报价": "未能向以下收件人或通讯组列表传递邮件:",
    "無法傳遞: 報價": "無法傳遞至下列收件者或群組:",
    "تعذر التسليم: عرض": "فشل التسليم إلى هؤلاء المستلمين أو المجموعات:",
    "Không thể gửi: Báo giá": "Gửi tới những người nhận hoặc nhóm này đã thất bại:",
    "Olevererbart: Offert": "Leverans misslyckades till följande mottagare eller grupper:",
    "Something that we do not know": "Unzustellbar an folgende Empfänger oder Gruppen:",
}


def report(sender, subject, text, *fields):
    head = [f"From: {sender}", "To: me@seller.example", f"Subject: {subject}", *fields]
    head += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", ""]
    found = parse("\r\n".join([*head, text.replace("\n", "\r\n")]).encode())
    said = [(b.address, b.action, cause_of(b.status, b.diagnostic)) for b in found.bounces]
    return found.kind, said


@pytest.mark.parametrize(("subject", "words"), EXCHANGE.items())
def test_exchange_reports_in_every_language(subject, words):
    text = f"{words}\n\nwrong@acme.example\n\n{_GONE}\n"
    expected = ("bounce", [("wrong@acme.example", "failed", "no_address")])
    assert report("postmaster@acme.example", subject, text) == expected


_WAITS, _LOST = ("delayed", "unreachable"), ("failed", "no_address")
_SENDMAIL = "The original message was received at Mon, 2 Feb 2026 10:00:00 +0800\nfrom localhost [127.0.0.1]\n\n   ----- "


@pytest.mark.parametrize(
    ("sender", "subject", "text", "outcome"),
    [
        ("mailer-daemon@googlemail.com", "Delivery Status Notification (Delay)", "There was a temporary problem delivering your message to b@acme.example. "
         "You'll be notified if the delivery fails permanently.\n[mx.acme.example: timed out]", _WAITS),
        ("mailer-daemon@googlemail.com", "传送状态通知 (失败)", "您的邮件未能送达 b@acme.example，因为该地址不存在。\n550 5.1.1 no", _LOST),
        ("MAILER-DAEMON@x.example", "Returned mail: see transcript", f"{_SENDMAIL}The following addresses had permanent fatal errors -----\n<b@acme.example>\n"
         "    (reason: 550 5.1.1 User unknown)", _LOST),
        ("MAILER-DAEMON@x.example", "Warning: could not send message for past 4 hours", f"{_SENDMAIL}Transcript of session follows -----\n"
         "<b@acme.example>... Deferred: Connection timed out.\nWill keep trying until message is 5 days old", _WAITS),
        ("Mailer-Daemon@x.example", "Warning: message delayed", "The following address is delayed:\n  b@acme.example\n    connection timed out\n"
         "Eventually the mail delivery software will give up.", _WAITS),
        ("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@seller.example>", "Undeliverable: Offer",
         "Your message to b@acme.example couldn't be delivered.\nb wasn't found at acme.example.\nStatus code: 550 5.1.10", _LOST),
        ("MAILER-DAEMON@seller.example", "**Message you sent blocked by our bulk email filter**",
         "Your message to: b@acme.example\nwas blocked by our Spam Firewall.\nSubject: Quotation for LED", ("failed", "spam")),
        ("postmaster@seller.example", "[Postmaster] Email Delivery Warning", "an email you addressed to email address :\n-- b@acme.example\n"
         "has not been delivered yet.\n-- 4.4.1 Connection timed out\nDelivery attempts will continue.", _WAITS),
        ("Postmaster <postmaster@acme.example>", "Undeliverable Mail", "Invalid final delivery userid: b@acme.example\n\nOriginal message follows.", _LOST),
        ("mailer-daemon@corp.mail.ru", "Mail failure.", "The following address failed:\n b@acme.example\n 550 Local mailbox is unavailable: user not found", _LOST),
        ("MDaemon@acme.example", "Warning: b@acme.example - User unknown!", "b@acme.example - no such user here.", _LOST),
        ("MAILER-DAEMON@aol.example", "Mail Delivery Problem", "Your mail to the following recipients could not be delivered because they are "
         "not accepting mail from news@seller.example:\n\n\tb@acme.example (no longer active)", ("failed", "disabled")),
        ("Mail System <MAILER-DAEMON@wp.example>", "Niedostarczona wiadomość", "Twoja wiadomość do:\n<b@acme.example>: skrzynka jest pełna", ("failed", "full")),
        ("MAILER-DAEMON@uol.example", "Erro na entrega da mensagem", "Sua mensagem não pôde ser entregue:\nb@acme.example\nMotivo: caixa postal cheia", ("failed", "full")),
        ("MAILER-DAEMON@biglobe.example", "メール不達通知", "次の宛先に届けることができませんでした。\n\n<b@acme.example>\n宛先のメールアドレスが存在しません", _LOST),
        ("mailer-daemon@naver.example", "[발송실패 안내]", "받는 사람: b@acme.example\n실패 사유: 메일 주소가 존재하지 않습니다.", _LOST),
    ],
)  # fmt: skip
def test_reports_name_whom_and_why(sender, subject, text, outcome):
    assert report(sender, subject, text) == ("bounce", [("b@acme.example", *outcome)])


def test_an_address_may_stand_in_the_subject_alone():
    kind, said = report(
        "MAILER-DAEMON@x.example", "Undeliverable: b@acme.example", "It did not work."
    )
    assert (kind, said[0][:2]) == ("bounce", ("b@acme.example", "failed"))


def test_a_filter_that_sends_mail_back_in_the_form_of_a_receipt_is_a_report():
    text = "Your message to <b@acme.example> was automatically rejected:\nQuota exceeded"
    field = "Auto-Submitted: auto-replied (rejected)"
    assert report("admin@acme.example", "Automatically rejected mail", text, field) == (
        "bounce",
        [("b@acme.example", "failed", "full")],
    )


def test_the_words_explain_what_the_report_part_leaves_out():
    part = "Final-Recipient: rfc822; {}\r\nAction: failure\r\nStatus: 5.0.0{}\r\n\r\n"
    text = (
        "From: MAILER-DAEMON@x.example\r\nSubject: failed\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nYour message was lost:\r\n\r\nb@acme.example: the mailbox is full\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        + part.format("b@acme.example", "")
        + part.format("c@acme.example", " (no such user)")
        + "--b--\r\n"
    )
    found = parse(text.encode()).bounces
    assert [(b.address, b.action, cause_of(b.status, b.diagnostic)) for b in found] == [
        ("b@acme.example", "failed", "full"),
        ("c@acme.example", "failed", "no_address"),
    ]


def test_who_writes_about_delivery_and_who_answers_is_no_report():
    text = "Your message to b@acme.example was rejected with 550 5.1.1. Please check the recipient."
    assert report("Klaus <klaus@acme.example>", "Undeliverable: Offer", text)[0] == "personal"
    assert report("postmaster@acme.example", "Re: Undeliverable: Offer", text)[0] == "personal"
