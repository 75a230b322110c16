"""The card of an entity as a document: Markdown by a template, and the same in Word and HTML. It is internal."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.model import AnswerState
from civicmap.report import numbers
from civicmap.report.build import marks
from civicmap.report.document import DocumentMeta
from civicmap.report.ladder import wording
from civicmap.report.layout import Layout
from civicmap.report.markdown import said
from civicmap.report.tabulate import NONE, Column, make_table, points
from civicmap.report.template import render_template
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.framework.types import Framework
    from civicmap.measure.card import Card, Line, Raise
    from civicmap.model import Survey
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table

TEMPLATE: Final = "card.md.j2"
_WHY: Final = (  # as the scores say it, in English
    (re.compile(r"(\d+) of (\d+) answers given; ([\d.]+) per cent needed"), "card.why_answers"),
    (re.compile(r"(\d+) of (\d+) questions apply; ([\d.]+) per cent needed"), "card.why_apply"),
    (re.compile("no question applies"), "card.why_none_applies"),
    (re.compile("no answer earns points"), "card.why_no_points"),
    (re.compile("no answer given"), "card.why_no_answer"),
)
_STATES: Final = (*(state.name.lower().replace("_", " ") for state in AnswerState), "no option", "given")
_MOST: Final = 5
"""Lines of what is weakest, and of what would raise it: the card is one page."""


def card_document(card: Card, survey: Survey, framework: Framework, format: str, language: str = "en") -> bytes:  # noqa: A002 - the word users type
    """Return a card in a format: md, docx or html. Raises RequestError for another one."""
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=known))
    words = wording(language)
    name = card.entity.name if card.entity.name in ("", card.entity.id) else f"{card.entity.name} ({card.entity.id})"
    title = words.say("card.title", entity=name or card.entity.id, wave=survey.wave)
    marked = marks("internal", synthetic=survey.synthetic, words=words)
    layout = Layout(tuple(_tables(card, words)), words)
    names: dict[str, Any] = {
        "title": title,
        "card": card,
        "framework": framework,
        "has": layout.has,
        "table": layout.table,
        "say": partial(said, words),
    }
    text = layout.finish(render_template(templates() / TEMPLATE, names, {}, style=words.numbers), title, marked)
    return FORMATS[format](text, DocumentMeta(title, framework.title, words.language, marks=marked, compact=True))


def _tables(card: Card, words: Wording) -> Iterator[Table]:
    """Yield the tables of a card; those that would be empty are left out."""
    say = words.say
    caption = say("card.scores_caption") if card.kind is None else say("card.scores_kind_caption", value=card.kind)
    notes = [
        *_reasons(card, words),
        say("card.scores_note", bases="; ".join(_base(line, words) for line in card.lines)),
    ]
    yield make_table("scores", caption, _line_columns(card, words, medians=True), card.lines, notes=notes)
    if card.weakest:
        columns = _line_columns(card, words, medians=False)
        yield make_table("weakest", say("card.weakest_caption"), columns, card.weakest[:_MOST])
    if card.raises:
        raises = card.raises[:_MOST]
        yield make_table(
            "raises", say("card.raises_caption"), _raise_columns(words), raises, notes=[say("card.raises_note")]
        )


def _base(line: Line, words: Wording) -> str:
    """Return how many rated entities stand behind the means of a line."""
    rated = numbers.figure(line.everyone.rated, style=words.numbers)
    if line.kind is None:
        return words.say("card.base", title=line.node.title, rated=rated)
    kind = numbers.figure(line.kind.rated, style=words.numbers)
    return words.say("card.base_kind", title=line.node.title, rated=rated, kind=kind)


def _line_columns(card: Card, words: Wording, *, medians: bool) -> list[Column[Line]]:
    """Return the columns of scores: the entity's, those of its kind where it has one, and those of all."""

    def column(key: str, show: Callable[[Line], float | None]) -> Column[Line]:
        return Column(words.say(key), lambda line: points(show(line), words), ())

    kinds = [column("card.kind_mean", lambda line: line.kind.mean if line.kind else None)]
    everyone = [column("card.all_mean", lambda line: line.everyone.mean)]
    if medians:
        kinds.append(column("card.kind_median", lambda line: line.kind.median if line.kind else None))
        everyone.append(column("card.all_median", lambda line: line.everyone.median))
    return [
        Column(words.say("card.of"), lambda line: line.node.title, (), width=4, right=False),
        column("column.score", lambda line: line.score),
        Column(words.say("card.range"), lambda line: _span(line, words), (), width=2),
        Column(words.say("card.coverage"), lambda line: _part(line.coverage, words), ()),
        Column(words.say("card.band"), lambda line: _band(line, words), (), width=2, right=False),
        *(kinds if card.kind is not None else []),
        *everyone,
    ]


def _span(line: Line, words: Wording) -> str:
    if line.low is None or line.high is None:
        return NONE
    return f"{points(line.low, words)}{numbers.RANGE}{points(line.high, words)}"


def _part(value: float | None, words: Wording) -> str:
    return NONE if value is None else numbers.percent(value, style=words.numbers)


def _band(line: Line, words: Wording) -> str:
    """Return a line's band, or that it is not rated."""
    return words.say("card.not_rated") if line.why is not None else line.band or NONE


def _reasons(card: Card, words: Wording) -> list[str]:
    """Return why some lines are not rated, as a note; none where all are."""
    why = [f"{one.node.title}: {_why(one.why, words)}" for one in card.lines if one.why is not None]
    return [words.say("card.reasons", reasons="; ".join(why))] if why else []


def _why(why: str, words: Wording) -> str:
    """Return in the card's language why a score is not rated; the titles of what else is not rated stand as they are."""
    for form, key in _WHY:
        found = form.fullmatch(why)
        if found is not None:
            given, of, needed = (*found.groups(), "", "", "0")[:3]
            share = Fraction(needed) / 100
            digits = 0 if (share * 100).denominator == 1 else 1
            said = numbers.per_cent(share, digits, style=words.numbers)
            facts = {"given": given, "of": of, "needed": said} if found.groups() else {}
            return words.say(key, **facts)
    return why.removeprefix("not rated: ")


def _answer(text: str, words: Wording) -> str:
    """Return an answer as it was read; what is no answer, by the name that it has in the card's language."""
    key = f"card.state.{text.replace(' ', '_')}"
    return words.say(key) if text in _STATES and words.has(key) else text


def _raise_columns(words: Wording) -> list[Column[Raise]]:
    """Return the columns of what would raise a pillar."""

    def column(key: str, show: Callable[[Raise], float]) -> Column[Raise]:
        return Column(words.say(key), lambda one: points(show(one), words), ())

    return [
        Column(words.say("column.pillar"), lambda one: one.pillar.title, (), width=2, right=False),
        Column(words.say("card.question"), _asked, (), width=5, right=False),
        Column(words.say("card.answer"), lambda one: _answer(one.answer, words), (), width=3, right=False),
        column("card.points", lambda one: one.points),
        column("card.best", lambda one: one.best),
        column("card.gain", lambda one: one.gain),
    ]


def _asked(one: Raise) -> str:
    """Return the question in words, and of which instance it was asked."""
    text = one.question.title or one.question.text
    return f"{text} ({one.instance})" if one.instance else text


def _md(text: str, _meta: DocumentMeta) -> bytes:
    return text.encode()


def _docx(text: str, meta: DocumentMeta) -> bytes:
    from civicmap.report.docx import to_docx  # noqa: PLC0415 - python-docx, only for this format

    return to_docx(text, meta)


def _html(text: str, meta: DocumentMeta) -> bytes:
    from civicmap.report.html import to_html  # noqa: PLC0415 - markdown-it, only for this format

    return to_html(text, meta)


FORMATS: Final[dict[str, Callable[[str, DocumentMeta], bytes]]] = {"md": _md, "docx": _docx, "html": _html}
