"""Messages broken at random: whatever the bytes, they are read, quickly, in little memory, and nothing raises."""

import contextlib
import random
import time
import tracemalloc
from pathlib import Path

import pytest

from desktop.mail.mime import outlook
from desktop.mail.mime.parse import parse, parse_head, part_bytes

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "mime"
TRIES = 1_200  # the seed and so the tries are the same in each run
LONGEST = 5.0  # CPU seconds for one message on a loaded machine; the slowest of 20,000 tries takes 0.2 on ours
MOST = 400_000  # bytes of a message that is tried


def broken(raw: bytes, chance: random.Random) -> bytes:
    """One to four of the ways in which mail gets damaged."""
    for _ in range(chance.randint(1, 4)):
        raw = chance.choice((flipped, cut, doubled, dropped, swapped, stuffed))(raw, chance)
    return raw


def flipped(raw, chance):
    data = bytearray(raw)
    for _ in range(min(len(data), chance.randint(1, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cut(raw, chance):
    return raw[: chance.randrange(len(raw) + 1)]


def doubled(raw, chance):
    lines = raw.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    lines[at:at] = lines[at : at + chance.randint(1, 30)] * chance.randint(1, 20)
    return b"".join(lines)


def dropped(raw, chance):
    lines = raw.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    del lines[at : at + chance.randint(1, 10)]
    return b"".join(lines)


def swapped(raw, chance):
    lines = raw.splitlines(keepends=True) or [b""]
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


STUFF = (
    b"=?utf-8?B?", b"?=", b'"', b"<", b"(((((", b"\0", b"\xff\xfe", b"\x1b$B", b"Content-Type: multipart/mixed; boundary=\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: message/rfc822\r\n", b"\r\n\r\n", b"begin 644 x\r\n", b"=ybegin name=x\r\n",
    b"Content-Type: application/ms-tnef\r\n", b"Content-Type: application/pkcs7-mime\r\n", b"charset=utf-16", b"filename*0*=",
)  # fmt: skip


def stuffed(raw, chance):
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(STUFF) * chance.randint(1, 50) + raw[at:]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_damaged_messages_are_read_in_time_and_memory():
    chance = random.Random(20261122)
    files = [
        p for p in sorted(CORPUS.rglob("*")) if p.is_file() and p.suffix not in (".json", ".xml")
    ]
    chance.shuffle(files)
    for tried in range(TRIES):
        path = files[tried % len(files)]
        raw = broken(path.read_bytes()[:MOST], chance)
        began = time.process_time()
        read_all(raw)
        assert time.process_time() - began < LONGEST, f"{path.name}, try {tried}"


def read_all(raw):
    """Everything that is done with a message's bytes."""
    for attachment in parse(raw).attachments:
        part_bytes(raw, attachment.part)
    parse_head(raw[:65536])
    if outlook.is_outlook(raw):
        with contextlib.suppress(outlook.NotMail, outlook.Broken):
            outlook.read(raw)


HOSTILE = {
    "many parts": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\n\r\nx\r\n" * 60_000,
    "deep parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    ),
    "deep messages": b"Content-Type: message/rfc822\r\n\r\n" * 20_000,
    "a header line of a megabyte": b"Subject: " + b"=?utf-8?Q?a?= " * 80_000 + b"\r\n\r\nx",
    "a megabyte of folds": b"To: " + b"\r\n a@b.c," * 40_000 + b"\r\n\r\nx",
    "quotes and brackets": b"From: " + b'"<(' * 200_000 + b"\r\n\r\nx",
    "words that never end": b"Subject: " + b"=?utf-8?Q?" * 100_000 + b"\r\n\r\nx",
    "parameters": b"Content-Type: text/plain" + b'; a*1*=b; c="d' * 60_000 + b"\r\n\r\nx",
    "begin lines": b"Content-Type: text/plain\r\n\r\n" + b"begin 644 a\r\n" * 80_000,
    "boundaries in a line": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a" * 300_000,
    "blanks": b"Subject: x" + b" " * 1_000_000 + b"\r\n\r\n" + b" " * 1_000_000,
    "angles": b"References: " + b"<" * 500_000 + b"\r\n\r\nx",
    "flowed": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"> > >a \r\n" * 100_000,
    "html nesting": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "meta": b"Content-Type: text/html\r\n\r\n" + b"<meta " * 160_000,
    "escapes": b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    + b"\x1b$B!!\x1b(B" * 100_000,
    "a word without its address": b"To: " + b"a" * 200_000 + b" x@y\r\n\r\nx",
    "an address written apart": b"From: " + b"a . " * 100_000 + b"@\r\n\r\nx",
    "a name of letters": b"From: " + b"a" * 200_000 + b" <x>\r\n\r\nx",
    "blanks in an id": b"References: <" + b" " * 200_000 + b"\r\n\r\nx",
    "blanks in a date": b"Date: Mon " + b" " * 200_000 + b"x\r\n\r\nx",
    "Cyrillic letters and one that is none": b"Subject: "
    + b"\xcf\xf0\xe8\xe2\xe5\xf2\xc4\xe5\xeb\xe0 " * 40
    + b"\x98\r\n\r\nx",
    "pairs of bytes that are half of letters": b"Subject: "
    + b"=?utf-8?Q?=C3?=" * 16_000
    + b"\r\n\r\nx",
    "pgp": b"Content-Type: text/plain\r\n\r\n" + b"-----BEGIN PGP MESSAGE" * 40_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_shapes_take_neither_time_nor_memory(raw):
    began = time.process_time()
    read_all(raw)
    assert time.process_time() - began < LONGEST


def test_a_hostile_message_of_ten_megabytes_stays_under_two_hundred():
    raw = (
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" + b"word " * 2_000_000
    )
    tracemalloc.start()
    try:
        read_all(raw)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


def test_half_a_letter_of_utf_7_is_left_out_or_no_database_would_take_the_mail():
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nprice +2po- USD 3"
    assert parse(raw).text.encode().split() == [b"price", b"USD", b"3"]
