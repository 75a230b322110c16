"""The policies that entities listed: a sheet beside the responses, or a file of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem
from civicmap.model import Policy
from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key
from civicmap.survey.identify import entity_ids
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.policy_columns import find_columns
from civicmap.survey.tables import letter
from civicmap.survey.words.sets import NOT_TICKED, TICKED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Register
    from civicmap.survey.headers import Headers
    from civicmap.survey.tables import Container, Table

_YEAR: Final = re.compile(r"(?:1[89]|2[01])\d\d(?:\b|\Z)")


class ListedPolicy(NamedTuple):
    """A policy as it stands in the file, its texts not yet understood, and where it stands."""

    where: str
    entity: str
    topic: str
    title: str
    year: int | None
    link: str
    public: bool | None
    own: bool | None


Listed = tuple[tuple[ListedPolicy, ...], tuple[Problem, ...]]


def read_policies(path: Path, index: Headers, encoding: str | None = None) -> Listed:
    """Read a file that lists policies. Raises UnreadableError where it is no table."""
    from civicmap.survey.container.door import open_file  # noqa: PLC0415 - only where policies have a file of their own

    with open_file(path, encoding) as container:
        table = next((table for table in container.tables if table.head(1)), container.tables[0])
        return list_policies(container, table, index)


def list_policies(container: Container, table: Table, index: Headers) -> Listed:
    """Return what a sheet lists, a policy for each row."""
    place = "!".join(part for part in (container.name, table.name) if part)
    found: list[ListedPolicy] = []
    problems: list[Problem] = []
    columns: dict[str, int] | None = None
    for number, cells in table.rows():
        if not cells:
            continue
        if columns is None:
            columns = find_columns(cells, index)
            problems += [
                Problem.of(Code.POLICY_COLUMN, f"{place}!{number}", column=name)
                for name in ("entity", "title")
                if name not in columns
            ]
            continue
        listed, years = _policy(place, number, cells, columns)
        found.append(listed)
        problems += years
    return tuple(found), tuple(problems)


def _policy(
    place: str, number: int, cells: Sequence[str], columns: Mapping[str, int]
) -> tuple[ListedPolicy, list[Problem]]:
    """Return one row's policy, with a problem if its year is none."""
    said = {name: clean(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
    year = _YEAR.match(said.get("year", ""))
    where = f"{place}!{number}"
    problems = []
    if said.get("year") and year is None:
        problems.append(Problem.of(Code.POLICY_YEAR, f"{place}!{letter(columns['year'])}{number}"))
    listed = ListedPolicy(
        where,
        said.get("entity", ""),
        said.get("topic", ""),
        said.get("title", ""),
        int(year[0]) if year else None,
        said.get("link", ""),
        _truth(said.get("public", "")),
        _truth(said.get("own", "")),
    )
    return listed, problems


def _truth(text: str) -> bool | None:
    """Return yes or no; None where neither is said."""
    folded = fold(text)
    if folded in TICKED:
        return True
    return False if folded in NOT_TICKED and folded not in ("n/a", "na", "-99") else None


def place_policies(
    listed: Sequence[ListedPolicy],
    framework: Framework,
    register: Register | None,
    present: frozenset[str],
    anywhere: frozenset[str],
) -> tuple[tuple[Policy, ...], tuple[Problem, ...]]:
    """Give policies to the entities of a wave, under an indicator each.

    `present` are the ids of those that sent a row in this wave, `anywhere` in any wave of the files: what belongs to
    another wave is left out.
    """
    if not listed:
        return (), ()
    ids = _present_ids(listed, register, anywhere)
    topics = _Topics(framework)
    policies: dict[Policy, None] = {}
    problems: list[Problem] = []
    for one in listed:
        entity = ids.get(fold(one.entity))
        if entity is not None and entity not in present:
            continue
        if entity is None:
            problems.append(Problem.of(Code.POLICY_NO_ENTITY, one.where, entity=one.entity))
        topic = topics.find(one.topic)
        if topic is None and one.topic:
            problems.append(Problem.of(Code.POLICY_TOPIC, one.where, topic=one.topic, hint=topics.hint(one.topic)))
        policies.setdefault(
            Policy(entity or one.entity, topic or one.topic, one.title, one.year, one.link, one.public, one.own)
        )
    return tuple(policies), tuple(problems)


def _present_ids(
    listed: Sequence[ListedPolicy], register: Register | None, here: frozenset[str]
) -> dict[str, str | None]:
    """Return the id of each entity that a list names, None where it sent no response."""
    own = {fold(name): name for name in sorted(here, reverse=True)}
    texts = list(dict.fromkeys(one.entity for one in listed))
    known = dict(zip(texts, entity_ids(texts, register), strict=True))
    return {fold(text): own.get(fold(text)) or (found if found in here else None) for text, found in known.items()}


class _Topics:
    """Finds the indicator that a policy is about, by the id or title of an indicator or question."""

    def __init__(self, framework: Framework) -> None:
        self._known: dict[str, str] = {}
        self._spellings: dict[str, None] = {}
        indicators = [node for node in framework.nodes if node.of_questions]
        asked = [question for question in framework.questions if question.indicator is not None]
        for text, indicator in (
            *((node.id, node.id) for node in indicators),
            *((question.id, question.indicator) for question in asked),
            *((node.title, node.id) for node in indicators),
            *((text, question.indicator) for question in asked for text in (question.title, question.text)),
        ):
            if text and indicator is not None:
                self._known.setdefault(header_key(text), indicator)
                self._spellings.setdefault(text)

    def find(self, text: str) -> str | None:
        """Return an indicator's id, or None."""
        return self._known.get(header_key(text))

    def hint(self, text: str) -> str:
        """Return the end of a message about an unknown topic."""
        return did_you_mean(nearest(text, self._spellings))
