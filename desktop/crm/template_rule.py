"""Mail templates with slots: which slots a text has, filling them, and naming the empty ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

MAX_SOURCE = 64_000
MAX_OUTPUT = 256_000

# An empty slot stays visible in the text between these, and blocks sending.
OPEN, CLOSE = "⟦", "⟧"
_LEFT_OVER = re.compile(f"{OPEN}([^{CLOSE}\n]*){CLOSE}")

_FILTERS = frozenset(
    {"default", "d", "upper", "lower", "title", "trim", "capitalize", "replace", "join", "first",
     "last", "round", "int", "length"}
)  # fmt: skip
_REFUSED: tuple[type[nodes.Node], ...] = (
    nodes.Call, nodes.Mul, nodes.Pow, nodes.Mod, nodes.Macro, nodes.Include, nodes.Import,
    nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock, nodes.FilterBlock,
)  # fmt: skip


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


def _environment() -> ImmutableSandboxedEnvironment:
    """Plain text: no auto-escape; strict; only harmless filters, so that no text can hang us."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    environment.globals.clear()
    for name in set(environment.filters) - _FILTERS:
        del environment.filters[name]
    return environment


_ENVIRONMENT = _environment()


def _parse(source: str) -> nodes.Template:
    if len(source) > MAX_SOURCE:
        raise UserFacing(_("The template is too long."), code="bad_template")
    try:
        tree = _ENVIRONMENT.parse(source)
        _ENVIRONMENT.from_string(source)
    except TemplateError as error:
        raise UserFacing(
            _("The template cannot be read: {detail}").format(detail=str(error)),
            hint=_("Write slots as {slot}.").format(slot="{{ customer.name }}"),
            code="bad_template",
        ) from error
    private = any(node.attr.startswith("_") for node in tree.find_all(nodes.Getattr))
    for kind in _REFUSED:
        if private or next(tree.find_all(kind), None) is not None:
            raise UserFacing(
                _("A template can hold slots, `if` and `for`, but no calculations."),
                code="bad_template",
            )
    return tree


def slots(source: str) -> tuple[Slot, ...]:
    """Return the slots of a template in the order of the text.

    Raises UserFacing when the text is no valid template or does more than fill slots.
    """
    tree = _parse(source)
    tests = [node.test for node in tree.find_all(nodes.If)]
    tests += [node.test for node in tree.find_all(nodes.CondExpr)]
    optional = {name for test in tests for name in _names(test)}
    for part in tree.find_all(nodes.Filter):
        if part.name in {"default", "d"} and part.node is not None:
            optional |= set(_names(part.node))
    loops = {n.target.name for n in tree.find_all(nodes.For) if isinstance(n.target, nodes.Name)}
    ordered = dict.fromkeys(_names(tree))
    return tuple(
        Slot(name, name not in optional) for name in ordered if name.split(".")[0] not in loops
    )


def _names(node: nodes.Node) -> Iterator[str]:
    """Every dotted name below a node, the longest chain only."""
    if isinstance(node, nodes.Getattr):
        chain = _chain(node)
        if chain:
            yield chain
            return
    if isinstance(node, nodes.Name) and node.ctx == "load":
        yield node.name
    for child in node.iter_child_nodes():
        yield from _names(child)


def _chain(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        base = _chain(node.node)
        return f"{base}.{node.attr}" if base else ""
    return ""


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
    return Filled(_render(subject, tree).strip(), _render(body, tree), unresolved)


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


def _render(source: str, tree: SimpleNamespace) -> str:
    try:
        text = _ENVIRONMENT.from_string(source).render(vars(tree))
    except (TemplateError, TypeError, ValueError) as error:
        raise UserFacing(
            _("The template could not be filled: {detail}").format(detail=str(error)),
            code="bad_template",
        ) from error
    if len(text) > MAX_OUTPUT:
        raise UserFacing(_("The filled template is too long."), code="bad_template")
    return text


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
