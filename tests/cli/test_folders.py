"""Folders, storage and mails of which only the header is here, from the command line against a real server."""

import json

import pytest

from desktop.cli.main import main
from tests.fixtures.dovecot import dovecot
from tests.mail.mail_samples import letter

__all__ = ["dovecot"]


@pytest.fixture
def mailbox(dovecot):
    return dovecot.mailbox()


@pytest.fixture
def run(tmp_path, mailbox, capsys):
    word = tmp_path / "password"
    word.write_text("secret\n", encoding="utf-8")
    base = ["--profile", str(tmp_path / "w"), "--lang", "en"]

    def call(*args, code=0):
        capsys.readouterr()
        assert main([*base, "--json", *args]) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        return json.loads(out if out.strip() else err)

    call("profile", "create", "--name", "Lin")
    host = ["127.0.0.1", str(mailbox.server.port), "plain"]
    ends = [
        f"--{side}-{part}={value}"
        for side in ("imap", "smtp")
        for part, value in zip(("host", "port", "security"), host, strict=True)
    ]
    call(
        "account", "add", "--email", mailbox.email, "--username", mailbox.email,
        "--password-file", str(word), *ends, "--no-test",
    )  # fmt: skip
    return call


def names(run):
    return {f["name"]: f for f in run("folder", "list")["folders"]}


def server_folders(mailbox):
    with mailbox.imap() as connection:
        return {
            line.decode().rpartition(' "/" ')[2].strip('"') for line in connection.list()[1] if line
        }


def test_folders_are_listed_made_renamed_and_deleted(run, mailbox):
    mailbox.deliver(letter(1))
    run("sync")
    found = names(run)
    assert (found["INBOX"]["role"], found["INBOX"]["unread"], found["INBOX"]["listed"]) == (
        "inbox",
        1,
        1,
    )
    assert found["Junk"]["synced"] is False
    run("folder", "create", "询盘")
    run("folder", "create", "2026", "--in", "询盘")
    run("folder", "rename", "询盘", "Inquiries")
    assert "Inquiries/2026" in names(run)
    run("sync")
    assert {"Inquiries", "Inquiries/2026"} <= server_folders(mailbox)
    mailbox.deliver(letter(2), "Inquiries")
    run("sync")
    refused = run("folder", "delete", "Inquiries", code=1)
    assert refused["error"]["code"] == "folder_not_empty"
    run("folder", "delete", "Inquiries", "--with-mail")
    run("sync")
    assert not server_folders(mailbox) & {"Inquiries", "Inquiries/2026"}
    assert len(mailbox.files("Trash")) == 1
    assert run("folder", "delete", "Sent", code=1)["error"]["code"] == "system_folder"


def test_a_folder_is_chosen_and_left_out(run, mailbox):
    mailbox.deliver(letter(1), "Junk")
    run("sync")
    assert names(run)["Junk"]["listed"] == 0
    run("folder", "choose", "junk", "--on", "--keep", "headers")
    run("sync")
    junk = names(run)["Junk"]
    assert (junk["listed"], junk["synced"], junk["keep"]) == (1, True, "headers")
    run("folder", "choose", "junk", "--off")
    assert names(run)["Junk"]["synced"] is False


def test_a_mail_of_which_only_the_header_is_here_is_fetched_when_asked_for(run, mailbox, tmp_path):
    raw = letter(1, size=5_000)
    mailbox.deliver(raw)
    run("account", "set", mailbox.email, "fetch_limit=1000")
    run("sync")
    row = run("mail", "list")["messages"][0]
    assert (row["body_state"], row["size"]) == ("headers", len(raw))
    number = str(row["id"])
    assert run("mail", "show", number, "--offline", code=1)["error"]["code"] == "not_here"
    shown = run("mail", "show", number)
    assert "Please quote item 1" in shown["text"]
    assert shown["body_state"] == "full"
    run("mail", "raw", number, "--offline", "--out", str(tmp_path / "m.eml"))
    assert (tmp_path / "m.eml").read_bytes() == raw


def test_storage_says_what_it_takes_and_gives_room_back(run, mailbox):
    for n in range(3):
        mailbox.deliver(letter(n, size=4_000))
    run("sync")
    run("account", "set", mailbox.email, "fetch_limit=2000", "offline_months=12")
    found = run("folder", "storage")["accounts"][0]
    assert (found["fetch_limit"], found["offline_months"], found["whole"]) == (2000, 12, 3)
    assert found["freeable"]["mails"] == 3
    freed = run("folder", "storage", "--free")["accounts"][0]
    assert (freed["freed"]["mails"], freed["whole"], freed["listed"]) == (3, 0, 3)
    number = str(run("mail", "list")["messages"][0]["id"])
    kept = run("mail", "show", number, "--offline")
    assert kept["body_state"] == "text"
    assert "Please quote item" in kept["text"]
    assert run("mail", "show", number)["body_state"] == "full"
    assert run("profile", "check") == {"ok": True, "problems": []}
    bad = run("account", "set", mailbox.email, "offline_months=soon", code=1)
    assert bad["error"]["code"] == "bad_choice"


def test_nothing_was_put_aside(run):
    assert run("mail", "aside", "list") == {"aside": []}
    assert run("mail", "aside", "retry") == {"retried": 0}
