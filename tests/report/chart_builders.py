"""Reports with something to draw, and what tests ask of sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from report_builders import FIELD, GROUP, HEAD, benchmark, finding, node, report, score, share

from civicmap.framework.types import Base, Tier, Unit
from civicmap.measure.results import EVERYONE, GroupKey, Span
from civicmap.report import facts_about as about
from civicmap.report.charts import bars, change, dots, heat, panels, tiles
from civicmap.report.charts.furniture import on_a_page
from civicmap.report.charts.letters import EM, set_line
from civicmap.report.charts.sheet import Area, Dot, Words, points, start
from civicmap.report.facts_change import ChangeFact, PanelFact, WavesFact, WaveShare

TITLES = (("voice", "Voice"), ("space", "Space"), ("shield", "Shield"))
_SHEETS = {
    bars.Bars: bars.sheet_of,
    dots.Dots: dots.sheet_of,
    heat.Heat: heat.sheet_of,
    panels.Panels: panels.sheet_of,
    change.Pairs: change.sheet_of,
    tiles.Tiles: lambda chart, _lines: tiles.sheet_of(chart),
}


def data_of(chart):
    """Return what a chart is to draw."""
    return chart.draw.args[0]


def sheet_of(chart):
    """Return a chart laid out, before it is printed."""
    data = data_of(chart)
    return on_a_page(lambda lines: _SHEETS[type(data)](data, lines))


class Box(NamedTuple):
    """Where something lies."""

    left: float
    top: float
    right: float
    bottom: float
    what: object

    def meets(self, other, slack=0.15):
        """Whether two boxes overlap by more than a little."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.bottom, other.bottom) - max(self.top, other.top) > slack
        )


def word_boxes(sheet):
    """Return where each text lies, by the height of its capitals and figures."""
    return [_words(item) for item in sheet.items if isinstance(item, Words)]


def _words(item):
    width = set_line(item.text, item.bold).width * points(item.size) / EM
    left = start(item, width)
    return Box(left, item.y - 0.73 * points(item.size), left + width, item.y, item)


def boxes(sheet):
    """Return where everything lies."""
    found = word_boxes(sheet)
    for item in sheet.items:
        if isinstance(item, Area):
            found.append(Box(item.x, item.y, item.x + item.width, item.y + item.height, item))
        elif isinstance(item, Dot):
            half = points(item.size) / 2
            found.append(Box(item.x - half, item.y - half, item.x + half, item.y + half, item))
    return found


def divided(*, title="", **changes):
    """Return a report of three pillars and two groups, with something withheld, something small and something unknown."""
    named = tuple((key, f"{name}{title}") for key, name in TITLES)
    given = {name: changes.pop(name) for name in ("synthetic", "audience", "language") if name in changes}
    made = report(
        **given,
        group=GROUP,
        titles=named,
        groups=(HEAD, FIELD),
        responses=(
            about.ResponseFact(EVERYONE, 180, 101),
            about.ResponseFact(HEAD, 60, 37),
            about.ResponseFact(FIELD, 120, 64),
        ),
        pillars=tuple(_node(key, name) for key, name in named),
        overall=replace(_node("overall", f"Overall{title}"), level="overall"),
        indicators=tuple(
            replace(_node(f"I{place}", f"Indicator {place}{title}"), level="indicator", pillar=key)
            for place, (key, _) in enumerate(named)
        ),
        findings=(
            _finding("contest", f"Mechanism to contest{title}", "voice", 34, benchmark=benchmark()),
            _finding("rules", f"Written rules{title}", "voice", 55, benchmark=benchmark(from_="1/2", to=None)),
            finding(
                _withheld(share()),
                _withheld(share(group=HEAD)),
                _withheld(share(group=FIELD)),
                id_="hidden",
                title=f"Withheld{title}",
            ),
            finding(
                share(8, 20, lacks=4), share(0, 0, group=HEAD), id_="few", title=f"Youth panel{title}", pillar="space"
            ),
            finding(share(0, 0, lacks=0), id_="none", title=f"Nobody asked{title}", pillar="space"),
            finding(share(60, 101, lacks=20), id_="loose", title=f"Loose{title}", pillar=None),
        ),
    )
    return replace(made, **changes)


def _node(id_, title):
    """Return a node of which the bands of one group are withheld in part, and another group's whole."""
    everyone = score()
    head = score(36, (None, None, 11, 7), group=HEAD, not_rated=1, mean=None, median=None, q1=None, q3=None)
    field = score(
        None, (None,) * 4, group=FIELD, not_rated=None, mean=None, median=None, q1=None, q3=None, withheld=True
    )
    return node(everyone, head, field, id_=id_, title=title)


def _finding(id_, title, pillar, numerator, **changes):
    groups = (share(15, 37, group=HEAD), share(numerator - 15, 64, group=FIELD))
    return finding(share(numerator), *groups, id_=id_, title=title, pillar=pillar, **changes)


def _withheld(one):
    return replace(
        one, numerator=None, denominator=None, share=None, gap_numerator=None, gap_share=None, interval=None,
        item_bounds=None, frame_bounds=None, bases=None, counts=None, withheld=True,
    )  # fmt: skip


def many(number, *, title="Finding {place}", groups=2):
    """Return a report of one pillar with many findings by many groups."""
    keys = tuple(GroupKey("level", f"g{place}", f"Group {place}") for place in range(groups))
    shares = tuple(share(20, 40, group=key) for key in keys)
    base = divided()
    return replace(
        base,
        groups=keys,
        responses=(
            about.ResponseFact(EVERYONE, 40 * groups, 30 * groups),
            *(about.ResponseFact(key, 40, 30) for key in keys),
        ),
        pillars=tuple(
            replace(one, scores=(one.everyone, *(replace(one.everyone, group=key) for key in keys)))
            for one in base.pillars
        ),
        overall=None,
        findings=tuple(
            finding(share(place % 102, 101, lacks=0), *shares, id_=f"f{place}", title=title.format(place=place))
            for place in range(number)
        ),
    )


def shift(title, cells=None, **changes):
    """Return a finding in two waves: yes both times, lost, gained, no both times; without cells it is withheld."""
    hidden = WaveShare(None, None, None)
    if cells is None:
        fact = ChangeFact(
            "c", title, None, Tier.PUBLIC, Base.RESPONDENTS, Unit.ENTITY, "exact", (), hidden, hidden, None
        )
        return replace(fact, withheld=True, **changes)
    both, lost, gained, _ = cells
    whole = sum(cells)
    panel = PanelFact(cells, (gained - lost) / whole, Span(-0.04, 0.32), 0.01)
    then, now = (WaveShare(number, whole, number / whole) for number in (both + lost, both + gained))
    fact = ChangeFact("c", title, None, Tier.PUBLIC, Base.RESPONDENTS, Unit.ENTITY, "exact", (), then, now, panel)
    return replace(fact, **changes)


def changed(*shifts, **changes):
    """Return a report on two waves."""
    waves = WavesFact("2017", "2019", 90, 101, 80, 21, 10, shifts, ())
    return divided(change=waves, **changes)


SHIFTS = (
    shift("Few", (2, 1, 3, 6)),
    shift("Hidden"),
    shift("Policy", (15, 25, 5, 35)),
    shift("Recast", (15, 25, 5, 35), grade="not_comparable", panel=None),
    shift("Rules", (28, 2, 17, 33)),
)
