"""Measure civicmap beside what else does the same job, and beside the floor that none can go under; print one table.

    python benchmarks/run.py                            # small sizes: some minutes
    python benchmarks/run.py --size full --write        # the sizes that docs/performance.md is about: an hour, 20 GB of disk
    python benchmarks/run.py --only help tally --rounds 9

Ways of a job take turns, round by round, so that a busy machine is busy for all of them; a round that does not count
comes first, and medians are compared. Each run is a process of its own. Trust the ratios, not the times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cases import CASES, DATA
from page import page, table
from processes import Run, environment, measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cases import Case, Goal, Way

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Result:
    """What a way took: seconds, seconds for each cell where it is a step in memory, and MiB at the peak."""

    case: Case
    way: Way
    seconds: float
    each: float | None
    peak: float


@dataclass(frozen=True)
class Verdict:
    """A goal of a case: what civicmap took as a multiple of what it may, 1 or less where the goal is reached."""

    case: Case
    goal: Goal
    ratio: float


@cache
def lacks(need: str) -> str:
    """Return why a way cannot run here, nothing if it can: a module, a program, or a package of R is not there."""
    if need.startswith("R:"):
        asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{need[2:]}', quietly = TRUE))"]
        return (
            ""
            if not lacks("Rscript") and not subprocess.run(asked, check=False, capture_output=True).returncode
            else need
        )
    from importlib.util import find_spec  # noqa: PLC0415 - kept beside the other way to look
    from shutil import which  # noqa: PLC0415

    return "" if which(need) or find_spec(need) else need


def make_data(name: str, size: str, folder: Path) -> Path:
    """Return a data set's path without its ending, written if it is not there."""
    data = DATA[name]
    rows = data.rows[size]
    path = folder / f"{data.layout}{rows}"
    if not all(path.with_suffix(f".{ending}").exists() for ending in (*data.formats, "yaml")):
        arguments = [data.layout, "--rows", str(rows), "--out", str(path), "--format", *data.formats]
        subprocess.run([sys.executable, str(HERE / "generate.py"), *arguments], check=True, env=environment(folder))
    return path


class Bench:
    """A run of cases at one size, its files in a folder."""

    def __init__(self, size: str, rounds: int, folder: Path) -> None:
        """Keep what the cases share."""
        self.size, self.rounds, self.folder = size, rounds, folder

    def fill(self, case: Case) -> dict[str, str]:
        """Return what stands for the names in a case's programs."""
        rows = (case.rows or (DATA[case.data].rows if case.data else {})).get(self.size, 0)
        data = make_data(case.data, self.size, self.folder) if case.data else self.folder
        names = {"store": self.folder / f"{case.name}.duckdb", "out": self.folder / f"{case.name}.out", "data": data}
        known = {"python": sys.executable, "here": HERE, "rows": rows, "sample": ROOT / "data" / "sample", **names}
        return {name: str(value) for name, value in known.items()}

    def run(self, way: Way, filled: dict[str, str], *, fresh: bool) -> tuple[Run, float | None]:
        """Run a way once; a store of its own is gone first. A step in memory says itself what it took, and for each cell."""
        for path in [filled["out"] + ".duckdb", *([filled["store"]] if fresh else [])]:
            Path(path).unlink(missing_ok=True)
        for program in way.before:
            measure(_filled(program, filled), self.folder)
        said = self.folder / "said.json"
        runs = [measure(_filled(p, filled), self.folder, said if way.inside else None) for p in way.programs]
        total = runs[0]
        for one in runs[1:]:
            total = total + one
        if not way.inside:
            return total, None
        told = json.loads(said.read_text())
        return total._replace(seconds=told["seconds"]), told["seconds"] / told["cells"]

    def case(self, case: Case) -> Iterable[Result]:
        """Yield a result for each way that can run here; say why another cannot."""
        filled = self.fill(case)
        ways = []
        for way in case.ways:
            lacking = [lack for need in way.needs if (lack := lacks(need))]
            if lacking:
                print(f"{case.name}: {way.name} is left out: {', '.join(lacking)} is not installed", file=sys.stderr)
            else:
                ways.append(way)
        Path(filled["store"]).unlink(missing_ok=True)
        for program in case.shared:
            measure(_filled(program, filled), self.folder)
        found: dict[str, list[tuple[Run, float | None]]] = {way.name: [] for way in ways}
        for count in range(self.rounds + 1):
            for way in ways:
                done = self.run(way, filled, fresh=not case.shared)
                if count:
                    found[way.name].append(done)
        for way in ways:
            runs = found[way.name]
            cells = [each for _, each in runs if each is not None]
            peak = max(run.peak for run, _ in runs)
            each = statistics.median(cells) if cells else None
            yield Result(case, way, statistics.median(run.seconds for run, _ in runs), each, peak)


def _filled(program: Sequence[str], filled: dict[str, str]) -> list[str]:
    return [word.format(**filled) for word in program]


def judge(results: Sequence[Result]) -> list[Verdict]:
    """Return a verdict on each goal whose ways all ran."""
    named = {f"{result.case.name}: {result.way.name}": result for result in results}
    verdicts = []
    for case in dict.fromkeys(result.case for result in results):
        own = next(result for result in results if result.case is case)
        for goal in case.goals:
            other = named.get(goal.of if ": " in goal.of else f"{case.name}: {goal.of}")
            if goal.of and other is None:
                continue
            limit = goal.plus + (goal.times * _taken(other, goal) if other else 0)
            verdicts.append(Verdict(case, goal, _taken(own, goal) / limit))
    return verdicts


def _taken(result: Result, goal: Goal) -> float:
    if goal.mib:
        return result.peak
    return result.each if goal.each and result.each is not None else result.seconds


def main() -> int:
    """Run the cases, print the table, write the page if asked; the exit code is 1 if a goal is missed and `--strict`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=["tiny", "small", "full"], default="small")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[case.name for case in CASES], metavar="CASE", help="these cases")
    parser.add_argument("--keep", type=Path, help="a folder in which the files stay, and are taken from")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--note", default="", help="said above the table of the page, such as how busy the machine was")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a goal is missed")
    told = parser.parse_args()
    chosen = [case for case in CASES if not told.only or case.name in told.only]
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as passing:
        folder = (told.keep or Path(passing)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(told.size, told.rounds, folder)
        for case in chosen:
            print(f"{case.name} …", file=sys.stderr)
            results += bench.case(case)
    verdicts = judge(results)
    print(table(results, verdicts, told.size))
    if told.write:
        text = page(results, verdicts, told.size, told.rounds, told.note)
        (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    return int(told.strict and any(verdict.ratio > 1 for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
