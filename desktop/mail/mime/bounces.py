"""Delivery reports: which addresses failed and why (RFC 3464, and the reports that follow no rule)."""

import re

from desktop.mail.mime.headers import (
    Headers,
    addresses,
    clean_address,
    decode_header,
    parse_headers,
)
from desktop.mail.mime.message import Bounce

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MAX = 200


def from_report(block: bytes) -> tuple[Bounce, ...]:
    """The recipients of a message/delivery-status body."""
    found: list[Bounce] = []
    for group in re.split(rb"\r?\n[ \t]*\r?\n", block):
        fields = parse_headers(group.strip(b"\r\n"))
        address = _recipient(fields)
        if not address:
            continue
        status = _STATUS.search(fields.text("status") or fields.text("diagnostic-code"))
        action = fields.text("action").lower().split("(")[0].strip()
        found.append(
            Bounce(
                address,
                status[1] if status else "",
                action,
                _diagnostic(fields.text("diagnostic-code")),
            )
        )
    return tuple(dict.fromkeys(found))[:_MAX]


def _recipient(fields: Headers) -> str:
    for name in ("final-recipient", "original-recipient"):
        value = fields.text(name)
        kind, semicolon, rest = value.partition(";")
        address = clean_address(rest if semicolon else kind)
        if "@" in address:
            return address
    return ""


def _diagnostic(text: str) -> str:
    kind, semicolon, rest = text.partition(";")
    return (rest if semicolon and " " not in kind.strip() else text).strip()[:1000]


def from_text(headers: Headers, text: str) -> tuple[Bounce, ...]:
    """The recipients of a report that is only words: X-Failed-Recipients, else addresses near an error code."""
    status = _STATUS.search(text)
    code = status[1] if status else ""
    action = "delayed" if code.startswith("4") else "failed"
    named = addresses(headers.all("x-failed-recipients"))
    if named:
        return tuple(Bounce(a.address, code, action, _line_about(a.address, text)) for a in named)[
            :_MAX
        ]
    head = re.split(r"\n-{3,}|\n(?:Return-Path|Received|From):", text, maxsplit=1)[0][:6000]
    found = re.findall(r"<([^<>\s@]+@[^<>\s@]+\.[a-z]{2,})>", head, re.IGNORECASE)
    return tuple(
        Bounce(address, code, action, _line_about(address, text))
        for address in dict.fromkeys(clean_address(f) for f in found)
    )[:_MAX]


def _line_about(address: str, text: str) -> str:
    lines = text.splitlines()
    at = next((i for i, line in enumerate(lines) if address in line), None)
    if at is None:
        return ""
    near = [line.strip() for line in lines[at : at + 6] if line.strip()]
    return decode_header(" ".join(near))[:500]
