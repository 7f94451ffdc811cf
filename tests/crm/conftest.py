"""A mailbox in rows: what the mail ingest leaves behind, without parsing anything."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desktop.crm import linking, waiting
from desktop.store.schema.customers import Contact, ContactPoint, Customer, CustomerDomain
from desktop.store.schema.mail import (
    Account,
    Message,
    MessageAddress,
    MessageText,
    Thread,
    ThreadRef,
)

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
US = "sales@bowei-led.example"
H = timedelta(hours=1)


class Mailbox:
    def __init__(self, store):
        self.store = store
        self.count = 0
        with store.write() as unit:
            unit.session.add(
                Account(email=US, username=US, imap_host="h", imap_port=993, imap_security="ssl",
                        smtp_host="h", smtp_port=465, smtp_security="ssl")
            )  # fmt: skip

    def mail(self, sender, to=US, *, thread=None, at=NOW - H, kind="personal", name="",
             subject="LED panels", text="", reply_to="", in_reply_to="", cc=(), forwards=()):  # fmt: skip
        """One message arrives (or is found in Sent); returns its thread's id."""
        self.count += 1
        outbound = sender == US
        seconds = int(at.timestamp())
        with self.store.write("sync") as unit:
            session = unit.session
            row = session.get(Thread, thread) if thread else None
            mid = f"m{self.count}@x"
            if row is None:
                row = Thread(
                    root_message_id=mid, subject=subject, in_inbox=True, first_time=seconds
                )
                session.add(row)
                session.flush()
            row.message_count = (row.message_count or 0) + 1
            row.last_time = max(row.last_time or 0, seconds)
            if outbound:
                row.last_out_time = max(row.last_out_time or 0, seconds)
            else:
                row.last_in_time = max(row.last_in_time or 0, seconds)
            session.flush()
            message = Message(
                message_id=mid, sha256=hashlib.sha256(mid.encode()).hexdigest(), thread_id=row.id,
                subject=subject, from_name=name, from_address=sender, sort_time=seconds,
                date=seconds, outbound=outbound, kind=kind, in_reply_to=in_reply_to,
                snippet=text[:80],
            )  # fmt: skip
            session.add(message)
            session.flush()
            session.add(ThreadRef(message_id=mid, thread_id=row.id))
            session.add(MessageText(message_id=message.id, text=text))
            people = [("from", sender), ("to", to), *(("cc", c) for c in cc)]
            people += [("original", address) for address in forwards]
            if reply_to:
                people.append(("reply_to", reply_to))
            for position, (role, address) in enumerate(people):
                session.add(
                    MessageAddress(message_id=message.id, position=position, role=role,
                                   address=address, name=name if role == "from" else "")
                )  # fmt: skip
            session.flush()
            self.last = message.id
            linking.link_threads(unit, [row.id])
            self.arrived = waiting.on_messages_arrived(unit, [row.id], NOW)
            return row.id

    def customer(self, name="Brenner", *, addresses=(), domains=(), country="DE", **fields):
        with self.store.write() as unit:
            customer = Customer(name=name, country=country, **fields)
            unit.session.add(customer)
            unit.session.flush()
            for domain in domains:
                unit.session.add(CustomerDomain(customer_id=customer.id, domain=domain))
            for address in addresses:
                contact = Contact(customer_id=customer.id, name=address.partition("@")[0])
                unit.session.add(contact)
                unit.session.flush()
                unit.session.add(
                    ContactPoint(contact_id=contact.id, kind="email", value=address,
                                 normalized=address.casefold())
                )  # fmt: skip
            return customer.id

    def rows(self, model, **where):
        with self.store.read() as session:
            return list(session.scalars(sa.select(model).filter_by(**where)))


@pytest.fixture
def mailbox(store):
    return Mailbox(store)
