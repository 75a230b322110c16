"""Why a score is not rated, in words: put together where a reason is read, since most scores have none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from civicmap.framework.types import Coverage


class Reasons(Sequence[str | None]):
    """A reason for each of n scores, None where it is rated. It is equal to any sequence of the same reasons."""

    __slots__ = ("_cases", "_rated", "_unrated", "_word", "_worded")
    __hash__ = None  # type: ignore[assignment]  # equal to tuples and lists, which have no hash in common

    def __init__(
        self,
        rated: NDArray[np.bool_],
        unrated: NDArray[np.intp],
        cases: NDArray[np.generic],
        word: Callable[[tuple[int, ...]], str],
    ) -> None:
        """Take what is rated (n,), the places (m,) of the rest, the cases (k, m) that decide their words, and what words one."""
        self._rated, self._unrated, self._cases, self._word = rated, unrated, cases, word
        self._worded: dict[tuple[int, ...], str] = {}

    @overload
    def __getitem__(self, place: int) -> str | None: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str | None, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str | None, ...] | None:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        if self._rated[place]:
            return None
        at = np.searchsorted(self._unrated, range(len(self))[place])
        case = tuple(map(int, self._cases[:, at].tolist()))
        if case not in self._worded:
            self._worded[case] = self._word(case)
        return self._worded[case]

    def __len__(self) -> int:
        return len(self._rated)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)


def words(case: tuple[int, ...], coverage: Coverage) -> str:
    """Word the counts of a score that is not rated, in the order of `Reach`: the first threshold that is missed."""
    answered, applicable, relevant, all_ = case
    if applicable == 0:
        return "no question applies"
    if answered / applicable < coverage.answered:
        return f"{answered} of {applicable} answers given; {_percent(coverage.answered)} per cent needed"
    if relevant / all_ < coverage.applicable:
        return f"{relevant} of {all_} questions apply; {_percent(coverage.applicable)} per cent needed"
    return "no answer earns points" if answered else "no answer given"


def _percent(part: float) -> str:
    """Return a threshold in per cent, as exactly as the framework gives it."""
    percent = Fraction(str(part)) * 100
    return str(percent.numerator) if percent.denominator == 1 else str(float(percent))


def words_of_overall(lacking: tuple[int, ...], titles: Sequence[str]) -> str:
    """Word which pillars keep an overall from a rating: those where something applies, and that have none."""
    named = [title for title, lacks in zip(titles, lacking, strict=True) if lacks]
    return f"not rated: {', '.join(named)}" if named else "no question applies"
