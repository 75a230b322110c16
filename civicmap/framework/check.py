"""The check of a framework: what is wrong with it, without anything being raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.errors import FrameworkError

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.errors import Problem


def check_framework(path_or_id: str | Path | None = None) -> tuple[Problem, ...]:
    """Return every fault and warning of a framework, by line; nothing where it is sound."""
    from civicmap.framework.load import examine  # noqa: PLC0415 - pydantic and ruamel

    try:
        return examine(path_or_id)[1]
    except FrameworkError as error:
        return error.problems
