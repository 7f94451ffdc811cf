"""What mail is wrapped in: S/MIME, PGP, TNEF, uuencode, yEnc, apple-double, and texts that flow."""

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from desktop.mail.mime.parse import parse, part_bytes

INNER = (
    b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"gr\xc3\xbcezi\r\n--i\r\nContent-Type: application/pdf; name=offer.pdf\r\n\r\n%PDF\r\n--i--\r\n"
)


def wrapped(content_type, body, *more):
    lines = [b"From: a@b.example", b"Subject: s", b"Content-Type: " + content_type, *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def base64_part(content_type, data):
    return wrapped(content_type, base64.encodebytes(data), b"Content-Transfer-Encoding: base64")


@pytest.fixture(scope="module")
def signer():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return key, (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=9000))
        .sign(key, hashes.SHA256())
    )  # fmt: skip


def signed(signer, content):
    key, certificate = signer
    return (
        pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )  # fmt: skip


def test_an_opaque_signature_is_unwrapped(signer):
    raw = base64_part(
        b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", signed(signer, INNER)
    )
    parsed = parse(raw)
    assert (parsed.text, parsed.protection) == ("grüezi", "smime_signed")
    assert [a.filename for a in parsed.files] == ["offer.pdf"]
    assert part_bytes(raw, parsed.files[0].part) == b"%PDF"


def test_a_signature_inside_a_signature_is_unwrapped_too(signer):
    once = base64_part(b"application/x-pkcs7-mime; smime-type=signed-data", signed(signer, INNER))
    raw = base64_part(b"application/pkcs7-mime", signed(signer, once))
    parsed = parse(raw)
    assert parsed.text == "grüezi"
    assert part_bytes(raw, parsed.files[0].part) == b"%PDF"


def octets(pieces):
    """An indefinite octet string in pieces, as older Outlooks write it."""
    return b"\x24\x80" + b"".join(b"\x04" + bytes((len(p),)) + p for p in pieces) + b"\0\0"


def test_a_signature_of_indefinite_length_is_unwrapped():
    pieces = [INNER[at : at + 100] for at in range(0, len(INNER), 100)]
    signed_oid, data_oid = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (2, 1))
    inner = b"\x30\x80" + data_oid + b"\xa0\x80" + octets(pieces) + b"\0\0" + b"\0\0"
    content = b"\x30\x80" + b"\x02\x01\x01" + b"\x31\x00" + inner + b"\x31\x00" + b"\0\0"
    data = b"\x30\x80" + signed_oid + b"\xa0\x80" + content + b"\0\0" + b"\0\0"
    parsed = parse(base64_part(b"application/pkcs7-mime; smime-type=signed-data", data))
    assert parsed.text == "grüezi"


def test_what_is_encrypted_is_called_so():
    enveloped = b"\x30\x0d" + bytes.fromhex("06092a864886f70d010703") + b"\xa0\x00"
    parsed = parse(
        base64_part(b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", enveloped)
    )
    assert (parsed.protection, parsed.text) == ("smime_encrypted", "")
    assert [a.filename for a in parsed.files] == ["smime.p7m"]
    pgp = (
        b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--e--\r\n"
    )
    parsed = parse(
        wrapped(b'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e', pgp)
    )
    assert parsed.protection == "pgp_encrypted"
    assert [a.filename for a in parsed.files] == ["encrypted.asc"]


@pytest.mark.parametrize(
    ("text", "protection"),
    [
        (b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----", "pgp_encrypted"),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nhello", "pgp_signed"),
        (b"> -----BEGIN PGP MESSAGE-----\r\nquoted only", ""),
    ],
)
def test_pgp_in_the_text_is_told(text, protection):
    assert parse(wrapped(b"text/plain", text)).protection == protection


def test_files_written_into_the_text_come_out_of_it():
    content = bytes(range(256)) * 3
    lines = b"".join(binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    text = b"see the file\n\nbegin 644 price list.xls\n" + lines + b"`\nend\n\nregards\n"
    raw = wrapped(b"text/plain", text)
    parsed = parse(raw)
    assert [(a.filename, a.content_type, a.size) for a in parsed.files] == [
        ("price list.xls", "application/vnd.ms-excel", len(content))
    ]
    assert part_bytes(raw, parsed.files[0].part) == content
    assert parsed.text.split() == ["see", "the", "file", "regards"]


def test_prose_that_begins_like_a_file_stays():
    text = b"begin 2026 with a plan\nbegin 644 a test\nof the words that follow here\n"
    parsed = parse(wrapped(b"text/plain", text))
    assert parsed.files == ()
    assert parsed.text == text.decode().strip()


def test_yenc_comes_out_of_the_text():
    content = bytes(range(256))
    coded = b"".join(
        b"=" + bytes(((b + 106) % 256,))
        if (b + 42) % 256 in (0, 10, 13, 61)
        else bytes(((b + 42) % 256,))
        for b in content
    )
    text = b"hi\r\n=ybegin line=128 size=256 name=a.bin\r\n" + coded[:128] + b"\r\n" + coded[128:]
    raw = wrapped(b"text/plain", text + b"\r\n=yend size=256\r\n")
    parsed = parse(raw)
    assert [a.filename for a in parsed.files] == ["a.bin"]
    assert part_bytes(raw, parsed.files[0].part) == content
    assert parsed.text == "hi"


def test_of_an_apple_double_the_file_is_shown():
    body = (
        b"--d\r\nContent-Type: application/applefile\r\n\r\nfork\r\n--d\r\n"
        b"Content-Type: image/png; name=photo.png\r\n\r\npng\r\n--d--\r\n"
    )
    parsed = parse(wrapped(b"multipart/appledouble; boundary=d", body))
    assert [a.filename for a in parsed.files] == ["photo.png"]


def test_flowed_text_with_delsp_joins_what_was_one_word():
    raw = wrapped(
        b"text/plain; charset=utf-8; format=flowed; delsp=yes",
        "报价 \r\n单\r\n> a \r\n> b\r\n  x".encode(),
    )
    assert parse(raw).text == "报价单\n> ab\n x"


def test_the_part_that_a_related_names_is_the_body():
    body = (
        b"--r\r\nContent-Type: image/png\r\nContent-ID: <p@x>\r\n\r\npng\r\n--r\r\n"
        b"Content-Type: text/html\r\nContent-ID: <root@x>\r\n\r\n<p>hi <img src='cid:p@x'>\r\n--r--\r\n"
    )
    parsed = parse(wrapped(b'multipart/related; start="<root@x>"; boundary=r', body))
    assert (parsed.text, [a.content_type for a in parsed.inline]) == ("hi", ["image/png"])


def test_a_picture_that_the_html_never_names_is_a_file():
    body = (
        b"--r\r\nContent-Type: text/html\r\n\r\n<p>see <img src='CID:a%40x'>\r\n--r\r\nContent-Type: image/png; name=a.png\r\n"
        b"Content-ID: <A@x>\r\nContent-Disposition: inline\r\n\r\npng\r\n--r\r\nContent-Type: image/png; name=b.png\r\n"
        b"Content-ID: <b@x>\r\nContent-Disposition: inline\r\n\r\npng\r\n--r--\r\n"
    )
    parsed = parse(wrapped(b"multipart/related; boundary=r", body))
    assert [a.filename for a in parsed.inline] == ["a.png"]
    assert [a.filename for a in parsed.files] == ["b.png"]


# ---- TNEF


def attribute(name, data, level=1):
    return (
        struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    )


def variable(number, kind, data):
    return struct.pack("<HHII", kind, number, 1, len(data)) + data + bytes(-len(data) % 4)


def properties(*items):
    return struct.pack("<I", len(items)) + b"".join(items)


def stream(*attributes):
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def packed(rtf):
    """RTF as it is kept when not compressed (MS-OXRTFCP 2.1.3.1.1)."""
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


RTF = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag <html><body>}Gr\'fc\'dfe{\*\htmltag </body></html>}}"


def test_the_body_of_a_winmail_dat_is_read():
    data = stream(attribute(0x00069003, properties(variable(0x1009, 0x102, packed(RTF)))))
    parsed = parse(base64_part(b"application/ms-tnef; name=winmail.dat", data))
    assert (parsed.text, parsed.html) == ("Grüße", "<html><body>Grüße</body></html>")
    text = stream(
        attribute(0x00069003, properties(variable(0x1000, 0x1F, "报价".encode("utf-16-le"))))
    )
    assert parse(base64_part(b"application/ms-tnef", text)).text == "报价"


def test_a_message_inside_a_winmail_dat_opens_like_any_other():
    inner = stream(
        attribute(0x00069003, properties(variable(0x0037, 0x1F, "inner".encode("utf-16-le")),
                                         variable(0x1000, 0x1F, "words".encode("utf-16-le"))))
    )  # fmt: skip
    held = bytes.fromhex("0703020000000000c000000000000046") + inner
    data = stream(
        attribute(0x00069002, bytes(14), 2),
        attribute(0x00069005, properties(variable(0x3701, 0x0D, held)), 2),
    )
    raw = base64_part(b"application/ms-tnef", data)
    parsed = parse(raw)
    assert [(a.filename, a.content_type) for a in parsed.files] == [("inner.eml", "message/rfc822")]
    letter = parse(part_bytes(raw, parsed.files[0].part))
    assert (letter.subject, letter.text) == ("inner", "words")


def test_an_object_inside_a_winmail_dat_is_its_bytes():
    held = bytes.fromhex("0b00000000000000c000000000000046") + b"\xd0\xcf\x11\xe0sheet"
    data = stream(
        attribute(0x00069002, bytes(14), 2),
        attribute(
            0x00069005,
            properties(variable(0x3701, 0x0D, held), variable(0x3707, 0x1E, b"a.xls\0")),
            2,
        ),
    )
    raw = base64_part(b"application/ms-tnef", data)
    file = parse(raw).files[0]
    assert (file.filename, part_bytes(raw, file.part)) == ("a.xls", b"\xd0\xcf\x11\xe0sheet")


@pytest.mark.parametrize("at", [11, 15, 19, 23, 27])
def test_a_winmail_dat_that_lies_about_lengths_is_kept_as_a_file(at):
    data = bytearray(stream(attribute(0x00069003, properties(variable(0x1000, 0x1E, b"x" * 50)))))
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    parsed = parse(base64_part(b"application/ms-tnef; name=winmail.dat", bytes(data)))
    assert parsed.text in ("", "x" * 50)


def test_a_bomb_of_packed_rtf_is_cut():
    head = struct.pack("<IIII", 0, 0x7FFFFFFF, 0x75465A4C, 0)
    data = stream(
        attribute(
            0x00069003,
            properties(variable(0x1009, 0x102, head + b"\xff" + b"\x00\x0f" * 2_000_000)),
        )
    )
    parsed = parse(base64_part(b"application/ms-tnef", data))
    assert len(parsed.text) < 3_000_000


def test_an_id_of_a_picture_in_bytes_that_are_no_ascii_can_be_kept():
    raw = (
        'Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:é@x">'
        "\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <é@x>\r\n\r\nx\r\n--b--\r\n"
    ).encode()
    (picture,) = parse(raw).attachments
    assert picture.content_id == "é@x"
    assert picture.inline
