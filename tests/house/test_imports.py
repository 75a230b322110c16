"""The architecture, as a test: imports run one way, and each heavy library is known in one room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "civicmap"
# A room may import from its own row and from the rows above it.
ROWS = (
    ("errors",),
    ("model", "resources", "files", "spreadsheet", "same", "texts", "packed", "cores", "spilled"),
    ("stats",),
    ("framework",),
    ("store",),
    ("survey",),
    ("measure",),
    ("report",),
    ("cli", "__main__", "__init__"),
)
RANK = {room: rank for rank, row in enumerate(ROWS) for room in row}
HOMES = {
    "openpyxl": ("survey/container/",),
    "pyreadstat": ("survey/container/", "survey/export/sav.py"),
    "duckdb": ("store/",),
    "docx": ("report/docx/",),
    "matplotlib": ("report/charts/",),
    "PIL": ("report/charts/",),
    "pydantic": ("framework/",),
    "ruamel": ("framework/",),
    "typer": ("cli/",),
    "rich": ("cli/",),
}
FILES = sorted(PACKAGE.rglob("*.py"))


def _imports(path):
    """Yield every absolute module name that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _room(parts):
    """Return the room of a path or module below the package."""
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    """No room imports from a room that stands above it."""
    own = RANK[_room(path.relative_to(PACKAGE).parts)]

    upward = [
        name for name in _imports(path) if name.startswith("civicmap.") and RANK[_room(name.split(".")[1:])] > own
    ]

    assert upward == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_have_one_home(path):
    """A library that reads or writes a format is imported only in the room that stands for it."""
    place = path.relative_to(PACKAGE).as_posix()

    strays = [
        name
        for name in _imports(path)
        if (homes := HOMES.get(name.split(".")[0])) is not None and not place.startswith(homes)
    ]

    assert strays == []


def test_no_code_names_a_pillar():
    """The bundled framework's pillars are named in no code: a framework is data."""
    words = ("participation", "protection")

    named = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(word in line.lower() for word in words)
    ]

    assert named == []
