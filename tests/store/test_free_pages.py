"""Room inside the database file that nothing uses goes back to the disk, in steps, and what is kept stays whole."""

import sqlalchemy as sa

from desktop.store import free_pages
from desktop.store.queries import health
from desktop.store.schema.mail import MessageText


def test_unused_pages_leave_the_file(store, monkeypatch):
    monkeypatch.setattr(free_pages, "_STEP", 50)
    monkeypatch.setattr(free_pages, "_KEPT", 20)
    with store.write() as unit:
        unit.session.connection().exec_driver_sql("CREATE TABLE heap (content BLOB)")
        unit.session.connection().exec_driver_sql(
            "INSERT INTO heap WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
            "SELECT randomblob(4000) FROM n"
        )
        unit.session.connection().exec_driver_sql("DROP TABLE heap")
    with store.read() as session:
        before = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    steps = 0
    while True:
        with store.write() as unit:
            steps += 1
            if not free_pages.give_back_some(unit.session):
                break
    with store.read() as session:
        after = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        free = session.connection().exec_driver_sql("PRAGMA freelist_count").scalar_one()
        assert session.scalar(sa.select(sa.func.count()).select_from(MessageText)) == 0
    assert steps > 5
    assert before - after >= 280
    assert free <= 20
    assert health.check(store) == []
