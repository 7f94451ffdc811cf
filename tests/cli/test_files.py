"""A mail's files and a customer's, by commands."""

import hashlib
import stat
from pathlib import Path

MAIL = (
    "From: K <k@brenner-licht.example>\r\nTo: l@a.example\r\nSubject: Two files\r\nMessage-ID: <two@b.example>\r\n"
    "Date: Fri, 20 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee.\r\n"
    "--b\r\nContent-Type: application/pdf; name=offer-77.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.4 x\r\n"
    "--b\r\nContent-Type: application/pdf; name=invoice.pdf.exe\r\nContent-Disposition: attachment\r\n\r\nMZ\r\n--b--\r\n"
)


def test_files_are_saved_and_programs_only_when_asked_for(run, tmp_path):
    (tmp_path / "two.eml").write_bytes(MAIL.encode())
    run("mail", "import", str(tmp_path / "two.eml"))
    (hit,) = run("search", "filename:offer-77")["hits"]
    assert hit["snippet"] == "offer-77.pdf"
    out = tmp_path / "out"
    out.mkdir()
    offer, program = run("mail", "save", hit["id"], "--out", str(out), code=3)["files"]
    assert Path(offer["path"]).read_bytes() == b"%PDF-1.4 x"
    assert offer["sha256"] == hashlib.sha256(b"%PDF-1.4 x").hexdigest()
    assert (program["path"], program["severity"]) == (None, "stop")
    assert "double_ending" in [d["kind"] for d in program["dangers"]]
    again = run("mail", "save", hit["id"], "--out", str(out), "--programs")["files"]
    assert [Path(f["path"]).name for f in again] == ["offer-77 (2).pdf", "invoice.pdf.exe"]
    assert not stat.S_IMODE(Path(again[1]["path"]).stat().st_mode) & 0o111
    one = run("mail", "save", hit["id"], "--out", str(out), "--file", str(offer["id"]))["files"]
    assert len(one) == 1
    said = run("mail", "save", hit["id"], "--out", str(out), "--file", "0", code=1)
    assert said["error"]["code"] == "no_attachment"


def test_a_customers_files_are_listed(run):
    (customer,) = run("customer", "list", "Brenner")["customers"]
    files = run("customer", "files", customer["id"])["files"]
    assert {"received", "sent"} <= {f["way"] for f in files}
    assert all(f["filename"] and f["at"] and f["message_id"] for f in files if f["way"] != "issued")
    dates = [f["at"] for f in files]
    assert dates == sorted(dates, reverse=True)
    sheets = run("customer", "files", customer["id"], "--kind", "sheet")["files"]
    assert sheets
    assert {f["kind"] for f in sheets} == {"sheet"}
    assert len(run("customer", "files", customer["id"], "--limit", "1")["files"]) == 1
