"""The sheets of a return workbook beside the answers: what to read first, policies, lists, and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.spreadsheet import cell_text
from civicmap.survey.returns.answers import UNLOCKED_LOOKS, footer
from civicmap.survey.returns.heights import height
from civicmap.survey.returns.plan import LISTS_MARK, facts
from civicmap.survey.returns.style import A4
from civicmap.survey.returns.words import right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.model import Policy
    from civicmap.survey.returns.plan import Plan
    from civicmap.survey.returns.style import Styles

POLICY_COLUMNS: Final = (("topic", 44), ("title", 50), ("year", 8), ("link", 40), ("public", 10), ("own", 14))
_YEAR: Final = 2  # its place
POLICY_HEADER: Final = 3  # 0-based row
_POLICY_ROWS: Final = 40
_POLICY_HEIGHT: Final = 18.0
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_TEXT_WIDTH: Final = 92
_AIR: Final = 3  # points between steps


def write_read_me(plan: Plan, page: Any, styles: Styles) -> None:
    """Write the page to read first: one column of texts, with the number of each step beside it."""
    page.set_column(0, 0, 4)
    page.set_column(1, 1, _TEXT_WIDTH)
    for row, (number, text, style) in enumerate(_read_me(plan)):
        if number:
            page.write_string(row, 0, number, styles["step"])
        if text:
            page.write_string(row, 1, cell_text(text), styles[style])
            page.set_row(row, height([(text, style, _TEXT_WIDTH)]) + _AIR)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    _lock(plan, page)


def _read_me(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield the lines: a number or "", a text, and its style."""
    said = plan.said
    names = {"answers": said.answers, "policies": said.policies}
    yield "", said.heading, "title"
    yield "", f"{plan.entity.name} ({plan.entity.id})", "fact"
    if plan.synthetic:
        yield "", said.synthetic, "warn"
    yield "", said.purpose.format(count=plan.count, title=plan.spoken.title, name=plan.entity.name), "wrap"
    yield "", "", "plain"
    yield "", said.how, "heading"
    for number, step in enumerate(said.steps, start=1):
        yield f"{number}.", step.format(**names), "wrap"
    if plan.previous is not None:
        yield from (("", "", "plain"), ("", said.last, "heading"))
        yield "", said.with_last.format(wave=plan.previous.wave, checked=said.checked), "wrap"
    if plan.spoken.instances is not None:
        yield "•", said.instances, "wrap"
    yield from (("", "", "plain"), ("", said.good, "heading"))
    yield from (("•", note, "wrap") for note in said.notes)
    if plan.offers:
        yield from (("", "", "plain"), ("", said.some_answers, "heading"))
        yield from (("•", offer, "wrap") for offer in plan.offers)


def write_policies(plan: Plan, page: Any, styles: Styles) -> None:
    """Write the list of policies, with those of last time."""
    said = plan.said
    page.write_string(0, 0, cell_text(f"{said.policies}{said.colon}{plan.entity.name}"), styles["title"])
    page.merge_range(1, 0, 1, len(POLICY_COLUMNS) - 1, said.policy_hint, styles["wrap"])
    page.set_row(0, 22)
    page.set_row(1, height([(said.policy_hint, "wrap", sum(width for _, width in POLICY_COLUMNS))]))
    if plan.synthetic:
        page.write_string(2, 0, said.synthetic, styles["warn"])
    for place, (name, width) in enumerate(POLICY_COLUMNS):
        page.set_column(place, place, width)
        page.write_string(POLICY_HEADER, place, getattr(said, name), styles["header"])
    listed = plan.previous.policies if plan.previous else ()
    first, last = POLICY_HEADER + 1, POLICY_HEADER + _POLICY_ROWS + len(listed)
    for row in range(first, last + 1):
        page.set_row(row, _POLICY_HEIGHT)
        policy = listed[row - first] if row - first < len(listed) else None
        for place, text in enumerate(_policy(plan, policy)):
            year = place == _YEAR
            style = styles["box_general" if year else "box"]
            if year and text:
                page.write_number(row, place, int(text), style)
            elif text:
                page.write_string(row, place, cell_text(text), style)
            else:
                page.write_blank(row, place, None, style)
    _check_policies(plan, page, first, last)
    page.freeze_panes(first, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(POLICY_HEADER)
    _lock(plan, page, insert_rows=True)


def _policy(plan: Plan, policy: Policy | None) -> tuple[str, ...]:
    """Return the cells of a policy, empty ones for none."""
    if policy is None:
        return ("",) * len(POLICY_COLUMNS)
    titles = {node.id: node.title for node in plan.spoken.nodes}
    truth = {None: "", True: plan.said.yes, False: plan.said.no}
    year = "" if policy.year is None else str(policy.year)
    topic = titles.get(policy.topic, policy.topic)
    return topic, policy.title, year, policy.link, truth[policy.public], truth[policy.own]


def _check_policies(plan: Plan, page: Any, first: int, last: int) -> None:
    """Say what may be written into the columns of the list."""
    truth = {"validate": "list", "source": f"={plan.lists.source((plan.said.yes, plan.said.no))}"}
    years = {"validate": "integer", "criteria": "between", "minimum": _FIRST_YEAR, "maximum": _LAST_YEAR}
    checks = {"year": years, "public": truth, "own": truth}
    if plan.topics:
        # A topic of one's own may be written over the list.
        checks["topic"] = {"validate": "list", "source": f"={plan.lists.source(plan.topics)}", "show_error": False}
    for place, (name, _) in enumerate(POLICY_COLUMNS):
        if name in checks:
            page.data_validation(first, place, last, place, checks[name])


def write_lists(plan: Plan, page: Any, styles: Styles) -> None:
    """Write the sources of drop-downs, hidden."""
    page.write_string(0, 0, LISTS_MARK, styles["key"])
    for place, labels in enumerate(plan.lists.columns, start=1):
        for row, label in enumerate(labels, start=1):
            page.write_string(row, place, cell_text(label), styles["plain"])
    page.protect()
    page.hide()


def write_facts(plan: Plan, page: Any, styles: Styles) -> None:
    """Write what the workbook says of itself, where no menu shows it."""
    for row, (name, value) in enumerate(facts(plan).items()):
        page.write_string(row, 0, cell_text(name), styles["key"])
        page.write_string(row, 1, cell_text(value), styles["key"])
    page.protect()
    page.very_hidden()


def _lock(plan: Plan, page: Any, **more: bool) -> None:
    page.hide_gridlines(2)
    page.protect("", UNLOCKED_LOOKS | more)
    page.set_footer(footer(plan))
    if right_to_left(plan.spoken.language):
        page.right_to_left()
