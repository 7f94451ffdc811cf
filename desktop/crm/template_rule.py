"""Mail templates with slots: which slots a text has, filling them, and naming the empty ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

# An empty slot stays visible in the text between these, and blocks sending.
OPEN, CLOSE = "⟦", "⟧"
_LEFT_OVER = re.compile(f"{OPEN}([^{CLOSE}\n]*){CLOSE}")


@dataclass(frozen=True)
class Filled:
    """A template after filling. `unresolved` names every slot that had no value: not sendable."""

    subject: str
    text: str
    unresolved: tuple[str, ...]


@dataclass(frozen=True)
class Slot:
    """A place to fill. `required`: printed as it is, without default and not tested by an `if`."""

    name: str
    required: bool


def slots(source: str) -> tuple[Slot, ...]:
    """Return the slots of a template in the order of the text.

    Raises UserFacing when the text is no valid template or does more than fill slots.
    """
    from desktop.crm.template_engine import slots_in  # Jinja: 2 MB that reading mail never needs

    return tuple(Slot(name, required) for name, required in slots_in(source))


def lookup(values: Mapping[str, Any], name: str) -> object:
    """Return the value of a dotted slot name, None when it is missing."""
    found: object = values
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def fill(subject: str, body: str, values: Mapping[str, Any]) -> Filled:
    """Return subject and text with every slot filled from `values` (nested mappings of text).

    A required slot without a value appears as ⟦name⟧ and is named in `unresolved`.
    Raises UserFacing when the template is invalid.
    """
    from desktop.crm.template_engine import render  # as above

    wanted = {slot.name: slot for slot in (*slots(subject), *slots(body))}
    tree = SimpleNamespace()
    missing: list[str] = []
    # A longer name is set after its own beginning ("order" before "order.lines").
    for name in sorted(wanted, key=lambda n: n.count(".")):
        value = lookup(values, name)
        if is_empty(value):
            value = f"{OPEN}{name}{CLOSE}" if wanted[name].required else ""
            if wanted[name].required:
                missing.append(name)
        _put(tree, name, value)
    unresolved = tuple(name for name in wanted if name in missing)
    return Filled(render(subject, tree).strip(), render(body, tree), unresolved)


def is_empty(value: object) -> bool:
    """Tell whether a slot's value says nothing (missing or only spaces)."""
    return value is None or (isinstance(value, str) and not value.strip())


def _put(tree: SimpleNamespace, name: str, value: object) -> None:
    """Set a dotted name. Namespaces, because a mapping's own methods would hide a slot "items"."""
    *path, leaf = name.split(".")
    branch = tree
    for part in path:
        below = getattr(branch, part, None)
        if not isinstance(below, SimpleNamespace):
            below = SimpleNamespace()
            setattr(branch, part, below)
        branch = below
    setattr(branch, leaf, value)


def left_over(*texts: str) -> tuple[str, ...]:
    """Return the slots that are still empty in texts about to be sent: ⟦slot⟧ or {{ slot }}."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _LEFT_OVER.finditer(text):
            found[match[1].strip()] = None
        for match in re.finditer(r"\{\{\s*([\w.]+)[^{}\n]*\}\}", text):
            found[match[1]] = None
    return tuple(found)


def refuse_unresolved(unresolved: tuple[str, ...]) -> None:
    """Raise UserFacing naming the empty slots, if there are any: such a mail is not sent."""
    if unresolved:
        raise UserFacing(
            _("Not sent: these slots are empty: {slots}").format(slots=", ".join(unresolved)),
            hint=_("Fill them in the text or in the customer's record, then send again."),
            code="unresolved_slots",
        )
