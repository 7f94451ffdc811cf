"""Gives the room inside the database file that nothing uses any more back to the disk."""

from sqlalchemy.orm import Session

_STEP = 500  # pages of 4 KB moved in one go: some 10 ms
_KEPT = 100  # pages that the next mails fill soon


def give_back_some(session: Session) -> bool:
    """Take some unused pages out of the file; whether more are left. Inside a short unit.

    Merging a large search index leaves as many unused pages as the index has. Nothing happens in a file that was
    made before it could give pages back (`auto_vacuum`).
    """
    connection = session.connection()
    if not connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one():
        return False
    free: int = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
    if free <= _KEPT:
        return False
    cursor = connection.connection.cursor()  # it moves one page for each row that is asked for
    try:
        cursor.execute(f"PRAGMA incremental_vacuum({min(_STEP, free - _KEPT)})").fetchall()
    finally:
        cursor.close()
    return free - _KEPT > _STEP
