"""The write unit: whole or not at all, journaled without being asked, announced after commit."""

import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.runtime.errors import Bug, UserFacing
from desktop.store import journal
from desktop.store.foreign import ForeignChanges
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.mail import Folder
from desktop.store.schema.products import Product
from desktop.store.workspace import Store


def add_customer(store, **fields):
    customer = Customer(**fields)
    with store.write() as unit:
        unit.session.add(customer)
    return customer.id


def get(store, model, key):
    with store.read() as session:
        return session.get(model, key)


def test_every_change_leaves_one_row_with_old_and_new_value(store):
    key = add_customer(store, name="Brenner")
    with store.write() as unit:
        unit.session.get(Customer, key).name = "Brenner GmbH"
    newest, oldest = journal.entries(store, record=key)
    assert oldest.operation == "create"
    assert newest.operation == "update"
    assert newest.changes == {"name": ["Brenner", "Brenner GmbH"]}
    assert newest.device
    assert newest.at.tzinfo is not None


def test_a_failed_unit_leaves_nothing_and_announces_nothing(store):
    seen = []
    store.on_change(seen.append)

    def fail():
        with store.write() as unit:
            unit.session.add(Customer(name="Ghost"))
            unit.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as session:
        assert session.scalars(sa.select(Customer)).all() == []
    assert journal.entries(store) == []
    assert seen == []


def test_commit_announces_the_table_and_the_ids(store):
    seen = []
    store.on_change(seen.append)
    key = add_customer(store, name="Brenner")
    assert seen == [{"customer": {key}}]


def test_a_bulk_statement_cannot_slip_past_the_journal(store):
    add_customer(store, name="Brenner")
    with pytest.raises(Bug), store.write() as unit:
        unit.session.execute(sa.update(Customer).values(name="X"))
    with pytest.raises(Bug), store.write() as unit:
        unit.insert_many(Customer, [{"id": "1", "name": "X"}])


def test_undo_takes_back_the_whole_unit_and_only_once(store):
    with store.write() as unit:
        customer = Customer(name="Brenner")
        unit.session.add(customer)
        unit.session.flush()
        contact = Contact(customer_id=customer.id, name="Klaus")
        unit.session.add(contact)
    journal.undo(store)
    assert get(store, Customer, customer.id).deleted_at is not None
    assert get(store, Contact, contact.id).deleted_at is not None
    with pytest.raises(UserFacing) as caught:
        journal.undo(store, journal.entries(store, record=customer.id)[-1].id)
    assert caught.value.code == "already_undone"


def test_undo_refuses_when_the_record_changed_again(store):
    key = add_customer(store, name="One")
    with store.write() as unit:
        unit.session.get(Customer, key).name = "Two"
    second = journal.entries(store, record=key)[0].id
    with store.write() as unit:
        unit.session.get(Customer, key).name = "Three"
    with pytest.raises(UserFacing) as caught:
        journal.undo(store, second)
    assert caught.value.code == "undo_conflict"
    assert get(store, Customer, key).name == "Three"


def test_a_deleted_row_comes_back_with_its_exact_values(store):
    product = Product(sku="PL-1", price=Decimal("14.200"), moq=500)
    with store.write() as unit:
        unit.session.add(product)
    with store.write() as unit:
        unit.session.delete(unit.session.get(Product, product.id))
    journal.undo(store)
    back = get(store, Product, product.id)
    assert (back.sku, back.price, back.moq) == ("PL-1", Decimal("14.200"), 500)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5, unique=True))
def test_undoing_every_step_leads_back_to_the_beginning(store, names):
    key = add_customer(store, name="start")
    for name in names:
        with store.write() as unit:
            unit.session.get(Customer, key).name = name
    steps = [e for e in journal.entries(store, record=key) if e.operation == "update"]
    for entry in steps:
        journal.undo(store, entry.id)
    assert get(store, Customer, key).name == "start"


def test_writers_of_many_threads_queue_up(store):
    def work(number):
        for step in range(5):
            add_customer(store, name=f"{number}-{step}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 20
    stamps = [entry.id for entry in journal.entries(store)]
    assert len(stamps) == len(set(stamps)) == 20


def test_readers_cannot_write(store):
    with store.read() as session, pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.insert(Folder).values(wire_name="X", name="X"))


def test_what_another_process_commits_is_seen(store):
    here = ForeignChanges(store)
    assert here.poll() == {}
    other = Store.open(store.profile, store.key)
    key = add_customer(other, name="Written by a command")
    other.close()
    assert here.poll() == {"customer": {key}}
    assert here.poll() == {}
