"""A mail written for white paper on a dark page: every ground made dark, every word kept legible (WCAG 2, 4.5 to 1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from desktop.mail.colours import Rgb, dark_ground, dark_ink, dark_lines, parse_colour, to_hex
from desktop.mail.style_rules import declarations

_NO_INK = frozenset(("img", "br", "hr", "col", "colgroup", "wbr"))


@dataclass(frozen=True, slots=True)
class _Around:
    """What an element inherits: the ink as the mail says it (None: it says nothing), the ground as it is now.

    `ground` None: a picture lies there, and nobody knows what colour it has.
    """

    ink: Rgb | None
    ground: Rgb | None


@dataclass(frozen=True)
class DarkPage:
    """`page` and `text`: the colours of the dark page. `styles`: what sheets say of each element.

    `pictured`: pictures are shown behind words.
    """

    page: Rgb
    text: Rgb
    styles: Mapping[int, Mapping[str, str]]
    pictured: bool = False

    def recolour(self, body: LexborNode) -> None:
        """Write colours into the elements below `body`; pictures are not touched."""
        open_nodes: list[tuple[LexborNode, _Around]] = [(body, _Around(None, self.page))]
        while open_nodes:
            node, around = open_nodes.pop()
            child = node.child
            while child is not None:
                if child.tag and not child.tag.startswith(("-", "_")):
                    open_nodes.append((child, self._one(child, around)))
                child = child.next

    def _one(self, node: LexborNode, around: _Around) -> _Around:
        attributes = node.attributes
        own = dict(declarations(attributes.get("style") or ""))
        style = {**self.styles.get(node.mem_id, {}), **own}
        ground, told_ground = self._ground(style, attributes, around.ground)
        said = parse_colour(
            style.get("color") or attributes.get("color") or attributes.get("text") or ""
        )
        if node.tag in _NO_INK:
            return around
        ink = said or around.ink
        new: dict[str, str] = {}
        if told_ground and ground is not None:
            new["background-color"] = to_hex(ground)
        if ground is None:
            if told_ground and ink is None:
                new["color"] = "#000000"
        elif said is not None or told_ground:
            new["color"] = to_hex(self._ink(node, ink, ground))
        for name, value in style.items():
            if name.startswith("border") and dark_lines(value, self.page) != value:
                new[name] = dark_lines(value, self.page).replace("!important", "").strip()
        if new:
            self._write(node, own, new)
        return _Around(ink, ground)

    def _ground(
        self,
        style: Mapping[str, str],
        attributes: Mapping[str, str | None],
        before: Rgb | None,
    ) -> tuple[Rgb | None, bool]:
        """The ground of an element, and whether it is its own."""
        pictured = f"{style.get('background', '')} {style.get('background-image', '')}"
        if self.pictured and ("url(" in pictured or attributes.get("background")):
            return None, True
        said = parse_colour(
            style.get("background-color")
            or style.get("background")
            or attributes.get("bgcolor")
            or ""
        )
        if said is None:
            return before, False
        return dark_ground(said, self.page), True

    def _ink(self, node: LexborNode, ink: Rgb | None, ground: Rgb) -> Rgb:
        if ink is None and node.tag == "a":
            ink = (0, 0, 238)
        return dark_ink(ink or self.text, ground)

    def _write(self, node: LexborNode, own: dict[str, str], new: Mapping[str, str]) -> None:
        own = {n: v for n, v in own.items() if n not in new}
        if "background-color" in new:
            own.pop("background", None)
            own.pop("background-image", None)
            own["background-image"] = "none"
        own |= {name: f"{value} !important" for name, value in new.items()}
        node.attrs["style"] = ";".join(f"{name}:{value}" for name, value in own.items())
        for name in ("bgcolor", "color", "text"):
            if name in node.attributes:
                del node.attrs[name]
