"""`civicmap policies`: the policies that entities listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.cli.options import AudienceOption, FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import Session, envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.cli.output import Value
    from civicmap.model import Policy
    from civicmap.survey.policy_check import TopicCount

_AUDIENCES = ("internal", "public")


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
    """List the policies that entities listed, count them by topic, and say where list and answers disagree.

    For the public only policies that are public themselves are listed, and names of entities only if the framework releases them.

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
    shown = _shown(session, audience)
    topics = topic_counts(shown, session.framework)
    notes = check_policies(session.survey, session.framework) if audience == "internal" else ()
    emit(terminal, _listing(session, audience, shown, topics, notes), format, output)
    terminal.complain(notes)
    return ExitCode.DONE


def _shown(session: Session, audience: str) -> tuple[Policy, ...]:
    """Return the policies that the audience may see: in public, public ones on topics without a confidential question."""
    if audience == "internal":
        return session.survey.policies
    from civicmap.framework.types import Tier  # noqa: PLC0415 - the lighter way needs it not

    closed = {question.indicator for question in session.framework.questions if question.tier is Tier.CONFIDENTIAL}
    return tuple(policy for policy in session.survey.policies if policy.public is True and policy.topic not in closed)


def _listing(
    session: Session,
    audience: str,
    shown: Sequence[Policy],
    topics: Sequence[TopicCount],
    notes: Sequence[Problem],
) -> Listing:
    """Lay the policies out as rows and as JSON, with the counts by topic beside them."""
    rows = _rows(session, shown, named=audience == "internal" or session.framework.disclosure.release_names)
    document = envelope(
        session,
        audience,
        policies=[dict(zip(_KEYS, row, strict=True)) for row in rows],
        topics=[
            {
                "topic": count.topic,
                "title": count.title,
                "policies": count.policies,
                "entities": count.entities,
                "public": count.public,
            }
            for count in topics
        ],
        notes=[{"code": note.code.id, "message": note.message, "repair": note.repair} for note in notes],
    )
    said = [_topic_in_words(count) for count in topics] or ["No policies are listed."]
    return Listing(_HEADINGS, rows, document, marks=marks(session, audience), notes=said)


def _rows(session: Session, shown: Sequence[Policy], *, named: bool) -> list[list[Value]]:
    """Return a row for each policy, in the order of `_KEYS`."""
    from civicmap.survey.policy_check import topic_titles  # noqa: PLC0415 - numpy, which help need not pay

    names = {entity.id: entity.name for entity in session.survey.entities}
    titles = topic_titles(session.framework)
    return [
        [
            policy.entity if named else None,
            names.get(policy.entity, policy.entity) if named else None,
            policy.topic,
            titles.get(policy.topic, policy.topic),
            policy.title,
            policy.year,
            policy.link or None,
            policy.public,
            policy.own,
        ]
        for policy in shown
    ]


def _topic_in_words(count: TopicCount) -> str:
    policies = f"{count.policies} {'policy' if count.policies == 1 else 'policies'}"
    entities = f"{count.entities} {'entity' if count.entities == 1 else 'entities'}"
    return f"{count.title}: {policies} of {entities}, {count.public} public."


def _yes_no(value: Value) -> str:
    return "–" if value is None else "yes" if value else "no"


def _absent(value: Value) -> str:
    return "–" if value is None else str(value)


_KEYS = ("entity", "name", "topic", "topic_title", "title", "year", "link", "public", "own")
_HEADINGS = (
    Heading("Entity", _absent),
    Heading("Name", _absent),
    Heading("Topic id"),
    Heading("Topic"),
    Heading("Title"),
    Heading("Year", _absent, right=True),
    Heading("Link", _absent),
    Heading("Public", _yes_no),
    Heading("Own", _yes_no),
)
