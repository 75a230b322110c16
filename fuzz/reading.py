"""Thousands of spoilt survey files: each is read or refused with a reason, soon and in little memory.

Run by hand. A file is a small good one, spoilt as its seed says: the same seed always spoils alike. What goes wrong is
printed with its seed and kept in the folder `found`; its parts then become a test in tests/survey.

    python fuzz/reading.py                      # 20,000 cases
    python fuzz/reading.py --cases 500 --first 81000
    python fuzz/reading.py --only 12345
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from civicmap.errors import CivicmapError
from civicmap.framework.load import load_framework
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.container import workbook as reader
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 5  # seconds
LARGEST = 1024  # MiB
FRAMEWORK = """civicmap: 1
id: tiny
version: "1"
title: Tiny
language: en
entity: {question: unit}
scales:
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  routes: {multi: count, answers: {letter: {label: Letter}, web: {label: Web form}, other: {label: Other, other: true}}}
profile: {who: {questions: {unit: {text: Unit, type: text}, staff: {text: Staff, type: number}, day: {text: Day, type: date}}}}
pillars:
  one:
    title: One
    dimensions:
      d: {title: D, indicators: {I1: {title: I, questions: {q1: {text: First?, scale: yes_no}, q2: {text: Which?, scale: routes}}}}}
"""
ROWS: list[list[object]] = [
    ["Unit", "First?", "Which?", "Staff", "Day", "Remarks", "e-mail"],
    ["a", "Yes", "Letter, Web form", 3, "2019-05-31", "two\nlines", "a@example.org"],
    ["b & <c>", "No", "Other", 2.5, "2019-06-01", 'says "no"', ""],
    ["é 中文", "maybe", "", "many", "soon", "", None],
    ["", "", "", None, "", "", ""],
    ["d", "N/A", "Letter", 1e16, "31/05/2019", "=cmd|' /C calc'!A0", "{{7*7}}"],
]
NASTY = (
    *(
        "",
        "0",
        "-1",
        "1",
        "99999999999999999999",
        "1e999",
        "NaN",
        "2147483648",
        "1.5",
        "4294967296",
        "é",
        "\0",
        "\ufffe",
    ),
    *(
        "A1",
        "XFD1048576",
        "ZZZZ1",
        "AAAA",
        "A0",
        "A-1",
        "s",
        "inlineStr",
        "str",
        "e",
        "d",
        "b",
        "n",
        "x",
        "&amp;",
        "&x;",
    ),
    *(
        "<",
        ">",
        '"',
        "]]>",
        "<!--",
        "<![CDATA[",
        "_x0000_",
        "_xD800_",
        "' '",
        "a" * 5000,
        "../../x",
        "http://localhost/x",
    ),
)


def workbook() -> bytes:
    """Return a workbook as civicmap writes it: shared texts, two sheets."""
    return xlsx_bytes([Sheet("Responses", list(map(str, ROWS[0])), ROWS[1:]), Sheet("Notes", ["Note"], [["one"]])])


def other_workbook() -> bytes:
    """Return a workbook as openpyxl writes it: days, truth, formulas, merged cells."""
    import openpyxl  # noqa: PLC0415 - only here

    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for cell, value in (("B7", True), ("D7", "=1+1"), ("E7", __import__("datetime").date(2019, 5, 31)), ("A7", "#N/A")):
        book.active[cell] = value
    book.active.merge_cells("F2:G2")
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def text(separator: str, encoding: str) -> bytes:
    """Return a text table."""
    lines = [separator.join('"' + str(cell or "").replace('"', '""') + '"' for cell in row) for row in ROWS]
    return "\r\n".join(lines).encode(encoding, "replace")


def seeds() -> list[tuple[str, bytes]]:
    """Return good files with their endings."""
    found = [
        (".xlsx", workbook()),
        (".xlsx", other_workbook()),
        (".csv", text(",", "utf-8")),
        (".csv", text(";", "cp1252")),
    ]
    found += [(".tsv", text("\t", "utf-16")), (".csv", text(",", "utf-8-sig"))]
    return [*found, *others()]


def others() -> list[tuple[str, bytes]]:
    """Return good files of the other kinds that this version reads, made by the packages that are at hand."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("survey.csv", text(",", "utf-8"))
    found = [(".zip", held.getvalue())]
    with tempfile.TemporaryDirectory() as folder:
        try:
            import pandas as pd  # noqa: PLC0415 - only here
            import pyreadstat  # noqa: PLC0415

            table = pd.DataFrame([[str(cell or "") for cell in row[:5]] for row in ROWS[1:]], columns=["unit", "q1", "q2", "staff", "day"])  # fmt: skip
            pyreadstat.write_sav(table, Path(folder) / "a.sav")
            found.append((".sav", (Path(folder) / "a.sav").read_bytes()))
        except ImportError:
            print("without SPSS files: pyreadstat is not installed")
    held = io.BytesIO()
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{str(c or "").replace("&", "").replace("<", "")}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in ROWS
    )  # fmt: skip
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="R">{cells}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return [*found, (".ods", held.getvalue())]


def flip(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    spoilt = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 50))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.choice((0, 255, 0x22, 0x3C, chance.randrange(256)))
    return bytes(spoilt)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Cut off the end, the beginning or the middle."""
    begun, ended = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:begun], content[begun:], content[:begun] + content[ended:]))


def splice(content: bytes, chance: random.Random) -> bytes:
    """Repeat or move a piece, or put something nasty in."""
    begun, ended = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    at = chance.randrange(len(content) + 1)
    piece = content[begun : min(ended, begun + 2000)] * chance.choice((1, 1, 3, 40))
    piece = chance.choice((piece, chance.choice(NASTY).encode("utf-8", "surrogatepass")))
    return content[:at] + piece + content[at:]


def number(content: bytes, chance: random.Random) -> bytes:
    """Replace a figure, or what an attribute says."""
    found = list(re.finditer(rb'\d+|(?<==")[^"]*(?=")', content))
    if not found:
        return flip(content, chance)
    one = chance.choice(found)
    return content[: one.start()] + chance.choice(NASTY).encode("utf-8", "surrogatepass") + content[one.end() :]


def element(content: bytes, chance: random.Random) -> bytes:
    """Drop, repeat, rename or move a tag, or an element without others inside."""
    found = list(re.finditer(rb"<[^<>]*>[^<>]*</[^<>]*>|<[^<>]*>", content))
    if not found:
        return flip(content, chance)
    one, other = chance.choice(found), chance.choice(found)
    new = chance.choice(
        (b"", one[0] * 2, one[0] * 300, other[0], b"<x>" + one[0] + b"</x>", one[0].replace(b"c", b"d", 1))
    )
    return content[: one.start()] + new + content[one.end() :]


def quotes(content: bytes, chance: random.Random) -> bytes:
    """Put in, or take out, what holds a text table together."""
    at = chance.randrange(len(content) + 1)
    sign = chance.choice(
        (
            b'"',
            b",",
            b";",
            b"\t",
            b"\r",
            b"\n",
            b"\0",
            b"\r\n\r\n",
            b"\x1e\x1eend\x1e\x1e",
            b"sep=;\n",
            b"\xff\xfe",
            b'"' * 9,
        )
    )
    return chance.choice(
        (
            content[:at] + sign + content[at:],
            content.replace(sign, b"", chance.randrange(1, 9)),
            content.replace(b",", sign),
        )
    )


def coding(content: bytes, chance: random.Random) -> bytes:
    """Write a text in another encoding, or half of it."""
    words = content.decode("latin-1")
    name = chance.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "cp500"))
    at = chance.randrange(len(words) + 1)
    return chance.choice(
        (words.encode(name), content[:at] + words[at:].encode(name), words[:at].encode(name) + content[at:])
    )


SPOIL: tuple[Callable[[bytes, random.Random], bytes], ...] = (flip, cut, splice, number, element, quotes, coding)
SPOIL_PART = (flip, cut, splice, number, number, number, element, element, element)


def parts(content: bytes, chance: random.Random) -> bytes:
    """Spoil a member of a zip file, or the list of members, and pack it again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = chance.randrange(len(members))
    name, held = members[at]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        held = chance.choice(SPOIL_PART)(held, chance)
    members[at] = (name, held)
    change = chance.randrange(20)
    if change == 0:
        del members[chance.randrange(len(members))]
    elif change == 1:
        members.append((chance.choice((name, "../" + name, "/x", name.upper(), "xl/worksheets/sheet1.xml")), held))
    elif change == 2:
        other = chance.randrange(len(members))
        members[at], members[other] = (name, members[other][1]), (members[other][0], held)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for one, inner in members:
            archive.writestr(one, inner)
    return made.getvalue()


def case(seed: int, good: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return the file of a seed: its name and what it holds."""
    chance = random.Random(seed)
    ending, content = chance.choice(good)
    if content[:2] == b"PK" and chance.random() < 0.75:
        content = parts(content, chance)
    else:
        for _ in range(chance.choice((1, 1, 2, 3))):
            content = chance.choice(SPOIL)(content, chance)
    if chance.random() < 0.03:
        content = chance.choice(good)[1][: chance.randrange(600)] + content
    if chance.random() < 0.03:
        ending = chance.choice((".xlsx", ".csv", ".sav", ".ods", ".zip"))
    return f"survey{ending}", content


class TooLongError(BaseException):
    """A case took too long. No handler of errors catches it."""


def alarm(*_: object) -> None:
    """Stop a case."""
    raise TooLongError


def peak() -> float:
    """Return the most memory that the process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(seed: int, good: list[tuple[str, bytes]], folder: Path, rules: object) -> tuple[str, str]:
    """Read one file; return how it ended, and what is wrong with that, "" where nothing is."""
    name, content = case(seed, good)
    path = folder / name
    path.write_bytes(content)
    reader._LARGE = 0 if seed % 2 else 1 << 18  # noqa: SLF001 - both ways of reading a sheet
    begun, wrong, end = time.perf_counter(), "", "read"
    signal.setitimer(signal.ITIMER_REAL, LONGEST * 3)
    try:
        reading = read([path], rules, options=ReadOptions())
        end = "problems" if reading.stops() else "read"
        str([str(problem) for problem in reading.problems]).encode("utf-8", "backslashreplace")
    except CivicmapError as fault:
        end = "refused"
        if not all(problem.repair and problem.message for problem in fault.problems):
            wrong = "a problem without a repair"
    except TooLongError:
        wrong = "".join(traceback.format_exc().splitlines(keepends=True)[-8:])
    except BaseException:  # noqa: BLE001 - whatever it is, it is what this program looks for
        wrong = traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    seconds = time.perf_counter() - begun
    path.unlink()
    if not wrong and seconds > LONGEST:
        wrong = f"{seconds:.1f} seconds"
    if not wrong and peak() > LARGEST:
        wrong = f"{peak():.0f} MiB"
    return end, wrong


def main() -> None:
    """Run the cases; exit 1 where any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"))
    asked = parser.parse_args()
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "Duplicate name", UserWarning)  # of zipfile, when this program writes one
    signal.signal(signal.SIGALRM, alarm)
    good, ends, failed = seeds(), Counter[str](), 0
    wanted = range(asked.first, asked.first + asked.cases) if asked.only is None else [asked.only]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tiny.yaml").write_text(FRAMEWORK, encoding="utf-8")
        rules = load_framework(folder / "tiny.yaml")
        for seed in wanted:
            end, wrong = run(seed, good, folder, rules)
            ends[end] += 1
            if wrong:
                failed += 1
                name, content = case(seed, good)
                asked.found.mkdir(parents=True, exist_ok=True)
                (asked.found / f"{seed}-{name}").write_bytes(content)
                print(f"seed {seed} ({name}): {wrong}", flush=True)
    print(f"{len(wanted)} cases: {dict(ends)}; {failed} went wrong; {peak():.0f} MiB at the most")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
