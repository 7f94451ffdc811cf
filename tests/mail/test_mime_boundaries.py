"""The end of a part is found however far it lies and whatever the part holds; line ends are told apart from lone CRs."""

import pytest

from desktop.mail.mime.charset import has_lone_returns, without_controls
from desktop.mail.mime.entity import read
from desktop.mail.mime.parse import parse

_FILLINGS = {
    "letters": b"QUJD" * 3_000,
    "dashes": b"a-b --c " * 1_500,
    "nearly the boundary": b"--=_limi\r\n" * 1_200,
}


@pytest.mark.parametrize("filling", _FILLINGS)
@pytest.mark.parametrize("size", [0, 4_050, 4_080, 4_096, 4_120, 9_000])
@pytest.mark.parametrize("boundary", [b"=_limit", b"x" * 5_000])
def test_parts_end_at_their_boundary_however_far(filling, size, boundary):
    first = _FILLINGS[filling][:size]
    raw = (
        b'From: a@b.example\r\nContent-Type: multipart/mixed;\r\n\tboundary="' + boundary + b'"\r\n'
        b"\r\n--" + boundary + b"\r\nContent-Type: text/plain\r\n\r\n" + first + b"\r\n--" + boundary
        + b"\r\nContent-Type: text/html\r\n\r\n<p>second</p>\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip
    opened = read(raw)
    assert [part.encoded for part in opened.root.children] == [first, b"<p>second</p>"]
    assert opened.defects == []


@pytest.mark.parametrize(
    ("data", "bare"),
    [
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"a\nb\n", b"a\nb\n"),
        (b"a\rb\n", b"ab\n"),
        (b"a\r\r\nb", b"a\nb"),
        (b"a\x00\rb\r\n", b"ab\n"),
        (b"a\x07b\tc\r\n", b"ab\tc\n"),
    ],
)
def test_lone_returns_are_told_from_line_ends(data, bare):
    assert without_controls(data) == (bare, has_lone_returns(data))


def test_a_part_with_the_boundary_of_the_whole_hides_nothing_behind_it():
    """Outlook Express for Mac, and senders of malware, gave a multipart in a multipart the same boundary."""
    inner = 'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n'
    raw = (
        'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\n{inner}\r\n--b\r\nContent-Type: application/zip; name=x.zip\r\n\r\nPK\r\n--b--\r\nbehind\r\n"
    )
    found = parse(raw.encode())
    assert (found.text, [a.filename for a in found.files]) == ("hello", ["x.zip"])
    assert "no_closing_boundary" not in found.defects
