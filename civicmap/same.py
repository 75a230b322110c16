"""A sequence that says the same of all, however many they are, and takes no room for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Same(Sequence[T], Generic[T]):
    """One thing, `count` times over; compares as a tuple of it."""

    def __init__(self, one: T, count: int) -> None:
        self._one, self._places = one, range(count)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Same[T]: ...
    def __getitem__(self, at: int | slice) -> T | Same[T]:
        if isinstance(at, slice):
            return Same(self._one, len(self._places[at]))
        self._places[at]  # raises what a tuple does
        return self._one

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[T]:
        return repeat(self._one, len(self._places))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
