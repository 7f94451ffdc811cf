"""`account` on the command line with real servers: signing in, client ids, certificates, settings one by one."""

import json
import webbrowser

import pytest

from desktop.cli.main import main
from desktop.mail import oauth_flow
from tests.fixtures.dovecot import Dovecot, dovecot, mailbox
from tests.fixtures.oauth import CLIENT_ID, SCOPES, oauth_server
from tests.fixtures.smtp import make_smtp_server

__all__ = ["dovecot", "mailbox", "make_smtp_server", "oauth_server"]


@pytest.fixture
def run(tmp_path, capsys):
    base = [
        "--profile",
        str(tmp_path / "w"),
        "--lang",
        "en",
    ]  # the key in the keyring: no slow passphrase
    assert main([*base, "profile", "create", "--name", "Lin Wei"]) == 0

    def call(*args, code=0):
        capsys.readouterr()
        assert main([*base, "--json", *args]) == code, capsys.readouterr().err
        call.err = capsys.readouterr()
        out, err = call.err
        return json.loads(out if code in (0, 3) or out.strip() else err.splitlines()[-1])

    return call


def hosts(box, smtp, security="ssl"):
    port = box.server.port if security != "ssl" else box.server.tls_port
    return [
        *("--imap-host", "127.0.0.1", "--imap-port", str(port), "--imap-security", security),
        *("--smtp-host", "127.0.0.1", "--smtp-port", str(smtp.port)),
        *("--smtp-security", smtp.security),
    ]


@pytest.fixture
def oauth_mailbox(oauth_server):
    server = Dovecot(introspect_url=oauth_server.introspect_url, mechanisms="plain xoauth2").start()
    yield server.mailbox()
    server.remove()


def test_add_and_sign_in_again_by_browser_and_by_code(
    run, oauth_server, oauth_mailbox, make_smtp_server, monkeypatch
):
    smtp = make_smtp_server(oauth=oauth_server)
    email = oauth_server.user = oauth_mailbox.email
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", oauth_server.browser)
    arguments = [
        *("account", "add", "--email", email, *hosts(oauth_mailbox, smtp, "plain")),
        *("--ca-file", oauth_server.ca_file, "--oauth", oauth_server.url),
    ]
    refused = run(*arguments, code=1)
    assert refused["error"]["code"] == "oauth_client"
    assert "sign-in.md" in refused["error"]["hint"]
    added = run(*arguments, "--client-id", CLIENT_ID, "--scopes", SCOPES)
    assert added["added"]
    assert [s["step"] for s in added["steps"] if s["ok"]][-3:] == ["list", "append", "smtp_login"]
    assert run("account", "oauth-client")["clients"] == [
        {
            "issuer": oauth_server.url,
            "client_id": CLIENT_ID,
            "has_secret": False,
            "scopes": SCOPES.split(),
        }
    ]
    oauth_server.end_grants(email)
    oauth_server.forget_tokens()
    steps = run("account", "test", email, code=1)["steps"]
    assert {s["code"] for s in steps if not s["ok"]} == {"sign_in_again"}
    assert run("account", "sign-in", email)["signed_in"]
    assert all(s["ok"] for s in run("account", "test", email)["steps"])
    oauth_server.end_grants(email)
    assert run("account", "sign-in", email, "--device")["signed_in"]
    assert "WDJB-MJHT" in run.err[1]
    assert all(s["ok"] for s in run("account", "test", email)["steps"])
    run("account", "remove", email)
    assert all(grant.ended for grant in oauth_server.refresh_tokens.values())


def test_without_a_browser_the_code_is_shown(
    run, oauth_server, oauth_mailbox, make_smtp_server, monkeypatch
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not oauth_flow.system_browser("https://example.com/")
    oauth_server.user = oauth_mailbox.email
    added = run(
        *("account", "add", "--email", oauth_mailbox.email, "--no-test"),
        *hosts(oauth_mailbox, make_smtp_server(), "plain"),
        *("--ca-file", oauth_server.ca_file, "--oauth", oauth_server.url),
        *("--client-id", CLIENT_ID, "--scopes", SCOPES),
    )
    assert added["added"]
    assert "WDJB-MJHT" in run.err[1]


def test_an_exception_for_a_certificate_is_made_by_hand(run, mailbox, make_smtp_server, tmp_path):
    password = tmp_path / "password"
    password.write_text("secret\n")
    smtp = make_smtp_server(security="starttls")
    arguments = [
        *("account", "add", "--email", mailbox.email, *hosts(mailbox, smtp)),
        *("--password-file", str(password)),
    ]
    steps = run(*arguments, code=1)["steps"]
    assert {s["code"] for s in steps if not s["ok"]} == {"tls_untrusted"}
    run(*arguments, "--no-test")
    shown = run("account", "certificate", mailbox.email)["certificates"]
    assert [(c["protocol"], c["trusted"], c["accepted"]) for c in shown] == [
        ("imap", False, False),
        ("smtp", False, False),
    ]
    pins = ",".join(c["sha256"] for c in shown)
    run("account", "set", mailbox.email, f"trusted_certificate={pins}")
    assert all(s["ok"] for s in run("account", "test", mailbox.email)["steps"])
    assert all(c["accepted"] for c in run("account", "certificate", mailbox.email)["certificates"])
    run("account", "set", mailbox.email, "trusted_certificate=" + "0" * 64)
    steps = run("account", "test", mailbox.email, code=1)["steps"]
    assert {s["code"] for s in steps if not s["ok"]} == {"tls_changed"}
    bad = run("account", "set", mailbox.email, "trusted_certificate=abc", code=1)
    assert bad["error"]["code"] == "bad_fingerprint"


def test_set_changes_one_thing_and_keeps_the_rest(run, mailbox, make_smtp_server):
    smtp = make_smtp_server()
    run(
        *("account", "add", "--email", mailbox.email, "--no-test"),
        *hosts(mailbox, smtp, "starttls"),
    )
    run(
        *("account", "set", mailbox.email, "signature=Best"),
        *("--identity", "Sales <sales@b.example>"),
    )
    run("account", "set", mailbox.email, "display_name=Lin Wei")
    assert (
        run("account", "set", mailbox.email, "nonsense=1", code=1)["error"]["code"]
        == "unknown_setting"
    )
    assert (
        run("account", "set", mailbox.email, "tokens=1", code=1)["error"]["code"]
        == "unknown_setting"
    )
    assert run("account", "set", mailbox.email, "x", code=1)["error"]["code"] == "unknown_setting"
    assert (
        run("account", "set", mailbox.email, "--identity", "Sales <sales>", code=1)["error"]["code"]
        == "bad_address"
    )
    run("account", "set", mailbox.email, "--identity", "")
