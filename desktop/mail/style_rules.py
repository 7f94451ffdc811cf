"""Style sheets of strangers: taken apart, what fetches or runs left out, put together again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_DANGEROUS = re.compile(
    r"expression\s*\(|javascript\s*:|vbscript\s*:|@import|-moz-binding|behavior|image-set\s*\(|cross-fade\s*\(|"
    r"element\s*\(|var\s*\(|env\s*\(|attr\s*\(|src\s*\(|image\s*\(|[<>]",
    re.IGNORECASE,
)
_URL = re.compile(r"url\s*+\(\s*+(?:\"([^\"]*)\"\s*+|'([^']*)'\s*+|([^()'\"]*+))\)", re.IGNORECASE)
_DIVIDERS = re.compile(r"[;()]")
_NAME = re.compile(r"-?[a-zA-Z][a-zA-Z-]{0,60}")
_GROUPS = ("@media", "@supports")
_MAX_SHEET = 400_000
_MOST_RULES = 4_000

Picture = Callable[[str], str]
"""Gives the address under which a picture named in a style may be shown, "" to leave it out."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A style rule: `media` is the condition around it ("" for none), `style` its declarations, cleaned."""

    media: str
    selector: str
    style: str


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """Give (name in lower case, value) of the text of a style attribute; a semicolon inside brackets divides nothing."""
    for part in _divided(style):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and _NAME.fullmatch(name):
            yield name, value.strip()


def _divided(style: str) -> Iterator[str]:
    """The text between semicolons, those left out behind which a bracket closes that opens before them."""
    closes, cuts = False, [len(style)]
    for found in reversed(list(_DIVIDERS.finditer(style))):
        if found[0] != ";":
            closes = found[0] == ")"
        elif not closes:
            cuts.append(found.start())
    start = 0
    for cut in reversed(cuts):
        yield style[start:cut]
        start = cut + 1


def clean_style(style: str, picture: Picture) -> str:
    """Return the declarations that do nothing but draw; a picture only from where `picture` says."""
    kept = []
    for name, value in declarations(unescape(_COMMENT.sub(" ", style))):
        if name in ("behavior", "-moz-binding", "src") or name.startswith("--"):
            continue
        cleaned = _clean_value(value, picture)
        if cleaned:
            kept.append(f"{name}:{cleaned}")
    return ";".join(kept)


def _clean_value(value: str, picture: Picture) -> str:
    if "\\" in value or "/*" in value or value.count("'") % 2 or value.count('"') % 2:
        return ""  # an escape of an escape, or the beginning of what a browser would go on to read as words
    given: list[str] = []

    def keep(found: re.Match[str]) -> str:
        address = picture((found[1] or found[2] or found[3] or "").strip())
        given.append(address)
        return f"url({address})" if address else "none"

    made = _URL.sub(keep, value)
    rest = _URL.sub(" ", value)
    if _DANGEROUS.search(rest) or re.search(r"url\s*\(|//", rest, re.IGNORECASE):
        return ""
    if given and not any(given) and re.fullmatch(r"(?:none|\s|,|!important)*", made):
        return ""
    return made.replace('"', "'")


def unescape(text: str) -> str:
    """Resolve CSS escapes: `\\75rl(` is `url(` to a browser, and must be to us."""
    if "\\" not in text:
        return text

    def letter(found: re.Match[str]) -> str:
        if found[2]:
            return found[2]
        number = int(found[1], 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else " "

    return _ESCAPE.sub(letter, text)


def rules_of(sheet: str, picture: Picture) -> list[Rule]:
    """Return the rules of a sheet, cleaned. Imports, fonts and rules for print or a dark page are left out."""
    found: list[Rule] = []
    text = unescape(_COMMENT.sub(" ", sheet[:_MAX_SHEET]))
    for head, body in _blocks(text):
        if len(found) > _MOST_RULES:
            break
        group = head.lower()
        if group.startswith(_GROUPS):
            condition = " ".join(head.split())
            if not _is_safe(condition) or re.search(
                r"\bprint\b|prefers-color-scheme", group.replace("not print", "")
            ):
                continue
            for inner_head, inner in _blocks(body):
                _add(found, condition, inner_head, inner, picture)
        else:
            _add(found, "", head, body, picture)
    return found


def _add(found: list[Rule], media: str, head: str, body: str, picture: Picture) -> None:
    selector = " ".join(head.split())
    if not selector or selector.startswith("@") or not _is_safe(selector) or "{" in body:
        return
    style = clean_style(body, picture)
    if style:
        found.append(Rule(media, selector, style))


def _is_safe(text: str) -> bool:
    if len(text) >= 2_000 or text.count("'") % 2 or text.count('"') % 2:
        return False
    return not re.search(r"[<{};\\]|//|/\*|@import|url\s*\(|image-set", text, re.IGNORECASE)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Give (what stands before, what stands inside) of each pair of braces of the outermost level."""
    start = depth = opened = 0
    for found in re.finditer(r"[{};]", text):
        mark, at = found[0], found.start()
        if mark == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif mark == "}":
            if depth == 1:
                yield text[start:opened].strip(), text[opened + 1 : at]
            depth = max(depth - 1, 0)
            if depth == 0:
                start = at + 1
        elif depth == 0:
            start = at + 1


def sheet_of(rules: list[Rule]) -> str:
    """Put rules together to the text of a style element."""
    return "\n".join(
        f"{r.media}{{{r.selector}{{{r.style}}}}}" if r.media else f"{r.selector}{{{r.style}}}"
        for r in rules
    )
