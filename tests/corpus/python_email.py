"""python-email, tika, nodemailer, mikel-mail, spamassassin: facts of test_email.py, RFC822ParserTest.java and the like.

Few of these files are tested upstream for what a reader sees; what is told here is what they are there for.
"""

from collections.abc import Iterator

from tests.corpus.check import Check
from tests.corpus.upstream import Fact, checks_of

SET = "python-email"
_BARRY = "Barry <barry@digicool.com>"
_LOVERS = "Dingus Lovers <cravindogs@cravindogs.com>"

PYTHON = {
    "msg_01.txt": Fact("This is a test message", "John X. Doe <bbb@ddd.com>", "<bbb@zzz.org>", text="Hi, Do you like this message? -Me"),
    "msg_02.txt": Fact(
        tree="mixed(text/plain text/plain digest(message/rfc822(text/plain) message/rfc822(text/plain)"
        " message/rfc822(text/plain) message/rfc822(text/plain) message/rfc822(text/plain)) text/plain)"
    ),
    "msg_04.txt": Fact("a simple multipart", files=("msg.txt", "msg.txt"), tree="mixed(text/plain text/plain)"),
    "msg_07.txt": Fact("Here is your dingus fish", _BARRY, _LOVERS, text="Hi there, This is the dingus fish.", files=("dingusfish.gif",)),
    "msg_06.txt": Fact(tree="message/rfc822(text/plain)", files=("testing.eml",)),
    "msg_10.txt": Fact(text_has="This is a Base64 encoded message."),
    "msg_11.txt": Fact("The enclosing message", tree="message/rfc822(text/plain)", files=("An enclosed message.eml",)),
    "msg_13.txt": Fact(tree="mixed(text/plain mixed(text/plain image/gif))", files=("dingusfish.gif",)),
    "msg_14.txt": Fact(tree="text/plain"),
    "msg_15.txt": Fact(text_has="Some removed test."),
    "msg_16.txt": Fact(kind="bounce", bounces=("jangel1@cougar.noc.ucla.edu",),
                       tree="report(text/plain message/delivery-status message/rfc822(text/plain))"),
    "msg_21.txt": Fact(text="One Two", tree="mixed(text/plain text/plain)"),
    "msg_22.txt": Fact(files=("wibble.JPG", "wibble2.JPG")),
    "msg_25.txt": Fact(kind="bounce", bounces=("scoffman@wellpartner.com",)),
    "msg_26.txt": Fact("IMAP file test", text="Simple email with attachment.", files=("clock.bmp",)),
    "msg_28.txt": Fact(files=("ee.eml", "ee.eml")),
    "msg_34.txt": Fact(tree="digest(text/plain message/rfc822(text/plain))"),
    "msg_36.txt": Fact(tree="mixed(text/plain alternative(message/external-body message/external-body))"),
    "msg_43.txt": Fact(kind="bounce"),
    "msg_44.txt": Fact(files=("msg.txt", "msg.txt")),
    "msg_46.txt": Fact("GroupwiseForwardingTest", "Sender <sender@example.net>", "<someone@example.com>"),
    "msg_47.txt": Fact(sender="<arthur@example.example>"),
}  # fmt: skip
TIKA = {
    "testRFC822": Fact("[jira] Commented: (TIKA-461) RFC822 messages not parsed", "Julien Nioche (JIRA) <jira@apache.org>"),
    "testRFC822-multipart": Fact("Test Multi Part Message", "DigitalPebble <julien@digitalpebble.com>", files=("logo.gif",)),
    "testRFC822_quoted": Fact("Sample with Quoted Printable Text", text_has="Düsseldorf has non-ascii."),
    "testRFC822_base64": Fact(text_has="Here is some text, with international characters, voilà!"),
    "testRFC822_i18nheaders": Fact("If you can read this you understand the example.", "Keld Jørn Simonsen <keld@dkuug.dk>"),
    "testRFC822_normal_zip": Fact(text_has="This is the Plain Text part", html_has="HTML", files=("test.zip",)),
    "testRFC822_encrypted_zip": Fact(text_has="This is the Plain Text part", files=("test.zip",)),
    "testRFC822_multipart_attachments.eml": Fact(files=("Test TxtA.txt", "Test TxtB.txt")),
    "testRFC822-mixed-with-pdf-inline": Fact(files=("tzora-titan-4-hummer-xl-manual.pdf",)),
    "testRFC822_eml": Fact("Testemail", "Philipp Steinkrüger <philipp.steinkrueger@uni-koeln.de>"),
    "testRFC822_date_utf8": Fact("Testemail"),
    "testEmailWithPNGAtt.eml": Fact("Test Attachment Email", files=("testPNG.png",)),
    "testGroupWiseEml.eml": Fact("test333", text="test", files=("test.eml", "Neues Textdokument.txt")),
}  # fmt: skip
NODEMAILER = {
    "base64encodedroot.eml": Fact(files=("screenshot.png",)),
    "delivery-status.eml": Fact(kind="bounce", bounces=("xxxx@xxxx.com",)),
    "nodemailer.eml": Fact(
        "Nodemailer is unicode friendly ✔ (1476358788189)",
        "Andris Kreata <andris@kreata.ee>",
        "Andris Reinman <andris+123@kreata.ee>, <andris.reinman@gmail.com>",
        text="Hello to myself!",
        files=("image.png", "nyan cat ✔.gif", "notes.txt"),
    ),
    "mixed.eml": Fact(text_has="Good Morning;"),
}  # fmt: skip


def checks() -> Iterator[Check]:
    """Every fact of the three folders."""
    yield from checks_of(SET, PYTHON)
    yield from checks_of("tika", TIKA)
    yield from checks_of("nodemailer", NODEMAILER)
