"""From facts to Markdown, by a template. What every report must say is put in here, where no template can leave it out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.report import numbers, sentences
from civicmap.report.catalogue.comparisons import judgement
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.catalogue.names import group_name
from civicmap.report.catalogue.practices import reported_words
from civicmap.report.escape import Markdown
from civicmap.report.facts import words_of
from civicmap.report.highlights import highlights
from civicmap.report.layout import Layout, points
from civicmap.report.phrase import base_name, claim_of, reading, say, say_again, share_in_words
from civicmap.report.template import SHIPPED, printed, render_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from civicmap.report.facts import FindingFact, Report
    from civicmap.report.figure import Chart
    from civicmap.report.follow_up.facts import RecommendationFact
    from civicmap.report.ladder import Wording
    from civicmap.report.listener import Listener


class Written(NamedTuple):
    """A report as Markdown, and the figures that it prints."""

    text: str
    figures: tuple[str, ...]


_MOST_STANDINGS: Final = 2  # findings of a recommendation in a sentence; a table has them all


def to_markdown(report: Report, template: Path | None = None) -> str:
    """Return a report as Markdown without figures. Raises CivicmapError for a fault of the template, by file and line."""
    return write(report, template).text


def write(
    report: Report,
    template: Path | None = None,
    charts: Sequence[Chart] = (),
    folder: str = "figures",
    listener: Listener | None = None,
    kept: Path | None = None,
) -> Written:
    """Return a report as Markdown with figures, which lie in a folder beside it. Raises CivicmapError as above.

    A listener hears every number that is printed, and leaves marks in the text. `kept` is a folder for what templates are
    compiled to.
    """
    tables = all_tables(report)
    report = report if listener is None else listener.facts(report)
    words = words_of(report)
    layout = Layout(tables, words, charts, folder)
    names, filters = _names(report, words, layout), _filters(report, words, layout)
    if listener is None:
        text = render_template(template, names, filters, _TESTS, words.numbers, kept=kept)
    else:
        names, filters = listener.names(names), listener.filters(filters)
        text = render_template(template, names, filters, _TESTS, words.numbers, listener.print, kept)
    try:
        return Written(layout.finish(text, title(report), report.marks), layout.figures)
    except KeyError as fault:
        name = template.name if template else SHIPPED
        what = f"it refers to {fault.args[0]!r}, which it does not print"
        how = "print it, or ask has(...) or has_figure(...) before referring to it"
        raise CivicmapError(Problem.of(Code.TEMPLATE_FAULT, name, what=what, how=how)) from None


def title(report: Report) -> str:
    """Return the title of a report."""
    return words_of(report).say("title", framework=report.framework.title, wave=report.wave)


def _names(report: Report, words: Wording, layout: Layout) -> dict[str, Any]:
    """Return what a template may name."""
    return {
        "report": report,
        "title": title(report),
        "highlights": highlights(report),
        "has": layout.has,
        "table": layout.table,
        "number_of": layout.reference,
        "see": layout.see,
        "has_figure": layout.has_figure,
        "figure": layout.figure,
        "figures": layout.figures_of,
        "see_figure": layout.see_figure,
        "see_paragraph": layout.see_paragraph,
        "say": partial(said, words),
    }


def _filters(report: Report, words: Wording, layout: Layout) -> dict[str, Callable[..., Any]]:
    """Return how a template may print facts; `docs/reference/template.md` lists them."""
    sample, document = report.framework.sample, report.framework.source

    def claimed(finding: FindingFact) -> str:
        return say(claim_of(finding, finding.everyone, sample=sample), words)

    def lacking(finding: FindingFact) -> str:
        return say_again(finding.everyone.gap_numerator, finding.everyone.denominator, words)

    def standing(recommendation: RecommendationFact) -> str:
        told = {one.id for one in recommendation.counted}
        parts = [
            words.say("recommendations.standing", title=finding.title, share=claimed(finding))
            for finding in report.findings
            if finding.id in told
        ]
        beyond = len(parts) - _MOST_STANDINGS
        more = [words.say("recommendations.more", count=beyond)] if beyond > 0 else []
        return sentences.listed([*parts[:_MOST_STANDINGS], *more], words)

    return {
        "paragraph": layout.paragraph,
        "points": points,
        "share": claimed,
        "lack": lacking,
        "base": lambda finding: base_name(claim_of(finding, finding.everyone), words),
        "beside": lambda finding: sentences.beside(finding.everyone.counts, words),
        "reading": lambda finding: reading(finding.benchmark, words),
        "judged": lambda finding: words.say(judgement(finding.everyone, synthetic=report.synthetic)),
        "cite": lambda sources: sentences.cite(sources, document, words),
        "cited": lambda one: sentences.cite((one.paragraph,), one.document, words),
        "stands": standing,
        "reported": lambda practices: reported_words(practices, words),
        "bands": lambda scores: sentences.in_bands(scores, words),
        "in_groups": lambda finding: sentences.in_groups(finding, words),
        "lower_first": sentences.lower_first,
        "cut": lambda fraction: sentences.cut(fraction, words),
        "band_cuts": lambda cuts: sentences.band_cuts(cuts, words),
        "treatment": lambda rule: sentences.treatment(rule, words),
        "method": lambda name: words.say(f"method.{name}"),
        "group": lambda key: group_name(key, words),
        "listed": lambda parts: sentences.listed(list(parts), words),
        "exactly": partial(share_in_words, words=words),
        "words": words.count,
        "counted": partial(_counted, words),
        "capital": numbers.capital,
        "figure": partial(numbers.figure, style=words.numbers),
        "score": partial(numbers.score, style=words.numbers),
        "per_cent": partial(numbers.per_cent, style=words.numbers),
    }


def said(words: Wording, key: str, /, **facts: Any) -> Markdown:
    """Return a text of the wording file with its facts in place. The text is Markdown; the facts are escaped."""
    told = {name: fact if _is_count(fact) else printed(fact, style=words.numbers) for name, fact in facts.items()}
    return Markdown(words.say(key, **told))


def _is_count(fact: object) -> bool:
    return isinstance(fact, int) and not isinstance(fact, bool)


_TESTS: Final[dict[str, Callable[..., bool]]] = {"differs": sentences.differs, "moved": sentences.moved}
"""What a template may ask of facts: `select("differs")`."""


def _counted(words: Wording, number: int, noun: str, many: str | None = None) -> str:
    """Return a count with a noun of the wording file, or with a template's own words for one and for more."""
    if many is None:
        return words.say(f"noun.{noun}", count=number)
    return numbers.plural(number, noun, many, style=words.numbers)
