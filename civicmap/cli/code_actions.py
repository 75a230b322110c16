"""What `civicmap code` does: export, import and settle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from civicmap.cli.code_session import AUDIENCE, CodingSession, open_coding
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import envelope
from civicmap.errors import Code, ExitCode, Problem, RequestError
from civicmap.files import write_whole
from civicmap.survey.coding.disagreements import read_settled
from civicmap.survey.coding.gather import gathered, taken_out, to_store
from civicmap.survey.coding.items import Kind
from civicmap.survey.coding.read import read_codes
from civicmap.survey.coding.settle import settlement
from civicmap.survey.coding.sheets import Sheets, write_sheets
from civicmap.survey.coding.units import sampled
from civicmap.survey.folding import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from civicmap.cli.code import CodeOptions
    from civicmap.cli.output import Value
    from civicmap.cli.terminal import Terminal
    from civicmap.survey.coding.read import CodesRead
    from civicmap.survey.coding.units import Unit

_CODERS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of an action."""

    terminal: Terminal
    files: tuple[Path, ...]
    options: CodeOptions
    format: str
    output: Path | None


def export(request: Request, place: tuple[Path | None, str | None, str | None]) -> ExitCode:
    """Write a workbook for each coder."""
    if request.output is None or str(request.output) == "-":
        raise RequestError(Problem.of(Code.CODING_WHERE, what="workbooks are written into a folder", how="-o sheets"))
    asked, coders = request.options, _coders(request.options.coder)
    coding = open_coding(*place)
    wanted = coding.items(asked.question)
    units = sampled(_to_judge(coding, wanted), asked.sample, asked.seed)
    if not units:
        raise RequestError(Problem.of(Code.CODING_NOTHING, wave=coding.coded.survey.wave))
    sheets = Sheets(coding.coded, units, coding.marks, asked.seed, names=asked.names, ratings=not asked.hide_ratings)
    paths = write_sheets(request.output, sheets, coders)
    rows: list[list[Value]] = [
        [path.name, coder, len({unit.item for unit in units}), len(units)]
        for path, coder in zip(paths, coders, strict=True)
    ]
    names = ("file", "coder", "items", "rows")
    document = envelope(
        coding.session,
        AUDIENCE,
        action="export",
        seed=asked.seed,
        blind=not asked.names,
        files=[dict(zip(names, row, strict=True)) for row in rows],
    )
    left = len(coding.coded.units) - len(_to_judge(coding, None))
    notes = (
        [f"Not asked for: {left} self-ratings with nothing beside them; --question takes them in."]
        if left and wanted is None
        else []
    )
    headings = [Heading(name.capitalize(), right=name in ("items", "rows")) for name in names]
    listing = Listing(headings, rows, document, marks=coding.marks, notes=notes)
    emit(request.terminal, listing, request.format)
    return ExitCode.DONE


def _coders(named: Sequence[str] | None) -> list[str]:
    """Return the coders asked for, two where nobody is named. Raises RequestError for one that has no name or two."""
    coders = [clean(name) for name in named or _CODERS]
    if not all(coders) or len({fold(name) for name in coders}) < len(coders):
        what = "each coder needs a name of their own"
        raise RequestError(Problem.of(Code.CODING_WHERE, what=what, how="--coder Ann --coder Ben"))
    return coders


def _to_judge(coding: CodingSession, wanted: frozenset[str] | None) -> list[Unit]:
    """Return the units asked for; else all but the self-ratings that nothing stands beside."""
    ratings = {item.id for item in coding.coded.items if item.kind is Kind.RATING}
    return [
        unit
        for unit in coding.coded.units
        if (unit.item in wanted if wanted is not None else unit.beside or unit.item not in ratings)
    ]


def take_in(request: Request, place: tuple[Path | None, str | None, str | None]) -> ExitCode:
    """Read coders' workbooks, and store their codes unless something is wrong."""
    if not request.files:
        raise RequestError(
            Problem.of(Code.CODING_WHERE, what="no file of codes is named", how="code import codes-A.xlsx")
        )
    named = request.options.coder or []
    if len(named) > 1:
        what = "files of several coders say themselves who coded them"
        raise RequestError(
            Problem.of(Code.CODING_WHERE, what=what, how="--coder NAME once, for the files of one coder")
        )
    coding = open_coding(*place)
    read = read_codes(request.files, coding.coded, named[0] if named else None)
    made = to_store(read, coding.stored)
    read = replace(read, problems=(*read.problems, *([] if read.stops else taken_out(made, coding.stored))))
    stored = not read.stops and not request.options.dry_run
    if stored:
        from civicmap.store.store import Store  # noqa: PLC0415 - duckdb

        Store(coding.path).write_codings(coding.coded.survey.wave, made)
    emit(request.terminal, _imported(coding, read, stored=stored), request.format)
    request.terminal.complain(read.problems)
    if read.stops:
        request.terminal.say("Nothing is stored.")
    return ExitCode.NO if read.stops else ExitCode.DONE


def _imported(coding: CodingSession, read: CodesRead, *, stored: bool) -> Listing:
    """Return who coded how much of what."""
    titles = {item.id: item.title for item in coding.coded.items}
    rows: list[list[Value]] = [
        [coder, item, titles[item], sum(one.unit.item == item for one in given)]
        for coder, given in read.coders.items()
        for item in dict.fromkeys(one.unit.item for one in given)
    ]
    document = envelope(
        coding.session,
        AUDIENCE,
        action="import",
        stored=stored,
        files=[{"name": name, "coder": coder} for name, coder in read.files],
        coders=[
            {"coder": coder, "coded": len(given), "uncoded": read.uncoded[coder]}
            for coder, given in read.coders.items()
        ],
        items=[{"coder": row[0], "item": row[1], "coded": row[3]} for row in rows],
        problems=[problem_json(problem) for problem in read.problems],
    )
    notes = [
        f"{coder}: {len(given)} rows coded, {read.uncoded[coder]} without a code."
        for coder, given in read.coders.items()
    ]
    headings = [Heading("Coder"), Heading("Item"), Heading("Title"), Heading("Coded", right=True)]
    return Listing(headings, rows, document, marks=coding.marks, notes=notes)


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as its JSON object."""
    return {
        "code": problem.code.id,
        "severity": problem.severity.value,
        "where": problem.where,
        "message": problem.message,
        "repair": problem.repair,
        "count": problem.count,
    }


def settle(request: Request, place: tuple[Path | None, str | None, str | None]) -> ExitCode:
    """Write what coders agree on, and what people settled, as a table to ingest."""
    coding = open_coding(*place)
    if not coding.stored:
        raise RequestError(Problem.of(Code.CODING_NONE, wave=coding.coded.survey.wave))
    found = gathered(coding.coded, coding.stored)
    settled: dict[str, str] = {}
    problems: list[Problem] = [Problem.of(Code.CODING_CHANGED, rows=found.changed)] if found.changed else []
    unsigned = 0
    for path in request.files:
        read = read_settled(path, coding.coded)
        problems += read.problems
        unsigned += read.unsigned
        for key, code in read.codes.items():
            if settled.setdefault(key, code) != code:
                problems.append(
                    Problem.of(Code.CODING_TWICE, path.name, key=key, coder="the list", first="an earlier file")
                )
    if any(problem.severity == "error" for problem in problems):
        request.terminal.complain(problems)
        return ExitCode.NO
    made = settlement(
        coding.coded, found, settled, coding.items(request.options.question), single=request.options.single
    )
    problems += [Problem.of(Code.CODING_UNSIGNED, rows=unsigned)] if unsigned else []
    problems += [Problem.of(Code.CODING_OPEN, rows=made.open)] if made.open else []
    if request.output is None or str(request.output) == "-":
        request.terminal.result_bytes(made.csv)
    else:
        write_whole(request.output, made.csv)
        request.terminal.say(f"Wrote {request.output} ({len(made.rows)} rows).")
    request.terminal.complain(problems)
    for mark in coding.marks:
        request.terminal.say(mark)
    for text in _accounted(made.agreed, made.settled, made.single, made.once, made.no_question):
        request.terminal.say(text)
    return ExitCode.DONE


def _accounted(agreed: int, settled: int, single: int, once: int, no_question: int) -> list[str]:
    """Return how the codes came about, in words."""
    said = [f"{agreed} codes on which all coders agree, {settled} settled by people."]
    if single:
        said.append(f"{single} codes of an only coder are taken.")
    if once:
        said.append(f"{once} codes of an only coder are left out; --single takes them.")
    if no_question:
        said.append(f"{no_question} codes answer no question of the framework (`into`) and are left out.")
    return said


ACTIONS: Mapping[str, Callable[[Request, tuple[Path | None, str | None, str | None]], ExitCode]] = {
    "export": export,
    "import": take_in,
    "settle": settle,
}
