"""A form as the sheets of an XLSForm workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.forms.form import SELECTS
from civicmap.survey.forms.languages import language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from civicmap.survey.forms.form import Form, FormGroup, FormQuestion

Cells = dict[str, str]  # column -> text


def xlsform_bytes(form: Form) -> bytes:
    """Return the workbook: the sheets survey, choices and settings."""
    settings = {
        "form_title": form.title,
        "form_id": form.id,
        "version": form.version,
        "default_language": _named(form.default_language),
    }
    choices = [
        {"list_name": name, "name": choice.name, **_texts("label", choice.labels), "offered": choice.offered}
        for name, listed in form.lists.items()
        for choice in listed
    ]
    labels = [_column("label", language) for language in form.languages]
    return xlsx_bytes(
        [
            _sheet("survey", ["type", "name", *labels, *_of("hint", form), "constraint",
                              *_of("constraint_message", form), "relevant", "choice_filter"], _survey(form)),
            _sheet("choices", ["list_name", "name", *labels, "offered"], choices),
            _sheet("settings", list(settings), [settings]),
        ]
    )  # fmt: skip


def _named(language: str) -> str:
    return language_name(language) if language else ""


def _column(name: str, language: str) -> str:
    return f"{name}::{_named(language)}" if language else name


def _of(name: str, form: Form) -> list[str]:
    return [_column(name, language) for language in form.languages]


def _texts(name: str, texts: Mapping[str, str]) -> Cells:
    return {_column(name, language): text for language, text in texts.items()}


def _sheet(name: str, columns: list[str], rows: Iterable[Cells]) -> Sheet:
    """Return a sheet; columns that no row fills are left out, but for the labels."""
    said = list(rows)
    kept = [
        column
        for column in columns
        if column.startswith(("label", "list", "name")) or any(row.get(column) for row in said)
    ]
    return Sheet(name, kept, [[row.get(column, "") for column in kept] for row in said])


def _survey(form: Form) -> Iterable[Cells]:
    """Yield the rows of the survey: questions in their order, groups opened and closed around them."""
    groups = form.by_path()
    open_: tuple[str, ...] = ()
    for question in form.questions:
        shared = 0
        while shared < min(len(open_), len(question.path)) and open_[shared] == question.path[shared]:
            shared += 1
        yield from (_end(groups[open_[:depth]]) for depth in range(len(open_), shared, -1))
        yield from (_begin(groups[question.path[: depth + 1]]) for depth in range(shared, len(question.path)))
        open_ = question.path
        yield _question(question)
    yield from (_end(groups[open_[:depth]]) for depth in range(len(open_), 0, -1))


def _begin(group: FormGroup) -> Cells:
    kind = "begin_repeat" if group.repeats else "begin_group"
    return {"type": kind, "name": group.name, "relevant": group.relevant, **_texts("label", group.labels)}


def _end(group: FormGroup) -> Cells:
    return {"type": "end_repeat" if group.repeats else "end_group", "name": group.name}


def _question(question: FormQuestion) -> Cells:
    listed = f" {question.list_name}" if question.type in SELECTS else ""
    return {
        "type": f"{question.type}{listed}",
        "name": question.name,
        "relevant": question.relevant,
        "constraint": question.constraint,
        "choice_filter": question.choice_filter,
        **_texts("label", question.labels),
        **_texts("hint", question.hints),
        **_texts("constraint_message", question.constraint_messages),
    }
