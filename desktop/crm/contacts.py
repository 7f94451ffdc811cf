"""The people at a customer: adding, changing, and their addresses on every channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import domains, fields
from desktop.crm.alarms import recheck_for
from desktop.crm.failing import Failure, failing
from desktop.crm.linking import link_threads, no_customer, threads_with
from desktop.crm.salutation import Addressee, greeting, salutation_name
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, ContactPoint, Customer
from desktop.store.unit import Unit
from desktop.store.workspace import Store

POINT_KINDS = ("email", "phone", "whatsapp", "wechat", "skype", "linkedin")


@dataclass(frozen=True)
class Point:
    """One address of a contact: e-mail, phone or a messenger."""

    kind: str
    value: str
    is_primary: bool


@dataclass(frozen=True)
class ContactRow:
    """A contact with all his addresses."""

    id: str
    customer_id: str
    name: str
    first_name: str
    last_name: str
    salutation: str
    title: str
    language: str
    is_key: bool
    decision_role: str
    birthday: date | None
    left_on: date | None
    notes: str
    points: tuple[Point, ...]
    country: str = ""
    failing: tuple[Failure, ...] = ()
    """His addresses that mail came back from since he last wrote himself."""

    def values(self, kind: str) -> tuple[str, ...]:
        """Return his addresses of one kind, the primary one first."""
        return tuple(point.value for point in self.points if point.kind == kind)

    @property
    def email(self) -> str:
        """His primary e-mail address, "" without one."""
        return next(iter(self.values("email")), "")

    @property
    def phone(self) -> str:
        """His primary phone number, "" without one."""
        return next(iter(self.values("phone")), "")

    def addressee(self) -> Addressee:
        """Return what the rules of salutation need."""
        return Addressee(
            self.name,
            self.first_name,
            self.last_name,
            self.salutation,
            self.language,
            self.country,
        )

    def called(self, language: str = "en") -> str:
        """Return "Mr Brenner" for a mail in `language`."""
        return salutation_name(self.addressee(), language)

    def greeting(self, language: str = "en") -> str:
        """Return "Dear Mr Brenner" for a mail in `language`."""
        return greeting(self.addressee(), language)


def contacts_of(session: Session, customer_ids: Iterable[str]) -> dict[str, list[ContactRow]]:
    """Return the contacts of some customers, key contacts first, then in order of entry."""
    query = (
        sa.select(Contact, Customer.country)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(Contact.customer_id.in_(list(customer_ids)), Contact.deleted_at.is_(None))
        .order_by(Contact.left_on.is_not(None), Contact.is_key.desc(), Contact.id)
    )
    pairs = list(session.execute(query))
    points = _points(session, [contact.id for contact, _country in pairs])
    mails = {p.value for some in points.values() for p in some if p.kind == "email"}
    failed = failing(session, mails)
    found: dict[str, list[ContactRow]] = {}
    for contact, country in pairs:
        row = _row(contact, points.get(contact.id, ()), country)
        his = [failed[v.casefold()] for v in row.values("email") if v.casefold() in failed]
        row = replace(row, failing=tuple(his)) if his else row
        found.setdefault(contact.customer_id, []).append(row)
    return found


def _points(session: Session, ids: list[str]) -> dict[str, tuple[Point, ...]]:
    query = (
        sa.select(ContactPoint)
        .where(ContactPoint.contact_id.in_(ids), ContactPoint.deleted_at.is_(None))
        .order_by(ContactPoint.is_primary.desc(), ContactPoint.id)
    )
    found: dict[str, tuple[Point, ...]] = {}
    for p in session.scalars(query):
        point = Point(p.kind, p.value, p.is_primary)
        found[p.contact_id] = (*found.get(p.contact_id, ()), point)
    return found


def _row(contact: Contact, points: tuple[Point, ...], country: str) -> ContactRow:
    return ContactRow(
        id=contact.id,
        customer_id=contact.customer_id,
        name=contact.name,
        first_name=contact.first_name,
        last_name=contact.last_name,
        salutation=contact.salutation,
        title=contact.title,
        language=contact.language,
        is_key=contact.is_key,
        decision_role=contact.decision_role,
        birthday=contact.birthday,
        left_on=contact.left_on,
        notes=contact.notes,
        points=points,
        country=country,
    )


def show(store: Store, contact_id: str) -> ContactRow:
    """Return one contact. Raises UserFacing (`no_contact`)."""
    with store.read() as session:
        return read_contact(session, contact_id)


def read_contact(session: Session, contact_id: str) -> ContactRow:
    """Return one contact inside a session already open. Raises UserFacing (`no_contact`)."""
    contact = _record(session, contact_id)
    customer = session.get(Customer, contact.customer_id)
    points = _points(session, [contact.id]).get(contact.id, ())
    return _row(contact, points, customer.country if customer else "")


def find(store: Store, text: str) -> ContactRow:
    """Return the contact with this id, else with this e-mail address.

    Raises UserFacing (`no_contact`).
    """
    address = domains.normalise_address(text)
    with store.read() as session:
        if address:
            query = (
                sa.select(Contact.id)
                .join(ContactPoint, ContactPoint.contact_id == Contact.id)
                .where(
                    ContactPoint.kind == "email",
                    ContactPoint.normalized == address,
                    ContactPoint.deleted_at.is_(None),
                    Contact.deleted_at.is_(None),
                )
                .order_by(Contact.id)
            )
            return read_contact(session, session.scalars(query).first() or text)
        return read_contact(session, text)


def known(store: Store, text: str) -> ContactRow | None:
    """Return what `find` returns, None for somebody unknown."""
    try:
        return find(store, text) if text else None
    except UserFacing:
        return None


def _record(session: Session, contact_id: str) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.deleted_at is not None:
        raise UserFacing(
            _("There is no such contact in this workspace."),
            hint=_("`tradepost customer show` lists a customer's contacts."),
            code="no_contact",
        )
    return contact


def add(store: Store, customer_id: str, values: Mapping[str, object]) -> ContactRow:
    """Add a contact; keys as in `fields.CONTACT_FIELDS` and POINT_KINDS (several by comma).

    His older mail joins the customer. Raises UserFacing for a value that does not fit.
    """
    with store.write("user") as unit:
        customer = unit.session.get(Customer, customer_id)
        if customer is None or customer.deleted_at is not None:
            raise no_customer()
        contact = put(unit, customer, None, values)
        join_mail(unit, _addresses(unit.session, contact.id), ())
        new_id = contact.id
    return show(store, new_id)


def change(store: Store, contact_id: str, values: Mapping[str, object]) -> ContactRow:
    """Change fields and addresses of a contact; keys not given stay. Raises UserFacing."""
    with store.write("user") as unit:
        contact = _record(unit.session, contact_id)
        customer = unit.session.get(Customer, contact.customer_id)
        assert customer is not None
        before = _addresses(unit.session, contact.id)
        put(unit, customer, contact, values)
        join_mail(unit, before | _addresses(unit.session, contact.id), ())
    return show(store, contact_id)


def delete(store: Store, contact_id: str) -> str:
    """Delete a contact; links by his address are decided anew. Returns the unit, which undo takes back."""
    with store.write("user") as unit:
        contact = _record(unit.session, contact_id)
        addresses = _addresses(unit.session, contact_id)
        contact.deleted_at = datetime.now(UTC)
        join_mail(unit, addresses, ())
        return unit.id


def _addresses(session: Session, contact_id: str) -> set[str]:
    query = sa.select(ContactPoint.normalized).where(
        ContactPoint.contact_id == contact_id,
        ContactPoint.kind == "email",
        ContactPoint.deleted_at.is_(None),
    )
    return set(session.scalars(query))


def join_mail(unit: Unit, addresses: Iterable[str], names: Iterable[str]) -> int:
    """Decide anew about the threads with these addresses or domains; return how many changed."""
    unit.session.flush()
    addresses, names = set(addresses), set(names)
    recheck_for(unit, addresses, names)
    return link_threads(unit, threads_with(unit.session, addresses, names))


def put(
    unit: Unit, customer: Customer, contact: Contact | None, values: Mapping[str, object]
) -> Contact:
    """Write a contact inside a unit (no mail is joined). Raises UserFacing."""
    texts = {key: fields.as_text(value) for key, value in values.items()}
    columns = {k: t for k, t in texts.items() if k not in POINT_KINDS}
    if contact is None:
        name = columns.get("name", "") or texts.get("email", "").partition("@")[0]
        columns["name"] = name
        contact = Contact(customer_id=customer.id, name=name)
    for key, text in columns.items():
        field = fields.by_key(fields.CONTACT_FIELDS, key)
        value = fields.parse(field, text)
        if getattr(contact, key) != value:
            setattr(contact, key, value)
    unit.session.add(contact)
    unit.session.flush()
    for kind, text in texts.items():
        if kind in POINT_KINDS:
            _put_points(unit.session, contact.id, kind, text, customer.country)
    unit.session.flush()
    return contact


def _put_points(session: Session, contact_id: str, kind: str, text: str, country: str) -> None:
    """Make the contact's addresses of one kind equal to those in `text`, the first is primary."""
    written = [part.strip() for part in text.replace("，", ",").replace(";", ",").split(",")]
    wanted = {normalise_point(kind, part, country): part for part in written if part}
    query = sa.select(ContactPoint).where(
        ContactPoint.contact_id == contact_id,
        ContactPoint.kind == kind,
        ContactPoint.deleted_at.is_(None),
    )
    kept = {point.normalized: point for point in session.scalars(query)}
    for normalized, point in kept.items():
        if normalized not in wanted:
            point.deleted_at = datetime.now(UTC)
    for position, (normalized, value) in enumerate(wanted.items()):
        point = kept.get(normalized) or ContactPoint(
            contact_id=contact_id, kind=kind, value=value, normalized=normalized
        )
        if point.value != value:
            point.value = value
        if bool(point.is_primary) != (position == 0):
            point.is_primary = position == 0
        session.add(point)


def normalise_point(kind: str, value: str, country: str = "") -> str:
    """Return what is compared: a case-folded address, an E.164 number, a case-folded name.

    Raises UserFacing for an e-mail address that is none.
    """
    if kind == "email":
        address = domains.normalise_address(value)
        if not address:
            raise UserFacing(
                _("“{value}” is not an e-mail address.").format(value=value), code="bad_value"
            )
        return address
    if kind in {"phone", "whatsapp"}:
        return _e164(value, country)
    return value.strip().casefold()


def _e164(value: str, country: str) -> str:
    """A number in E.164 when the numbering plan can read it, else its digits as typed."""
    import phonenumbers  # the world's numbering plans, needed when a number is typed

    text = value.replace("（", "(").replace("）", ")")
    if text.lstrip().startswith("00"):
        text = "+" + text.lstrip()[2:]
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return "".join(c for c in text if c.isdigit() or c == "+")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
