"""Rule R7 over whole reports: random surveys, each sentence on a share in three languages, judged by exact arithmetic.

What a phrase claims is written down here a second time, by language, and is not read from the ladder.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "measure"))  # the small worlds of the measure room's tests

import gap_worlds
from gap_worlds import FINDINGS, HQ, YES_A, random_rows, register, world

from civicmap.framework.types import Base, Disclosure, Finding, Is
from civicmap.report.build import build_report
from civicmap.report.markdown import to_markdown

POINT, NEAR = Fraction(1, 100), Fraction(1, 40)
MARKS = [
    Fraction(*pair)
    for pair in ((1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10))
]
LANDMARKS = {
    "en": "one tenth|one fifth|one quarter|one third|two fifths|one half|three fifths|two thirds|three quarters|four fifths|nine tenths",
    "fr": "un dixième|un cinquième|un quart|un tiers|deux cinquièmes|moitié|trois cinquièmes|deux tiers|trois quarts|quatre cinquièmes"
    "|neuf dixièmes",
    "es": "una décima parte|una quinta parte|una cuarta parte|un tercio|dos quintas partes|mitad|tres quintas partes|dos tercios"
    "|tres cuartas partes|cuatro quintas partes|nueve décimas partes",
}
SIDES = {
    "en": {"almost": "almost", "just over": "over", "less than": "less", "more than": "more"},
    "fr": {"près": "almost", "un peu plus": "over", "moins": "less", "plus": "more"},
    "es": {"casi": "almost", "poco más de": "over", "menos de": "less", "más de": "more"},
}
JOINT = {"en": " ?", "fr": "(?: de la | des | de | d’|la |les )?", "es": "(?: la | |la )?"}
NO_LANDMARK = {
    "en": {"none": "none", "few": "few", "a limited number": "few", "a majority": "most", "almost all": "nearly", "all": "all"},
    "fr": {
        "aucune": "none", "un petit nombre": "few", "un nombre limité": "few", "la majorité": "most",
        "presque toutes": "nearly", "toutes": "all",
    },
    "es": {
        "ninguna": "none", "un número reducido": "few", "un número limitado": "few", "la mayoría": "most",
        "casi todas": "nearly", "todas": "all",
    },
}  # fmt: skip
CLAIMS = {
    "none": lambda p: p == 0,
    "all": lambda p: p == 1,
    "few": lambda p: 0 < p <= Fraction(15, 100),
    "most": lambda p: p > Fraction(1, 2),
    "nearly": lambda p: Fraction(9, 10) < p < 1,
}
OF = {"en": r"(?: of(?: the)?)?", "fr": r"(?: des| les)?", "es": r"(?: de las| las)?"}
TALLY = {"en": "of", "fr": "sur", "es": "de"}
SMALL = {
    "en": "none one two three four five six seven eight nine",
    "fr": "aucune une deux trois quatre cinq six sept huit neuf",
    "es": "ninguna una dos tres cuatro cinco seis siete ocho nueve",
}
HOLDS = {
    "en": r"This holds for (.+?)(?:; it clearly does not hold for (.+?))?(?:; there is none for which it clearly does not hold)?\.(?: |$)",
    "fr": r"Cela vaut pour (.+?)(?:\s; cela ne vaut clairement pas pour (.+?))?(?:\s; il n’en est aucune pour laquelle [^.]*)?\.(?: |$)",
    "es": r"Se cumple para (.+?)(?:; claramente no se cumple para (.+?))?(?:; no hay ninguna para la que [^.]*)?\.(?: |$)",
}
EVERY_ENTITY = {
    "en": r"entities(?:,| to which it applies| that answered| that gave|$)",
    "fr": r"entités(?:,| auxquelles| qui répondent| qui donnent|$)",
    "es": r"entidades(?:,| a las que| que responden| que dan|$)",
}
NEVER = {
    "en": r"only|many|several",
    "fr": r"seule?s?|seulement|uniquement|beaucoup|plusieurs|nombreu\w*|la plupart",
    "es": r"solo|sólo|solamente|únicamente|much[oa]s?|vari[oa]s|numeros[oa]s",
}
PERCENT = {"en": "per cent|%", "fr": "pour cent|%", "es": "por ciento|%"}
TRUTHS = (
    *FINDINGS,
    Finding("hq", "Hq", YES_A, among=HQ, among_title="headquarters", base=Base.ANSWERED),
    Finding("b", "B", Is("b", ("no", "partly")), base=Base.RESPONDENTS),
)


def framework(**rest):
    """Return a framework of findings without scores."""
    return replace(gap_worlds.framework(**rest), nodes=())


def _claim(words, language):
    """Return what a quantifier claims of a share, as a test of a fraction; KeyError for words that claim nothing known."""
    if words in NO_LANDMARK[language]:
        return CLAIMS[NO_LANDMARK[language][words]]
    sides = "|".join(sorted(SIDES[language], key=len, reverse=True))
    match = re.fullmatch(rf"({sides})?{JOINT[language]}({LANDMARKS[language]})", words)
    assert match, (language, words)
    mark = MARKS[LANDMARKS[language].split("|").index(match[2])]
    side = SIDES[language][match[1]] if match[1] else "at"
    return {
        "at": lambda p: abs(p - mark) <= POINT,
        "almost": lambda p: mark - NEAR <= p < mark and _nearest(p, mark),
        "over": lambda p: mark < p <= mark + NEAR and _nearest(p, mark),
        "less": lambda p: p < mark and not any(p < other < mark for other in MARKS),
        "more": lambda p: p > mark and not any(mark < other < p for other in MARKS),
    }[side]


def _nearest(share, mark):
    return all(abs(share - mark) <= abs(share - other) for other in MARKS)


def _number(text, language):
    small = SMALL[language].split()
    return small.index(text) if text in small else int(re.sub(r"\D", "", text))


def _judge(said, part, whole, language, *, bounds=None, frame=None):
    """Judge one share in words: its counts, its quantifier, and whether it may speak of every entity."""
    tally = TALLY[language]
    if whole < 30:
        few = re.match(rf"(\S+) {tally} (\S+)(?: .*)?$", said)
        assert few, said
        assert (_number(few[1], language), _number(few[2], language)) == (part, whole), said
        assert not re.search(rf"{LANDMARKS[language]}|{PERCENT[language]}", said), said
        return
    told = re.fullmatch(rf"(.+) \((\S+) {tally} (\S+)\)", said)
    assert told, said
    assert (_number(told[2], language), _number(told[3], language)) == (part, whole), said
    quantifier, name = _split(told[1], language)
    claim = _claim(quantifier, language)
    assert claim(Fraction(part, whole)), (said, part, whole)
    if name and re.match(EVERY_ENTITY[language], name):
        assert bounds is not None, said
        assert all(claim(end) for end in bounds), (said, bounds)


def _split(text, language):
    """Return the quantifier and the base that it is of."""
    heads = "entities|responding|invited|answers" if language == "en" else "entités|réponses|entidades|respuestas"
    at = re.search(rf"(?:^|\s)(?={heads})", text)
    if at is None:
        return text, ""
    return re.sub(rf"{OF[language]}$", "", text[: at.start()]), text[at.end() :]


def _bounds(found, *, sample):
    """Return the limits that a statement on every entity must hold at, those of chance where a sample may use them."""
    frame = found.bases.frame if found.bases else None  # withheld with the counts
    by_frame = (
        [Fraction(end).limit_denominator(frame) for end in found.frame_bounds] if frame and found.frame_bounds else None
    )
    by_chance = [Fraction(end) for end in found.interval] if sample and found.interval else None
    return by_frame, by_chance


def _check(report, language):
    """Judge every finding's paragraph, and the prose as a whole."""
    text = to_markdown(report)
    prose = [line for line in text.splitlines() if not line.startswith(("|", "<!--", "#", ">"))]
    for finding in report.findings:
        found = finding.everyone
        own = next(line for line in prose if re.match(rf"\d+\.\s+\*{finding.title}\.\*", line)).split(".* ", 1)[1]
        if found.withheld or not found.denominator:
            assert not re.search(rf"\d|{LANDMARKS[language]}|{PERCENT[language]}", own.split("“")[0].split("«")[0]), own
            continue
        told = re.match(HOLDS[language], own)
        assert told, own
        limits = [each for each in _bounds(found, sample=report.framework.sample) if each is not None]
        for at, bounds in enumerate(limits or [None]):
            try:
                _judge(told[1], found.numerator, found.denominator, language, bounds=bounds)
                break
            except AssertionError:
                if at == len(limits or [None]) - 1:
                    raise
        if told[2]:
            _judge(told[2], found.gap_numerator, found.denominator, language)
    _judge_prose(prose, language)


def _judge_prose(prose, language):
    """R7.4 and R7.7: no word that is never generated, and no sentence that begins with a figure."""
    for line in prose:
        unquoted = re.sub(r"“[^”]*”|«[^»]*»|\b(?:paras?|párrs?|par)\.\s", "", re.sub(r"^\d+\.\s+", "", line))
        never = re.search(rf"\b(?:{NEVER[language]})\b", unquoted)
        assert not never, unquoted
        assert not [one for one in re.split(r"(?<=[.!?])\s+", unquoted) if re.match(r"\d", one)], unquoted


@st.composite
def surveys(draw):
    """Draw a framework and a survey: how many were invited, how many responded, how much of it is silence."""
    invited = draw(st.integers(1, 130))
    responding = draw(st.integers(1, invited))
    silence = draw(st.sampled_from([0.0, 0.05, 0.4, 0.9]))
    seed = draw(st.integers(0, 10_000))
    frame = register(invited, seed)
    ids = [entity.id for entity in frame.entities][:responding]
    made = framework(
        findings=TRUTHS,
        inference=draw(st.sampled_from(["census", "sample"])),
        disclosure=Disclosure(draw(st.sampled_from([1, 5])), release_names=False),
    )
    rows = random_rows(ids, seed, silence)
    if draw(st.booleans()):  # answers that agree, so that statements on every entity come up
        rows = [row | {"a": draw(st.sampled_from(["yes", "no"]))} for row in rows[:1]] + [
            row | {"a": rows[0]["a"]} for row in rows[1:]
        ]
    return world(rows, draw(st.sampled_from([frame, frame, None])), made), made


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=surveys(), audience=st.sampled_from(["public", "internal"]), by=st.sampled_from([None, "level"]))
def test_every_sentence_of_a_report_is_true(language, drawn, audience, by):
    """R7.1 to R7.5 and R7.7: in a report on any survey, each sentence on a share says what exact fractions say."""
    made, rules = drawn
    report = build_report(made, rules, audience=audience, by=by if made.register else None, lang=language)

    _check(report, language)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_judge_finds_a_false_sentence(language):
    """The judge is not blind: it refuses a quantifier that is not true, a wrong count, and a claim on every entity."""
    third, entities = {
        "en": ("one third of {}", ("responding entities", "entities")),
        "fr": ("un tiers des {}", ("entités ayant répondu", "entités")),
        "es": ("un tercio de las {}", ("entidades que respondieron", "entidades")),
    }[language]
    said = third.format(entities[0]) + f" (40 {TALLY[language]} 120)"
    _judge(said, 40, 120, language)

    for wrong, bounds in (
        (said.replace("40", "41"), None),
        (third.format(entities[1]) + f" (40 {TALLY[language]} 120)", None),
        (third.format(entities[1]) + f" (40 {TALLY[language]} 120)", (Fraction(1, 4), Fraction(1, 3))),
    ):
        with pytest.raises(AssertionError):
            _judge(wrong, 40, 120, language, bounds=bounds)
    with pytest.raises(AssertionError):
        _judge(said.replace("40", "50"), 50, 120, language)


def test_statements_on_every_entity_come_up():
    """R7.2: where all that were invited agree, the statement is made of all entities; where half are silent, it is not."""
    frame = register(60, 1)
    rows = [row | {"a": "yes"} for row in random_rows([entity.id for entity in frame.entities], 1, 0.0)]
    rules = framework(findings=(replace(FINDINGS[0], base=Base.RESPONDENTS, benchmark=None),))

    whole = to_markdown(build_report(world(rows, frame, rules), rules))
    half = to_markdown(build_report(world(rows[:30], frame, rules), rules))

    assert "all entities (60 of 60)" in whole
    assert "all responding entities (30 of 30)" in half
