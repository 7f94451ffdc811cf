"""Which messages in the server's folder of drafts are our own versions of a draft, and which another program's.

A webmail that edits our draft may keep its Message-ID. So only what we appended counts as ours: by the UIDs that the
server gave, or, where none is known (no UIDPLUS, a crash in between, a folder numbered anew), by its content.
"""

import hashlib
import json
from typing import Any

from desktop.mail import imap_changes
from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.mime.headers import Address
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.transport import ImapConnection

_VERSIONS = 50
_WHOLE = "UID BODY.PEEK[]"


def going(known: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """Return what is known of a draft's copies when `raw` is about to be appended as the next one."""
    contents = [*known.get("contents", ()), content_digest(raw)]
    return {**known, "contents": contents[-_VERSIONS:], "going": True}


def arrived(known: dict[str, Any], uidvalidity: int, uid: int | None) -> dict[str, Any]:
    """Return what is known when a version stands on the server under `uid` and the older ones are gone."""
    kept = {name: value for name, value in known.items() if name != "going"}
    return {**kept, "uidvalidity": uidvalidity, "uid": uid or 0}


def ours(imap: ImapConnection, folder: str, known: dict[str, Any]) -> set[int]:
    """Return the UIDs of our versions of a draft; the folder is open afterwards. Raises Refused, Retryable."""
    opened = imap_changes.open_folder(imap, folder)
    own: set[int] = set()
    if known.get("uid") and known.get("uidvalidity") == opened.uidvalidity:
        own = imap_changes.present(imap, [int(known["uid"])])
    doubtful = sorted(set(imap.find_message_id(str(known["message_id"]))) - own)
    contents = set(known.get("contents", ()))
    for item in imap.fetch_pipelined(newest_first(doubtful, 1), _WHOLE) if doubtful else ():
        if isinstance(item, FetchedMessage) and content_digest(item.body or b"") in contents:
            own.add(item.uid)
    return own


def is_ours(known: dict[str, Any], uidvalidity: int, uid: int) -> bool:
    """Tell whether a message with the draft's Message-ID is our version; without a valid number it is taken for it."""
    if known.get("going") or not known.get("uid") or known.get("uidvalidity") != uidvalidity:
        return True
    return bool(known["uid"] == uid)


def content_digest(raw: bytes) -> str:
    """Return what says whether two drafts are the same to the one who wrote them, whatever a server added."""
    mail = parse(raw)
    files = [
        [a.filename, hashlib.sha256(part_bytes(raw, a.part)).hexdigest()] for a in mail.attachments
    ]
    people = [_addresses(field) for field in (mail.from_, mail.to, mail.cc, mail.bcc)]
    said = [mail.subject, people, mail.text.strip(), (mail.html or "").strip(), files]
    text = json.dumps(said, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _addresses(people: tuple[Address, ...]) -> list[str]:
    return [person.address for person in people]
