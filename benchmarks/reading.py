"""How long `civicmap ingest` takes on a workbook, beside a bare read of the same file by the fastest readers there are.

Every run is a process of its own; the ways take turns, so that a busy machine is busy for all of them; medians are
compared. Peak memory is that of the process with its children. Needs python-calamine and a POSIX system.

    python benchmarks/reading.py                # 1,000 and 100,000 rows
    python benchmarks/reading.py --rows 20000 --rounds 3 --inline
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from processes import measure

if TYPE_CHECKING:
    from processes import Run

SEED = 20260101
CHOICES = 46
OPTIONS = ("web", "letter", "meeting", "phone", "radio", "other")
SCALES = {
    "agree": ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"),
    "place": ("Yes, fully in place", "Partially, in progress", "Planned, not started", "No"),
    "often": ("Daily", "Weekly", "Monthly", "Once a year", "Less often", "Never"),
    "yes_no": ("Yes", "No"),
}
WORDS = [
    "the",
    "data",
    "of",
    "our",
    "office",
    "is",
    "shared",
    "with",
    "partners",
    "and",
    "citizens",
    "through",
    "an",
    "open",
    "portal",
    "but",
    "budget",
    "staff",
    "training",
    "legal",
    "framework",
    "quality",
    "privacy",
    "standards",
    "remain",
    "a",
    "challenge",
    "we",
    "need",
    "support",
    "tools",
    "guidance",
    "clear",
    "rules",
    "équité",
    "&",
    "ñ",
]
# Ways to read a workbook, as programs.
CALAMINE = (
    "import sys, python_calamine as c; c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)
PANDAS = "import sys, pandas; pandas.read_excel(sys.argv[1])"


def framework_text() -> str:
    """Return a framework whose questions are the workbook's columns."""
    scales = "\n".join(
        f"  {name}: {{answers: {{"
        + ", ".join(f'a{at}: {{label: "{label}", points: {at}}}' for at, label in enumerate(labels))
        + "}}"
        for name, labels in SCALES.items()
    )
    names = list(SCALES)
    choices = ", ".join(f"q{at}: {{text: {question(at)}, scale: {names[at % 4]}}}" for at in range(CHOICES))
    options = ", ".join(f"{option}: {{label: {option}}}" for option in OPTIONS)
    return f"""civicmap: 1
id: reading
version: "1"
title: Reading
language: en
entity: {{question: unit}}
scales:
{scales}
  routes: {{multi: count, answers: {{{options}}}}}
profile:
  who:
    questions:
      unit: {{text: Unit, type: text}}
      staff: {{text: Staff in all, type: number}}
      budget: {{text: Budget of the year, type: number}}
      founded: {{text: Founded on, type: date}}
      strength: {{text: What works well, type: text}}
      wish: {{text: What would help, type: text}}
      remark: {{text: Anything else, type: text}}
pillars:
  one:
    title: One
    dimensions:
      d: {{title: D, indicators: {{I1: {{title: I, questions: {{{choices}}}}}, I2: {{title: J, questions: {{route: {{text: Ways in use, scale: routes}}}}}}}}}}
"""


def question(at: int) -> str:
    """Return a question's text."""
    return f"How far is part {at} of the {WORDS[at % len(WORDS)]} settled?"


def header() -> list[str]:
    """Return the 60 headers."""
    profile = ["Unit", "Staff in all", "Budget of the year", "Founded on"]
    free = ["What works well", "What would help", "Anything else"]
    routes = [f"Ways in use/{option}" for option in OPTIONS]
    return ["submitted_at", *profile, *map(question, range(CHOICES)), *routes, *free]


def record(at: int, chance: random.Random) -> list[object]:
    """Return the cells of one response."""
    scales = list(SCALES.values())
    day = datetime(2026, 1, 1) + timedelta(seconds=at * 61)  # noqa: DTZ001 - a workbook knows no zones
    cells: list[object] = [day, f"unit-{at:06d}", chance.randrange(1, 3000), round(chance.lognormvariate(10, 2), 2)]
    cells.append(datetime(1950 + at % 70, 1 + at % 12, 1 + at % 28))  # noqa: DTZ001
    cells += [chance.choice(scales[place % 4]) if chance.random() > 0.1 else None for place in range(CHOICES)]
    cells += [int(chance.random() < 0.3) for _ in OPTIONS]
    for _ in range(3):
        words = " ".join(chance.choices(WORDS, k=chance.randrange(5, 40)))
        cells.append(words if chance.random() < 0.4 else None)
    if at % 1000 == 7:
        cells[20] = "#N/A"
    return cells


def write(path: Path, rows: int, *, inline: bool) -> None:
    """Write the workbook, its texts shared or in their cells."""
    chance = random.Random(SEED)
    with xlsxwriter.Workbook(path, {"constant_memory": inline, "strings_to_urls": False}) as book:
        stamp, day = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"))
        sheet = book.add_worksheet("Responses")
        sheet.write_row(0, 0, header())
        for at in range(rows):
            for place, cell in enumerate(record(at, chance)):
                if cell == "#N/A":
                    sheet.write_formula(at + 1, place, "=NA()", None, "#N/A")
                elif isinstance(cell, datetime):
                    sheet.write_datetime(at + 1, place, cell, day if place else stamp)
                elif cell is not None:
                    sheet.write(at + 1, place, cell)


def compare(rows: int, rounds: int, folder: Path, *, inline: bool) -> dict[str, list[Run]]:
    """Run every way in turn, so many times."""
    book, rules = folder / f"{rows}{'-inline' if inline else ''}.xlsx", folder / "framework.yaml"
    rules.write_text(framework_text(), encoding="utf-8")
    if not book.exists():
        write(book, rows, inline=inline)
    store = folder / "store.duckdb"
    ways = {
        "civicmap ingest": ["-m", "civicmap", "ingest", str(book), "--framework", str(rules), "--store", str(store)],
        "calamine, bare": ["-c", CALAMINE, str(book)],
    }
    if rows <= 5_000:
        ways["pandas.read_excel"] = ["-c", PANDAS, str(book)]
    found: dict[str, list[Run]] = {way: [] for way in ways}
    for arguments in ways.values():
        measure([sys.executable, *arguments], folder)  # compiles
    for _ in range(rounds):
        for way, arguments in ways.items():
            store.unlink(missing_ok=True)
            found[way].append(measure([sys.executable, *arguments], folder))
    return found


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inline", action="store_true", help="texts in their cells, as tools write that stream")
    parser.add_argument("--keep", type=Path, help="a folder in which the files stay, and are taken from")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'rows':>8} {'way':<20} {'seconds':>8} {'processor':>9} {'peak MiB':>9}  civicmap takes")
        for rows in asked.rows:
            found = compare(rows, asked.rounds, folder, inline=asked.inline)
            medians = {way: statistics.median(run.seconds for run in runs) for way, runs in found.items()}
            for way, runs in found.items():
                ratio = medians["civicmap ingest"] / medians[way]
                processor = statistics.median(run.processor for run in runs)
                peak = max(run.peak for run in runs)
                print(
                    f"{rows:>8} {way:<20} {medians[way]:>8.2f} {processor:>9.2f} {peak:>9.0f}  {ratio:.2f} times as long"
                )


if __name__ == "__main__":
    main()
