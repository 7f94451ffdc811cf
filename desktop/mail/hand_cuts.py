"""How a decision by hand bends the rule of threads: a message's way through the ids is cut where the user cut it.

Pure. The rule (`threading`) joins every id that a message names. With labels it joins only those that stand on the same
side as the message: from its own id back to the nearest cut. A message without a label belongs where the nearest
message that it answers belongs, so that later replies follow the hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from desktop.mail.threading import Ids

PROVIDER = "thread:"
GROUP = "hand:"


class Label(NamedTuple):
    """A message's hand-made conversation. `keeps`: what was mentioned before the message stays with it."""

    group: str
    keeps: bool


def digest_keys(sha256: str | None, head_sha: str) -> tuple[str, ...]:
    """Return the names of a message without a Message-ID in the labels."""
    return tuple(
        key for key in (sha256 and f"sha256:{sha256}", head_sha and f"head:{head_sha}") if key
    )


def cut(ids: Ids, labels: Mapping[str, Label], aliases: Iterable[str] = ()) -> Ids:
    """Return the ids that still decide about a message's thread. `aliases`: its further names in the labels."""
    if not labels:
        return ids
    own_names = (ids.message_id or ids.key, *aliases)
    own = next((labels[name] for name in own_names if name in labels), None)
    chain = [i for i in ids.references if not i.startswith(PROVIDER) and i != own_names[0]]
    provider = [i for i in ids.references if i.startswith(PROVIDER)]
    kept, label = _own_side(chain, own, labels)
    if label is None:
        return ids
    if label.keeps:
        kept += provider
    return ids._replace(references=(*kept, GROUP + label.group))


def _own_side(
    chain: Sequence[str], own: Label | None, labels: Mapping[str, Label]
) -> tuple[list[str], Label | None]:
    """Return the part of the chain, oldest first, that is on the message's side, and its label there."""
    at = own
    kept: list[str] = []
    open_run: list[str] = []  # ids without a label: the next older label decides about them
    for i in reversed(chain):
        found = labels.get(i)
        if found is None:
            open_run.append(i)
            continue
        if at is not None and found.group != at.group:
            return kept[::-1], at  # the run follows the older label, on the other side
        kept += [*open_run, i]
        open_run = []
        at = found
    if at is None or at.keeps:
        kept += open_run
    return kept[::-1], at
