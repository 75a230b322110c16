"""When a form asks a question, as a framework's condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import AllOf, AnyOf, AtLeast, AtMost, Condition, Is, Not, QuestionType
from civicmap.survey.forms.expression import Call, Compare, ExpressionError, Junction, Node, Ref, Value, parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DEEPEST: Final = 8  # levels of a condition; a framework file takes some more


@dataclass(frozen=True, slots=True)
class Known:
    """A question that a condition may look at: its id and type, and the answer's id for each choice's name.

    `answers` are all its answers; `counted` says whether every one of them counts in "at least two".
    """

    id: str
    type: QuestionType
    choices: Mapping[str, str]
    answers: tuple[str, ...]
    counted: bool = True


def condition_of(expressions: Sequence[str], known: Mapping[str, Known | None]) -> Condition | None:
    """Return the condition under which every expression holds; None where there is none.

    `known` is the form's name -> question; None for a name that means nothing, or two things. Raises ExpressionError
    with the reason where an expression cannot be followed.
    """
    reader = _Translator(known)
    parts = [reader.condition(parse(expression)) for expression in expressions if expression.strip()]
    if not parts:
        return None
    condition = joined(parts, every=True)
    if depth_of(condition) > _DEEPEST:
        raise ExpressionError("it is nested too deeply")
    return condition


def exclusive_choices(constraint: str) -> frozenset[str]:
    """Return the choices that a constraint lets stand only alone: `count-selected(.) <= 1 or not(selected(., 'x'))`."""
    try:
        tree = parse(constraint)
    except ExpressionError:
        return frozenset()
    parts = tree.parts if isinstance(tree, Junction) and tree.every else (tree,)
    return frozenset(name for part in parts for name in _alone(part))


def _alone(tree: Node) -> list[str]:
    """Return the choices of one such part."""
    if not isinstance(tree, Junction) or tree.every or len(tree.parts) != 2:
        return []
    for few, rest in (tree.parts, tree.parts[::-1]):
        match few, rest:
            case (
                Compare("=" | "<=", Call("count-selected", (Ref(""),)), Value("1"))
                | Compare("<", Call("count-selected", (Ref(""),)), Value("2")),
                Call("not", (inner,)),
            ):
                ticked = inner.parts if isinstance(inner, Junction) and not inner.every else (inner,)
                return [one.arguments[1].text for one in ticked if _is_tick(one)]  # type: ignore[union-attr] # told there
    return []


def _is_tick(tree: Node) -> bool:
    match tree:
        case Call("selected", (Ref(), Value())):
            return True
    return False


def depth_of(condition: Condition) -> int:
    """Return how many levels a condition has."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return 1 + max(map(depth_of, parts))
        case Not(part):
            return 1 + depth_of(part)
    return 1


_FLIPPED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ONE_OR_MORE: Final = frozenset({(">", "0"), (">=", "1"), ("!=", "0")})


@dataclass(frozen=True, slots=True)
class _Translator:
    """Turns trees into conditions."""

    known: Mapping[str, Known | None]

    def condition(self, tree: Node) -> Condition:
        """Return a tree's condition. Raises ExpressionError."""
        match tree:
            case Junction(every, parts):
                return joined([self.condition(part) for part in parts], every=every)
            case Call("not", (inner,)):
                return _negated(self.condition(inner))
            case Call("selected", (Ref(name), Value(text))):
                return self._answered(self._question(name), text)
            case Compare(sign, Value() as left, right) if not isinstance(right, Value):
                return self.condition(Compare(_FLIPPED[sign], right, left))
            case Compare(sign, left, Value(text)):
                return self._compared(sign, left, text)
            case Call(name, _):
                raise ExpressionError(f"the function {name}() has no counterpart in a framework")
        raise ExpressionError("it compares no question with a value")

    def _question(self, name: str) -> Known:
        found = self.known.get(name)
        if found is None:
            why = "names two questions" if name in self.known else "is no question of the framework"
            raise ExpressionError(f"{name or '.'!r} {why}")
        return found

    def _answered(self, asked: Known, choice: str) -> Condition:
        if choice not in asked.choices:
            raise ExpressionError(f"{choice!r} is no answer to {asked.id}")
        return Is(asked.id, (asked.choices[choice],))

    def _compared(self, sign: str, left: Node, text: str) -> Condition:
        """Return a comparison with a value."""
        match left:
            case Call("selected") if sign in ("=", "!=") and text in ("0", "1"):  # a REDCap tick
                ticked = self.condition(left)
                return ticked if (sign == "=") == (text == "1") else _negated(ticked)
            case Call("count-selected" | "string-length", (Ref(name),)) if (sign, text) in _ONE_OR_MORE:
                return self._said(self._question(name))
            case Call("count-selected", (Ref(name),)):
                return self._counted(self._question(name), sign, text)
            case Call("number" | "int", (Ref(name),)) | Ref(name):
                return self._valued(self._question(name), sign, text)
        raise ExpressionError("it compares no question with a value")

    def _valued(self, asked: Known, sign: str, text: str) -> Condition:
        """Return a comparison of one question's answer."""
        if text == "" and sign in ("=", "!="):
            if sign == "=":
                raise ExpressionError(f"it asks whether {asked.id} is unanswered, on which no condition can rest")
            return self._said(asked)
        if asked.type is QuestionType.NUMBER:
            return _bounded(asked.id, sign, text)
        if asked.type is not QuestionType.CHOICE:
            raise ExpressionError(f"it compares {asked.id}, a {asked.type}, with a whole value")
        if sign not in ("=", "!="):
            raise ExpressionError(f"it orders the answers to {asked.id}")
        found = self._answered(asked, text)
        return found if sign == "=" else _negated(found)

    @staticmethod
    def _said(asked: Known) -> Condition:
        """Return the condition that something was answered."""
        if not asked.answers:
            raise ExpressionError(f"it asks whether {asked.id}, a {asked.type}, is answered")
        return Is(asked.id, asked.answers)

    @staticmethod
    def _counted(asked: Known, sign: str, text: str) -> Condition:
        """Return a condition on how many options are ticked."""
        if asked.type is not QuestionType.MULTI or not asked.counted:
            raise ExpressionError(f"it counts answers to {asked.id}, some of which do not count in a framework")
        return _bounded(asked.id, sign, text, whole=True)


def _bounded(name: str, sign: str, text: str, *, whole: bool = False) -> Condition:
    """Return a condition on a number."""
    try:
        bound = float(text)
    except ValueError:
        raise ExpressionError(f"{text!r} is no number") from None
    if not abs(bound) < float("inf"):
        raise ExpressionError(f"{text!r} is no number")
    step = 1.0 if whole else None
    match sign:
        case ">=":
            return AtLeast(name, bound)
        case "<=":
            return AtMost(name, bound)
        case ">":
            return AtLeast(name, bound + step) if step and bound.is_integer() else Not(AtMost(name, bound))
        case "<":
            return AtMost(name, bound - step) if step and bound.is_integer() else Not(AtLeast(name, bound))
    same = AllOf((AtLeast(name, bound), AtMost(name, bound)))
    return same if sign == "=" else Not(same)


def _negated(condition: Condition) -> Condition:
    return condition.part if isinstance(condition, Not) else Not(condition)


def joined(parts: Sequence[Condition], *, every: bool) -> Condition:
    """Return parts as one condition: nested ones of the same kind drawn in, answers to one question put together."""
    kind = AllOf if every else AnyOf
    flat: list[Condition] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    if not every:
        flat = _merged(flat)
    flat = list(dict.fromkeys(flat))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _merged(parts: Sequence[Condition]) -> list[Condition]:
    """Return parts of which one must hold, with the answers to each question in one."""
    answers: dict[str, dict[str, None]] = {}
    for part in parts:
        if isinstance(part, Is):
            answers.setdefault(part.question, {}).update(dict.fromkeys(part.answers))
    done: dict[Condition, None] = {}
    for part in parts:
        done[Is(part.question, tuple(answers[part.question])) if isinstance(part, Is) else part] = None
    return list(done)
