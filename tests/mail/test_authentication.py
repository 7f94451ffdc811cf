"""What our own mail server found out about a sender, told from what the sender wrote himself."""

import pytest

from desktop.mail.authentication import judge, stamp_of, trace

GMAIL = stamp_of("gmail", "imap.gmail.com", "rep@gmail.com")
OUTLOOK = stamp_of("microsoft365", "outlook.office365.com", "rep@bowei.com")
QQ = stamp_of("exmail", "imap.exmail.qq.com", "rep@bowei.com")
NETEASE = stamp_of("163-qiye", "imap.qiye.163.com", "rep@bowei.com")
OWN = stamp_of("", "mail.bowei.com", "rep@bowei.com")

GMAIL_PASS = """Received: by 2002:a05:7300:abc with SMTP id x; Fri, 20 Nov 2026 09:53:21 +0000
Received: from mail.acme.de (mail.acme.de. [192.0.2.4])
        by mx.google.com with ESMTPS id y
Authentication-Results: mx.google.com;
       dkim=pass header.i=@acme.de header.s=x header.b=abc;
       spf=pass (google.com: domain of k@acme.de designates 192.0.2.4 as permitted sender) smtp.mailfrom=k@acme.de;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=acme.de
"""
GMAIL_FAIL = """Received: by 2002:a05:7300:abc with SMTP id x; Fri, 20 Nov 2026 09:53:21 +0000
Received: from x.evil.example by mx.google.com with ESMTPS id y
Authentication-Results: mx.google.com;
       spf=fail smtp.mailfrom=k@acme.de; dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=acme.de
"""
FORGED_BELOW = """Authentication-Results: mx.google.com; dkim=pass header.d=acme.de; dmarc=pass header.from=acme.de
Received: from nowhere by mx.google.com with ESMTP id z
"""
MICROSOFT = """Received: from A.prod.outlook.com by B.prod.outlook.com with HTTPS; Fri, 20 Nov 2026 09:53:21
Received: from C.protection.outlook.com by A.outlook.office365.com with SMTP
Authentication-Results: spf=pass (sender IP is 192.0.2.4)
 smtp.mailfrom=acme.de; dkim=pass (signature was verified)
 header.d=acme.de;dmarc=pass action=none
 header.from=acme.de;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of acme.de designates 192.0.2.4)
"""
QQ_NONE = """Received: from mail.acme.de ([192.0.2.4]) by newxmmxszc6-1.qq.com (NewMX) with SMTP id 6010A8AD
X-QQ-mid: xmmxszc6-1t1729135441
Authentication-Results: mx.qq.com; spf=none smtp.mailfrom=;
\tdkim=none; dmarc=none(permerror) header.from=acme.de
"""
NETEASE_PASS = """Received: from mail.acme.de (unknown [192.0.2.1]) by gzga-mx-mtada-g0-8 (Coremail) with SMTP id 1
From: Klaus <k.brenner@acme.de>
Authentication-Results: gzga-mx-mtada-g0-8; spf=pass smtp.mail=k.bren
\tner@acme.de;
"""
NETEASE_FORGED = """Received: from x.evil.example by gzga-mx-mtada-g0-8 (Coremail) with SMTP id 1
Authentication-Results: gzga-mx-mtada-g0-8; spf=pass smtp.mail=k.brenner@acme.de
From: Klaus <k.brenner@acme.de>
Authentication-Results: gzga-mx-mtada-g0-8; spf=fail smtp.mail=x@evil.example
"""
MILTER = """Authentication-Results: mail.bowei.com; dmarc=pass (p=none dis=none) header.from=acme.de
Authentication-Results: mail.bowei.com; spf=pass smtp.mailfrom=acme.de
Received: from mail.acme.de by mail.bowei.com (Postfix) with ESMTPS id 1
"""
SENDER_WROTE_IT = """Received: from x.evil.example by mail.bowei.com (Postfix) with ESMTPS id 1
Authentication-Results: mail.bowei.com; dmarc=pass header.from=acme.de
"""
ONLY_SPF = """Received-SPF: pass (mail.bowei.com: domain of acme.de designates 192.0.2.4) receiver=mail.bowei.com;
 envelope-from="k@acme.de"
Received: from mail.acme.de by mail.bowei.com (Postfix) with ESMTPS id 1
"""
ARC_ONLY = """Received: by 2002:a05:7300:abc with SMTP id x
ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@acme.de; dmarc=pass header.from=acme.de
"""
LIST_PASSED_ON = """Received: from list.example by mx.google.com with ESMTPS id y
Authentication-Results: mx.google.com; dkim=fail header.i=@acme.de; arc=pass (i=1 spf=pass);
 spf=pass smtp.mailfrom=bounce@list.example; dmarc=fail (p=REJECT) header.from=acme.de
"""
INJECTED = """Received: from x.evil.example by mx.google.com with ESMTPS id y
Authentication-Results: mx.google.com; spf=pass (domain of "x) ; dmarc=pass header.from=acme.de ("@evil.example)
 smtp.mailfrom="a; dmarc=pass header.from=acme.de"@evil.example; dmarc=fail (p=QUARANTINE) header.from=acme.de
"""


@pytest.mark.parametrize(
    ("head", "stamp", "state"),
    [
        (GMAIL_PASS, GMAIL, "confirmed"),
        (GMAIL_FAIL, GMAIL, "forged"),
        (GMAIL_FAIL + FORGED_BELOW, GMAIL, "forged"),
        (GMAIL_PASS, QQ, "unchecked"),
        (MICROSOFT, OUTLOOK, "confirmed"),
        (MICROSOFT, GMAIL, "unchecked"),
        (QQ_NONE, QQ, "unconfirmed"),
        (NETEASE_PASS, NETEASE, "confirmed"),
        (NETEASE_FORGED, NETEASE, "unconfirmed"),
        (MILTER, OWN, "confirmed"),
        (SENDER_WROTE_IT, OWN, "unchecked"),
        (ONLY_SPF, OWN, "confirmed"),
        (ARC_ONLY, GMAIL, "confirmed"),
        (LIST_PASSED_ON, GMAIL, "unconfirmed"),
        (INJECTED, GMAIL, "forged"),
        ("Subject: x\n", GMAIL, "unchecked"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_verdicts(head, stamp, state, line_end):
    raw = (head + "From: Klaus <k.brenner@acme.de>\n\nHello\n").replace("\n", line_end).encode()
    found = judge(trace(raw), stamp, "k.brenner@acme.de")
    assert found.state == state
    assert found.text()
    assert bool(found.details()) == (state != "unchecked")


def test_who_passes_for_another_domain_confirms_nothing():
    found = judge(trace(GMAIL_PASS.encode()), GMAIL, "k.brenner@acme-group.example")
    assert found.state == "unconfirmed"
    assert judge(trace(GMAIL_PASS.encode()), GMAIL, "k@mail.acme.de").state == "confirmed"


def test_what_is_kept_is_small():
    kept = trace(GMAIL_PASS.encode())
    assert len(str(kept)) < 250
    assert trace(b"From: a@b.c\n\nAuthentication-Results: x; dmarc=pass\n") is None
