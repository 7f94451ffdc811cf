"""Sentences about files that can act when they are opened, for a trader."""

from desktop.mail.attachments.danger import Danger, Reason
from desktop.runtime.i18n import N_, _

_SENTENCES = {
    "program": N_("This is a program (.{detail}): opened, it can take over this computer."),
    "script": N_("This is a script (.{detail}): opened, its commands run on this computer."),
    "shortcut": N_("This is a shortcut (.{detail}): it starts something else than it shows."),
    "system_setting": N_("This file (.{detail}) changes settings of the system when it is opened."),
    "disk_image": N_("This is a disk image: programs inside it run without the usual warning."),
    "addin": N_("This is an Office add-in (.{detail}): it runs as a program inside Office."),
    "notebook": N_("This is a OneNote file: such files hide programs behind buttons."),
    "macro_document": N_(
        "This kind of Office file (.{detail}) may contain macros: small programs."
    ),
    "web_page": N_(
        "This is a web page: opened, it can ask for your mail password on a false login page."
    ),
    "data_link": N_("This file (.{detail}) can fetch data from the internet and run commands."),
    "turned": N_(
        "The name is written backwards in part, so that it looks like another kind of file."
    ),
    "hidden_ending": N_("Blanks in the name push its true ending (.{detail}) out of sight."),
    "double_ending": N_(
        "The name pretends to be a document; what counts is its last ending, .{detail}."
    ),
    "program_inside": N_("It is called .{detail}, but it is a program."),
    "script_inside": N_("It holds commands that run when it is opened."),
    "macros": N_(
        "This Office file contains macros: small programs that run when you allow editing."
    ),
    "embedded_object": N_("Another file is embedded in this document, and a click would start it."),
    "loads_template": N_("This document loads a template from the internet when it is opened."),
    "locked_document": N_("A password locks this document: virus scanners cannot look inside."),
    "launches": N_("This PDF starts another program when it is opened."),
    "locked_archive": N_("A password locks this archive: virus scanners cannot look inside."),
    "archive_holds": N_("This archive holds what can act when it is opened: {detail}"),
    "archive_in_archive": N_("This archive holds only another archive: {detail}"),
}
_SHORT = {
    "program": N_("Program"),
    "script": N_("Script"),
    "shortcut": N_("Shortcut"),
    "system_setting": N_("Changes the system"),
    "disk_image": N_("Disk image"),
    "addin": N_("Office add-in"),
    "notebook": N_("OneNote file"),
    "macro_document": N_("May contain macros"),
    "web_page": N_("Web page"),
    "data_link": N_("Fetches data"),
    "turned": N_("Name deceives"),
    "hidden_ending": N_("Name deceives"),
    "double_ending": N_("Name deceives"),
}


def sentence(reason: Reason) -> str:
    """Return one reason as a sentence."""
    return _(_SENTENCES[reason.code]).format(detail=reason.detail)


def sentences(danger: Danger) -> str:
    """Return what speaks against a file, and what to do, as a paragraph."""
    lines = [sentence(reason) for reason in danger.reasons]
    if danger.severity == "stop":
        lines.append(
            _("Tradepost does not open it. Ask the sender by telephone whether he sent it.")
        )
    else:
        lines.append(_("Open it only when you expected this file from this sender."))
    return "\n".join(lines)


def short(danger: Danger) -> str:
    """Return the gravest reason in two or three words, for a card; "" when there is none."""
    graver = sorted(danger.reasons, key=lambda r: r.severity != danger.severity)
    tricky = [r for r in graver if r.code in ("turned", "hidden_ending", "double_ending")]
    shown = (tricky or graver)[:1]
    return _(_SHORT.get(shown[0].code, "")) if shown and shown[0].code in _SHORT else ""
