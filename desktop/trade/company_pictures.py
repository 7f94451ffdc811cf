"""Logo, stamp and signature of a selling company: chosen, cleared of their paper, taken away, put back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.schema.workspace import CompanyProfile
from desktop.store.workspace import Store
from desktop.trade import company_rows, paper_white, pictures

_SCAN_PIXELS = 2400
# Printed at most 44 mm wide: 200 dots an inch, which is what a scan has.
_STAMP_PIXELS = 360


class Place(StrEnum):
    """Which picture of a company."""

    LOGO = "logo"
    STAMP = "stamp"
    SIGNATURE = "signature"


NAMES = {
    Place.LOGO: N_("Logo"),
    Place.STAMP: N_("Company stamp"),
    Place.SIGNATURE: N_("Signature"),
}
_COLUMNS = {
    Place.LOGO: ("logo", ""),
    Place.STAMP: ("stamp", "stamp_scan"),
    Place.SIGNATURE: ("signature_image", "signature_scan"),
}


@dataclass(frozen=True, slots=True)
class CompanyPicture:
    """A picture as documents print it, with what it was made from.

    `scan` is the picture as it was chosen while its paper can be made see-through, else None.
    """

    place: Place
    content: bytes | None = None
    scan: bytes | None = None

    @property
    def is_cleared(self) -> bool:
        """Tell whether its paper was made see-through."""
        return self.scan is not None and self.content != self.scan


def prepared(place: Place, source: bytes, *, clear: bool | None = None) -> CompanyPicture:
    """Return a picture file as it is kept. b"" is none.

    A stamp or signature on white paper is cut out, and its paper made see-through unless `clear` is
    False; True clears whatever the rim looks like. Raises UserFacing: no picture, too large.
    """
    if not source:
        return CompanyPicture(place)
    if place is Place.LOGO:
        return CompanyPicture(place, pictures.prepare(source, most=pictures.LOGO_PIXELS))
    image = pictures.opened(source, most=_SCAN_PIXELS)
    on_paper = paper_white.has_paper(image)
    if on_paper:
        image = paper_white.cut_out(image)
    most = _STAMP_PIXELS if place is Place.STAMP else pictures.LOGO_PIXELS
    image.thumbnail((most, most))
    kept = pictures.packed(image)
    if paper_white.is_see_through(image):
        return CompanyPicture(place, kept)
    wanted = on_paper if clear is None else clear
    return CompanyPicture(place, _cleared(kept) if wanted else kept, kept)


def _cleared(scan: bytes) -> bytes:
    image = pictures.opened(scan, most=pictures.LOGO_PIXELS)
    return pictures.packed(paper_white.without_paper(image))


def columns(picture: CompanyPicture) -> Mapping[str, bytes | None]:
    """Return the columns of the company's row that say the picture."""
    content, scan = _COLUMNS[picture.place]
    found = {content: picture.content}
    return found | {scan: picture.scan} if scan else found


def read(store: Store, seller_id: str) -> dict[Place, CompanyPicture]:
    """Return the three pictures of a company. Raises UserFacing: unknown company."""
    with store.read() as session:
        row = company_rows.known(session, seller_id)
        return {place: _picture(row, place) for place in Place}


def choose(
    store: Store, seller_id: str, place: Place, source: bytes, *, clear: bool | None = None
) -> CompanyPicture:
    """Keep a picture file as a company's (`prepared`); return the one that was there before."""
    return put(store, seller_id, prepared(place, source, clear=clear))


def put(store: Store, seller_id: str, picture: CompanyPicture) -> CompanyPicture:
    """Keep a picture as it is, such as one taken away before; return the one that was there."""
    with store.write(cause="user") as unit:
        row = company_rows.known(unit.session, seller_id)
        former = _picture(row, picture.place)
        for name, content in columns(picture).items():
            if getattr(row, name) != content:
                setattr(row, name, content)
        return former


def set_cleared(store: Store, seller_id: str, place: Place, cleared: bool) -> CompanyPicture:
    """Make the paper of a stamp or signature see-through, or white again as it was chosen.

    Returns the one that was there before. Raises UserFacing when there is no scan (`no_scan`).
    """
    now = read(store, seller_id)[place]
    if now.scan is None:
        raise UserFacing(
            _("This picture has no paper to take away."),
            hint=_("Choose a scan or photo of the stamp or signature on white paper."),
            code="no_scan",
        )
    content = _cleared(now.scan) if cleared else now.scan
    return put(store, seller_id, CompanyPicture(place, content, now.scan))


def _picture(row: CompanyProfile, place: Place) -> CompanyPicture:
    content, scan = _COLUMNS[place]
    return CompanyPicture(place, getattr(row, content), getattr(row, scan) if scan else None)
