"""The first start: a workspace, its lock, a mailbox, its test; and unlocking later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bootstrap.workspace import create_workspace, open_store
from desktop.crm import company
from desktop.runtime.errors import UserFacing
from desktop.store.queries.threads import list_accounts
from desktop.ui.engine_client import EngineClient, Progress
from desktop.ui.welcome.account_page import AccountPage
from desktop.ui.welcome.calls import WelcomeCalls
from desktop.ui.welcome.choose_page import ChoosePage
from desktop.ui.welcome.first_share import FirstShare
from desktop.ui.welcome.passphrase import strength
from desktop.ui.welcome.sync_page import SyncPage
from desktop.ui.welcome.welcome import WelcomeWindow
from desktop.ui.welcome.workspace_page import UnlockPage, WorkspacePage


@pytest.fixture
def engine():
    return EngineClient()


@pytest.fixture
def welcome(qtbot, profile, tasks, engine):
    opened = []

    def create(entered):
        source = (lambda: entered.passphrase) if entered.passphrase else None
        opened.append(
            create_workspace(
                profile, source, name=entered.name, email=entered.email, company=entered.company
            )
        )
        return opened[-1]

    def open_(passphrase):
        opened.append(open_store(profile, lambda: passphrase))
        return opened[-1]

    def fill(store, tell):
        tell("Customers")
        company.save_user(store, None, name="Sample")

    calls = WelcomeCalls(lambda: True, create, open_, fill)
    made = WelcomeWindow(calls, tasks, engine)
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)
    for store in opened:
        store.close()


def until_page(qtbot, welcome, kind):
    qtbot.waitUntil(lambda: isinstance(welcome.page(), kind), timeout=15_000)
    return welcome.page()


def enter(page, passphrase="", again=""):
    page.name.setText("Lin Wei")
    page.company.setText("Bowei")
    page.email.setText("lin.wei@163.com")
    page.by_passphrase.setChecked(bool(passphrase))
    page.first.setText(passphrase)
    page.second.setText(again or passphrase)
    page.submit()


def test_workspace_is_made_and_the_user_introduced(qtbot, welcome, profile):
    welcome.start_new()
    enter(until_page(qtbot, welcome, WorkspacePage))
    until_page(qtbot, welcome, ChoosePage)
    assert profile.exists()
    assert not profile.key_file.exists()


def test_what_is_missing_is_said_below_its_field(qtbot, welcome, profile):
    welcome.start_new()
    page = until_page(qtbot, welcome, WorkspacePage)
    page.submit()
    assert page.name_field.error()
    enter(page, "horse battery staple 电灯", "horse battery staple")
    assert page.second_field.error() == "The two are not the same."
    enter(page, "short")
    assert "8 characters" in page.first_field.error()
    page.email.setText("nonsense")
    page.submit()
    assert page.email_field.error()
    assert not profile.exists()


def test_wrong_passphrase_is_said_and_another_try_opens(qtbot, welcome, profile):
    create_workspace(profile, lambda: "the right one 7", name="Lin").close()
    welcome.start_locked()
    page = until_page(qtbot, welcome, UnlockPage)
    page.passphrase.setText("the wrong one")
    page.submit()
    qtbot.waitUntil(lambda: bool(page.field.error()), timeout=10_000)
    assert "not the passphrase" in page.field.error()
    page.passphrase.setText("the right one 7")
    with qtbot.waitSignal(welcome.ready, timeout=10_000):
        page.submit()


def test_exploring_fills_the_workspace_and_goes_on(qtbot, welcome):
    welcome.start_new()
    enter(until_page(qtbot, welcome, WorkspacePage))
    page = until_page(qtbot, welcome, ChoosePage)
    with qtbot.waitSignal(welcome.ready, timeout=10_000) as heard:
        page.sample.click()
    assert "Sample" in {user.name for user in company.users(heard.args[0])}


def account_page(qtbot, welcome):
    welcome.start_new()
    enter(until_page(qtbot, welcome, WorkspacePage))
    until_page(qtbot, welcome, ChoosePage).mailbox.click()
    return until_page(qtbot, welcome, AccountPage)


def test_known_provider_s_servers_are_found(qtbot, welcome):
    form = account_page(qtbot, welcome).form
    assert form.card.isVisible()
    settings_of = form.email.text()
    assert settings_of == "lin.wei@163.com"
    form.password.setText("code")
    assert form.settings().imap.host == "imap.163.com"


def test_no_password_is_said(qtbot, welcome):
    page = account_page(qtbot, welcome)
    page.submit()
    assert page.form.password_field.error() == "Enter the password."


def test_failed_test_shows_the_step_and_stores_nothing_until_insisted(qtbot, welcome):
    page = account_page(qtbot, welcome)
    form = page.form
    form.password.setText("code")
    form.edit()
    for server in (form.imap, form.smtp):
        server.host.setText("127.0.0.1")
        server.port.setText("1")
    page.submit()
    qtbot.waitUntil(lambda: page.anyway.isVisible(), timeout=20_000)
    failed = [step for step in form.steps.steps if not step.ok]
    assert failed
    assert failed[0].hint
    assert form.imap.host.text() == "127.0.0.1"
    page.anyway.click()
    until_page(qtbot, welcome, SyncPage)


def test_plain_text_to_another_computer_is_refused(qtbot, welcome):
    page = account_page(qtbot, welcome)
    page.form.password.setText("code")
    page.form.edit()
    page.form.imap.security.set_value("plain")
    with pytest.raises(UserFacing) as refused:
        page.form.settings()
    assert refused.value.code == "plain_text_refused"
    page.submit()
    assert "unencrypted" in page.banner.text()


def test_sync_page_shows_progress_and_can_be_left_at_any_moment(qtbot, welcome, engine, store):
    from desktop.mail import accounts

    page_store = store
    settings = accounts.suggest("lin@163.com")
    accounts.add(page_store, settings)
    account = list_accounts(page_store)[0]
    welcome.start_with(page_store)
    welcome.show_sync()
    page = until_page(qtbot, welcome, SyncPage)
    qtbot.waitUntil(lambda: bool(page._bars), timeout=5_000)
    told = {"account_id": account.id, "total": 200, "seconds_left": 60}
    engine.dispatch("progress", {**told, "phase": "headers", "done": 200})
    assert page.percent.text() == "15%"
    assert page.counts.text() == "200 of 200 mails listed"
    engine.dispatch("progress", {**told, "phase": "bodies", "done": 0})
    assert page.percent.text() == "15%"  # the second phase goes on where the first one ended
    engine.dispatch("progress", {**told, "phase": "bodies", "done": 50})
    assert page.percent.text() == "36%"
    assert page.counts.text() == "50 of 200 mails"
    assert page.left.text() == "about 1 minute left"
    engine.dispatch("state", {"account_id": account.id, "state": "idle"})
    assert page.percent.text() == "100%"
    with qtbot.waitSignal(welcome.ready):
        page.go.click()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(["headers", "bodies"]),
            st.integers(0, 50),
            st.integers(0, 50),
        )
    )
)
def test_the_share_of_the_first_sync_never_falls(told):
    share = FirstShare()
    share.expect("ab")
    before = 0.0
    for account_id, phase, done, more in told:
        share.note(Progress(account_id, done, done + more, phase=phase))
        assert before <= share.whole() <= 1.0
        before = share.whole()


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [("", 0), ("abc", 1), ("aaaaaaaa", 2), ("lamplight77", 3), ("horse battery staple", 4)],
)
def test_strength_of_a_passphrase(passphrase, level):
    assert strength(passphrase).level == level


def test_how_far_back_is_chosen_while_mail_comes_in(qtbot, welcome, engine, store):
    from desktop.mail import accounts, folder_choice
    from tests.mail.test_storage import folder, put

    account = accounts.add(store, accounts.suggest("lin@163.com"))
    inbox = folder(store, account, "INBOX", "inbox", total=3)
    for months in (1, 8, 30):
        put(store, account, [inbox], months=months)
    welcome.start_with(store)
    welcome.show_sync()
    page = until_page(qtbot, welcome, SyncPage)
    qtbot.waitUntil(lambda: page.far_back.isVisible(), timeout=10_000)
    assert [t.split(",")[0] for t in page.far_back.cards.texts()] == [
        "3 months",
        "1 year",
        "3 years",
        "All",
    ]
    assert "1 mail" in page.far_back.cards.texts()[0]
    assert page.far_back.cards.value() == 0
    with qtbot.waitSignal(page.far_back.changed, timeout=10_000):
        page.far_back.cards.choose(12)
    plan = folder_choice.plan(store, account)
    assert (plan.sync_months, plan.offline_months) == (12, 12)
    with qtbot.waitSignal(page.far_back.changed, timeout=10_000):
        page.far_back.cards.choose(0)
    plan = folder_choice.plan(store, account)
    assert (plan.sync_months, plan.offline_months) == (0, 0)


def test_folders_are_chosen_while_mail_comes_in(qtbot, welcome, engine, store):
    from desktop.mail import accounts, folder_choice
    from tests.mail.test_storage import folder

    account = accounts.add(store, accounts.suggest("lin@163.com"))
    inbox = folder(store, account, "INBOX", "inbox", total=3)
    offers = folder(store, account, "Offers", total=9)
    welcome.start_with(store)
    welcome.show_sync()
    page = until_page(qtbot, welcome, SyncPage)
    qtbot.waitUntil(lambda: page.far_back.pick.isVisible(), timeout=10_000)
    dialog = page.far_back.open_folders()
    dialog.choices[account].ticks[offers].setChecked(False)
    with qtbot.waitSignal(page.far_back.changed, timeout=10_000):
        dialog.save()
    plan = folder_choice.plan(store, account)
    assert plan.folders == {inbox: (True, "mail"), offers: (False, "mail")}
