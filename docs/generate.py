"""Write the generated reference pages, or check that they are up to date.

Usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from civicmap.cli.main import COMMANDS, main
from civicmap.errors import Code

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent / "reference"
NOTICE = "<!-- Written by docs/generate.py; do not edit. -->\n\n"


def help_of(*arguments: str) -> str:
    """Return what a command prints as its help, in 80 columns."""
    os.environ["COLUMNS"] = "80"
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        main([*arguments, "--help"])
    return "\n".join(line.rstrip() for line in stream.getvalue().strip().splitlines())


def commands_page() -> str:
    """Return every command's help as one page."""
    parts = ["# Commands\n", f"```\n{help_of()}\n```\n"]
    parts += [f"## civicmap {name}\n\n```\n{help_of(name)}\n```\n" for name in COMMANDS]
    return NOTICE + "\n".join(parts)


def problems_page() -> str:
    """Return the catalogue of problems: what each says, and how to mend it."""
    lines = [
        "# Problems",
        "",
        "Each problem is printed as `where: what is wrong: how to mend it`. Scripts may rely on the codes; the wording may change.",
        "An error stores nothing; a warning is stored and said, and `--strict` makes it an error; a note is only said.",
        "",
        "| code | severity | what is wrong | how to mend it |",
        "| --- | --- | --- | --- |",
    ]
    for code in Code:
        cells = (f"`{code.id}`", code.severity.value, code.value.message, code.value.repair)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return NOTICE + "\n".join(lines) + "\n"


def framework_page() -> str:
    """Return the reference of the framework file, from its schema."""
    from civicmap.framework.reference import reference_page  # noqa: PLC0415 - pydantic, for this page only

    return NOTICE + reference_page()


def framework_schema() -> str:
    """Return the JSON Schema of the framework file."""
    from civicmap.framework.jsonschema import framework_json_schema  # noqa: PLC0415 - as above

    return json.dumps(framework_json_schema(), indent=1, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "problems.md": problems_page,
    "framework.md": framework_page,
    "framework.schema.json": framework_schema,
}


def run(*, check: bool) -> int:
    """Write the pages, or name those that are out of date and return 1."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run make docs")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(run(check="--check" in sys.argv))
