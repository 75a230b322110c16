"""A mapping file for what was read: complete, in the order of the columns, and the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from civicmap.framework.written import flow, scalar
from civicmap.model import Column, Source
from civicmap.survey.mapping import Mapping_, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD: Final = "# What civicmap took each column for. Correct it, and name it with --mapping.\n"


Files = Sequence[tuple[Source, Sequence[Column]]]


def mapping_text(files: Files, mapping: Mapping_ | None = None) -> str:
    """Return the mapping file of some files' columns, with the answers and missing values of the mapping in use.

    What stands in every file is said once; of several files, what each adds stands under its name.
    """
    read = [(source, columns) for source, columns in files if columns]  # those of a store were not read again
    lines = [_HEAD, *_file([source for source, _ in read]), *_long(mapping)]
    lines += _columns(read, mapping)
    if mapping and mapping.answers:
        lines.append("answers:\n")
        lines += [
            f"  - {_flow((('question', question or None), ('text', text), ('is', meant)))}\n"
            for question, text, meant in mapping.answers
        ]
    if mapping and mapping.missing:
        lines.append("missing:\n")
        lines += [f"  {json.dumps(text, ensure_ascii=False)}: {state}\n" for text, state in mapping.missing]
    return "".join(lines)


def _file(sources: Sequence[Source]) -> Iterator[str]:
    """Yield how the files are to be read, as far as it is the same for all."""
    said = [{"dialect": source.dialect, "sheet": source.sheet, "header_rows": source.header_rows or None,
             "encoding": source.encoding} for source in sources]  # fmt: skip
    common = [(key, value) for key, value in said[0].items() if all(one[key] == value for one in said)] if said else []
    if any(value is not None for _, value in common):
        yield f"file: {_flow(common)}\n"


def _long(mapping: Mapping_ | None) -> Iterator[str]:
    """Yield the headers of a long table."""
    if mapping and mapping.long:
        yield f"long: {_flow((name, told.header) for name, told in mapping.long.items())}\n"


def _columns(files: Files, mapping: Mapping_ | None) -> Iterator[str]:
    """Yield a line for each column, but for those of `long`, under the name of the first file that has it."""
    yield "columns:\n"
    seen: set[tuple[str, str]] = set()
    for source, columns in files:
        long = place(mapping, [column.header for column in columns]).long.values()
        named = len(files) == 1
        for at, column in enumerate(columns):
            if at in long or (column.header, column.letter) in seen:
                continue
            seen.add((column.header, column.letter))
            if not named:
                yield f"  # {scalar(source.name)}\n"
                named = True
            yield f"  - {_flow(_entry(column))}\n"


def _entry(column: Column) -> Iterator[tuple[str, str | None]]:
    yield "header", column.header
    yield "column", column.letter
    yield "role", str(column.role)
    yield "question", column.question
    yield "option", column.option


def _flow(pairs: Iterable[tuple[str, str | int | None]]) -> str:
    """Return a map on one line, without what is absent."""
    return flow(
        (key, str(value) if isinstance(value, int) else scalar(value)) for key, value in pairs if value is not None
    )
