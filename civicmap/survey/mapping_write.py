"""A mapping file for what was read: complete, in the order of the columns, and the same bytes for the same input."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.model import Column, Source
    from civicmap.survey.mapping import Mapping_

# Words that stand without quotes; all else is quoted, as YAML reads numbers, null and true otherwise.
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_READ_OTHERWISE: Final = frozenset({"null", "true", "false"})
_HEAD: Final = "# What civicmap took each column for. Correct it, and name it with --mapping.\n"


def mapping_text(source: Source, columns: Sequence[Column], mapping: Mapping_ | None = None) -> str:
    """Return the mapping file of a file's columns, with the answers and missing values of the mapping in use."""
    file = [("dialect", source.dialect), ("sheet", source.sheet), ("header_rows", source.header_rows)]
    file.append(("encoding", source.encoding))
    lines = [_HEAD, f"file: {_flow(file)}\n", "columns:\n"]
    lines += [
        "  - "
        + _flow(
            (
                ("header", column.header),
                ("column", column.letter),
                ("role", str(column.role)),
                ("question", column.question),
                ("option", column.option),
            )
        )
        + "\n"
        for column in columns
    ]
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


def _flow(pairs: Iterable[tuple[str, str | int | None]]) -> str:
    """Return a map on one line, without what is absent."""
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in pairs if value is not None) + "}"


def _scalar(value: str | int) -> str:
    """Return a value as YAML; JSON's quoted texts are YAML too."""
    if isinstance(value, int):
        return str(value)
    if _PLAIN.match(value) and value.lower() not in _READ_OTHERWISE:
        return value
    # JSON leaves these as they are, and YAML takes them for line breaks or refuses them.
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
        lambda at: f"\\u{ord(at[0]):04x}",
        json.dumps(value, ensure_ascii=False),
    )
