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

# What the page says of codes whose message is made where the fault is found: the usual causes, and the usual cures.
WORDED = {
    "file-unreadable": (
        "the file cannot be opened or read: it is damaged, cut off, protected, or a quote in it is never closed",
        "export it again from the survey tool; the message names the part or row, and what to do there",
    ),
    "file-type": (
        "the file is no table: a password-protected or old workbook, a page, a picture, a form instead of its responses",
        "export the responses as .xlsx or .csv, or save a copy without the password",
    ),
    "file-too-large": (
        "the file, or what it unpacks to, is larger than any survey: often a fault of the export, at times an attack",
        "save the responses alone in a new file, or split it and name the parts together",
    ),
    "mapping-unknown": (
        "the mapping names a column that no file has, or an answer that the framework does not have",
        "correct the header or id in the mapping, or take the entry out",
    ),
    "mapping-fault": (
        "the mapping file has a key, role, question, option or state that does not exist, by line",
        "use one of the names that the message lists",
    ),
    "correction-fault": (
        "a line of the cleaning log cannot be followed: an unknown state, a state beside a new text, a cell that is none",
        "correct the line that the message names, or clear its new and state",
    ),
    "correction-place": (
        "a line of the cleaning log names a file, cell or column that was not read",
        "correct where the line says the cell is, or clear its new and state",
    ),
    "form-group-unbalanced": (
        "a group or repeat of the form begins and does not end, or ends without a beginning",
        "add the missing begin_group or end_group in the sheet survey",
    ),
    "framework-syntax": (
        "the framework file is no YAML that can be read: a tab, a quote, an anchor, a key that stands twice",
        "correct the line that the message names",
    ),
    "framework-key": (
        "the framework file has a key that its format does not know",
        "use the key that the message suggests; the reference of the framework file lists all",
    ),
    "framework-value": (
        "a value in the framework file is of the wrong kind or out of its range",
        "write what the message says would be right",
    ),
    "framework-reference": (
        "the framework file names a question, answer, scale, group or pillar that it does not have",
        "correct the name; the message suggests the nearest",
    ),
    "framework-logic": (
        "parts of the framework file contradict each other: a question that depends on itself, cuts out of order",
        "change one of the two places that the message names",
    ),
    "framework-translation": (
        "a line of a translation belongs to no text of the framework, or to one that has changed since",
        "translate the text as it stands now, or take the line out",
    ),
    "store-unreadable": (
        "the file named as the store is no store of civicmap, or is damaged",
        "choose another --store, or ingest the survey again",
    ),
    "store-write": (
        "the store cannot be written: no permission, no space, or its folder is not there",
        "free some space, change the permissions, or use another --store",
    ),
    "weight-none": (
        "no weights can be used: there is no such column, all of them are 0, or they are asked for in two ways at once",
        "give a column the role `weight` in a mapping file, correct the weights, or keep one of the options",
    ),
    "weight-totals": (
        "weights cannot be made to add up to the register's counts: no register, too few respondents, more than it holds",
        "complete the register, rake to fewer groups, or unite values that have few respondents",
    ),
    "output-unwritable": (
        "a result cannot be written: no permission, no space, or the path is a folder",
        "choose another file or folder with -o",
    ),
    "template-fault": (
        "the report template has a fault of syntax, or names something that there is not",
        "correct the line that the message names",
    ),
}

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
        "Words in braces are filled in: the cell's text, a column, a file.",
        "",
        "| code | severity | what is wrong, and why | how to mend it |",
        "| --- | --- | --- | --- |",
    ]
    for code in Code:
        cause, cure = WORDED.get(code.id, (code.value.message, code.value.repair))
        cells = (f"`{code.id}`", code.severity.value, cause, cure)
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
