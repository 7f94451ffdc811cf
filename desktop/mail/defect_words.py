"""What was broken in a message, and how it is protected, in words for its reader (the names are mail.mime's)."""

from collections.abc import Sequence

from desktop.runtime.i18n import N_, _

_DEFECTS = {
    "broken_encoding": N_("A part is encoded wrongly; what could be read of it is shown."),
    "encoded_multipart": N_("The structure of the message is encoded, which the standard forbids."),
    "header_line_without_name": N_("The header has lines that are no fields."),
    "header_starts_with_space": N_("The header begins with a blank."),
    "multipart_without_parts": N_("The message says that it has parts, and has none."),
    "no_boundary": N_("The message does not say how its parts are divided; it was found out."),
    "no_closing_boundary": N_(
        "The message ends before its last part does: it may have been cut off."
    ),
    "no_empty_line_after_header": N_("No empty line divides the header from the text."),
    "no_headers": N_("The message has no header."),
    "text_cut": N_("The text is very long; only its first part is shown."),
    "too_deep": N_("Parts lie too deep in each other; the innermost ones are not read."),
    "too_many_files": N_("The message has too many files; not all of them are listed."),
    "too_many_parts": N_("The message has too many parts; not all of them are read."),
    "unreadable_tnef": N_("Outlook's file winmail.dat cannot be read."),
    "wrong_boundary": N_(
        "The parts are divided otherwise than the message says; it was found out."
    ),
    "wrong_charset": N_("The text is written in another character set than the message says."),
}
_PROTECTION = {
    "smime_signed": N_("Signed with S/MIME. The signature is not checked."),
    "smime_encrypted": N_(
        "Encrypted with S/MIME. It cannot be read here: open the file smime.p7m with the program that has your key."
    ),
    "pgp_signed": N_("Signed with PGP. The signature is not checked."),
    "pgp_encrypted": N_(
        "Encrypted with PGP. It cannot be read here: open it with the program that has your key."
    ),
}


def defect_lines(defects: Sequence[str]) -> list[str]:
    """One sentence for each defect, in the order in which they were found."""
    return [_(_DEFECTS[name]) if name in _DEFECTS else name for name in defects]


def protection_line(protection: str) -> str:
    """How the message is signed or encrypted, "" when it is neither."""
    return _(_PROTECTION[protection]) if protection in _PROTECTION else ""
