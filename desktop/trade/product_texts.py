"""Names, descriptions and specifications of articles in further languages."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import ProductText
from desktop.store.workspace import Store
from desktop.trade import kept_rows

PARTS = ("name", "description", "specification")
Texts = Mapping[str, Mapping[str, str]]
"""Language (ISO 639-1) -> part -> text."""

# ISO 639-1, all of it: a column "name_xx" of an import must be a language and not a slip.
_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os
    pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zu
"""
LANGUAGES = frozenset(_CODES.split())
"""English and Chinese are not here: they stand in the article itself."""


def texts_of(session: Session, product_ids: Iterable[str]) -> Mapping[str, Texts]:
    """Return the texts of each article that has any."""
    rows = kept_rows.of_articles(session, ProductText, product_ids, ProductText.language)
    return {
        key: {row.language: texts for row in kept if (texts := _filled(row))}
        for key, kept in rows.items()
    }


def _filled(row: ProductText) -> dict[str, str]:
    return {part: text for part in PARTS if (text := getattr(row, part))}


def put(session: Session, product_id: str, language: str, texts: Mapping[str, str]) -> bool:
    """Write the parts named in `texts`; tell whether anything changed. Raises UserFacing."""
    language = check_language(language)
    return kept_rows.keep(
        session, ProductText, {"product_id": product_id, "language": language}, dict(texts)
    )[1]


def check_language(language: str) -> str:
    """Return the code in small letters; raises UserFacing for an unknown one, English and Chinese."""
    code = language.strip().lower()
    if code not in LANGUAGES:
        raise UserFacing(
            _("“{code}” is not a further language.").format(code=language.strip() or "?"),
            hint=_("Use a two-letter code such as de, es or ru; en and zh are in the article."),
            code="bad_language",
        )
    return code


def save(store: Store, product_id: str, language: str, texts: Mapping[str, str]) -> None:
    """Write the texts of a language; all empty takes the language out. Raises UserFacing."""
    with store.write(cause="user") as unit:
        session = unit.session
        filled = {part: texts.get(part, "").strip() for part in PARTS}
        if any(filled.values()):
            put(session, product_id, language, filled)
            return
        rows = kept_rows.of_articles(session, ProductText, [product_id]).get(product_id, [])
        for row in rows:
            if row.language == language:
                kept_rows.remove(session, ProductText, row.id)
