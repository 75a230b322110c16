"""Which question a header means: an index of everything that a framework's columns may be called."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.framework.texts import languages, translate
from civicmap.framework.types import QuestionType
from civicmap.model import Role
from civicmap.survey import header_words
from civicmap.survey.crosswalk import Crosswalk
from civicmap.survey.folding import clean, fold
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.states import STATE_COLUMN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from civicmap.framework.types import Framework, Question
    from civicmap.survey.crosswalk import Past
    from civicmap.survey.titles import Name, Title

_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_BETWEEN: Final = re.compile(r"[\W_]+")
# "Q7. Is there …?", "12) Is there …?", "contest. Is there …?": a number or code before the text.
_NUMBERED: Final = re.compile(r"\s*[\w.\[\]-]{1,40}[.):]\s+(?=\S)")
_BRACKETED: Final = (
    re.compile(r"(.+?)\s*\[(.+)\]\s*\Z", re.DOTALL),
    re.compile(r"(.+?)\s*\((?:choice=)?(.+)\)\s*\Z", re.DOTALL),
)
_JOINTS: Final = ("/", " - ", ":", "___", "__")
# Signs that also stand inside ids and texts: they join the options of a multiple choice only, and a space joins none.
_WEAK_JOINTS: Final = ("_", ".", " ")
_MOST_SPLITS: Final = 60


class Target(NamedTuple):
    """What a column is for."""

    role: Role
    question: str | None = None
    option: str | None = None


@lru_cache(maxsize=16_384)
def header_key(header: str) -> str:
    """Return the form under which headers are compared: no markup, case, punctuation or kinds of space."""
    return _BETWEEN.sub("_", fold(_MARKUP.sub(" ", header))).strip("_")


class Headers:
    """Finds what a header means. What means two things means nothing, and is named as such."""

    def __init__(self, framework: Framework, told: Iterable[tuple[str, Target]] = ()) -> None:
        """`told` are further names of columns, as the form of an export has them."""
        self._framework = framework
        self._told = tuple(told)
        self._spoken = [translate(framework, language) for language in languages(framework)]
        self._exact: dict[str, Target | None] = {}
        self._targets: dict[str, Target | None] = {}
        self._spellings: dict[str, None] = {}
        self._options: dict[str, dict[str, Target | None]] = {}
        self._found: dict[str, Target | None] = {}  # answers are looked up like headers while a header is looked for
        self._alone: dict[str, Target | None] | None = None  # options that say by themselves whose they are
        self._roles = _special_roles(framework)
        self._past = {header_key(past.old): past for past in Crosswalk(framework)}
        for layer in map(list, self._layers()):
            self._spellings |= dict.fromkeys(text for text, _ in layer)
            _add(self._exact, ((clean(text), target) for text, target in layer))
            _add(self._targets, ((header_key(text), target) for text, target in layer))

    def find(self, header: str) -> Target | None:
        """Return what a header means; None if it means nothing known."""
        if header not in self._found:
            self._found[header] = self._meant(header)
        return self._found[header]

    def _meant(self, header: str) -> Target | None:
        whole = self._whole(header)
        return whole if whole is not None or header_key(header) in self._targets else self._beside(header)

    def _whole(self, header: str) -> Target | None:
        """Return what a header means that names one thing and no more."""
        exact = self._exact.get(clean(header))
        key = header_key(header)
        if exact is not None or key in self._targets:
            return exact or self._targets[key]
        numbered = _NUMBERED.match(header)
        return self._targets.get(header_key(header[numbered.end() :])) if numbered else None

    def find_title(self, title: Title) -> Target | None:
        """Return what the surest of a title's names means; None if none means anything known."""
        present = next((found for name in title.names if (found := self._find_name(name)) is not None), None)
        if present is not None or not self._past:
            return present
        return next((found for name in title.names if (found := self._found_past(name)[0]) is not None), None)

    def past(self, title: Title) -> Past | None:
        """Return the question of an earlier version that a title names, where it means nothing of the present one."""
        if not self._past or any(self._find_name(name) is not None for name in title.names):
            return None
        return next((past for name in title.names if (past := self._found_past(name)[1]) is not None), None)

    def _found_past(self, name: Name) -> tuple[Target | None, Past | None]:
        """Return what a name means by the crosswalk, and the earlier question; (None, it) for one without successor."""
        for left, right in _parts(name):
            past = self._past.get(header_key(left))
            if past is None:
                continue
            if not past.question:
                return None, past
            asked = self._framework.question(past.question)
            found = self._target(asked) if right is None else None
            if right is not None:
                found = self._options_of(asked).get(header_key(right)) or self._remark(asked, right)
            if found is not None:
                return found, past
        return None, None

    def _find_name(self, name: Name) -> Target | None:
        if name.beside is None:
            return self.find(name.question)
        if not name.question:
            return self._option_alone(name.beside)
        target = self._whole(name.question)
        if target is None or target.question is None or target.role is Role.GROUP:
            return None
        asked = self._framework.question(target.question)
        return self._options_of(asked).get(header_key(name.beside)) or self._remark(asked, name.beside)

    def option(self, question: str, text: str) -> Target | None:
        """Return the column of one option of a question; None if it has none of that name."""
        return self._options_of(self._framework.question(question)).get(header_key(text))

    def _option_alone(self, text: str) -> Target | None:
        """Return the option that only one multiple choice of the framework has."""
        if self._alone is None:
            self._alone = {}
            for asked in self._framework.questions:
                if asked.type is QuestionType.MULTI:
                    for key, target in self._options_of(asked).items():
                        self._alone[key] = None if key in self._alone else target
        return self._alone.get(header_key(text))

    def hint(self, header: str) -> str:
        """Return the end of a message about an unknown header."""
        key = header_key(header)
        if key in self._targets:
            return "; it may mean several"
        return did_you_mean(nearest(header, self._spellings))

    def _layers(self) -> Iterator[Iterable[tuple[str, Target]]]:
        """Yield what columns may be called, the surest first."""
        framework = self._framework
        yield ((q.id, self._target(q)) for q in framework.questions)
        keys = framework.entity
        if keys.question or keys.name:
            entity = Target(Role.ENTITY, keys.question or keys.name)
            yield ((header, entity) for header in keys.headers)
        for spoken in self._spoken:
            yield ((q.text, self._target(q)) for q in spoken.questions)
        yield ((text, self._with_role(target)) for text, target in self._told)
        yield ((q.title, self._target(q)) for spoken in self._spoken for q in spoken.questions if q.title)
        yield from self._of_groups()
        if keys.question or keys.name:
            yield ((word, entity) for word in header_words.ENTITY)
        yield ((rule.column, Target(Role.WEIGHT)) for rule in framework.weighting.values() if rule.column)
        yield ((word, Target(Role.WEIGHT)) for word in header_words.WEIGHT)
        if framework.wave:
            yield ((word, Target(Role.WAVE, framework.wave)) for word in header_words.WAVE)
        if framework.stages:
            yield ((word, Target(Role.STAGE)) for word in header_words.STAGE)

    def _of_groups(self) -> Iterator[Iterable[tuple[str, Target]]]:
        """Yield what groups are called. One that comes from a question is that question's column."""
        asked = {question.id: question for question in self._framework.questions}
        targets = {
            group.id: self._target(asked[group.question]) if group.question in asked else Target(Role.GROUP, group.id)
            for group in self._framework.groups
        }
        yield targets.items()
        yield ((group.title, targets[group.id]) for spoken in self._spoken for group in spoken.groups)

    def _with_role(self, target: Target) -> Target:
        """Return what a form takes for a question as the role that the framework gives that question."""
        role = self._roles.get(target.question or "") if target.role is Role.QUESTION else None
        return target if role is None else Target(role, target.question)

    def _target(self, question: Question) -> Target:
        return Target(self._roles.get(question.id, Role.QUESTION), question.id)

    def _beside(self, header: str) -> Target | None:
        """Return what a header made of a question and something beside it means: an option, a comment, evidence."""
        for left, joint, right in _splits(header):
            question = self._targets.get(header_key(left))
            if question is None or question.question is None or question.role is Role.GROUP:
                continue
            asked = self._framework.question(question.question)
            option = self._options_of(asked).get(header_key(right)) if _joins(joint, asked) else None
            found = option or self._remark(asked, right)
            if found is not None:
                return found
        return None

    def _options_of(self, asked: Question) -> dict[str, Target | None]:
        """Return what the options of a question may be called."""
        if asked.id not in self._options:
            known: dict[str, Target | None] = {}
            closed = asked.type in (QuestionType.CHOICE, QuestionType.MULTI)
            versions = [fw.question(asked.id) for fw in self._spoken] if closed else []
            answers = [answer for question in versions for answer in question.answers]
            for texts in (
                [(answer.id, answer.id) for answer in answers],
                [(answer.label, answer.id) for answer in answers],
                [(also, answer.id) for answer in answers for also in answer.also],
            ):
                _add(known, ((header_key(text), Target(Role.OPTION, asked.id, name)) for text, name in texts))
            self._options[asked.id] = known
        return self._options[asked.id]

    def _remark(self, asked: Question, right: str) -> Target | None:
        """Return the role of a column that says something beside a question."""
        key = header_key(right)
        other = next((answer.id for answer in asked.answers if answer.other), None)
        if key in header_words.OTHER_TEXT and other is not None:
            return Target(Role.OTHER, asked.id, other)
        if key == STATE_COLUMN:
            return Target(Role.STATE, asked.id)
        role = next((role for role, words in header_words.REMARKS.items() if key in words), None)
        return None if role is None else Target(role, asked.id)


def _joins(joint: str, asked: Question) -> bool:
    """Say whether a sign between a question and a text may make the text an option."""
    return joint not in _WEAK_JOINTS or (joint != " " and asked.type is QuestionType.MULTI)


def _parts(name: Name) -> Iterator[tuple[str, str | None]]:
    """Yield the ways to read a name as a question and what stands beside it, the whole first."""
    yield name.question, name.beside
    if name.beside is None:
        numbered = _NUMBERED.match(name.question)
        if numbered:
            yield name.question[numbered.end() :], None
        yield from ((left, right) for left, _, right in _splits(name.question))


def _special_roles(framework: Framework) -> dict[str, Role]:
    """Return the questions whose columns say who, what or when, rather than answer."""
    roles = dict.fromkeys(framework.instances.key if framework.instances else (), Role.INSTANCE)
    if framework.wave:
        roles[framework.wave] = Role.WAVE
    who = framework.entity.question or framework.entity.name
    if who:
        roles[who] = Role.ENTITY
    return roles


def _add(known: dict[str, Target | None], layer: Iterable[tuple[str, Target]]) -> None:
    """Add what a layer says of keys that no layer above it has spoken of; None for a key of two meanings."""
    said: dict[str, Target | None] = {}
    for key, target in layer:
        if key and key not in known:
            said[key] = target if said.get(key, target) == target else None
    known.update(said)


def _splits(header: str) -> Iterator[tuple[str, str, str]]:
    """Yield the ways to read a header as a question, a sign, and something beside it, the longest question first."""
    for pattern in _BRACKETED:
        found = pattern.match(header)
        if found:
            yield found[1], "[", found[2]
    for joint in (*_JOINTS, *_WEAK_JOINTS):
        parts = header.split(joint)[:_MOST_SPLITS]
        for cut in range(len(parts) - 1, 0, -1):
            left = joint.join(parts[:cut])
            yield left, joint, header[len(left) + len(joint) :]
