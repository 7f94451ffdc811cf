"""Reports in parts of their own: which addresses failed and why (RFC 3464), who read a mail (8098), who complained (5965)."""

import re

from desktop.mail.mime.bounce_texts import STATUS
from desktop.mail.mime.headers import Headers, clean_address, parse_headers
from desktop.mail.mime.message import Bounce

_ACTIONS = {"2": "delivered", "4": "delayed"}
_KNOWN = frozenset(("failed", "delayed", "delivered", "relayed", "expanded"))
_MAX = 200


def from_report(block: bytes) -> tuple[Bounce, ...]:
    """The recipients of a message/delivery-status body."""
    found: list[Bounce] = []
    for group in re.split(rb"\r?\n[ \t]*\r?\n", block):
        fields = parse_headers(group.strip(b"\r\n"))
        address = _recipient(fields)
        if not address:
            continue
        diagnostic = _diagnostic(fields.text("diagnostic-code")) or _comment(fields.text("status"))
        status = STATUS.search(fields.text("status")) or STATUS.search(diagnostic)
        code = status[1] if status else ""
        found.append(Bounce(address, code, _action(fields.text("action"), code), diagnostic))
    return tuple(dict.fromkeys(found))[:_MAX]


def _action(text: str, code: str) -> str:
    """What became of the mail, in RFC 3464's words: some servers write "failure", or nothing."""
    said = text.lower().split("(")[0].strip()
    if said in _KNOWN:
        return said
    if said.startswith(("fail", "error")):
        return "failed"
    return "delayed" if said.startswith("delay") else _ACTIONS.get(code[:1], "failed")


def _comment(status: str) -> str:
    """The words behind a status: "5.0.0 (recipient reached disk quota)"."""
    return status.partition("(")[2].rpartition(")")[0].strip()


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


def from_disposition(block: bytes) -> tuple[Bounce, ...]:
    """Who read a mail (RFC 8098), by a message/disposition-notification body: action displayed, deleted, ..."""
    fields = parse_headers(block.strip(b"\r\n"))
    address = _recipient(fields)
    kind = fields.text("disposition").partition(";")[2].split("/")[0].strip().lower()
    return (Bounce(address, "", kind or "displayed", ""),) if address else ()


def from_feedback(block: bytes) -> tuple[Bounce, ...]:
    """Who called a mail spam (RFC 5965), by a message/feedback-report body, where he is not made unknown."""
    found = []
    for group in re.split(
        rb"\r?\n[ \t]*\r?\n", block
    ):  # some write a header of their own before the fields
        fields = parse_headers(group.strip(b"\r\n"))
        kind = fields.text("feedback-type").lower()
        for value in fields.all("original-rcpt-to"):
            address = clean_address(value.rpartition(";")[2])
            if "@" in address:
                found.append(Bounce(address, "", "complained", kind))
    return tuple(dict.fromkeys(found))[:_MAX]
