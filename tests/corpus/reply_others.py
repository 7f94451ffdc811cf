"""replies/zapier, willdurand, github, and the files of crisp that its EXPECTED.json does not name.

The corpus holds no expectation for them (`upstream:` in MANIFEST.tsv). What follows states, from what upstream's tests
assert and from reading each file, how the reply begins and ends and whether there is a signature and a quote.

Rule: the reply's words begin with `begin` and end with `end`; quote and signature are there or not as said; no word of
the file is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.mail.quoting.split import split_reply
from tests.corpus.check import ROOT, Check
from tests.corpus.reply_crisp import words

SET = "reply_others"


@dataclass(frozen=True)
class _Wanted:
    begin: str
    end: str
    quoted: bool = True
    signed: bool = False


_FUSCE = _Wanted("Fusce bibendum, quam", "varius aliquet nec nec nibh.")
_RIAK = "I am currently using the Java HTTP API. -Abhishek Kona"
_EXPECTED = {
    "zapier/email_1_4.txt": _Wanted("Awesome!", "problem with it."),
    "zapier/email_1_7.txt": _Wanted(":+1:", ":+1:"),
    "zapier/email_1_8.txt": _Wanted("I will reply under this one", "and under this.", signed=True),
    "zapier/email_2_2.txt": _Wanted("Outlook with a reply", "directly above line"),
    "zapier/email_2_3.txt": _Wanted("Outlook with a reply above", "using unusual format"),
    "zapier/email_gmail.txt": _Wanted("This is a test", "to a github message."),
    "zapier/email_headers_no_delimiter.txt": _Wanted("And another reply!", "And another reply!"),
    "zapier/email_partial_quote_header.txt": _Wanted("On your remote host", "tunnel is not working."),
    "zapier/email_sig_delimiter_in_middle_of_line.txt": _Wanted("Hi there!", "kthxbai", quoted=False),
    "zapier/greedy_on.txt": _Wanted("On your remote host", "tunnel is not working."),
    "zapier/pathological.txt": _Wanted("I think you're onto", "back to a computer."),
    "willdurand/email_1.txt": _Wanted("Hi folks", _RIAK, quoted=False, signed=True),
    "willdurand/email_2.txt": _Wanted("Hi, You can list", "delete them all individually.\"", signed=True),
    "willdurand/email_22.txt": _FUSCE,
    "willdurand/email_23.txt": _FUSCE,
    "willdurand/email_23_1.txt": _FUSCE,
    "willdurand/email_3.txt": _Wanted("Oh thanks.", "-Abhishek Kona", signed=True),
    "willdurand/email_6.txt": _Wanted("I get proper", "rendering as well.", signed=True),
    "willdurand/email_9.txt": _FUSCE,
    "willdurand/email_issue_77.txt": _Wanted("Bonjour Test,", "Text paragraph 2"),
    "willdurand/email_ls-l.txt": _Wanted("MIME-Version", "sess_25tni1suqgasqk8osnmk098sc6", quoted=False, signed=True),
    "willdurand/email_w10_mail.txt": _Wanted("Great thanks Bort", "now. Braxton", signed=True),
    "willdurand/email_zimbra_free_en.txt": _Wanted("Bonjour Toby,", "Michael Scott"),
    "willdurand/email_zimbra_free_fr.txt": _Wanted("Bonjour Test,", "Michael Scott"),
    "github/email_2_3.txt": _Wanted("Outlook with a reply", "directly above line"),
    "crisp/email_19.txt": _Wanted("On Thursday, I get", "proper rendering.", signed=True),
    "crisp/email_20.txt": _Wanted("On Thursday.", "On Thursday."),
    "crisp/email_21.txt": _Wanted("On Thursday: Lorem", "anim id est laborum.", quoted=False),
    "crisp/email_2_1.txt": _Wanted("Outlook with a reply", "Outlook with a reply"),
    "crisp/email_4.txt": _Wanted("Awesome!", "problem with it."),
    "crisp/email_6.txt": _Wanted("I get proper", "Sent a magnificent torch of pixels"),
    "crisp/email_blackberry.txt": _Wanted("Here is", "another email", quoted=False, signed=True),
    "crisp/email_bullets.txt": _Wanted("test 2 this", "- and another", signed=True),
    "crisp/email_custom_quote_header.txt": _Wanted("Thank you!", "Thank you!", signed=True),
    "crisp/email_customer_quote_header_2.txt": _Wanted("Thank you very", "much."),
    "crisp/email_customer_quote_header_3.txt": _Wanted("bonjour,", "merci d'avance"),
    "crisp/email_iphone.txt": _Wanted("Here is", "another email", quoted=False, signed=True),
    "crisp/email_multi_word_sent_from_my_mobile_device.txt": _Wanted("Here is", "another email", quoted=False, signed=True),
    "crisp/email_one_is_not_on.txt": _Wanted("Thank, this is", "when I run..."),
    "crisp/email_reply_header.txt": _Wanted("This is the latest", "Stranger", signed=True),
    "crisp/email_sent_from_my_not_signature.txt": _Wanted("Here is", "my mobile phone.", quoted=False),
    "crisp/email_thread.txt": _Wanted("This is new email", "from bellow."),
    "crisp/email_tricky_2_url_with_wrote.txt": _Wanted("Hi there,", '"wrote:" in them.', quoted=False, signed=True),
    "crisp/email_tricky_3_code_block.txt": _Wanted("Here's the code", "as actual signatures.", quoted=False),
    "crisp/email_tricky_4_from_in_body.txt": _Wanted("I need to parse", "message content.", quoted=False),
    "crisp/email_tricky_6_regards_in_sentence.txt": _Wanted("I wanted to discuss", "should be visible.", quoted=False),
    "crisp/email_tricky_7_multiple_dashes.txt": _Wanted("Here is my analysis", "in my content.", quoted=False),
    "crisp/email_tricky_8_sent_from_in_content.txt": _Wanted("The notification", "the main server.", quoted=False),
    "crisp/email_tricky_9_nested_quotes.txt": _Wanted("I agree with", "the points below."),
    "crisp/email_tricky_11_double_signature.txt": _Wanted("Thanks for your", "help!", quoted=False, signed=True),
    "crisp/email_tricky_16_unicode_signatures.txt": _Wanted("Thanks for the", "update!", quoted=False, signed=True),
    "crisp/email_tricky_17_forward_header.txt": _Wanted("See the forwarded", "message below."),
    "crisp/email_tricky_18_inline_reply.txt": _Wanted("I think option A", "for our use case."),
    "crisp/email_tricky_19_quote_without_header.txt": _Wanted("I wanted to respond", "final thoughts."),
    "crisp/email_tricky_20_html_entities.txt": _Wanted("The data should", "handled correctly."),
    "crisp/email_unquoted_reply.txt": _Wanted("This is my", "reply."),
    "crisp/email_with_date_headers.txt": _Wanted("Thank you very much.", "my previous mail", quoted=False),
    "crisp/email_with_from_headers.txt": _Wanted("[FROM] My email is", "<foo@example.com>", quoted=False),
}  # fmt: skip

# willdurand's test sets each of these in place of [DATE] and wants "Thank you very much." as the reply.
_DATES = (
    "On Tue, 2011-03-01 at 18:02 +0530, Abhishek Kona wrote:",
    "2014-03-20 8:48 GMT+01:00 Rémi Dolan <do_not_reply@dolan.com>:",
    "2014-03-20 20:48 GMT+01:00 Rémi Dolan <do_not_reply@dolan.com>:",
    "2014-03-09 20:48 GMT+01:00 Rémi Dolan <do_not_reply@dolan.com>:",
    "Le 19 mars 2014 10:37, Cédric Lombardot <cedric.lombardot@gmail.com> a écrit :",
    "El 19/03/2014 11:34, Juan Pérez <juan.perez@mailcatch.com> escribió:",
    "W dniu 7 stycznia 2015 15:24 użytkownik Paweł Brzoski <pbrzoski91@gmail.com> napisał:",
    "Le 19/03/2014 11:34, Georges du chemin a écrit :",
    "W dniu 2015-01-07 14:23, pbrzoski91@gmail.com pisze: ",
    "Den 08/06/2015 kl. 21.21 skrev Test user <test@example.com>:",
    "Am 25.06.2015 um 10:55 schrieb Test user:",
    "Test user <test@example.com> schrieb:",
    "在 2016年11月8日，下午2:23，Test user <test@example.com> 写道：",
    "2016. 11. 8. 오후 12:39 Test user <test@example.com> 작성:",
    "2016/11/08 14:26、Test user <test@example.com> のメッセージ:",
)


def checks() -> Iterator[Check]:
    """Four Checks a file; one for each date line."""
    for name, wanted in _EXPECTED.items():
        text = (ROOT / "replies" / name).read_bytes().decode("utf-8", "replace")
        found = split_reply(text)
        reply = words(found.reply_text)
        ok = reply.startswith(wanted.begin) and reply.endswith(wanted.end)
        yield Check(SET, name, "reply", ok, f"{reply[:100]} ... {reply[-100:]}")
        yield Check(
            SET, name, "quote", bool(found.quoted_text) == wanted.quoted, found.quoted_text[:200]
        )
        yield Check(
            SET, name, "signature", bool(found.signature) == wanted.signed, found.signature[:200]
        )
        together = f"{found.reply_text} {found.quoted_text} {found.signature}"
        kept = sorted(words(together).split()) == sorted(words(text.replace("\u200b", "")).split())
        yield Check(SET, name, "no word lost", kept)
    text = (ROOT / "replies" / "crisp" / "email_with_date_headers.txt").read_text("utf-8")
    for line in _DATES:
        reply = split_reply(text.replace("[DATE]", line)).reply_text
        yield Check(SET, line, "date line", reply == "Thank you very much.", reply)
