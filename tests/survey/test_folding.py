"""What makes no difference between two texts, and what does: form, never words."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.framework.load import load_framework
from civicmap.framework.texts import languages, translate
from civicmap.resources import sample
from civicmap.survey.folding import bare, fold
from civicmap.survey.near import nearest
from civicmap.survey.words.scripts import lookalike, strange_letter

SIGNS = "¡!.,;:…ًـ٣ёœæ\u200b\u200d\ufe0f\u00ad ?؟،؛。、aeEеЕاأ\u0301\u0308\u0654ŉﷺﹰ１Ａ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＹＥＳ", "yes"),
        ("Yes\u00a0", "yes"),
        ("y\u00ades", "yes"),
        ("ye\u200bs", "yes"),
        ("in\u2009force", "in\u202fforce"),
        ("Oui !", "oui"),
        ("¡Sí!", "sí"),
        ("是。", "是"),
        ("نعم،", "نعم"),
        ("نعم؛", "نعم"),
        ("نعم، مكتوبة", "نعم, مكتوبة"),
        ("نـعـم", "نعم"),
        ("جُزْئِيًّا", "جزئيا"),
        ("Mise en œuvre", "mise en oeuvre"),
        ("Учёт", "учет"),
        ("«Oui»", '"Oui"'),
        ("l’État", "l'état"),
        ("٣", "3"),
        ("✔\ufe0f", "✔"),
        ("否！", "否"),
    ],
)
def test_form_makes_no_difference(one, other):
    """Width, invisible signs, kinds of space, closing punctuation of every script, vowel marks, ligatures and digits."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Yes?", "Yes"), ("نعم؟", "نعم"), ("sí", "si"), ("пеня", "пёса"), ("No", "Nо"), ("10²", "10")]
)
def test_words_and_doubts_do(one, other):
    """A question mark says that someone is in doubt; an accent may be all that tells two words apart."""
    assert fold(one) != fold(other)


@given(st.text(st.sampled_from(SIGNS), max_size=8))
def test_folding_is_settled_in_every_script(text):
    """Folding a folded text changes nothing, and what the eye sees never becomes a blank cell."""
    assert fold(fold(text)) == fold(text)
    assert bool(fold(text)) or not text.strip("\u200b\u200d\u00ad\ufe0f ")


@pytest.mark.parametrize("file", ["three-ps", "godi", "sample"])
def test_two_answers_never_fold_to_one(file):
    """In each shipped framework and each of its languages, the labels of a question stay apart, bare of accents too."""
    framework = load_framework(sample() / "framework.yaml" if file == "sample" else file)

    for language in languages(framework):
        for question in translate(framework, language).questions:
            for one, other in combinations(question.answers, 2):
                assert fold(one.label) != fold(other.label)
                assert bare(fold(one.label)) != bare(fold(other.label))


@pytest.mark.parametrize(
    ("text", "bared"), [("sans réponse", "sans reponse"), ("لا أعرف", "لا اعرف"), ("أخرى", "اخري"), ("йод", "йод")]
)
def test_bare_texts_have_no_accents(text, bared):
    """Accents of Latin letters and hamza go; й is a letter of its own."""
    assert bare(fold(text)) == bared


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Yse", "Yes"),
        ("Partley", "Partly"),
        ("Decision prise", "Décision prise"),
        ("частичнo", "частично"),
        ("N", None),
        ("on", None),
        ("Norway", None),
        ("是的吗", None),
        ("不", None),
    ],
)
def test_only_slips_are_suggested(text, near):
    """A letter too many or two that changed places are a slip; a short text that shares a letter is none."""
    assert nearest(text, ["Yes", "Partly", "No", "Décision prise", "частично", "是", "不适用"]) == near


def test_letters_of_another_script_are_named():
    """A word that looks like an answer is found by its look, and its strange letter named."""
    assert lookalike("N\u043e", ["Yes", "No"]) == "No"
    assert strange_letter("N\u043e", "No") == "'\u043e' is Cyrillic"
    assert lookalike("\u0414a", ["\u0414\u0430"]) == "\u0414\u0430"
    assert strange_letter("\u0414a", "\u0414\u0430") == "'a' is Latin"
    assert lookalike("No", ["Yes", "Not"]) is None
    assert strange_letter("\u0414\u0430 No") == ""
