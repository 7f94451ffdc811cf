"""Links in the store: by rule in batches, by hand for ever, undone with the choice."""

import pytest
import sqlalchemy as sa

from desktop.crm import linking
from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.store.schema.mail import Thread
from tests.crm.conftest import US


def test_by_address_by_domain_and_by_thread(mailbox):
    brenner = mailbox.customer(addresses=["klaus@freemail.example"], domains=["brenner.example"])
    by_address = mailbox.mail("Klaus@freemail.example")
    by_domain = mailbox.mail("anja@mail.brenner.example")
    assert linking.link_of(mailbox.store, by_address).reason == "contact_address"
    link = linking.link_of(mailbox.store, by_domain)
    assert (link.customer_id, link.reason, link.detail) == (
        brenner,
        "company_domain",
        "brenner.example",
    )
    assert 0 < link.confidence < 99
    assert "brenner.example" in link.why
    sibling = mailbox.mail("forwarder@freight.example", in_reply_to="m1@x")
    assert linking.link_of(mailbox.store, sibling).reason == "thread"


def test_our_outgoing_mail_links_too(mailbox):
    brenner = mailbox.customer(addresses=["klaus@brenner.example"])
    thread = mailbox.mail(US, "klaus@brenner.example")
    link = linking.link_of(mailbox.store, thread)
    assert link.customer_id == brenner
    [row] = mailbox.rows(Thread, id=thread)
    assert row.contact_id


def test_free_mail_and_strangers_stay_unlinked(mailbox):
    mailbox.customer(domains=["freemail.example"])
    assert linking.link_of(mailbox.store, mailbox.mail("x@freemail.example")).customer_id is None


def test_the_hand_wins_for_ever(mailbox):
    mailbox.customer(domains=["brenner.example"])
    other = mailbox.customer("Other")
    thread = mailbox.mail("klaus@brenner.example")
    assert linking.link_by_hand(mailbox.store, thread, other).customer_id == other
    mailbox.mail("klaus@brenner.example", thread=thread)
    assert linking.relink(mailbox.store) == 0
    link = linking.link_of(mailbox.store, thread)
    assert (link.customer_id, link.reason, link.confidence) == (other, "hand", 100)
    assert linking.unlink_by_hand(mailbox.store, thread).customer_id is None
    mailbox.mail("klaus@brenner.example", thread=thread)
    assert linking.link_of(mailbox.store, thread).customer_id is None
    assert linking.forget_choice(mailbox.store, thread).reason == "company_domain"


def test_a_choice_by_hand_can_be_undone(mailbox):
    brenner = mailbox.customer(domains=["brenner.example"])
    other = mailbox.customer("Other")
    thread = mailbox.mail("klaus@brenner.example")
    linking.link_by_hand(mailbox.store, thread, other)
    journal.undo(mailbox.store)
    linking.relink(mailbox.store)
    assert linking.link_of(mailbox.store, thread).customer_id == brenner


def test_twice_is_once_and_batches_need_few_statements(mailbox):
    mailbox.customer(domains=["brenner.example"])
    threads = [mailbox.mail(f"p{i}@brenner.example") for i in range(12)]
    statements = []
    with mailbox.store.write("sync") as unit:
        engine = unit.session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        assert linking.link_threads(unit, threads) == 0
    assert len(statements) < 15


def test_ambiguous_domain_is_suggested(mailbox):
    one = mailbox.customer("One", domains=["shared.example"])
    two = mailbox.customer("Two", domains=["shared.example"])
    link = linking.link_of(mailbox.store, mailbox.mail("x@shared.example"))
    assert link.customer_id is None
    assert set(link.suggestions) == {one, two}


def test_unknown_ids_are_told(mailbox):
    with pytest.raises(UserFacing):
        linking.link_by_hand(mailbox.store, 999, mailbox.customer())
    with pytest.raises(UserFacing):
        linking.link_by_hand(mailbox.store, mailbox.mail("a@b.example"), "nobody")


def test_the_hand_outlives_a_new_root_and_a_merged_thread(mailbox):
    """Older mail arrives: the thread gets another root, or joins another thread."""
    mailbox.customer(domains=["brenner.example"])
    other = mailbox.customer("Other")
    thread = mailbox.mail("klaus@brenner.example")
    linking.link_by_hand(mailbox.store, thread, other)
    with mailbox.store.write("sync") as unit:
        unit.session.get(Thread, thread).root_message_id = "older@x"
    linking.relink(mailbox.store)
    assert linking.link_of(mailbox.store, thread).customer_id == other
    assert linking.unlink_by_hand(mailbox.store, thread).customer_id is None
    assert linking.forget_choice(mailbox.store, thread).reason == "company_domain"


def test_a_mail_that_one_of_us_forwards_links_to_whom_it_is_from(mailbox):
    brenner = mailbox.customer(addresses=["klaus@brenner.example"], domains=["brenner.example"])
    colleague = "boss@bowei-led.example"
    for original in ("klaus@brenner.example", "new@mail.brenner.example"):
        link = linking.link_of(mailbox.store, mailbox.mail(colleague, forwards=[original]))
        assert (link.customer_id, link.reason) == (brenner, "forwarded")
        assert original in link.why
        assert 0 < link.confidence < 99
    [row] = mailbox.rows(Thread, link_detail="klaus@brenner.example")
    assert row.contact_id


def test_a_forward_from_outside_says_nothing_and_a_known_person_says_more(mailbox):
    mailbox.customer(domains=["brenner.example"])
    stranger = mailbox.mail("x@freight.example", forwards=["klaus@brenner.example"])
    assert linking.link_of(mailbox.store, stranger).customer_id is None
    weber = mailbox.customer("Weber", domains=["weber.example"])
    both = mailbox.mail(
        "boss@bowei-led.example", cc=["a@weber.example"], forwards=["k@brenner.example"]
    )
    assert linking.link_of(mailbox.store, both).customer_id == weber
