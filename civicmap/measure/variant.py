"""A framework under other rules: how far scores hang on how silence counts, on weights and on the way of averaging."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.types import Aggregate, Level, Missing, Treatment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.framework.types import Framework


def vary(framework: Framework, rules: Sequence[str]) -> Framework:
    """Return the framework with rules such as `dont_know=exclude` or `aggregate=geometric` in place of its own.

    Raises RequestError, with every fault, where a rule or its value is not known.
    """
    faults: list[Problem] = []
    for text in rules:
        rule, _, value = text.partition("=")
        change = _CHANGES.get(rule.strip())
        changed = None if change is None else change(framework, value.strip())
        if change is None:
            faults.append(_unknown("rule", rule, tuple(_CHANGES)))
        elif changed is None:
            faults.append(_unknown("value", text, _VALUES[rule.strip()]))
        else:
            framework = changed
    if faults:
        raise RequestError(*faults)
    return framework


def _silence(key: str) -> Callable[[Framework, str], Framework | None]:
    """Return the change of one key of `missing`, in every question and composite."""

    def change(framework: Framework, value: str) -> Framework | None:
        treatment = _treatment(value)
        if treatment is None:
            return None

        def treated(missing: Missing) -> Missing:
            return replace(missing, **{key: treatment})

        return replace(
            framework,
            questions=tuple(replace(q, missing=treated(q.missing)) for q in framework.questions),
            nodes=tuple(replace(n, missing=n.missing and treated(n.missing)) for n in framework.nodes),
        )

    return change


def _treatment(value: str) -> Treatment | float | None:
    """Return what a value stands for; None where it is neither a word of the framework's nor points."""
    if value in set(Treatment):
        return Treatment(value)
    return _number(value)


def _number(text: str) -> float | None:
    """Return a number that is neither infinite nor NaN."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= 1e6 else None


def _weights(framework: Framework, value: str) -> Framework | None:
    """Give everything that has a weight the same one, or some nodes and questions weights of their own."""
    if value != "equal":
        return _own_weights(framework, value)
    return replace(
        framework,
        questions=tuple(replace(q, weight=float(q.weight > 0)) for q in framework.questions),
        nodes=tuple(replace(n, weight=float(n.weight > 0)) for n in framework.nodes),
    )


def _own_weights(framework: Framework, value: str) -> Framework | None:
    """Read `id:2,id:0.5`; None where that is no such list, or names something that is not there."""
    given: dict[str, float] = {}
    for text in value.split(","):
        name, colon, number = text.strip().rpartition(":")
        weight = _number(number)
        if not colon or weight is None or weight < 0:
            return None
        given[name] = weight
    known = {q.id for q in framework.questions if q.scored} | {n.id for n in framework.nodes}
    if not given.keys() <= known:
        return None
    return replace(
        framework,
        questions=tuple(replace(q, weight=given.get(q.id, q.weight)) for q in framework.questions),
        nodes=tuple(replace(n, weight=given.get(n.id, n.weight)) for n in framework.nodes),
    )


def _aggregate(framework: Framework, value: str) -> Framework | None:
    """Make every node of the tree in one way; shares and composites stay what they are."""
    value = "flat_mean" if value == "flat" else value
    if value not in _VALUES["aggregate"]:
        return None
    kept = (Level.COMPOSITE,)
    nodes = tuple(
        n if n.level in kept or n.aggregate is Aggregate.SHARE else replace(n, aggregate=Aggregate(value))
        for n in framework.nodes
    )
    return replace(framework, nodes=nodes)


def _unknown(kind: str, name: str, known: Sequence[str]) -> Problem:
    return Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint="", known=", ".join(known))


_SILENCE = ("dont_know", "blank", "not_applicable")
_CHANGES: dict[str, Callable[[Framework, str], Framework | None]] = {
    **{key: _silence(key) for key in _SILENCE},
    "weights": _weights,
    "aggregate": _aggregate,
}
_VALUES = {
    **dict.fromkeys(_SILENCE, ("zero", "exclude", "a number of points")),
    "weights": ("equal", "weights by id, as ID:2,ID:1"),
    "aggregate": tuple(str(rule) for rule in Aggregate if rule is not Aggregate.SHARE),
}
