"""What can act when it is opened is told by name, by content, and inside archives; ordinary files are left in peace."""

import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.attachments import danger_words
from desktop.mail.attachments.danger import by_content, by_name
from desktop.mail.attachments.inside import archive_names
from desktop.mail.attachments.nested import look_into, not_looked_into
from desktop.mail.mime.parse import parse, part_bytes
from desktop.runtime.paths import resource
from tests.corpus.check import ROOT

PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(64)


def zipped(*names, content=b"x"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


def locked(*names):
    data = bytearray(zipped(*names))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "severity", "code"),
    [
        ("setup.exe", "stop", "program"),
        ("报价单.EXE", "stop", "program"),
        ("invoice.pdf.exe", "stop", "double_ending"),
        ("invoice.pdf                    .scr", "stop", "hidden_ending"),
        ("invoice.exe. . ", "stop", "hidden_ending"),
        ("inv\u202efdp.exe", "stop", "turned"),
        ("photo\u202egpj.txt", "stop", "turned"),
        ("in\u200bvoice.e\u200bxe", "stop", "program"),
        ("p.ｅｘｅ", "stop", "program"),
        ("order.js", "stop", "script"),
        ("order.pdf.lnk", "stop", "shortcut"),
        ("PO.iso", "stop", "disk_image"),
        ("PO.vhdx", "stop", "disk_image"),
        ("notes.one", "stop", "notebook"),
        ("price.xll", "stop", "addin"),
        ("update.reg", "stop", "system_setting"),
        ("www.example.com", "stop", "program"),
        ("price.xlsm", "ask", "macro_document"),
        ("PO.html", "ask", "web_page"),
        ("logo.svg", "ask", "web_page"),
        ("feed.iqy", "ask", "data_link"),
    ],
)
def test_a_name_tells(name, severity, code):
    danger = by_name(name)
    assert danger.severity == severity
    assert code in [reason.code for reason in danger.reasons]
    assert danger_words.short(danger)
    assert "{" not in danger_words.sentences(danger)


@pytest.mark.parametrize(
    "name",
    [
        "PI Q-2417 V3.pdf", "price list 3.5 mm.xlsx", "合同.docx", "drawing.dwg", "part.step", "photo.jpg.", "v2.1.zip",
        "offer.pdf.p7m", "drawing.dwg.bak", "list . pdf", "no ending", "", "عرض\u200f.pdf", "a.b.c.txt", "mail.eml",
    ],
)  # fmt: skip
def test_ordinary_names_are_left_in_peace(name):
    assert not by_name(name)


@pytest.mark.parametrize(
    ("name", "data", "code", "severity"),
    [
        ("invoice.pdf", PROGRAM, "program_inside", "stop"),
        ("invoice", PROGRAM, "program", "stop"),
        ("invoice.pdf", b"\x7fELF\x02\x01" + bytes(60), "program_inside", "stop"),
        ("invoice.pdf", b"#!/bin/sh\nrm\n", "script_inside", "stop"),
        ("invoice.doc", b"@ECHO OFF\r\ndel *", "script_inside", "stop"),
        ("a.pdf", b"L\0\0\0\x01\x14\x02\0" + bytes(80), "shortcut", "stop"),
        ("a.bak", bytes(0x8001) + b"CD001" + bytes(90), "disk_image", "stop"),
        ("invoice.pdf", b"<!DOCTYPE html><html><form action=x>", "web_page", "ask"),
        ("scan.pdf", b"<?xml version='1.0'?>\n<!-- x --><svg onload='x'/>", "web_page", "ask"),
        ("offer.rtf", b"{\\rtf1{\\object\\objemb{\\*\\objdata 01}}}", "embedded_object", "ask"),
        ("offer.pdf", b"%PDF-1.7\n1 0 obj<</Launch<<>>>>", "launches", "ask"),
        ("docs.zip", zipped("ok.pdf", "a/PI.pdf.js"), "archive_holds", "ask"),
        ("docs.zip", zipped("price.xlsm"), "archive_holds", "ask"),
        ("docs.zip", zipped("inner.rar"), "archive_in_archive", "ask"),
        ("docs.zip", locked("PI.pdf"), "locked_archive", "ask"),
        ("PI.docx", zipped("[Content_Types].xml", "word/vbaProject.bin"), "macros", "ask"),
        ("PI.xlsx", zipped("[Content_Types].xml", "xl/macrosheets/sheet1.xml"), "macros", "ask"),
        (
            "PI.docx",
            zipped(
                "[Content_Types].xml",
                "word/_rels/settings.xml.rels",
                content=b'<Relationship Type="x/attachedTemplate" Target="https://x" TargetMode="External"/>',
            ),
            "loads_template",
            "ask",
        ),
    ],
)
def test_content_tells(name, data, code, severity):
    danger = by_content(name, data)
    assert code in [reason.code for reason in danger.reasons]
    assert danger.severity == severity
    assert "{" not in danger_words.sentences(danger)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("export.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("notes.txt", b"#!/bin/sh is how scripts begin"),
        ("MZ.txt", b"MZ is a prefix"),
        ("PI.docx", zipped("[Content_Types].xml", "word/document.xml")),
        ("docs.zip", zipped("PI.pdf", "packing list.xlsx", "photo.jpg")),
        ("PI.pdf", b"%PDF-1.4\nx"),
        ("a.pdf", b""),
    ],
)
def test_ordinary_content_is_left_in_peace(name, data):
    assert not by_content(name, data)


def test_a_tar_and_a_chinese_zip_are_listed():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as file:
        file.addfile(tarfile.TarInfo("docs/setup.exe"))
    assert archive_names(out.getvalue()).names == ("docs/setup.exe",)
    assert by_content("docs.tgz", out.getvalue()).severity == "ask"
    data = bytearray(zipped("abcd.pdf"))
    raw = "报价".encode("gbk")
    assert len(raw) == 4
    data = bytes(data).replace(b"abcd.pdf", raw + b".pdf")
    assert archive_names(data).names == ("报价.pdf",)


def tarred(**files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as file:
        for name, content in files.items():
            entry = tarfile.TarInfo(name.replace("_", "."))
            entry.size = len(content)
            file.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def zipped_in(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_archives_inside_archives_are_looked_into():
    inner = tarred(offer_exe=b"MZ", list_pdf=b"%PDF")
    data = zipped_in(
        PI_pdf=b"%PDF", docs_tgz=inner, more_7z=b"7z\xbc\xaf\x27\x1c", bad_zip=b"PK\x03\x04"
    )
    held = look_into(data)
    assert held.names == [
        "PI.pdf", "docs.tgz", "more.7z", "bad.zip", "docs.tgz/offer.exe", "docs.tgz/list.pdf",
    ]  # fmt: skip
    assert held.sizes[-2:] == [2, 4]
    assert held.closed == ["more.7z", "bad.zip"]
    (reason,) = by_content("docs.zip", data).reasons
    assert (reason.code, reason.severity, reason.detail) == (
        "archive_holds", "ask", "docs.tgz/offer.exe",
    )  # fmt: skip
    assert "locked_archive" in {
        r.code for r in by_content("a.zip", zipped_in(b_zip=locked("x.pdf"), c_pdf=b"")).reasons
    }


def test_an_archive_that_nothing_opens_is_a_fact_and_no_warning():
    data = b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(64)
    assert not by_content("drawings.7z", data)
    assert not_looked_into("drawings.7z", data) == ("drawings.7z",)
    assert not_looked_into("PI.pdf", b"%PDF-1.7") == ()
    assert not_looked_into("docs.zip", zipped("PI.pdf")) == ()
    both = zipped_in(drawings_7z=data, PI_pdf=b"%PDF")
    assert not by_content("docs.zip", both)
    assert not_looked_into("docs.zip", both) == ("drawings.7z",)


def test_what_would_be_too_much_is_left_closed():
    inner = zipped_in(a_txt=b"x")
    for _level in range(4):
        inner = zipped_in(deeper_zip=inner, note_txt=b"")
    held = look_into(inner)
    assert held.names.count("deeper.zip/deeper.zip/note.txt") == 1
    assert held.closed == ["deeper.zip/deeper.zip/deeper.zip"]
    bomb = zipped_in(big_zip=bytes(50_000_000))
    assert len(bomb) < 100_000
    assert look_into(bomb).closed == ["big.zip"]
    many = zipped_in(**{f"n{i}_zip": zipped("a.txt") for i in range(30)})
    assert len(look_into(many).closed) == 10


@given(st.binary(max_size=400), st.sampled_from(["x.zip", "x.doc", "x.rar", "x.gz", "x", "x.pdf"]))
def test_no_content_makes_it_raise(data, name):
    by_content(name, data)
    for start in (b"PK\x03\x04", b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00", b"\x1f\x8b\x08"):
        by_content(name, start + data)
    by_content(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)
    by_content(name, data + b"PK\x05\x06" + data)


@given(st.text(max_size=80))
def test_any_name_can_be_judged(name):
    danger_words.sentences(by_name(name))


def test_every_kind_has_its_words():
    import json

    data = json.loads(resource("reference", "file_dangers.json").read_text(encoding="utf-8"))
    seen = set()
    for kind, entry in data["kinds"].items():
        assert kind in danger_words._SENTENCES
        assert entry["severity"] in ("ask", "stop")
        endings = set(entry["extensions"].split())
        assert not endings & seen
        seen |= endings
    harmless = set((data["posing_as"] + " " + data["plain_text"]).split()) - {"html", "htm"}
    assert not harmless & seen


@pytest.mark.skipif(not ROOT.is_dir(), reason="the corpus is not here")
def test_real_archives_and_programs_of_the_corpus_are_told():
    wanted = {
        "rar4.eml": "archive_holds",
        "exe_attm.eml": "program",
        "testRFC822_encrypted_zip": "locked_archive",
    }
    found = {}
    for path in ROOT.rglob("*"):
        if path.name in wanted:
            raw = path.read_bytes()
            files = parse(raw).files
            reasons = [
                r.code
                for f in files
                for r in by_content(f.filename, part_bytes(raw, f.part)).reasons
            ]
            found[path.name] = reasons
    assert set(found) == set(wanted)
    for name, code in wanted.items():
        assert code in found[name]
