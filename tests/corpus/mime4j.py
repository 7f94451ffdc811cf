"""mime4j: the tree of parts and every decoded body, from `*_decoded.xml` and the files it names.

Rule: same nesting of multiparts, embedded messages and leaves; each leaf's bytes equal without regard to line ends and
to empty lines at its end (text) or exactly (binary); of each part the fields that the tree lists, unfolded.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from desktop.mail.mime import entity
from tests.corpus.check import Check, compare, files

SET = "mime4j"

Shape = list["Shape"] | bytes


def checks() -> Iterator[Check]:
    """Tree and contents of each message."""
    for name, path in files("mime/mime4j", ".msg"):
        expected_file = path.with_name(f"{path.stem}_decoded.xml")
        if not expected_file.exists():
            continue
        expected = _expected(_document(expected_file), path.parent)
        raw = path.read_bytes()
        ours = _shape(entity.read(raw).root)
        yield compare(SET, name, "tree", _outline(ours), _outline(expected))
        yield compare(SET, name, "content", _contents(ours), _contents(expected))


def _document(path: Path) -> ET.Element:
    text = path.read_bytes().decode("utf-8", "replace")
    return ET.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))


def _expected(element: ET.Element, folder: Path) -> Shape:
    """The inside of a <message> or <body-part>: its multipart, its message or its body."""
    for child in element:
        if child.tag == "multipart":
            return [_expected(part, folder) for part in child if part.tag == "body-part"]
        if child.tag == "message":
            return [_expected(child, folder)]
        if child.tag in ("text-body", "binary-body"):
            return _even((folder / child.get("name", "")).read_bytes())
    return b""


def _shape(node: entity.Node) -> Shape:
    if node.is_message:
        return [_shape(entity.read(node.content()).root)]
    if node.content_type.startswith("multipart/"):
        return [_shape(child) for child in node.children]
    return _even(node.content())


def _even(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")


def _outline(shape: Shape) -> str:
    return "." if isinstance(shape, bytes) else f"({''.join(_outline(s) for s in shape)})"


def _contents(shape: Shape) -> list[bytes]:
    if isinstance(shape, bytes):
        return [shape]
    return [content for inner in shape for content in _contents(inner)]
