"""What is measured: a table of cases, each a job, who does it, and what is asked of civicmap.

In programs, {python}, {here}, {rows}, {data} (a data set's path without its ending), {store} and {out} are filled in.
"""

from __future__ import annotations

from dataclasses import dataclass

_CIVICMAP = ("{python}", "-m", "civicmap")
_SAMPLE = "{sample}/survey_wave1.xlsx"


@dataclass(frozen=True)
class Data:
    """A data set: its layout, its rows at each size, and the files that are written of it."""

    layout: str
    rows: dict[str, int]
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One who does a case's job: programs, one after another. `needs`: modules and programs without which it is left out.

    `inside`: the one program says itself what its step took. `before` runs first each time, and does not count.
    """

    name: str
    programs: tuple[tuple[str, ...], ...]
    role: str = "peer"  # civicmap, peer or floor
    needs: tuple[str, ...] = ()
    inside: bool = False
    before: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Goal:
    """What is asked of civicmap: at most `times` what the way `of` takes, and `plus` seconds more. No `of`: `plus` alone.

    `each`: `plus` is for a cell. `mib`: it is the memory at the peak that is compared, and `plus` is MiB.
    """

    of: str = ""
    times: float = 1.0
    plus: float = 0.0
    each: bool = False
    mib: bool = False


@dataclass(frozen=True, eq=False)  # each stands for itself
class Case:
    """A job. The first way is civicmap's, to which the goals apply; `shared` runs once, before all rounds."""

    name: str
    about: str
    ways: tuple[Way, ...]
    goals: tuple[Goal, ...]
    data: str = ""
    rows: dict[str, int] | None = None  # of a step in memory
    shared: tuple[tuple[str, ...], ...] = ()


DATA = {
    "form": Data("form", {"tiny": 150, "small": 150, "full": 150}, ("xlsx", "csv")),
    "workbook": Data("form", {"tiny": 300, "small": 5_000, "full": 100_000}, ("xlsx", "csv")),
    "consultation": Data("consultation", {"tiny": 2_000, "small": 100_000, "full": 5_000_000}, ("csv", "parquet")),
    "double": Data("consultation", {"tiny": 4_000, "small": 200_000, "full": 10_000_000}, ("csv",)),
    "wave": Data("consultation", {"tiny": 2_000, "small": 100_000, "full": 1_000_000}, ("csv",)),
}


def ours(*arguments: str) -> tuple[str, ...]:
    """Return a command of civicmap on the case's store."""
    return (*_CIVICMAP, *arguments, "--store", "{store}")


def peer(script: str, *arguments: str) -> tuple[str, ...]:
    """Return the program of a peer's script."""
    return ("Rscript" if script.endswith(".R") else "{python}", f"{{here}}/peers/{script}", *arguments)


def ingest(ending: str) -> tuple[str, ...]:
    """Return the command that stores the case's data."""
    return ours("ingest", f"{{data}}.{ending}", "--framework", "{data}.yaml")


def whole_job(ending: str) -> Way:
    """Return the four commands from a file to a report."""
    report = ours("report", "-o", "{out}.md")
    return Way(
        "civicmap, four commands", (ingest(ending), ours("score"), ours("gaps", "--by", "region"), report), "civicmap"
    )


def step(name: str, *ways: Way, about: str, goals: tuple[Goal, ...], rows: dict[str, int]) -> Case:
    """Return the case of a step in memory."""
    return Case(name, about, ways, goals, rows=rows)


def inside(step_name: str, way: str, role: str = "peer", *needs: str) -> Way:
    """Return a way of a step in memory."""
    program = ("{python}", "{here}/kernels.py", step_name, way, "--rows", "{rows}")
    return Way(way, (program,), role, needs, inside=True)


PANDAS = ("pandas", "statsmodels", "docx")
_MILLION = {"tiny": 10_000, "small": 100_000, "full": 1_000_000}
_BARE = Way("typer, bare", (peer("bare_typer.py", "hello"),), "floor")
_TAKE_IN = (ours("ingest", _SAMPLE, "--register", "{sample}/register.csv", "--framework", "{sample}/framework.yaml"),)


def _stored(name: str, about: str, arguments: tuple[str, ...], seconds: float, *peers: Way) -> Case:
    """Return the case of a command on a consultation that is stored already."""
    return Case(
        name,
        about,
        (Way("civicmap", (ours(*arguments),), "civicmap"), *peers),
        (Goal(plus=seconds),),
        "consultation",
        shared=(ingest("csv"),),
    )


CASES = (
    Case(
        "help",
        "`civicmap --help`",
        (
            Way("civicmap", ((*_CIVICMAP, "--help"),), "civicmap"),
            Way("typer, bare", (peer("bare_typer.py", "--help"),), "floor"),
        ),
        (Goal("typer, bare", 1.5),),
    ),
    Case(
        "score-sample",
        "`civicmap score` on the sample",
        (Way("civicmap", (ours("score"),), "civicmap"), _BARE),
        (Goal("typer, bare", 1, 0.2),),
        shared=_TAKE_IN,
    ),
    Case(
        "report-sample",
        "`civicmap report` on the sample, 104 entities by 113 questions, with its charts in four formats",
        (
            Way("civicmap", (ours("report", "--format", "md,docx,html,json", "-o", "{out}"),), "civicmap"),
            _BARE,
        ),
        (Goal(plus=4.5),),
        shared=_TAKE_IN,
    ),
    Case(
        "small-report",
        "a workbook of 150 rows, from file to report",
        (
            whole_job("xlsx"),
            Way("pandas, statsmodels, python-docx", (peer("pandas_report.py", "{data}.xlsx", "{out}"),), needs=PANDAS),
            Way("R, survey (from CSV)", (peer("survey.R", "{data}.csv", "{out}"),), needs=("Rscript", "R:survey")),
            Way("R, by hand (from CSV)", (peer("base.R", "{data}.csv", "{out}"),), needs=("Rscript",)),
        ),
        (Goal("pandas, statsmodels, python-docx"),),
        "form",
    ),
    Case(
        "second-survey",
        "a second workbook of 150 rows through the Python interface",
        (
            Way(
                "civicmap, in one process",
                (("{python}", "{here}/kernels.py", "second", "civicmap", "--data", "{data}"),),
                "civicmap",
                inside=True,
            ),
            Way("pandas, statsmodels, python-docx", (peer("pandas_report.py", "{data}.xlsx", "{out}"),), needs=PANDAS),
        ),
        (Goal("pandas, statsmodels, python-docx", 0.1), Goal("pandas, statsmodels, python-docx", 0.5, mib=True)),
        "form",
    ),
    Case(
        "workbook",
        "a large workbook, from file to report",
        (
            whole_job("xlsx"),
            Way("pandas with openpyxl", (peer("pandas_report.py", "{data}.xlsx", "{out}"),), needs=PANDAS),
            Way(
                "pandas with calamine",
                (peer("pandas_report.py", "{data}.xlsx", "{out}", "calamine"),),
                needs=(*PANDAS, "python_calamine"),
            ),
            Way("calamine, bare", (peer("read_calamine.py", "{data}.xlsx"),), "floor", ("python_calamine",)),
        ),
        (Goal("pandas with openpyxl", 0.4), Goal("pandas with calamine"), Goal(plus=1024, mib=True)),
        "workbook",
    ),
    Case(
        "ingest",
        "a consultation's CSV into the store",
        (
            Way("civicmap", (ingest("csv"),), "civicmap"),
            Way("DuckDB, texts alone", (peer("duckdb_load.py", "{data}.csv", "{out}.duckdb"),), needs=("duckdb",)),
            Way("newlines counted", (peer("count_newlines.py", "{data}.csv"),), "floor"),
        ),
        (Goal("DuckDB, texts alone"), Goal(plus=1024, mib=True)),
        "consultation",
    ),
    Case(
        "ingest-double",
        "twice the rows",
        (
            Way("civicmap", (ingest("csv"),), "civicmap"),
            Way("newlines counted", (peer("count_newlines.py", "{data}.csv"),), "floor"),
        ),
        (Goal("ingest: civicmap", 2.2), Goal("ingest: civicmap", 1.1, mib=True)),
        "double",
    ),
    _stored("gaps", "`civicmap gaps --by region`", ("gaps", "--by", "region"), 2.0),
    _stored(
        "crosstab",
        "`civicmap crosstab all --by region`",
        ("crosstab", "all", "--by", "region"),
        2.0,
        Way("DuckDB, from Parquet", (peer("duckdb_crosstab.py", "{data}.parquet"),), needs=("duckdb",)),
        Way("polars, from CSV", (peer("polars_crosstab.py", "{data}.csv"),), needs=("polars",)),
    ),
    _stored("score", "`civicmap score --by region`", ("score", "--by", "region"), 4.0),
    step(
        "tally",
        inside("tally", "civicmap", "civicmap"),
        inside("tally", "pandas.crosstab", "peer", "pandas"),
        inside("tally", "paired bincount", "floor"),
        about="counting 40 questions by region in memory (pandas: three of them), for each answer",
        goals=(Goal("paired bincount", 1.3, each=True), Goal("pandas.crosstab", 1 / 25, each=True)),
        rows=_MILLION,
    ),
    step(
        "tally-weighted",
        inside("tally-weighted", "civicmap", "civicmap"),
        inside("tally-weighted", "paired bincount", "floor"),
        about="adding the weights of those who gave each answer of 40 questions by region in memory, for each answer",
        goals=(Goal("paired bincount", 1.3, each=True),),
        rows=_MILLION,
    ),
    step(
        "scores",
        inside("scores", "civicmap", "civicmap"),
        inside("scores", "count", "floor"),
        about="scores with low, high and coverage of 60 questions in memory, for each answer",
        goals=(Goal(plus=4e-9, each=True),),
        rows={"tiny": 2_000, "small": 20_000, "full": 1_000_000},
    ),
    step(
        "fisher",
        inside("fisher", "civicmap", "civicmap"),
        inside("fisher", "scipy", "peer", "scipy"),
        about="10,000 exact tests (SciPy: 500 of them), for each",
        goals=(Goal(plus=2e-6, each=True),),
        rows={"tiny": 500, "small": 10_000, "full": 10_000},
    ),
    step(
        "wilson",
        inside("wilson", "civicmap", "civicmap"),
        inside("wilson", "statsmodels", "peer", "statsmodels"),
        about="10,000 Wilson intervals",
        goals=(Goal(plus=0.001),),
        rows={"tiny": 10_000, "small": 10_000, "full": 10_000},
    ),
    step(
        "word",
        inside("word", "civicmap", "civicmap"),
        inside("word", "python-docx", "peer", "docx"),
        inside("word", "empty document", "floor"),
        about="a Word table of 1,000 rows and 8 columns",
        goals=(Goal("empty document", 1, 0.06),),
        rows={"tiny": 100, "small": 1_000, "full": 1_000},
    ),
    *(
        Case(
            f"store-{word}",
            f"a wave of a million rows {told} the store, for each of its codes",
            (
                Way(
                    f"civicmap {word}",
                    (("{python}", "{here}/kernels.py", "store", f"civicmap {word}", "--store", "{store}"),),
                    "civicmap",
                    inside=True,
                ),
            ),
            (Goal(plus=seconds / 40e6, each=True),),
            "wave",
            shared=(ingest("csv"),),
        )
        for word, told, seconds in (("reads", "from", 0.15), ("writes", "into", 1.0))
    ),
)
