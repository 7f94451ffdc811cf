"""Changes of many messages in one command, and what the server's answer means (RFC 3501, 4315, 6851).

All of it goes through `ImapConnection.command`: a refusal is an answer here, with a reason that decides what becomes
of the action.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from desktop.mail.imap_folders import selected_of
from desktop.mail.imap_reader import FetchedMessage, compress, expand, fetched, newest_first
from desktop.mail.imap_wire import quoted
from desktop.mail.mime.headers import message_ids, parse_headers
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _

Reason = Literal["folder_gone", "read_only", "full", "not_allowed", "refused", "told"]

_MOST = 1_000  # messages a command: some servers answer nothing before all are done
_LONGEST = 3_400  # characters of a set (MAIL.md section 0, point 5)
_LOOKED_UP = (
    5  # more messages than this are looked for among the newest of a folder, in one command
)
_CODE = re.compile(r"^\w+\s+\[([A-Z-]+)", re.IGNORECASE)
_MISSING = re.compile(
    r"(doesn'?t|does not|not) exist|no such|unknown (mailbox|folder)", re.IGNORECASE
)
_QUOTA = re.compile(r"\[OVERQUOTA\]|quota|mailbox (is )?full", re.IGNORECASE)
_COPYUID = re.compile(rb"\[COPYUID (\d+) ([\d:,]+) ([\d:,]+)\]", re.IGNORECASE)
_HEAD = "UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


class Refused(Exception):
    """The server will not do it. `said`: its words, `reason`: what they mean ("told": `said` is for the user)."""

    def __init__(self, reason: Reason, said: str) -> None:
        super().__init__(said)
        self.reason, self.said = reason, said


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder opened for changes."""

    uidvalidity: int
    exists: int
    readonly: bool


@dataclass(slots=True)
class Moved:
    """Where messages went: `numbers` are {old UID: new UID} under `uidvalidity`, as far as the server tells."""

    uidvalidity: int = 0
    numbers: dict[int, int] = field(default_factory=dict)


def open_folder(connection: ImapConnection, wire_name: str) -> Opened:
    """SELECT a folder. Raises Refused (`folder_gone`), Retryable."""
    responses, status = connection.command(f"SELECT {_quoted(wire_name)}")
    check(status)
    found = selected_of(responses, status)
    return Opened(found.uidvalidity, found.exists, "[READ-ONLY]" in status.upper())


def store_flag(
    connection: ImapConnection, uids: Sequence[int], flag: str, *, add: bool
) -> set[int]:
    """Set or clear a flag of messages of the open folder; returns those that the server told of: they are there.

    Raises Refused, Retryable.
    """
    found: set[int] = set()
    sign = "+" if add else "-"
    for part in _sets(uids):
        responses, status = connection.command(f"UID STORE {part} {sign}FLAGS ({flag})")
        check(status)
        found.update(m.uid for r in responses if (m := fetched(r)) is not None)
    return found & set(uids)


def _mark_deleted(connection: ImapConnection, uids: Sequence[int]) -> None:
    for part in _sets(uids):
        check(connection.command(f"UID STORE {part} +FLAGS.SILENT (\\Deleted)")[1])


def move(connection: ImapConnection, uids: Sequence[int], wire_name: str) -> Moved:
    """Move messages of the open folder: MOVE, or COPY and then `expunge`. Raises Refused, Retryable."""
    moved = Moved()
    verb = "MOVE" if connection.can("MOVE") else "COPY"
    for part in _sets(uids):
        responses, status = connection.command(f"UID {verb} {part} {_quoted(wire_name)}")
        check(status)
        _note_numbers(moved, [r.text for r in responses] + [status.encode("utf-8", "replace")])
    if verb == "COPY":
        expunge(connection, uids)
    return moved


def expunge(connection: ImapConnection, uids: Sequence[int]) -> bool:
    """Delete messages of the open folder for good; tell whether they are gone.

    UID EXPUNGE where UIDPLUS is spoken. Else a plain EXPUNGE, but only when nothing else in the folder is marked as
    deleted: another program's marks are not ours to carry out. What stays marked does not count as in the inbox.
    """
    _mark_deleted(connection, uids)
    if connection.can("UIDPLUS"):
        for part in _sets(uids):
            check(connection.command(f"UID EXPUNGE {part}")[1])
        return True
    if set(connection.uids("DELETED")) - set(uids):
        return False
    check(connection.command("EXPUNGE")[1])
    return True


def present(connection: ImapConnection, uids: Sequence[int]) -> set[int]:
    """Return those of the UIDs that the open folder has."""
    found: set[int] = set()
    for part in _sets(uids):
        found.update(connection.uids(f"UID {part}"))
    return found & set(uids)


def find(
    connection: ImapConnection, wanted: dict[str, int], *, exact: bool = False
) -> dict[str, int]:
    """Find messages of the open folder by Message-ID: {id: UID}. `wanted`: {id: size in bytes}.

    Of several with the same id the one of the same size counts, then the newest. `exact`: only the same size.
    """
    ids = [i for i in wanted if i]
    if not ids:
        return {}
    if len(ids) <= _LOOKED_UP:
        uids = sorted({uid for i in ids for uid in connection.find_message_id(i)})
    else:
        uids = connection.uids()[-(len(ids) + 200) :]
    best: dict[str, tuple[bool, int]] = {}
    for item in connection.fetch_pipelined(newest_first(uids, 500), _HEAD) if uids else ():
        if not isinstance(item, FetchedMessage):
            continue
        named = message_ids(parse_headers(item.body or b"").raw("message-id"))
        key = named[0] if named else ""
        if key in wanted:
            rank = (item.size == wanted[key], item.uid)
            best[key] = max(best.get(key, rank), rank)
    return {key: uid for key, (same, uid) in best.items() if same or not exact}


def check(status: str) -> None:
    """Raise Refused with its reason, or Retryable when the server only asks to wait, unless all is well."""
    if status[:2].upper() == "OK":
        return
    named = _CODE.match(status)
    code = named[1].upper() if named else ""
    if _QUOTA.search(status):
        raise Refused("full", status)
    if code in ("TRYCREATE", "NONEXISTENT") or _MISSING.search(status):
        raise Refused("folder_gone", status)
    if code in ("READ-ONLY", "READONLY"):
        raise Refused("read_only", status)
    if code in ("NOPERM", "CANNOT"):
        raise Refused("not_allowed", status)
    backoff = re.search(r"backoff time", status, re.IGNORECASE)
    if backoff or code in ("INUSE", "UNAVAILABLE", "LIMIT", "SERVERBUG", "THROTTLED"):
        raise Retryable(_("The mail server asks to wait before going on."), code="throttled")
    raise Refused("refused", status)


def _quoted(wire_name: str) -> str:
    return quoted(wire_name).decode("latin-1")


def _note_numbers(moved: Moved, texts: Sequence[bytes]) -> None:
    for text in texts:
        found = _COPYUID.search(text)
        if found is None or not int(found[1]):  # a UIDVALIDITY of 0 is no answer (MAIL.md 2.18)
            continue
        old, new = list(expand(found[2].decode())), list(expand(found[3].decode()))
        if len(old) == len(new):
            moved.uidvalidity = int(found[1])
            moved.numbers.update(zip(old, new, strict=True))


def _sets(uids: Sequence[int]) -> Iterator[str]:
    rest = sorted(set(uids))
    while rest:
        part = rest[:_MOST]
        while len(compress(part)) > _LONGEST:
            part = part[: len(part) // 2]
        yield compress(part)
        rest = rest[len(part) :]
