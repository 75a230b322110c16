"""ODK Central and Briefcase: XML names after their groups, `q/choice` columns where a multiple choice is split."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code
from civicmap.survey.dialects.dialect import Dialect, Look, RowRule, Signs
from civicmap.survey.dialects.paths import path_titles
from civicmap.survey.words.tools import BIT_MARKS, ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.survey.titles import Title


def recognise(look: Look) -> Signs | None:
    """Know the columns that the server adds."""
    found = look.find({"submissiondate"}, {"key"})
    return None if found is None else Signs((found[0],), found[0], "its header has SubmissionDate and KEY")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles without groups too; a name may hold a hyphen itself, so the whole header comes first."""
    return path_titles(levels[-1], ("-", "/", ":"))


ODK: Final = Dialect(
    "odk",
    "ODK Central",
    recognise,
    titles,
    metadata=re.compile(
        r"submissiondate|key|attachments(present|expected)|status|reviewstate|edits|formversion"
        r"|(meta-)?(instanceid|instancename|rootuuid)|(.*-)?(start|end|today)|set-of-.*"
    ),
    personal=re.compile(r"submitterid|submittername|deviceid|(.*-)?(username|phonenumber|simserial|subscriberid)|(meta-)?audit"),
    rules=(
        RowRule(
            frozenset({"status"}), frozenset({"not decrypted", "missing encrypted form data"}), Code.ROW_ENCRYPTED
        ),
        RowRule(frozenset({"reviewstate"}), frozenset({"rejected", "hasissues"}), Code.ROW_REJECTED, keeps=True),
    ),
    tool=ToolWords(ticks=BIT_MARKS, separators=(" ",)),
)  # fmt: skip
