"""Saved files have safe names, are whole or not there, and say that they came from outside."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.attachments.names import numbered, safe_name
from desktop.mail.attachments.saving import OpenedCopies, mark_from_outside, write_new, write_over
from desktop.runtime.errors import UserFacing


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\PO.pdf", "PO.pdf"),
        ("con.txt", "_con.txt"),
        ("COM1 .pdf", "_COM1.pdf"),
        ("lpt\u00b9.pdf", "_lpt\u00b9.pdf"),
        ("inv\u202efdp.exe", "inv_fdp.exe"),
        ("in\u200bvoice.pdf", "invoice.pdf"),
        ("PO.pdf . .", "PO.pdf"),
        ("a\r\nb\tc.pdf", "a__b_c.pdf"),
        ("offer        .pdf", "offer.pdf"),
        ("Mu\u0308ller.pdf", "M\u00fcller.pdf"),
        ("", "attachment"),
        ("...", "attachment"),
        ("合同.pdf", "合同.pdf"),
        (".htaccess", "htaccess"),
    ],
)
def test_file_names_are_safe(given_name, safe):
    assert safe_name(given_name) == safe


@given(st.text(max_size=300))
def test_any_name_stays_in_its_folder(name):
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('/\\:*?"<>|\0\n\u202e')
    assert safe not in (".", "..")
    assert len(safe.encode()) <= 200
    assert safe == safe.strip(" .")


def test_a_long_chinese_name_keeps_its_ending():
    safe = safe_name("报" * 200 + ".xlsx")
    assert safe.endswith(".xlsx")
    assert len(safe.encode()) <= 180


def test_numbers_stand_before_the_ending():
    assert numbered("PO.pdf", 2) == "PO (2).pdf"
    assert numbered("README", 3) == "README (3)"


def test_saving_never_overwrites(tmp_path):
    first = write_new(tmp_path, "PO.pdf", b"1")
    second = write_new(tmp_path, "PO.pdf", b"2")
    assert first.read_bytes() == b"1"
    assert second.name == "PO (2).pdf"
    with pytest.raises(UserFacing):
        write_new(tmp_path / "none", "PO.pdf", b"3")


def test_what_the_user_chose_to_replace_is_replaced_whole(tmp_path):
    target = tmp_path / "PO.pdf"
    target.write_bytes(b"old")
    write_over(target, b"new" * 10)
    assert target.read_bytes() == b"new" * 10
    assert [p.name for p in tmp_path.iterdir()] == ["PO.pdf"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told_in_words_and_leaves_nothing_behind(tmp_path, monkeypatch):
    real = os.open
    monkeypatch.setattr(
        os,
        "open",
        lambda path, flags, mode=0o777: (
            real(path, flags, mode) if "PO" not in str(path) else full(path, real)
        ),
    )
    target = tmp_path / "PO.pdf"
    target.write_bytes(b"old")
    with pytest.raises(UserFacing) as told:
        write_over(target, b"x" * 5_000_000)
    assert told.value.code == "disk_full"
    assert "room" in told.value.message
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["PO.pdf"]


def full(path, real):
    os.close(real(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return real("/dev/full", os.O_WRONLY)


def test_a_forbidden_folder_is_told_in_words(tmp_path, monkeypatch):
    def refused(*_args):
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(UserFacing) as told:
        write_new(tmp_path, "PO.pdf", b"x")
    assert told.value.code == "cannot_save"


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes of Linux")
def test_a_saved_file_says_that_it_came_from_outside(tmp_path):
    probe = tmp_path / "probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.tradepost", b"1")
    except OSError:
        pytest.skip("this file system keeps no attributes")
    path = write_new(tmp_path, "PO.pdf", b"1")
    assert os.getxattr(path, "user.xdg.origin.url") == b"mailto:"


def test_on_windows_the_zone_is_written_beside(tmp_path):
    path = tmp_path / "PO.pdf"
    path.touch()
    mark_from_outside(path, "win32")
    assert b"ZoneId=3" in (tmp_path / "PO.pdf:Zone.Identifier").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_copies_are_private_read_only_and_tidied(tmp_path):
    copies = OpenedCopies(tmp_path / "opened")
    one = copies.write("PO.pdf", b"1")
    two = copies.write("PO.pdf", b"2")
    assert one.name == two.name == "PO.pdf"
    assert stat.S_IMODE(one.stat().st_mode) == 0o400
    assert stat.S_IMODE(copies.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(one.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(copies.write("x.pdf", b"", for_drag=True).stat().st_mode) == 0o600
    copies.tidy()
    assert not copies.folder.exists()
    copies.tidy()
