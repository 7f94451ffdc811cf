"""Every message of the corpus goes into the store: prepared without a fault, its bytes given back as they came."""

import hashlib

import pytest
import sqlalchemy as sa

from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, Prepared, prepare_many
from desktop.store.queries.messages import raw_bytes
from desktop.store.schema.mail import Message
from tests.corpus.check import ROOT
from tests.mail.mail_samples import no_links

NOT_MAIL = (".json", ".xml", ".msg", ".bin", ".html")


@pytest.mark.skipif(not ROOT.is_dir(), reason="no corpus beside the checkout")
def test_every_message_is_stored_and_given_back_byte_for_byte(store):
    files = [
        p
        for folder in ("mime", "threads")
        for p in sorted((ROOT / folder).rglob("*"))
        if p.is_file() and p.suffix not in NOT_MAIL
    ]
    raws = {hashlib.sha256(raw).hexdigest(): raw for p in files if (raw := p.read_bytes())}
    assert len(raws) > 700
    prepared = prepare_many([Incoming(raw) for raw in raws.values()])
    assert [item for item in prepared if not isinstance(item, Prepared)] == []
    take_in(store, seal(store, prepared), no_links, cause="import")
    with store.read() as session:
        ids = dict(session.execute(sa.select(Message.sha256, Message.id)).all())
    assert ids.keys() == raws.keys()
    for sha256, raw in raws.items():
        assert raw_bytes(store, ids[sha256]) == raw
