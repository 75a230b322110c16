"""Changes between two waves as their JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civicmap.cli.gaps_tables import CONFIDENCE, group_json
from civicmap.cli.session import envelope

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.framework.types import Framework
    from civicmap.measure.change_results import (
        Changes,
        Everyone,
        FindingChange,
        NodeChange,
        Others,
        Panel,
        ScoreChange,
    )
    from civicmap.measure.results import Span


def document(before: Session, after: Session, changes: Changes, audience: str) -> dict[str, Any]:
    """Return the whole object; `after` carries the envelope's framework and wave."""
    count = changes.responding
    return envelope(
        after,
        audience,
        waves={"before": _wave(before, count.before), "after": _wave(after, count.after)},
        responding={"both": count.both, "entrants": count.entrants, "leavers": count.leavers},
        findings=[finding_json(change, after.framework) for change in changes.findings],
        scores={
            "entities": [_score(change) for change in changes.scores.entities],
            "summary": [_node(change) for change in changes.scores.summary],
        },
        succeeded=[
            {"entity": move.entity.id, "name": move.entity.name, "successor": move.successor.id}
            for move in changes.moved
        ],
    )


def _wave(session: Session, responded: int) -> dict[str, Any]:
    framework, register = session.framework, session.survey.register
    return {
        "wave": session.survey.wave,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "invited": None if register is None else len(register.entities),
        "responded": responded,
    }


def finding_json(change: FindingChange, framework: Framework) -> dict[str, Any]:
    """Return a finding's change as its JSON object."""
    finding = change.finding
    return {
        "id": finding.id,
        "pillar": finding.pillar,
        "title": finding.title,
        "group": group_json(change.group),
        "unit": change.unit.value,
        "base": change.base.value,
        "among": None if finding.among is None else _among(change, framework),
        "grade": change.grade.value,
        "grade_why": list(change.why),
        "panel": _panel(change.panel),
        "everyone": _everyone(change.everyone),
        "entrants": _others(change.entrants),
        "leavers": _others(change.leavers),
        "turnover": {
            "change": change.turnover.change,
            "interval": _interval(change.turnover.interval, "newcombe"),
            "why": change.turnover.why,
        },
        "decomposition": {
            "panel": change.decomposition.panel,
            "composition": change.decomposition.composition,
            "wording": change.decomposition.wording,
            "why": change.decomposition.why,
        },
    }


def _among(change: FindingChange, framework: Framework) -> str:
    from civicmap.framework.words import describe  # noqa: PLC0415 - only for a narrowed base without a title

    assert change.finding.among is not None
    return change.finding.among_title or describe(change.finding.among, framework)


def _interval(span: Span | None, method: str) -> dict[str, Any] | None:
    return None if span is None else {"low": span.low, "high": span.high, "confidence": CONFIDENCE, "method": method}


def _panel(panel: Panel) -> dict[str, Any]:
    names = ("n", "yes_yes", "yes_no", "no_yes", "no_no", "before", "after", "change")
    return {
        **{name: getattr(panel, name) for name in names},
        "interval": _interval(panel.interval, "paired_newcombe"),
        "mcnemar_exact": panel.mcnemar_exact,
        "mcnemar_midp": panel.mcnemar_midp,
        "why": panel.why,
    }


def _everyone(everyone: Everyone) -> dict[str, Any]:
    return {
        "before": everyone.before,
        "after": everyone.after,
        "change": everyone.change,
        "z": everyone.z,
        "p": everyone.p,
        "numerators": {"before": everyone.before_numerator, "after": everyone.after_numerator},
        "denominators": {"before": everyone.before_denominator, "after": everyone.after_denominator},
        "why": everyone.why,
    }


def _others(others: Others) -> dict[str, Any]:
    return {"x": others.x, "n": others.n, "responded_in_both": others.elsewhere}


def _score(change: ScoreChange) -> dict[str, Any]:
    return {
        "entity": change.entity.id,
        "name": change.entity.name,
        "pillar": change.node,
        "before": change.before,
        "after": change.after,
        "change": change.change,
        "bands": {"before": change.before_band, "after": change.after_band},
        "why": change.why,
    }


def _node(change: NodeChange) -> dict[str, Any]:
    moves = None if change.n is None else {"up": change.rose, "same": change.same, "down": change.fell}
    return {
        "group": group_json(change.group),
        "pillar": change.node.id,
        "grade": change.grade.value,
        "grade_why": list(change.why),
        "n": change.n,
        "not_rated": change.not_rated,
        "before": change.before,
        "after": change.after,
        "change": change.change,
        "scores": moves,
        "bands": None if change.bands is None else dict(change.bands),
    }
