"""What the parts of a message are to its reader: words, pictures inside the words, files, reports, wrappings.

The rules are those of RFC 2046, 2387, 3462, 3156 and 8551, with the bends that real programs need; JMAP's reading of
body parts (RFC 8621 section 4.1.4) is followed where it says something.
"""

import html as html_module
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from desktop.mail.mime import bounces, cms, tnef, written
from desktop.mail.mime.charset import clean
from desktop.mail.mime.entity import Node, read
from desktop.mail.mime.headers import parse_headers, split_message
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.message import Attachment, Bounce, Protection

_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"))
_SMIME = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_NOT_ENCRYPTED = frozenset(("signed-data", "certs-only", "compressed-data"))
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_BODY_TYPES = frozenset(
    ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")
)
_OTHER_VERSIONS = frozenset(
    ("text/x-amp-html", "text/watch-html")
)  # for other programs than this one
_MAX_SHOWN = 1_000  # files that are listed
_MAX_UNWRAPPED = 4
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_PGP = re.compile(r"^-----BEGIN PGP (SIGNED )?MESSAGE-----[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Found:
    """What was found so far while walking the parts. `segments`: (text, html) in reading order."""

    hint: str = ""
    segments: list[tuple[str | None, str | None]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    content_types: set[str] = field(default_factory=set)
    bounces: list[Bounce] = field(default_factory=list)
    receipts: list[Bounce] = field(default_factory=list)
    calendar_method: str = ""
    protection: Protection = ""
    defects: list[str] = field(default_factory=list)
    unwrapped: int = 0


def walk(node: Node, found: Found, *, top: bool = False, related: bool = False) -> None:
    """Add what a part holds."""
    kind = node.content_type
    found.content_types.add(kind)
    if kind.startswith("multipart/"):
        _multipart(node, found)
    elif kind in _SMIME:
        _smime(node, found, top)
    elif _is_body(node, top, related):
        _words(node, found)
    else:
        _file(node, found)


def _multipart(node: Node, found: Found) -> None:
    children, kind = node.children, node.content_type
    if not children:
        _words(node, found)
    elif kind == "multipart/alternative":
        _alternative(node, found)
    elif kind == "multipart/related":
        start = _start(node)
        walk(start, found)
        for child in children:
            if child is not start:
                walk(child, found, related=True)
    elif (
        kind == "multipart/appledouble" and len(children) == 2
    ):  # the first is what only a Mac can use
        walk(children[1], found)
    else:
        if kind == "multipart/encrypted":
            found.protection = "pgp_encrypted"
            children = [
                c for c in children if c.content_type != "application/pgp-encrypted"
            ] or children
        elif kind == "multipart/signed":
            smime = "pkcs7" in node.params.get("protocol", "").lower()
            found.protection = found.protection or ("smime_signed" if smime else "pgp_signed")
        for child in children:
            walk(child, found)


def _start(node: Node) -> Node:
    """The part of a multipart/related that shows the others (RFC 2387 section 3.2): named, or the first."""
    named = node.params.get("start", "").strip("<> ")
    return next((c for c in node.children if named and c.content_id == named), node.children[0])


def _alternative(node: Node, found: Found) -> None:
    """The same words several times: the first plain and the last HTML version are one segment.

    A later version is the richer one (RFC 2046 section 5.1.4).
    """
    best_text: str | None = None
    best_html: str | None = None
    before = found.segments
    for child in node.children:
        found.content_types.add(child.content_type)
        if child.content_type in _OTHER_VERSIONS:
            continue
        found.segments = []
        walk(child, found)
        text = "\n".join(t for t, _h in found.segments if t is not None)
        htmls = [h for _t, h in found.segments if h is not None]
        if text.strip() and best_text is None:
            best_text = text
        if htmls:
            best_html = "\n".join(htmls)
    found.segments = before
    if best_text is not None or best_html is not None:
        found.segments.append((best_text, best_html))


def _is_body(node: Node, top: bool, related: bool) -> bool:
    if node.disposition == "attachment":
        return False
    if node.content_type not in _BODY_TYPES:
        return (
            top and node.content_type.startswith("text/") and node.content_type != "text/calendar"
        )
    if related and node.content_id:
        return False
    return not node.filename or (top and not node.disposition)


def _words(node: Node, found: Found) -> None:
    read_part = written.read(node, found.hint)
    found.defects.extend(read_part.defects)
    for number, file in enumerate(read_part.files):
        found.attachments.append(
            Attachment(
                f"{node.path}#{number}",
                _last(file.name),
                _kind_of(file.name),
                len(file.content),
                "",
                inline=False,
            )
        )
    text = read_part.text
    pgp = _PGP.search(text) if "-----BEGIN PGP" in text else None
    if pgp is not None and not found.protection:
        found.protection = "pgp_signed" if pgp[1] else "pgp_encrypted"
    found.segments.append((None, text) if node.content_type == "text/html" else (text, None))


def _smime(node: Node, found: Found, top: bool) -> None:
    """An opaque signature is opened; what is encrypted stays the file that it is."""
    inner = unwrap(node) if found.unwrapped < _MAX_UNWRAPPED else None
    if inner is not None:
        found.unwrapped += 1
        found.protection = found.protection or "smime_signed"
        walk(inner, found, top=top)
        return
    says = node.params.get("smime-type", "").lower()
    if says not in _NOT_ENCRYPTED and cms.kind(node.content()) != "signed":
        found.protection = "smime_encrypted"
    _file(node, found)


def unwrap(node: Node) -> Node | None:
    """The message that an opaque S/MIME signature holds, None when the part is something else."""
    content = cms.signed_content(node.content())
    if content is None:
        return None
    inner = read(content).root
    _renumber(inner, f"{node.path}.1")
    return inner


def _renumber(node: Node, path: str) -> None:
    node.path = path
    for number, child in enumerate(node.children, 1):
        _renumber(child, f"{path}.{number}")


# ---- files


def _file(node: Node, found: Found) -> None:
    kind = node.content_type
    winmail = is_tnef(node)
    if len(found.attachments) >= _MAX_SHOWN:
        found.defects.append("too_many_files")
        return
    if node.size and not winmail and not kind.startswith(_LOOKED_INTO):
        data, size = b"", node.size
    else:
        data = node.content()
        size = len(data)
    if kind == "text/calendar":
        found.calendar_method = found.calendar_method or _calendar_method(node, data)
    elif kind in _REPORTS:
        found.bounces.extend(bounces.from_report(data))
    elif kind == "message/disposition-notification":
        found.receipts.extend(bounces.from_disposition(data))
    elif kind == "message/feedback-report":
        found.bounces.extend(bounces.from_feedback(data))
    elif winmail and _opened_tnef(data, node, found):
        return
    found.attachments.append(
        Attachment(node.path, _filename(node, data), kind, size, node.content_id, inline=False)
    )


_LOOKED_INTO = ("text/calendar", "message/")


def is_tnef(node: Node) -> bool:
    """Whether a part is Outlook's wrapping, by its type or by the name that it always has."""
    return node.content_type in _TNEF or node.filename.lower() == "winmail.dat"


def _opened_tnef(data: bytes, node: Node, found: Found) -> bool:
    opened = tnef.read(data, node.path)
    if opened is None:
        found.defects.append("unreadable_tnef")
        return False
    found.attachments.extend(opened.attachments)
    has_words = any((t or h or "").strip() for t, h in found.segments)
    has_html = any(h for _t, h in found.segments)
    if not has_words and (opened.text or opened.html):
        found.segments.append((opened.text, opened.html))
    elif opened.html and not has_html and len(found.segments) == 1:
        found.segments[0] = (found.segments[0][0], opened.html)
    return True


def _calendar_method(node: Node, data: bytes) -> str:
    method = node.params.get("method", "")
    if not method:
        match = re.search(rb"^METHOD:(\w+)", data, re.MULTILINE | re.IGNORECASE)
        method = match[1].decode("ascii") if match else ""
    return method.lower()


def _filename(node: Node, data: bytes) -> str:
    name = _last(node.filename)
    if name:
        return name
    if node.is_message:
        subject = parse_headers(split_message(data[:65536])[0]).text("subject")
        return f"{_UNSAFE.sub(' ', subject).strip()[:80] or 'message'}.eml"
    return "invite.ics" if node.content_type == "text/calendar" else ""


def _last(name: str) -> str:
    """The last step of a path, without what no file name can hold at its ends."""
    if name.count("%") > 1 and name.isascii():
        name = _unescaped(name)
    return clean(re.split(r"[/\\]", name)[-1].strip().strip(".\x00"))[:255] if name else ""


def _unescaped(name: str) -> str:
    """A name written as in an address of the web, where that makes letters of it; "50%20mm.pdf" stays."""
    try:
        plain = unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name
    return name if plain.isascii() else plain


def _kind_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)


def mark_inline(found: Found, html: str | None) -> Iterator[Attachment]:
    """The files, each told whether the HTML shows it in its place. What it never names is a file like any other."""
    named: set[str] = set()
    if html is not None and any(a.content_id for a in found.attachments):
        named = {unquote(html_module.unescape(cid)).casefold() for cid in _CID.findall(html)}
    for a in found.attachments:
        if a.content_id and a.content_id.casefold() in named:
            yield Attachment(a.part, a.filename, a.content_type, a.size, a.content_id, inline=True)
        else:
            yield a


# ---- the body


def bodies(found: Found) -> tuple[str, str | None]:
    """The whole text, and the whole HTML where any part has some."""
    texts: list[str] = []
    htmls: list[str] = []
    any_html = any(h is not None for _t, h in found.segments)
    for text, html in found.segments:
        use_text = text is not None and (text.strip() or html is None)
        texts.append(text if use_text and text is not None else html_to_text(html or ""))
        if any_html:
            htmls.append(html if html is not None else _as_html(text or ""))
    joined = "\n".join(t.strip("\n") for t in texts if t.strip())
    return joined, "\n".join(htmls) if any_html else None


def _as_html(text: str) -> str:
    return f"<div>{html_module.escape(text).replace(chr(10), '<br>')}</div>" if text.strip() else ""
