"""bounces: every delivery report, read receipt, spam complaint and false friend of the corpus.

Expected by hand, by one rule: what a person who reads the mail would answer to "whom does it speak of, is the mail lost for
him, and why". Who: the Final-Recipient (else Original-Recipient) of each group of a report, or the failed addresses named
before the quoted mail. Lost: what Action says; in words, failed unless the server says that it goes on trying. Why: the
cause by the table in `bounce_words` that the code and the server's sentence name. Order of addresses counts for nothing.
A last table holds mail that only speaks of delivery or has a machine's address in it and is none of these.
"""

from collections.abc import Iterator

from desktop.mail.bounce_words import cause_of
from desktop.mail.mime.parse import parse
from tests.corpus.check import ROOT, Check, compare

SET = "bounces"

_GMAIL = ("bbbbvhvbbvkjbhfbvbvjhb", "bscdbcjhasbcjhbdscbhbsdhcbj", "egyfefsdvsfvvhjsd", "kfhejkfbsjkjsbhds", "qfvhgsvhgsduiohncdhcvhsdfvsfygusd")  # fmt: skip
_X = (3, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16)

BOUNCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "enmime/delayed_dsn.raw": (("thomas@de-montfort.ac.uk", "delayed", "busy"),),
    "enmime/dsn_with_multipart_alternative.raw": (
        ("non-existing@example.com", "failed", "no_address"),
    ),
    "enmime/multi_recipient_dsn.raw": (
        ("arathib@vnet.ibm.com", "failed", "no_address"),
        ("johnh@hpnjld.njd.hp.com", "delayed", "unknown"),
        ("wsnell@sdcc13.ucsd.edu", "failed", "no_address"),
    ),
    "enmime/multipart-wo-boundary.raw": (),
    "enmime/simple_dsn.raw": (("louisl@larry.slip.umd.edu", "failed", "unreachable"),),
    "enmime/simple_dsn_with_html.raw": (("louisl@larry.slip.umd.edu", "failed", "unreachable"),),
    "flanker/bounce/broken-mime.eml": (("info@example.net", "failed", "unknown"),),
    "flanker/bounce/delayed-broken.eml": (("demo@example.com", "failed", "full"),),
    "flanker/bounce/delayed.eml": (("foo@example.com", "failed", "unreachable"),),
    "flanker/bounce/gmail-invalid-address.eml": (
        ("awfawfawfawfawfaw@someserverhere.com", "failed", "no_address"),
    ),
    "flanker/bounce/gmail-no-dns.eml": (("user@example.comm", "failed", "no_domain"),),
    "flanker/bounce/mailbox-full.eml": (("user@aol.com", "failed", "full"),),
    "flanker/bounce/no-mx.eml": (("user@example.com", "delayed", "no_domain"),),
    "flanker/bounce/office365.eml": (("noname@example.com", "failed", "no_address"),),
    "flanker/bounce/zed.eml": (
        ("asdfasdfasdfasdfasdfasdfewrqertrtyrthsfgdfgadfqeadvxzvz@gmail.com", "failed", "no_address"),
    ),
    "flanker/complaints/aol.eml": (),
    "flanker/complaints/yahoo.eml": (("user@yahoo.com", "complained", "unknown"),),
    "imap_tools/mime_emails/raw_email_with_mimepart_without_content_type.eml": (
        ("larose.julie@courrier.uqam.ca", "delayed", "busy"),
    ),
    "imap_tools/multipart_report_emails/multi_address_bounce1.eml": tuple(
        (f"{name}@gmail.com", "failed", "no_address") for name in _GMAIL
    ),
    "imap_tools/multipart_report_emails/multipart_report_multiple_status.eml": (
        ("u@ci.com", "failed", "busy"),
    ),
    "imap_tools/multipart_report_emails/report_422.eml": (
        ("fraser@oooooooo.com.au", "delayed", "full"),
    ),
    "imap_tools/multipart_report_emails/report_530.eml": (
        ("edwin@zzzzzzz.com", "failed", "no_address"),
    ),
    "mikel-mail/multipart_report_emails/multipart_report_multiple_status.eml": (
        ("u@ci.com", "failed", "busy"),
    ),
    "mikel-mail/multipart_report_emails/report_530.eml": (
        ("edwin@zzzzzzz.com", "failed", "no_address"),
    ),
    "mime4j/mimetools-testmsgs/badbound.msg": (("pnet@uscom.com", "failed", "unknown"),),
    "nodemailer/delivery-status.eml": (("xxxx@xxxx.com", "failed", "no_address"),),
    "python-email/msg_05.txt": (),
    "python-email/msg_16.txt": (("jangel1@cougar.noc.ucla.edu", "failed", "full"),),
    "python-email/msg_25.txt": (("scoffman@wellpartner.com", "failed", "loop"),),
    "python-email/msg_43.txt": tuple(("x" * n + "@dot.ca.gov", "failed", "spam") for n in _X),
    "../threads/ietf/mail_delivery_status.1": (
        ("winserver.support@winserver.com", "failed", "no_address"),
    ),
}  # fmt: skip

RECEIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "flanker/disposition-notification.eml": (("Joe_Recipient@example.com", "displayed"),),
}

NEITHER = (
    "flanker/long-links.eml",
    "mime4j/mimetools-testmsgs/simple.msg",
    "rspamd/aliases_simple.eml",
    "spamassassin/spam/002",
    "spamassassin/spam/004",
    "spamassassin/spam/008",
    "../threads/ponymail/rfc2822-A5.eml",
)


def checks() -> Iterator[Check]:
    """Kind, addresses, outcome and cause of each report."""
    for name, expected in BOUNCES.items():
        m = parse((ROOT / "mime" / name).read_bytes())
        yield compare(SET, name, "kind", m.kind, "bounce")
        said = {(b.address, b.action, cause_of(b.status, b.diagnostic)) for b in m.bounces}
        for what, at in (("addresses", 0), ("outcome", 1), ("cause", 2)):
            ours = {(row[0], row[at]) for row in said}
            yield compare(SET, name, what, ours, {(row[0], row[at]) for row in expected})
    for name, read_by in RECEIPTS.items():
        m = parse((ROOT / "mime" / name).read_bytes())
        yield compare(SET, name, "kind", m.kind, "receipt")
        yield compare(
            SET, name, "read by", tuple((r.address, r.action) for r in m.receipts), read_by
        )
    for name in NEITHER:
        m = parse((ROOT / "mime" / name).read_bytes())
        ours = (m.kind in ("bounce", "receipt", "auto_reply"), m.bounces)
        yield compare(SET, name, "neither", ours, (False, ()))
