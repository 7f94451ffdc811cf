"""Mail that comes in by other ways than sync: files, and the sample company's messages."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from desktop.bootstrap.mail_hooks import after_batch
from desktop.bootstrap.sample_mail import SampleMessage
from desktop.mail.ingest import BATCH_MESSAGES, seal, take_in
from desktop.mail.mail_files import Imported, import_paths
from desktop.mail.prepare import Incoming, prepare_many
from desktop.runtime.clock import Clock
from desktop.store.schema.mail import Folder, ThreadRef
from desktop.store.workspace import Store

_ROLES = {
    "INBOX": "inbox",
    "Sent": "sent",
    "Drafts": "drafts",
    "Archive": "archive",
    "Trash": "trash",
}


def import_sample(
    store: Store, account_id: str, incoming: Sequence[SampleMessage], clock: Clock
) -> None:
    """Take the sample company's messages in, as if they had been synced into INBOX and Sent."""
    folders = _sample_folders(store, account_id, incoming)
    ready = [
        Incoming(
            raw=message.raw,
            folder_id=folders[message.folder],
            uidvalidity=1,
            uid=number,
            flags=tuple(f"\\{flag.capitalize()}" for flag in message.flags),
            received_at=int(message.received_at.timestamp()),
            account_id=account_id,
        )
        for number, message in enumerate(incoming, 1)
    ]
    for start in range(0, len(ready), BATCH_MESSAGES):
        batch = prepare_many(ready[start : start + BATCH_MESSAGES])
        take_in(store, seal(store, batch), after_batch(clock, store), cause="import")


def _sample_folders(
    store: Store, account_id: str, incoming: Iterable[SampleMessage]
) -> dict[str, int]:
    counts = dict.fromkeys(_ROLES, 0)
    for message in incoming:
        counts[message.folder] += 1
    found = {}
    for name, count in counts.items():
        folder = Folder(
            account_id=account_id,
            wire_name=name,
            name=name,
            role=_ROLES[name],
            synced=True,
            uidvalidity=1,
            total=count,
            state="complete",
        )
        with store.write("import") as unit:
            unit.session.add(folder)
        found[name] = folder.id
    return found


def import_files(store: Store, paths: Sequence[Path], clock: Clock) -> Imported:
    """Import mail files as `mail import` does."""
    return import_paths(store, paths, after_batch(clock, store))


def threads_of(store: Store, roots: Mapping[str, str]) -> dict[str, int]:
    """Return {key: thread id} for {key: Message-ID}; keys without a thread are left out."""
    found = {}
    with store.read() as session:
        for key, message_id in roots.items():
            ref = session.get(ThreadRef, message_id)
            if ref is not None:
                found[key] = ref.thread_id
    return found
