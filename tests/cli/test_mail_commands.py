"""What the window does to mail, done by commands: marks, moves and their way back, sending by another's clock."""

from datetime import datetime


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
