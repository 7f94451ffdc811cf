"""Opening and creating: keys, versions, damage; what lies on the disk says nothing."""

import os

import pytest

from desktop.runtime.errors import UserFacing
from desktop.runtime.secrets import create_key, open_key
from desktop.store import schema_version
from desktop.store.connection import make_engine
from desktop.store.raw import RawStore
from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store


def code_of(call):
    with pytest.raises(UserFacing) as caught:
        call()
    return caught.value.code


def test_a_wrong_key_is_told_and_changes_nothing(profile):
    Store.create(profile, os.urandom(32), name="x").close()
    before = profile.database.read_bytes()
    assert code_of(lambda: Store.open(profile, os.urandom(32))) == "wrong_key"
    assert profile.database.read_bytes() == before


def test_nothing_readable_lies_on_the_disk(profile):
    store = Store.create(profile, os.urandom(32), name="Secret Lighting")
    with store.write() as unit:
        unit.session.add(Customer(name="Brenner Lichttechnik"))
        chunk = store.raw.seal("ab", b"Dear Ms Lin, the price is 14.20")
        store.raw.append([chunk])
    store.close()
    files = [path.read_bytes() for path in profile.root.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for data in files:
        for words in (b"Brenner", b"Secret", b"Ms Lin"):
            assert words not in data
            assert b"14.20" not in data


def test_creating_twice_and_opening_nothing_are_told(profile):
    assert code_of(lambda: Store.open(profile, os.urandom(32))) == "no_workspace"
    Store.create(profile, os.urandom(32), name="x").close()
    assert code_of(lambda: Store.create(profile, os.urandom(32), name="x")) == "workspace_exists"


def test_a_newer_schema_is_refused(profile):
    key = os.urandom(32)
    Store.create(profile, key, name="x").close()
    engine = make_engine(profile.database, key, write=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert code_of(lambda: Store.open(profile, key)) == "newer_schema"


def test_the_first_migration_makes_exactly_the_schema(profile):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from desktop.store.schema.base import Base

    key = os.urandom(32)
    Store.create(profile, key, name="x").close()
    engine = make_engine(profile.database, key, write=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, parents: (
                    not (kind == "table" and ("_fts" in name))
                )
            },
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_named():
    assert schema_version.revisions()[0] == schema_version.NEWEST


def test_a_file_that_cannot_be_opened_is_no_wrong_key(profile):
    key = os.urandom(32)
    Store.create(profile, key, name="W").close()
    profile.database.rename(profile.root / "elsewhere")
    profile.database.mkdir()
    assert code_of(lambda: Store.open(profile, key)) == "store_error"


def test_passphrase_wraps_the_key_and_a_wrong_one_is_told(profile):
    profile.make()
    key = create_key(profile, lambda: "correct horse")
    assert open_key(profile, lambda: "correct horse") == key
    assert code_of(lambda: open_key(profile, lambda: "wrong")) == "wrong_passphrase"
    assert code_of(lambda: open_key(profile, None)) == "no_passphrase"
    assert key.hex() not in profile.key_file.read_text()


def test_without_passphrase_the_keyring_keeps_the_key(profile):
    profile.make()
    assert create_key(profile, None) == open_key(profile, None)


def test_raw_bytes_come_back_and_a_damaged_chunk_is_noticed(tmp_path):
    raw = RawStore(tmp_path, os.urandom(32))
    pieces = raw.append([raw.seal("a", b"first " * 50), raw.seal("b", b"second")])
    assert raw.read("a", pieces[0]) == b"first " * 50
    assert raw.read("b", pieces[1]) == b"second"
    assert code_of(lambda: raw.read("b", pieces[0])) == "raw_damaged"
    pack = next(tmp_path.glob("*.pack"))
    pack.write_bytes(pack.read_bytes()[:-3])
    assert code_of(lambda: raw.read("b", pieces[1])) == "raw_damaged"
