"""An error said in its own words, beside what it is about."""

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _


def words_of(error: BaseException) -> str:
    """Return an error in its own words, with what to do."""
    if isinstance(error, TradepostError):
        return " ".join(part for part in (error.message, error.hint) if part)
    return _("Something went wrong; it was written to the log.")
