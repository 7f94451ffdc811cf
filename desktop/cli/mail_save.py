"""`mail save ID --out DIR`: a mail's files into a folder, each judged before; programs only when they are asked for."""

import hashlib
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from desktop.cli.context import DONE, PARTLY, Context
from desktop.cli.fetching import whole_mail
from desktop.mail.attachments.danger import Danger, by_content
from desktop.mail.attachments.danger_words import sentence
from desktop.mail.attachments.nested import not_looked_into
from desktop.mail.attachments.saving import write_new
from desktop.mail.mime.parse import part_bytes
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.queries.messages import AttachmentRow


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command."""
    save = actions.add_parser("save", parents=[shared], help=_("save a mail's attachments"))
    save.add_argument("id", type=int)
    save.add_argument("--out", metavar="DIR", type=Path, required=True)
    save.add_argument("--file", metavar="ID", type=int, action="append", default=[])
    save.add_argument("--programs", action="store_true", help=_("save programs and scripts, too"))
    save.add_argument("--offline", action="store_true", help=_("do not fetch it from the server"))
    save.set_defaults(handler=_save)


def _save(context: Context, args: Namespace) -> int:
    raw = whole_mail(context, args.id, offline=args.offline)
    rows = [row for row in messages.show(context.store, args.id).attachments if not row.inline]
    unknown = set(args.file) - {row.id for row in rows}
    if unknown:
        raise UserFacing(
            _("The message has no attachment {id}.").format(id=min(unknown)),
            hint=_("`tradepost mail show` lists them."),
            code="no_attachment",
        )
    saved = [
        _one(raw, row, args.out, programs=args.programs)
        for row in rows
        if not args.file or row.id in args.file
    ]
    text = "\n".join(
        str(one["path"]) if one["path"] else f"{one['filename']}: {one['dangers'][0]['sentence']}"
        for one in saved
    )
    context.emit({"files": saved}, text)
    return DONE if all(one["path"] for one in saved) else PARTLY


def _one(raw: bytes, row: AttachmentRow, folder: Path, *, programs: bool) -> dict[str, Any]:
    data = part_bytes(raw, row.part)
    danger = by_content(row.filename, data)
    path = None
    if programs or danger.severity != "stop":
        path = write_new(folder, row.filename, data)
    return {
        "id": row.id,
        "filename": row.filename,
        "path": path,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "severity": danger.severity,
        "dangers": _dangers(danger),
        "not_looked_into": not_looked_into(row.filename, data),
    }


def _dangers(danger: Danger) -> list[dict[str, str]]:
    return [
        {"kind": r.code, "severity": r.severity, "detail": r.detail, "sentence": sentence(r)}
        for r in danger.reasons
    ]
