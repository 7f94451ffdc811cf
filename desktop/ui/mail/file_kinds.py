"""Kinds of files as a trader names them: for lists, filters and the preview."""

from desktop.crm.customer_files import KINDS
from desktop.runtime.i18n import N_, _
from desktop.ui.mail.mail_file import MailFile

_NAMED = {
    "pdf": N_("PDF"),
    "doc": N_("Word document"),
    "docx": N_("Word document"),
    "docm": N_("Word document with macros"),
    "xls": N_("Excel workbook"),
    "xlsx": N_("Excel workbook"),
    "xlsm": N_("Excel workbook with macros"),
    "csv": N_("Table (CSV)"),
    "ppt": N_("PowerPoint slides"),
    "pptx": N_("PowerPoint slides"),
    "eml": N_("Mail"),
    "msg": N_("Mail"),
    "zip": N_("Compressed archive"),
    "rar": N_("Compressed archive"),
    "7z": N_("Compressed archive"),
    "dwg": N_("CAD drawing"),
    "dxf": N_("CAD drawing"),
    "step": N_("3D model"),
    "stp": N_("3D model"),
    "ics": N_("Calendar entry"),
    "vcf": N_("Business card"),
    "txt": N_("Text"),
}
_GROUPS = {
    "pdf": N_("PDF"),
    "sheet": N_("Spreadsheets"),
    "document": N_("Documents"),
    "picture": N_("Pictures"),
    "drawing": N_("Drawings"),
    "archive": N_("Archives"),
    "mail": N_("Mails"),
    "other": N_("Other"),
}


def kind_text(file: MailFile) -> str:
    """Return what a file is, in words: "Excel workbook", else "DWG file"."""
    last = file.filename.rpartition(".")[2].lower() if "." in file.filename else ""
    if last in _NAMED:
        return _(_NAMED[last])
    if file.content_type.startswith("image/"):
        return _("Picture")
    if file.is_mail:
        return _("Mail")
    return _("{ending} file").format(ending=last.upper()) if 0 < len(last) < 8 else _("File")


def groups() -> list[tuple[str, str]]:
    """Return the kinds to filter by: (key, text)."""
    return [(key, _(_GROUPS[key])) for key in KINDS]
