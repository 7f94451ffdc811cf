"""Keeps None, True and their like alive on Python 3.11, where PySide6 6.12 loses references to them.

PySide6 6.12 is built against the stable interface of Python 3.12, in which these objects are
immortal: its calls return None without counting it. Python 3.11 counts, so that each Qt call takes
one reference away, and after some tens of thousands (minutes of work) Python aborts with
"deallocating None". Older PySide6 releases do not have the fault, but `pyside6-pdf` exists for 6.12
only. What Python 3.12 does itself is done here: a count that no program can use up.
"""

import ctypes
import sys

_PLENTY = 1 << 60


def protect_singletons() -> None:
    """Give each singleton a reference count that lasts for ever; nothing to do from Python 3.12 on."""
    if sys.version_info >= (3, 12):
        return
    for thing in (None, True, False, NotImplemented, Ellipsis):
        count = ctypes.c_ssize_t.from_address(id(thing))
        count.value = max(count.value, _PLENTY)
