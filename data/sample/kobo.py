"""The first wave as a KoboToolbox export in labels, with the form that it was asked with, and the mess that such exports hold.

What is wrong with it on purpose: two versions of the form (the older had one question under another header), an option that
is in no version (its cell stands beyond the header), a submission sent twice, one that the reviewers did not approve, and a
line without anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.survey.forms.form import FormType, around
from civicmap.survey.forms.questionnaire import form_of
from civicmap.survey.forms.xlsform_write import xlsform_bytes
from civicmap.survey.synthetic.cells import JOINT, MARK_COLUMN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework
    from civicmap.survey.forms.form import Form, FormQuestion

EXPORT: Final = "kobo_export.csv"
FORM: Final = "kobo_form.xlsx"
MOVED: Final = "un_pillar"  # under its bare name in the older version
STRAY: Final = ("info_channels", "Carrier pigeons")  # in no version of the form
STRAY_ROW, TWICE, REJECTED, BLANK = 11, 23, 37, 50
_LANGUAGE: Final = "en"
_METADATA: Final = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
                    "__version__", "_tags", "_index")  # fmt: skip

Row = dict[str, str]


def kobo_files(framework: Framework, rows: Sequence[Row]) -> dict[str, bytes]:
    """Return the export and the form, by name. `rows` hold each question's cell as labels joined by `JOINT`."""
    form = form_of(framework)
    columns = [column for question in form.questions for column in _columns(form, framework, question)]
    header = ["start", "end", *(title for title, _ in columns), MARK_COLUMN, MOVED, *_METADATA]
    lines = [_line(columns, row, place) for place, row in enumerate(rows)]
    lines[STRAY_ROW].append("1")
    lines[REJECTED][header.index("_validation_status")] = "Not approved"
    lines.append(list(lines[TWICE]))
    lines.insert(BLANK, [""] * len(header))
    return {EXPORT: _csv([header, *lines]), FORM: xlsform_bytes(form)}


def _columns(form: Form, framework: Framework, question: FormQuestion) -> list[tuple[str, tuple[str, str | None]]]:
    """Return (header, (question, option)) of each column that a question has; a multiple choice has several."""
    groups = [group.labels[_LANGUAGE] for group in around(question, form.by_path())]
    header = "/".join([*groups, question.labels[_LANGUAGE]])
    asked = next((one for one in framework.questions if one.id == question.name), None)
    found: list[tuple[str, tuple[str, str | None]]] = [(header, (question.name, None))]
    if asked is not None and question.type is FormType.SELECT_MULTIPLE:
        found += [(f"{header}/{answer.label}", (question.name, answer.label)) for answer in asked.answers]
    return found


def _line(columns: Sequence[tuple[str, tuple[str, str | None]]], row: Mapping[str, str], place: int) -> list[str]:
    """Return one submission. Every third came in while the older version was in use."""
    older = place % 3 == 0
    several = {question for _, (question, option) in columns if option is not None}
    cells = [_cell(row, question, option, several=question in several) for _, (question, option) in columns]
    moved = next(at for at, (_, (question, _)) in enumerate(columns) if question == MOVED)
    old_cell = cells[moved] if older else ""
    cells[moved] = "" if older else cells[moved]
    if place == STRAY_ROW:
        summary = next(at for at, (_, target) in enumerate(columns) if target == (STRAY[0], None))
        cells[summary] = f"{cells[summary]} {STRAY[1]}".strip()
    day = f"2019-05-{1 + place % 28:02d}T09:00:00.000+00:00"
    meta = [str(7000 + place), f"uuid-{place:04d}", day[:19], "", "", "submitted_via_web", "", "v1" if older else "v2", "", str(place + 1)]  # fmt: skip
    return [day, day, *cells, "yes", old_cell, *meta]


def _cell(row: Mapping[str, str], question: str, option: str | None, *, several: bool) -> str:
    """Return a cell: a label, labels with a space between them, or whether an option was ticked."""
    chosen = row.get(question, "")
    if option is None:
        return chosen.replace(JOINT, " ") if several else chosen
    if not chosen:
        return ""
    return "1" if option in chosen.split(JOINT) else "0"


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as KoboToolbox writes them: semicolons, every cell in quotes, no mark at the beginning."""
    return "".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows).encode()
