"""Cells as plain sequences, such as those of workbooks that people filled in, as a table with a row for each response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from civicmap.model import Column, Role
from civicmap.survey.long import Cells, pivot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.survey.long import Pivoted

_BESIDE: Final = {"comment": Role.COMMENT, "evidence": Role.EVIDENCE}


class Parallel(Protocol):
    """Cells as parallel sequences of plain values: what a reader of filled-in workbooks delivers.

    `roles` are answer, comment or evidence; `options` the ids of options, None where the whole question is meant.
    `groups` tell the responses of one entity apart, and are empty where each entity has one.
    """

    @property
    def entities(self) -> Sequence[str]: ...  # noqa: D102 - named above
    @property
    def questions(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def options(self) -> Sequence[str | None]: ...  # noqa: D102
    @property
    def roles(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def texts(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def rows(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def letters(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def groups(self) -> Sequence[int]: ...  # noqa: D102


class Gathered(NamedTuple):
    """Cells with the first row of each response."""

    cells: Cells
    numbers: NDArray[np.uint32]


def gather(found: Parallel, framework: Framework, headers: dict[str, str] | None = None) -> Gathered:
    """Return plain cells as arrays, a response for each entity; `headers` gives what stands above a column's letter.

    An entity that no cell names is in a column of its own, without a letter.
    """
    groups: dict[tuple[str, int], int] = {}
    columns: dict[Column, int] = {}
    texts: dict[str, int] = {"": 0}
    named = headers or {}
    roles = _roles_of_keys(framework)
    numbers: list[int] = []
    filled: list[tuple[int, int, int, int]] = []

    def add(column: Column, group: int, text: str, row: int) -> None:
        said = (columns.setdefault(column, len(columns)), texts.setdefault(text if text.strip() else "", len(texts)))
        filled.append((group, *said, row))

    who = framework.entity.question or framework.entity.name
    told: dict[int, Column] = {}
    lines = zip(found.entities, found.questions, found.options, found.roles, found.texts, found.rows, found.letters,
                found.groups or (0,) * len(found.texts), strict=True)  # fmt: skip
    for entity, question, option, role, text, row, letter, own in lines:
        if not question:
            continue  # beside a line that asks nothing
        group = groups.setdefault((entity, own), len(groups))
        if group == len(numbers):
            numbers.append(row)
        column = _column(framework, roles, question, option, role, Column(letter, named.get(letter, ""), Role.QUESTION))
        if column.role is Role.ENTITY and text.strip():
            told[group] = column
        add(column, group, text, row)
    naming = next(iter(told.values()), Column("", "", Role.ENTITY, who))
    for (entity, _), group in groups.items():
        if entity and group not in told:
            add(naming, group, entity, numbers[group])
    table = np.array(filled, dtype=np.int64).reshape(-1, 4)
    cells = Cells(table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.uint32), tuple(columns), tuple(texts))
    return Gathered(cells, np.array(numbers, dtype=np.uint32))


def widen_plain(
    found: Parallel, framework: Framework, where: Callable[[int, str], str], headers: dict[str, str] | None = None
) -> tuple[Pivoted, NDArray[np.uint32]]:
    """Return plain cells as columns with a row for each entity, and the first row of each in the file."""
    cells, numbers = gather(found, framework, headers)
    return pivot(cells, len(numbers), framework, where), numbers


def _roles_of_keys(framework: Framework) -> dict[str, Role]:
    """Return the questions whose answers say who, what or when."""
    keys = dict.fromkeys(framework.instances.key if framework.instances else (), Role.INSTANCE)
    keys |= {framework.wave: Role.WAVE} if framework.wave else {}
    who = framework.entity.question or framework.entity.name
    return keys | ({who: Role.ENTITY} if who else {})


def _column(
    framework: Framework, roles: dict[str, Role], question: str, option: str | None, role: str, stem: Column
) -> Column:
    """Return the column of a response that a cell belongs to."""
    asked = framework.question(question)
    other = option is not None and any(answer.id == option and answer.other for answer in asked.answers)
    if role == "comment" and other:
        return Column(stem.letter, stem.header, Role.OTHER, question, option)
    if role in _BESIDE:
        return Column(stem.letter, stem.header, _BESIDE[role], question)
    kind = roles.get(question, Role.QUESTION) if option is None else Role.OPTION
    return Column(stem.letter, stem.header, kind, question, option)
