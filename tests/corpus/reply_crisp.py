"""replies/crisp: EXPECTED.json names the first fragment, the visible text, or the number of fragments of each file.

Rule: words compared with white space made one blank. "First fragment": the own lines above the first line that is
quoted or signature. "Visible text": the reply. One fragment: nothing is quoted, and the text's words all stand in reply
and signature. More fragments: something is quoted or signature (how programs count fragments differs). A file that
EXPECTED.json names but the corpus does not hold (email_17.txt) is passed over.
"""

import json
from collections.abc import Iterator

from desktop.mail.quoting.split import OWN, kinds_of, marks_of, split_reply
from tests.corpus.check import ROOT, Check

SET = "reply_crisp"
_FOLDER = ROOT / "replies" / "crisp"


def checks() -> Iterator[Check]:
    """One Check an expectation of a file."""
    expected = json.loads((_FOLDER / "EXPECTED.json").read_text("utf-8"))
    for name, wanted in expected.items():
        path = _FOLDER / name
        if path.exists():
            text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
            for one in wanted:
                yield from _of(name, text, one)


def _of(name: str, text: str, wanted: dict) -> Iterator[Check]:
    found = split_reply(text)
    for key in ("first_fragment", "first_fragment_trimmed"):
        if key in wanted:
            ours = words(first_fragment(text))
            yield Check(SET, name, "first fragment", ours == words(wanted[key]), ours[-200:])
    for key in ("visible_text", "visible_text_trimmed"):
        if key in wanted:
            ours = words(found.reply_text)
            yield Check(SET, name, "visible text", ours == words(wanted[key]), ours[-200:])
    if wanted.get("fragment_count") == 1:
        whole = words(f"{found.reply_text} {found.signature}")
        ok = not found.quoted_text and whole == words(text)
        yield Check(SET, name, "one fragment", ok, repr(found))
    elif "fragment_count" in wanted:
        parted = bool(found.quoted_text or found.signature)
        yield Check(SET, name, "more fragments", parted, repr(found))


def first_fragment(text: str) -> str:
    """The own lines above the first line that is something else."""
    lines = text.split("\n")
    kinds = kinds_of(lines, marks_of(lines)).of
    own = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind != OWN:
            if not line.strip():
                continue
            break
        own.append(line)
    return "\n".join(own)


def words(text: str) -> str:
    """A text with its white space made one blank."""
    return " ".join(text.split())
