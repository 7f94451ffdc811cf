"""enmime: facts of jhillyerd/enmime's envelope_test.go, part_test.go and dsn tests."""

from collections.abc import Iterator

from tests.corpus.check import Check
from tests.corpus.upstream import Fact, checks_of

SET = "enmime"
_EURO, _PDF = "\u20ac", "Invoice_302232133150612.pdf"
_ALTERNATIVE = "alternative(text/plain text/html)"
_MIXED = "mixed(text/plain text/plain)"

FACTS = {
    "header-only.raw": Fact(text="", no_html=True),
    "non-mime.raw": Fact(text_has="This is a test mailing", no_html=True),
    "non-mime-html.raw": Fact(text_has="This is a test mailing", html_has="<span>This</span>"),
    "html-mime-inline.raw": Fact(
        text="Test of text section", html_has=">Test of HTML section<", files=("favicon.png",)
    ),
    "html-mime-bad-charset-inline.raw": Fact(text="Test of text section"),
    "html-mime-bad-unknown-charset-inline.raw": Fact(text="Test of text section"),
    "mime-alternative.raw": Fact(text="Section one"),
    "mime-mixed.raw": Fact(text="Section one Section two"),
    "mime-mixed-related.raw": Fact(html_has="<p>html1</p>"),
    "mime-signed.raw": Fact(text="Section one Section two"),
    "quoted-printable.raw": Fact(text_has="Phasellus sit amet arcu"),
    "quoted-printable-mime.raw": Fact(text_has="Nullam venenatis ante"),
    "attachment.raw": Fact(text="A text section", no_html=True, files=("test.html",)),
    "attachment-octet.raw": Fact(text="A text section", no_html=True, files=("ATTACHMENT.EXE",)),
    "attachment-application.raw": Fact(files=("some.doc",)),
    "other-parts.raw": Fact(text="A text section", no_html=True, files=("B05.gif",)),
    "other-multi-related.raw": Fact(
        text="Plain text.", html_has="<i>HTML text.</i>", files=("image001.png", "image002.png")
    ),
    "html-only-inline.raw": Fact(
        text="Test of HTML section", html_has=">Test of HTML section<", files=("favicon.png",)
    ),
    "inlinemultipart.raw": Fact(text="Simple text.", count=2),
    "non-mime-html-charset-header-only.raw": Fact(html_has="Müller"),
    "qp-ascii-header.raw": Fact(subject="Test QP Subject!"),
    "qp-utf8-header.raw": Fact(
        subject="MIME UTF8 Test \u00a2 More Text", to="Mirosław Marczak <marczak@inbucket.com>"
    ),
    "qp-utf8-header-no-break.raw": Fact(to="Mirosław Marczak <marczak@inbucket.com>"),
    "non-mime-missing-charset.raw": Fact(html_has=_EURO),
    "attachment-only.raw": Fact(count=1),
    "attachment-only-inline.raw": Fact(count=1),
    "mime-duplicate-param.raw": Fact(files=(_PDF,)),
    "mime-unquoted-tspecials-param.raw": Fact(files=("Invoice_(302232133150612).pdf",)),
    "malformed-multiple-address-header-values.raw": Fact(
        sender="Bob Dunite <bob@extern>, Bobby Dunite <bobby@extern>"
    ),
    "mime-bad-content-type.raw": Fact(files=(_PDF,)),
    "mime-bad-8bit-filename.raw": Fact(text="Text part", files=("管理.doc",)),
    "mime-blank-media-name.raw": Fact(files=(_PDF,)),
    "ctype-bug.raw": Fact(
        subject="Welcome to Papertrail", sender="Papertrail <support@papertrailapp.com>"
    ),
    "attachment-only-inline-quoted-printable.raw": Fact(
        text="Just some html content", html_has="Just some html content"
    ),
    "textplain.raw": Fact(text="Test of text/plain section", tree="text/plain"),
    "testdata__parts__quoted-printable.raw": Fact(text="Start=ABC=Finish"),
    "quoted-printable-invalid.raw": Fact(text_has="Stuffs’s Weekly Summary"),
    "multialtern.raw": Fact(text="A text section", html_has="An HTML section", tree=_ALTERNATIVE),
    "missing-ctype.raw": Fact(text="A text section", html_has="An HTML section", tree=_ALTERNATIVE),
    "empty-header.raw": Fact(text="A text section", html_has="An HTML section", tree=_ALTERNATIVE),
    "badboundary.raw": Fact(html_has="An HTML section", tree=_ALTERNATIVE),
    "multimixed.raw": Fact(text="Section one Section two", tree=_MIXED),
    "multiother.raw": Fact(text="Section one Section two", tree="x-enmime(text/plain text/plain)"),
    "nestedmulti.raw": Fact(
        text="A text section",
        html_has="An HTML section",
        files=("attach.txt", "attach2.txt"),
        tree="alternative(text/plain related(text/html text/plain text/plain))",
    ),
    "similar-boundary.raw": Fact(tree=f"mixed(text/plain {_ALTERNATIVE})"),
    "multibase64.raw": Fact(text="A text section", files=("test.html",)),
    "simple_dsn.raw": Fact(kind="bounce", bounces=("louisl@larry.slip.umd.edu",)),
    "delayed_dsn.raw": Fact(kind="bounce", bounces=("thomas@de-montfort.ac.uk",)),
    "multi_recipient_dsn.raw": Fact(
        kind="bounce",
        bounces=("arathib@vnet.ibm.com", "johnh@hpnjld.njd.hp.com", "wsnell@sdcc13.ucsd.edu"),
    ),
    "dsn_with_multipart_alternative.raw": Fact(
        kind="bounce", bounces=("non-existing@example.com",)
    ),
    "simple_dsn_with_html.raw": Fact(kind="bounce", bounces=("louisl@larry.slip.umd.edu",)),
}


def checks() -> Iterator[Check]:
    """Every fact."""
    return checks_of(SET, FACTS)
