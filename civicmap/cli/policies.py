"""`civicmap policies`: the policies that entities listed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from civicmap.cli.options import AudienceOption, FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import Session, envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.cli.output import Value
    from civicmap.model import Policy
    from civicmap.survey.policy_check import Disagreement, TopicCount

_AUDIENCES = ("internal", "public")
_FEW = 5  # names in a line


def policies(
    terminal: Terminal,
    *,
    audience: AudienceOption = "internal",
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """List the policies that entities named.

    Counts them by topic, and says where a list and the answers disagree.

    For the public only policies that are public themselves: listed where the framework releases names, else counted.

    \b
    Examples:
      civicmap policies
      civicmap policies --format xlsx -o policies.xlsx
      civicmap policies --audience public --format md
    """
    from civicmap.survey.policy_check import check_policies, topic_counts  # noqa: PLC0415 - numpy

    if audience not in _AUDIENCES:
        known = ", ".join(_AUDIENCES)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="audience", name=audience, hint="", known=known))
    session = open_session(store, wave, framework)
    internal = audience == "internal"
    counted = session.survey.policies if internal else _public(session)
    listed = counted if internal else _named(session, counted)
    topics = topic_counts(counted, session.framework)
    disagree = check_policies(session.survey, session.framework) if internal else ()
    said = [*_in_words(topics, disagree), *_withheld(session, counted, listed)]
    rows = _rows(session, listed)
    shown = _FOR_PEOPLE if format in ("table", "md") else tuple(_COLUMNS)
    places = [list(_COLUMNS).index(name) for name in shown]
    listing = Listing(
        [_COLUMNS[name] for name in shown],
        [[row[place] for place in places] for row in rows],
        _document(session, audience, rows, topics, disagree),
        marks=marks(session, audience),
        notes=said,
    )
    emit(terminal, listing, format, output)
    return ExitCode.DONE


def _document(
    session: Session,
    audience: str,
    rows: Sequence[Sequence[Value]],
    topics: Sequence[TopicCount],
    disagree: Sequence[Disagreement],
) -> dict[str, Any]:
    """Return the JSON object: policies, counts by topic, and a problem for each entity whose list and answer differ."""
    return envelope(
        session,
        audience,
        policies=[dict(zip(_COLUMNS, row, strict=True)) for row in rows],
        topics=[asdict(count) for count in topics],
        problems=[
            {"code": note.code.id, "severity": note.severity.value, "message": note.message, "repair": note.repair}
            for each in disagree
            for note in each.problems()
        ],
    )


def _public(session: Session) -> tuple[Policy, ...]:
    """Return the policies that are public themselves, on topics of the framework that hold no confidential question."""
    from civicmap.framework.types import Tier  # noqa: PLC0415 - not needed for the entities' own list

    questions = session.framework.questions
    closed = {question.indicator for question in questions if question.tier is Tier.CONFIDENTIAL}
    named = {question.indicator for question in questions} - closed  # a topic of no indicator is an entity's own words
    return tuple(policy for policy in session.survey.policies if policy.public is True and policy.topic in named)


def _named(session: Session, policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """Return the policies of entities that may be named."""
    from civicmap.survey.naming import naming  # noqa: PLC0415 - not needed for the entities' own list

    released = naming(session.survey, session.framework)
    return tuple(policy for policy in policies if released.may(policy.entity))


def _withheld(session: Session, counted: Sequence[Policy], listed: Sequence[Policy]) -> list[str]:
    """Return why policies that are counted are not listed."""
    if len(listed) == len(counted):
        return []
    if not session.framework.disclosure.release_names:
        return ["Names are not released: counts only."]
    return [
        "Entities are named once they have replied, or the deadline for replies has passed; the others are counted."
    ]


def _rows(session: Session, listed: Sequence[Policy]) -> list[list[Value]]:
    """Return a row for each policy, in the order of `_COLUMNS`."""
    from civicmap.survey.policy_check import topic_titles  # noqa: PLC0415 - numpy, which help need not pay

    names = {entity.id: entity.name for entity in session.survey.entities}
    titles = topic_titles(session.framework)
    return [
        [
            policy.entity,
            names.get(policy.entity, policy.entity),
            policy.topic,
            titles.get(policy.topic, policy.topic),
            policy.title,
            policy.year,
            policy.link or None,
            policy.public,
            policy.own,
        ]
        for policy in listed
    ]


def _in_words(topics: Sequence[TopicCount], disagree: Sequence[Disagreement]) -> list[str]:
    """Return a line for each topic: what is listed, and who says otherwise."""
    other = {each.topic: each for each in disagree}
    lines = []
    for count in topics:
        policies = f"{count.policies} {'policy' if count.policies == 1 else 'policies'}"
        entities = f"{count.entities} {'entity' if count.entities == 1 else 'entities'}"
        parts = [f"{policies} of {entities}, {count.public} public"]
        each = other.get(count.topic)
        if each is not None and each.lists_none:
            parts.append(f"{len(each.lists_none)} more say yes and list none ({_some(each.lists_none)})")
        if each is not None and each.says_no:
            parts.append(f"listed and answered no: {_some(each.says_no)}")
        lines.append(f"{count.title}: {'; '.join(parts)}.")
    return lines or ["No policies are listed."]


def _some(entities: Sequence[str]) -> str:
    return ", ".join(entities[:_FEW]) + (", …" if len(entities) > _FEW else "")


def _yes_no(value: Value) -> str:
    return "–" if value is None else "yes" if value else "no"


def _absent(value: Value) -> str:
    return "–" if value is None else str(value)


_COLUMNS = {
    "entity": Heading("Entity"),
    "name": Heading("Name"),
    "topic": Heading("Topic id"),
    "topic_title": Heading("Topic"),
    "title": Heading("Title"),
    "year": Heading("Year", _absent, right=True),
    "link": Heading("Link", _absent),
    "public": Heading("Public", _yes_no),
    "own": Heading("Own", _yes_no),
}
_FOR_PEOPLE = ("entity", "topic_title", "title", "year", "public", "own")
