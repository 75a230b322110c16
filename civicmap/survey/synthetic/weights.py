"""How often synthetic entities give each answer, where nobody says otherwise: a plausible spread for any scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.framework.reading import leaves
from civicmap.framework.types import Is, QuestionType
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Answer, Framework, Question

BLANK: Final = "blank"
_BLANK_SHARE: Final = 0.04
_STATE_SHARE: Final = 0.03
_NONE_SHARE: Final = 0.06  # of an exclusive option
_RARE_SHARE: Final = 0.02  # of an answer that takes a whole response out
_OTHER_CHANCE: Final = 0.04
_TICK_CHANCE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Weights:
    """How one question is answered by those asked.

    `shares` holds answer id (or `blank`) -> part of 1; what is left goes to the answers without a state that are not
    named, alike. For multiple choice an ordinary option's share is the chance that an average row ticks it, and
    `fewest` are ticked at least.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    fewest: int = 1


def default_weights(framework: Framework, question: Question) -> Weights:
    """Return weights for a question that nobody has spoken of. Who answers leaves nothing blank."""
    shares = {} if question.section is not None else {BLANK: _BLANK_SHARE}
    rare = _withholding(framework, question)
    for answer in question.answers:
        if answer.id in rare:
            shares[answer.id] = _RARE_SHARE
        elif answer.state is not None:
            shares[answer.id] = 0.0 if answer.state is AnswerState.BLANK else _STATE_SHARE
        elif question.type is QuestionType.MULTI:
            shares[answer.id] = _option_share(answer)
    return Weights(shares)


def _withholding(framework: Framework, question: Question) -> frozenset[str]:
    """Return the answers that put a response under review."""
    if framework.under_review is None:
        return frozenset()
    held = [leaf for leaf in leaves(framework.under_review) if isinstance(leaf, Is) and leaf.question == question.id]
    return frozenset(answer for leaf in held for answer in leaf.answers)


def _option_share(answer: Answer) -> float:
    if answer.exclusive:
        return _NONE_SHARE
    return _OTHER_CHANCE if answer.other else _TICK_CHANCE


def counts_of(question: Question, weights: Weights, asked: int) -> dict[str, int]:
    """Return how many rows give each answer: the shares by largest remainders, the rest to what is not named."""
    shares = {BLANK: weights.shares.get(BLANK, 0.0)}
    multi = question.type is QuestionType.MULTI
    named = [answer for answer in question.answers if not multi or answer.exclusive or answer.asked_if is not None]
    shares |= {answer.id: weights.shares[answer.id] for answer in named if answer.id in weights.shares}
    if question.type is QuestionType.CHOICE:
        left = max(0.0, 1.0 - sum(shares.values()))
        unnamed = [answer.id for answer in named if answer.id not in shares and answer.asked_if is None]
        shares |= dict.fromkeys(unnamed, left / max(1, len(unnamed)))
    exact = {name: share * asked for name, share in shares.items()}
    counts = {name: int(value) for name, value in exact.items()}
    lacking = min(round(sum(exact.values())), asked) - sum(counts.values())
    for name in sorted(exact, key=lambda name: (counts[name] - exact[name], name))[: max(0, lacking)]:
        counts[name] += 1
    return counts
