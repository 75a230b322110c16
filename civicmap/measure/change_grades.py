"""How far the questions and findings of two waves compare: by the frameworks, and by how each wave was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import Code
from civicmap.framework.reading import reads
from civicmap.measure.change_match import UntoldError
from civicmap.measure.change_nodes import grade_node
from civicmap.measure.change_results import Grade, Verdicts
from civicmap.survey.crosswalk import Past

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.change_match import Lens
    from civicmap.model import Survey


def read_through(survey: Survey, framework: Framework) -> dict[str, Past]:
    """Return the questions of a survey whose columns were read through its framework's crosswalk.

    A survey does not carry its headers; what was said when they were read names the question and its grade.
    """
    said = [problem.message for problem in survey.problems if problem.code is Code.COLUMN_CROSSWALK]
    tail = Code.COLUMN_CROSSWALK.value.message.partition("{header!r}")[2]
    found: dict[str, Past] = {}
    for past in _pasts(framework) if said else ():
        ending = tail.format(question=past.question, words=past.words)
        if any(message.endswith(ending) for message in said):
            found[past.question] = past
    return found


def _pasts(framework: Framework) -> Iterator[Past]:
    version = framework.crosswalk_from or "an earlier version"
    for old, (new, grade) in framework.crosswalk.items():
        yield Past(old, new, grade, version)


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades findings and questions of two waves. `through` are the questions that each wave read by a crosswalk.

    The first is of the newer framework's wave, the second of the older's, by its own ids.
    """

    lens: Lens
    through: tuple[Mapping[str, Past], Mapping[str, Past]]

    def question(self, question: str) -> Verdicts:
        """Return how far a question of the newer framework compares."""
        match = self.lens.match(question)
        one, two = self.through[0].get(question), self.through[1].get(match.old or "")
        found = [Verdicts(match.grade, match.why)]
        if one != two:  # read by the same old question twice, it is the same question twice
            for past in (one, two):
                if past is not None:
                    exact = past.grade == Grade.EXACT
                    why = f"{question} was read from {past.old}: {past.words}"
                    found.append(Verdicts(Grade(past.grade), () if exact else (why,)))
        return Verdicts.worst(found)

    def finding(self, finding: Finding) -> Verdicts:
        """Return how far a finding compares: no further than the worst question that it reads."""
        read = reads(finding.share, finding.among)
        found = [self.question(question) for question in read.questions]
        if read.nodes:
            found += [grade_node(self, node) for node in read.nodes]
        try:
            self.lens.finding(finding)
        except UntoldError as untold:
            found.append(Verdicts(Grade.NOT_COMPARABLE, (str(untold),)))
        return Verdicts.worst(found)
