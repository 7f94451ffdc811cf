"""Expectations of the corpus that we do not meet on purpose: (set, file, aspect) -> why.

The test wants each of these to differ still, so that the list cannot grow old. Count them: `python -m benchmarks corpus`.
"""

_BASE64 = (
    "upstream drops the last incomplete group of broken base64; we keep the bytes that it holds"
)
_EMBEDDED = "upstream reads the words and files of an embedded message as those of the outer one; we keep it as a file"
_REPORT = (
    "upstream hides the parts of a report; we list them, so that nothing of a mail is out of reach"
)
_HEADERLESS = (
    "upstream takes text without any header as header; we show it: no word of a mail may be lost"
)
_MOJIBAKE = "upstream shows other characters for bytes that a wrong label names; we show the words that were written"
_HEADER = "upstream ends the header at a broken line; known fields follow, so we go on reading it"

DISAGREEMENTS: dict[tuple[str, str, str], str] = {
    ("mime4j", "mimetools-testmsgs/frag.msg", "content"): _BASE64,
    ("mime4j", "mimetools-testmsgs/multi-frag.msg", "content"): _BASE64,
    ("mime4j", "mimetools-testmsgs/hdr-fakeout.msg", "content"): _HEADERLESS,
    ("mime4j", "testmsgs/basic-plain-with-bad-header-separator.msg", "content"): _HEADERLESS,
    ("mime4j", "testmsgs/malformedHeader-nocrlfcrlf.msg", "content"): _HEADERLESS,
    ("mime4j", "testmsgs/malformedHeader-noheader.msg", "content"): _HEADERLESS,
    ("mime4j", "testmsgs/malformedHeaderStartsBody-nocrlfcrlf.msg", "content"): _HEADERLESS,
    ("mime4j", "testmsgs/malformedHeaderStartsBody-noheader.msg", "content"): _HEADERLESS,
    ("imap_tools", "attachment_2_base64.eml", "text"): "upstream shows an embedded message in base64 as it stands",
    **{
        ("imap_tools", name, what): _EMBEDDED
        for name in ("attachment_7bit.eml", "forwarded_message.eml")
        for what in ("text", "html", "attachments")
    },
    ("imap_tools", "attachment_8bit.eml", "text"): _EMBEDDED,
    ("imap_tools", "attachment_8bit.eml", "html"): _EMBEDDED,
    ("imap_tools", "attachment_emails/attachment_message_rfc822.eml", "text"): _EMBEDDED,
    ("imap_tools", "attachment_emails/attachment_message_rfc822.eml", "attachments"): _EMBEDDED,
    ("imap_tools", "mime_emails/raw_email_with_mimepart_without_content_type.eml", "text"): _EMBEDDED,
    ("imap_tools", "mime_emails/raw_email_with_mimepart_without_content_type.eml", "attachments"): _REPORT,
    ("imap_tools", "multipart_report_emails/multi_address_bounce1.eml", "text"): _EMBEDDED,
    ("imap_tools", "multipart_report_emails/multi_address_bounce1.eml", "attachments"): _REPORT,
    ("imap_tools", "multipart_report_emails/multipart_report_multiple_status.eml", "text"): _EMBEDDED,
    ("imap_tools", "multipart_report_emails/multipart_report_multiple_status.eml", "html"): _EMBEDDED,
    ("imap_tools", "multipart_report_emails/multipart_report_multiple_status.eml", "attachments"): _REPORT,
    ("imap_tools", "multipart_report_emails/report_422.eml", "attachments"): _REPORT,
    ("imap_tools", "multipart_report_emails/report_530.eml", "attachments"): _REPORT,
    ("imap_tools", "error_emails/missing_content_disposition.eml", "attachments"): _REPORT,
    ("imap_tools", "attachment_emails/attachment_with_encoded_name.eml", "attachments"):
        "a name labelled ISO-2022-JP with a byte that is none: upstream puts the replacement character",
    ("imap_tools", "error_emails/content_transfer_encoding_7-bit.eml", "text"): _MOJIBAKE,
    ("imap_tools", "error_emails/content_transfer_encoding_7-bit.eml", "html"): _MOJIBAKE,
    ("imap_tools", "error_emails/content_transfer_encoding_empty.eml", "html"): _MOJIBAKE,
    ("imap_tools", "error_emails/content_transfer_encoding_plain.eml", "text"): _MOJIBAKE,
    ("imap_tools", "error_emails/invalid_subject_characters.eml", "subject"): _MOJIBAKE,
    ("imap_tools", "plain_emails/raw_email6.eml", "text"): _MOJIBAKE,
    ("imap_tools", "error_emails/missing_body.eml", "addresses"): "upstream keeps an address without a local part",
    ("imap_tools", "mime_emails/raw_email11.eml", "addresses"):
        "the address stands as name beside a bare word: upstream drops the person, we take the address",
    ("imap_tools", "plain_emails/mix_caps_content_type.eml", "addresses"):
        "a name and an address without brackets: upstream takes both as address",
    ("imap_tools", "plain_emails/raw_email_bad_time.eml", "date"): "the year 3609",
    **{
        ("imap_tools", "plain_emails/raw_email_incorrect_header.eml", what): _HEADER
        for what in ("subject", "addresses", "date", "text")
    },
    ("imap_tools", "plain_emails/raw_email_with_at_display_name.eml", "addresses"):
        "a name that looks like an address: upstream makes two people of it",
    ("imap_tools", "rfc2822/example10.eml", "addresses"): "upstream keeps comments in names",
    **{
        ("imap_tools", "rfc2822/example13.eml", what): _HEADER
        for what in ("subject", "addresses", "date", "text")
    },
    ("imap_tools", "rfc2822/example14.eml", "subject"): "upstream loses the blank of a folded line",
    ("reply_crisp", "email_emoji.txt", "visible text"):
        "a dash on a line of its own above a name is a signature; crisp shows it",
    ("reply_talon", "P/102682_R_S", "signature"):
        "talon and willdurand: \"-John Doe\" is a signature; crisp (email_1, email_3): own words. The cautious reading holds",
    ("imap_tools", "text_with_content_id.eml", "attachments"):
        "the only text has a Content-ID: upstream lists it as file too",
    ("threads", "imaptest/thread", "references 1"):
        "two messages name each other: IMAP drops one of the links and with it a message that both lead to; we keep all",
    ("threads", "imaptest/thread2", "references 1"): "one Message-ID twice is one message twice, not two conversations",
    ("threads", "imaptest/thread4", "references 1"): "joined by subject alone, which we never do",
}  # fmt: skip
