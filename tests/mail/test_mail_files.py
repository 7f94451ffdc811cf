"""Mail out of files: Outlook's, mbox, Maildir with folders and flags; broken ones are named, twice is once."""

import contextlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail import actions, mail_files
from desktop.mail.mime import outlook, rtf
from desktop.mail.mime.parse import parse, part_bytes
from desktop.store.schema.mail import Folder, Message, Placement
from tests.mail.mail_samples import count, letter, no_links

DATA = Path(__file__).parents[1] / "data" / "outlook"


def opened(name):
    return parse(outlook.read((DATA / f"{name}.msg").read_bytes()).raw)


def placed_by_folder(store):
    with store.read() as session:
        rows = session.execute(
            sa.select(Folder.name, Message.message_id, Placement.flags)
            .join(Placement, Placement.folder_id == Folder.id)
            .join(Message, Message.id == Placement.message_id)
        ).all()
    return {(name, key.partition("@")[0]): flags for name, key, flags in rows}


# ---- Outlook


def test_html_with_a_picture_and_files():
    message = opened("html-picture-files")
    assert message.subject == "hey"
    assert [a.address for a in message.from_] == ["b.bottema@projectnibble.org"]
    assert [(a.name, a.address) for a in message.to] == [("C.Cane", "benny.bottema@aegon.nl")]
    assert message.date.isoformat() == "2017-03-05T11:11:31+00:00"
    assert message.message_id == "1514160588.6.1488712291622@Moonbeast"
    assert message.html.strip() == '<b>We should meet up!</b><img src="cid:thumbsup">'
    assert [(a.filename, a.inline) for a in message.attachments] == [
        ("thumbsup", True),
        ("dresscode.txt", False),
        ("location.txt", False),
    ]
    raw = outlook.read((DATA / "html-picture-files.msg").read_bytes()).raw
    assert part_bytes(raw, message.attachments[0].part).startswith(b"\x89PNG")


def test_a_message_in_a_message():
    raw = outlook.read((DATA / "message-in-message.msg").read_bytes()).raw
    inner, pdf = parse(raw).attachments
    assert (inner.content_type, pdf.content_type) == ("message/rfc822", "application/pdf")
    inside = parse(part_bytes(raw, inner.part))
    assert inside.subject == "Test Attachment"
    assert part_bytes(raw, pdf.part).startswith(b"%PDF")


def test_html_and_words_out_of_rtf():
    wrapped = opened("html-in-rtf")
    assert "Char-Ø-Char" in wrapped.text
    assert "Char-Æ-Char" in wrapped.html
    assert "htmlrtf" not in wrapped.html
    plain = opened("rtf")
    assert plain.html is None
    assert plain.text.startswith("BOOK ONE: 1805")
    assert "“Well, Prince, so Genoa" in plain.text


def test_chinese_and_exchange_addresses():
    message = opened("chinese")
    assert message.subject == "Alfresco MSG format testing ( MSG 格式測試 )"
    assert "中文測試" in message.text
    assert message.from_[0].name == "Tests Chang@FT (張毓倫)"
    assert message.from_[0].address.endswith("@exchange.invalid")


def test_the_same_file_is_the_same_message():
    for path in DATA.glob("*.msg"):
        if path.stem != "contact":
            data = path.read_bytes()
            assert outlook.read(data).raw == outlook.read(data).raw


@given(st.data())
def test_damage_is_told_and_never_a_crash(data):
    whole = (DATA / "html-picture-files.msg").read_bytes()
    broken = bytearray(whole[: data.draw(st.integers(600, len(whole)))])
    for _hit in range(data.draw(st.integers(0, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(outlook.Broken, outlook.NotMail):
        parse(outlook.read(bytes(broken)).raw)


@given(st.binary(max_size=300))
def test_rtf_of_any_bytes_is_read(data):
    rtf.read(b"{\\rtf1\\ansi\\fromhtml1 " + data)
    with contextlib.suppress(ValueError):
        rtf.unpack(b"\0" * 8 + b"LZFu\0\0\0\0" + data)


def test_rtf_in_words():
    text, html = rtf.read(
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'d6\'d0\'ce\'c4 \u25253?\par "
        rb"{\*\generator x}{\pict 00ff}a\{b\}}"
    )
    assert (text, html) == ("中文 报\na{b}", None)


# ---- into the store


def test_folders_of_everything_twice_is_once(store, tmp_path):
    (tmp_path / "one.eml").write_bytes(letter(1))
    (tmp_path / "box.mbox").write_bytes(
        b"From a@b Fri Nov 20 08:00:00 2026\n"
        + letter(2).replace(b"\r\n", b"\n")
        + b">From here on\n\nFrom a@b Fri Nov 20 08:00:00 2026\n"
        + letter(3).replace(b"\r\n", b"\n")
    )
    (tmp_path / "outlook.msg").write_bytes((DATA / "sent.msg").read_bytes())
    (tmp_path / "contact.msg").write_bytes((DATA / "contact.msg").read_bytes())
    (tmp_path / "cut.msg").write_bytes((DATA / "sent.msg").read_bytes()[:3000])
    (tmp_path / "photo.eml").write_bytes(b"\xff\xd8\xff\xe0 not a mail at all")
    (tmp_path / "empty.eml").write_bytes(b"")
    result = mail_files.import_paths(store, [tmp_path], no_links)
    assert (result.new, result.known) == (4, 0)
    assert {Path(a.source).name for a in result.put_aside} == {
        "contact.msg",
        "cut.msg",
        "photo.eml",
        "empty.eml",
    }
    assert all(a.reason for a in result.put_aside)
    again = mail_files.import_paths(store, [tmp_path], no_links)
    assert (again.new, again.known, count(store, Message)) == (0, 4, 4)
    texts = [m.raw for m in mail_files.read(tmp_path / "box.mbox")]
    assert b"\nFrom here on" in texts[0]


def test_a_maildir_keeps_flags_and_folders(store, tmp_path):
    for name in ("", ".Orders", ".Orders.2025", ".&Xu1g0g-"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / name / part).mkdir(parents=True)
    (tmp_path / "cur" / "1.a:2,FS").write_bytes(letter(1))
    (tmp_path / "new" / "2.a").write_bytes(letter(2))
    (tmp_path / ".Orders" / "cur" / "3.a:2,RS").write_bytes(letter(3))
    (tmp_path / ".Orders.2025" / "cur" / "4.a:2,PS").write_bytes(letter(4))
    (tmp_path / ".&Xu1g0g-" / "cur" / "5.a:2,S").write_bytes(letter(5))
    for _twice in range(2):
        mail_files.import_paths(store, [tmp_path], no_links)
    assert placed_by_folder(store) == {
        ("Imported", "1"): "\\Flagged \\Seen",
        ("Imported", "2"): "",
        ("Imported/Orders", "3"): "\\Answered \\Seen",
        ("Imported/Orders/2025", "4"): "$Forwarded \\Seen",
        ("Imported/廭惒", "5"): "\\Seen",
    }


def test_what_is_imported_is_deleted_and_restored_here(store, tmp_path):

    (tmp_path / "one.eml").write_bytes(letter(1))
    mail_files.import_paths(store, [tmp_path], no_links)
    with store.read() as session:
        number = session.scalar(sa.select(Message.id))
    actions.act(store, "delete", [number])
    assert list(placed_by_folder(store)) == [("Trash", "1")]
    actions.act(store, "purge", [number])
    assert count(store, Message) == 0


@pytest.mark.parametrize("kind", ["read", "flag"])
def test_flags_of_imported_mail(store, tmp_path, kind):

    (tmp_path / "one.eml").write_bytes(letter(1))
    mail_files.import_paths(store, [tmp_path], no_links)
    with store.read() as session:
        number = session.scalar(sa.select(Message.id))
    actions.act(store, "unread", [number])
    gesture = actions.perform(store, kind, [number])
    with store.read() as session:
        message = session.get(Message, number)
        assert message.seen if kind == "read" else message.flagged
    assert gesture.count == 1


def test_a_paragraph_that_begins_with_from_parts_no_mbox(tmp_path):
    box = tmp_path / "box.mbox"
    box.write_bytes(
        b"From a@x.example Mon Jan  5 10:00:00 2026\nSubject: A\n\nDear Li,\n\nFrom our side: all is clear.\nPrice: 3\n\n"
        b"From the forwarder we hear at 10:00 that\nthe vessel is late.\n\n>From here on: nothing\n"
        b"From b@x.example Mon Jan  5 10:00:00 2026\nSubject: B\n\nb\n\n"
        b"From 1782@xxx Tue Jan 06 10:00:00 +0000 2026\nX-GM-THRID: 1\nSubject: C\n\nc\n"
    )
    found = list(mail_files.read(box))
    assert [parse(m.raw).subject for m in found] == ["A", "B", "C"]
    assert parse(found[0].raw).text.endswith("From here on: nothing")
    assert [m.source for m in found] == [f"{box}#1", f"{box}#2", f"{box}#3"]
