"""outlook-msg, tika-msg: facts of bbottema/outlook-message-parser's HighoverEmailsTest.java and tika's OutlookParserTest.

What Outlook keeps that is no mail (contacts, appointments, notes, tasks) is refused with its kind.
"""

from collections.abc import Iterator

from desktop.mail.mime import outlook
from tests.corpus.check import ROOT, Check, compare
from tests.corpus.upstream import Fact, checks_of

SET = "outlook-msg"
_BENNY = "Benny Bottema <benny@bennybottema.com>"
_EMANUEL = "REISINGER Emanuel <Emanuel.Reisinger@cargonet.software>"
_WILSON = "Wilson, Chris <Chris.Wilson@leeds.gov.uk>"
_MARTIN = "Paliarik, Martin <mpaliarik@mdlz.com>"

FACTS = {
    "simple sent.msg": Fact(
        sender="John Doe <jdoes@someserver.com>",
        to="<sales@bitdaddys.com>",
        text="Dear BitDaddys Corp., We have added your software to our approved list. Thank you for your efforts, "
        "Sincerely, John Doe Some Server Company",
        files=(),
    ),
    "unsent draft.msg": Fact(
        "MSG Test File",
        to="<time2talk@online-convert.com>",
        text_has="Purpose: Provide example of this file type",
        files=(),
    ),
    "plain chain.msg": Fact(
        "RE: [Redmine - Bug #10180] redmine not truncating emails properly",
        to="<applsoft-redmine@anca.com>, <rob@thegopedal.com>",
        text_has="Another test email to obtain raw data for Jean-Philippe.",
        files=(),
    ),
    "nested simple mail.msg": Fact(
        "outlookmsg2html Testmail",
        _EMANUEL,
        _EMANUEL,
        text="Mail in mail. BR",
        files=("outlookmsg2html Testmail.eml",),
    ),
    "attachments.msg": Fact(
        "Delivery delayed:RE: Bosco Fraud Cases [ 2 of 8]",
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@coab.us>",
        "<darlington@coab.us>",
        text_has="Delivery is delayed to these recipients or groups",
        count=2,
        kind="bounce",
        bounces=("Darren.vuzzo@myfloridalicence.com",),
    ),
    "HTML mail with replyto and attachment and embedded image.msg": Fact(
        "hey",
        "lollypop <b.bottema@projectnibble.org>",
        "C.Cane <benny.bottema@aegon.nl>",
        text="We should meet up!",
        files=("thumbsup", "dresscode.txt", "location.txt"),
    ),
    "S_MIME test message signed.msg": Fact(
        "S/MIME test message signed",
        _BENNY,
        _BENNY,
        text_has="This is an encrypted message, with one embedded image and one dummy attachment.",
        files=("module_architecture.png", "03-07-2005 errata SharnErrata.pdf", "smime.p7s"),
    ),
    "S_MIME test message encrypted.msg": Fact(sender=_BENNY, files=("smime.p7m",)),
    "S_MIME test message signed & encrypted.msg": Fact(sender=_BENNY, files=("smime.p7m",)),
    "chinese message.msg": Fact(text_has="经过汇总 大家提前合理安排进房间入住吧。"),
    "tst_unicode.msg": Fact("Testcase", text_has="Char-å-Char"),
    "attachment with a bracket in the name.msg": Fact(files=("Attachment[1.pdf",)),
    "embedded image.msg": Fact("email test", _MARTIN, _MARTIN, files=("image001.png",)),
    "issue-16-rtf-sample-email-with-attachment.msg": Fact(
        "RtfSampleEmailWithAttachment",
        _WILSON,
        _WILSON,
        text_has="This is a sample RTF email with an attachment",
        files=("SampleAttachment.pdf",),
    ),
    "issue-16-rtf-sample-email.msg": Fact(
        text_has="“Well, Prince, so Genoa and Lucca are now just family estates"
    ),
    "Test at sign in personal From header.msg": Fact(sender="bogus@acme.com <bogus@domain.com>"),
    "simple email with TO and CC_multiple.msg": Fact(
        "Test E-Mail", to="<elias.laugher@gmail.com>, <niklas.lindson@gmail.com>"
    ),
    "CC duplicate recipients bug.msg": Fact(to="Andrew McQuillen <andrew.mcquillen@civica.co.uk>"),
}
TIKA = {
    "test-outlook.msg": Fact(
        "Microsoft Outlook Express 6",
        "L'Équipe Microsoft Outlook Express <msoe@microsoft.com>",
        text_has="messagerie",
    ),
    "testMSG.msg": Fact(
        "MIME registry use cases",
        "Jukka Zitting <jukka.zitting@gmail.com>",
        "<tika-dev@lucene.apache.org>",
        text_has="I've been working on making the type detection code more modular",
    ),
    "testMSG_chinese.msg": Fact(
        "Alfresco MSG format testing ( MSG 格式測試 )", text_has="中文測試"
    ),
    "testMSG_att_doc.msg": Fact(
        "test pièce jointe 1", text="contenu", files=("test-unicode.doc", "pj1.txt")
    ),
    "testMSG_att_msg.msg": Fact(
        "test email", files=("Test Attachment.eml", "smbprn.00009008.KdcPjl.pdf")
    ),
    "testMSG_forwarded.msg": Fact("FW: Testing", text_has="Forwarded Body"),
    "testMSG_Post.msg": Fact("QuickBrownFox", text_has="Is going to jump over the lazy brown dog"),
    "test-outlook2003.msg": Fact(
        "Welcome to Microsoft Office Outlook 2003", text_has="Thank you for using"
    ),
}
NOT_MAIL = {
    "testMSG_Appointment.msg": "appointment",
    "testMSG_Contact.msg": "contact",
    "testMSG_StickyNote.msg": "note",
    "testMSG_Task.msg": "task",
}


def checks() -> Iterator[Check]:
    """Every fact of both folders."""
    yield from checks_of(SET, FACTS)
    yield from checks_of("tika-msg", TIKA)
    for name, kind in NOT_MAIL.items():
        try:
            told = (
                outlook.read((ROOT / "mime" / "tika-msg" / name).read_bytes())
                .raw[:40]
                .decode("ascii", "replace")
            )
        except outlook.NotMail as refused:
            told = str(refused)
        yield compare("tika-msg", name, "kind", told, kind)
