"""People for the composer's address fields: contacts first, then who wrote or was written to."""

import sqlalchemy as sa

from desktop.store.queries.messages import Person
from desktop.store.schema.customers import Contact, ContactPoint, Customer
from desktop.store.schema.mail import MessageAddress
from desktop.store.workspace import Store


def find_people(store: Store, typed: str, *, limit: int = 8) -> list[Person]:
    """Return people whose name, address or company holds `typed`, each address once."""
    word = typed.strip()
    if not word:
        return []
    known = (
        sa.select(Contact.name, ContactPoint.value)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(
            ContactPoint.kind == "email",
            ContactPoint.deleted_at.is_(None),
            Contact.deleted_at.is_(None),
            Contact.left_on.is_(None),
            Customer.deleted_at.is_(None),
            sa.or_(
                Contact.name.icontains(word, autoescape=True),
                ContactPoint.value.icontains(word, autoescape=True),
                Customer.name.icontains(word, autoescape=True),
            ),
        )
        .order_by(Contact.name)
        .limit(limit)
    )
    seen = (
        sa.select(sa.func.max(MessageAddress.name), MessageAddress.address)
        .where(
            sa.or_(
                MessageAddress.address.startswith(word.casefold(), autoescape=True),
                MessageAddress.name.icontains(word, autoescape=True),
            )
        )
        .group_by(MessageAddress.address)
        .order_by(sa.func.count().desc())
        .limit(limit)
    )
    with store.read() as session:
        rows = [*session.execute(known), *session.execute(seen)]
    found: dict[str, Person] = {}
    for name, address in rows:
        found.setdefault(address.casefold(), Person(name or "", address))
    return list(found.values())[:limit]
