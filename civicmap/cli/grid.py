"""A plain table in a fixed width: columns as wide as they must be, long texts wrapped, nothing cut off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def grid(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int) -> list[str]:
    """Return the lines of a table. Texts stay literal: no markup is read in them."""
    from rich import box  # noqa: PLC0415 - 40 ms that JSON and CSV need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    for title, stands_right in zip(header, right, strict=True):
        table.add_column(Text(title), justify="right" if stands_right else "left", overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*(Text(_printable(cell)) for cell in row))
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None, legacy_windows=False).print(table)
    return [line.rstrip() for line in stream.getvalue().splitlines() if line.strip()]


def _printable(text: str) -> str:
    """Show control characters, which would otherwise steer the reader's terminal."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)
