"""Which tool wrote an export: a table of small descriptions, the first that recognizes the file wins."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Iterable

# Dialect -> its file, in the order of recognition: what is surest by its signs first. `plain` recognizes everything, so
# it stands last. A stored wave needs the dialects that it names alone, so each file is imported on first use.
_FILES: Final = {
    "xlsform": "not_responses",
    "spss": "spss",
    "qualtrics": "qualtrics",
    "repeat": "not_responses",
    "kobo": "kobo",
    "odk": "odk",
    "limesurvey_vv": "limesurvey",
    "limesurvey": "limesurvey",
    "redcap_dictionary": "not_responses",
    "redcap": "redcap",
    "survey123": "survey123",
    "microsoft_forms": "microsoft_forms",
    "surveymonkey": "surveymonkey",
    "typeform": "typeform",
    "google_forms": "google_forms",
    "hxl": "hxl",
    "return": "returned",
    "plain": "plain",
}


def is_dialect(name: str) -> bool:
    """Say whether there is a dialect of this id."""
    return name in _FILES


@cache
def dialect_of(name: str) -> Dialect:
    """Return a dialect by its id. Raises KeyError if there is none."""
    held = vars(import_module(f"{__name__}.{_FILES[name]}")).values()
    return next(one for one in held if isinstance(one, Dialect) and one.id == name)


def dialects() -> tuple[Dialect, ...]:
    """Return every dialect, in the order of recognition."""
    return tuple(map(dialect_of, _FILES))


def words_of(ids: Iterable[str]) -> ToolWords:
    """Return how the tools with these ids write answers. Where several tools differ, each text means what any gives it."""
    spoken = list(dict.fromkeys(dialect_of(name).tool for name in sorted(set(ids)) if is_dialect(name)))
    if len(spoken) == 1:
        return spoken[0]
    return ToolWords(answers=tuple(dict.fromkeys(pair for one in spoken for pair in one.answers)))
