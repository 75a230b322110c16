"""Make a synthetic survey of any size, with the framework that reads it: the same seed gives the same bytes everywhere.

Two layouts, both with a column `civicmap_synthetic` that says what they are:

    form            what a form tool exports, 60 columns: who answered, a weight, 14 choices of four to six answers, 20 of
                    yes and no, four multiple choices over four columns each, and four free texts, two fifths of them filled
    consultation    what a large public consultation comes down to: respondent_id, region, and 40 choices

Answers hang together through one latent of each respondent, moved by region, so that groups differ; a twentieth is blank.
Rows are drawn in blocks, each seeded by the seed and its number: memory is bounded, and a longer file begins with the
whole blocks of a shorter one. Needs what civicmap needs.

    python benchmarks/generate.py form --rows 150 --out build/form150 --format xlsx csv
    python benchmarks/generate.py consultation --rows 5000000 --out build/c5m --format csv parquet
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SEED = 20260101
BLOCK = 50_000
MARK = "civicmap_synthetic"
FIRST_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - a survey tool's export knows no zones
REGIONS = ("North", "South", "East", "West", "Centre", "Islands")
REGION_SHARES = (0.28, 0.22, 0.18, 0.16, 0.12, 0.04)
REGION_SHIFTS = np.array([0.3, -0.2, 0.1, 0.0, 0.2, -0.6])
KINDS = ("Municipality", "Ministry", "Civil society", "Private company", "University")
SIZES = ("1-9", "10-49", "50-249", "250 or more")
SCALES = {
    "agree": ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"),
    "place": ("Yes, fully in place", "Partially, in progress", "Planned, not started", "No"),
    "often": ("Daily", "Weekly", "Monthly", "Once a year", "Less often", "Never"),
    "yes_no": ("Yes", "No", "Don't know", "N/A"),
}
STATES = {"Don't know": "dont_know", "N/A": "not_applicable"}
OPTIONS = ("web", "letter", "meeting", "phone")
_TEXT = (
    "the data of our municipality is shared with partners and citizens through an open portal but budget staff training "
    "legal framework quality privacy standards remain a challenge for small entities we need support tools guidance funding "
    "clear rules and better coordination between national regional local levels participation transparency équité ñ & <br>"
)
WORDS = _TEXT.split()


@dataclass(frozen=True)
class Column:
    """A column: its header, and its cells' texts (`labels`), in which a code of -1 is blank. `id` is its question's."""

    header: str
    labels: tuple[str, ...] = ()
    id: str = ""
    scale: str = ""
    option: str = ""


def choice(at: int, scale: str, *, text: str) -> Column:
    """Return the column of a choice."""
    return Column(f"q{at:02}{text}", SCALES[scale], f"q{at:02}", scale)


def form_columns() -> list[Column]:
    """Return the columns of the layout `form`."""
    columns = [
        Column("respondent_id", id="unit"),
        Column("submitted_at"),
        Column("region", REGIONS, "region", "regions"),
    ]
    columns += [Column("entity_type", KINDS, "kind", "kinds"), Column("size", SIZES, "size", "sizes"), Column("weight")]
    names = ("agree", "place", "often")
    for at in range(1, 15):
        said = f" How far does your entity {WORDS[at]} {WORDS[at + 1]} {WORDS[at + 2]}?"
        columns.append(choice(at, names[at % 3], text=said))
    columns += [
        choice(at, "yes_no", text=f" Does your entity have a policy on {WORDS[at % 50]}?") for at in range(15, 35)
    ]
    for at in range(35, 39):
        asked = f"q{at} Which of these do you use?"
        columns += [Column(f"{asked} [{o}]", ("Yes",), f"q{at}", "routes", o) for o in OPTIONS]
    columns += [Column(f"q{at} Please comment", id=f"q{at}", scale="text") for at in range(39, 43)]
    return [*columns, Column(MARK)]


def consultation_columns() -> list[Column]:
    """Return the columns of the layout `consultation`."""
    scales = ["yes_no"] * 20 + ["agree"] * 12 + ["place"] * 8
    choices = [choice(at, scale, text="") for at, scale in enumerate(scales, 1)]
    return [Column("respondent_id", id="unit"), Column("region", REGIONS, "region", "regions"), *choices, Column(MARK)]


LAYOUTS = {"form": form_columns, "consultation": consultation_columns}


def shift(at: int) -> float:
    """Return how easy a question is."""
    return ((at * 37) % 11 - 5) / 8


def ordered(draw: np.random.Generator, latent: NDArray[np.float64], levels: int, easy: float) -> NDArray[np.int8]:
    """Return codes of ordered answers from the latent."""
    value = latent * 0.7 + draw.standard_normal(len(latent)) + easy
    return (levels - 1 - np.searchsorted(np.linspace(-1.4, 1.4, levels - 1), value)).astype(np.int8)


def yes_no(draw: np.random.Generator, latent: NDArray[np.float64], easy: float) -> NDArray[np.int8]:
    """Return codes of yes and no, some who do not know, some to whom it does not apply."""
    codes = np.where(latent * 0.7 + draw.standard_normal(len(latent)) + easy > 0, 0, 1).astype(np.int8)
    chance = draw.random(len(latent))
    codes[chance < 0.08] = 2
    codes[chance < 0.03] = 3
    return codes


def cells(column: Column, at: int, draw: np.random.Generator, latent: NDArray[np.float64]) -> Sequence[str]:
    """Return the texts of a column of choices for one block."""
    rows = len(latent)
    if column.header == "entity_type":
        codes = draw.integers(0, len(KINDS), rows).astype(np.int8)
    elif column.option:
        codes = np.where(draw.random(rows) < 0.35, 0, -1).astype(np.int8)
    elif column.scale == "yes_no":
        codes = yes_no(draw, latent, shift(at))
    else:
        codes = ordered(draw, latent, len(column.labels), shift(at))
    if not column.option:
        codes[draw.random(rows) < 0.05] = -1
    return np.array([*column.labels, ""], dtype=object)[codes].tolist()  # type: ignore[no-any-return] # -1 is the last


def texts(draw: np.random.Generator, rows: int) -> list[str]:
    """Return free texts of 5 to 40 words, two fifths of them filled."""
    filled, lengths = draw.random(rows) < 0.4, draw.integers(5, 41, rows)
    words = np.array(WORDS, dtype=object)
    return [
        " ".join(words[draw.integers(0, len(words), long)]) if there else ""
        for there, long in zip(filled.tolist(), lengths.tolist(), strict=True)
    ]


def block(layout: str, number: int, rows: int, seed: int) -> list[Sequence[str]]:
    """Return a block's columns as texts."""
    draw = np.random.Generator(np.random.PCG64([seed, number]))
    region = draw.choice(len(REGIONS), rows, p=REGION_SHARES)
    latent = draw.standard_normal(rows) + REGION_SHIFTS[region]
    first = number * BLOCK
    seconds = np.sort(draw.integers(0, 90 * 86_400, rows)).tolist()
    made = {
        "respondent_id": lambda: [str(first + place + 1) for place in range(rows)],
        "submitted_at": lambda: [str(FIRST_DAY + timedelta(seconds=passed)) for passed in seconds],
        "region": np.array(REGIONS, dtype=object)[region].tolist,
        "weight": lambda: [f"{value:.4f}" for value in draw.lognormal(0, 0.4, rows).tolist()],
        MARK: lambda: ["yes"] * rows,
    }
    found = []
    for at, column in enumerate(LAYOUTS[layout]()):
        if column.header in made:
            found.append(made[column.header]())
        elif column.scale == "text":
            found.append(texts(draw, rows))
        else:
            found.append(cells(column, at, draw, latent))
    return found


def blocks(layout: str, rows: int, seed: int) -> Iterator[list[Sequence[str]]]:
    """Yield the blocks of a survey."""
    for number, first in enumerate(range(0, rows, BLOCK)):
        yield block(layout, number, min(BLOCK, rows - first), seed)


def quoted(text: str) -> str:
    """Return a cell of a CSV."""
    return f'"{text}"' if "," in text else text


def write_csv(path: Path, layout: str, rows: int, seed: int) -> None:
    """Write a CSV, a block at a time."""
    columns = LAYOUTS[layout]()
    commas = [any("," in label for label in column.labels) for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(quoted(column.header) for column in columns) + "\r\n")
        for found in blocks(layout, rows, seed):
            safe = [list(map(quoted, one)) if need else one for one, need in zip(found, commas, strict=True)]
            file.writelines(",".join(row) + "\r\n" for row in zip(*safe, strict=True))


def write_xlsx(path: Path, layout: str, rows: int, seed: int) -> None:
    """Write a workbook, its texts shared as spreadsheet programs write them."""
    import xlsxwriter  # noqa: PLC0415 - only for this format

    numbers = {"respondent_id", "weight"}
    headers = [column.header for column in LAYOUTS[layout]()]
    plain = {"strings_to_numbers": False, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, plain) as book:
        book.set_properties({"created": FIRST_DAY})
        sheet = book.add_worksheet("Responses")
        sheet.write_row(0, 0, headers)
        row = 0
        for found in blocks(layout, rows, seed):
            for record in zip(*found, strict=True):
                row += 1
                for place, text in enumerate(record):
                    if text:
                        (sheet.write_number if headers[place] in numbers else sheet.write_string)(
                            row, place, float(text) if headers[place] in numbers else text
                        )


def write_parquet(path: Path, source: Path) -> None:
    """Write a CSV's texts as Parquet."""
    import duckdb  # noqa: PLC0415 - only for this format

    duckdb.execute(
        f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true, header=true)) TO '{path}' (FORMAT parquet)"
    )


def scale_lines() -> list[str]:
    """Return the framework's scales."""
    named = {**SCALES, "regions": REGIONS, "kinds": KINDS, "sizes": SIZES}
    lines = ["scales:"]
    for name, labels in named.items():
        lines.append(f"  {name}:\n    answers:")
        scored = [label for label in labels if label not in STATES]
        for at, label in enumerate(labels):
            points = round(100 * (1 - at / (len(scored) - 1)))
            worth = f"state: {STATES[label]}" if label in STATES else f"points: {points}"
            told = "" if name not in SCALES else f", {worth}"
            lines.append(f'      a{at}: {{label: "{label}"{told}}}')
    options = ", ".join(f"{option}: {{label: {option}}}" for option in OPTIONS)
    return [*lines, f"  routes: {{multi: count, answers: {{{options}}}}}"]


def framework_text(layout: str) -> str:
    """Return the framework of a layout: four pillars of its choices, and a finding for each choice."""
    asked = {column.id: column for column in LAYOUTS[layout]() if column.id.startswith("q") and column.scale != "text"}
    free = {column.id: column for column in LAYOUTS[layout]() if column.scale == "text"}
    profile = [c for c in LAYOUTS[layout]() if c.id and not c.id.startswith("q") and c.scale]
    lines = [f'civicmap: 1\nid: speed-{layout}\nversion: "1"\ntitle: Speed ({layout}, synthetic)\nlanguage: en']
    lines += ["entity: {question: unit}", "groups: {region: {title: Region, question: region, place: true}}"]
    lines += scale_lines()
    lines += ["profile:\n  who:\n    questions:\n      unit: {text: respondent_id, type: text}"]
    lines += [f"      {column.id}: {{text: {column.header}, scale: {column.scale}}}" for column in profile]
    lines += [f'      {name}: {{text: "{column.header}", type: text}}' for name, column in free.items()]
    lines.append("pillars:")
    names, each = list(asked), -(-len(asked) // 4)
    for pillar in range(4):
        lines.append(f"  p{pillar + 1}:\n    title: Pillar {pillar + 1}\n    dimensions:\n      d{pillar + 1}:")
        lines.append(f"        title: Dimension {pillar + 1}\n        indicators:")
        for half in (names[pillar * each : (pillar + 1) * each][at::2] for at in (0, 1)):
            lines.append(f"          i_{half[0]}:\n            title: Indicator {half[0]}\n            questions:")
            for name in half:
                text = asked[name].header.split(" [")[0]
                lines.append(f'              {name}: {{text: "{text}", scale: {asked[name].scale}}}')
    lines.append("findings:")
    for name, column in asked.items():
        want = "web" if column.option else "a0"
        lines.append(
            f"  has_{name}: {{title: The first answer of {name}, share: {{{name}: [{want}]}}, base: respondents}}"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the files asked for, and the framework beside them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layout", choices=LAYOUTS)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, required=True, help="a path without its ending")
    parser.add_argument("--format", nargs="+", choices=["xlsx", "csv", "parquet"], default=["csv"])
    told = parser.parse_args()
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.with_suffix(".yaml").write_text(framework_text(told.layout), encoding="utf-8")
    if "xlsx" in told.format:
        write_xlsx(told.out.with_suffix(".xlsx"), told.layout, told.rows, told.seed)
    if {"csv", "parquet"} & set(told.format):
        write_csv(told.out.with_suffix(".csv"), told.layout, told.rows, told.seed)
    if "parquet" in told.format:
        write_parquet(told.out.with_suffix(".parquet"), told.out.with_suffix(".csv"))


if __name__ == "__main__":
    main()
