"""Folders that exist only on this computer: what was imported, and where it goes when it is deleted."""

import sqlalchemy as sa

from desktop.store.schema.mail import Folder
from desktop.store.unit import Unit


def local_folder(unit: Unit, name: str, *, role: str = "") -> int:
    """The id of a folder that exists only here ("Imported"), made when it is missing."""
    session = unit.session
    found = session.scalar(
        sa.select(Folder.id).where(Folder.account_id.is_(None), Folder.wire_name == name)
    )
    if found is not None:
        return found
    folder = Folder(
        account_id=None, wire_name=name, name=name, role=role, uidvalidity=1, state="local"
    )
    session.add(folder)
    session.flush()
    return folder.id
