"""imap_tools: a JSON beside each message with its fields, texts and attachments.

Rules: subject and people without regard to white space; Date as a moment; text by its lines that are not empty where the message has a
plain text at all; HTML by its words; attachments by name, type and decoded bytes, in order.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse, part_bytes
from tests.corpus.check import Check, compare, files, lines, words

SET = "imap_tools"


def checks() -> Iterator[Check]:
    """Every aspect that the JSON beside a message tells."""
    for name, path in files("mime/imap_tools", ".eml"):
        beside = path.with_suffix(".expected.json")
        if not beside.exists():
            continue
        expected = json.loads(beside.read_text("utf-8"))
        raw = path.read_bytes()
        parsed = parse(raw)
        yield compare(SET, name, "subject", words(parsed.subject), words(expected["subject"]))
        yield compare(SET, name, "addresses", _people(parsed), _expected_people(expected))
        yield compare(SET, name, "date", parsed.date, _moment(expected["date"]))
        if expected["text"].strip():
            ours, theirs = lines(parsed.text), lines(expected["text"])
            yield compare(SET, name, "text", [x for x in ours if x], [x for x in theirs if x])
        yield compare(SET, name, "html", _html(parsed.html or ""), _html(expected["html"]))
        ours = [
            (words(a.filename), a.content_type, part_bytes(raw, a.part)) for a in parsed.attachments
        ]
        yield compare(SET, name, "attachments", *_told(ours, _expected_files(expected)))


def _html(html: str) -> str:
    """The words; imap_tools writes its own charset into <meta>."""
    return words(re.sub(r"charset=[\w-]+", "charset=utf-8", html, flags=re.IGNORECASE))


def _people(parsed: ParsedMessage) -> dict[str, list[tuple[str, str]]]:
    return {
        "from": [(words(a.name), a.address) for a in parsed.from_[:1]],
        "to": [(words(a.name), a.address) for a in parsed.to],
        "cc": [(words(a.name), a.address) for a in parsed.cc],
        "bcc": [(words(a.name), a.address) for a in parsed.bcc],
        "reply_to": [(words(a.name), a.address) for a in parsed.reply_to],
    }


def _expected_people(expected: dict) -> dict[str, list[tuple[str, str]]]:
    sender = expected["from_values"]
    return {"from": [_person(sender)] if sender else []} | {
        role: [_person(p) for p in expected[f"{role}_values"] if p["email"]]
        for role in ("to", "cc", "bcc", "reply_to")
    }


def _person(p: dict[str, str]) -> tuple[str, str]:
    """A name that only repeats the address is none."""
    return ("" if p["name"] == p["email"] else words(p["name"])), p["email"]


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    if moment.year == 1900:  # imap_tools' word for "none"
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _expected_files(expected: dict) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (words(a["filename"]), a["content_type"], a["payload"]) for a in expected["attachments"]
    ]


def _told(
    ours: list[tuple[str, str, bytes]], expected: list[tuple[str, str, dict[str, str]]]
) -> tuple[list[object], list[object]]:
    """Both lists with contents in the form that the JSON has: bytes, or for large ones their digest."""
    left: list[object] = []
    for number, (name, kind, data) in enumerate(ours):
        whole = number >= len(expected) or "__bytes_hex__" in expected[number][2]
        left.append((name, kind, _even(data) if whole else hashlib.sha256(data).hexdigest()))
    right: list[object] = [
        (
            name,
            kind,
            _even(bytes.fromhex(p["__bytes_hex__"]))
            if "__bytes_hex__" in p
            else p["__bytes_sha256__"],
        )
        for name, kind, p in expected
    ]
    return left, right


def _even(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").rstrip()
