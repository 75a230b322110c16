"""The list of a report's printed numbers for those who clear it: each with its place, its sentence, its base and its rule."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import CivicmapError, Code, Problem, RequestError
from civicmap.framework.reading import reads
from civicmap.framework.words import describe
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.facts import words_of
from civicmap.report.ledger_marks import without_marks
from civicmap.report.listener import Listener
from civicmap.report.markdown import title, write
from civicmap.report.printed import read_printed
from civicmap.report.template import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.report.facts import Report
    from civicmap.report.figure import Chart
    from civicmap.report.ladder import Wording
    from civicmap.report.printed import Printed

Value = str | int | float | bool | None
_PLACE: Final = ("part", "section", "paragraph", "point", "table", "table_number", "row", "column", "figure")
_SOURCE: Final = ("kind", "id", "title", "what", "by", "group", "unit", "base", "among")
_NUMBERS: Final = ("numerator", "denominator", "value", "low", "high")
COLUMNS: Final = ("number", *_PLACE, "printed", *_SOURCE, *_NUMBERS, "rule", "questions", "sentence")
"""The columns of the list; `number` counts its rows."""


def facts_file(
    report: Report, framework: Framework, suffix: str, template: Path | None = None, charts: Sequence[Chart] = ()
) -> bytes:
    """Return the list as a file of a suffix: .xlsx, .csv or .json.

    `framework` gives the rules behind the numbers. Raises RequestError for another suffix, and CivicmapError for a template
    that cannot be listened to, or has another fault.
    """
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="suffix", name=suffix, hint="", known=known))
    return FORMATS[suffix](_rows(framework, printed_numbers(report, template, charts)), report)


def printed_numbers(report: Report, template: Path | None = None, charts: Sequence[Chart] = ()) -> tuple[Printed, ...]:
    """Return every number that the report prints, in the order of the document. Raises CivicmapError as `facts_file` does."""
    listener = Listener(report)
    marked = write(report, template, charts, listener=listener).text
    if without_marks(marked) != write(report, template, charts).text:
        what = "it measures or cuts its own texts, so the numbers in them cannot be told apart"
        how = "print texts whole, or leave out --facts"
        raise CivicmapError(Problem.of(Code.TEMPLATE_FAULT, template.name if template else SHIPPED, what=what, how=how))
    return read_printed(marked, listener.sources, all_tables(report))


def _rows(framework: Framework, printed: Sequence[Printed]) -> list[dict[str, Value]]:
    """Return a row for each printed number."""
    rules = Rules(framework)
    return [
        {
            "number": number,
            **{name: value for name, value in asdict(one.place).items() if name in _PLACE},
            "printed": one.text,
            **{name: getattr(one.source, name) for name in (*_SOURCE, *_NUMBERS)},
            "rule": rules.rule(one.source.id),
            "questions": ", ".join(rules.questions(one.source.id)),
            "sentence": one.sentence,
        }
        for number, one in enumerate(printed, start=1)
    ]


class Rules:
    """What stands behind findings and scores, by their ids; nothing for any other id."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._findings = {finding.id: finding for finding in framework.findings}
        self._nodes = {node.id: node for node in framework.nodes}
        self._rules: dict[str, str] = {}

    def rule(self, id_: str) -> str:
        """Return the rule of a finding or score in words, in the framework's language."""
        if id_ not in self._rules:
            self._rules[id_] = self._rule(id_)
        return self._rules[id_]

    def _rule(self, id_: str) -> str:
        if id_ in self._findings:
            finding = self._findings[id_]
            parts = (("share", finding.share), ("not_in", finding.not_in), ("among", finding.among))
            said = [(name, describe(part, self._framework)) for name, part in parts if part is not None]
            return "; ".join(f"{name}: {text}" for name, text in said)
        if id_ in self._nodes:
            node = self._nodes[id_]
            return f"{node.aggregate.value} of {', '.join(node.children)}"
        return ""

    def questions(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the questions that a finding or score reads."""
        if id_ in self._findings:
            finding = self._findings[id_]
            return reads(finding.share, finding.not_in, finding.among).questions
        if id_ in self._nodes:
            return tuple(question.id for question in self._framework.questions_below(id_) if question.scored)
        return ()


def _xlsx(rows: Sequence[Mapping[str, Value]], report: Report) -> bytes:
    from civicmap.spreadsheet import WHOLE, Sheet, xlsx_bytes  # noqa: PLC0415 - xlsxwriter

    words = words_of(report)
    formats = [WHOLE if name in _WHOLE else "" for name in COLUMNS]
    widths = [_WIDTHS.get(name, 0) for name in COLUMNS]
    cells = [[row[name] for name in COLUMNS] for row in rows]
    sheet = Sheet("facts", COLUMNS, cells, widths, title(report), _about(report, words), formats)
    notes = [[name, words.say(f"facts.{name}")] for name in COLUMNS]
    head = [words.say("facts.head_column"), words.say("facts.head_meaning")]
    about = Sheet("notes", head, notes, (16, 100), words.say("facts.notes"), _about(report, words))
    return xlsx_bytes(
        [sheet, about], {"title": title(report), "author": "civicmap", "comments": "; ".join(report.marks)}
    )


def _about(report: Report, words: Wording) -> str:
    return " ".join([words.say("facts.about", framework=_made_of(report), wave=report.wave), *report.marks])


def _made_of(report: Report) -> str:
    framework = report.framework
    return f"{framework.id} {framework.version} ({framework.sha256})"


def _csv(rows: Sequence[Mapping[str, Value]], report: Report) -> bytes:
    from civicmap.spreadsheet import csv_text  # noqa: PLC0415 - only for this format

    mark = "; ".join(report.marks)
    header = [*COLUMNS, "mark"] if mark else COLUMNS
    return csv_text(header, [[*(row[name] for name in COLUMNS), *([mark] if mark else [])] for row in rows]).encode()


def _json(rows: Sequence[Mapping[str, Value]], report: Report) -> bytes:
    framework = report.framework
    document: dict[str, Any] = {
        "schema_version": 1,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "wave": report.wave,
        "audience": report.audience,
        "synthetic": report.synthetic,
        "language": words_of(report).language,
        "facts": [{name: _plain(name, value) for name, value in row.items()} for row in rows],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _plain(name: str, value: Value) -> Any:
    """Return the questions as a list, what does not apply as None, and any other value as it is."""
    if name == "questions" and isinstance(value, str):
        return value.split(", ") if value else []
    return None if value == "" and name not in _TEXTS else value


_TEXTS: Final = ("printed", "sentence")
_WHOLE: Final = ("number", "paragraph", "table_number", "row", "column", "numerator", "denominator")
_WIDTHS: Final = {"section": 30, "printed": 45, "title": 40, "rule": 60, "questions": 30, "sentence": 60}
FORMATS: Final[dict[str, Callable[[Sequence[Mapping[str, Value]], Report], bytes]]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".json": _json,
}
