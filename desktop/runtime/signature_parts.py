"""Parts of a mail that are files to no one: the data of a signature or an encryption, which programs check."""

TYPES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-encrypted",
)
NAMES = ("smime.p7s", "signature.asc")
"""What such parts are called where their type was lost on the way (application/octet-stream)."""


def is_signature_part(content_type: str, filename: str) -> bool:
    """Tell whether a part is only for the program that checks the signature (RFC 8551, RFC 3156)."""
    return content_type in TYPES or filename.lower() in NAMES
