"""Return workbooks: one prefilled, locked workbook for each entity, to be filled in and sent back."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.files import unwritable, write_whole
from civicmap.framework.texts import languages
from civicmap.spreadsheet import EPOCH
from civicmap.survey.returns.plan import FACTS_SHEET, LISTS_SHEET, make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Entity, Register
    from civicmap.survey.returns.given import Previous

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME: Final = 80
_LANGUAGE: Final = "language"  # the register's column


def return_workbook(
    framework: Framework,
    entity: Entity,
    *,
    wave: str = "",
    previous: Previous | None = None,
    language: str | None = None,
) -> bytes:
    """Return one entity's workbook as XLSX: the same bytes for the same facts.

    The language is the framework's own where None, or where the framework does not speak it.
    """
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    from civicmap.survey.returns.answers import write_answers  # noqa: PLC0415 - only where a workbook is written
    from civicmap.survey.returns.heights import growing  # noqa: PLC0415
    from civicmap.survey.returns.pages import (  # noqa: PLC0415
        write_facts,
        write_lists,
        write_policies,
        write_read_me,
    )
    from civicmap.survey.returns.style import Styles  # noqa: PLC0415

    plan = make_plan(framework, entity, language or framework.language, wave, previous)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH, "title": plan.spoken.title, "subject": f"{entity.name} ({entity.id})"})
    styles = Styles(book)
    pages = (
        (plan.said.read_me, write_read_me),
        (plan.said.answers, write_answers),
        (plan.said.policies, write_policies),
        (LISTS_SHEET, write_lists),
        (FACTS_SHEET, write_facts),
    )
    for name, write in pages:
        write(plan, book.add_worksheet(name), styles)
    book.close()
    return growing(stream.getvalue())


def write_returns(
    folder: Path,
    framework: Framework,
    register: Register,
    *,
    wave: str = "",
    previous: Mapping[str, Previous] | None = None,
    language: str | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write one workbook for each entity of a register, in the register's order, and return the files.

    Without a language each entity gets the one that the register's column `language` names, where the framework
    speaks it. Raises CivicmapError, before anything is written, where a file of one of the names is there and differs:
    it may be a return that was filled in.
    """
    names = file_names(register.entities)

    def made(entity: Entity) -> bytes:
        spoken = language or language_of(framework, entity)
        last = (previous or {}).get(entity.id)
        return return_workbook(framework, entity, wave=wave, previous=last, language=spoken)

    paths = [folder / names[entity.id] for entity in register.entities]
    if not overwrite:
        taken = [path for entity, path in zip(register.entities, paths, strict=True) if _differs(path, made, entity)]
        if taken:
            raise CivicmapError(*(Problem.of(Code.RETURN_EXISTS, str(path)) for path in taken))
    for entity, path in zip(register.entities, paths, strict=True):
        write_whole(path, made(entity))
    return paths


def _differs(path: Path, made: Callable[[Entity], bytes], entity: Entity) -> bool:
    """Tell whether something else stands under a name. Raises CivicmapError where that cannot be told."""
    try:
        return path.exists() and path.read_bytes() != made(entity)
    except OSError as fault:
        raise unwritable(path, fault) from fault


def refuse_taken(paths: Sequence[Path], contents: Sequence[bytes]) -> None:
    """Raise CivicmapError where a file of one of the names is there and differs: it may have been filled in."""
    taken = []
    for path, content in zip(paths, contents, strict=True):
        try:
            if path.exists() and path.read_bytes() != content:
                taken.append(Problem.of(Code.RETURN_EXISTS, str(path)))
        except OSError as fault:
            raise unwritable(path, fault) from fault
    if taken:
        raise CivicmapError(*taken)


def language_of(framework: Framework, entity: Entity) -> str:
    """Return the language in which an entity is asked: the register's, if the framework speaks it."""
    asked = entity.groups.get(_LANGUAGE, "").strip()
    known = {one.lower(): one for one in languages(framework)}
    return known.get(asked.lower(), framework.language)


def file_names(entities: Sequence[Entity]) -> dict[str, str]:
    """Return id -> name of its workbook."""
    return {one: f"return-{name}.xlsx" for one, name in plain_names(entities).items()}


def plain_names(entities: Sequence[Entity]) -> dict[str, str]:
    """Return id -> its part of a file's name: letters, figures and dashes that every file system takes, no two alike.

    An id that has other signs, or is long, gets the beginning of its SHA-256 behind it, so that names stay apart.
    """
    names = {entity.id: _plain_name(entity.id) for entity in entities}
    taken = Counter(name.lower() for name in names.values())
    return {one: name if taken[name.lower()] == 1 else f"{name}-{_digest(one)}" for one, name in names.items()}


def _plain_name(identity: str) -> str:
    """Return an id as a part of a file's name, its SHA-256 begun behind it where they differ."""
    plain = _UNSAFE.sub("-", identity).strip("-")[:_LONGEST_NAME]
    return plain if plain and plain == identity else f"{plain}-{_digest(identity)[:8]}".strip("-")


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
