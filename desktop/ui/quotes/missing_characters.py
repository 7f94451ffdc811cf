"""A document with characters that no typeface has: they are named, and the user says whether boxes may be printed."""

from collections.abc import Callable

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.services import Services

MISSING = "missing_characters"


def is_about_characters(error: BaseException) -> bool:
    """Tell whether `issuing.issue` refused because of characters without a typeface."""
    return isinstance(error, TradepostError) and error.code == MISSING


def ask(services: Services, error: BaseException, issue: Callable[[], object]) -> None:
    """Name the characters and where they stand; `issue` is called when they may be boxes."""
    if isinstance(error, TradepostError):
        services.navigator.confirm(
            error.message, f"{error.hint} {error.safe}".strip(), _("Issue all the same"), issue
        )
