"""A rep's first day on the running program: workspace, mailbox, customer, reply, reminder, quote.

A real window (offscreen), the real engine process, a real Dovecot and a real SMTP server.
"""

import email
import os
import signal
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email import policy
from pathlib import Path

import pytest

from desktop.bootstrap import window as composition_root
from desktop.crm import customer_list, customers, followups, templates
from desktop.mail import drafts
from desktop.runtime.clock import SystemClock
from desktop.store.queries import messages, threads
from desktop.store.schema.products import Product
from desktop.trade import bank_accounts, company, issuing, quote_lines, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.documents.offer import Bank
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.app import TradepostApp, make_qapplication
from desktop.ui.mail import composition
from desktop.ui.shell.window import MainWindow
from desktop.ui.welcome.account_page import AccountPage
from desktop.ui.welcome.choose_page import ChoosePage
from desktop.ui.welcome.sync_page import SyncPage
from desktop.ui.welcome.workspace_page import WorkspacePage

SLOW = 20_000


def letter(
    number: int, sender: str, subject: str, text: str, *, to: str, reply_to: str = ""
) -> bytes:
    when = datetime.now(UTC) - timedelta(hours=3) + timedelta(minutes=number)
    extra = f"In-Reply-To: <{reply_to}>\r\nReferences: <{reply_to}>\r\n" if reply_to else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Message-ID: <day-{number}@brenner-licht.example>\r\n{extra}"
        f"Date: {when.strftime('%a, %d %b %Y %H:%M:%S +0000')}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


class Day:
    """The program and its surroundings, with the steps that the test walks through."""

    def __init__(self, qtbot, profile, mailbox, smtp):
        self.qtbot, self.mailbox, self.smtp = qtbot, mailbox, smtp
        calls = composition_root.calls(profile, SystemClock(), poll_seconds=1)
        self.app = TradepostApp(make_qapplication(["tradepost"]), profile, calls)

    def wait(self, true, timeout=SLOW):
        self.qtbot.waitUntil(true, timeout=timeout)

    @property
    def store(self):
        return self.app.store or self.app.window._store

    def page(self, kind):
        self.wait(lambda: isinstance(self.app.window.page(), kind))
        return self.app.window.page()

    def create_workspace(self):
        self.app.start()
        page = self.page(WorkspacePage)
        page.name.setText("Lin Wei")
        page.company.setText("Ningbo Bowei Lighting Co., Ltd.")
        page.email.setText(self.mailbox.email)
        page.by_passphrase.setChecked(True)
        page.first.setText("correct horse battery")
        page.second.setText("correct horse battery")
        page.submit()

    def add_account(self):
        self.page(ChoosePage).mailbox.click()
        page = self.page(AccountPage)
        form = page.form
        form.email.setText(self.mailbox.email)
        form.password.setText("wrong")
        form.edit()
        for server, login in ((form.imap, self.mailbox.login()), (form.smtp, self.smtp.login("x"))):
            server.host.setText("127.0.0.1")
            server.port.setText(str(login.endpoint.port))
            server.security.set_value("plain")
        form.username.setText(self.mailbox.email)
        page.submit()
        self.wait(lambda: page.anyway.isVisible())
        failed = [step for step in form.steps.steps if not step.ok]
        assert failed[0].step == "login"
        assert failed[0].hint
        form.password.setText("secret")
        page.submit()
        self.page(SyncPage)

    def start_working(self):
        page = self.page(SyncPage)
        self.wait(lambda: page.percent.text().startswith("100"))
        page.go.click()
        self.wait(lambda: isinstance(self.app.window, MainWindow))
        self.app.window.open_screen("inbox")
        self.inbox = self.app.window.current()
        self.inbox.threads.show_filter("all")

    def open_thread(self, subject):
        def row():
            rows = threads.list_threads(self.app.store)
            return next((r for r in rows if subject in r.subject), None)

        self.wait(lambda: row() is not None)
        thread_id = row().id
        self.inbox.show_args(thread_id=thread_id)
        self.wait(lambda: self.inbox.panel.data is not None)
        self.wait(lambda: self.inbox.threads.current_id() == thread_id)
        return row()

    def make_customer(self):
        panel = self.inbox.panel
        self.wait(lambda: panel.data is not None and panel.data.proposal is not None)
        panel.open_form()
        assert panel.form.company.text()
        panel.form.company.setText("Brenner Lichttechnik GmbH")
        panel.form.submit()
        self.wait(lambda: len(customer_list.list_customers(self.app.store)) == 1)
        return customer_list.list_customers(self.app.store)[0]

    def sent(self):
        return [email.message_from_bytes(t.content, policy=policy.default) for t in self.smtp.taken]


@pytest.fixture
def day(qtbot, profile, mailbox, smtp_server, monkeypatch):
    monkeypatch.setattr(composition, "UNDO_SECONDS", 0)
    monkeypatch.delenv("TRADEPOST_PASSPHRASE", raising=False)
    started = Day(qtbot, profile, mailbox, smtp_server)
    yield started
    if started.app.window is not None:
        started.app.window.close()
    started.app.end()


@pytest.mark.timeout(180)
def test_first_day(day):
    box = day.mailbox
    klaus = "Klaus Brenner <k.brenner@brenner-licht.example>"
    box.deliver(letter(1, klaus, "600x600 panels", "We need 3,000 pcs CIF Hamburg.", to=box.email))
    box.deliver(
        letter(
            2,
            klaus,
            "Catalogue 2027",
            "Please send it.\n\nKlaus Brenner\nBrenner Lichttechnik GmbH\nHead of Purchasing\nTel +49 40 66969 120",
            to=box.email,
        )
    )
    box.deliver(letter(3, "Ana <ana@freemail.example>", "Hola", "Precio por favor", to=box.email))

    day.create_workspace()
    day.add_account()
    day.start_working()

    roles = {f.role for f in threads.list_accounts(day.app.store)[0].folders}
    assert {"inbox", "sent", "drafts", "trash"} <= roles

    # A stranger becomes a customer in one step, and his older mail joins.
    day.open_thread("Catalogue 2027")
    row = day.make_customer()
    linked = threads.list_threads(day.app.store, customer_id=row.id)
    assert {r.subject for r in linked} == {"600x600 panels", "Catalogue 2027"}
    assert all(r.link_reason for r in linked)
    stranger = next(r for r in threads.list_threads(day.app.store) if r.subject == "Hola")
    assert stranger.customer_id is None

    answer_from_a_template(day, row)
    make_and_attach_a_quote(day, row)
    survive_the_engine(day)


def answer_from_a_template(day, row):
    store = day.app.store
    templates.set_template(
        store,
        "e2e",
        name="Lead time",
        subject="Your inquiry",
        body="Dear {{ contact.salutation_name }},\nB/L {{ order.bl_number }} follows.\n",
    )
    thread = day.open_thread("600x600 panels")
    day.inbox.answer("reply")
    composer = day.inbox.composer
    day.wait(lambda: composer.is_open)
    contact = customers.show(store, row.id, SystemClock().now()).contacts[0]
    filled = templates.render(store, "e2e", contact.id)
    composer.use_template(templates.show(store, "e2e"), filled)
    composer.send()
    assert "order.bl_number" in composer.guard_text()
    assert day.smtp.taken == []

    text = composer.text.toPlainText().replace("⟦order.bl_number⟧", "COSU123")
    composer.text.setPlainText(text)
    composer.send()
    day.wait(lambda: len(day.smtp.taken) == 1)
    sent = day.sent()[0]
    assert "COSU123" in sent.get_content()
    assert sent["In-Reply-To"] == "<day-1@brenner-licht.example>"
    day.wait(lambda: len(day.mailbox.files("Sent")) == 1)
    day.wait(lambda: any(m.outbound for m in messages.conversation(store, thread.id)))

    def waiting():
        rows = followups.list_followups(store, SystemClock().now(), thread_id=thread.id)
        return [r for r in rows if r.kind == "no_answer"]

    day.wait(lambda: len(waiting()) == 1)
    day.mailbox.deliver(
        letter(
            9,
            "Klaus Brenner <k.brenner@brenner-licht.example>",
            "Re: 600x600 panels",
            "Thank you.",
            to=day.mailbox.email,
            reply_to="day-1@brenner-licht.example",
        )
    )
    day.wait(lambda: waiting() == [])
    assert len(day.mailbox.files("Sent")) == 1


def make_and_attach_a_quote(day, row):
    store = day.app.store
    company.save_company(store, {"address": "88 Guanghua Road, Ningbo"})
    bank_accounts.save_bank(
        store,
        Bank(
            currency="USD",
            beneficiary="Bowei",
            bank="Example Bank",
            account="123456",
            swift="EXMPCN2NXXX",
        ),
    )
    with store.write() as unit:
        unit.session.add(
            Product(sku="PL-6060-40", name_en="LED panel", name_zh="面板灯", price=Decimal("14.20"))
        )
    today = SystemClock().now().astimezone().date()
    draft = QuoteDraft(
        customer_id=row.id, incoterm="CIF", place="Hamburg", valid_until=today + timedelta(days=14)
    )
    quote = quotes.create(store, draft, [quote_lines.parse_line("PL-6060-40:3000")], today=today)
    day.app.window.open_screen("quotes", quote_id=quote.id)
    editor = day.app.window.current().editor
    day.wait(lambda: editor.session.figures is not None)
    editor.issue(Kind.PROFORMA)
    day.wait(lambda: len(issuing.listing(store, quote_id=quote.id)) == 1)

    thread = threads.list_threads(store, customer_id=row.id)[0]
    day.app.window.open_screen(
        "inbox", thread_id=thread.id, reply=True, quote_id=quote.id, quote_language="en+zh"
    )
    composer = day.inbox.composer
    day.wait(lambda: composer.is_open and composer.thread_id() == thread.id)
    day.wait(lambda: composer.draft().quote_id == quote.id)
    composer.text.setPlainText("Our quotation is attached.")
    composer.send()
    day.wait(lambda: len(day.smtp.taken) == 2)
    # a kill between the server's dot and its answer leaves it to the user whether the mail arrived
    day.wait(lambda: len(day.mailbox.files("Sent")) == 2)
    attached = list(day.sent()[1].iter_attachments())
    assert attached[0].get_content_type() == "application/pdf"
    content = attached[0].get_content()
    assert content in [Path(d.path).read_bytes() for d in issuing.listing(store, quote_id=quote.id)]
    day.wait(lambda: quotes.show(store, quote.id, today=today).state.value == "sent")


def survive_the_engine(day):
    """kill -9 of the engine: it comes back by itself, and a mail queued meanwhile goes once."""
    store, engine = day.app.store, day.app.engine
    first = engine.process_id
    os.kill(first, signal.SIGKILL)
    account_id = drafts.sender_accounts(store)[0][0]
    draft = drafts.Draft(
        account_id,
        to=(("", "k.brenner@brenner-licht.example"),),
        subject="After the crash",
        text="x",
    )
    drafts.queue(store, draft, now=SystemClock().now())
    day.wait(lambda: engine.process_id not in (0, first), 30_000)
    day.wait(lambda: any(m["Subject"] == "After the crash" for m in day.sent()), 30_000)
    day.wait(lambda: drafts.listing(store, states=("queued", "attempted", "accepted")) == [])
    assert sum(m["Subject"] == "After the crash" for m in day.sent()) == 1
    assert len(day.mailbox.files("Sent")) == 3
