"""The questions of an earlier version of a framework: what follows each, and how far the two compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Framework

_WORDS = {
    "exact": "the same question as in {version}",
    "comparable": "comparable with {version}",
    "not_comparable": "not comparable with {version}, so that no trend may be drawn",
}


class Past(NamedTuple):
    """A question of an earlier version. An empty `question` is one that nothing follows."""

    old: str
    question: str
    grade: str
    version: str

    @property
    def words(self) -> str:
        """How far it compares."""
        return _WORDS[self.grade].format(version=self.version)


class Crosswalk:
    """Finds what followed a question. A question that the framework still has needs no crosswalk."""

    def __init__(self, framework: Framework) -> None:
        present = {question.id for question in framework.questions}
        version = framework.crosswalk_from or "an earlier version"
        self._past = {
            old: Past(old, new, grade, version)
            for old, (new, grade) in framework.crosswalk.items()
            if old not in present
        }

    def __iter__(self) -> Iterator[Past]:
        """Yield every earlier question."""
        return iter(self._past.values())

    def of(self, question: str) -> Past | None:
        """Return what is known of a question of the earlier version."""
        return self._past.get(question)
