"""Delivery reports without a report part: the servers that traders meet, each with its own words; and why, in plain words."""

import pytest

from desktop.mail.bounce_words import cause_of, reason
from desktop.mail.mime.parse import parse

_QUOTED = "\n\nFrom: me@seller.example\nMessage-ID: <1@seller.example>\nTo: wrong@quoted.example\n\nDear third@quoted.example"

QMAIL = (
    """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<buyer@acme.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <buyer@acme.example>: Recipient address rejected: User unknown
Giving up on 192.0.2.7.

<other@acme.example>:
Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)
I'm not going to try again; this message has been in the queue too long.

--- Below this line is a copy of the message.

Return-Path: <me@seller.example>"""
    + _QUOTED
)

EXIM = (
    """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  buyer@acme.example
    host mx.acme.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<buyer@acme.example>:
    552 5.2.2 Mailbox full

------ This is a copy of the message, including all the headers. ------
"""
    + _QUOTED
)

EXIM_DELAY = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.seller.example.

The address to which the message has not yet been delivered is:

  buyer@acme.example
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals."""

EXCHANGE = (
    """Delivery has failed to these recipients or groups:

Mr. Buyer (buyer@acme.example)<mailto:buyer@acme.example>
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.

Diagnostic information for administrators:

Generating server: mx.acme.example

buyer@acme.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Original message headers:

Received: from mx.seller.example"""
    + _QUOTED
)

QQ = """抱歉，您的邮件被退回来了……
原邮件信息：
时间  2026-11-20 10:31:22
主题  Re: Quotation
收件人  buyer@acme.example
退信原因：
收件人邮件地址（buyer@acme.example）不存在，邮件无法送达。
host mx.acme.example said: 550 Mailbox not found
建议解决方案：请联系您的收件人，核对邮箱地址。"""

NETEASE = """很抱歉，您的邮件被退回
主题：Quotation
收件人：buyer@acme.example
发送时间：2026-11-20 10:31
退信原因：对方邮箱空间不足，无法接收邮件。
英文说明：552 Quota exceeded
----------------- 原始邮件 -----------------
发件人：third@quoted.example"""

ALIYUN = """您好！
很抱歉，您发送给 buyer@acme.example 的邮件投递失败，已被系统退信。
退信代码：554 Reject by behaviour spam at Rcpt State
建议：请稍后换一个邮箱发送。"""

ALIYUN_DELAY = """您好，您发往 buyer@acme.example 的邮件暂时无法送达，系统将继续尝试投递，您无需重新发送。
原因：450 4.2.0 greylisted, try again later"""

LOTUS = """Your message

  Subject: Quotation

was not delivered to:

  buyer@acme.example

because:

  User buyer (buyer@acme.example) not listed in Domino Directory"""

CASES = {
    "qmail": ("MAILER-DAEMON@mx.example", "failure notice", QMAIL,
              [("buyer@acme.example", "failed", "no_address"), ("other@acme.example", "failed", "unreachable")]),
    "exim": ("Mailer-Daemon@mx.example", "Mail delivery failed: returning message to sender", EXIM,
             [("buyer@acme.example", "failed", "full")]),
    "exim delay": ("Mailer-Daemon@mx.example", "Warning: message 1abc delayed 24 hours", EXIM_DELAY,
                   [("buyer@acme.example", "delayed", "unreachable")]),
    "exchange": ("postmaster@acme.example", "Undeliverable: Quotation", EXCHANGE,
                 [("buyer@acme.example", "failed", "no_address")]),
    "qq": ("PostMaster@qq.com", "系统退信", QQ, [("buyer@acme.example", "failed", "no_address")]),
    "163": ("Postmaster@163.com", "系统退信/Systems bounce", NETEASE, [("buyer@acme.example", "failed", "full")]),
    "aliyun": ("postmaster@service.aliyun.com", "系统退信", ALIYUN, [("buyer@acme.example", "failed", "spam")]),
    "aliyun delay": ("postmaster@service.aliyun.com", "延迟投递通知", ALIYUN_DELAY,
                     [("buyer@acme.example", "delayed", "busy")]),
    "lotus": ("postmaster@acme.example", "DELIVERY FAILURE: User buyer not listed in Domino Directory", LOTUS,
              [("buyer@acme.example", "failed", "no_address")]),
}  # fmt: skip


def raw(sender, subject, text):
    return "\r\n".join(
        [
            f"From: {sender}",
            "To: me@seller.example",
            f"Subject: {subject}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            text.replace("\n", "\r\n"),
        ]
    ).encode()


@pytest.mark.parametrize("name", CASES)
def test_every_server_says_whom_and_why(name):
    sender, subject, text, expected = CASES[name]
    parsed = parse(raw(sender, subject, text))
    assert parsed.kind == "bounce"
    found = [(b.address, b.action, cause_of(b.status, b.diagnostic)) for b in parsed.bounces]
    assert found == expected


def test_a_complaint_is_no_failed_address():
    text = "\r\n".join(
        [
            "From: fbl@isp.example", "To: me@seller.example", "Subject: FW: Offer", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', "",
            "--b", "", "This is an abuse report for buyer@acme.example.",
            "--b", "Content-Type: message/feedback-report", "",
            "Feedback-Type: abuse", "Version: 1", "Original-Rcpt-To: <buyer@acme.example>", "",
            "--b", "Content-Type: message/rfc822", "", "Message-ID: <1@seller.example>", "Subject: Offer", "", "x",
            "--b--", "",
        ]
    )  # fmt: skip
    parsed = parse(text.encode())
    assert parsed.kind == "bounce"
    assert [(b.address, b.action) for b in parsed.bounces] == [("buyer@acme.example", "complained")]


@pytest.mark.parametrize(
    ("status", "diagnostic", "cause"),
    [
        ("5.1.1", "", "no_address"),
        ("5.1.2", "", "no_domain"),
        ("5.2.1", "", "disabled"),
        ("4.2.2", "", "full"),
        ("5.3.4", "", "too_large"),
        ("5.7.26", "", "sender"),
        ("5.7.1", "", "refused"),
        ("5.7.1", "550 5.7.1 Message rejected as spam by Content Filtering", "spam"),
        ("5.7.1", "Unable to relay", "relay"),
        ("5.0.0", "550 user unknown", "no_address"),
        ("", "550 User not found: 12345@163.com", "no_address"),
        ("", "552 Quota exceed the hard limit for user", "full"),
        ("", "exceeded mailsize limit", "too_large"),
        ("", "550 RC:NE The email account does not exist.", "no_address"),
        ("", "554 delivery error: dd This user doesn't have a yahoo.com account", "no_address"),
        ("", "554 sending quota exceeded", "busy"),
        ("", "554 5 DT:SPM 163 smtp9", "unknown"),
        ("", "收件人邮箱不存在", "no_address"),
        ("4.7.0", "greylisted, try again later", "busy"),
        ("", "", "unknown"),
    ],
)
def test_the_cause_is_told_by_code_or_by_sentence(status, diagnostic, cause):
    assert cause_of(status, diagnostic) == cause


def test_a_reason_says_what_to_do_and_whether_the_address_is_bad():
    gone = reason("5.1.1", "")
    assert gone.why == "There is no such mailbox."
    assert gone.hint
    assert gone.address_is_bad
    assert not reason("5.2.2", "").address_is_bad


_DISCLAIMER = "If you are not the intended recipient of this e-mail, please notify the sender by return e-mail."


@pytest.mark.parametrize(
    ("sender", "subject", "text", "field"),
    [
        ("postmaster@firm.example", "Shipment delayed", f"Dear Lin,\nthe vessel is late.\nBest, Klaus\nklaus@firm.example\n{_DISCLAIMER}", ""),
        ("Klaus <postmaster@firm.example>", "Delivery delayed: order 12", f"It comes on Monday.\nE-mail: klaus@firm.example\n{_DISCLAIMER}", ""),
        ("postmaster@firm.example", "货物延迟", "您好，货物延迟一周。\n李\n邮箱：li@firm.example", ""),
        ("postmaster@firm.example", "Re: Undelivered Mail Returned to Sender", "Our server failed: 5.1.1. Please send your message again.", ""),
        ("bounce-7@parcels.example", "Could not deliver your parcel: delivery failed", "Nobody was at home. Ask help@parcels.example", ""),
        ("klaus@firm.example", "Delivery delayed of order 5", "I am away until Monday.", "Return-Path: <>"),
        ("klaus@firm.example", "Automatic reply: undeliverable goods", "I am away until Monday.", "Return-Path: <>"),
    ],
)  # fmt: skip
def test_goods_are_delayed_too(sender, subject, text, field):
    """Who writes from a server's address, or by a program that wants no answer, is no report by one word."""
    sent = raw(sender, subject, text)
    parsed = parse(f"{field}\r\n".encode() + sent if field else sent)
    assert parsed.kind != "bounce"
    assert parsed.bounces == ()


@pytest.mark.parametrize(
    ("sender", "subject", "text", "field"),
    [
        ("postmaster@firm.example", "Undeliverable: offer", "Your message did not reach some or all of the intended recipients.\n  buyer@acme.example on 3/3", ""),
        ("postmaster@firm.example", "Warning: mail delayed", "Your message to buyer@acme.example has been delayed.", ""),
        ("postmaster@firm.example", "Undeliverable: offer", "", "Return-Path: <>"),
        ("MAILER-DAEMON@firm.example", "Delayed", "", ""),
        ("postmaster@firm.example", "来自 firm.example 的退信", "您的邮件被退回，收件人（buyer@acme.example）不存在", ""),
    ],
)  # fmt: skip
def test_reports_stay_reports(sender, subject, text, field):
    sent = raw(sender, subject, text)
    assert parse(f"{field}\r\n".encode() + sent if field else sent).kind == "bounce"
