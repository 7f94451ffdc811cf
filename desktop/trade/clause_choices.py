"""Which clauses one quote or order prints beside what rules and template choose, and why each is there.

Pure. A choice belongs to the quote or order: a clause put in or left out for a kind of document, or
worded anew for this one alone. The library and its versions stay what they are.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.trade.bilingual import Bilingual
from desktop.trade.clauses import LONGEST, Clause, ClauseFacts, fits, newest, place
from desktop.trade.payment import METHOD_NAMES

_WORDED = frozenset({"contract", "order_confirmation"})
OWN = "own_"
"""Keys of clauses that only this quote or order has begin so."""


@dataclass(frozen=True, slots=True)
class ClauseChoice:
    """What was decided about one clause; kinds of documents by `Kind` values.

    `title` and `text` are this document's own words, None while the library's hold.
    """

    key: str
    added_to: tuple[str, ...] = ()
    left_out_of: tuple[str, ...] = ()
    title: Bilingual | None = None
    text: Bilingual | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; `from_json` reads it back."""
        found: dict[str, Any] = {"key": self.key}
        if self.added_to:
            found["added_to"] = list(self.added_to)
        if self.left_out_of:
            found["left_out_of"] = list(self.left_out_of)
        for name, words in (("title", self.title), ("text", self.text)):
            if words is not None:
                found[name] = {"en": words.en, "zh": words.zh}
        return found

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "ClauseChoice":
        """Read what `as_json` wrote."""
        return cls(
            str(entry["key"]),
            tuple(str(kind) for kind in entry.get("added_to") or ()),
            tuple(str(kind) for kind in entry.get("left_out_of") or ()),
            _words(entry.get("title")),
            _words(entry.get("text")),
        )

    @property
    def is_usual(self) -> bool:
        """Tell whether it decides nothing."""
        return not (self.added_to or self.left_out_of or self.text or self.title)


def _words(entry: Mapping[str, Any] | None) -> Bilingual | None:
    return Bilingual(str(entry.get("en", "")), str(entry.get("zh", ""))) if entry else None


class Why(StrEnum):
    """Why a clause is printed, or is not."""

    RULE = "rule"
    TEMPLATE = "template"
    HERE = "here"
    NOT_CHOSEN = "not_chosen"
    TEMPLATE_LEFT_OUT = "template_left_out"
    LEFT_OUT_HERE = "left_out_here"


PRINTED = frozenset({Why.RULE, Why.TEMPLATE, Why.HERE})


@dataclass(frozen=True, slots=True)
class OfferedClause:
    """A clause as this document would print it, and what decided so.

    `usual` is the decision without the choices of this quote or order; `library` the clause as the
    library has it, None for one that only this document has.
    """

    clause: Clause
    why: Why
    usual: Why
    library: Clause | None = None

    @property
    def is_printed(self) -> bool:
        """Tell whether the document prints it."""
        return self.why in PRINTED

    @property
    def is_reworded(self) -> bool:
        """Tell whether this document has words of its own for a clause of the library."""
        return self.library is not None and (
            (self.clause.title, self.clause.text) != (self.library.title, self.library.text)
        )


def offered(
    library: Iterable[Clause],
    facts: ClauseFacts,
    choices: Sequence[ClauseChoice] = (),
    *,
    added: Collection[str] = (),
    left_out: Collection[str] = (),
) -> tuple[OfferedClause, ...]:
    """Return every clause in printing order with the decision about it.

    What was chosen for this quote or order goes before the template's `added` and `left_out`, and
    these before the rules.
    """
    by_key = {one.key: one for one in choices}
    found = []
    for clause in newest(library):
        usual = _usual(clause, facts, added, left_out)
        choice = by_key.pop(clause.key, None)
        found.append(
            OfferedClause(_worded(clause, choice), _decided(choice, facts, usual), usual, clause)
        )
    for choice in by_key.values():
        if choice.text is not None:
            own = Clause(choice.key, 0, "other", choice.title or Bilingual(""), choice.text)
            why = _decided(choice, facts, Why.NOT_CHOSEN)
            found.append(OfferedClause(own, why, Why.NOT_CHOSEN))
    return tuple(sorted(found, key=lambda one: place(one.clause)))


def _usual(
    clause: Clause, facts: ClauseFacts, added: Collection[str], left_out: Collection[str]
) -> Why:
    if clause.key in left_out:
        return Why.TEMPLATE_LEFT_OUT
    if fits(clause.rule, facts):
        return Why.RULE
    return Why.TEMPLATE if clause.key in added else Why.NOT_CHOSEN


def _decided(choice: ClauseChoice | None, facts: ClauseFacts, usual: Why) -> Why:
    if choice is None:
        return usual
    if facts.kind in choice.left_out_of:
        return Why.LEFT_OUT_HERE
    return Why.HERE if facts.kind in choice.added_to else usual


def _worded(clause: Clause, choice: ClauseChoice | None) -> Clause:
    if choice is None:
        return clause
    return replace(clause, title=choice.title or clause.title, text=choice.text or clause.text)


def printed(found: Iterable[OfferedClause]) -> tuple[Clause, ...]:
    """Return the clauses that are printed, in their order."""
    return tuple(one.clause for one in found if one.is_printed)


Choices = tuple[ClauseChoice, ...]


def with_printed(choices: Choices, one: OfferedClause, kind: str, *, on: bool) -> Choices:
    """Return the choices by which documents of `kind` print the clause, or do not."""
    is_usual = (one.usual in PRINTED) is on

    def change(choice: ClauseChoice) -> ClauseChoice:
        added = tuple(k for k in choice.added_to if k != kind)
        gone = tuple(k for k in choice.left_out_of if k != kind)
        if not is_usual and on:
            added = (*added, kind)
        elif not is_usual:
            gone = (*gone, kind)
        return replace(choice, added_to=added, left_out_of=gone)

    return _changed(choices, one.clause.key, change)


def with_words(
    choices: Choices, one: OfferedClause, title: Bilingual, text: Bilingual
) -> Choices:  # fmt: skip
    """Return the choices by which the clause has these words; the library's own take them away."""
    library = one.library
    own_title = None if library is not None and title == library.title else title
    own_text = None if library is not None and text == library.text else text
    return _changed(
        choices, one.clause.key, lambda choice: replace(choice, title=own_title, text=own_text)
    )


def with_own(choices: Choices, kinds: Sequence[str], title: Bilingual, text: Bilingual) -> Choices:
    """Return the choices with one more clause that only this quote or order has."""
    taken = {one.key for one in choices}
    key = next(name for n in range(1, len(taken) + 2) if (name := f"{OWN}{n}") not in taken)
    return (*choices, ClauseChoice(key, tuple(kinds), title=title, text=text))


def checked(choices: Choices) -> Choices:
    """Return the choices when each says something. Raises UserFacing: no words, words without end."""
    for text in (one.text for one in choices if one.text is not None):
        if not (text.en.strip() or text.zh.strip()):
            raise UserFacing(_("A clause needs words in one language."), code="clause_empty")
        if max(len(text.en), len(text.zh)) > LONGEST:
            raise UserFacing(
                _("A clause has at most {count} characters.").format(count=LONGEST),
                code="clause_too_long",
            )
    return choices


def without(choices: Choices, key: str) -> Choices:
    """Return the choices without what was decided about a clause."""
    return tuple(one for one in choices if one.key != key)


def _changed(
    choices: Choices, key: str, change: Callable[[ClauseChoice], ClauseChoice]
) -> Choices:  # fmt: skip
    known = [one.key for one in choices]
    rows = list(choices) if key in known else [*choices, ClauseChoice(key)]
    made = (change(one) if one.key == key else one for one in rows)
    return tuple(one for one in made if not one.is_usual)


def differ(
    before: Any,  # noqa: ANN401 - stored JSON, maybe from before
    now: Any,  # noqa: ANN401 - as above
    kind: str,
    printed: Collection[str] | None = None,
) -> bool:
    """Tell whether two stored lists of choices make documents of `kind` say different things.

    `printed` are the keys of the clauses on the document that was issued, None when unknown.
    """
    return _of_kind(before, kind, printed) != _of_kind(now, kind, printed)


def _of_kind(
    stored: Any,  # noqa: ANN401 - as above
    kind: str,
    printed: Collection[str] | None,
) -> dict[str, Any]:
    found = {}
    for entry in stored or ():
        one = ClauseChoice.from_json(entry)
        said = (kind in one.added_to, kind in one.left_out_of)
        words = (one.title, one.text)
        # Other words of a clause of the library count where the document prints it. Unknown:
        # rules seldom choose one for a proforma.
        is_there = kind in _WORDED if printed is None else one.key in printed
        if any(said) or (any(words) and is_there and not one.key.startswith(OWN)):
            found[one.key] = (said, words)
    return found


_REASONS = {
    Why.TEMPLATE: N_("added by the template"),
    Why.HERE: N_("added here"),
    Why.NOT_CHOSEN: N_("not chosen"),
    Why.TEMPLATE_LEFT_OUT: N_("left out by the template"),
    Why.LEFT_OUT_HERE: N_("left out here"),
}
_PARTS = {
    "incoterms": N_("term {values}"),
    "methods": N_("payment {values}"),
    "countries": N_("country {values}"),
    "not_incoterms": N_("not {values}"),
    "not_countries": N_("not {values}"),
}


def reason(one: OfferedClause) -> str:
    """Return why the clause is printed or not, in the user's words."""
    return rule_words(one.clause) if one.why is Why.RULE else _(_REASONS[one.why])


def rule_words(clause: Clause) -> str:
    """Return what the rule of a clause asks for beside the kind of document, in the user's words."""
    rule = clause.rule
    parts = [
        _(words).format(values=", ".join(_named(name, str(value)) for value in rule[name]))
        for name, words in _PARTS.items()
        if rule.get(name)
    ]
    if not parts:
        return _("by rule")
    return _("by rule: {parts}").format(parts=", ".join(parts))


def _named(part: str, value: str) -> str:
    known = {method.value: name.en for method, name in METHOD_NAMES.items()}
    return known.get(value, value) if part == "methods" else value.upper()
