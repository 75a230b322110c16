"""Linked tables taken apart: what shares no hidden number is protected by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from civicmap.stats.linked import Sum, System


class Part(NamedTuple):
    """A system of its own, and the places that its items and secrets have in the whole."""

    system: System
    items: tuple[int, ...]
    secrets: tuple[int, ...]


def components(system: System) -> Iterator[Part]:
    """Yield the parts of a system, in the order of their first variable."""
    roots = _roots(system)
    by_root: dict[int, list[int]] = {}
    for variable in range(len(system.values)):
        by_root.setdefault(_root(roots, variable), []).append(variable)
    rows, items, secrets = (
        _sorted_out(roots, sums)
        for sums in (
            [[row.sum] for row in system.rows],
            [list(item.tells) for item in system.items],
            [[secret] for secret in system.secrets],
        )
    )
    for root, variables in by_root.items():
        yield _part(system, variables, rows.get(root, []), items.get(root, []), secrets.get(root, []))


def _part(system: System, variables: list[int], rows: list[int], items: list[int], secrets: list[int]) -> Part:
    """Return the system of some variables, which it numbers anew."""
    from civicmap.stats.linked import Item, Row, System  # noqa: PLC0415 - it takes systems apart with this module

    place = {variable: number for number, variable in enumerate(variables)}
    own = {item: number for number, item in enumerate(items)}

    def moved(sum_: Sum) -> Sum:
        return tuple((place[variable], weight) for variable, weight in sum_)

    made = System(
        tuple(system.values[v] for v in variables),
        tuple(system.most[v] for v in variables),
        tuple(Row(moved((row := system.rows[r]).sum), row.low, row.high) for r in rows),
        tuple(
            Item(tuple(map(moved, item.tells)), item.cost, item.fixed, None if item.with_ is None else own[item.with_])
            for item in (system.items[i] for i in items)
        ),
        tuple(moved(system.secrets[s]) for s in secrets),
    )
    return Part(made, tuple(items), tuple(secrets))


def _roots(system: System) -> list[int]:
    """Return a forest in which all variables that anything joins have one root."""
    roots = list(range(len(system.values)))

    def join(variables: Iterable[int]) -> None:
        found = sorted({_root(roots, variable) for variable in variables})
        for other in found[1:]:
            roots[other] = found[0]

    for row in system.rows:
        join(variable for variable, _ in row.sum)
    for secret in system.secrets:
        join(variable for variable, _ in secret)
    for item in system.items:
        tied = item.tells if item.with_ is None else (*item.tells, *system.items[item.with_].tells)
        join(variable for told in tied for variable, _ in told)
    return roots


def _root(roots: list[int], variable: int) -> int:
    while roots[variable] != variable:
        roots[variable] = roots[roots[variable]]
        variable = roots[variable]
    return variable


def _sorted_out(roots: list[int], sums: list[list[Sum]]) -> dict[int, list[int]]:
    """Return the places of what has sums, by the root of its first variable."""
    found: dict[int, list[int]] = {}
    for place, own in enumerate(sums):
        first = next((variable for one in own for variable, _ in one), None)
        if first is not None:
            found.setdefault(_root(roots, first), []).append(place)
    return found
