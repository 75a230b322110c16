"""How forms name a language: `label::Français (fr)` -> fr, and back."""

from __future__ import annotations

import re
from typing import Final

from civicmap.survey.folding import fold

# Code, own name, and what English speakers call it.
_NAMES: Final = (
    ("en", "English", "English"),
    ("fr", "Français", "French"),
    ("es", "Español", "Spanish"),
    ("ar", "العربية", "Arabic"),
    ("ru", "Русский", "Russian"),
    ("zh", "中文", "Chinese"),
    ("pt", "Português", "Portuguese"),
    ("de", "Deutsch", "German"),
    ("it", "Italiano", "Italian"),
    ("sw", "Kiswahili", "Swahili"),
)
_CODES: Final = {fold(name): code for code, *names in _NAMES for name in (code, *names)}
_OWN: Final = {code: name for code, name, _ in _NAMES}
_BRACKETED: Final = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*\Z")


def language_code(name: str) -> str:
    """Return the code of a language as a form names it; the name itself where it tells no code."""
    bracketed = _BRACKETED.search(name)
    if bracketed:
        return bracketed[1].replace("_", "-")
    return _CODES.get(fold(name), name.strip())


def language_name(code: str) -> str:
    """Return what a form is to call a language: its own name with the code."""
    return f"{_OWN.get(code.split('-', maxsplit=1)[0], code)} ({code})"
