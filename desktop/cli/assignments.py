"""KEY=VALUE words of the command line, as the commands that set fields take them."""

from collections.abc import Iterable

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _


def assignments(texts: Iterable[str], *, code: str, hint: str = "") -> dict[str, str]:
    """Return the words as keys with their values. Raises UserFacing (`code`) for a word without "="."""
    found = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign:
            raise UserFacing(
                _("“{text}” is not KEY=VALUE.").format(text=text), hint=hint, code=code
            )
        found[key.strip()] = value
    return found
