"""Compare crosstabs of civicmap with the published table of the masculinity survey, cell by cell.

    python benchmarks/masculinity/compare.py PUBLISHED.csv CROSSTAB.json…

PUBLISHED.csv is `masculinity-survey.csv` of FiveThirtyEight; each CROSSTAB.json is what `civicmap crosstab all --by G
--weight weight --format json` wrote for one of the table's groups. Shares are rounded half up to whole percentages, as
published. The exit code is 1 if any cell differs.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from civicmap.framework.load import load_framework
from civicmap.framework.types import QuestionType
from civicmap.report.numbers import percent

HERE = Path(__file__).parent
EVERYONE = "Adult Men"
RENAMED = {"age3": "Age"}  # headings of the table that are no text of a question


def plain(text: str) -> str:
    """Return a text without what the published files write in two ways: an apostrophe, or the ? that it was turned into."""
    return text.replace("?", "'").strip()


def published(path: Path) -> list[tuple[str, str, str, str]]:
    """Return (question, answer, group value, percentage) of each cell that holds one."""
    with path.open(encoding="utf-8", newline="") as file:
        _, values, *rows = csv.reader(file)
    columns = [EVERYONE if at == 2 else value for at, value in enumerate(values)]
    cells, question = [], ""
    for row in rows:
        question = row[0] or question
        for value, share in zip(columns[2:], row[2:], strict=True):
            if row[1] and share:
                cells.append((plain(RENAMED.get(question, question)), plain(row[1]), value, share))
    return cells


def computed(paths: list[Path]) -> dict[tuple[str, str, str], str]:
    """Return (question, answer, group value) -> percentage of every crosstab."""
    texts = {question.id: plain(question.text) for question in load_framework(HERE / "framework.yaml").questions}
    found = {}
    for path in paths:
        for cell in json.loads(path.read_text(encoding="utf-8"))["findings"]:
            if not cell["is_state"] and cell["share"] is not None:
                value = cell["group"]["label"] or EVERYONE
                found[texts[cell["question"]], plain(cell["label"]), value] = percent(cell["share"])
    return found


def main(arguments: list[str]) -> int:
    """Print how many cells are equal, and each one that differs."""
    table, *crosstabs = map(Path, arguments)
    questions = load_framework(HERE / "framework.yaml").questions
    several = {plain(question.text) for question in questions if question.type is QuestionType.MULTI}
    ours = computed(crosstabs)
    cells = published(table)
    differing = 0
    for title, multi in (("single-select", False), ("multi-select", True)):
        kind = [cell for cell in cells if (cell[0] in several) is multi]
        wrong = [(cell, ours.get(cell[:3])) for cell in kind if ours.get(cell[:3]) != cell[3]]
        print(f"{len(kind) - len(wrong)} of {len(kind)} {title} cells")
        for (question, answer, value, share), own in wrong:
            print(f"  {question}: {answer}: {value}: published {share}, computed {own}")
        differing += len(wrong)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
