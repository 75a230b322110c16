"""Tell a step that became twice as slow from a machine that is slow or busy.

A step's cost is its processor time as a multiple of a loop's that does nothing of civicmap, both the least of several
rounds of one run: what else a machine does only ever adds to a time, so the least is the one with the least of it, and a
slower processor is slower for both. Where a step seems too slow, more rounds are run before it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOOP = "loop"
MOST = 2.0  # times what is recorded: above it a step has become slower


@dataclass(frozen=True)
class Cost:
    """A step's cost in loops, what is recorded of it (None: nothing yet), and whether it is too much."""

    step: str
    loops: float
    known: float | None

    @property
    def ratio(self) -> float | None:
        """The cost as a multiple of what is recorded."""
        return None if self.known is None else self.loops / self.known

    @property
    def too_slow(self) -> bool:
        """Whether the step has become too slow."""
        return self.ratio is not None and self.ratio >= MOST


def judge(
    known: Mapping[str, float], measure: Callable[[], Mapping[str, float]], *, rounds: int = 4, tries: int = 3
) -> list[Cost]:
    """Return what each step costs. `measure` runs the loop and every step once, and returns the seconds of each.

    So many rounds are run, and as many again, up to `tries` times in all, as long as any step seems too slow.
    """
    least: dict[str, float] = {}
    costs: list[Cost] = []
    for _ in range(tries):
        for _ in range(rounds):
            for name, seconds in measure().items():
                least[name] = min(seconds, least.get(name, seconds))
        costs = [Cost(name, taken / least[LOOP], known.get(name)) for name, taken in least.items() if name != LOOP]
        if not any(cost.too_slow for cost in costs):
            break
    return costs
