"""How text is cut for the search index; alone in its file, because the process that takes in mail in bulk loads it.

CJK runs are indexed as overlapping pairs plus their last character (LIBRARIES B10), by the same function at index
and query time, so that two-character words are found completely.
"""

import re
import unicodedata

CJK = (
    "\u2e80-\u2fdf\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7af\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{CJK}]+")


def index_text(text: str) -> str:
    """Return `text` (any script) as the index keeps it: NFKC, CJK runs cut into pairs."""
    if text.isascii():
        return text
    return RUN.sub(_pairs, unicodedata.normalize("NFKC", text))


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return f" {' '.join([run[i : i + 2] for i in range(len(run) - 1)] + [run[-1]])} "
