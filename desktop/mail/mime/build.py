"""A message of ours as bytes: what goes to SMTP, to Sent and into the store is this one, unchanged."""

import base64
import hashlib
import mimetypes
import quopri
import re
import secrets
import textwrap
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from desktop.mail.mime.headers import Address

PRODUCT = "Tradepost"
_FORBIDDEN = re.compile(r"[\r\n\x00]+")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to attach. With a `content_id` it is a picture of the HTML body (`cid:`).

    `whole`: a message/rfc822 stays one, for mail that is kept and not sent (a sent one must arrive byte for byte).
    """

    filename: str
    content: bytes
    content_type: str = ""
    content_id: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that a message says. `date` is aware; `message_id`, `in_reply_to`, `references` without brackets."""

    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    date: datetime
    message_id: str
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    html: str | None = None
    attachments: tuple[OutgoingFile, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = field(default=())
    extra: tuple[tuple[str, str], ...] = field(default=())
    """Further header fields, ASCII."""


def new_message_id(sender: str) -> str:
    """A fresh Message-ID (RFC 5322 section 3.6.4) at the sender's domain, without brackets.

    Fixed before the first try to send, so that a doubtful delivery can be looked up.
    """
    domain = ascii_domain(sender.rpartition("@")[2]) or "localhost.invalid"
    return f"{secrets.token_hex(16)}@{domain}"


def build(mail: Outgoing, *, with_bcc: bool = False) -> bytes:
    """The message in RFC 5322 form, CRLF line ends. Bcc is left out, except from a draft: it belongs to the envelope."""
    fields = [
        ("From", _mailboxes((mail.from_,))),
        ("To", _mailboxes(mail.to)),
        ("Cc", _mailboxes(mail.cc)),
        ("Bcc", _mailboxes(mail.bcc) if with_bcc else ""),
        ("Reply-To", _mailboxes(mail.reply_to)),
        ("Subject", _words(mail.subject)),
        ("Date", format_datetime(mail.date)),
        ("Message-ID", _ids((mail.message_id,))),
        ("In-Reply-To", _ids((mail.in_reply_to,) if mail.in_reply_to else ())),
        ("References", _ids(mail.references)),
        ("X-Mailer", PRODUCT),
        *((name, _line(value)) for name, value in mail.extra),
        ("MIME-Version", "1.0"),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields if value)
    # letters beyond ASCII are left only in local parts of addresses, which SMTPUTF8 then carries (RFC 6532)
    return head.encode("utf-8", "replace") + entity(mail.text, mail.html, mail.attachments)


def field_lines(
    *,
    from_: tuple[Address, ...],
    to: tuple[Address, ...],
    cc: tuple[Address, ...],
    bcc: tuple[Address, ...],
    subject: str,
) -> list[tuple[str, str]]:
    """The fields that name people and subject, ready to be written; empty ones too."""
    return [
        ("From", _mailboxes(from_)),
        ("To", _mailboxes(to)),
        ("Cc", _mailboxes(cc)),
        ("Bcc", _mailboxes(bcc)),
        ("Subject", _words(subject)),
    ]


def recipients(mail: Outgoing) -> tuple[str, ...]:
    """The envelope's addresses: everyone once, in the form that SMTP takes."""
    seen: dict[str, str] = {}
    for address in (*mail.to, *mail.cc, *mail.bcc):
        wire = wire_address(address.address)
        seen.setdefault(wire.casefold(), wire)
    return tuple(seen.values())


def wire_address(address: str) -> str:
    """An address with its domain in A-labels (IDNA), as servers without SMTPUTF8 need it."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}" if at else address


def ascii_domain(domain: str) -> str:
    """A domain name in A-labels; as it stands when it is no valid name."""
    domain = unicodedata.normalize("NFC", domain.strip())
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


# ---- header values, ready to be written


def _line(text: str) -> str:
    return _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _words(text: str) -> str:
    """Text as it may stand in a header: plain when ASCII, else encoded words that never split a character."""
    text = _line(text)
    if text.isascii() and "=?" not in text:
        return (
            "\r\n ".join(textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False))
            or text
        )
    out, chunk, size = [], "", 0
    for char in text:
        width = len(char.encode("utf-8", "replace"))
        if size + width > 42:
            out.append(chunk)
            chunk, size = "", 0
        chunk, size = chunk + char, size + width
    out.append(chunk)
    return "\r\n ".join(
        f"=?utf-8?B?{base64.b64encode(c.encode('utf-8', 'replace')).decode()}?=" for c in out
    )


def _mailboxes(people: tuple[Address, ...]) -> str:
    return ",\r\n ".join(_mailbox(person) for person in people)


def _mailbox(person: Address) -> str:
    address = wire_address(_line(person.address))
    name = _line(person.name)
    if not name:
        return address
    if not name.isascii() or "=?" in name or len(name) > 200:
        return f"{_words(name)} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _ids(ids: tuple[str, ...]) -> str:
    return "\r\n ".join(f"<{_line(i)}>" for i in ids)


def _named(value: str, key: str, filename: str) -> str:
    """Both forms of a file name: RFC 2231 for the standard, RFC 2047 in quotes for older mail programs."""
    filename = _line(filename).replace("/", "_").replace("\\", "_") or "file"
    if filename.isascii() and len(filename) < 200:
        plain = filename.replace('"', "'")
        return f'{value};\r\n {key}="{plain}"'
    if key == "name":
        return f'{value};\r\n name="{_words(filename)}"'
    pieces = [""]
    for char in filename:  # no piece may end inside a character: readers decode them one by one
        escaped = quote(char, safe="")
        if len(pieces[-1]) + len(escaped) > 60:
            pieces.append("")
        pieces[-1] += escaped
    pieces[0] = f"UTF-8''{pieces[0]}"
    if len(pieces) == 1:
        return f"{value};\r\n filename*={pieces[0]}"
    return value + "".join(
        f";\r\n filename*{number}*={piece}" for number, piece in enumerate(pieces)
    )


# ---- parts: each is its own header fields, an empty line and its body


def entity(text: str, html: str | None, files: tuple[OutgoingFile, ...]) -> bytes:
    """The body with its own header fields: words as text and HTML, pictures of the HTML, files."""
    main = _text_part(text, "plain")
    pictures = tuple(f for f in files if f.content_id and html)
    if html:
        rich = _text_part(html, "html")
        if pictures:
            rich = _multipart("related", [rich, *(_file_part(p, "inline") for p in pictures)])
        main = _multipart("alternative", [main, rich]) if text.strip() else rich
    calendars = [f for f in files if f.content_type.startswith("text/calendar; method=")]
    if (
        calendars
    ):  # an answer to an invitation counts for calendars only as a version of the words (RFC 6047)
        main = _multipart("alternative", [main, *(_calendar_part(f) for f in calendars)])
    others = [f for f in files if f not in pictures and f not in calendars]
    if others:
        main = _multipart("mixed", [main, *(_file_part(f, "attachment") for f in others)])
    return main


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    # from the content, so that the same mail is the same bytes; quoted-printable never writes "=_"
    boundary = f"=_{hashlib.sha256(b''.join(parts)).hexdigest()[:32]}"
    mark = boundary.encode()
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return (
        head
        + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
        + b"--"
        + mark
        + b"--\r\n"
    )


def _text_part(text: str, subtype: str) -> bytes:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = text if text.endswith("\n") else text + "\n"
    encoding = _encoding(text)
    data = text.encode("utf-8", "replace")
    if encoding == "quoted-printable":
        data = quopri.encodestring(data).replace(b"\n.", b"\n=2E").replace(b"\nFrom ", b"\n=46rom ")
    elif encoding == "base64":
        data = base64.encodebytes(text.replace("\n", "\r\n").encode("utf-8", "replace"))
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + data.replace(b"\n", b"\r\n")


def _calendar_part(file: OutgoingFile) -> bytes:
    head = f"Content-Type: {_line(file.content_type)}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(file.content).replace(b"\n", b"\r\n")


def _encoding(text: str) -> str:
    lines = text.split("\n")
    if text.isascii() and not any(len(line) > 900 or line.startswith("From ") for line in lines):
        return "7bit"
    share = sum(c > "\x7f" for c in text) / max(len(text), 1)
    return "quoted-printable" if share < 0.2 else "base64"


def _file_part(file: OutgoingFile, disposition: str) -> bytes:
    if file.whole:
        head = "".join(
            f"{name}: {value}\r\n"
            for name, value in (
                ("Content-Type", _named(_line(file.content_type), "name", file.filename)),
                ("Content-Transfer-Encoding", "8bit"),
                ("Content-Disposition", _named(disposition, "filename", file.filename)),
            )
        )
        return head.encode("ascii", "replace") + b"\r\n" + file.content
    kind = file.content_type or mimetypes.guess_type(file.filename)[0] or ""
    main, slash, _sub = kind.partition("/")
    if not slash or main in ("multipart", "message") or not kind.isascii():
        kind = "application/octet-stream"  # a message as a file must arrive byte for byte, so it goes in base64
    fields = [
        ("Content-Type", _named(_line(kind), "name", file.filename)),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", _named(disposition, "filename", file.filename)),
    ]
    if file.content_id:
        fields.append(("Content-ID", _ids((file.content_id,))))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return head.encode("ascii", "replace") + base64.encodebytes(file.content).replace(
        b"\n", b"\r\n"
    )
