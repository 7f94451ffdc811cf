"""`document issue --format` and `document copy`: the same document as PDF/A, workbook and Word file."""

import hashlib
from pathlib import Path

from tests.trade.archive_rules import violations


def test_a_document_is_issued_in_the_archive_form_and_copied_in_others(run, tmp_path, monkeypatch):
    quote = next(q for q in run("quote", "list")["quotes"] if q["state"] in ("approved", "sent"))
    issue = ("document", "issue", "--from", quote["id"], "--kind", "order_confirmation")
    assert run(*issue, "--format", "xlsx", code=1)["error"]["code"] == "no_file_named"
    issued = run(*issue, "--format", "pdfa", "--out", str(tmp_path / "a.pdf"))
    assert issued["format"] == "pdfa"
    content = (tmp_path / "a.pdf").read_bytes()
    assert content == Path(issued["path"]).read_bytes()
    assert violations(content) == []

    again = run(*issue, "--format", "docx", "--out", str(tmp_path / "a.docx"))
    assert again["id"] == issued["id"]
    assert (tmp_path / "a.docx").read_bytes()[:2] == b"PK"
    out = tmp_path / "b.xlsx"
    copied = run("document", "copy", issued["number"], "--format", "xlsx", "--out", str(out))
    assert copied["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    monkeypatch.chdir(tmp_path)
    named = run("document", "copy", issued["id"], "--format", "docx")
    assert Path(named["path"]).name == f"{issued['number']}_en.docx"
    assert (
        run("document", "copy", "NONE", "--format", "pdf", code=1)["error"]["code"]
        == "unknown_document"
    )


def test_the_list_names_damaged_and_missing_files(run):
    found = run("document", "list")["documents"]
    assert found
    assert {one["damage"] for one in found} == {None}
    whole = [Path(one["path"]).read_bytes() for one in found[:2]]
    try:
        Path(found[0]["path"]).write_bytes(whole[0][:-1] + b"x")
        Path(found[1]["path"]).unlink()
        told = run("document", "list", code=1)["documents"]
    finally:
        for one, content in zip(found, whole, strict=False):
            Path(one["path"]).write_bytes(content)
    assert [one["damage"] for one in told[:2]] == ["changed", "missing"]
    assert {one["damage"] for one in told[2:]} <= {None}
