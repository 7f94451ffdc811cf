"""Which incoming messages the store knows already: moved ones, copies, our own sent mail as a server rewrote it."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.ingest_rows import header_rows
from desktop.mail.placing import Place, place_of
from desktop.mail.prepare import Prepared, PreparedHeader
from desktop.store.among import among
from desktop.store.schema.mail import Message, Placement


@dataclass(frozen=True, slots=True)
class KnownBodies:
    """sha256 -> message id; `without_bytes` of them are here as text only."""

    ids: dict[str, int]
    without_bytes: frozenset[str]


class Known:
    """Looks up a batch at a time; `own` addresses send, mail in `draft_folders` was not sent yet."""

    def __init__(
        self, session: Session, own: frozenset[str], draft_folders: frozenset[int]
    ) -> None:
        """Read in the session of the unit that writes the batch."""
        self._session, self._own, self._draft_folders = session, own, draft_folders

    def headers(self, items: Sequence[PreparedHeader]) -> dict[str, int]:
        """Messages that headers speak of, by the header's key: moved ones, copies, our own sent mail."""
        named = [
            p for p in items if p.ids.message_id and p.incoming.folder_id not in self._draft_folders
        ]
        same = header_rows(self._session, {p.message.head_sha for p in named})
        pairs = [(p, same.get((p.message.head_sha, p.message.size))) for p in named]
        there = self._folders_of({row[0] for _p, row in pairs if row is not None})
        found: dict[str, int] = {}
        for p, row in pairs:
            # twice in one folder: two mails until their bytes say otherwise
            if row is not None and p.incoming.folder_id not in there[row[0]]:
                found[p.ids.key] = row[0]
                there[row[0]].add(p.incoming.folder_id)
        sent = self._sent([p for p in named if p.ids.key not in found])
        return found | sent

    def _folders_of(self, message_ids: set[int]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        if message_ids:
            rows = self._session.execute(
                sa.select(Placement.message_id, Placement.folder_id).where(
                    among(Placement.message_id, message_ids), Placement.uid > 0
                )
            )
            for number, folder_id in rows:
                found[number].add(folder_id)
        return found

    def bodies(self, items: Sequence[Prepared], here: Mapping[Place, int]) -> KnownBodies:
        """Messages that these bytes are; `here` are the places that have a message already."""
        rows = self._session.execute(
            sa.select(Message.sha256, Message.id, Message.body_state).where(
                among(Message.sha256, {p.sha256 for p in items})
            )
        ).all()
        ids = {sha: number for sha, number, _state in rows if sha is not None}
        bare = frozenset(sha for sha, _number, state in rows if sha and state == "text")
        others = [p for p in items if p.sha256 not in ids and place_of(p.incoming) not in here]
        sent = self._sent(others)
        ids.update({p.sha256: sent[p.ids.key] for p in others if p.ids.key in sent})
        return KnownBodies(ids, bare)

    def _sent(self, items: Sequence[Prepared | PreparedHeader]) -> dict[str, int]:
        """Our own sent mail as a server rewrote it, by Message-ID and subject: key -> message id."""
        ours = [p for p in items if p.ids.message_id and p.message.from_address in self._own]
        if not ours:
            return {}
        rows = self._session.execute(
            sa.select(Message.message_id, Message.subject, Message.id).where(
                among(Message.message_id, {p.ids.message_id for p in ours}),
                Message.outbound,
                Message.kind != "draft",
                Message.body_state != "headers",
            )
        )
        sent = {(message_id, subject): number for message_id, subject, number in rows}
        pairs = ((p.ids.key, sent.get((p.ids.message_id, p.message.subject))) for p in ours)
        return {key: number for key, number in pairs if number is not None}


def header_row_of(
    p: Prepared, heads: Mapping[tuple[str, int], tuple[int, str]], filling: Container[int]
) -> int | None:
    """The header row that these bytes belong to although they come from another place, if there is one."""
    number, state = heads.get((p.message.head_sha, p.message.size), (0, ""))
    waits = state == "headers" and bool(p.ids.message_id) and number not in filling
    return number if waits else None


def body_states(session: Session, ids: set[int]) -> dict[int, str]:
    """What is here of these messages: headers, text, full."""
    rows = session.execute(sa.select(Message.id, Message.body_state).where(among(Message.id, ids)))
    return dict(rows.all())
