"""Words for what goes wrong with the store's file: another process, the disk, the key."""

import logging

from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _

log = logging.getLogger(__name__)


def storage_error(error: Exception) -> UserFacing | Retryable:
    """Turn a driver's operational error into words."""
    text = str(error).lower()
    log.warning("the store refused: %s", getattr(error, "orig", error))  # the driver's words only
    if "disk is full" in text or "disk i/o error" in text:
        return UserFacing(
            _("The disk is full: nothing of this step was written."),
            safe=_("Everything from before is safe; the work goes on where it stopped."),
            hint=_("Free some space, then try again."),
            code="disk_full",
        )
    if "locked" in text or "busy" in text or "locking protocol" in text:
        return Retryable(
            _("Another Tradepost process is writing to this workspace."),
            hint=_("Try again in a moment."),
            code="store_busy",
        )
    return UserFacing(
        _("The store could not be read or written."),
        safe=_("Nothing of this step was changed."),
        hint=_("Run `tradepost profile check`."),
        code="store_error",
    )


def wrong_key() -> UserFacing:
    """Build the error for a store that this key does not open."""
    return UserFacing(
        _("The store cannot be opened: the key does not fit, or the file is damaged."),
        safe=_("The file was not changed."),
        hint=_("Use the key or passphrase this workspace was created with, or restore a backup."),
        code="wrong_key",
    )
