"""Messages that come in find their threads where the user has split or merged: the hand holds over the rule.

Nothing of this costs anything while nobody decided anything. Else messages near a decision are joined one by one, because
each tells the next which side an id stands on.
"""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.hand_cuts import GROUP, PROVIDER, Label, cut
from desktop.mail.hand_parts import answering, move_messages
from desktop.mail.thread_rows import Joined, any_decision, hand_labels, join_threads, known_threads
from desktop.mail.threading import Ids
from desktop.store.among import among
from desktop.store.schema.conversations import ConversationLabel
from desktop.store.schema.mail import ThreadRef
from desktop.store.unit import Unit


def join_by_hand(
    unit: Unit, batch: Sequence[Ids], aliases: Mapping[str, tuple[str, ...]]
) -> Joined:
    """Give each message of the batch its thread. `aliases`: key -> further names by which the user may mean it."""
    session = unit.session
    if not any_decision(session):
        return join_threads(unit, batch)
    keys = {i for ids in batch for i in (*ids.all, *aliases.get(ids.key, ()))}
    labels = hand_labels(session, keys)
    known = known_threads(session, keys)
    if not labels and not _groups(session, set(known.values())):
        return join_threads(unit, batch)
    done = _Done(unit, labels)
    for ids in batch:
        done.join(ids, aliases.get(ids.key, ()))
    return Joined(done.threads(), done.touched)


class _Done:
    """The messages of a batch that have their thread already; their rows are written when all have."""

    def __init__(self, unit: Unit, labels: Mapping[str, Label]) -> None:
        self.touched: set[int] = set()
        self._unit, self._labels = unit, labels
        self._earlier: list[Ids] = []

    def join(self, ids: Ids, aliases: Iterable[str]) -> None:
        """Give one message its thread."""
        session = self._unit.session
        known = known_threads(session, ids.all)
        groups = _groups(session, set(known.values()))
        told = {i: groups[t] for i, t in known.items() if t in groups} | dict(self._labels)
        own = ids.all[0]
        by_chain = {i: label for i, label in told.items() if i != own or i in self._labels}
        bent = cut(ids, by_chain, aliases)
        if bent is ids:  # nobody before it tells: then those who mentioned it do
            bent = cut(ids, told, aliases)
        group = next((i for i in bent.references if i.startswith(GROUP)), "")
        lost = known.get(own, 0)
        elsewhere = lost in groups and groups[lost].group != group.removeprefix(GROUP)
        if group and elsewhere:
            session.execute(sa.delete(ThreadRef).where(ThreadRef.message_id == own))
        joined = join_threads(self._unit, [bent])
        self.touched |= joined.touched
        if group and elsewhere:  # it was mentioned on the other side before it came
            self._bring_answers(own, lost, joined.threads[ids.key])
        self._earlier.append(ids)

    def threads(self) -> dict[str, int]:
        """Return {key: thread} as it is now: a message that came later may have joined two of them."""
        now = known_threads(self._unit.session, [ids.all[0] for ids in self._earlier])
        return {ids.key: now[ids.all[0]] for ids in self._earlier}

    def _bring_answers(self, own: str, lost: int, here: int) -> None:
        """Let what answers a message go with it to the other side, however far down, but what the user placed."""
        session = self._unit.session
        refs, count = {own}, 0
        placed = set(hand_labels(session, _refs(session, lost))) | set(self._labels)
        moving: set[int] = set()
        threads = self.threads()
        while count != len(refs):
            count = len(refs)
            moving |= answering(session, lost, refs, placed)
            for ids in self._earlier:
                mine = ids.all[0]
                named = [i for i in ids.references if not i.startswith(PROVIDER)]
                follows = bool(named) and named[-1] in refs and mine not in placed
                if threads[ids.key] == lost and follows:
                    refs.add(mine)
        if moving:
            move_messages(self._unit, lost, here, sorted(moving))
        session.execute(
            sa.update(ThreadRef).where(among(ThreadRef.message_id, refs)).values(thread_id=here)
        )
        self.touched |= {lost, here}


def _refs(session: Session, thread_id: int) -> list[str]:
    return list(
        session.scalars(sa.select(ThreadRef.message_id).where(ThreadRef.thread_id == thread_id))
    )


def _groups(session: Session, threads: set[int]) -> dict[int, Label]:
    """Return {thread: its hand-made group} of those threads that are one; of an old group nothing is left to hold."""
    if not threads:
        return {}
    rows = session.execute(
        sa.select(ThreadRef.thread_id, ThreadRef.message_id).where(
            among(ThreadRef.thread_id, threads),
            ThreadRef.message_id.startswith(GROUP, autoescape=True),
        )
    ).all()
    holding = dict(
        session.execute(
            sa.select(ConversationLabel.group_id, sa.func.min(ConversationLabel.keeps))
            .where(among(ConversationLabel.group_id, {g.removeprefix(GROUP) for _t, g in rows}))
            .group_by(ConversationLabel.group_id)
        ).all()
    )
    found = {t: g.removeprefix(GROUP) for t, g in rows if g.removeprefix(GROUP) in holding}
    return {thread: Label(group, bool(holding[group])) for thread, group in found.items()}
