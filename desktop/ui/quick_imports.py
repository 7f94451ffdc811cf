"""Keeps PySide6 from reading the source of every module of the program: it did so to look for `__feature__`.

Once PySide6 is loaded, its import hook fetches each module's source through `inspect` and searches it for the word
PySide6 (shibokensupport/feature.py, `_mod_uses_pyside`); `linecache` keeps all of it. With SQLAlchemy and the rest of
this program that was a tenth of the start and 20 to 30 MB for as long as the window lives. No module here asks
for `__feature__`, so the answer is always no.
"""

import contextlib
import importlib
import linecache

import PySide6.QtCore  # noqa: F401 - with it the hook comes into place


def keep_sources_unread() -> None:
    """Answer for PySide6 from now on; call it before anything large is imported."""
    with contextlib.suppress(
        ImportError
    ):  # another PySide6 may have it elsewhere: slower, no worse
        feature = vars(importlib.import_module("shibokensupport.feature"))
        if "_mod_uses_pyside" in feature:  # it offers no switch
            feature["_mod_uses_pyside"] = lambda _module: False
    linecache.clearcache()  # what it had read of the modules before it
