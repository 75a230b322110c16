"""How long scores take: 100,000 entities, 60 questions, three pillars, beside one read of the answers that they come from.

The framework and the answers are made here, in memory, so that nothing but scoring is measured. Five ways are run in
turn, round by round: a plain count of every code of every question, which any computation over the answers needs at
least; the pillars and the overall, which most commands read; every node; the pillars and the overall in short runs of
questions; and question by question, without tables of patterns. Medians are printed in seconds of the processor (scoring runs on one, and what else a machine
does counts less so), as multiples of the count, and for each cell.

    python benchmarks/scoring.py                     # 100,000 entities
    python benchmarks/scoring.py --entities 20000 --rounds 3 --most 0.3
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.load import load_framework
from civicmap.measure import tables
from civicmap.measure.score import score
from civicmap.model import FIRST_ANSWER, Block, Entity, Layout, RowCount, Survey

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.framework.types import Framework

PILLARS, INDICATORS, QUESTIONS = 3, 4, 5
SEED = 20260101


def framework_text() -> str:
    """Return a framework of 60 scored choices in three pillars of four indicators."""
    lines = [
        'civicmap: 1\nid: speed\nversion: "1"\ntitle: Speed\nbands: {cuts: {low: 0, middle: 40, high: 75}}',
        "scales: {s: {answers: {yes: {label: Y, points: 100}, partly: {label: P, points: 50}, no: {label: N, points: 0},",
        "  dk: {label: Unsure, state: dont_know}, na: {label: Not applicable, state: not_applicable}}}}\npillars:",
    ]
    for p in range(PILLARS):
        lines.append(f"  p{p}:\n    title: P{p}\n    dimensions: {{d{p}: {{title: D, indicators: {{")
        for i in range(INDICATORS):
            asked = ", ".join(f"q{p}_{i}_{q}: {{text: Q{p} {i} {q}, scale: s}}" for q in range(QUESTIONS))
            lines.append(f"      i{p}_{i}: {{title: I, questions: {{{asked}}}}},")
        lines.append("    }}}")
    return "\n".join(lines) + "\n"


def make_survey(framework: Framework, entities: int) -> Survey:
    """Return answers at random: most of them substance, a tenth silent."""
    draw = np.random.default_rng(SEED)
    ids = tuple(question.id for question in framework.questions)
    codes = draw.choice(
        np.array([0, *range(FIRST_ANSWER, FIRST_ANSWER + 5)], np.uint8),
        (len(ids), entities),
        p=[0.05, 0.35, 0.3, 0.2, 0.05, 0.05],
    )
    names = [f"E{n:06}" for n in range(entities)]
    return Survey(
        wave="1",
        layout=Layout(ids, (), ()),
        block=Block(
            codes, np.zeros((0, entities), np.uint8), np.zeros((0, entities)), np.zeros((len(ids), entities), bool)
        ),
        entities=tuple(Entity(name, name) for name in names),
        row_entity=np.arange(entities, dtype=np.int32),
        row_instance=("",) * entities,
        respondent=np.ones(entities, bool),
        texts={},
        register=None,
        policies=(),
        sources=(),
        cells={},
        row_source=np.zeros(entities, np.uint16),
        row_number=np.arange(2, entities + 2, dtype=np.uint32),
        count=RowCount(entities, entities, 0, 0),
        problems=(),
        content_sha256="0" * 64,
    )


def tops(survey: Survey, framework: Framework) -> object:
    """Score what most commands read, in one pass."""
    return score(replace(survey), framework).nodes["overall"]


def every(survey: Survey, framework: Framework) -> object:
    """Score every node."""
    return list(score(replace(survey), framework).nodes.values())


def in_runs(survey: Survey, framework: Framework) -> object:
    """Score as where nodes have more patterns than a table holds, and fall into runs of questions."""
    return _limited(survey, framework, MOST_PATTERNS=0, RUN_PATTERNS=64)


def one_by_one(survey: Survey, framework: Framework) -> object:
    """Score as where answers do not settle a node by their codes alone."""
    return _limited(survey, framework, MOST_PATTERNS=0, RUN_PATTERNS=0)


def _limited(survey: Survey, framework: Framework, **limits: int) -> object:
    """Score under other limits of the tables."""
    own = {name: getattr(tables, name) for name in limits}
    try:
        for name, limit in limits.items():
            setattr(tables, name, limit)
        return tops(survey, framework)
    finally:
        for name, limit in own.items():
            setattr(tables, name, limit)


def count(survey: Survey, _framework: Framework) -> object:
    """Count every code of every question."""
    return [np.bincount(codes, minlength=256) for codes in survey.block.codes]


WAYS: dict[str, Callable[[Survey, Framework], object]] = {
    "count": count,
    "pillars and overall": tops,
    "every node": every,
    "in runs": in_runs,
    "without patterns": one_by_one,
}


def medians(survey: Survey, framework: Framework, rounds: int) -> dict[str, float]:
    """Return the median seconds of each way, the ways run in turn after a round that does not count."""
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds + 1):
        for way, work in WAYS.items():
            began = time.process_time()
            work(survey, framework)
            taken[way].append(time.process_time() - began)
    return {way: statistics.median(found[1:]) for way, found in taken.items()}


def main() -> int:
    """Measure, print, and say with the exit code whether the limit holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entities", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--most", type=float, help="end with 1 when the median is above so many seconds")
    told = asked.parse_args()
    path = Path(sys.argv[0]).with_name(".scoring.yaml")
    path.write_text(framework_text(), encoding="utf-8")
    try:
        framework = load_framework(path)
    finally:
        path.unlink()
    survey = make_survey(framework, told.entities)
    found = medians(survey, framework, told.rounds)
    cells = told.entities * len(framework.questions)
    print(f"{told.entities} entities x {len(framework.questions)} questions, median of {told.rounds}")
    for way, taken in found.items():
        print(f"{way:20} {taken:8.4f} s {taken / found['count']:6.1f} x a count {taken / cells * 1e9:6.1f} ns a cell")
    print(f"patterns: {found['without patterns'] / found['pillars and overall']:.1f} x as fast as without")
    return int(told.most is not None and found["pillars and overall"] > told.most)


if __name__ == "__main__":
    sys.exit(main())
