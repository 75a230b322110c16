"""What may be written into the boxes of a return workbook, and what is shown beside them meanwhile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import cell_text
from civicmap.survey.returns.layout import Kind
from civicmap.survey.returns.plan import labels_of

if TYPE_CHECKING:
    from civicmap.survey.returns.layout import Line
    from civicmap.survey.returns.plan import Plan

_LONGEST_MESSAGE: Final = 255  # that a spreadsheet program shows beside a cell
_LONGEST_TITLE: Final = 32
_FIRST_DAY: Final = date(1900, 1, 1)


def check_of(plan: Plan, line: Line, cell: str) -> tuple[str, dict[str, Any]]:
    """Return the look of a line's box, and what may be written into it; `cell` is its address."""
    said, question = plan.said, line.question
    name = f"{said.question} {line.number}"
    if question is None or line.kind is Kind.OPTION:
        return "box", drop_down(plan, (said.yes,), name, said.tick)
    if question.type is QuestionType.CHOICE:
        return "box", drop_down(plan, labels_of(question), name, question.help or said.choose_one)
    if question.type is QuestionType.TEXT:
        return "box", _shown(name, question.help or said.own_words) | {"validate": "any"}
    look, how, rule = _MEASURES[question.type]
    labels = labels_of(question)
    told = getattr(said, how)
    if labels:
        told += " " + said.or_write.format(labels=", ".join(f"“{label}”" for label in labels))
        rule = {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),COUNTIF({plan.lists.source(labels)},{cell})>0)"}
    return look, rule | _shown(name, f"{told} {question.help}".strip()) | _refused(name, told)


def drop_down(plan: Plan, labels: tuple[str, ...], title: str, message: str) -> dict[str, Any]:
    """Return a drop-down of labels, with what is shown while its cell is chosen."""
    rule = {"validate": "list", "source": f"={plan.lists.source(labels)}"}
    return rule | _shown(title, message) | _refused(title, plan.said.pick)


def _shown(title: str, message: str) -> dict[str, str]:
    """Return what is shown beside a cell while it is chosen."""
    return {"input_title": _cut(title, _LONGEST_TITLE), "input_message": _cut(message)} if message else {}


def _refused(title: str, message: str) -> dict[str, str]:
    """Return what is shown when something else was written."""
    return {"error_title": _cut(title, _LONGEST_TITLE), "error_message": _cut(message)}


def _cut(text: str, longest: int = _LONGEST_MESSAGE) -> str:
    """Return a text that is short enough, cut between words."""
    clean = cell_text(text)
    return clean if len(clean) <= longest else clean[: longest - 1].rsplit(" ", 1)[0] + "…"


# type -> the look of its box, the words that say what to write, and the rule where no word may stand instead
_MEASURES: Final[dict[QuestionType, tuple[str, str, dict[str, Any]]]] = {
    QuestionType.NUMBER: (
        "box_general",
        "a_number",
        {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15},
    ),
    QuestionType.DATE: ("box_date", "a_date", {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}),
}
