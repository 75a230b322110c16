"""A return workbook as a whole: whose it is, which framework it was made for, and what is wrong with that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem
from civicmap.survey.folding import fold
from civicmap.survey.returns.layout import numbering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Framework
    from civicmap.survey.returns.find import AnswerSheet, ReturnTable


def workbook_problems(found: ReturnTable, framework: Framework) -> Iterator[Problem]:
    """Name what is wrong with the workbook as a whole."""
    place = sheet_place(found.file, found.answers[0])
    if len(found.answers) > 1:
        names = ", ".join(repr(sheet.table.name) for sheet in found.answers)
        yield Problem.of(Code.RETURN_SHEETS, found.file, names=names, first=found.answers[0].table.name)
    for table in found.others:
        why = "it is no sheet of the return"
        yield Problem.of(Code.SHEET_NOT_READ, f"{found.file}!{table.name}", name=table.name, why=why)
    if not found.entity:
        yield Problem.of(Code.RETURN_NO_ENTITY, place)
    said, version = _made_for(found)
    if said and said != framework.id:
        yield Problem.of(Code.RETURN_FRAMEWORK, place, said=said, framework=framework.id)
    elif version and version != framework.version:
        facts = {"said": version, "framework": framework.id, "version": framework.version}
        yield Problem.of(Code.RETURN_VERSION, place, 1, **facts)
    for name in ("entity", "name"):
        block, fact = found.block(name), found.facts.get(name, "")
        if block and fact and fold(block) != fold(fact):
            yield Problem.of(Code.RETURN_ENTITY_EDITED, place, entity=found.entity, said=block)


def _made_for(found: ReturnTable) -> tuple[str, str]:
    """Return the id and the version of the framework that a workbook was made for."""
    if "framework" in found.facts:
        return found.facts["framework"], found.facts.get("version", "")
    said, _, version = found.block("framework").rpartition(" ")
    return said, version


def same_numbers(found: ReturnTable, framework: Framework) -> bool:
    """Say whether the questions of a workbook have the numbers that the framework gives them."""
    if "numbering" in found.facts:
        return found.facts["numbering"] == numbering(framework)
    return _made_for(found) == (framework.id, framework.version)


def sheet_place(file: str, sheet: AnswerSheet) -> str:
    """Return where a sheet of answers stands, for messages."""
    return "!".join(part for part in (file, sheet.table.name) if part)
