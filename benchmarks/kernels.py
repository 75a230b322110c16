"""One step in memory, by civicmap or by another: prints what it took as JSON, {"seconds": …, "cells": …}.

    python benchmarks/kernels.py tally civicmap --rows 1000000

Every way of a step works on the same made-up data. The number is the median of repeats after one that does not count, in
seconds of the clock; `cells` is how many answers, tests or table cells were worked on.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[], object]

SEED = 20260101
QUESTIONS, GROUPS, WIDTH = 40, 6, 16


class Step:
    """A step's ways: `prepare(rows, way)` returns the work and how many cells it does."""

    def __init__(self, prepare: Callable[[int, str, argparse.Namespace], tuple[Work, int]], *ways: str) -> None:
        """Keep how the step is made ready, and by whom it can be done."""
        self.prepare, self.ways = prepare, ways


def tally(rows: int, way: str, told: argparse.Namespace) -> tuple[Work, int]:
    """Count the answers of 40 questions by region, or the weights of those who gave them."""
    draw = np.random.default_rng(SEED)
    codes = draw.integers(8, 13, (QUESTIONS, rows)).astype(np.uint8)
    bins = draw.integers(0, GROUPS, rows)
    weights = draw.integers(1, 1000, rows).astype(np.float64) if told.step == "tally-weighted" else None
    if way == "civicmap":
        from civicmap.measure.code_counts import count_each, weigh_each  # noqa: PLC0415 - one way of several

        if weights is None:
            return lambda: count_each(codes, bins, GROUPS, WIDTH), codes.size
        return lambda: weigh_each(codes, bins, GROUPS, WIDTH, weights), codes.size
    if way == "paired bincount":
        wide = (bins * WIDTH).astype(np.uint16)

        def paired() -> object:
            found = []
            for at in range(0, QUESTIONS, 2):  # two questions in one pass: the sums of rows and columns are theirs
                keys = (wide + codes[at]) * WIDTH + codes[at + 1]
                both = np.bincount(keys, weights, minlength=GROUPS * WIDTH * WIDTH).reshape(GROUPS, WIDTH, WIDTH)
                found += [both.sum(axis=2), both.sum(axis=1)]
            return found

        return paired, codes.size
    import pandas as pd  # noqa: PLC0415 - one way of several

    labels = np.array([f"answer {code}" for code in range(WIDTH)], dtype=object)
    region = pd.Series(np.array([f"region {code}" for code in range(GROUPS)], dtype=object)[bins])
    few = codes[:3]  # what one question takes, three questions tell
    answers = [pd.Series(labels[one]) for one in few]
    return lambda: [pd.crosstab(region, one) for one in answers], few.size


def scores(rows: int, way: str, _told: argparse.Namespace) -> tuple[Work, int]:
    """Score 60 questions with low, high and coverage, or count their codes."""
    import scoring  # noqa: PLC0415 - a neighbour, which has the survey and the ways

    from civicmap.framework.load import load_framework  # noqa: PLC0415 - one step of several

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "framework.yaml"
        path.write_text(scoring.framework_text(), encoding="utf-8")
        framework = load_framework(path)
    survey = scoring.make_survey(framework, rows)
    work = scoring.tops if way == "civicmap" else scoring.count
    return lambda: work(survey, framework), rows * len(framework.questions)


def fisher(rows: int, way: str, _told: argparse.Namespace) -> tuple[Work, int]:
    """Test two by two tables, with margins of 5 to 200: civicmap all at once, SciPy one after another."""
    draw = np.random.default_rng(SEED)
    sizes = draw.integers(5, 201, (rows, 2))
    yes = (sizes * draw.random((rows, 2))).astype(int)
    tables = np.stack([yes, sizes - yes], axis=2)
    if way == "civicmap":
        from civicmap.stats import fisher_exact_each  # noqa: PLC0415 - one way of several

        return lambda: fisher_exact_each(tables), rows
    from scipy.stats import fisher_exact as theirs  # noqa: PLC0415 - one way of several

    few = tables[:: max(rows // 500, 1)]
    return lambda: [theirs(table) for table in few], len(few)


def wilson(rows: int, way: str, _told: argparse.Namespace) -> tuple[Work, int]:
    """Return intervals of shares, all at once."""
    draw = np.random.default_rng(SEED)
    n = draw.integers(1, 201, rows)
    x = (n * draw.random(rows)).astype(int)
    if way == "civicmap":
        from civicmap.stats import wilson as ours  # noqa: PLC0415 - one way of several

        return lambda: ours(x, n), rows
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - one way of several

    return lambda: proportion_confint(x, n, method="wilson"), rows


def word(rows: int, way: str, _told: argparse.Namespace) -> tuple[Work, int]:
    """Write a Word table of eight columns."""
    cells = [[f"{row} {column}" for column in range(8)] for row in range(rows)]
    if way == "python-docx":
        import docx  # noqa: PLC0415 - one way of several

        def written() -> None:
            document = docx.Document()
            table = document.add_table(rows=1, cols=8)
            for row in cells:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value

        return written, rows * 8
    from civicmap.report.document import DocumentMeta  # noqa: PLC0415 - one way of several
    from civicmap.report.docx import writer  # noqa: PLC0415

    lines = ["| " + " | ".join(row) + " |" for row in [[f"c{at}" for at in range(8)], ["---"] * 8, *cells]]
    parsed = writer.read("\n".join(lines) + "\n" if way == "civicmap" else "")
    writer.read = lambda _markdown: parsed  # what is measured begins where the text is parsed
    return lambda: writer.to_docx("", DocumentMeta("Speed")), rows * 8


def store(_rows: int, way: str, told: argparse.Namespace) -> tuple[Work, int]:
    """Read a wave back from a store, or write it into a new one."""
    from civicmap.store.store import Store  # noqa: PLC0415 - one step of several

    with Store(told.store, read_only=True) as opened:
        wave = opened.read()
    cells = sum(len(codes) for codes in (column.codes for column in wave.raw.columns))

    def written() -> None:
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "copy.duckdb") as opened:
            opened.write([wave])

    def read() -> None:
        with Store(told.store, read_only=True) as opened:
            opened.read()

    return (read if way == "civicmap reads" else written), cells


def second(_rows: int, _way: str, told: argparse.Namespace) -> tuple[Work, int]:
    """Do the whole job through the Python interface; the first survey, which does not count, imports everything."""
    import civicmap  # noqa: PLC0415 - one step of several

    framework = civicmap.load_framework(told.data.with_suffix(".yaml"))

    def job() -> None:
        survey = civicmap.read_survey(told.data.with_suffix(".xlsx"), framework)
        civicmap.score(survey, framework)
        civicmap.find_gaps(survey, framework, by="region")
        civicmap.render(civicmap.build_report(survey, framework), "md")

    return job, 1


STEPS = {
    "tally": Step(tally, "civicmap", "paired bincount", "pandas.crosstab"),
    "tally-weighted": Step(tally, "civicmap", "paired bincount"),
    "scores": Step(scores, "civicmap", "count"),
    "fisher": Step(fisher, "civicmap", "scipy"),
    "wilson": Step(wilson, "civicmap", "statsmodels"),
    "word": Step(word, "civicmap", "empty document", "python-docx"),
    "store": Step(store, "civicmap reads", "civicmap writes"),
    "second": Step(second, "civicmap"),
}


def main() -> None:
    """Measure one way and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("way")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--data", type=Path)
    told = parser.parse_args()
    if told.way not in STEPS[told.step].ways:
        parser.error(f"{told.step} is done by {', '.join(STEPS[told.step].ways)}")
    work, cells = STEPS[told.step].prepare(told.rows, told.way, told)
    taken = []
    for _ in range(told.repeats + 1):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    print(json.dumps({"seconds": statistics.median(taken[1:]), "cells": cells}))


if __name__ == "__main__":
    main()
