"""What the window does to mail, done by commands: marks, moves and their way back, sending by another's clock."""

import io
import json
from datetime import datetime

import pytest

from desktop.cli.main import main


def newest(run):
    return run("mail", "list", "--folder", "INBOX", "--limit", "1")["messages"][0]


def folders(run, number):
    return run("mail", "show", str(number))["folders"]


def test_marks_and_moves_and_their_way_back(run):
    number = str(newest(run)["id"])
    marked = run("mail", "mark", "flagged", number)
    assert marked["changed"] == 1
    assert "flagged" in run("mail", "show", number)["flags"]
    assert run("mail", "undo", marked["gesture"])["changed"] == 1
    assert "flagged" not in run("mail", "show", number)["flags"]
    run("mail", "archive", number)
    assert folders(run, number) == ["Archive"]
    run("mail", "delete", number)
    assert folders(run, number) == ["Trash"]
    run("mail", "undelete", number)
    assert folders(run, number) == ["Archive"]
    run("mail", "move", number, "INBOX")
    assert folders(run, number) == ["INBOX"]
    assert run("mail", "purge", number, code=1)["error"]["code"] == "not_in_trash"
    assert run("mail", "move", number, "Nowhere", code=1)["error"]["code"] == "no_folder"
    assert run("mail", "archive", "999999", code=1)["error"]["code"] == "no_message"


def test_sending_at_the_recipients_morning(run):
    to = "k.brenner@brenner-licht.example"
    send = ("mail", "send", "--to", to, "--subject", "Later", "--at", "recipient-9:00", "--dsn")
    row = run(*send)
    at = datetime.fromisoformat(row["not_before"])
    assert (row["state"], row["scheduled"]) == ("queued", "recipient")
    assert at.utcoffset() is not None
    assert at.hour in (7, 8)  # 9:00 in Hamburg, in summer or winter
    listed = run("outbox", "list")
    assert row["id"] in [r["id"] for r in listed["outbox"]]
    assert listed["refused"] == []
    assert run("outbox", "send-now", row["id"])["scheduled"] == ""
    assert run("outbox", "cancel", row["id"])["state"] == "draft"
    assert run("outbox", "discard", row["id"]) == {"id": row["id"]}
    error = run("mail", "send", "--to", "a@nobody.example", "--at", "recipient-9:00", code=1)
    assert error["error"]["code"] == "no_time_zone"
    error = run("mail", "send", "--to", to, "--from", "x@y.example", code=1)["error"]
    assert error["code"] == "no_sender"


def test_a_conversation_is_split_merged_and_both_are_undone(run):
    rows = run("mail", "list", "--limit", "200")["messages"]
    by_thread = {}
    for row in rows:
        by_thread.setdefault(row["thread_id"], []).append(row["id"])
    thread, ids = next((t, i) for t, i in by_thread.items() if len(i) > 2)
    newest, count = ids[0], len(run("mail", "thread", str(thread))["messages"])
    done = run("mail", "split-thread", str(newest))
    assert done["thread_ids"][1] == thread
    assert [m["id"] for m in run("mail", "thread", str(done["thread_ids"][0]))["messages"]] == [
        newest
    ]
    run("undo")
    assert len(run("mail", "thread", str(thread))["messages"]) == count
    other = next(t for t in by_thread if t != thread)
    merged = run("mail", "merge-threads", str(thread), str(other))["thread_ids"][0]
    assert len(run("mail", "thread", str(merged))["messages"]) > count
    run("undo")
    assert len(run("mail", "thread", str(thread))["messages"]) == count
    error = run("mail", "merge-threads", str(thread), code=1)["error"]
    assert error["code"] == "nothing_to_merge"


def test_how_the_mail_of_a_sender_is_shown(run):
    assert run("mail", "sender", "list") == {"senders": []}
    done = run("mail", "sender", "set", "News <News@Fair.example>", "--images", "--layout", "text")
    assert done == {"address": "news@fair.example", "images": True, "layout": "text"}
    run("mail", "sender", "set", "news@fair.example", "--layout", "original")
    run("mail", "sender", "set", "a@b.example", "--images")
    assert run("mail", "sender", "list")["senders"] == [
        {"address": "a@b.example", "images": True, "layout": ""},
        {"address": "news@fair.example", "images": True, "layout": "original"},
    ]
    assert run("mail", "sender", "unset", "NEWS@fair.example", "--images")["layout"] == "original"
    run("mail", "sender", "unset", "a@b.example")
    assert [s["address"] for s in run("mail", "sender", "list")["senders"]] == ["news@fair.example"]
    run("undo")
    assert len(run("mail", "sender", "list")["senders"]) == 2
    error = run("mail", "sender", "set", "a@b.example", code=1)["error"]
    assert error["code"] == "nothing_to_set"
    error = run("mail", "sender", "set", "nobody", "--images", code=1)["error"]
    assert error["code"] == "bad_address"


def test_a_recipient_whose_mail_came_back_is_warned_of(run, tmp_path):
    (tmp_path / "bounce.eml").write_bytes(
        b"From: MAILER-DAEMON@mx.example\r\nTo: lin@bowei-led.example\r\nSubject: Undelivered\r\n"
        b"Date: Thu, 19 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nlost\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; gone@fair.example\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n\r\n--b--\r\n"
    )
    run("mail", "import", str(tmp_path / "bounce.eml"))
    sent = run("mail", "send", "--to", "Gone@fair.example", "--to", "new@fair.example")
    (warning,) = sent["warnings"]
    assert (warning["kind"], warning["cause"]) == ("failing_address", "no_address")
    assert warning["address"] == "gone@fair.example"
    assert warning["at"].startswith("2026-11-19T12:00")
    assert "2026-11-19" in warning["text"]
    assert sent["state"] == "queued"
    assert run("mail", "send", "--to", "new@fair.example")["warnings"] == []


_LETTER = (
    b"From: Hans <h@x.example>\r\nSubject: Re: Offer\r\n\r\nOK\r\n\r\nBest regards,\r\nHans\r\n\r\n"
    b"On 2 Feb 2026, at 10:00, Li <li@y.example> wrote:\r\n> old\r\n"
)


def test_files_that_cannot_be_read_are_named_and_the_others_read(run, tmp_path):
    good, box = tmp_path / "a.eml", tmp_path / "b.mbox"
    good.write_bytes(_LETTER)
    box.write_bytes(
        b"From a Mon Jan  5 10:00:00 2026\n"
        + _LETTER
        + b"\nFrom b Mon Jan  5 10:00:00 2026\n"
        + _LETTER
    )
    one = run("mail", "parse", str(good))
    assert (one["reply_text"], one["signature"]) == ("OK", "Best regards,\nHans")
    assert (one["flags"], one["folders"], one["size"]) == ([], [], len(_LETTER))
    found = run("mail", "parse", str(good), str(tmp_path / "none.eml"), str(tmp_path), code=3)
    assert [m["file"] for m in found["messages"]] == [str(good)]
    assert [one["code"] for one in found["put_aside"]] == ["unreadable_file", "unreadable_file"]
    error = run("mail", "parse", str(tmp_path), code=1)["error"]
    assert (error["code"], error["hint"]) == (
        "unreadable_file",
        "It is a folder: name the files in it.",
    )
    both = run("mail", "parse", str(box))
    assert both["subject"] == "Re: Offer"
    assert [m["file"] for m in both["messages"]] == [f"{box}#1", f"{box}#2"]
    assert run("mail", "split", str(good))["reply_text"] == "OK"


def test_a_reply_in_another_charset_and_on_standard_input(run, tmp_path, monkeypatch):
    reply = tmp_path / "r.txt"
    reply.write_bytes("好的，请发货。\n\n在 2026/2/2 10:00, 李伟 写道:\n> 报价\n".encode("gb18030"))
    assert run("mail", "split", str(reply))["reply_text"] == "好的，请发货。"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_LETTER)))
    assert run("mail", "parse", "-")["subject"] == "Re: Offer"


def test_what_is_not_there_and_what_is_typed_wrong_is_told_as_json(run, capsys, tmp_path):
    assert run("mail", "thread", "999999", code=1)["error"]["code"] == "no_thread"
    path = str(tmp_path / "none" / "x.eml")
    number = str(newest(run)["id"])
    error = run("mail", "raw", number, "--out", path, code=1)["error"]
    assert error["code"] == "unwritable_file"
    with pytest.raises(SystemExit) as caught:
        main(["--json", "mail", "show", "seven"])
    assert caught.value.code == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "usage"
    assert "seven" in error["message"]
    assert error["hint"].startswith("usage: tradepost mail show")
