"""`civicmap check`: read survey files and say everything that is wrong with them, without storing anything."""

from __future__ import annotations

from civicmap.cli.ingest_options import (
    AliasesOption,
    ClosesOption,
    Duplicates,
    DuplicatesOption,
    EncodingOption,
    FilesArgument,
    HeaderRowsOption,
    KeepPersonalOption,
    MappingOption,
    PoliciesOption,
    ReadFrameworkOption,
    ReadWaveOption,
    RegisterOption,
    SeparatorOption,
    SheetOption,
    StrictOption,
    WriteAliasesOption,
    WriteMappingOption,
)
from civicmap.cli.ingest_output import display
from civicmap.cli.ingest_reading import Request, read_request, report
from civicmap.cli.options import FormatOption, OutputOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode


def check(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    files: FilesArgument,
    framework: ReadFrameworkOption = None,
    register: RegisterOption = None,
    aliases: AliasesOption = None,
    write_aliases: WriteAliasesOption = None,
    wave: ReadWaveOption = None,
    mapping: MappingOption = None,
    write_mapping: WriteMappingOption = None,
    sheet: SheetOption = None,
    header_rows: HeaderRowsOption = None,
    encoding: EncodingOption = None,
    separator: SeparatorOption = None,
    duplicates: DuplicatesOption = Duplicates.REFUSE,
    keep_personal: KeepPersonalOption = False,
    policies: PoliciesOption = None,
    closes: ClosesOption = None,
    strict: StrictOption = False,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
) -> ExitCode:
    """Find everything that is wrong, and store nothing.

    Prints what each column was taken for, and every problem.

    \b
    Examples:
      civicmap check survey.xlsx --register register.csv
      civicmap check survey.xlsx --write-mapping mapping.yaml
      civicmap check survey.csv --encoding cp1252 --format json
    """
    shown = display(terminal, format, output)
    found = read_request(
        Request(
            files,
            framework,
            register,
            wave,
            mapping,
            write_mapping,
            sheet,
            header_rows,
            encoding,
            separator,
            duplicates.value,
            keep_personal,
            strict,
            policies,
            closes,
            aliases,
            write_aliases,
        )
    )
    shown.show(found, stored=False)
    return report(terminal, found, format)
