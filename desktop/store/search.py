"""Full-text search: what is indexed and how it is asked; how text is cut is in `words.py`.

The table is contentless: rowid is the message id.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.words import CJK, RUN

_SPLIT = re.compile(f"([{CJK}]+)")
_TERM = re.compile(r'-?(?:\w+:)?"[^"]*"|\S+')


def query_text(words: str) -> str:
    """Return the FTS5 expression that finds every row with all of `words` (phrases in quotes)."""
    found: list[str] = []
    for part in re.findall(r'"[^"]*"|\S+', unicodedata.normalize("NFKC", words)):
        found.extend(_match(piece) for piece in _SPLIT.split(part.strip('"')) if piece)
    return " AND ".join(piece for piece in found if piece)


def _match(piece: str) -> str:
    if RUN.fullmatch(piece):
        if len(piece) == 1:
            return f'"{piece}"*'
        return '"' + " ".join(piece[i : i + 2] for i in range(len(piece) - 1)) + '"'
    if re.search(r"\w", piece):
        return '"' + piece.replace('"', '""') + '"*'
    return ""


@dataclass(frozen=True)
class Query:
    """A search as typed: free words, words that must be absent, and `operator:value` pairs."""

    words: str
    without: tuple[str, ...]
    operators: tuple[tuple[str, str], ...]


def parse_query(typed: str) -> Query:
    """Split `typed` into words, `-not` words and operators (CLI.md `search`)."""
    words: list[str] = []
    without: list[str] = []
    operators: list[tuple[str, str]] = []
    for term in _TERM.findall(typed):
        name, colon, value = term.partition(":")
        if colon and name.lower() in OPERATORS and value:
            operators.append((name.lower(), value.strip('"')))
        elif term.startswith("-") and len(term) > 1:
            without.append(term[1:])
        else:
            words.append(term)
    return Query(" ".join(words), tuple(without), tuple(operators))


_USUAL = {"automerge": 4, "deletemerge": 10, "hashsize": 1 << 20}
_BULK = {"automerge": 16, "deletemerge": 0, "hashsize": 16 << 20}
_MERGE_PAGES = 64

OPERATORS = (
    "from", "to", "subject", "has", "filename", "before", "after", "customer", "in", "is",
)  # fmt: skip


@dataclass(frozen=True)
class Indexed:
    """A message's searchable text, already cut by `index_text`. `quoted`: what it repeats of other mails.

    A hit there ranks behind every hit in a mail's own words (`own_words`).
    """

    message_id: int
    subject: str
    people: str
    body: str
    files: str
    quoted: str


def add_messages(session: Session, rows: Sequence[Indexed]) -> None:
    """Put messages into the index (inside the unit that writes their rows)."""
    if rows:
        session.connection().exec_driver_sql(
            "INSERT INTO message_fts(rowid, subject, people, body, files, quoted) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(r.message_id, r.subject, r.people, r.body, r.files, r.quoted) for r in rows],
        )


def remove_messages(session: Session, ids: Iterable[int]) -> None:
    """Take messages out of the index."""
    rows = [(i,) for i in ids]
    if rows:
        session.connection().exec_driver_sql("DELETE FROM message_fts WHERE rowid = ?", rows)


def write_in_bulk(session: Session, bulk: bool) -> None:
    """Let the index gather thousands of rows (`bulk`) and put their merging off, or merge as it goes, the usual way.

    Without it, half of what a first sync writes into the index is merged and written again several times.
    """
    values = _BULK if bulk else _USUAL
    session.connection().exec_driver_sql(
        "INSERT INTO message_fts(message_fts, rank) VALUES (?, ?)", list(values.items())
    )


def merge_some(session: Session) -> bool:
    """Do a bounded piece (some 10 ms) of the merging put off; whether anything is left. Inside a short unit."""
    connection = session.connection()
    before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO message_fts(message_fts, rank) VALUES ('merge', ?)", (_MERGE_PAGES,)
    )
    after = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return bool(after - before >= 2)  # so SQLite's own words for "something was merged" (fts5, 6.8)


def matching_messages(expression: str, limit: int) -> sa.TextualSelect:
    """Return a select of (id) of the newest messages that match an FTS expression."""
    return (
        sa.text(
            "SELECT rowid AS id FROM message_fts WHERE message_fts MATCH :expression "
            "ORDER BY rowid DESC LIMIT :most"
        )
        .bindparams(expression=expression, most=limit)
        .columns(sa.column("id", sa.Integer))
    )


def own_words(expression: str) -> str:
    """Return the FTS expression that finds what `expression` finds outside of quoted text."""
    return f"{{subject people body files}} : ({expression})"


def column_match(column: str, value: str) -> str:
    """Return an FTS expression that looks for `value` in one column of the message index."""
    inner = query_text(value)
    return f"{column} : ({inner})" if inner else ""
