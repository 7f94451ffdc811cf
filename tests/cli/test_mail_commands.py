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
