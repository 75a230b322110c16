"""`civicmap crosstab`: every answer of any question by any group, as counts and shares."""

from __future__ import annotations

from typing import Annotated

import typer

from civicmap.cli.options import (
    BaseOption,
    ByOption,
    FormatOption,
    FrameworkOption,
    OutputOption,
    StoreOption,
    UntilOption,
    WaveOption,
)
from civicmap.cli.output import emit
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.cli.weighting import PostStratifyOption, RakeOption, WeightOption, asked_weights
from civicmap.errors import ExitCode

QuestionsArgument = Annotated[
    list[str] | None, typer.Argument(help="Questions, by id; all by default.", metavar="[QUESTION…|all]")
]


TestsOption = Annotated[
    bool | None,
    typer.Option(
        "--tests/--no-tests",
        help="Test the differences between groups.  [default: where questions are named]",
        show_default=False,
    ),
]


def crosstab(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    questions: QuestionsArgument = None,
    by: ByOption = None,
    base: BaseOption = None,
    weight: WeightOption = None,
    post_stratify: PostStratifyOption = None,
    rake: RakeOption = None,
    tests: TestsOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Show every answer of a question, by any group.

    Counts, shares of a base within each group, and across groups; of questions named, tests too.

    \b
    Examples:
      civicmap crosstab QUESTION
      civicmap crosstab QUESTION --by level
      civicmap crosstab all --by level --format csv
      civicmap crosstab all --by level --weight weight
    """
    from civicmap.cli.crosstab_tables import listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.crosstab import crosstab as measure  # noqa: PLC0415

    session = open_session(store, wave, framework, until)
    asked = None if not questions or questions == ["all"] else questions
    weights = asked_weights(session, weight, post_stratify, rake)
    tested = asked is not None if tests is None else tests
    cells = measure(session.survey, session.framework, asked, by, base, weights, tests=tested)
    emit(terminal, listing(session, cells, weights, compact=format in ("table", "md")), format, output)
    return ExitCode.DONE
