"""Identifiers of business records: UUIDv7, so that two laptops can meet and rows sort by birth."""

import uuid6


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562 section 5.7) as 36 characters of lower-case text."""
    return str(uuid6.uuid7())
