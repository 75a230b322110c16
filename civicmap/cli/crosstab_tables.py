"""Crosstabs laid out as rows and as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from civicmap.cli.gaps_tables import (
    AUDIENCE,
    base_words,
    bases_json,
    counts_json,
    ends,
    group_json,
    interval_json,
    share_text,
    span_json,
    span_text,
    unweighted_text,
)
from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope, marks
from civicmap.cli.tests_tables import COLUMNS, Tested, test_json, test_values, tests_listing
from civicmap.cli.weighting import WEIGHTED_COLUMNS, weighted_json, weighted_values, weights_json, weights_notes
from civicmap.framework.types import QuestionType, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.framework.types import Framework
    from civicmap.measure.results import CrossCell
    from civicmap.measure.weighting import Weights

_COMPACT = (
    Heading("Question"),
    Heading("Answer"),
    Heading("Group"),
    Heading("Count", right=True),
    Heading("of", right=True),
    Heading("Share", right=True),
    Heading("Across", right=True),
    Heading("95%", right=True),
)
_FULL = tuple(
    Heading(title)
    for title in (
        *("question", "answer", "label", "is_state", "by", "value", "base", "numerator", "denominator", "share"),
        *("interval_low", "interval_high", "method", "interval_why"),
        *("frame", "respondents", "applicable", "given", "answered"),
        *("answer_total", "share_across", *COLUMNS, "test_why", "base_words"),
    )
)


def listing(session: Session, cells: Sequence[CrossCell], weights: Weights | None = None, *, compact: bool) -> Listing:
    """Return the cells of a crosstab as a listing; `compact` is for people: rounded, and without rows of nobody."""

    def document() -> dict[str, Any]:  # large, and for one format only
        found = [_json(cell, session.framework) for cell in cells]
        return envelope(session, AUDIENCE, findings=found, **weights_json(weights))

    said = marks(session, AUDIENCE)
    if not compact:
        headings, rows = list(_FULL), [_full(cell) for cell in cells]
        if weights is not None:
            headings += [Heading(title) for title in WEIGHTED_COLUMNS[:-1]]
            rows = [[*row, *weighted_values(cell.weighted)[:-1]] for row, cell in zip(rows, cells, strict=True)]
        return Listing(headings, rows, document, marks=said)
    divided = any(cell.group.by for cell in cells)
    occurring = {(cell.question, cell.answer) for cell in cells if cell.numerator or not cell.is_state}
    shown = [cell for cell in cells if (cell.question, cell.answer) in occurring]
    before = [None, *shown]
    rows = [_row(last, cell, divided=divided) for last, cell in zip(before, shown, strict=False)]
    headings = [heading for heading in _COMPACT if divided or heading.title not in ("Group", "Across")]
    if weights is not None:
        headings.append(Heading("Plain", right=True))
        rows = [[*row, unweighted_text(cell)] for row, cell in zip(rows, shown, strict=True)]
    notes = [*_notes(cells, divided=divided), *weights_notes(weights)]
    return Listing(headings, rows, document, marks=said, notes=notes, after=_tests(cells, session.framework))


def _notes(cells: Sequence[CrossCell], *, divided: bool) -> list[str]:
    """Say what each share is a share of."""
    if not cells:
        return ["There is nothing to count."]
    base = cells[0].base
    notes = [f"Share: of the base {base} ({base_words(Unit.ENTITY, base)}), within the group; states have none."]
    return [*notes, "Across: of all who gave the answer, the part in this group."] if divided else notes


def _tests(cells: Sequence[CrossCell], framework: Framework) -> list[Listing]:
    """Return the tests between groups as a table of their own: one a question, or one an option ticked among several."""
    labels = {cell.group.value: cell.group.label for cell in cells}
    tested: dict[tuple[str, str], Tested] = {}
    for cell in cells:
        for test in cell.tests:
            key = (cell.question, cell.answer)
            alone = framework.question(cell.question).type is QuestionType.MULTI
            if alone or len(test.differences) == 1:
                again = not alone and any(place[0] == cell.question and place != key for place in tested)
                title = cell.label if again else f"{cell.question}: {cell.label}"
                tested.setdefault(key, Tested(title, test, again))
            else:  # a row for each group and answer would be the table again
                tested.setdefault((cell.question, ""), Tested(cell.question, replace(test, differences=())))
    made = tests_listing(list(tested.values()), labels)
    return [] if made is None else [made]


def _row(last: CrossCell | None, cell: CrossCell, *, divided: bool) -> list[Value]:
    """Return a row for people; question and answer are named once."""
    same = last is not None and last.question == cell.question
    again = same and last is not None and last.answer == cell.answer
    row: list[Value] = [
        "" if same else cell.question,
        "" if again else f"({cell.label})" if cell.is_state else cell.label,
        cell.group.label or "everyone",
        cell.numerator,
        None if cell.is_state else cell.denominator,
        "" if cell.is_state else share_text(cell.share),
        "" if cell.group.by is None else share_text(cell.across),
        "" if cell.is_state else span_text(cell.interval),
    ]
    return row if divided else [*row[:2], *row[3:6], *row[7:]]


def _full(cell: CrossCell) -> list[Value]:
    """Return a cell as a row with a column for each number."""
    of = cell.bases
    return [
        *(cell.question, cell.answer, cell.label, cell.is_state, cell.group.by, cell.group.value, cell.base.value),
        *(cell.numerator, cell.denominator, cell.share),
        *(*ends(cell.interval), cell.method, cell.interval_why),
        *(of.frame, of.respondents, of.applicable, of.given, of.answered),
        *(cell.total, cell.across, *test_values(cell.tests), base_words(Unit.ENTITY, cell.base)),
    ]


def _json(cell: CrossCell, framework: Framework) -> dict[str, Any]:
    """Return a cell as its JSON object: that of a finding about one answer, without benchmark and phrase."""
    question = framework.question(cell.question)
    return {
        "id": cell.question,
        "pillar": framework.pillar_of(cell.question),
        "title": question.title,
        "question": cell.question,
        "answer": cell.answer,
        "label": cell.label,
        "is_state": cell.is_state,
        "group": group_json(cell.group),
        "unit": "entity",
        "base": cell.base.value,
        "base_words": base_words(Unit.ENTITY, cell.base),
        "among": None,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "share": cell.share,
        "gap": None,
        "gap_why": "an answer is counted; who lacks it is a question for a finding",
        "interval": interval_json(cell.interval, cell.method),
        "interval_why": cell.interval_why,
        "bounds": {"item": span_json(cell.item_bounds), "frame": span_json(cell.frame_bounds)},
        "bases": bases_json(cell.bases),
        "counts": counts_json(cell.counts),
        "suppressed": cell.suppressed,
        "across": {"numerator": cell.numerator, "denominator": cell.total, "share": cell.across},
        **({"tests": [test_json(test) for test in cell.tests]} if cell.tests else {}),
    } | weighted_json(cell)
