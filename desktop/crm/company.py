"""Who works in this workspace, and the first records a new one starts with."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import domains
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.workspace import CompanyProfile, User
from desktop.store.workspace import Store


@dataclass(frozen=True)
class UserRow:
    """A person who works here."""

    id: str
    name: str
    email: str
    title: str
    role: str
    signature: str


def introduce(store: Store, *, user_name: str, user_email: str, company_name: str) -> None:
    """Write the first user and the company's name into a new workspace; empty texts are skipped."""
    with store.write("setup") as unit:
        session = unit.session
        if session.scalars(_living_users()).first() is None:
            email = domains.normalise_address(user_email) or user_email.strip()
            session.add(User(name=user_name.strip() or email or _("Me"), email=email))
        if company_name.strip() and session.scalars(sa.select(CompanyProfile)).first() is None:
            session.add(CompanyProfile(name=company_name.strip(), email=user_email.strip()))


def _living_users() -> sa.Select[User]:
    return sa.select(User).where(User.deleted_at.is_(None)).order_by(User.created_at, User.id)


def users(store: Store) -> list[UserRow]:
    """Return the people who work here, the first one first."""
    with store.read() as session:
        return [_row(user) for user in session.scalars(_living_users())]


def _row(user: User) -> UserRow:
    return UserRow(user.id, user.name, user.email, user.title, user.role, user.signature)


def current_user(session: Session, actor: str = "") -> User | None:
    """Return the user that the store's actor names, else the first one."""
    found = list(session.scalars(_living_users()))
    named = [user for user in found if actor and actor in {user.id, user.email, user.name}]
    return next(iter(named or found), None)


def user_label(store: Store) -> str:
    """Return what the journal calls the person at this computer: e-mail, else name, else "user"."""
    with store.read() as session:
        user = current_user(session)
    return (user.email or user.name or "user") if user else "user"


def save_user(
    store: Store,
    user_id: str | None,
    *,
    name: str,
    email: str = "",
    title: str = "",
    signature: str | None = None,
    role: str = "owner",
) -> UserRow:
    """Add a user (`user_id` None) or change one. Raises UserFacing (`no_user`, `no_name`)."""
    if not name.strip():
        raise UserFacing(_("A user needs a name."), code="no_name")
    with store.write("user") as unit:
        user = unit.session.get(User, user_id) if user_id else User(name=name)
        if user is None or user.deleted_at is not None:
            raise UserFacing(_("There is no such user in this workspace."), code="no_user")
        user.name, user.title, user.role = name.strip(), title.strip(), role
        user.email = domains.normalise_address(email) or email.strip()
        if signature is not None:
            user.signature = signature
        unit.session.add(user)
        unit.session.flush()
        return _row(user)
