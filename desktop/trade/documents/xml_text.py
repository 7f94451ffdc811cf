"""Text as XML can hold it, for the files of Word and Excel and the metadata of PDF/A."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return the text without control characters and halves of surrogate pairs (XML 1.0, 2.2)."""
    return _NOT_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
