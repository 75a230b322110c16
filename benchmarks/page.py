"""The table of a benchmark's results, and the page that is made of it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from cases import DATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases import Case, Goal
    from run import Result, Verdict

PACKAGES = (
    *("civicmap", "numpy", "duckdb", "typer", "pydantic", "openpyxl", "python-docx", "python-calamine"),
    *("pandas", "statsmodels", "scipy", "polars"),
)
HEADER = ("case", "rows", "who", "", "median", "civicmap takes", "peak MiB", "asked of civicmap")
RIGHT = (False, True, False, False, True, True, True, False)


def duration(seconds: float, *, each: bool = False) -> str:
    """Return a time in the unit that suits it."""
    if each:
        return f"{seconds * 1e9:.2f} ns" if seconds < 1e-6 else f"{seconds * 1e6:.2f} µs"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.1f} ms"


def asked(goal: Goal) -> str:
    """Return a goal in words."""
    more = f"{goal.plus:g} MiB" if goal.mib else duration(goal.plus, each=goal.each)
    if not goal.of:
        return f"at most {more}"
    what = "the memory of " if goal.mib else ""
    factor = f"{goal.times:g}" if goal.times >= 0.1 else f"{goal.times:.2f}"
    return f"at most {factor} × {what}{goal.of}" + (f" and {more}" if goal.plus else "")


def outcome(verdict: Verdict) -> str:
    """Return a goal and whether it is reached."""
    reached = "reached" if verdict.ratio <= 1 else f"missed by {verdict.ratio:.2f} ×"
    return f"{asked(verdict.goal)}: {reached}"


def rows(results: Sequence[Result], verdicts: Sequence[Verdict], size: str) -> list[tuple[str, ...]]:
    """Return the table's rows: civicmap's of each case first, with what was asked of it."""
    made = []
    for result in results:
        own = next(one for one in results if one.case is result.case)
        each = result.each is not None and any(goal.each for goal in result.case.goals)
        taken, base = (result.each, own.each) if each else (result.seconds, own.seconds)
        goals = [outcome(one) for one in verdicts if one.case is result.case] if result is own else []
        ratio = "" if result is own or not taken or base is None else f"{base / taken:.3g} ×"
        first = (result.case.name, count(result.case, size)) if result is own else ("", "")
        told = duration(taken or 0.0, each=each)
        made.append((*first, result.way.name, result.way.role, told, ratio, f"{result.peak:.0f}", "; ".join(goals)))
    return made


def count(case: Case, size: str) -> str:
    """Return how many rows a case has."""
    of = case.rows or (DATA[case.data].rows if case.data else {})
    return f"{of[size]:,}" if of else ""


def table(results: Sequence[Result], verdicts: Sequence[Verdict], size: str) -> str:
    """Return the table for a terminal."""
    lines = [HEADER, *rows(results, verdicts, size)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADER) - 1)]
    return "\n".join(
        "  ".join(
            [*(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, RIGHT, strict=False)), line[-1]]
        ).rstrip()
        for line in lines
    )


def machine() -> str:
    """Return what the numbers were measured on."""
    kind = platform.machine()
    try:
        info = Path("/proc/cpuinfo").read_text()
        kind = next(
            (line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), kind
        )
    except OSError:
        pass
    return f"{os.cpu_count()} processors ({kind}), {platform.system()}, Python {platform.python_version()}"


def versions() -> str:
    """Return the versions of what took part."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def page(results: Sequence[Result], verdicts: Sequence[Verdict], size: str, rounds: int, note: str) -> str:
    """Return docs/performance.md."""
    lines = ["| " + " | ".join(HEADER) + " |", "| " + " | ".join("--:" if r else "---" for r in RIGHT) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows(results, verdicts, size)]
    cases = list(dict.fromkeys(result.case for result in results))
    about = "\n".join(f"- **{case.name}**: {case.about}." for case in cases)
    missed = sum(verdict.ratio > 1 for verdict in verdicts)
    sizes = (
        "" if size == "full" else f" The sizes are the {size} ones: what is asked at full size may come out otherwise."
    )
    return f"""# Performance

This page is written by `python benchmarks/run.py --size {size} --write`; `make bench` prints the same table.

Each run is a process of its own (steps in memory apart, which say what they took after their imports). The ways of a job
take turns, round by round; {f"the medians of {rounds} rounds are" if rounds > 1 else "one round is"} compared, after one that does not count. Memory is that of a
process and its children at the peak. The answers are synthetic, made by `benchmarks/generate.py`. Trust the ratios, not
the times: *civicmap takes* is its median as a multiple of the other's. Peers are written as an analyst would write them
(`benchmarks/peers`); they do less: no check of what they read, no bases, no disclosure control. A floor is what none can go under.
{sizes}
{f"{chr(10)}**{note}**{chr(10)}" if note else ""}
{len(verdicts) - missed} of {len(verdicts)} goals are reached.

{chr(10).join(lines)}

{about}

Measured on {machine()}. Versions: {versions()}.
"""
