"""flanker: facts of mailgun/flanker's scanner_test.py, part_test.py and bounce_tests.py."""

from collections.abc import Iterator

from tests.corpus.check import Check
from tests.corpus.upstream import Fact, checks_of

SET = "flanker"
_ENCLOSED = "mixed(text/plain message/rfc822(alternative(text/plain text/html)))"
_TO = "Александр Клижентас☯ <bob@example.com>"
_PHRASE = "Simple text. How are you? Как ты поживаешь?"
_REPORT = "report(text/plain message/delivery-status {})"

FACTS = {
    "bilingual-simple.eml": Fact(_PHRASE),
    "enclosed.eml": Fact("Wow", "Bob Marley <bob@example.net>", _TO, tree=_ENCLOSED),
    "enclosed-global.eml": Fact(to=_TO, tree=_ENCLOSED.replace("rfc822", "global")),
    "no-ctype.eml": Fact(
        "Testing message parsing",
        "Bob Marley <bob@marley.com>",
        "<hello@there.com>",
        tree="text/plain",
    ),
    "8bitmime.eml": Fact(text_has="Превел", tree="alternative(text/plain text/html)"),
    "complaints/aol.eml": Fact(
        tree="report(text/plain message/feedback-report message/rfc822(text/plain))"
    ),
    "complaints/yahoo.eml": Fact(
        tree="report(text/plain message/feedback-report message/rfc822(text/html))"
    ),
    "bounce/delayed.eml": Fact(
        "Returned mail: Cannot send message for 5 days",
        tree=_REPORT.format("message/rfc822(text/plain)"),
        kind="bounce",
        bounces=("foo@example.com",),
    ),
    "bounce/zed.eml": Fact(
        tree=_REPORT.format("message/rfc822(text/plain)"),
        kind="bounce",
        bounces=("asdfasdfasdfasdfasdfasdfewrqertrtyrthsfgdfgadfqeadvxzvz@gmail.com",),
    ),
    "bounce/mailbox-full.eml": Fact(
        tree=_REPORT.format("text/rfc822-headers"), kind="bounce", bounces=("user@aol.com",)
    ),
    "bounce/gmail-invalid-address.eml": Fact(tree="text/plain", kind="bounce"),
    "bounce/gmail-no-dns.eml": Fact(tree="text/plain", kind="bounce"),
    "bounce/broken-mime.eml": Fact(tree="text/plain", kind="bounce"),
    "bounce/no-mx.eml": Fact(kind="bounce", bounces=("user@example.com",)),
    "bounce/office365.eml": Fact(kind="bounce", bounces=("noname@example.com",)),
    "dashed-boundaries.eml": Fact(tree="alternative(text/plain text/html)"),
    "missing-final-boundary.eml": Fact(text_has="Some body"),
    "missing-boundaries.eml": Fact(tree="text/plain"),
    "disposition-notification.eml": Fact(
        tree="report(text/plain message/disposition-notification message/rfc822(text/plain))",
        kind="receipt",
    ),
    "spam/broken-ctype.eml": Fact(tree="mixed(text/plain text/plain)"),
    "iphone.eml": Fact(text_has="~Danielle", files=("photo.JPG",)),
    "mailgun-pic.eml": Fact(files=("mailgun.png",)),
    "bz2-attachment.eml": Fact(text="hello, world", files=("foo.txt.bz2",)),
    "text-only.eml": Fact("Testing message parsing", tree="text/plain"),
    "quoted-printable.eml": Fact(
        text_has="Please note that this email contains extremely long links"
    ),
    "encoded-header.eml": Fact("hello", "Foo, Bar <foo.bar@example.com>"),
    "attached-pdf.eml": Fact(files=("test.pdf",)),
    "torture-part.eml": Fact("Multi-media mail demonstration"),
}


def checks() -> Iterator[Check]:
    """Every fact."""
    return checks_of(SET, FACTS)
