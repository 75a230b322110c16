"""What charts show: the numbers of the tables, in the words of the report, and nothing that is withheld."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from chart_builders import FIELD, HEAD, SHIFTS, changed, data_of, divided, many, sheet_of, word_boxes
from hypothesis import given
from hypothesis import strategies as st
from report_builders import NASTY, benchmark, finding, node, report, score, share

from civicmap.framework.types import Tier
from civicmap.measure.results import EVERYONE, GroupKey
from civicmap.report import facts_about as about
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.charts import charts
from civicmap.report.charts.data.answers import answer_bar
from civicmap.report.charts.data.gaps import dot_row
from civicmap.report.charts.shares import shares
from civicmap.report.figure import as_id
from civicmap.report.ladder import wording
from civicmap.report.layout import Layout
from civicmap.report.tabulate import HIDDEN

ENGLISH = wording("en")
KINDS = ("responses", "pillars", "groups", "gaps", "answers", "heatmap", "indicators")


def _by_id(made):
    return {chart.id: chart for chart in charts(made)}


def _table(made, name):
    """Return a table's rows by the text of each column's head."""
    (table,) = (table for table in all_tables(made) if table.id == name)
    return [dict(zip([head.title for head in table.headings], row, strict=True)) for row in table.rows]


# --- the set of charts ------------------------------------------------------------------------------------------------


def test_every_kind_of_chart_is_made_where_the_report_has_something_to_show():
    """A report with pillars, groups and findings has each kind of chart, in a settled order and under ids of its own."""
    made = charts(divided())
    ids = [chart.id for chart in made]

    kinds = list(dict.fromkeys(id_.split("-")[0] for id_ in ids))
    assert kinds == list(KINDS)
    assert len(set(ids)) == len(ids)


def test_charts_are_listed_without_what_draws_them():
    """What a report can show is known without importing matplotlib: a plain command must not pay for it."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from chart_builders import divided;"
        "from civicmap.report.charts import charts; assert charts(divided());"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in {'matplotlib', 'PIL'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "made",
    [
        report(pillars=(), findings=(), responses=(about.ResponseFact(EVERYONE, None, 1),), entities=1, titles=()),
        report(pillars=(node(score(0, (0, 0, 0, 0), not_rated=0)),), findings=(finding(share(0, 0)),)),
        report(pillars=(node(score(0, (), mean=None)),), findings=()),
    ],
    ids=["nothing", "nobody", "no bands"],
)
def test_a_report_with_nothing_to_show_has_no_empty_chart(made):
    """Where there is no number to draw there is no chart of it, and nothing fails."""
    assert {chart.id.split("-")[0] for chart in charts(made)} <= {"responses"}


def test_a_survey_of_one_entity_is_drawn():
    """One entity, invited and responding, gives charts that can be laid out."""
    one = share(1, 1, lacks=0, interval=None, bases=about and None, counts=None)
    made = report(
        responses=(about.ResponseFact(EVERYONE, 1, 1),), pillars=(node(score(1, (0, 0, 0, 1), not_rated=0)),),
        findings=(finding(one),), entities=1,
    )  # fmt: skip

    assert all(sheet_of(chart).height > 0 for chart in charts(made))
    assert data_of(_by_id(made)["gaps-voice"]).rows[0].small


def test_everything_withheld_leaves_no_chart_of_it():
    """A finding that is withheld for everyone leaves no dots, bars or cells."""
    made = divided()
    hidden = next(one for one in made.findings if one.id == "hidden")

    assert {chart.id for chart in charts(replace(made, findings=(hidden,), indicators=()))} == {
        "responses",
        "pillars",
        "groups",
    }


# --- the same numbers as the tables -----------------------------------------------------------------------------------


def test_dots_say_what_the_table_of_findings_says():
    """Each row's n of N and percentage are the table's; what the table withholds has no dot."""
    made = divided()
    table = {row["Finding"]: row for row in _table(made, "gaps")}
    rows = [row for chart in charts(made) if chart.id.startswith("gaps") for row in data_of(chart).rows]

    assert len(rows) == len(made.findings)
    for row in rows:
        told = table[row.label]
        if told["Share"] == HIDDEN:
            assert (row.share, row.beside, row.why) == (None, "", "withheld")
        elif row.share is None:
            assert row.why == "nobody in the base"
        elif row.small:
            assert row.beside == told["n of N"]
        else:
            assert row.beside == f"{told['Share']} ({told['n of N']})"


def test_bars_say_what_the_table_of_bands_says():
    """The numbers on the bars of pillars are those of the table, in the order of the bands, not rated last."""
    made = divided()
    rows = [row for row in _table(made, "bands") if row["Level"] == "All entities"]
    bars = data_of(_by_id(made)["pillars"]).bars

    for bar, row in zip(bars, rows, strict=True):
        told = [row[band] for band in ("missing", "approaches", "meets", "exceeds")] + [row["Not rated"]]
        assert [part.text for part in bar.parts] == told
        assert sum(part.share for part in bar.parts) == pytest.approx(1)
        assert bar.beside == row["Mean"]


def test_cells_say_what_the_table_by_group_says():
    """Each cell of the heat map is the table's share, or its n of N where the base is too small for a percentage."""
    made = divided()
    table = {(row["Finding"], row["Level"]): row for row in _table(made, "gaps_by_group")}
    chart = data_of(_by_id(made)["heatmap-voice"])

    assert chart.columns == ("All entities", "Headquarters", "Field")
    for row in chart.rows:
        for column, cell in zip(chart.columns[1:], row.cells[1:], strict=True):
            told = table[row.label, column]
            assert cell.withheld == (told["Share"] == HIDDEN)
            assert cell.text == ("" if cell.withheld else told["Share"])


def test_small_bases_are_told_in_counts():
    """R7.5: no percentage is printed of a base under 30, and no interval or bounds are drawn of it."""
    row = dot_row(finding(share(8, 20)), ENGLISH)

    assert (row.small, row.beside, row.interval, row.item_bounds, row.frame_bounds) == (
        True,
        "8 of 20",
        None,
        None,
        None,
    )


def test_tiles_are_as_many_as_were_invited_and_filled_as_many_as_responded():
    """The response map has a tile for each entity invited, the first of them filled."""
    made = divided()
    chart = data_of(_by_id(made)["responses"])

    assert [(s.label, s.invited, s.responded) for s in chart.strips] == [("Headquarters", 60, 37), ("Field", 120, 64)]
    assert chart.each == 1


def test_every_place_has_a_response_map_of_its_own():
    """Where entities are told apart by region besides, who responded is drawn by region, as the table has it."""
    regions = [GroupKey("region", name, name) for name in ("North", "South")]
    answered = [about.ResponseFact(key, invited, 20) for key, invited in zip(regions, (90, 90), strict=True)]
    place = about.GroupFact("Region", "Region", place=True, tier=Tier.PUBLIC)
    other = about.GroupFact("kind", "Kind", place=False, tier=Tier.PUBLIC)
    divisions = (about.DivisionFact(other, tuple(answered)), about.DivisionFact(place, tuple(answered)))
    chart = _by_id(divided(divisions=divisions))["responses-region"]

    assert chart.caption == "Entities that responded, of those invited, by group: Region"
    assert [strip.beside for strip in data_of(chart).strips] == ["22% (20 of 90)"] * 2
    assert chart.table == "divisions"
    assert "responses-kind" not in _by_id(divided(divisions=divisions))


def test_many_entities_share_tiles():
    """Where many were invited a tile stands for a round number of them, and the chart says so."""
    made = report(responses=(about.ResponseFact(EVERYONE, 5_000, 1_234),))
    chart = _by_id(made)["responses"]

    assert data_of(chart).each == 20
    assert "20" in chart.notes[0]
    filled = [item for item in sheet_of(chart).items if getattr(item, "paint", None) and item.paint.fill == "#0072B2"]
    area = sum(item.width for item in filled[1:])  # the first is the key's
    assert area / 2.9 * 20 == pytest.approx(1_234)


def test_bars_of_answers_hold_all_that_responded():
    """Has it, in part, lacks it, don't know, no answer and not applicable add up to everyone that responded."""
    bar = answer_bar(finding(share(34, 101, lacks=49)), ENGLISH)

    assert [part.text for part in bar.parts] == ["34", "11", "49", "4", "3"]
    assert sum(part.share for part in bar.parts) == pytest.approx(1)


@pytest.mark.parametrize(
    ("bounds", "limits"),
    [
        ({"from_": "0.30", "to": "0.36"}, (0.30, 0.36)),
        ({"from_": None, "to": None, "under": "1/3"}, (None, 1 / 3)),
        ({"from_": None, "to": None, "over": "1/2"}, (0.5, None)),
        ({"from_": None, "to": None}, None),
    ],
)
def test_published_figures_stand_where_they_are_read(bounds, limits):
    """R7.8: the bounds of a published figure are those of its reading; one without bounds is not drawn."""
    row = dot_row(finding(share(), benchmark=benchmark(**bounds)), ENGLISH)

    assert (None if row.published is None else (row.published.low, row.published.high)) == limits


def test_findings_are_sorted_by_share_and_what_is_withheld_comes_last():
    """Within a pillar the largest share comes first."""
    rows = data_of(_by_id(divided())["gaps-voice"]).rows

    assert [row.label for row in rows] == ["Written rules", "Mechanism to contest", "Withheld"]


def test_scores_without_bands_are_drawn_as_means():
    """Where a framework has no bands, the means of the table are drawn, with the quartiles of its fields."""
    plain = node(score(97, ()), score(40, (), group=HEAD, mean=61.0), id_="voice", title="Voice")
    made = divided(pillars=(plain,), overall=None, indicators=())
    chart = _by_id(made)["means"]
    table = _table(made, "bands")

    rows = data_of(chart).rows
    assert [row.beside for row in rows] == [row["Mean"] for row in table]
    assert [row.label for row in rows] == ["Voice", "Voice, Headquarters"]
    assert rows[0].interval == (0.40, 0.60)
    assert "The highest is Voice, Headquarters (61.0), the lowest Voice (54.3)." in chart.alt
    assert "pillars" not in _by_id(made)


# --- nothing that is withheld -----------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=6), st.integers(-3, 3))
def test_no_withheld_number_can_be_had_from_a_bar(cells, more):
    """A bar is drawn only where every number is known, or two at least are withheld with something left for them."""
    counts = [None if hidden else number for number, hidden in cells]
    total = sum(number for number, _ in cells) + more
    found = shares(counts, total)
    hidden = counts.count(None)

    if found is None:
        return
    known, left = found
    assert (hidden == 0 and left == 0) or (hidden > 1 and left > 0)
    assert sum(part for part in known if part is not None) + left == pytest.approx(1)


def test_what_is_withheld_of_a_group_is_one_part_without_a_number():
    """Two bands that are withheld are drawn together, hatched, with nothing written on them."""
    made = divided()
    (panel, *_) = data_of(_by_id(made)["groups"]).panels
    everyone, head, field = panel.bars

    assert [(part.key.label, part.text) for part in head.parts] == [
        ("withheld", ""),
        ("meets", "11"),
        ("exceeds", "7"),
        ("not rated", "1"),
    ]
    assert (field.parts, field.why) == ((), "withheld")
    assert all(part.text for part in everyone.parts)


def test_a_single_withheld_band_takes_the_bar_with_it():
    """One band that is withheld would be what is left of the bar, so there is no bar."""
    made = report(pillars=(node(score(97, (None, 40, 30, 7))), node(score(), id_="space", title="Space")))
    first, second = data_of(_by_id(made)["pillars"]).bars

    assert (first.parts, first.why) == ((), "withheld")
    assert second.parts


def test_a_group_that_is_withheld_has_no_filled_tiles():
    """How many of a group responded can't be counted where that is withheld, nor is it written."""
    made = divided()
    responses = (*made.responses[:2], about.ResponseFact(FIELD, 120, None, withheld=True))
    chart = _by_id(replace(made, responses=responses))["responses"]
    strip = data_of(chart).strips[1]

    assert (strip.responded, strip.beside) == (None, "withheld")
    areas = [item for item in sheet_of(chart).items if getattr(item, "paint", None)]
    assert sum(item.paint.pattern == "x" for item in areas) == 120 + 1  # and the key's


@pytest.mark.parametrize("made", [divided(), divided(audience="internal")], ids=["public", "internal"])
def test_alternative_texts_and_captions_have_no_withheld_title_beside_a_number(made):
    """What is withheld is counted in the alternative text, and named nowhere beside a number."""
    for chart in charts(made):
        assert "Withheld (" not in chart.alt
        if chart.id == "gaps-voice":
            assert "One share is withheld" in chart.alt


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_texts_are_in_the_language_of_the_report(language):
    """Captions, alternative texts and notes are whole sentences or titles, with nothing left to fill in."""
    for chart in charts(divided(language=language)):
        assert chart.caption
        assert chart.alt.endswith(".")
        for text in (chart.caption, chart.alt, *chart.notes):
            assert "{" not in text
            assert "None" not in text


def test_languages_share_no_words_of_civicmaps_own():
    """In French and Spanish no text of a chart is the English one, where the framework gives no word of it."""
    plain = [chart for chart in charts(divided()) if chart.id != "x"]
    for language in ("fr", "es"):
        other = _by_id(divided(language=language))
        for chart in plain:
            assert not {chart.caption, chart.alt, *chart.notes} & {
                other[chart.id].caption,
                other[chart.id].alt,
                *other[chart.id].notes,
            }


def test_alternative_texts_name_the_highest_and_the_lowest():
    """What a sighted reader sees first is said: which is highest, which lowest, of how many."""
    assert _by_id(divided())["gaps-voice"].alt == (
        "Dots show the shares of entities for three findings. The highest is Written rules (55 of 101), the lowest "
        "Mechanism to contest (34 of 101). One share is withheld to protect those who answered."
    )


def test_every_chart_names_a_table_and_carries_the_marks():
    """The same numbers stand in a table, and the marks of the report are on the drawing (R9)."""
    made = divided(synthetic=True, audience="internal")
    tables = {table.id for table in all_tables(made)}
    for chart in charts(made):
        written = [box.what for box in word_boxes(sheet_of(chart))]
        assert chart.table in tables
        assert written[-1].text == "Synthetic data; Internal: self-reported, not verified"
        assert written[-1].bold


def test_hostile_titles_stay_text_in_captions():
    """A title full of markup is itself in the caption and the alternative text: the document escapes it."""
    made = divided(title=NASTY)

    assert f"Voice{NASTY}" in _by_id(made)["gaps-voice"].caption
    assert f"Written rules{NASTY}" in _by_id(made)["gaps-voice"].alt


def test_endless_titles_are_cut_in_alternative_texts():
    """An alternative text is read out whole, so titles of thousands of letters are cut in it."""
    for chart in charts(divided(title="x" * 3_000)):
        assert len(chart.alt) < 1_200


def test_published_figures_on_invented_answers_prove_nothing():
    """R9: beside synthetic answers a published figure is said to be met by construction, and an invented one to be invented."""
    made = divided(synthetic=True)
    invented = replace(made.findings[0], benchmark=benchmark(invented=True))
    notes = _by_id(replace(made, findings=(invented,)))["gaps-voice"].notes

    assert "The answers being synthetic" in notes[1]
    assert notes[2] == "The published figure is invented for demonstration: Mechanism to contest."
    assert len(_by_id(divided())["gaps-voice"].notes) == 1


def test_odd_ids_of_pillars_give_ids_that_documents_take():
    """A pillar's id of other letters is written in those that ids and files may have, and a template still finds it."""
    made = divided()
    titles = (("Größe", "Voice"),)
    odd = replace(made, titles=titles, findings=tuple(replace(one, pillar="Größe") for one in made.findings))

    assert {"gaps-grf6dfe", "answers-grf6dfe", "heatmap-grf6dfe"} <= set(_by_id(odd))
    layout = Layout((), ENGLISH, charts(odd))
    assert "figure id=gaps-grf6dfe " in layout.figures_of("gaps-Größe")
    assert as_id("x" * 3_000) == "x" * 80


# --- many of everything -----------------------------------------------------------------------------------------------


def test_forty_findings_are_continued_in_a_second_chart():
    """A pillar of many findings has charts of much the same length, the second one continued."""
    made = _by_id(many(40))

    assert len(data_of(made["gaps-voice"]).rows) == len(data_of(made["gaps-voice-2"]).rows) == 20
    assert made["gaps-voice-2"].caption == f"{made['gaps-voice'].caption} (continued)"


@pytest.mark.parametrize("groups", [2, 8, 14, 20, 200])
def test_more_groups_than_a_page_has_room_for_are_left_to_the_tables(groups):
    """Charts by group are made as long as they can be read."""
    ids = {chart.id.split("-")[0] for chart in charts(many(3, groups=groups))}

    assert ("heatmap" in ids) == (groups < 14)
    assert ("groups" in ids) == (groups < 26)
    assert ("responses" in ids) == (groups <= 26)


# --- change -----------------------------------------------------------------------------------------------------------


def test_change_tells_a_difference_only_where_waves_compare():
    """R7.6: a difference is told of questions that compare, in points or in entities, as the table has it; of others none."""
    made = changed(*SHIFTS)
    chart = _by_id(made)["change"]
    rows = {row.label: row for row in data_of(chart).rows}
    table = {row["Finding"]: row for row in _table(made, "change")}
    sign = next(head for head in table["Rules"] if "hange" in head)

    assert list(rows) == ["Rules", "Few", "Policy", "Recast"]
    assert rows["Rules"].beside == "+19 (−4 to +32)"
    assert rows["Rules"].beside.split()[0] == table["Rules"][sign]
    assert rows["Few"].beside == "from 3 to 5 of 12"
    assert (rows["Recast"].beside, rows["Recast"].comparable) == ("not comparable", False)
    assert "One finding is left out" in chart.notes[1]
    assert "The greatest rise is in Rules: +19" in chart.alt
    assert "The greatest fall is in Policy: −25" in chart.alt
    assert "Recast" not in chart.alt


def test_change_without_anything_to_show_is_no_chart():
    """Where every change is withheld, or there is no earlier wave, there is no chart."""
    assert "change" not in _by_id(divided())
    assert "change" not in _by_id(changed(SHIFTS[1]))


def test_groups_are_in_the_order_of_the_report():
    """The rows of the small multiples are everyone, then the groups as the tables have them."""
    assert data_of(_by_id(divided())["groups"]).rows == ("All entities", HEAD.label, FIELD.label)


def test_a_script_that_the_font_lacks_has_no_charts():
    """Labels would be boxes: the tables say the same."""
    assert charts(report())
    chinese = report(findings=(finding(title="公民社会的参与机制"),), pillars=(node(title="参与"),))
    assert charts(chinese) == ()
    assert charts(replace(chinese, findings=(finding(), finding(title="Another"))))
