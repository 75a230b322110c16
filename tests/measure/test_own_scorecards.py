"""Scorecards of several kinds, written from the reference page alone, against sums of fractions done here by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from civicmap.framework.load import load_framework
from civicmap.measure.score import score
from civicmap.survey.ingest import read_survey

HEAD = (
    'civicmap: 1\nid: own\nversion: "1"\ntitle: Own\nentity: {question: code}\ncoverage: {answered: 0, applicable: 0}\n'
)
WHO = "code: {text: Code of the entity, type: text}"


@pytest.fixture
def scored(text_file):
    """Return a function from a framework and a CSV, both as texts, to (entity, node) -> score."""

    def run(framework, answers, wave="2024", mapping=None):
        made = load_framework(text_file(HEAD + framework, "own.yaml"))
        more = {} if mapping is None else {"mapping": text_file(mapping, "mapping.yaml")}
        read = read_survey([text_file(answers, "own.csv")], made, wave=wave, **more)
        found = score(read, made)
        return {
            (entity.id, name): None if value != value else value  # noqa: PLR0124 - NaN
            for name, node in found.nodes.items()
            for entity, value in zip(found.entities, node.score.tolist(), strict=True)
        }

    return run


def near(found, expected):
    """Assert that every expected score is the double of its fraction, to the last two bits."""
    assert {key: found[key] for key in expected} == {
        key: None if value is None else pytest.approx(float(value), rel=5e-16, abs=1e-13)
        for key, value in expected.items()
    }


FORMATS = f"""
scales:
  status:
    answers: {{always: {{label: Always, points: 100}}, sometimes: {{label: Sometimes, points: 0}}, never: {{label: Never, points: 0}}}}
  form:
    answers: {{open: {{label: Open, points: 100}}, sheet: {{label: Sheet, points: 200/3}}, page: {{label: Page, points: 100/3}}}}
profile: {{who: {{questions: {{{WHO}}}}}}}
missing: {{blank: zero}}
overall: {{of: 100}}
pillars:
  plans:
    title: Plans
    weight: 35
    dimensions: {{d1: {{title: D, indicators: {{
      i1: {{title: I, questions: {{s1: {{text: S1, scale: status, scored: false}}, f1: {{text: F1, scale: form, points: {{product: [s1, f1]}}}}}}}},
      i2: {{title: I, questions: {{s2: {{text: S2, scale: status}}}}}}}}}}}}
  activity:
    title: Activity
    weight: 65
    dimensions: {{d2: {{title: D, indicators: {{
      i3: {{title: I, weight: 13/2, questions: {{s3: {{text: S3, scale: status, scored: false}}, f3: {{text: F3, scale: form, points: {{product: [s3, f3]}}}}}}}},
      i4: {{title: I, weight: 13/3, questions: {{s4: {{text: S4, scale: status}}}}}}}}}}}}
"""


def test_points_that_are_status_times_format_add_up_by_group_budgets(scored):
    """Each item is status x format; groups weigh 35 and 65, and items in them as said, by fractions."""
    found = scored(
        FORMATS,
        "code,s1,f1,s2,s3,f3,s4\nA,Always,Page,Always,Always,Sheet,Never\nB,Sometimes,Open,Never,Never,,Always\n",
    )

    plans = (Fraction(100, 3) + 100) / 2
    activity = (Fraction(13, 2) * Fraction(200, 3) + 0) / (Fraction(13, 2) + Fraction(13, 3))
    near(
        found,
        {
            ("A", "plans"): plans,
            ("A", "activity"): activity,
            ("A", "overall"): (35 * plans + 65 * activity) / 100,
            ("B", "plans"): 0,
            ("B", "activity"): Fraction(13, 3) * 100 / (Fraction(13, 2) + Fraction(13, 3)),
            ("B", "overall"): 65 * (Fraction(13, 3) * 100 / (Fraction(13, 2) + Fraction(13, 3))) / 100,
        },
    )


STATUS = f"""
range: [-4, 4]
answers: {{zero: {{label: "0", points: 0}}, dont_know: {{label: Unsure, state: dont_know}}}}
scales:
  four: {{answers: {{one: {{label: "1", points: 1}}, two: {{label: "2", points: 2}}, three: {{label: "3", points: 3}}, four: {{label: "4", points: 4}}}}, plus: [zero, dont_know]}}
  less: {{answers: {{one: {{label: "1", points: -1}}, four: {{label: "4", points: -4}}}}, plus: [zero]}}
  kinds: {{answers: {{big: {{label: Big}}, small: {{label: Small}}}}}}
profile: {{who: {{questions: {{{WHO}, kind: {{text: Kind, scale: kinds}}}}}}}}
groups: {{kind: {{title: Kind, question: kind}}}}
pillars:
  rights:
    title: Rights
    of: 1
    bands: {{cuts: {{r4: 0, r3: 4, r2: 8, r1: 11}}, points: {{r1: 1, r2: 2, r3: 3, r4: 4}}}}
    dimensions: {{d1: {{title: D, of: 1, indicators: {{i1: {{title: I, of: 1, questions: {{
      x1: {{text: X1, scale: four}}, x2: {{text: X2, scale: four}}, x3: {{text: X3, scale: four}}, minus: {{text: Minus, scale: less}}}}}}}}}}}}
  liberties:
    title: Liberties
    of: 1
    bands: {{cuts: {{r4: 0, r3: 3, r2: 6, r1: 8}}, points: {{r1: 1, r2: 2, r3: 3, r4: 4}}}}
    dimensions: {{d2: {{title: D, of: 1, indicators: {{i2: {{title: I, of: 1, questions: {{
      y1: {{text: Y1, scale: four}}, y2: {{text: Y2, scale: four, asked_if: {{kind: big}}}}}}}}}}}}}}
overall: {{of: 1}}
composites:
  status: {{title: Status, pillars: all, use: band, bands: {{cuts: {{open: 1, partly: 5/2, closed: 7/2}}, on: raw}}}}
"""


def test_sums_with_an_item_that_subtracts_and_a_status_of_two_ratings(scored):
    """`of: 1` is the sum of points; a penalty subtracts; the mean of two ratings is the status."""
    found = scored(
        STATUS, "code,kind,x1,x2,x3,minus,y1,y2\nA,Big,4,4,3,0,4,4\nB,Small,4,2,3,4,3,\nC,Big,0,0,Unsure,4,0,1\n"
    )

    near(
        found,
        {
            ("A", "rights"): 11, ("A", "liberties"): 8, ("A", "overall"): 19, ("A", "status"): 1,
            ("B", "rights"): 5, ("B", "liberties"): 3, ("B", "overall"): 8, ("B", "status"): 3,
            ("C", "rights"): -4, ("C", "liberties"): 1, ("C", "overall"): -3, ("C", "status"): 4,
        },
    )  # fmt: skip


MAXIMA = f"""
scales:
  three: {{answers: {{n0: {{label: "0", points: 0}}, n1: {{label: "1", points: 100/3}}, n2: {{label: "2", points: 200/3}}, n3: {{label: "3", points: 100}}}}}}
  two: {{answers: {{n0: {{label: "0", points: 0}}, n1: {{label: "1", points: 50}}, n2: {{label: "2", points: 100}}}}}}
  kinds: {{answers: {{big: {{label: Big}}, small: {{label: Small}}}}}}
profile: {{who: {{questions: {{{WHO}, kind: {{text: Kind, scale: kinds}}}}}}}}
groups: {{kind: {{title: Kind, question: kind}}}}
pillars:
  p: {{title: P, dimensions: {{d: {{title: D, indicators: {{i: {{title: I, questions: {{
    a: {{text: A, scale: three, weight: 3}}, b: {{text: B, scale: two, weight: 2, asked_if: {{kind: big}}}}, c: {{text: C, scale: three, weight: 3, closed_by: {{a: n0}}}}}}}}}}}}}}}}
composites:
  fixed: {{title: Of what was planned, questions: all, aggregate: flat_mean, of: {{"2023": 8, "2024": 10}}}}
"""


@pytest.mark.parametrize(("wave", "base"), [("2023", 8), ("2024", 10)])
def test_points_of_their_maximum_recomputed_for_what_applies(scored, wave, base):
    """Weights are the items' maxima; an exception by kind leaves points and maximum; a gate costs both; a base by wave."""
    found = scored(MAXIMA, "code,kind,a,b,c\nA,Big,2,1,1\nB,Small,1,,3\nC,Big,0,2,\n", wave=wave)

    near(
        found,
        {
            ("A", "p"): Fraction(100 * (2 + 1 + 1), 8),
            ("B", "p"): Fraction(100 * (1 + 3), 6),
            ("C", "p"): Fraction(100 * 2, 8),
            ("A", "fixed"): Fraction(100 * 4, base),
            ("B", "fixed"): Fraction(100 * 4, base),
            ("C", "fixed"): Fraction(100 * 2, base),
        },
    )


SERVICES = f"""
instances: {{key: [service], absent: blank, roll_up: ROLL}}
scales: {{s: {{answers: {{full: {{label: Full, points: 100}}, third: {{label: Third, points: 100/3}}, none: {{label: None here, points: 0}}}}}}}}
profile: {{who: {{questions: {{{WHO}, service: {{text: Service, type: text}}}}}}}}
pillars:
  p: {{title: P, dimensions: {{d: {{title: D, indicators: {{i: {{title: I, questions: {{a: {{text: A, scale: s}}, b: {{text: B, scale: s, weight: 2}}}}}}}}}}}}}}
"""
WIDE = "code,service,a,b\nA,one,Full,Third\nA,two,None here,Full\nA,three,Third,\nB,one,None here,Third\n"
LONG = "body,item,asked,given\n" + "".join(
    f"{code},{service},{question},{answer}\n"
    for code, service, *cells in (line.split(",") for line in WIDE.splitlines()[1:])
    for question, answer in zip("ab", cells, strict=True)
    if answer
)
FIRST, SECOND, THIRD, OTHER = (
    (100 + 2 * Fraction(100, 3)) / 3,
    Fraction(200, 3),
    Fraction(100, 3),
    2 * Fraction(100, 3) / 3,
)


@pytest.mark.parametrize(
    ("roll", "expected"),
    [
        ("{by: mean}", ((FIRST + SECOND + THIRD) / 3, OTHER)),
        ("{by: best}", (SECOND, OTHER)),
        ("{by: worst}", (THIRD, OTHER)),
        ("{by: sum}", (FIRST + SECOND + THIRD, OTHER)),
        ("{by: sum, of: 4}", ((FIRST + SECOND + THIRD) / 4, OTHER / 4)),
        ("{by: mean, of: 4}", ((FIRST + SECOND + THIRD) / 4, OTHER / 4)),
    ],
)
def test_instances_become_one_as_said_and_long_input_gives_the_same(scored, roll, expected):
    """Mean, best, worst, sum and a fixed number, from a row a service and from a row an answer alike."""
    framework = SERVICES.replace("ROLL", roll)
    wide = scored(framework, WIDE)
    long = scored(framework, LONG, mapping="long: {entity: body, instance: item, question: asked, answer: given}\n")

    near(wide, {("A", "i"): expected[0], ("B", "i"): expected[1]})
    assert long == wide
