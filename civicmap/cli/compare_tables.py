"""Changes between two waves laid out for people, and as flat rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.cli.bars import AFTER, BEFORE, SAME, change_bar
from civicmap.cli.compare_json import document
from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import Session, marks
from civicmap.measure.change_results import Grade
from civicmap.measure.change_rows import FINDINGS, SCORES, finding_row, score_row
from civicmap.report import numbers
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.cli.output import Value
    from civicmap.measure.change_results import Changes, FindingChange, NodeChange, Panel, ScoreChange

AUDIENCE: Final = "internal"
_COMPACT: Final = (
    Heading("Finding"),
    Heading("Group"),
    Heading("In both waves"),
    Heading("95%", right=True),
    Heading("p", right=True),
    Heading("Everyone", right=True),
)
_SCORES: Final = (
    Heading("Entity"),
    Heading("Score of"),
    Heading("Before", right=True),
    Heading("After", right=True),
    Heading("Change", right=True),
    Heading("Band"),
)
_HOW: Final = (
    "In brackets the base. In both waves: who is in the base of both. 95%: the change's interval in percentage points "
    f"(Newcombe, pairs); none where the base is under {SMALL_BASE}. p: McNemar, mid-p, for this finding alone."
)
_NOTES: Final = (
    _HOW,
    "Everyone: of each wave's own base; who came and who left is in it.",
    "* A question is comparable and not exact: a part of the change may be its wording.",
)


def listing(before: Session, after: Session, changes: Changes, *, scores: bool, compact: bool) -> Listing:
    """Return changes as a listing: findings, or with `scores` the entities; `compact` is for people. JSON has both."""
    synthetic = before.survey.synthetic or after.survey.synthetic
    session = Session(replace(after.survey, synthetic=synthetic), after.framework)
    said, made = marks(session, AUDIENCE), document(before, session, changes, AUDIENCE)
    notes = [_who(changes), *_moved(changes)] if compact else []
    if scores:
        headings = _SCORES if compact else tuple(map(Heading, SCORES))
        rows = list(_score_rows(after, changes)) if compact else [score_row(one) for one in changes.scores.entities]
        return Listing(headings, rows, made, marks=said, notes=[*notes, *_pillars(changes)] if compact else [])
    if not compact:
        return Listing(tuple(map(Heading, FINDINGS)), [finding_row(one) for one in changes.findings], made, marks=said)
    divided = any(change.group.by for change in changes.findings)
    headings = tuple(heading for heading in _COMPACT if divided or heading.title != "Group")
    rows = [_finding_row(change, divided=divided) for change in changes.findings]
    notes = [*notes, *_NOTES, *_refused(changes), *_pillars(changes, everyone=True)]
    brief = [_with_bar(row, change) for row, change in zip(rows, changes.findings, strict=True)]
    key = f"Tracks, from nobody to everyone: {BEFORE} the earlier share, {AFTER} the later one, {SAME} both."
    return Listing(headings, rows, made, marks=said, notes=notes, brief=brief, picture=[key])


def _with_bar(row: tuple[Value, ...], change: FindingChange) -> tuple[Value, ...]:
    """Return a row with both shares of everyone on a track below the finding's title; none where no trend is drawn."""
    one, of_all = change.everyone, change.grade is not Grade.NOT_COMPARABLE
    before = _part(one.before_numerator, one.before_denominator)
    bar = change_bar(before, _part(one.after_numerator, one.after_denominator)) if of_all else ""
    return (f"{row[0]}\n{bar}", *row[1:]) if bar else row


def _part(x: int | None, n: int | None) -> float | None:
    return x / n if x is not None and n else None


def _finding_row(change: FindingChange, *, divided: bool) -> tuple[Value, ...]:
    """Return a finding as a row for people. Who may say "rose" and "fell" is rule R7.6."""
    star = "*" if change.grade is Grade.COMPARABLE else ""
    everyone = change.everyone
    spread = (
        (everyone.before_numerator, everyone.before_denominator),
        (everyone.after_numerator, everyone.after_denominator),
    )
    row: tuple[Value, ...] = (
        f"{change.finding.title}{star} ({change.base})",
        change.group.label or change.group.value or "everyone",
        sentence(change.panel, change.grade),
        _interval(change.panel),
        "–" if change.panel.mcnemar_midp is None else probability(change.panel.mcnemar_midp),
        " → ".join(_of(*share) for share in spread),
    )
    return row if divided else (row[0], *row[2:])


def sentence(panel: Panel, grade: Grade) -> str:
    """Say in words what the panel did, in counts alone: they are true on a base of any size."""
    if grade is Grade.NOT_COMPARABLE:
        return "not comparable"
    if panel.n is None or panel.yes_no is None or panel.no_yes is None or panel.yes_yes is None:
        return "no panel"
    if not panel.n:
        return "nobody in both"
    one, two = panel.yes_yes + panel.yes_no, panel.yes_yes + panel.no_yes
    if one == two:
        return f"stayed at {one} of {panel.n}"
    return f"{'rose' if two > one else 'fell'} from {one} to {two} of {panel.n}"


def probability(p: float) -> str:
    """Show a p value to people."""
    return "<0.001" if p < 0.001 else numbers.figure(p, 3)


def _interval(panel: Panel) -> str:
    """Show a change's interval in percentage points; a small base is told in counts (rule R7.5)."""
    if panel.interval is None or panel.n is None or panel.n < SMALL_BASE:
        return "–"
    low, high = (numbers.figure(100 * limit, sign=True) for limit in panel.interval)
    return f"{low} to {high}"


def _of(x: int | None, n: int | None) -> str:
    return "–" if x is None or not n else f"{x}/{n}"


def _who(changes: Changes) -> str:
    """Say how many of each kind there are."""
    count = changes.responding
    nobody = "" if count.both else " Check that both waves name their entities, and alike: they are matched by id."
    return (
        f"{count.before} entities responded in wave {changes.before} and {count.after} in wave {changes.after}: "
        f"{count.both} in both, {count.entrants} in the later only, {count.leavers} in the earlier only." + nobody
    )


def _moved(changes: Changes) -> list[str]:
    """Say whose successor is in the later wave; they are no pairs, for a successor is another entity."""
    if not changes.moved:
        return []
    pairs = ", ".join(f"{move.entity.id} (now {move.successor.id})" for move in changes.moved)
    return [f"Left, with a successor in the later wave: {pairs}. They count as leavers and entrants."]


def _refused(changes: Changes) -> list[str]:
    """Say why no trend is drawn, once for each reason."""
    reasons: dict[str, None] = {}
    for change in changes.findings:
        if change.grade is Grade.NOT_COMPARABLE:
            reasons |= dict.fromkeys(change.why)
    return [f"Not comparable, no trend: {'; '.join(reasons)}."] if reasons else []


def _pillars(changes: Changes, *, everyone: bool = False) -> list[str]:
    """Return a line for each pillar and group, or for everyone alone."""
    told = [change for change in changes.scores.summary if change.group.by is None or not everyone]
    return [f"{label}: {text}" for label, text in map(_pillar, told)]


def _pillar(change: NodeChange) -> tuple[str, str]:
    label = change.node.title if change.group.by is None else f"{change.node.title}, {change.group.label}"
    if change.n is None:
        return label, f"scores are not comparable ({'; '.join(change.why)})"
    if change.change is None:
        return label, "no entity is rated in both waves"
    said = (
        f"mean score {numbers.score(change.before or 0)} to {numbers.score(change.after or 0)} over {change.n} rated in "
        f"both; {change.rose} rose, {change.fell} fell, {change.same} the same"
    )
    bands = change.bands
    return label, said if bands is None else f"{said}; bands: {bands['up']} up, {bands['down']} down"


def _score_rows(session: Session, changes: Changes) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each entity and node; the entity is named once."""
    last = ""
    for change in changes.scores.entities:
        entity = change.entity
        name = entity.id if entity.name in ("", entity.id) else f"{entity.id} {entity.name}"
        title = session.framework.node(change.node).title if _has(session, change.node) else change.node
        yield (
            "" if entity.id == last else name,
            title,
            *("–" if score is None else numbers.score(score) for score in (change.before, change.after)),
            "–" if change.change is None else numbers.figure(change.change, 1, sign=True),
            change.why or _bands(change),
        )
        last = entity.id


def _has(session: Session, node: str) -> bool:
    return any(one.id == node for one in session.framework.nodes)


def _bands(change: ScoreChange) -> str:
    one, two = change.before_band or "–", change.after_band or "–"
    return one if one == two else f"{one} → {two}"
