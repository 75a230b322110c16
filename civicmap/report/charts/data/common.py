"""What the data of several charts share: keys of bands, parts of bars, names of pillars, sentences of alternative texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from civicmap.report import numbers
from civicmap.report.charts.furniture import Key
from civicmap.report.charts.palette import NOT_RATED, WITHHELD, Paint, steps
from civicmap.report.charts.shares import Bar, Part, shares
from civicmap.report.figure import as_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from civicmap.report.facts import NodeFact, Report, ScoreFact, ShareFact
    from civicmap.report.ladder import Wording

Row = TypeVar("Row")
_LONGEST = 200  # letters of a title in an alternative text


def band_keys(nodes: Iterable[NodeFact]) -> dict[str, Key]:
    """Return a key for each band of any node, the lowest first."""
    labels = {band.band: band.label for node in nodes for band in node.everyone.bands}
    return {
        band: Key(label, Paint(fill)) for (band, label), fill in zip(labels.items(), steps(len(labels)), strict=True)
    }


def band_bar(title: str, score: ScoreFact, keys: dict[str, Key], words: Wording, *, mean: bool = True) -> Bar:
    """Return how the entities of a score divide into bands and those not rated."""
    beside = ""
    if mean and score.mean is not None:
        beside = numbers.score(score.mean, style=words.numbers)
    if score.withheld or score.rated is None:
        return Bar(title, (), beside, words.say("charts.withheld"))
    counts = [band.entities for band in score.bands]
    counted = [(keys[band.band], band.entities) for band in score.bands]
    if score.not_rated is not None:
        counts, counted = [*counts, score.not_rated], [*counted, (not_rated(words), score.not_rated)]
    total = score.rated + (score.not_rated or 0)
    if not total:
        return Bar(title, (), "", words.say("charts.nobody"))
    parts = parts_of(counted, total, words)
    return Bar(title, parts, beside, "" if parts else words.say("charts.withheld"))


def parts_of(counted: Sequence[tuple[Key, int | None]], total: int, words: Wording) -> tuple[Part, ...]:
    """Return the parts of a bar, what is withheld as one where the first of it stands; () where no bar may be drawn."""
    divided = shares([count for _, count in counted], total)
    if divided is None:
        return ()
    known, left = divided
    parts = []
    for (key, count), share in zip(counted, known, strict=True):
        if share is None or count is None:
            if left:
                parts.append(Part(withheld(words), left, ""))
            left = 0.0
        elif count:
            parts.append(Part(key, share, numbers.figure(count, style=words.numbers)))
    return tuple(parts)


def not_rated(words: Wording) -> Key:
    """Return the key of entities that are not rated."""
    return Key(words.say("charts.not_rated"), NOT_RATED)


def withheld(words: Wording) -> Key:
    """Return the key of what is withheld."""
    return Key(words.say("charts.withheld"), WITHHELD)


def used(keys: Iterable[Key], bars: Iterable[Bar]) -> tuple[Key, ...]:
    """Return the keys that occur in any bar, in their order."""
    seen = {part.key for bar in bars for part in bar.parts}
    return tuple(key for key in keys if key in seen)


def told(words: Wording, key: str, **facts: object) -> str:
    """Return a sentence of an alternative text: titles are cut short in it, since it is read out whole."""
    short = {name: brief(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return words.say(key, **short)


def brief(text: str) -> str:
    """Return a text, cut off where it is longer than any title."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def tally(share: ShareFact, words: Wording) -> str:
    """Return n of N in figures; "" where it is withheld."""
    if share.numerator is None or share.denominator is None:
        return ""
    part, whole = (numbers.figure(number, style=words.numbers) for number in (share.numerator, share.denominator))
    return words.say("tally", part=part, whole=whole)


def top(report: Report) -> tuple[NodeFact, ...]:
    """Return the pillars and the overall that have bands."""
    nodes = (*report.pillars, *([report.overall] if report.overall else []))
    return tuple(node for node in nodes if node.everyone.bands)


def pages(rows: Sequence[Row], most: int) -> Iterator[tuple[int, Sequence[Row]]]:
    """Yield rows as pages of much the same length, numbered from 1; none is longer than `most`."""
    number = -(-len(rows) // most)
    length = -(-len(rows) // max(number, 1))
    for page in range(number):
        yield page + 1, rows[page * length : (page + 1) * length]


def paged(name: str, caption: str, page: int, words: Wording) -> tuple[str, str]:
    """Return the id and the caption of a page: those of the chart for the first, and for others by their number."""
    return (name, caption) if page == 1 else (f"{name}-{page}", words.say("charts.continued", caption=caption))


def chart_id(kind: str, pillar: str) -> str:
    """Return the id of the chart of one pillar, as templates ask for it."""
    return as_id(f"{kind}-{pillar or 'other'}")
