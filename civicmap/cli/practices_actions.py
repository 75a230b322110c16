"""What `civicmap practices` does: list a catalogue, promote answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civicmap.cli import frameworks
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import INTERNAL_MARK, SCHEMA_VERSION, open_session
from civicmap.errors import Code, ExitCode, Problem, RequestError
from civicmap.framework.rows import folded, known_of
from civicmap.report.follow_up.build import with_given
from civicmap.report.follow_up.practices import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.practices import PracticesOptions
    from civicmap.cli.terminal import Terminal
    from civicmap.framework.catalogued import Practice
    from civicmap.framework.types import Framework
    from civicmap.report.follow_up.facts import PracticeFact

_AUDIENCES: Final = ("internal", "public")
_FILE: Final = Path("practices.csv")
_SHOWN: Final = 12  # values named in a note


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked."""

    terminal: Terminal
    options: PracticesOptions
    audience: str
    lang: str
    format: str
    output: Path | None
    store: Path | None
    wave: str | None
    framework: str | None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A framework with its catalogue, and the wave that it is stored with."""

    framework: Framework
    wave: str | None = None
    synthetic: bool = False


class _Told(NamedTuple):
    """A practice, and what may be told of it."""

    practice: Practice
    fact: PracticeFact


# --- list -----------------------------------------------------------------------------------------------------------


def _list(request: Request) -> ExitCode:
    """List the practices that were asked for."""
    from civicmap.framework.texts import languages, translate  # noqa: PLC0415 - only for this action
    from civicmap.report.ladder import languages as wordings  # noqa: PLC0415

    if request.audience not in _AUDIENCES:
        raise _unknown("audience", request.audience, _AUDIENCES)
    opened = _open(request)
    framework = with_given(opened.framework, request.options.practices, None)
    known = sorted({*languages(framework), *wordings()})
    if request.lang not in known:
        raise _unknown("language", request.lang, known)
    spoken = translate(framework, request.lang)
    wanted = _wanted(framework, request)
    rows = [_Told(one, fact) for one, fact in zip(wanted, in_order(wanted, spoken, request.lang), strict=True)]
    notes = _notes(framework, rows, request)
    emit(request.terminal, _listing(opened, spoken, rows, notes, request), request.format, request.output)
    return ExitCode.DONE


def _open(request: Request) -> _Opened:
    """Return the framework named, else that of the stored wave, else the default one where there is no store."""
    if request.framework is not None:
        return _Opened(frameworks.load(request.framework))
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - duckdb, only where a wave is read

    path = request.store or default_path()
    if request.store is None and request.wave is None and not path.exists():
        return _Opened(frameworks.load(None))
    with Store(path, read_only=True) as store:
        stored = store.read(request.wave)
        synthetic = next(info.synthetic for info in store.waves() if info.wave == stored.wave)
    return _Opened(stored.framework, stored.wave, synthetic)


def _wanted(framework: Framework, request: Request) -> list[Practice]:
    """Return the practices that were asked for, by pillar; those alone that the audience may see."""
    options, pillars = request.options, known_of(framework).pillars
    pillar = None
    if options.pillar is not None:
        pillar = pillars.get(folded(options.pillar))
        if pillar is None:
            raise _unknown("pillar", options.pillar, [node.id for node in framework.pillars])
    places = {node.id: place for place, node in enumerate(framework.pillars)}
    found = (
        one
        for one in framework.practices
        if (request.audience == "internal" or one.publishable)
        and (pillar is None or one.pillar == pillar)
        and (options.theme is None or folded(options.theme) in folded(one.theme))
        and (options.country is None or folded(options.country) in map(folded, one.countries))
        and (options.group is None or any(folded(options.group) in folded(group) for group in one.groups))
    )
    return sorted(found, key=lambda one: places.get(one.pillar, len(places)))


def _notes(framework: Framework, rows: Sequence[_Told], request: Request) -> list[str]:
    """Return where the practices come from, or what there is where none is found."""
    if not framework.practices:
        return [f"The framework {framework.id} has no practices; name a catalogue with --practices."]
    if not rows:
        shown = [one for one in framework.practices if request.audience == "internal" or one.publishable]
        options = request.options
        held = {
            "theme": [one.theme for one in shown] if options.theme else [],
            "country": [country for one in shown for country in one.countries] if options.country else [],
            "group": [group for one in shown for group in one.groups] if options.group else [],
        }
        kind = "No practice is" if request.audience == "internal" else "No practice that is released is"
        return [f"{kind} of that kind.", *(_there_are(kind, found) for kind, found in held.items() if found)]
    cited = sorted({(fact.document, fact.year or 0) for _, fact in rows if fact.document})
    return [
        f"As reported in {f'{year}, ' if year else ''}{document}; cited by its paragraphs, and not checked since."
        for document, year in cited
    ]


def _there_are(kind: str, found: Sequence[str]) -> str:
    names = sorted({name for name in found if name})
    more = f", … ({len(names)} in all)" if len(names) > _SHOWN else ""
    return f"{kind.capitalize()}: {', '.join(names[:_SHOWN])}{more}."


def _listing(
    opened: _Opened, framework: Framework, rows: Sequence[_Told], notes: Sequence[str], request: Request
) -> Listing:
    internal = request.audience == "internal"
    values = [_values(practice, fact, framework, internal=internal) for practice, fact in rows]
    columns = {**_COLUMNS, **(_INTERNAL if internal else {})}
    people = request.format in ("table", "md")
    told = (name for name in columns if name not in _PEOPLE_ONLY)
    shown = list(_FOR_PEOPLE + (_FOR_INSIDE if internal else ()) if people else told)
    marks = ["synthetic data: not answers of any real entity"] if any(p.synthetic for p, _ in rows) else []
    return Listing(
        [_TITLED.get(name, columns[name]) if people else columns[name] for name in shown],
        [[_cell(row[name]) for name in shown] for row in values],
        lambda: _document(opened, values, request),
        marks=[*marks, *([INTERNAL_MARK] if internal else [])],
        notes=notes,
    )


def _values(practice: Practice, fact: PracticeFact, framework: Framework, *, internal: bool) -> dict[str, Any]:
    """Return everything that the audience may know of a practice."""
    told = asdict(fact)
    titles = {node.id: node.title for node in framework.pillars}
    who = f"{fact.actor} ({', '.join(fact.countries)})" if fact.countries else fact.actor
    row = {
        **told,
        "pillar_title": titles.get(fact.pillar or ""),
        "cited": _cited(fact),
        "publishable": practice.publishable,
        "who": who,
        "what": fact.summary,
        "para": fact.paragraph,
    }
    if internal:
        row["what"] = fact.summary or f"(not summed up; the answer: {practice.answer})"
        row |= {name: getattr(practice, name) for name in _INTERNAL}
    return row


def _cited(fact: PracticeFact) -> str | None:
    if not fact.document:
        return None
    from civicmap.report.ladder import wording  # noqa: PLC0415 - only where one is cited
    from civicmap.report.sentences import cite  # noqa: PLC0415

    return cite((fact.paragraph,), fact.document, wording()) if fact.paragraph else fact.document


def _cell(value: Any) -> Value:
    return "; ".join(value) if isinstance(value, (list, tuple)) else value


def _document(opened: _Opened, values: Sequence[Mapping[str, Any]], request: Request) -> dict[str, Any]:
    """Return the JSON object. Whether the wave is invented is one thing, whether a practice is another."""
    framework, internal = opened.framework, request.audience == "internal"
    names = [name for name in (*_COLUMNS, *(_INTERNAL if internal else ())) if name not in _PEOPLE_ONLY]
    return {
        "schema_version": SCHEMA_VERSION,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "wave": opened.wave,
        "audience": request.audience,
        "synthetic": opened.synthetic,
        "practices": [{name: _plain(row[name]) for name in names} for row in values],
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _yes_no(value: Value) -> str:
    return "yes" if value else "no"


_COLUMNS: Final = {
    "id": Heading("id"),
    "pillar": Heading("pillar"),
    "pillar_title": Heading("pillar_title"),
    "who": Heading("Who"),
    "actor": Heading("actor"),
    "kind": Heading("kind"),
    "countries": Heading("countries"),
    "theme": Heading("theme"),
    "groups": Heading("groups"),
    "what": Heading("What was done"),
    "summary": Heading("summary"),
    "figures": Heading("figures"),
    "record": Heading("record_type"),
    "document": Heading("document"),
    "para": Heading("Para."),
    "paragraph": Heading("paragraph"),
    "cited": Heading("cited"),
    "year": Heading("year"),
    "publishable": Heading("publishable", _yes_no),
    "synthetic": Heading("synthetic", _yes_no),
    "language": Heading("language"),
}
_INTERNAL: Final = {
    "entity": Heading("entity"),
    "wave": Heading("wave"),
    "instance": Heading("instance"),
    "question": Heading("question"),
    "answer": Heading("answer"),
}
_FOR_PEOPLE: Final = ("id", "pillar_title", "who", "theme", "what", "para")
_TITLED: Final = {"pillar_title": Heading("Pillar"), "theme": Heading("Theme")}
_PEOPLE_ONLY: Final = ("who", "what", "para")
_FOR_INSIDE: Final = ("publishable",)


# --- promote --------------------------------------------------------------------------------------------------------


def _promote(request: Request) -> ExitCode:
    """Add answers to a catalogue."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only for this action
    from civicmap.survey.promote import added, promoted  # noqa: PLC0415

    session = open_session(request.store, request.wave, request.framework)
    rows = promoted(session.survey, session.framework, request.options.question or (), request.options.entity or ())
    path = request.output or _FILE
    content, fresh = added(path, rows, session.framework)
    if fresh or not path.exists():
        write_whole(path, content)
    request.terminal.say(
        f"{path}: {fresh} answers added, {len(rows) - fresh} were there already. None is released: write a summary, and "
        "set publishable to yes where the entity agrees."
    )
    return ExitCode.DONE


def _unknown(kind: str, name: str, known: Sequence[str]) -> RequestError:
    from civicmap.survey.near import did_you_mean, nearest  # noqa: PLC0415 - only where something is misspelt

    hint = did_you_mean(nearest(name, known))
    return RequestError(Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint=hint, known=", ".join(known)))


ACTIONS: Final[Mapping[str, Callable[[Request], ExitCode]]] = {"list": _list, "promote": _promote}
