"""Whose clock a mail is sent by: the recipient's, as his customer record tells."""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.crm import domains, places
from desktop.crm.local_time import next_morning
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, ContactPoint, Customer
from desktop.store.workspace import Store


def zones_of(store: Store, customer_ids: Iterable[str]) -> dict[str, str]:
    """Return {customer id: IANA zone} of those whose place is known."""
    query = sa.select(Customer.id, Customer.time_zone, Customer.country).where(
        Customer.id.in_(list(customer_ids))
    )
    with store.read() as session:
        rows = session.execute(query).all()
    found = {key: zone or places.time_zone(country) for key, zone, country in rows}
    return {key: zone for key, zone in found.items() if zone}


def recipients_morning(store: Store, address: str, now: datetime) -> datetime:
    """Return the next 9:00 of a working day where the person with this mail address is (aware UTC).

    Raises UserFacing (`no_time_zone`) when no customer with a country or time zone has the address.
    """
    query = (
        sa.select(Customer.country, Customer.time_zone)
        .join(Contact, Contact.customer_id == Customer.id)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            ContactPoint.kind == "email",
            ContactPoint.normalized == domains.normalise_address(address),
            ContactPoint.deleted_at.is_(None),
            Contact.deleted_at.is_(None),
        )
        .limit(1)
    )
    with store.read() as session:
        row = session.execute(query).first()
    morning = next_morning(now, country=row[0], zone=row[1]) if row is not None else None
    if morning is None:
        raise UserFacing(
            _("Nobody knows what time it is where {address} is.").format(address=address),
            safe=_("Nothing was queued."),
            hint=_("Enter the customer's country or time zone, or name a time yourself."),
            code="no_time_zone",
        )
    return morning.astimezone(UTC)
