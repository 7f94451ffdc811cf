"""Pictures of articles: made small, kept in an order, found again by the file they came from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import ProductPicture
from desktop.store.workspace import Store
from desktop.trade import kept_rows, pictures

PIXELS = 1000
THUMBNAIL_PIXELS = 112
MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be kept: small, with its thumbnail and the hash of its file."""

    content: bytes
    thumbnail: bytes
    source_hash: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture: its place (0 stands for the article), words, and its bytes (PNG or JPEG)."""

    id: str
    position: int
    caption: str
    content: bytes
    source_hash: str


def prepare(source: bytes) -> Prepared:
    """Return a picture file made small. Raises UserFacing: too large, broken, or no picture."""
    check_size(len(source))
    content = pictures.prepare(source, most=PIXELS)
    # A picture that we exported comes back byte for byte the same.
    content = source if len(source) <= len(content) and _is_web(source) else content
    thumbnail = pictures.prepare(content, most=THUMBNAIL_PIXELS)
    return Prepared(content, thumbnail, hashlib.sha256(source).hexdigest())


def _is_web(source: bytes) -> bool:
    return source.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff"))


def check_size(size: int) -> None:
    """Raise UserFacing when a picture file of `size` bytes is too large to be taken."""
    if size > MOST_BYTES:
        raise UserFacing(
            _("The picture is {size} MB: too large.").format(size=round(size / 1_048_576)),
            hint=_("Use a copy below {most} MB.").format(most=MOST_BYTES // 1_048_576),
            code="picture_too_large",
        )


def read_files(paths: Iterable[Path]) -> tuple[list[Prepared], list[tuple[Path, UserFacing]]]:
    """Return the pictures of these files, and the files that are none with their reasons."""
    found: list[Prepared] = []
    refused: list[tuple[Path, UserFacing]] = []
    for path in paths:
        try:
            check_size(path.stat().st_size)
            found.append(prepare(path.read_bytes()))
        except OSError:
            problem = UserFacing(
                _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
            )
            refused.append((path, problem))
        except UserFacing as problem:
            refused.append((path, problem))
    return found, refused


def _rows(session: Session, product_id: str) -> Sequence[ProductPicture]:
    return session.scalars(
        sa.select(ProductPicture)
        .where(ProductPicture.product_id == product_id, ProductPicture.deleted_at.is_(None))
        .order_by(ProductPicture.position, ProductPicture.id)
    ).all()


def listing(store: Store, product_id: str) -> tuple[Picture, ...]:
    """Return an article's pictures in their order."""
    with store.read() as session:
        return pictures_in(session, product_id)


def pictures_in(session: Session, product_id: str) -> tuple[Picture, ...]:
    """Return what `listing` returns, inside a session that is already open."""
    return tuple(
        Picture(row.id, place, row.caption, row.content, row.source_hash)
        for place, row in enumerate(_rows(session, product_id))
    )


def _first(
    session: Session, product_ids: Iterable[str], column: InstrumentedAttribute[bytes]
) -> dict[str, bytes]:
    rows = session.execute(
        sa.select(ProductPicture.product_id, column)
        .where(among(ProductPicture.product_id, product_ids), ProductPicture.deleted_at.is_(None))
        .order_by(ProductPicture.position.desc(), ProductPicture.id.desc())
    )
    return {row[0]: row[1] for row in rows}  # the lowest position is read last and stays


def main_pictures(session: Session, product_ids: Iterable[str]) -> Mapping[str, bytes]:
    """Return the picture that stands for each article that has one (PNG or JPEG)."""
    return _first(session, product_ids, ProductPicture.content)


def small_pictures(session: Session, product_ids: Iterable[str]) -> Mapping[str, bytes]:
    """Return the main pictures small: sharp at the size in which documents print them (26 points)."""
    return _first(session, product_ids, ProductPicture.thumbnail)


def thumbnails(store: Store, product_ids: Iterable[str]) -> Mapping[str, bytes]:
    """Return the main pictures of articles at the size of a list (PNG or JPEG)."""
    with store.read() as session:
        return small_pictures(session, product_ids)


def known_hashes(session: Session, product_ids: Iterable[str]) -> Mapping[str, set[str]]:
    """Return by article the hashes of its pictures: of the files they were made from, and their own."""
    rows = session.execute(
        sa.select(
            ProductPicture.product_id, ProductPicture.source_hash, ProductPicture.content
        ).where(among(ProductPicture.product_id, product_ids), ProductPicture.deleted_at.is_(None))
    )
    found: dict[str, set[str]] = {}
    for product_id, source_hash, content in rows:
        found.setdefault(product_id, set()).update(
            (source_hash, hashlib.sha256(content).hexdigest())
        )
    return found


def add_in(
    session: Session, product_id: str, prepared: Iterable[Prepared], *, in_front: bool = False
) -> int:
    """Put pictures behind those an article has, or before; one that it has already is left out.

    Returns how many came.
    """
    rows = _rows(session, product_id)
    known = {row.source_hash for row in rows}
    fresh = list({p.source_hash: p for p in prepared if p.source_hash not in known}.values())
    place = max((row.position for row in rows), default=-1) + 1
    if in_front:
        place = min((row.position for row in rows), default=0) - len(fresh)
    session.add_all(rows_of(product_id, fresh, place))
    return len(fresh)


def rows_of(
    product_id: str, prepared: Iterable[Prepared], place: int = 0
) -> Iterator[ProductPicture]:
    """Yield the rows of pictures from a place on."""
    for step, picture in enumerate(prepared):
        yield ProductPicture(
            product_id=product_id,
            position=place + step,
            content=picture.content,
            thumbnail=picture.thumbnail,
            source_hash=picture.source_hash,
        )


def add(store: Store, product_id: str, prepared: Iterable[Prepared]) -> int:
    """Put pictures behind those an article has; return how many were new to it."""
    with store.write(cause="user") as unit:
        return add_in(unit.session, product_id, prepared)


def move(store: Store, picture_id: str, steps: int) -> None:
    """Move a picture by places: -1 one to the front, a large negative number to the very front."""
    with store.write(cause="user") as unit:
        picture = kept_rows.get(unit.session, ProductPicture, picture_id)
        rows = list(_rows(unit.session, picture.product_id))
        place = rows.index(picture)
        rows.remove(picture)
        rows.insert(max(0, place + steps), picture)
        for position, row in enumerate(rows):
            kept_rows.assign(row, {"position": position})


def set_caption(store: Store, picture_id: str, caption: str) -> None:
    """Give a picture words."""
    with store.write(cause="user") as unit:
        picture = kept_rows.get(unit.session, ProductPicture, picture_id)
        kept_rows.assign(picture, {"caption": caption.strip()})


def remove(store: Store, picture_id: str) -> None:
    """Take a picture out; undo brings it back."""
    with store.write(cause="user") as unit:
        kept_rows.remove(unit.session, ProductPicture, picture_id)
