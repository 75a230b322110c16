"""How forms name a language: `label::Français (fr)` -> fr, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.survey.forms.form import Form

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


def in_languages(form: Form) -> Form:
    """Return the form with its unnamed language, if it has one, called by the default's name."""
    if not form.default_language:
        return form

    def named(texts: Mapping[str, str]) -> dict[str, str]:
        own = {form.default_language: texts[""]} if "" in texts else {}
        return own | {language: text for language, text in texts.items() if language}

    return replace(
        form,
        groups=tuple(replace(group, labels=named(group.labels)) for group in form.groups),
        questions=tuple(
            replace(
                question,
                labels=named(question.labels),
                hints=named(question.hints),
                constraint_messages=named(question.constraint_messages),
            )
            for question in form.questions
        ),
        lists={
            name: tuple(replace(choice, labels=named(choice.labels)) for choice in choices)
            for name, choices in form.lists.items()
        },
    )
