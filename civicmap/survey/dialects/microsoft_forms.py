"""Microsoft Forms: ID and times first, then the questions; several answers end each with a semicolon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_START: Final = {"start time", "heure de début", "hora de inicio", "время начала", "开始时间", "開始時間", "وقت البدء",
                 "startzeit"}  # fmt: skip
_END: Final = {"completion time", "heure de fin", "hora de finalización", "время выполнения", "время завершения", "完成时间",
               "完成時間", "وقت الإكمال", "fertigstellungszeit"}  # fmt: skip
_REPEATED: Final = re.compile(r"(.*\D)(\d+)\s*\Z", re.DOTALL)


def recognise(look: Look) -> Signs | None:
    """Know the two columns of times."""
    found = look.find(_START, _END)
    return None if found is None else Signs((found[0],), found[0], "its header has a start and a completion time")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles; a question whose text stands twice has a number behind it the second time."""
    seen = {cell.strip() for cell in levels[-1]}
    found = []
    for cell in levels[-1]:
        repeated = _REPEATED.match(cell)
        names = [Name(cell)] if cell.strip() else []
        if repeated and repeated[1].strip() in seen:
            names.append(Name(repeated[1]))
        found.append(Title(cell, tuple(names)))
    return found


MICROSOFT_FORMS: Final = Dialect(
    "microsoft_forms",
    "Microsoft Forms",
    recognise,
    titles,
    metadata=re.compile(
        "|".join(map(re.escape, sorted(_START | _END)))
        + r"|id|last modified time|language|total points|quiz feedback|grade posted time|(points|feedback) - .*"
        + r"|heure de la dernière modification|hora de la última modificación|langue|idioma"
    ),
    personal=re.compile(r"e-?mail|name|adresse de messagerie|nom|correo electrónico|nombre|имя|电子邮件|名称|البريد الإلكتروني|الاسم"),
    tool=ToolWords(separators=(";",), month_first=True),
)  # fmt: skip
