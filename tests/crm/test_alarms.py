"""Alarms about real messages: taken in as files are, known people beside them, dismissed, looked at again."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.bootstrap.mail_hooks import after_batch
from desktop.bootstrap.mail_in import import_files
from desktop.crm import alarm_choices, contacts, customers, undoing
from desktop.crm.alarm_replies import reply_risk
from desktop.crm.alarm_words import told
from desktop.crm.alarms import check_messages
from desktop.crm.timeline import history
from desktop.crm.today import today
from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.runtime.clock import FixedClock
from desktop.runtime.errors import UserFacing
from desktop.store.queries import messages
from desktop.store.queries.threads import rows_of
from desktop.store.schema.mail import Account, Folder, Message
from desktop.store.schema.mail_warnings import BankSighting, MessageWarning
from desktop.store.schema.workspace import BankAccount, CompanyProfile, User

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
DAY = timedelta(days=1)
US = "sales@bowei-led.example"
KLAUS = "Klaus Brenner <k.brenner@brenner-licht.de>"
IBAN = "DE89 3704 0044 0532 0130 00"
OTHER = "GB82 WEST 1234 5698 7654 32"
OURS = "DE75 5121 0800 1245 1261 99"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


class Desk:
    """A workspace with one account and one customer, into which messages are put."""

    def __init__(self, store):
        self.store = store
        self.count = 0
        with store.write() as unit:
            account = Account(email=US, username=US, imap_host="imap.bowei-led.example", imap_port=993,
                              imap_security="ssl", smtp_host="h", smtp_port=465, smtp_security="ssl")  # fmt: skip
            unit.session.add(account)
            unit.session.add(User(name="Lin Wei", email=US))
            unit.session.add(
                BankAccount(
                    currency="EUR", beneficiary="Bowei", bank="B", iban=OURS.replace(" ", "")
                )
            )
            unit.session.flush()
            self.account_id = account.id

    def brenner(self):
        customer = customers.add(self.store, {"name": "Brenner Lichttechnik", "domains": "brenner-licht.de"}, NOW)  # fmt: skip
        contacts.add(self.store, customer, {"name": "Klaus Brenner", "email": "k.brenner@brenner-licht.de"})  # fmt: skip
        return customer

    def mail(self, sender=KLAUS, text="Please quote.", *, to=US, at=NOW - DAY, **headers):
        self.count += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, "LED panels"
        mail["Message-ID"] = f"<m{self.count}@x.example>"
        mail["Date"] = format_datetime(at)
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        return mail.as_bytes(), int(at.timestamp())

    def take(self, *mails):
        """Take messages in, in one batch; returns the ids."""
        ready = [Incoming(raw, received_at=at, account_id=self.account_id) for raw, at in mails]
        batch = seal(self.store, prepare_many(ready))
        taken = take_in(self.store, batch, after_batch(FixedClock(NOW)))
        return [taken.ids[item.prepared.sha256] for item in batch]

    def arrives(self, *args, **kwargs):
        """One message comes in; returns its id."""
        return self.take(self.mail(*args, **kwargs))[0]

    def alarms(self, number):
        return [(w.kind, w.severity) for w in messages.show(self.store, number).warnings]

    def kinds(self, number):
        return {kind for kind, _severity in self.alarms(number)}


@pytest.fixture
def desk(store):
    return Desk(store)


@pytest.mark.parametrize(
    "sender",
    [
        "Klaus Brenner <k.brenner@brenner-lich.de>",
        "Klaus Brenner <k.brenner@brenner-1icht.de>",
        "Klaus Brenner <k.brenner@brennerlicht.de>",
        "Klaus Brenner <kbrenner@brenner-licht-group.com>",
        "Klaus Brenner <k.brenner@xn--brenner-lcht-nfb.de>",
        "Klaus Brenner <k.brenner@xn--brenner-lcht-9ok.de>",
        "Brenner Lichttechnik GmbH <office@brenner-licth.de>",
    ],
)
def test_a_known_name_from_a_domain_that_looks_like_his(desk, sender):
    desk.brenner()
    number = desk.arrives(sender)
    assert desk.alarms(number) == [("lookalike_domain", "red")]
    [row] = messages.show(desk.store, number).warnings
    assert row.expected == "brenner-licht.de"
    assert row.seen != row.expected
    assert all(part and "{" not in part for part in vars(told(row)).values())


@pytest.mark.parametrize(
    "sender",
    [
        KLAUS,
        "Anja Vogt <a.vogt@brenner-licht.de>",
        "Klaus Brenner <k.brenner@mail.brenner-licht.de>",
        "Peter Braun <p.braun@brunner.com>",
        "Info <info@brenner-licht.at>",
        "News <news@brenner-licht-group.com>",
    ],
)
def test_known_and_unlike_senders_raise_none(desk, sender):
    desk.brenner()
    assert desk.alarms(desk.arrives(sender, "Please quote 500 pieces, terms 30 % deposit.")) == []


def test_newsletters_raise_none(desk):
    desk.brenner()
    text = f"Our bank account has changed, please pay today. IBAN {IBAN}"
    newsletter = {"List_Unsubscribe": "<mailto:u@x.example>", "Reply_To": "a@other.example"}
    assert desk.alarms(desk.arrives("Shop <news@shop.example>", text, **newsletter)) == []


def test_a_newsletters_mark_hides_no_other_account_of_somebody_known(desk):
    text = f"Please note that our bank account has been changed: IBAN {OTHER}"
    mark = {"List_Unsubscribe": "<mailto:u@x.example>"}
    assert desk.alarms(desk.arrives("News <news@stranger.example>", text, **mark)) == []
    desk.brenner()
    fair = desk.arrives(text=f"Our fair is in May. IBAN {IBAN}", at=NOW - 2 * DAY, **mark)
    assert desk.alarms(fair) == []
    assert desk.alarms(desk.arrives(text=text, **mark)) == [("new_bank_details", "red")]


def test_new_bank_details_of_a_customer_and_the_same_ones_as_before(desk):
    desk.brenner()
    words = "Please pay to our bank account, IBAN {}."
    first = desk.arrives(text=words.format(IBAN), at=NOW - 9 * DAY)
    again = desk.arrives(text=words.format(IBAN.replace(" ", "")), at=NOW - 5 * DAY)
    other = desk.arrives("Anja Vogt <a.vogt@brenner-licht.de>", words.format(OTHER), at=NOW - DAY)
    assert (desk.alarms(first), desk.alarms(again)) == ([], [])
    assert desk.alarms(other) == [("new_bank_details", "red")]
    [row] = messages.show(desk.store, other).warnings
    assert (row.seen, row.expected) == (OTHER, IBAN)


@pytest.mark.parametrize("before", ["", "We ship as agreed in the contract of last month. " * 8])
def test_bank_details_of_mail_that_was_never_looked_at_are_found(desk, before):
    """Also in a long mail, whose text is kept packed."""
    desk.brenner()
    words = before + "Please pay to our bank account, IBAN {}."
    desk.arrives(text=words.format(IBAN), at=NOW - 9 * DAY)
    with desk.store.write() as unit:
        unit.session.execute(sa.delete(BankSighting))
    other = desk.arrives(text=words.format(OTHER), at=NOW - DAY)
    assert desk.alarms(other) == [("new_bank_details", "red")]


def test_the_order_of_arrival_does_not_matter(desk):
    desk.brenner()
    words = "Please pay to our bank account, IBAN {}."
    other = desk.arrives(text=words.format(OTHER), at=NOW - DAY)
    assert desk.alarms(other) == []
    desk.arrives(text=words.format(IBAN), at=NOW - 9 * DAY)
    assert desk.alarms(other) == [("new_bank_details", "red")]


def test_our_own_account_in_his_words_is_no_news(desk):
    desk.brenner()
    desk.arrives(f"Lin Wei <{US}>", f"Our bank account: IBAN {OTHER}", to=KLAUS, at=NOW - 9 * DAY)
    text = f"We paid to your bank account, IBAN {OURS}, and the rest to IBAN {OTHER}."
    assert desk.alarms(desk.arrives(text=text)) == []


def test_a_change_that_is_only_announced_and_one_that_is_asked_about(desk):
    desk.brenner()
    assert desk.alarms(desk.arrives(text="Please note that our bank account has changed.")) == [
        ("bank_change", "red")
    ]
    quoted = (
        "Thanks, I will ask.\n\nOn Fri, 20 Nov 2026, X wrote:\n> our bank account has changed\n"
    )
    assert desk.alarms(desk.arrives(text=quoted)) == []
    asked = "Has your bank account changed? We got a strange mail."
    assert desk.alarms(desk.arrives(text=asked)) == [("bank_change_asked", "amber")]


def test_the_first_mail_of_a_stranger_asks_for_money(desk):
    text = f"Please transfer the fee today. Bank account IBAN {IBAN}"
    stranger = "Max Frei <m.frei@freight.example>"
    late = desk.arrives(stranger, text)
    assert desk.alarms(late) == [("first_payment_request", "amber")]
    desk.arrives(stranger, "Good morning, here is our rate.", at=NOW - 9 * DAY)
    assert desk.alarms(late) == []


def test_the_boss_from_elsewhere(desk):
    assert desk.alarms(
        desk.arrives("Lin Wei <lin.wei.ceo@gmail.com>", "Are you at your desk?")
    ) == [("own_name", "amber")]
    text = "I need you to make a wire transfer today."
    assert ("own_name", "red") in desk.alarms(desk.arrives("Lin Wei <boss@mail.example>", text))
    with desk.store.write() as unit:
        unit.session.add(CompanyProfile(name="Ningbo Bowei Lighting Co., Ltd."))
    office = "Ningbo Bowei Lighting Finance Dept <finance@office-mail.example>"
    assert ("own_name", "red") in desk.alarms(desk.arrives(office, text))
    assert desk.alarms(desk.arrives(office, "Good morning.")) == []


def test_a_name_that_shows_another_address_and_answers_that_go_elsewhere(desk):
    desk.brenner()
    shown = desk.arrives('"k.brenner@brenner-licht.de" <x@evil.example>')
    assert desk.alarms(shown) == [("name_shows_other_address", "red")]
    other = desk.arrives(Reply_To="k.brenner@freemail.example")
    assert desk.alarms(other) == [("reply_to", "red")]
    assert desk.alarms(desk.arrives(Reply_To="desk@brenner-licht.de")) == []
    platform = "Buyer <noreply@service.alibaba.com>"
    assert desk.alarms(desk.arrives(platform, Reply_To="buyer@somewhere.example")) == []


def test_a_free_mail_address_one_letter_off(desk):
    customer = customers.add(desk.store, {"name": "Tan Trading"}, NOW)
    contacts.add(desk.store, customer, {"name": "Tan Ah Kow", "email": "tan.ahkow@gmail.com"})
    assert desk.alarms(desk.arrives("Tan Ah Kow <tan.ahkov@gmail.com>")) == [("lookalike_address", "red")]  # fmt: skip
    assert desk.alarms(desk.arrives("Tan Ah Kow <tan.ahkow@gmai1.com>")) == [("lookalike_domain", "red")]  # fmt: skip
    assert desk.alarms(desk.arrives("Tan Ah Kow <tan.ahkow@gmail.com>")) == []


def test_a_supplier_whom_we_write_to_is_known_too(desk):
    desk.arrives(f"Lin Wei <{US}>", to="Liu Fang <liu.fang@dongsheng-driver.cn>", at=NOW - 3 * DAY)
    assert desk.alarms(desk.arrives("Liu Fang <liu.fang@dongsheng-drlver.cn>")) == [
        ("lookalike_domain", "red")
    ]
    assert desk.alarms(desk.arrives("Liu Fang <liu.fang@dongsheng-driver.cn>")) == []


def test_a_mail_that_our_server_calls_forged(desk):
    desk.brenner()
    checked = "mail.bowei-led.example; dmarc=fail (p=reject) header.from=brenner-licht.de"
    raw, at = desk.mail()
    head = (
        f"Authentication-Results: {checked}\nReceived: from x.example by mail.bowei-led.example\n"
    )
    number = desk.take((head.encode() + raw, at))[0]
    assert desk.alarms(number) == [("forged", "red")]
    contacts.add(desk.store, desk.brenner(), {"name": "X", "email": "x@brenner-licht.de"})
    assert desk.alarms(number) == [("forged", "red")]  # what the server found stays


def test_a_customer_who_is_entered_later_and_taken_away(desk):
    number = desk.arrives("Klaus Brenner <k.brenner@brenner-lich.de>")
    assert desk.alarms(number) == []
    customer = desk.brenner()
    assert desk.kinds(number) == {"lookalike_domain"}
    customers.delete(desk.store, customer, NOW)
    assert desk.alarms(number) == []
    undoing.undo(desk.store)
    assert desk.kinds(number) == {"lookalike_domain"}
    thread_id = messages.show(desk.store, number).thread_id
    assert rows_of(desk.store, [thread_id])[0].warning == "red"


def test_dismissed_for_the_sender_and_the_thing_with_a_way_back(desk):
    desk.brenner()
    sender = "Klaus Brenner <k.brenner@brenner-licht-group.com>"
    first = desk.arrives(sender)
    [choice] = alarm_choices.dismiss(desk.store, first, ["lookalike_domain"])
    assert desk.alarms(first) == []
    assert desk.alarms(desk.arrives(sender)) == []
    alarm_choices.restore(desk.store, [choice])
    assert desk.kinds(first) == {"lookalike_domain"}
    alarm_choices.dismiss(desk.store, first, ["lookalike_domain"])
    told_of = []
    desk.store.on_change(lambda changes: told_of.append(set(changes.get("thread", ()))))
    undoing.undo(desk.store)
    assert str(messages.show(desk.store, first).thread_id) in set().union(*told_of)
    assert desk.kinds(first) == {"lookalike_domain"}
    with pytest.raises(UserFacing, match="no such warning"):
        alarm_choices.dismiss(desk.store, first, ["forged"])


def test_red_alarms_stand_in_the_customers_history_also_dismissed(desk):
    customer, name = desk.brenner(), "Klaus Brenner"
    words = "Please pay to our bank account, IBAN {}."
    desk.arrives(text=words.format(IBAN), at=NOW - 9 * DAY)
    desk.arrives(f"{name} <k.brenner@brenner-lich.de>", at=NOW - 3 * DAY)  # nobody's conversation
    other = desk.arrives(text=words.format(OTHER), at=NOW - 2 * DAY)
    desk.arrives("Erika <e@unlike.example>", at=NOW - DAY)

    def shown():
        events = history(desk.store, customer, kinds=("warning",))
        return [(e.title, e.state) for e in events]

    fraud = ("Warning: brenner-lich.de is not brenner-licht.de", "")
    assert [title[:31] for title, _state in shown()] == [
        "Warning: New bank details: GB82",
        fraud[0][:31],
    ]
    alarm_choices.dismiss(desk.store, other, desk.kinds(other))
    contacts.add(desk.store, customer, {"name": "Eva", "email": "eva@brenner-licht.de"})
    assert [state for _title, state in shown()] == ["dismissed", ""]
    assert shown()[1] == fraud
    page = history(desk.store, customer, kinds=("warning",), before=NOW - 2 * DAY, limit=5)
    assert [(e.title, e.thread_id is not None) for e in page] == [(fraud[0], True)]


def test_a_dismissed_account_is_known_from_then_on(desk):
    desk.brenner()
    words = "Please pay to our bank account, IBAN {}."
    desk.arrives(text=words.format(IBAN), at=NOW - 9 * DAY)
    other = desk.arrives(text=words.format(OTHER), at=NOW - 2 * DAY)
    alarm_choices.dismiss(desk.store, other, ["new_bank_details"])
    assert desk.alarms(desk.arrives(text=words.format(OTHER), at=NOW - DAY)) == []


def test_what_speaks_against_an_answer(desk):
    desk.brenner()
    number = desk.arrives(Reply_To="k.brenner@freemail.example")
    thread_id = messages.show(desk.store, number).thread_id
    risk = reply_risk(desk.store, thread_id, ["K.Brenner@freemail.example"])
    assert risk is not None
    assert "k.brenner@freemail.example" in risk.fact
    assert reply_risk(desk.store, thread_id, ["k.brenner@brenner-licht.de"]) is None


def test_the_day_begins_with_what_may_be_fraud(desk):
    desk.brenner()
    with desk.store.write() as unit:
        folder = Folder(account_id=desk.account_id, wire_name="INBOX", name="INBOX", role="inbox", uidvalidity=1)  # fmt: skip
        unit.session.add(folder)
    raw, at = desk.mail("Klaus Brenner <k.brenner@brenner-lich.de>")
    incoming = Incoming(raw, folder_id=folder.id, uidvalidity=1, uid=1, received_at=at, account_id=desk.account_id)  # fmt: skip
    take_in(desk.store, seal(desk.store, prepare_many([incoming])), after_batch(FixedClock(NOW)))
    section = today(desk.store, NOW).sections[0]
    assert section.id == "warnings"
    [row] = section.rows
    assert "brenner-lich.de" in row.text
    [message] = messages.list_messages(desk.store)
    alarm_choices.dismiss(desk.store, message.id, ["lookalike_domain"])
    assert "warnings" not in {section.id for section in today(desk.store, NOW).sections}


def test_a_first_sync_passes_over_old_mail_but_compares_bank_details(desk):
    desk.brenner()
    fraud = "Klaus Brenner <k.brenner@brenner-lich.de>"
    words = "Please pay to our bank account, IBAN {}."
    new = desk.arrives(text=words.format(OTHER), at=NOW - DAY)
    old = [desk.mail(fraud, f"Number {n}", at=NOW - 400 * DAY) for n in range(60)]
    numbers = desk.take(
        *old, desk.mail(text=words.format(IBAN), at=NOW - 300 * DAY), desk.mail(fraud)
    )
    assert desk.alarms(numbers[0]) == []
    assert desk.kinds(numbers[-1]) == {"lookalike_domain"}
    assert desk.kinds(new) == {"new_bank_details"}


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus lies beside the project")
def test_hardly_any_false_alarm_over_real_mail(desk):
    """Nobody is known: two messages of a hundred may warn, and look-alikes of nobody there are none."""
    import_files(desk.store, [CORPUS / "mime", CORPUS / "threads"], FixedClock(NOW))
    with desk.store.write("rule:alarms") as unit:
        everything = set(unit.session.scalars(sa.select(Message.id)))
        check_messages(unit, everything)
        rows = list(unit.session.scalars(sa.select(MessageWarning)))
    assert len(everything) > 400
    assert len({row.message_id for row in rows}) <= len(everything) * 0.03
    assert {row.kind for row in rows}.isdisjoint({"lookalike_domain", "new_bank_details"})
