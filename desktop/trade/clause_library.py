"""The library of clauses in the store: the starter set, own versions, and what a document prints."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.paths import resource
from desktop.store.schema.documents import Clause as ClauseRow
from desktop.store.workspace import Store
from desktop.trade.bilingual import Bilingual
from desktop.trade.clauses import LONGEST, RULE_KEYS, TOPICS, Clause, newest


def starter() -> tuple[Clause, ...]:
    """Return the clauses that come with the program, version 0: an own version replaces each."""
    data = json.loads(resource("reference", "clauses.json").read_text(encoding="utf-8"))
    return tuple(
        Clause(
            entry["key"],
            0,
            entry["topic"],
            Bilingual(entry["title_en"], entry["title_zh"]),
            Bilingual(entry["text_en"], entry["text_zh"]),
            entry.get("rule", {}),
            position,
        )
        for position, entry in enumerate(data["clauses"])
    )


def library(session: Session) -> tuple[Clause, ...]:
    """Return every version of every clause: those of the program and the workspace's own."""
    rows = session.scalars(sa.select(ClauseRow).where(ClauseRow.deleted_at.is_(None)))
    return (*starter(), *(_clause(row) for row in rows))


def listing(store: Store, *, all_versions: bool = False) -> tuple[Clause, ...]:
    """Return the clauses in use; with `all_versions` every version, retired ones too."""
    with store.read() as session:
        found = library(session)
    if not all_versions:
        return newest(found)
    return tuple(sorted(found, key=lambda one: (one.key, one.version)))


def versions(store: Store, key: str) -> tuple[Clause, ...]:
    """Return every version of a clause, newest first. Raises UserFacing when there is none."""
    with store.read() as session:
        return _versions(session, key)


def _versions(session: Session, key: str) -> tuple[Clause, ...]:
    found = [one for one in library(session) if one.key == key]
    if not found:
        raise UserFacing(_("There is no clause {key}.").format(key=key), code="unknown_clause")
    return tuple(sorted(found, key=lambda one: -one.version))


def save(
    store: Store, key: str, values: Mapping[str, str], *, rule: Mapping[str, Any] | None = None
) -> Clause:
    """Keep a changed or new clause as its next version; the same words make none.

    `values` are topic, title_en, title_zh, text_en, text_zh as far as they change. Raises
    UserFacing: unknown topic, no words, words without end, a rule with unknown parts.
    """
    name = "_".join(key.lower().split())
    with store.write(cause="user") as unit:
        session = unit.session
        known = [one for one in library(session) if one.key == name]
        before = max(known, key=lambda one: one.version, default=Clause(
            name, 0, "other", Bilingual(""), Bilingual("")))  # fmt: skip
        made = _checked(_changed(before, values, rule))
        if known and made == replace(before, is_retired=False) and not before.is_retired:
            return before
        made = replace(made, version=before.version + 1, is_retired=False)
        session.add(_row(made))
        return made


def retire(store: Store, key: str) -> Clause:
    """Take a clause out of use: no rule chooses it any more. Its versions stay readable."""
    with store.write(cause="user") as unit:
        last = _versions(unit.session, key)[0]
        if last.is_retired:
            return last
        gone = replace(last, version=last.version + 1, is_retired=True)
        unit.session.add(_row(gone))
        return gone


def _changed(before: Clause, values: Mapping[str, str], rule: Mapping[str, Any] | None) -> Clause:
    wrong = set(values) - {"topic", "title_en", "title_zh", "text_en", "text_zh"}
    if wrong:
        raise UserFacing(
            _("A clause has no field “{name}”.").format(name=min(wrong)), code="unknown_field"
        )
    return replace(
        before,
        topic=values.get("topic", before.topic),
        title=Bilingual(values.get("title_en", before.title.en).strip(),
                        values.get("title_zh", before.title.zh).strip()),
        text=Bilingual(values.get("text_en", before.text.en).strip(),
                       values.get("text_zh", before.text.zh).strip()),
        rule=dict(before.rule) if rule is None else dict(rule),
    )  # fmt: skip


def _checked(clause: Clause) -> Clause:
    if not clause.key:
        raise UserFacing(_("A clause needs a name."), code="clause_name")
    if clause.topic not in TOPICS:
        raise UserFacing(
            _("There is no topic “{topic}”.").format(topic=clause.topic),
            hint=_("Choose one of {choices}.").format(choices=", ".join(TOPICS)),
            code="unknown_topic",
        )
    if not (clause.text.en or clause.text.zh):
        raise UserFacing(_("A clause needs words in one language."), code="clause_empty")
    if max(len(clause.text.en), len(clause.text.zh)) > LONGEST:
        raise UserFacing(
            _("A clause has at most {count} characters.").format(count=LONGEST),
            code="clause_too_long",
        )
    allowed = {*RULE_KEYS, *(f"not_{key}" for key in RULE_KEYS)}
    wrong = set(clause.rule) - allowed
    if wrong:
        raise UserFacing(
            _("A rule has no part “{name}”.").format(name=min(wrong)), code="bad_clause_rule"
        )
    return clause


def _clause(row: ClauseRow) -> Clause:
    return Clause(
        row.key,
        row.version,
        row.topic,
        Bilingual(row.title_en, row.title_zh),
        Bilingual(row.text_en, row.text_zh),
        row.rule or {},
        row.position,
        row.retired_at is not None,
    )


def _row(clause: Clause) -> ClauseRow:
    return ClauseRow(
        key=clause.key,
        version=clause.version,
        topic=clause.topic,
        position=clause.position,
        title_en=clause.title.en,
        title_zh=clause.title.zh,
        text_en=clause.text.en,
        text_zh=clause.text.zh,
        rule=dict(clause.rule),
        retired_at=datetime.now(UTC) if clause.is_retired else None,
    )
