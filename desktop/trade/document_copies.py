"""Copies of an issued document in other forms: PDF/A, Excel, Word, made from its snapshot.

The issued file is the only original. A copy says what the original said, with the pictures it showed,
whatever the order, the articles and the logo have become since; of an older revision it says
SUPERSEDED.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.schema.documents import IssuedDocument, PrintedPicture
from desktop.store.workspace import Store
from desktop.trade import issued_copies, issuing
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.restored import pictures_of, restored


class Form(StrEnum):
    """What a copy is a file of."""

    PDF = "pdf"
    PDFA = "pdfa"
    XLSX = "xlsx"
    DOCX = "docx"

    @property
    def suffix(self) -> str:
        """The end of the file's name."""
        return ".pdf" if self is Form.PDFA else f".{self.value}"


FORM_NAMES = {
    Form.PDF: "PDF",
    Form.PDFA: N_("PDF/A-2b, for the archive"),
    Form.XLSX: N_("Excel workbook"),
    Form.DOCX: N_("Word document"),
}


@dataclass(frozen=True, slots=True)
class FormCopy:
    """A copy's bytes, and the name a file of it is proposed to have."""

    name: str
    content: bytes


def copy_of(store: Store, document_id: str, form: Form) -> FormCopy:
    """Return a copy of an issued document, by id or number, in a form.

    As PDF it is the issued file, or the marked one of a superseded revision. Raises UserFacing:
    unknown, its file gone or changed (PDF), a picture of it not kept (`pictures_missing`), a character
    that PDF/A cannot show (`no_archive_form`).
    """
    with store.read() as session:
        row = issuing.find(session, document_id)
        is_superseded = row.superseded_at is not None
        file_name, number, found_id = row.file_name, row.number, row.id
        is_archive = bool(row.snapshot.get("layout", {}).get("archive"))
        as_issued = form is Form.PDF or (form is Form.PDFA and is_archive and not is_superseded)
        document = None if as_issued else _document(session, row)
    name = proposed_name(file_name, form, is_superseded=is_superseded)
    if document is None:
        return FormCopy(name, issued_copies.readable(store, found_id).path.read_bytes())
    mark = labels.SUPERSEDED if is_superseded else None
    return FormCopy(name, _written(document, form, mark, number))


def save(store: Store, document_id: str, form: Form, path: Path) -> Path:
    """Write a copy to a file; return its path. Raises UserFacing as `copy_of` and `write` do."""
    return write(copy_of(store, document_id, form), path)


def write(copy: FormCopy, path: Path) -> Path:
    """Write a copy that was made; return its path. Raises UserFacing (`unwritable_file`)."""
    try:
        path.write_bytes(copy.content)
    except OSError as error:
        raise UserFacing(
            _("The copy cannot be written to {path}.").format(path=path),
            safe=_("The document is issued and kept in the workspace."),
            hint=_("Close the file if it is open in another program, or choose another folder."),
            code="unwritable_file",
        ) from error
    return path


def proposed_name(file_name: str, form: Form, *, is_superseded: bool = False) -> str:
    """Return the name for a copy of an issued file: the same with the form's ending."""
    stem = Path(file_name).stem + ("_PDFA" if form is Form.PDFA else "")
    return f"{'SUPERSEDED_' if is_superseded else ''}{stem}{form.suffix}"


def _document(session: Session, row: IssuedDocument) -> TradeDocument:
    named = set(pictures_of(row.snapshot))
    query = sa.select(PrintedPicture).where(PrintedPicture.sha256.in_(named))
    kept = {one.sha256: one.content for one in session.scalars(query)} if named else {}
    if named - set(kept):
        raise UserFacing(
            _("Pictures that {number} shows were not kept with it.").format(number=row.number),
            hint=_("Save it as PDF: the issued file has them."),
            code="pictures_missing",
        )
    return restored(row.snapshot, kept)


def _written(document: TradeDocument, form: Form, mark: Bilingual | None, number: str) -> bytes:
    # Each of these loads a library of its own, which most runs never need.
    if form is Form.XLSX:
        from desktop.trade.documents.workbook import workbook

        return workbook(document, mark=mark)
    if form is Form.DOCX:
        from desktop.trade.documents.word import word

        return word(document, mark=mark)
    from desktop.trade.documents.archive import archived
    from desktop.trade.documents.render import render
    from desktop.trade.documents.superseded import stamped

    rendered = render(replace(document, layout=replace(document.layout, archive=False)))
    if rendered.missing:
        raise UserFacing(
            _("No typeface has these characters of {number}: {characters}").format(
                number=number, characters=" ".join(rendered.missing)
            ),
            hint=_("The archive form must show every character; save it as plain PDF."),
            code="no_archive_form",
        )
    return archived(stamped(rendered.pdf, document.languages) if mark else rendered.pdf)
