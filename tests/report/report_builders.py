"""Reports made by hand, for tests that need no survey."""

from __future__ import annotations

from dataclasses import replace

from civicmap.framework.types import Base, Benchmark, Disclosure, Finding, Framework, Is, Tier, Unit
from civicmap.measure.results import EVERYONE, Bases, Counts, Gap, GroupKey, Span
from civicmap.report import facts as f
from civicmap.report import facts_about as about
from civicmap.report.build import marks
from civicmap.report.ladder import wording

NASTY = "{{77*77}} | *a* _b_ [c](d) <script>x</script> `e` =cmd|' ~f~ & g\\"
GROUP = about.GroupFact("level", "Level", place=False, tier=Tier.PUBLIC)
FIELD, HEAD = GroupKey("level", "field", "Field"), GroupKey("level", "head", "Headquarters")


def gap(numerator=34, denominator=101, *, base=Base.RESPONDENTS, group=EVERYONE, frame=180, lacks=49, **changes):
    """Return a finding of the measure room."""
    made = Gap(
        finding=Finding("contest", "Mechanism to contest", Is("q", ("yes",)), pillar="voice"),
        group=group,
        base=base,
        unit=Unit.ENTITY,
        numerator=numerator,
        denominator=denominator,
        share=numerator / denominator if denominator else None,
        gap_numerator=lacks,
        gap_share=lacks / denominator if denominator and lacks is not None else None,
        gap_why=None,
        interval=Span(0.27, 0.41),
        method="hypergeometric",
        interval_why=None,
        item_bounds=Span(0.33, 0.40),
        frame_bounds=Span(0.19, 0.66) if frame else None,
        bases=Bases(frame, denominator, denominator, denominator, denominator),
        counts=Counts({"yes": numerator}, {}, dont_know=4, blank=3),
        holds=None,
    )
    return replace(made, **changes)


def share(numerator=34, denominator=101, *, group=EVERYONE, lacks=49, **changes):
    """Return a finding's share as a fact."""
    made = f.ShareFact(
        group=group,
        numerator=numerator,
        denominator=denominator,
        share=numerator / denominator if denominator else None,
        gap_numerator=lacks,
        gap_share=lacks / denominator if denominator and lacks is not None else None,
        gap_why=None,
        interval=Span(0.27, 0.41),
        method="hypergeometric",
        interval_why=None,
        item_bounds=Span(0.33, 0.40),
        frame_bounds=Span(0.19, 0.66),
        bases=f.BaseFact(180, denominator, denominator, denominator, denominator),
        counts=f.CountFact(4, 0, 3, 0, 0, 0, 0, None),
        holds=None,
    )
    return replace(made, **changes)


def finding(*shares, id_="contest", title="Mechanism to contest", tier=Tier.PUBLIC, **changes):
    """Return a finding as a fact."""
    made = f.FindingFact(
        id=id_,
        title=title,
        pillar="voice",
        tier=tier,
        base=Base.RESPONDENTS,
        unit=Unit.ENTITY,
        among="",
        family="",
        benchmark=None,
        source=(),
        note="",
        shares=shares or (share(),),
    )
    return replace(made, **changes)


def score(rated=97, bands=(20, 40, 30, 7), *, group=EVERYONE, not_rated=4, **changes):
    """Return scores as a fact."""
    names = ("missing", "approaches", "meets", "exceeds")
    counts = tuple(map(f.BandCount, names, bands, names))
    return replace(f.ScoreFact("voice", group, rated, not_rated, 54.25, 50.0, 40.0, 60.0, counts), **changes)


def node(*scores, id_="voice", title="Voice", level="pillar", **changes):
    """Return a node as a fact."""
    made = f.NodeFact(id_, title, level, None, 1.0, Tier.PUBLIC, scores or (score(),))
    return replace(made, **changes)


def report(**changes):
    """Return a small report: one pillar, one finding, no group."""
    audience, synthetic = changes.get("audience", "public"), changes.get("synthetic", False)
    made = f.Report(
        audience=audience,
        language="en",
        wave="2019",
        synthetic=synthetic,
        framework=about.FrameworkFact(
            "fw", "1", "a" * 64, "Civic space", "A/1", 12, 8, 1, unofficial=False, sample=False
        ),
        group=None,
        entities=101,
        responses=(about.ResponseFact(EVERYONE, 180, 101),),
        titles=(("voice", "Voice"),),
        pillars=(node(),),
        overall=None,
        composites=(),
        indicators=(),
        findings=(finding(),),
        topics=(),
        policies=(),
        data=about.DataFact(104, 101, 2, 1, "b" * 64, (), ()),
        method=about.MethodFact(
            "zero",
            "exclude",
            "exclude",
            0,
            0.75,
            0.5,
            (about.BandCut("low", "0", "low"), about.BandCut("high", "100/3", "high")),
            True,
            None,
            None,
            5,
            30,
            ("hypergeometric",),
        ),
        marks=marks(audience, synthetic=synthetic, words=wording(changes.get("language", "en"))),
    )
    return replace(made, **changes)


def benchmark(**changes):
    """Return a published figure with bounds."""
    return replace(Benchmark("only one third", "26", from_="0.30", to="0.36"), **changes)


def framework(**changes):
    """Return a framework of nothing but disclosure rules."""
    made = Framework("fw", "1", "Civic space", "a" * 64, "en", (), (), disclosure=Disclosure(5, release_names=False))
    return replace(made, **changes)
