"""How commands load a framework: compiled, from the user's cache where it is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from civicmap.framework.types import Framework

CACHE: Final = "CIVICMAP_CACHE"
"""The environment's name for the folder of the cache; set to nothing, nothing is kept."""


def load(name: str | Path | None) -> Framework:
    """Return a framework: a shipped id (None: the default one) or a file. Raises FrameworkError with every fault."""
    from civicmap.framework.cached import load_cached  # noqa: PLC0415 - what help need not pay

    return load_cached(name, cache_folder())


def cache_folder() -> Path | None:
    """Return where compiled frameworks and templates are kept; None where nowhere."""
    named = os.environ.get(CACHE)
    if named is None:
        from platformdirs import user_cache_path  # noqa: PLC0415 - only where something is kept

        return user_cache_path("civicmap", appauthor=False)
    return Path(named) if named else None
