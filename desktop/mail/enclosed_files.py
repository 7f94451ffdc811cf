"""The documents that a mail carries, known by what their bytes hash to."""

import hashlib

from desktop.mail.mime.parse import parse, part_bytes

_DOCUMENTS = ("application/pdf", "application/x-pdf", "application/octet-stream")


def document_digests(raw: bytes) -> frozenset[str]:
    """Return the SHA-256 (hex) of each PDF that a message carries. Never raises: broken parts are left out."""
    found = set()
    for file in parse(raw).attachments:
        is_pdf = file.filename.casefold().endswith(".pdf")
        if not is_pdf and file.content_type not in _DOCUMENTS:
            continue
        try:
            content = part_bytes(raw, file.part)
        except (KeyError, ValueError):
            continue
        found.add(hashlib.sha256(content).hexdigest())
    return frozenset(found)
