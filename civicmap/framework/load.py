"""A framework file or a shipped id -> a framework. Every fault in one run, as `file.yaml:LINE: path: what: repair`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.errors import FrameworkError, Severity
from civicmap.framework.beside import with_catalogues
from civicmap.framework.catalogue import find
from civicmap.framework.compile import compile_framework
from civicmap.framework.extend import lay
from civicmap.framework.faults import Faults
from civicmap.framework.schema_faults import check_schema
from civicmap.framework.translations import read_translations

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.errors import Problem
    from civicmap.framework.extend import Laid
    from civicmap.framework.types import Framework


def load_framework(path_or_id: str | Path | None = None) -> Framework:
    """Return a framework: a shipped id (None: the default one) or a file. Raises FrameworkError with every fault."""
    return load_with_files(path_or_id)[0]


def load_with_files(path_or_id: str | Path | None = None) -> tuple[Framework, tuple[Path, ...]]:
    """Return a framework, and every file that it is made of. Raises FrameworkError with every fault."""
    laid = lay(find(path_or_id))
    framework, problems = _compile(laid)
    errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    if errors or framework is None:
        raise FrameworkError(*errors)
    beside = (*(path for _, path, _ in laid.translations), *laid.sought)
    return framework, (*laid.files, *beside)


def examine(path_or_id: str | Path | None = None) -> tuple[Framework | None, tuple[Problem, ...]]:
    """Return a framework, as far as it goes, with its faults and warnings. Raises FrameworkError if it can't be read."""
    return _compile(lay(find(path_or_id)))


def _compile(laid: Laid) -> tuple[Framework | None, tuple[Problem, ...]]:
    faults = Faults(laid.places)
    if laid.data is None:
        return None, tuple(laid.problems)
    file = check_schema(laid.data, faults, frozenset(laid.bare))
    framework = None
    warnings: tuple[Problem, ...] = ()
    listed: tuple[Problem, ...] = ()
    if file is not None:
        framework = compile_framework(file, faults, laid.sha256)
        texts, unofficial, warnings = read_translations(laid.translations, file)
        framework = replace(framework, translations=texts, unofficial=unofficial)
        framework, listed = with_catalogues(framework, laid.catalogues, laid.data, faults)
    return framework, (*_in_order([*laid.problems, *faults.problems()]), *listed, *warnings)


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Return problems by file and line."""

    def place(problem: Problem) -> tuple[str, int]:
        file, _, line = problem.where.rpartition(":")
        return file, int(line) if line.isdigit() else 0

    return sorted(problems, key=place)
