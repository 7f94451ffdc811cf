"""What of the template rule needs Jinja: reading a template, its slots in order, filling it. Loaded when one is used."""

from collections.abc import Iterator
from types import SimpleNamespace

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

MAX_SOURCE = 64_000
MAX_OUTPUT = 256_000

_FILTERS = frozenset(
    {"default", "d", "upper", "lower", "title", "trim", "capitalize", "replace", "join", "first",
     "last", "round", "int", "length"}
)  # fmt: skip
_REFUSED: tuple[type[nodes.Node], ...] = (
    nodes.Call, nodes.Mul, nodes.Pow, nodes.Mod, nodes.Macro, nodes.Include, nodes.Import,
    nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock, nodes.FilterBlock,
)  # fmt: skip


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


def slots_in(source: str) -> list[tuple[str, bool]]:
    """Return the slots of a template in the order of the text: (name, whether it is required).

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
    return [(name, name not in optional) for name in ordered if name.split(".")[0] not in loops]


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


def render(source: str, tree: SimpleNamespace) -> str:
    """Return a template filled from `tree`. Raises UserFacing when that fails or grows too long."""
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
