"""From a snapshot back to the document it was taken of, for copies in other forms.

A snapshot is JSON that this or an older version wrote: what it does not say takes the value that a
document without it has; what it says beyond is left aside.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import TradeDocument

_PICTURE = "sha256"


def pictures_of(snapshot: object) -> Iterator[str]:
    """Yield the SHA-256 of every picture that a snapshot names, in order, repeated ones too."""
    if isinstance(snapshot, Mapping):
        if set(snapshot) == {_PICTURE}:
            yield str(snapshot[_PICTURE])
            return
        for value in snapshot.values():
            yield from pictures_of(value)
    elif isinstance(snapshot, list):
        for value in snapshot:
            yield from pictures_of(value)


def printed_pictures(value: object) -> dict[str, bytes]:
    """Return every picture inside a document, by its SHA-256."""
    if isinstance(value, bytes):
        return {hashlib.sha256(value).hexdigest(): value}
    found: dict[str, bytes] = {}
    if is_dataclass(value):
        for one in fields(value):
            found |= printed_pictures(getattr(value, one.name))
    elif isinstance(value, tuple):
        for item in value:
            found |= printed_pictures(item)
    return found


def restored(snapshot: Mapping[str, Any], pictures: Mapping[str, bytes]) -> TradeDocument:
    """Return the document of a snapshot; `pictures` by SHA-256, all that `pictures_of` names.

    Raises KeyError for a picture that is not given, ValueError when it is no document's snapshot.
    """
    try:
        found: TradeDocument = _read(TradeDocument, snapshot, pictures)
    except (TypeError, AttributeError) as error:
        message = "not the snapshot of a document"
        raise ValueError(message) from error
    return found


def _read(kind: Any, value: Any, pictures: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - any nesting, one answer a form
    if get_origin(kind) is UnionType or NoneType in get_args(kind):
        if value is None:
            return None
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if kind is Bilingual:
        return _wording(value)
    if kind is bytes:
        return pictures[value[_PICTURE]]
    if is_dataclass(kind):
        return _read_fields(kind, value, pictures)
    if get_origin(kind) is tuple:
        return _read_items(get_args(kind), value, pictures)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value


def _read_fields(kind: Any, value: Mapping[str, Any], pictures: Mapping[str, bytes]) -> Any:  # noqa: ANN401
    given = {
        name: _read(hint, value[name], pictures)
        for name, hint in _hints(kind).items()
        if name in value
    }
    return kind(**given)


def _read_items(
    kinds: tuple[Any, ...], value: list[Any], pictures: Mapping[str, bytes]
) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], item, pictures) for item in value)
    return tuple(_read(kind, item, pictures) for kind, item in zip(kinds, value, strict=True))


def _wording(value: Mapping[str, str]) -> Bilingual:
    more = tuple((code, text) for code, text in value.items() if code not in ("en", "zh"))
    return Bilingual(value.get("en", ""), value.get("zh", ""), more)  # type: ignore[arg-type]


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
