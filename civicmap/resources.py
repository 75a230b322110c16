"""Where templates and the bundled sample lie: inside an installed wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(in_wheel: str, in_checkout: str) -> Path:
    """Return the folder that is there. An editable install resolves to the checkout, where `in_wheel` is absent."""
    installed = _PACKAGE / in_wheel
    return installed if installed.is_dir() else _PACKAGE.parent / in_checkout


def templates() -> Path:
    """Return the folder of report templates, house styles and wording tables."""
    return _folder("_templates", "templates")


def sample() -> Path:
    """Return the folder of the bundled synthetic survey."""
    return _folder("_sample", "data/sample")


def shipped_frameworks() -> Path:
    """Return the folder of the frameworks that come with civicmap."""
    return _PACKAGE / "framework" / "shipped"
