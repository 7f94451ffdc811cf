"""A selling company by its key, for whatever belongs to one."""

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.workspace import CompanyProfile


def known(session: Session, seller_id: str) -> CompanyProfile:
    """Return a company that was not deleted. Raises UserFacing (`unknown_company`) for none."""
    row = session.get(CompanyProfile, seller_id)
    if row is None or row.deleted_at is not None:
        raise UserFacing(
            _("There is no company {id}.").format(id=seller_id), code="unknown_company"
        )
    return row
