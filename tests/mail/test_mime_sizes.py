"""The size of an attachment is known without decoding it, and is right to the byte."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.mime import transfer
from desktop.mail.mime.parse import parse, part_bytes

_PARTS = st.lists(
    st.tuples(st.integers(0, 40_000), st.sampled_from(("base64", "8bit"))), min_size=1, max_size=4
)


def message(parts, end, boundary, closed):
    lines = [
        "From: a@b.example",
        "Message-ID: <1@b.example>",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain",
        "",
        "hello",
    ]
    for number, (size, encoding) in enumerate(parts):
        content = bytes((n * 7 + number) % 251 for n in range(size))
        text = base64.encodebytes(content).decode() if encoding == "base64" else "x" * (size % 900)
        lines += [
            f"--{boundary}",
            "Content-Type: application/octet-stream",
            f"Content-Transfer-Encoding: {encoding}",
            f'Content-Disposition: attachment; filename="f{number}"',
            "",
            *text.splitlines(),
        ]
    lines += [f"--{boundary}--"] if closed else []
    return end.join(lines).encode() + end.encode()


@given(
    parts=_PARTS,
    end=st.sampled_from(("\r\n", "\n")),
    boundary=st.sampled_from(("b", "=_mixed.1", "----=_Part_1")),
    closed=st.booleans(),
)
def test_sizes_are_those_of_the_decoded_parts(parts, end, boundary, closed):
    raw = message(parts, end, boundary, closed)
    found = parse(raw)
    assert [a.size for a in found.attachments] == [
        len(part_bytes(raw, a.part)) for a in found.attachments
    ]


def test_a_boundary_that_begins_another_one_is_not_taken_for_it():
    inner = message([(30_000, "base64")], "\r\n", "ab", True).replace(
        b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n", b""
    )
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
        + inner
        + b"\r\n--a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        + b'Content-Disposition: attachment; filename="p.png"\r\n\r\n'
        + base64.encodebytes(bytes(20_001)).replace(b"\n", b"\r\n")
        + b"--a--\r\n"
    )
    sizes = [a.size for a in parse(raw).attachments]
    assert sizes == [30_000, 20_001]


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
@pytest.mark.parametrize("width", [76, 75, 1000])
@pytest.mark.parametrize("bent", ["", "uneven", "cut"])
def test_large_base64_in_turns_is_the_same_as_at_once(ends, width, bent, monkeypatch):
    monkeypatch.setattr(transfer, "_TURN", 700)
    content = bytes(range(256)) * 40 + b"x"
    letters = binascii.b2a_base64(content, newline=False)
    lines = [letters[i : i + width] for i in range(0, len(letters), width)]
    if bent == "uneven":
        lines[9:11] = [lines[9] + lines[10]]
    if bent == "cut":
        lines = lines[:-3]
    data = b"head" + ends.join(lines) + ends
    found = transfer.large_base64(data, 4, len(data))
    if bent == "cut":
        assert found is None or content.startswith(found)
    else:
        assert found == content
