"""A framework made from a form: sound, whole, and with what needs a person's eye marked."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, UnreadableError
from civicmap.framework.load import examine
from civicmap.framework.texts import translate
from civicmap.framework.types import AllOf, Is, Not, QuestionType
from civicmap.model import AnswerState
from civicmap.survey.forms.form import Choice, Form, FormGroup, FormQuestion, FormType
from civicmap.survey.forms.framework import framework_text
from civicmap.survey.forms.framework_questions import TAKEN
from civicmap.survey.forms.xlsform import read_form

FORM = """
## survey
| type | name | label | label::Français (fr) | hint | relevant | constraint |
|---|---|---|---|---|---|---|
| start | start | | | | | |
| text | organisation_name | Name of your organisation | Nom de votre organisation | | | |
| begin_group | rules | Rules | Règles | | | |
| note | intro | Please read. | | | | |
| select_one yn | policy | Is there a policy? | Une politique ? | In force: today. | | |
| begin_group | detail | Details | Détails | | ${policy} = '1' | |
| select_multiple ways | ways | Which ways? | Quels moyens ? | | | count-selected(.)=1 or not(selected(., 'nothing')) |
| text | ways_other | Which other? | Lequel ? | | selected(${ways}, 'oth') | |
| select_multiple yn | both | Which hold? | Lesquels ? | | | |
| integer | staff | How many? | Combien ? | | selected(${ways}, 'web') and ${policy} != '2' | |
| end_group | | | | | | |
| end_group | | | | | | |
| begin_repeat | visits | Visits | Visites | | | |
| date | day | Which day? | Quel jour ? | | ${staff} + 1 > 2 | |
| text | policy | Again? | | | | |
| end_repeat | | | | | | |
| geopoint | place | Where? | | | | |
| select_one_from_file towns.csv | town | Which town? | | | | |
## choices
| list_name | name | label | label::Français (fr) |
|---|---|---|---|
| yn | 1 | Yes | Oui |
| yn | 2 | No | Non |
| yn | 2.5 | Yes | Oui ! |
| yn | 98 | Don't know | Ne sait pas |
| ways | web | Web | Toile |
| ways | oth | Other | Autre |
| ways | nothing | Nothing of it | Rien |
| ways | 98 | Don't know | Ne sait pas |
"""


@pytest.fixture
def made(workbook, tmp_path):
    """Return a function that makes a framework from a form's text: (framework, problems, what was made)."""

    def make(text=FORM):
        return load(framework_text(read_form(workbook(text, "form.xlsx")), "form.xlsx", "made"), tmp_path)

    return make


def load(text, folder):
    """Write a framework and its translations, and examine it."""
    (folder / "made.yaml").write_text(text.text, encoding="utf-8")
    for name, rows in text.translations.values():
        (folder / name).write_text(rows, encoding="utf-8")
    framework, problems = examine(folder / "made.yaml")
    return framework, [str(problem) for problem in problems], text


def test_questions_scales_and_texts_are_taken_over(made):
    """Types, answers, states, exclusive and other options, help and languages arrive, and the file is sound."""
    fw, problems, _ = made()

    assert problems == []
    asked = {question.id: question for question in fw.questions}
    assert list(asked) == ["organisation_name", "policy", "ways", "both", "staff", "day", "policy_2", "town"]
    assert [question.type for question in fw.questions] == [
        QuestionType.TEXT,
        QuestionType.CHOICE,
        QuestionType.MULTI,
        QuestionType.MULTI,
        QuestionType.NUMBER,
        QuestionType.DATE,
        QuestionType.TEXT,
        QuestionType.TEXT,
    ]
    assert [answer.id for answer in asked["policy"].answers] == ["1", "2", "2_5", "98"]
    assert [answer.label for answer in asked["policy"].answers] == ["Yes", "No", "Yes (2.5)", "Don't know"]
    assert asked["policy"].answers[2].also == ("2.5",)
    assert asked["policy"].answers[3].state is AnswerState.DONT_KNOW
    ways = {answer.id: answer for answer in asked["ways"].answers}
    assert (ways["nothing"].exclusive, ways["oth"].other) == (True, True)
    assert asked["policy"].help == "In force: today."
    assert not any(question.scored for question in fw.questions)
    french = translate(fw, "fr")
    assert french.question("ways").answers[0].label == "Toile"
    assert (french.question("policy").text, french.node("rules").title) == ("Une politique ?", "Règles")


def test_groups_become_pillars_dimensions_and_indicators(made):
    """A group is a pillar, one within it a dimension; what stands before all groups is the profile."""
    fw, _, _ = made()

    assert [node.id for node in fw.pillars] == ["rules", "visits", "questions"]
    assert [q.id for q in fw.questions_below("detail")] == ["ways", "both", "staff"]
    assert fw.question("organisation_name").section == "who_answers"
    assert fw.entity.name == "organisation_name"


def test_routing_is_taken_over_where_it_can_be_followed(made):
    """Groups' routing and questions' own become `asked_if`; what cannot be followed is marked and noted."""
    fw, _, text = made()

    assert fw.question("policy").asked_if is None
    assert fw.question("ways").asked_if is None  # `policy` stands in two groups: which is meant is not known
    notes = [(problem.code, problem.where.split("!")[-1]) for problem in text.notes]
    assert (Code.FORM_RELEVANCE, "15") in notes
    assert "# ? asked where ${staff} + 1 > 2 (not followed: it computes)" in text.text

    fw, problems, _ = made(FORM.replace("| text | policy | Again?", "| text | again | Again?"))
    assert problems == []
    assert fw.question("ways").asked_if == Is("policy", ("1",))
    assert fw.question("staff").asked_if == AllOf(
        (Is("policy", ("1",)), Is("ways", ("web",)), Not(Is("policy", ("2",))))
    )


def test_what_is_left_out_is_said(made):
    """Notes, computed fields, places and texts beside "other" are named at the end of the file."""
    _, _, text = made()
    end = text.text.split("# Not taken over from the form:")[1]

    assert [line.split(":")[0].strip("# ") for line in end.strip().splitlines()] == [
        "start", "intro", "place", "ways_other",
    ]  # fmt: skip


def test_a_form_without_groups_has_one_pillar(made):
    """Without groups all questions stand in one pillar, but for who answers; without that, the file asks for it."""
    fw, problems, text = made(
        "## survey\n| type | name | label |\n|---|---|---|\n| text | entity_code | Code |\n| text | a | A |"
    )
    assert problems == []
    assert [(q.id, q.section is None) for q in fw.questions] == [("entity_code", False), ("a", True)]
    assert (fw.entity.question, len(fw.pillars)) == ("entity_code", 1)

    fw, problems, text = made("## survey\n| type | name | label |\n|---|---|---|\n| text | overall | A |")
    assert (problems, fw.entity.question) == ([], None)
    assert "# ? which question says who answers?" in text.text


def test_a_text_that_begins_like_a_formula_keeps_its_translation(made):
    """The translation file guards such a text from spreadsheet programs, and the framework reads it as it was."""
    fw, problems, text = made(FORM.replace("| Web | Toile |", "| =Web | -Toile |"))

    assert problems == []
    assert "'=Web,'-Toile" in text.translations["fr"][1]
    assert translate(fw, "fr").question("ways").answers[0].label == "-Toile"


def test_a_form_that_asks_nothing_is_refused(workbook):
    """A form of notes alone makes no framework."""
    path = workbook("## survey\n| type | name | label |\n|---|---|---|\n| note | n | N |", "form.xlsx")

    with pytest.raises(UnreadableError) as caught:
        framework_text(read_form(path), "form.xlsx")

    assert [problem.code for problem in caught.value.problems] == [Code.FORM_NO_QUESTION]


def test_a_framework_for_stdout_says_how_to_have_its_languages(workbook):
    """Without a file there are no translations, and the text says so."""
    text = framework_text(read_form(workbook(FORM, "form.xlsx")), "form.xlsx")

    assert text.translations == {}
    assert "# ? the form also speaks fr" in text.text


def test_a_list_too_long_for_a_scale_is_a_text(made):
    """More choices than a scale can hold, towns for example, make a text, with a mark."""
    rows = "\n".join(f"| towns | t{n} | Town {n} |" for n in range(300))
    fw, problems, text = made(
        f"## survey\n| type | name | label |\n|---|---|---|\n| select_one towns | town | Town |\n## choices\n| list_name | name | label |\n|---|---|---|\n{rows}"
    )

    assert (problems, fw.question("town").type) == ([], QuestionType.TEXT)
    assert "it is taken as a text" in text.text


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
_NAMES = st.sampled_from(
    ["a", "b", "b-c", "1", "any_of", "not", "overall", "é", "-", "x.y", "A", "null", "yes", "{}", ""]
)
_LABELS = st.dictionaries(st.sampled_from(["en", "fr", "x y"]), _WORDS, max_size=2)
_CHOICES = st.lists(st.builds(Choice, _NAMES.filter(bool), _LABELS), min_size=1, max_size=4)
_QUESTIONS = st.lists(
    st.builds(
        FormQuestion,
        _NAMES.filter(bool),
        st.sampled_from(FormType),
        st.sampled_from([(), ("g",), ("g", "h"), ("profile",)]),
        _LABELS,
        _LABELS,
        st.sampled_from(["l", "m", None]),
        st.booleans(),
        st.sampled_from(["", "${a} = '1'", "not(selected(${b}, 'yes'))", "${1} > 2", "nonsense(", "${a} != ''"]),
    ),
    max_size=8,
    unique_by=lambda q: (q.path, q.name),
)


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(_WORDS, _WORDS, _QUESTIONS, _CHOICES, _CHOICES)
def test_every_form_makes_a_sound_framework(tmp_path, title, name, questions, first, second):
    """Whatever a form's names and texts are, the file that is made of it has no fault, and every asked question."""
    groups = (FormGroup("g"), FormGroup("h", ("g",), {"en": title}), FormGroup("profile"))
    lists = {"l": tuple(first), "m": tuple(second)}
    form = Form(name, title, name, "en", ("en", "fr", "x y"), groups, tuple(questions), lists)
    if not any(question.type in TAKEN for question in questions):
        with pytest.raises(UnreadableError):
            framework_text(form, "form.xlsx", "made")
        return
    text = framework_text(form, "form\n.xlsx", "made")

    fw, _, _ = load(text, tmp_path)
    faults = [str(problem) for problem in examine(tmp_path / "made.yaml")[1] if problem.severity == "error"]

    assert faults == []
    said = text.text.partition("# Not taken over from the form:")[2].splitlines()[1:]
    assert len(fw.questions) + len(said) == len(questions)
