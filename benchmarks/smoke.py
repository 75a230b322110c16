"""Fail if a step of civicmap has become twice as slow as benchmarks/smoke.json says, in units of a loop of the same run.

python benchmarks/smoke.py              # some seconds
python benchmarks/smoke.py --write      # record what the steps cost now, after a change that is meant to
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import generate
import numpy as np
import scoring
from guard import LOOP, judge
from processes import measure

import civicmap
from civicmap.framework.load import load_framework
from civicmap.measure.code_counts import count_each

if TYPE_CHECKING:
    from collections.abc import Callable

    Steps = dict[str, Callable[[], object]]

HERE = Path(__file__).parent
RECORD = HERE / "smoke.json"
ROWS = 150


def loop() -> object:
    """Do what any program of this kind does, half of it in Python and half in numpy."""
    words: dict[str, int] = {}
    for at in range(120_000):
        word = f"answer {at % 97}"
        words[word] = words.get(word, 0) + at
    codes = np.arange(600_000) % 251
    return words, [np.bincount(codes + at, minlength=300).sum() for at in range(6)]


def steps(folder: Path) -> Steps:
    """Return the steps, made ready."""
    form = folder / "form.xlsx"
    form.with_suffix(".yaml").write_text(generate.framework_text("form"), encoding="utf-8")
    generate.write_xlsx(form, "form", ROWS, generate.SEED)
    framework = load_framework(form.with_suffix(".yaml"))
    survey = civicmap.read_survey(form, framework)
    report = civicmap.build_report(survey, framework)
    many_rules = folder / "many.yaml"
    many_rules.write_text(scoring.framework_text(), encoding="utf-8")
    many_framework = load_framework(many_rules)
    many = scoring.make_survey(many_framework, 20_000)
    draw = np.random.default_rng(generate.SEED)
    codes, bins = draw.integers(8, 13, (20, 100_000)).astype(np.uint8), draw.integers(0, 6, 100_000)
    return {
        "framework": lambda: load_framework(form.with_suffix(".yaml")),
        "read a workbook": lambda: civicmap.read_survey(form, framework),
        "score": lambda: dict(civicmap.score(replace(survey), framework).nodes),
        "gaps by region": lambda: civicmap.find_gaps(replace(survey), framework, by="region"),
        "facts of a report": lambda: civicmap.build_report(replace(survey), framework),
        "report as Markdown": lambda: civicmap.render(report, "md"),
        "report for Word": lambda: civicmap.render(report, "docx"),
        "scores of 20,000": lambda: scoring.tops(many, many_framework),
        "tally of 2 million": lambda: count_each(codes, bins, 6, 16),
    }


def programs(folder: Path) -> dict[str, list[str]]:
    """Return the commands whose start is measured."""
    store = ["--store", str(folder / "store.duckdb")]
    own = [sys.executable, "-m", "civicmap"]
    form = str(folder / "form.xlsx")
    measure([*own, "ingest", form, "--framework", str(folder / "form.yaml"), *store], folder)
    return {"civicmap --help": [*own, "--help"], "civicmap score": [*own, "score", *store]}


def once(made: Steps, started: dict[str, list[str]], folder: Path) -> dict[str, float]:
    """Run the loop and every step once, and return the processor seconds of each."""
    taken = {}
    for name, work in {LOOP: loop, **made}.items():
        begun = time.process_time()
        work()
        taken[name] = time.process_time() - begun
    return taken | {name: measure(program, folder).processor for name, program in started.items()}


def main() -> int:
    """Print what each step costs; the exit code is 1 if any has become too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="record the costs")
    told = parser.parse_args()
    known = {} if told.write or not RECORD.exists() else json.loads(RECORD.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        made = steps(folder)
        started = programs(folder)
        once(made, started, folder)  # imports, compiles
        costs = judge(known, lambda: once(made, started, folder))
    for cost in costs:
        ratio = "not recorded yet" if cost.ratio is None else f"{cost.ratio:.2f} × what is recorded"
        print(f"{cost.step:20} {cost.loops:8.3f} loops  {ratio}{'  TOO SLOW' if cost.too_slow else ''}")
    if told.write:
        record = {cost.step: round(cost.loops, 3) for cost in costs}
        RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    slow = [cost.step for cost in costs if cost.too_slow]
    if slow:
        print(
            f"Twice as slow as recorded: {', '.join(slow)}. Mend it, or record the new cost with --write and say why."
        )
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
