"""enmime, zbateson, flanker: what those parsers' own tests say of these messages, written down here as facts.

The expectations stand in test code of other languages (MANIFEST.tsv: `upstream:`), so each fact is told once more in
`facts_*.json`-like tables below. Rules: subject and people without regard to white space; `text` are all its words,
`text_has` and `html_has` words that must occur; `files` are the names (pictures in the HTML too), in order; `count` is
the number of files; `tree` is the nesting of content types; `bounces` the addresses that a report names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.mail.mime import entity, outlook
from desktop.mail.mime.parse import parse
from tests.corpus.check import ROOT, Check, compare, words


@dataclass(frozen=True)
class Fact:
    """What is expected of one message; None says nothing."""

    subject: str | None = None
    sender: str | None = None
    to: str | None = None
    text: str | None = None
    text_has: str | None = None
    html_has: str | None = None
    no_html: bool = False
    files: tuple[str, ...] | None = None
    count: int | None = None
    tree: str | None = None
    kind: str | None = None
    bounces: tuple[str, ...] | None = None


def checks_of(set_name: str, facts: dict[str, Fact]) -> Iterator[Check]:
    """One Check for each thing that a fact tells."""
    for name, fact in facts.items():
        raw = (ROOT / "mime" / set_name / name).read_bytes()
        if outlook.is_outlook(raw):
            raw = outlook.read(raw).raw
        m = parse(raw)
        if fact.subject is not None:
            yield compare(set_name, name, "subject", words(m.subject), words(fact.subject))
        for role, expected in (("from_", fact.sender), ("to", fact.to)):
            if expected is not None:
                people = ", ".join(f"{a.name} <{a.address}>".strip() for a in getattr(m, role))
                yield compare(set_name, name, "addresses", people, expected)
        yield from _texts(set_name, name, m, fact)
        names = tuple(a.filename for a in m.attachments)
        if fact.files is not None:
            yield compare(set_name, name, "attachments", names, fact.files)
        if fact.count is not None:
            yield compare(set_name, name, "attachments", len(names), fact.count)
        if fact.tree is not None:
            yield compare(set_name, name, "tree", _tree(entity.read(raw).root), fact.tree)
        if fact.kind is not None:
            yield compare(set_name, name, "kind", m.kind, fact.kind)
        if fact.bounces is not None:
            yield compare(
                set_name, name, "bounces", tuple(b.address for b in m.bounces), fact.bounces
            )


def _texts(set_name: str, name: str, m, fact: Fact) -> Iterator[Check]:
    text, html = words(m.text), words(m.html or "")
    if fact.text is not None:
        yield compare(set_name, name, "text", text, words(fact.text))
    if fact.text_has is not None:
        found = words(fact.text_has) in text
        yield compare(
            set_name, name, "text", text if not found else "", fact.text_has if not found else ""
        )
    if fact.html_has is not None:
        found = words(fact.html_has) in html
        yield compare(
            set_name, name, "html", html if not found else "", fact.html_has if not found else ""
        )
    if fact.no_html:
        yield compare(set_name, name, "html", html, "")


def _tree(node: entity.Node) -> str:
    inside = [_tree(child) for child in node.children]
    if node.is_message:
        inside = [_tree(entity.read(node.content()).root)]
    short = node.content_type.removeprefix("multipart/")
    return f"{short}({' '.join(inside)})" if inside else short
