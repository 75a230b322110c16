"""Words by which people in English, French and Spanish say that they give no answer."""

from __future__ import annotations

from typing import Final, NamedTuple

from civicmap.model import AnswerState


class StateWords(NamedTuple):
    """Folded texts that mean a state; `sure` where no scale is needed to know it."""

    state: AnswerState
    sure: bool
    texts: tuple[str, ...]


# A short form such as "n/a" may also mean "no answer", "not available" or Namibia: it counts only where the question
# itself offers an answer of that state.
STATE_WORDS: Final = (
    StateWords(
        AnswerState.DONT_KNOW,
        sure=True,
        texts=(
            "don't know", "dont know", "do not know", "i don't know", "we don't know", "i do not know", "we do not know",
            "ne sait pas", "ne sais pas", "je ne sais pas", "nous ne savons pas",
            "no sabe", "no se sabe", "no sé", "no sabemos",
        ),
    ),
    StateWords(AnswerState.DONT_KNOW, sure=False, texts=("dk", "unknown", "nsp", "inconnu", "desconocido")),
    StateWords(
        AnswerState.NOT_APPLICABLE,
        sure=True,
        texts=("not applicable", "non applicable", "sans objet", "no aplica", "no procede", "no aplicable"),
    ),
    StateWords(AnswerState.NOT_APPLICABLE, sure=False, texts=("n/a", "n.a", "na", "s.o", "s/o", "n/ap")),
    StateWords(
        AnswerState.BLANK,
        sure=True,
        texts=("no answer", "no response", "sans réponse", "pas de réponse", "sin respuesta"),
    ),
)  # fmt: skip

TICKED: Final = frozenset(
    [
        "1",
        "1.0",
        "yes",
        "y",
        "true",
        "x",
        "✓",
        "✔",
        "☑",
        "☒",
        "checked",
        "selected",
        "ticked",
        "quoted",
        "oui",
        "vrai",
        "coché",
        "sí",
        "si",
        "verdadero",
        "marcado",
    ]
)
NOT_TICKED: Final = frozenset(
    [
        "0",
        "0.0",
        "2",
        "2.0",
        "no",
        "n",
        "false",
        "not selected",
        "unselected",
        "unchecked",
        "not checked",
        "not ticked",
        "not quoted",
        "non",
        "faux",
        "non coché",
        "falso",
        "no marcado",
        "☐",
        "n/a",
        "na",
        "-99",
    ]
)
NOTHING: Final = frozenset(
    [
        "nothing",
        "nil",
        "not yet",
        "none yet",
        "rien",
        "aucun",
        "aucune",
        "pas encore",
        "nada",
        "ninguno",
        "ninguna",
        "aún no",
    ]
)
NOT_SHOWN: Final = frozenset(("n/a", "na"))  # where another row has "no" or "not selected" in the same column

_NO_WORDS: Final = TICKED | NOT_TICKED | NOTHING | {text for words in STATE_WORDS for text in words.texts}


def says_something(folded: str) -> bool:
    """Say whether a text in the place of an answer of one's own is one: words, and not "-", "n/a", "0" or "nothing"."""
    return folded not in _NO_WORDS and any(map(str.isalpha, folded))


STATES_BY_NAME: Final = {
    "blank": AnswerState.BLANK,
    "missing": AnswerState.BLANK,
    "not_asked": AnswerState.NOT_ASKED,
    "dont_know": AnswerState.DONT_KNOW,
    "not_applicable": AnswerState.NOT_APPLICABLE,
}
