"""What the look at an archive shows: names, also those in archives inside, and what nobody can look into."""

from desktop.mail.attachments.danger import by_content
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.mail.preview_load import preview_of
from tests.mail.test_attachment_danger import tarred, zipped_in


def look(name, data):
    file = MailFile(1, ("2",), name, "application/octet-stream", len(data))
    return preview_of(file, data, by_content(name, data))


def test_names_of_archives_inside_are_listed(qapp):
    shown = look("docs.zip", zipped_in(PI_pdf=b"%PDF", all_tgz=tarred(a_dwg=b"x"), b_7z=b"7z"))
    assert shown.kind == "table"
    names = [row[0] for row in shown.sheets[0].rows[1:]]
    assert names == ["PI.pdf", "all.tgz", "b.7z", "all.tgz/a.dwg"]
    assert "4" in shown.note
    assert "b.7z" in shown.note


def test_an_archive_that_nothing_opens_says_so(qapp):
    shown = look("drawings.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40))
    assert (shown.kind, bool(shown.danger)) == ("nothing", False)
    assert "cannot look into" in shown.note
