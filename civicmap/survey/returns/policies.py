"""The list of policies of a return, as a table that lists of policies are read from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from civicmap.framework.texts import languages, translate
from civicmap.framework.types import Level
from civicmap.survey.folding import fold
from civicmap.survey.headers import header_key
from civicmap.survey.returns.words import WORDS
from civicmap.survey.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.types import Framework
    from civicmap.survey.returns.find import ReturnTable
    from civicmap.survey.tables import Row


def listed_policies(found: ReturnTable) -> list[Row]:
    """Return the rows below the header that list something."""
    if found.policies is None:
        return []
    table, header = found.policies
    return [(number, cells) for number, cells in table.rows() if number > header and any(map(str.strip, cells))]


def policy_table(found: ReturnTable, framework: Framework) -> Table | None:
    """Return a return's list of policies as `list_policies` reads it; None where there is none.

    The entity stands in a column of its own behind the others, so that every cell keeps its place; topics are ids of
    indicators, whatever the language of the workbook.
    """
    if found.policies is None or not found.entity:
        return None
    table, _ = found.policies
    return Table(table.name, table.hidden, partial(_rows, found, _topics(framework)))


def _rows(found: ReturnTable, topics: Mapping[str, str]) -> Iterator[Row]:
    assert found.policies is not None
    table, header_row = found.policies
    header = next(cells for number, cells in table.rows() if number == header_row)
    keys = [header_key(text) for text in header]
    words = {header_key(said.topic) for said in WORDS.values()}
    topic = next((at for at, key in enumerate(keys) if key in words), None)
    listed = listed_policies(found)
    width = max(len(cells) for cells in (header, *(cells for _, cells in listed)))
    yield header_row, [*header, *[""] * (width - len(header)), "entity"]
    for number, cells in listed:
        row = [*cells, *[""] * (width - len(cells)), found.entity]
        if topic is not None:
            row[topic] = topics.get(fold(row[topic]), row[topic])
        yield number, row


def _topics(framework: Framework) -> dict[str, str]:
    """Return the folded title of each indicator, in any language -> its id; a title of two is none."""
    found: dict[str, str | None] = {}
    for language in languages(framework):
        for node in translate(framework, language).nodes:
            if node.level is Level.INDICATOR:
                key = fold(node.title)
                found[key] = node.id if found.get(key, node.id) == node.id else None
    return {title: node for title, node in found.items() if node is not None}
