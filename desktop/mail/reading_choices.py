"""Whose pictures are shown without asking and whose mail in its original layout: the user's word, with a way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from desktop.store.schema.reading import ReadingChoice
from desktop.store.workspace import Store

Kind = Literal["images", "layout"]


@dataclass(frozen=True)
class SenderChoices:
    """What was decided for one sender. `layout`: "original", "text", or "" where the rule decides."""

    images: bool = False
    layout: str = ""


@dataclass(frozen=True)
class ChoiceRow:
    """One decision as the settings list it."""

    id: str
    kind: Kind
    address: str
    value: str


def choices_for(store: Store, address: str) -> SenderChoices:
    """Return what was decided for mail of this address."""
    with store.read() as session:
        found = dict(
            session.execute(
                sa.select(ReadingChoice.kind, ReadingChoice.value).where(
                    ReadingChoice.address == address.casefold(),
                    ReadingChoice.deleted_at.is_(None),
                )
            ).all()
        )
    return SenderChoices("images" in found, found.get("layout", ""))


def choose(store: Store, kind: Kind, address: str, value: str = "") -> str:
    """Remember a decision for a sender, instead of one of the same kind; return its id."""
    wanted = address.casefold()
    with store.write("user") as unit:
        query = sa.select(ReadingChoice).where(
            ReadingChoice.kind == kind, ReadingChoice.address == wanted
        )
        choice = unit.session.scalars(query).first()
        if choice is None:
            choice = ReadingChoice(kind=kind, address=wanted)
            unit.session.add(choice)
        choice.value, choice.deleted_at = value, None
        unit.session.flush()
        return choice.id


def take_back(store: Store, choice_ids: Iterable[str]) -> None:
    """Forget decisions; those that are gone already are passed over."""
    with store.write("user") as unit:
        for choice_id in choice_ids:
            choice = unit.session.get(ReadingChoice, choice_id)
            if choice is not None:
                choice.deleted_at = datetime.now(UTC)


def forget(store: Store, kind: Kind, address: str) -> None:
    """Let the rule decide again for a sender."""
    with store.read() as session:
        query = sa.select(ReadingChoice.id).where(
            ReadingChoice.kind == kind,
            ReadingChoice.address == address.casefold(),
            ReadingChoice.deleted_at.is_(None),
        )
        ids = list(session.scalars(query))
    if ids:
        take_back(store, ids)


def all_choices(store: Store) -> list[ChoiceRow]:
    """Return all decisions, by address."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(ReadingChoice)
            .where(ReadingChoice.deleted_at.is_(None))
            .order_by(ReadingChoice.address, ReadingChoice.kind)
        )
        return [
            ChoiceRow(r.id, "images" if r.kind == "images" else "layout", r.address, r.value)
            for r in rows
        ]
