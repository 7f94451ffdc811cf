"""html/html2text: the text of HTML, beside each file what another converter makes of it.

Rule: the same words in the same order. Upstream writes links as `[words](address)` and pictures as `[alternative text]`;
addresses are left out here, and files with pictures are compared without bare addresses and what stands in brackets.
"""

import re
from collections.abc import Iterator

from desktop.mail.mime.charset import decode
from desktop.mail.mime.html_text import html_to_text
from tests.corpus.check import ROOT, Check, compare

SET = "html2text"
_LABEL = re.compile(rb"charset=[\"']?([\w-]+)")


def checks() -> Iterator[Check]:
    """One Check a file."""
    base = ROOT / "html" / "html2text"
    for path in sorted((base / "html").glob("*.html")):
        raw = path.read_bytes()
        label = _LABEL.search(raw)
        named = label[1].decode() if label else "windows-1252" if "1252" in path.name else "utf-8"
        html = decode(raw, named)[0]
        expected = (base / "txt" / f"{path.stem}.txt").read_text("utf-8")
        expected = re.sub(r"\]\([^)\s]*\)", "]", expected)
        ours = _words(html_to_text(html))
        theirs = _words(expected)
        if "<img" in html:
            theirs = _words(re.sub(r"[\[(]?https?://[^\s\])]*[\])]?", "", expected))
            marked = set(_words(" ".join(re.findall(r"\[([^\]]*)\]", expected))))
            ours, theirs = ([w for w in side if w not in marked] for side in (ours, theirs))
        yield compare(SET, path.name, "text", ours, theirs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\u200c", ""))
