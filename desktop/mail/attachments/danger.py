"""Which attached files can act when they are opened: told by name and by content, never by running anything.

`resources/reference/file_dangers.json` holds the kinds and their endings; `danger_words.py` the sentences.
"""

import re
from dataclasses import dataclass

from desktop.mail.attachments.kinds import Severity, dangerous, is_archive, words
from desktop.mail.attachments.names import ending, tricks

_LOOKED_AT = 65_536
_WEIGHT: dict[str, int] = {"": 0, "ask": 1, "stop": 2}
_WEB = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+(?:html|svg)|html|head|body|script|svg|iframe|meta|object|embed)\b",
    re.IGNORECASE | re.DOTALL,
)
_READ_AS_TABLE = frozenset(("xls", "doc", "eml", "msg", "mht"))
"""Kinds that harmless programs (ERP exports) write as HTML: Office opens them, no browser does."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against a file. `detail`: the ending, or the name inside an archive."""

    code: str
    severity: Severity
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """What speaks against opening a file; nothing for an ordinary document."""

    reasons: tuple[Reason, ...] = ()

    @property
    def severity(self) -> Severity:
        """The gravest of the reasons."""
        return max((r.severity for r in self.reasons), key=_WEIGHT.__getitem__, default="")

    def __bool__(self) -> bool:
        """Tell whether anything speaks against it."""
        return bool(self.reasons)


def by_name(filename: str) -> Danger:
    """Judge a file by its name alone, as a list does that has no bytes."""
    last = ending(filename)
    kind, severity = dangerous().get(last, ("", ""))
    reasons = [Reason(kind, severity, last)] if kind else []
    reasons += [
        Reason("turned" if trick == "overridden" else trick, "stop", last)
        for trick in tricks(filename, words("posing_as"))
        if kind or trick == "overridden"  # "offer.pdf.sig", "list . pdf" deceive nobody
    ]
    return Danger(tuple(reasons))


def by_content(filename: str, data: bytes) -> Danger:
    """Judge a file by name and content. Raises nothing, whatever the bytes are."""
    named = by_name(filename)
    last = ending(filename)
    found = list(named.reasons)
    known = {r.code for r in found}
    for reason in (*_by_start(last, data), *_by_structure(last, data)):
        if reason.code not in known:
            known.add(reason.code)
            found.append(reason)
    return Danger(tuple(found))


def _by_start(last: str, data: bytes) -> list[Reason]:
    head = data[:_LOOKED_AT]
    if _is_program(head):
        return [Reason("program" if not last else "program_inside", "stop", last)]
    if head.startswith(b"#!") and last not in words("plain_text"):
        return [Reason("script_inside", "stop", last)]
    if re.match(rb"\s*@echo\s+off\b|\s*<(?:job|package)\b[^>]*>", head, re.IGNORECASE):
        return [] if last in words("plain_text") else [Reason("script_inside", "stop", last)]
    if b"<hta:application" in head.lower():
        return [Reason("script_inside", "stop", last)]
    for magic, code in _MAGIC:
        if head.startswith(magic):
            return [Reason(code, "stop", last)]
    if data[0x8001:0x8006] == b"CD001" or data[-512:-504] == b"conectix":
        return [Reason("disk_image", "stop", last)]
    harmless = last in words("plain_text") or last in _READ_AS_TABLE
    if _WEB.match(head) and not harmless:
        return [Reason("web_page", "ask", last)]
    return []


_MAGIC = (
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"ITSF", "system_setting"),
    (b"vhdxfile", "disk_image"),
    (b"conectix", "disk_image"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "notebook"),
)
_PROGRAM_MAGIC = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n03",
)


def _is_program(head: bytes) -> bool:
    if head.startswith(b"MZ") and len(head) >= 64:
        at = int.from_bytes(head[60:64], "little")
        return head[at : at + 2] in (b"PE", b"NE", b"LE", b"LX") or b"\x00" in head[:64]
    return head.startswith(_PROGRAM_MAGIC)


def _by_structure(last: str, data: bytes) -> list[Reason]:
    # readers of archives and compound files, which a mail without files need not load
    from desktop.mail.attachments.inside import ole_signs, ooxml_signs

    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        signs = ooxml_signs(data)
        if signs is not None:
            return [Reason(code, "ask", last) for code in signs]
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return [Reason(code, "ask", last) for code in ole_signs(data)]
    if data.startswith(b"{\\rt") and any(word in data for word in _RTF_OBJECTS):
        return [Reason("embedded_object", "ask", last)]
    if b"%PDF-" in data[:1024] and b"/Launch" in data:
        return [Reason("launches", "ask", last)]
    return _in_archive(data)


_RTF_OBJECTS = (b"\\objdata", b"\\objautlink", b"\\objupdate")


def _in_archive(data: bytes) -> list[Reason]:
    from desktop.mail.attachments.nested import look_into

    held = look_into(data)
    if held is None:
        return []
    found: list[Reason] = []
    if held.locked:
        found.append(Reason("locked_archive", "ask"))
    judged = [(name, by_name(name)) for name in held.names]
    worst = [name for name, danger in judged if danger.severity == "stop"]
    softer = [name for name, danger in judged if danger.severity == "ask"]
    if worst:
        found.append(Reason("archive_holds", "ask", ", ".join(worst[:3])))
    elif softer:
        found.append(Reason("archive_holds", "ask", ", ".join(softer[:3])))
    if held.outer == 1 and is_archive(held.names[0]):
        found.append(Reason("archive_in_archive", "ask", held.names[0]))
    return found
