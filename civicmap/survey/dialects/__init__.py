"""Which tool wrote an export: a table of small descriptions, the first that recognizes the file wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.dialects.google_forms import GOOGLE_FORMS
from civicmap.survey.dialects.hxl import HXL
from civicmap.survey.dialects.kobo import KOBO
from civicmap.survey.dialects.limesurvey import LIMESURVEY, LIMESURVEY_VV
from civicmap.survey.dialects.microsoft_forms import MICROSOFT_FORMS
from civicmap.survey.dialects.not_responses import DICTIONARY, REPEAT, XLSFORM
from civicmap.survey.dialects.odk import ODK
from civicmap.survey.dialects.plain import PLAIN
from civicmap.survey.dialects.qualtrics import QUALTRICS
from civicmap.survey.dialects.redcap import REDCAP
from civicmap.survey.dialects.returned import RETURN
from civicmap.survey.dialects.spss import SPSS
from civicmap.survey.dialects.survey123 import SURVEY123
from civicmap.survey.dialects.surveymonkey import SURVEYMONKEY
from civicmap.survey.dialects.typeform import TYPEFORM
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.survey.dialects.dialect import Dialect

# In the order of recognition: what is surest by its signs first. `plain` recognizes everything, so it stands last.
DIALECTS: tuple[Dialect, ...] = (
    XLSFORM,
    SPSS,
    QUALTRICS,
    REPEAT,
    KOBO,
    ODK,
    LIMESURVEY_VV,
    LIMESURVEY,
    DICTIONARY,
    REDCAP,
    SURVEY123,
    MICROSOFT_FORMS,
    SURVEYMONKEY,
    TYPEFORM,
    GOOGLE_FORMS,
    HXL,
    RETURN,
    PLAIN,
)
BY_ID: dict[str, Dialect] = {dialect.id: dialect for dialect in DIALECTS}


def words_of(ids: Iterable[str]) -> ToolWords:
    """Return how the tools with these ids write answers. Where several tools differ, each text means what any gives it."""
    spoken = list(dict.fromkeys(BY_ID[name].tool for name in sorted(set(ids)) if name in BY_ID))
    if len(spoken) == 1:
        return spoken[0]
    return ToolWords(answers=tuple(dict.fromkeys(pair for one in spoken for pair in one.answers)))
