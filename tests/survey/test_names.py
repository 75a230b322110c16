"""When a text names an entity of the register: equal but for its signs, and never by likeness."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.model import Entity, Register
from civicmap.survey.register.namebook import NameBook
from civicmap.survey.register.names import is_acronym_of, name_key, plain_key, spells, with_acronym
from civicmap.survey.register.proposals import Proposer

MEMBERS = (
    Entity("E1", "Office for Children's Homes & Parks", aliases=("OCHP", "Bureau des foyers d’enfants")),
    Entity("E2", "Office of Dams (ODAM)", aliases=("Oficina de presas y canales",)),
    Entity("E3", "Guinea", aliases=("Ministère de l'Énergie",)),
    Entity("E4", "Guinea-Bissau", aliases=("وزارة الصحة",)),
    Entity("E5", "ODAM Northland", "E2", aliases=("Бюро мостов и дорог", "联合办公室")),
    Entity("E6", "Ministry of Roads (Westland)"),
    Entity("7", "Seven"),
    Entity("E8", "Pérou", aliases=("Team A+",)),
    Entity("E9", "Same House"),
    Entity("E10", "Same House"),
)


def book(*members):
    """Return the names of some entities."""
    return NameBook(Register(members or MEMBERS, (), "register.csv", "1" * 64))


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("e1", "E1"),
        ("O.C.H.P.", "E1"),
        ("O. C. H. P.", "E1"),
        ("ＯＣＨＰ", "E1"),
        ("OCHP\u200b", "E1"),
        ("The Office for Childrens Homes and Parks", "E1"),
        ("OFFICE FOR CHILDREN´S HOMES AND PARKS", "E1"),
        ("Bureau des foyers d'enfants", "E1"),
        ("BUREAU DES FOYERS D ENFANTS", "E1"),
        ("Office for Children's Homes & Parks (OCHP)", "E1"),
        ("OCHP - Office for Children's Homes & Parks", "E1"),
        ("OCHP / E1", "E1"),
        ("ODAM", "E2"),
        ("Office of Dams", "E2"),
        ("oficina de presas & canales", "E2"),
        ("MINISTERE DE L'ENERGIE", "E3"),
        ("Guinea - Bissau", "E4"),
        ("Guinea – Bissau", "E4"),
        ("وزارة  الصحه", "E4"),
        ("وزارة\u200f الصحــة", "E4"),
        ("ODAM (Northland)", "E5"),
        ("БЮРО МОСТОВ & ДОРОГ", "E5"),
        ("联合 办公室", "E5"),
        ("Ministry of Roads, Westland", "E6"),
        ("7.", "7"),
        ("Perou", "E8"),
        ("Same House (E9)", "E9"),
    ],
)
def test_the_same_name_in_other_signs(text, entity):
    """Case, width, accents, punctuation, dots of acronyms, "&" and "the" make no difference; both parts may name it."""
    assert book().find(text).entity.id == entity


@pytest.mark.parametrize(
    "text",
    ["", " ", "-7", "7%", "Guinee", "Equatorial Guinea", "Northland", "ODAM (Southland)", "ODAM Southland",
     "Ministry of Roads", "Westland", "OCH", "OCHPS", "Team A", "Oficina", "Office of Dams (OCD)", "the", "and"],
)  # fmt: skip
def test_another_name_is_nobodys(text):
    """A part of a name, a longer one, another place in brackets, or a number with a sign names nobody."""
    found = book().find(text)

    assert (found.entity, found.several) == (None, ())


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("same house", ["E9", "E10"]),
        ("Guinea (ODAM)", ["E3", "E2"]),
        ("Guinea / Guinea-Bissau", ["E3", "E4"]),
        ("E9; E10", ["E9", "E10"]),
    ],
)
def test_what_names_two_entities_names_neither(text, several):
    """A shared name, and parts that name different entities, give all of them and none."""
    found = book().find(text)

    assert found.entity is None
    assert [entity.id for entity in found.several] == several


def test_a_form_that_two_entities_share_is_told_with_both():
    """Names that are equal only once folded are shared too, the acronym in brackets among them; an id is its own."""
    shared = book(
        Entity("A", "U.P.D.", aliases=("B",)),
        Entity("B", "Parks", aliases=("UPD",)),
        Entity("C", "Crops and Yields Office (CYO)"),
        Entity("D", "City Youth Office", aliases=("C.Y.O.",)),
    )

    assert [(first.id, second.id) for _, first, second in shared.shared()] == [("A", "B"), ("C", "D")]
    assert shared.find("UPD").entity is None
    assert shared.find("B").entity.id == "B"


def test_an_acronym_stands_for_a_name_only_where_its_letters_do():
    """What stands in brackets is another name of the whole only where it is written and made as its acronym."""
    assert with_acronym("Office for Water Safety (OWS)") == ("Office for Water Safety", "OWS")
    assert is_acronym_of("OfWaSa", "Office for Water Safety")
    for name in ("Ministry of Finance (Kenya)", "Department of Roads (US)", "Office for Water Safety", "(A) (B)"):
        assert with_acronym(name) == ()


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=6))
def test_forms_of_any_text(text, words):
    """Spaces, invisible signs and composition change no form of any text; letters are spelt by words that they begin."""
    other = " " + unicodedata.normalize("NFD", text).replace(" ", " \u200b ") + "\u2060 "
    assert name_key(other) == name_key(text)
    assert plain_key(other) == plain_key(text)
    initials = "".join(word[0] for word in words if word)
    assert not initials or spells(initials, [word for word in words if word])


@given(st.lists(st.text("abAB .-()&éи1", max_size=7), min_size=1, max_size=6), st.text("abAB .-()&éи1", max_size=9))
def test_no_text_is_taken_that_is_not_a_name(names, text):
    """Whatever the register: what is taken has the folded form of a name of that entity, or consists of its names."""
    members = tuple(Entity(f"id{place}", name) for place, name in enumerate(names))
    known = book(*members)
    found = known.find(text).entity

    if found is not None:
        forms = {plain_key(found.name), plain_key(found.id)}
        assert plain_key(text) in forms or any(form and form in plain_key(text) for form in forms)
        assert all(one is found or plain_key(text) != plain_key(one.name) or name_key(text) == name_key(found.name)
                   for one in members)  # fmt: skip
    Proposer(known.register).proposal(text)
