"""The options of `ingest` and `check`: how a survey file is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Duplicates(StrEnum):
    """What `--duplicates` takes."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    MERGE = "merge"


FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        help="Survey files (.xlsx, .ods, .csv, .tsv, .sav, .parquet, .zip), or folders of them.",
        metavar="FILE",
        show_default=False,
    ),
]
ReadFrameworkOption = Annotated[
    str | None,
    typer.Option("--framework", help="A shipped framework's id, or a file.  [default: three-ps]", metavar="FRAMEWORK"),
]
RegisterOption = Annotated[
    Path | None, typer.Option("--register", help="The entities that were invited (CSV or XLSX).", metavar="FILE")
]
ReadWaveOption = Annotated[
    str | None,
    typer.Option(
        "--wave", help="The survey round; of a file with several, the one to read.  [default: 1]", metavar="WAVE"
    ),
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", help="What columns and answers mean (YAML).", metavar="FILE")
]
WriteMappingOption = Annotated[
    Path | None,
    typer.Option("--write-mapping", help="Write what each column was taken for, to be corrected.", metavar="FILE"),
]
FormOption = Annotated[
    Path | None,
    typer.Option("--form", help="The form of the survey tool: an XLSForm or a REDCap dictionary.", metavar="FILE"),
]
AliasesOption = Annotated[
    Path | None,
    typer.Option("--aliases", help="Names that a person confirmed for the register (CSV or XLSX).", metavar="FILE"),
]
WriteAliasesOption = Annotated[
    Path | None,
    typer.Option("--write-aliases", help="Write whom unknown names may mean, to be confirmed.", metavar="FILE"),
]
DialectOption = Annotated[
    str | None,
    typer.Option("--dialect", help="The tool that wrote the file: kobo, qualtrics, plain, …", metavar="DIALECT"),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet that holds the responses.", metavar="SHEET")
]
HeaderRowsOption = Annotated[
    int | None, typer.Option("--header-rows", min=1, help="How many rows the header ends after.", metavar="N")
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        help="Of a text file, or of an SPSS file that states a wrong one: utf-8, cp1252, …",
        metavar="ENCODING",
    ),
]
SeparatorOption = Annotated[
    str | None, typer.Option("--separator", help="Of a text file: comma, semicolon, tab, pipe.", metavar="SEPARATOR")
]
AppendOption = Annotated[bool, typer.Option("--append", help="Add the rows to the stored wave.", show_default=False)]
DuplicatesOption = Annotated[
    Duplicates, typer.Option("--duplicates", help="What becomes of two different rows of one entity.")
]
CorrectionsOption = Annotated[
    Path | None, typer.Option("--corrections", help="A cleaning log, filled in (CSV or XLSX).", metavar="FILE")
]
StageOption = Annotated[
    str | None,
    typer.Option(
        "--stage",
        help="The review stage of all rows: they take the place of the stored wave's rows of that stage.",
        metavar="STAGE",
    ),
]
KeepPersonalOption = Annotated[
    bool, typer.Option("--keep-personal", help="Store columns that may identify a person.", show_default=False)
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Take warnings as errors.", show_default=False)]
PoliciesOption = Annotated[
    Path | None,
    typer.Option("--policies", help="The policies that entities listed (entity, topic, title, …).", metavar="FILE"),
]
ClosesOption = Annotated[
    str | None, typer.Option("--closes", help="The wave's closing day, year-month-day.", metavar="DATE")
]


@dataclass(frozen=True, slots=True)
class Request:
    """What a command was asked to read, and how: a field is an option, in the order of help."""

    files: FilesArgument
    framework: ReadFrameworkOption = None
    register: RegisterOption = None
    aliases: AliasesOption = None
    write_aliases: WriteAliasesOption = None
    wave: ReadWaveOption = None
    mapping: MappingOption = None
    write_mapping: WriteMappingOption = None
    form: FormOption = None
    dialect: DialectOption = None
    sheet: SheetOption = None
    header_rows: HeaderRowsOption = None
    encoding: EncodingOption = None
    separator: SeparatorOption = None
    append: AppendOption = False
    stage: StageOption = None
    duplicates: DuplicatesOption = Duplicates.REFUSE
    corrections: CorrectionsOption = None
    keep_personal: KeepPersonalOption = False
    policies: PoliciesOption = None
    closes: ClosesOption = None
    strict: StrictOption = False


LogOption = Annotated[
    Path | None,
    typer.Option("--log", help="Write a line for each cell to correct (.csv or .xlsx).", metavar="FILE"),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Store nothing.", show_default=False)]
