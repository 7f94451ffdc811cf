"""Signing in at a real authorization server: browser with PKCE, device code, refreshing, withdrawing."""

import http.client
import logging
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop.mail import accounts, oauth_clients, oauth_flow, oauth_issuers, oauth_tokens
from desktop.mail.accounts import AccountSettings
from desktop.mail.file_lock import held
from desktop.mail.providers import Endpoint
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import set_language
from desktop.store.schema.mail import AccountSecret
from desktop.store.schema.workspace import JournalEntry
from desktop.store.unit import Record

HERE = Endpoint("127.0.0.1", 1, "plain")


def signed_in(store, server, email="rep@example.com"):
    """An account whose user has signed in."""
    registration = server.register(store)
    server.user = email
    tokens = oauth_flow.by_browser(
        registration, open_browser=server.browser, ca_file=server.ca_file
    )
    settings = AccountSettings(
        email=email,
        imap=HERE,
        smtp=HERE,
        username=email,
        ca_file=server.ca_file,
        auth="oauth2",
        oauth_issuer=server.url,
        tokens=oauth_tokens.as_kept(tokens, server.url),
    )
    return accounts.add(store, settings)


def code_of(call):
    with pytest.raises((UserFacing, Retryable)) as caught:
        call()
    return caught.value.code


def test_the_browser_comes_back_with_a_code_that_only_we_can_use(store, oauth_server):
    registration = oauth_server.register(store)
    seen = []
    tokens = oauth_flow.by_browser(
        registration,
        login_hint="rep@example.com",
        open_browser=oauth_server.browser,
        on_url=seen.append,
        ca_file=oauth_server.ca_file,
    )
    assert oauth_server.introspect({"token": tokens.access_token})[1]["active"]
    assert tokens.refresh_token
    assert 3500 < tokens.expires_at - time.time() < 3700
    asked = parse_qs(urlsplit(seen[0]).query)
    assert asked["login_hint"] == ["rep@example.com"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) > 20
    assert "can close this page" in oauth_server.page
    (_authorize, (_path, form)) = oauth_server.requests
    assert form["code_verifier"] not in seen[0]
    assert form["redirect_uri"] == asked["redirect_uri"][0]


def test_the_page_is_in_the_users_language(store, oauth_server, monkeypatch):
    set_language("zh_CN")
    oauth_flow.by_browser(
        oauth_server.register(store),
        open_browser=oauth_server.browser,
        ca_file=oauth_server.ca_file,
    )
    assert 'lang="zh-CN"' in oauth_server.page


def test_a_foreign_redirect_is_turned_away(store, oauth_server):
    registration = oauth_server.register(store)
    statuses = []

    def browse(url):
        query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        door = urlsplit(query["redirect_uri"])

        def visit(path):
            page = http.client.HTTPConnection(door.hostname, door.port, timeout=10)
            page.request("GET", path)
            answer = page.getresponse()
            answer.read()
            statuses.append(answer.status)

        def intruder_then_user():
            visit("/favicon.ico")
            visit("/?code=stolen&state=guessed")
            visit("/?code=stolen")
            oauth_server._browse(url)

        threading.Thread(target=intruder_then_user, daemon=True).start()
        return True

    tokens = oauth_flow.by_browser(registration, open_browser=browse, ca_file=oauth_server.ca_file)
    assert tokens.access_token
    assert statuses == [404, 400, 400]
    assert oauth_server.count("authorization_code") == 1


def test_every_way_a_sign_in_can_end(store, oauth_server):
    registration = oauth_server.register(store)
    ca_file = oauth_server.ca_file

    def browser(**more):
        more.setdefault("open_browser", oauth_server.browser)
        return lambda: oauth_flow.by_browser(registration, ca_file=ca_file, **more)

    assert code_of(browser(open_browser=lambda _url: False)) == "no_browser"
    assert code_of(browser(open_browser=lambda _url: True, seconds=0.1)) == "sign_in_timeout"
    stop = threading.Event()
    stop.set()
    assert code_of(browser(open_browser=lambda _url: True, stop=stop)) == "cancelled"
    oauth_server.denied = True
    assert code_of(browser()) == "sign_in_refused"
    oauth_server.denied = False
    oauth_server.broken = 1
    assert code_of(browser()) == "issuer_unavailable"
    oauth_server.secret = "changed"
    assert code_of(browser()) == "oauth_client"
    assert code_of(lambda: oauth_clients.registration(store, "google")) == "oauth_client"
    oauth_server.stop()
    assert code_of(browser(open_browser=lambda _url: False)) == "no_browser"
    assert code_of(lambda: oauth_flow.refresh(registration, "x", ca_file)) == "refused"


def test_a_code_typed_in_elsewhere(store, oauth_server):
    registration = oauth_server.register(store)
    shown = []
    oauth_server.answers_before_yes = 1
    tokens = oauth_flow.by_device(registration, show=shown.append, ca_file=oauth_server.ca_file)
    assert oauth_server.introspect({"token": tokens.access_token})[1]["active"]
    assert shown[0].code == "WDJB-MJHT"
    assert shown[0].url == f"{oauth_server.url}/device"
    assert "user_code=" in shown[0].whole_url
    oauth_server.denied = True
    assert (
        code_of(
            lambda: oauth_flow.by_device(
                registration, show=shown.append, ca_file=oauth_server.ca_file
            )
        )
        == "sign_in_refused"
    )
    google = oauth_clients.register(store, "google", "some-id")
    assert code_of(lambda: oauth_flow.by_device(google, show=shown.append)) == "no_device_code"


def test_discovery_believes_only_the_issuer_it_asked(store, oauth_server):
    found = oauth_issuers.discover(oauth_server.url + "/", oauth_server.ca_file)
    assert found.id == oauth_server.url
    assert found.token == f"{oauth_server.url}/token"
    whole = f"{oauth_server.url}/.well-known/oauth-authorization-server"
    assert oauth_issuers.discover(whole, oauth_server.ca_file) == found
    port = urlsplit(oauth_server.url).port
    other = f"https://localhost:{port}"  # answers, but its document speaks for 127.0.0.1
    assert code_of(lambda: oauth_issuers.discover(other, oauth_server.ca_file)) == "bad_issuer"
    assert code_of(lambda: oauth_issuers.discover("http://127.0.0.1")) == "bad_issuer"
    assert code_of(lambda: oauth_issuers.discover(oauth_server.url)) == "tls_untrusted"
    assert (
        code_of(
            lambda: oauth_clients.register(
                store, oauth_server.url, "id", ca_file=oauth_server.ca_file
            )
        )
        == "no_scopes"
    )


def test_a_token_is_renewed_before_it_ends_and_its_successor_kept(store, oauth_server):
    account = signed_in(store, oauth_server)
    first = oauth_tokens.access_token(store, account)
    assert oauth_tokens.access_token(store, account) == first
    assert oauth_server.count("refresh_token") == 0
    second = oauth_tokens.access_token(store, account, refused=first)
    assert second != first
    oauth_server.lifetime = 200  # too short to be used again
    third = oauth_tokens.access_token(store, account, refused=second)
    fourth = oauth_tokens.access_token(store, account)
    assert len({first, second, third, fourth}) == 4
    assert (
        oauth_server.count("refresh_token") == 3
    )  # each with the newest: an old one ends the grant
    oauth_server.rotate = False  # this issuer lets the old refresh token stand
    assert oauth_tokens.access_token(store, account) != fourth
    assert oauth_tokens.access_token(store, account)


def test_many_threads_ask_and_one_renews(store, oauth_server):
    account = signed_in(store, oauth_server)
    first = oauth_tokens.access_token(store, account)
    start, found = threading.Barrier(8), []

    def ask():
        start.wait()
        found.append(oauth_tokens.access_token(store, account, refused=first))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert oauth_server.count("refresh_token") == 1


def test_two_processes_take_turns_and_the_second_takes_what_the_first_got(store, oauth_server):
    account = signed_in(store, oauth_server)
    first = oauth_tokens.access_token(store, account)
    lock = store.profile.root / "sign-in.lock"
    found = []
    thread = threading.Thread(
        target=lambda: found.append(oauth_tokens.access_token(store, account, refused=first))
    )
    with held(lock, 1.0):  # as another process holds it while it renews
        thread.start()
        with pytest.raises(Retryable), held(lock, 0.1):
            pass
        kept = dict(oauth_tokens.stored(store, account).kept)
        oauth_tokens.keep(store, account, {**kept, "access_token": "from the other one"})
    thread.join(30)
    assert found == ["from the other one"]
    assert oauth_server.count("refresh_token") == 0


def test_back_to_a_password_forgets_the_tokens(store, oauth_server):
    account = signed_in(store, oauth_server)
    settings = accounts.changed(accounts.load(store, account), {"password": "secret"})
    accounts.save(store, account, settings)
    assert not oauth_tokens.stored(store, account).kept
    login = accounts.load(store, account).imap_login()
    assert (login.method, login.password) == ("password", "secret")


def test_a_withdrawn_permission_is_asked_for_once_and_mended_by_signing_in(store, oauth_server):
    account = signed_in(store, oauth_server)
    oauth_server.end_grants("rep@example.com")
    first = oauth_tokens.access_token(store, account)  # nobody knows yet
    for _ in range(3):
        assert (
            code_of(lambda: oauth_tokens.access_token(store, account, refused=first))
            == "sign_in_again"
        )
    assert oauth_server.count("refresh_token") == 1
    registration = oauth_server.register(store)
    tokens = oauth_flow.by_browser(
        registration, open_browser=oauth_server.browser, ca_file=oauth_server.ca_file
    )
    oauth_tokens.keep(store, account, oauth_tokens.as_kept(tokens, oauth_server.url))
    assert oauth_tokens.access_token(store, account) == tokens.access_token


def test_a_busy_issuer_is_asked_later(store, oauth_server):
    account = signed_in(store, oauth_server)
    first = oauth_tokens.access_token(store, account)
    oauth_server.broken = 1
    with pytest.raises(Retryable):
        oauth_tokens.access_token(store, account, refused=first)
    assert oauth_tokens.access_token(store, account, refused=first) != first


def test_tokens_of_any_size_stay_out_of_journal_and_log(store, oauth_server, caplog):
    caplog.set_level(logging.DEBUG)
    oauth_server.token_size = 6000
    oauth_server.secret = "s3cret-of-the-client"
    account = signed_in(store, oauth_server)
    token = oauth_tokens.access_token(store, account)
    newer = oauth_tokens.access_token(store, account, refused=token)
    assert len(newer) > 6000
    with store.read() as session:
        kept = session.get(AccountSecret, account).tokens
        journal = repr([(e.changes, e.operation) for e in session.query(JournalEntry)])
    assert kept["access_token"] == newer
    assert not issubclass(AccountSecret, Record)
    settings = repr(accounts.load(store, account)) + repr(
        accounts.load(store, account).imap_login()
    )
    for secret in (token, newer, kept["refresh_token"], oauth_server.secret):
        assert secret not in journal
        assert secret not in caplog.text
        assert secret not in settings


def test_a_removed_account_gives_its_permission_back(store, oauth_server):
    account = signed_in(store, oauth_server)
    kept = oauth_tokens.stored(store, account)
    accounts.remove(store, account)
    oauth_tokens.give_back(store, kept)
    assert [grant.ended for grant in oauth_server.refresh_tokens.values()] == [True]
    oauth_server.stop()
    oauth_tokens.give_back(store, kept)  # nobody there: it is left as it is
