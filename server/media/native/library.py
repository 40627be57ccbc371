"""The compiled module, if it is there, and was made from the sources beside it."""

from __future__ import annotations

import functools
import importlib
import logging
from typing import Any

from server.media.native.build import MODULE, fingerprint
from server.media.srtp import FUNCTIONS


class Library:
    """cffi's two halves, ready for use."""

    def __init__(self, module: Any) -> None:
        self.ffi: Any = module.ffi
        self.lib: Any = module.lib
        self.lib.vm_libsrtp(*FUNCTIONS)


@functools.cache
def library() -> Library | None:
    """None when there is no compiled module, or one of other sources: then everything is done in Python."""
    try:
        module = importlib.import_module(MODULE)
    except ImportError:
        return None
    if module.ffi.string(module.lib.vm_made_from).decode() != fingerprint():
        logging.getLogger(__name__).warning("the compiled media path is out of date and stays unused: make setup")
        return None
    return Library(module)
