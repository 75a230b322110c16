"""Whom a name that is not in the register most likely means: proposed with a score and a margin, never taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from civicmap.survey.register.likeness import Likeness, Spelling, Weights, slip_likeness, spelling_of, word_likeness
from civicmap.survey.register.namebook import short_names, spellings
from civicmap.survey.register.names import first_letters, is_acronym_of, name_key, parts_of, spells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from civicmap.model import Entity, Register

_LEAST: Final = 30  # a lower score is no proposal
_HINTED: Final = 45  # a lower one is worth a line in a list, but no question
_SHOWN: Final = 5  # candidates of one text
_POOL: Final = 25  # spellings that are scored word by word, of each way to find them
_CLOSE: Final = 10  # a smaller margin decides nothing: both are shown
_KIN: Final = 4  # the margin between a body and its unit, where the text has no word of the unit's own
_FEW: Final = 2  # words by which a unit's name is longer than its body's, where the register names no parent
_FORMS: Final = 3  # long names of one acronym that are tried
_ACRONYM: Final = range(2, 11)  # letters
_INITIALS, _HEADS, _SLIP = 90.0, 75.0, 0.8
_MOST_TEXTS: Final = 500  # further texts get no proposal: such a column holds no names of this register


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a text may mean, with its score (0 to 100, whole) and whether it is its id that is alike."""

    entity: Entity
    score: int
    by_id: bool = False

    @property
    def shown(self) -> str:
        """What of the entity a message shows: what the text is like."""
        return self.entity.id if self.by_id else self.entity.name


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom a text may mean, best first; none where nothing is close."""

    text: str
    candidates: tuple[Candidate, ...]

    @property
    def margin(self) -> int:
        """The best score less the next."""
        scores = [candidate.score for candidate in self.candidates[:2]]
        return scores[0] - sum(scores[1:]) if scores else 0

    def hint(self) -> str:
        """Return what suggests the best, in brackets; and the next, where little lies between them."""
        if not self.candidates or self.candidates[0].score < _HINTED:
            return ""
        first, *others = self.candidates
        near = [other for other in others[:1] if self.margin < _CLOSE]
        same = any(other.shown == first.shown for other in near)
        names = [f"{one.shown!r} [{one.entity.id}]" if same else f"{one.shown!r}" for one in (first, *near)]
        beside = "".join(f", or {name}" for name in names[1:])
        return f" (did you mean {names[0]} (score {first.score}, margin {self.margin}){beside}?)"


class Proposer:
    """Finds whom texts may mean in a register. What a person refused there is not proposed again."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._refused = {(name_key(text), entity) for text, entity in register.refused}

    def proposals(self, texts: Iterable[str]) -> list[Proposal]:
        """Return a proposal for each text; an empty one beyond the first few hundred."""
        return [
            self.proposal(text) if number < _MOST_TEXTS else Proposal(text, ()) for number, text in enumerate(texts)
        ]

    def proposal(self, text: str) -> Proposal:
        """Return whom one text may mean. Ties stand in the order of the register."""
        key = name_key(text)
        best: dict[int, tuple[float, str]] = {}
        for said in _readings(text):
            for at, score, like in self._scores(said, spelling_of(said)):
                best[at] = max(best.get(at, (0.0, "")), (score, like))
        members = self._register.entities
        found = {
            at: int(score + 0.5)
            for at, (score, _) in best.items()
            if score >= _LEAST and (key, members[at].id) not in self._refused
        }
        ranked = sorted(found, key=lambda at: (-found[at], at))
        if ranked:
            self._beside_kin(text, ranked, found)
        shown = [(at, members[at], best.get(at, (0.0, ""))[1]) for at in ranked[:_SHOWN]]
        return Proposal(
            text, tuple(Candidate(one, found[at], like == spelling_of(one.id).plain) for at, one, like in shown)
        )

    @cached_property
    def _known(self) -> list[list[Spelling]]:
        """The spellings of each entity."""
        known = [
            list(dict.fromkeys(spelling_of(name) for name in (*spellings(entity), *short_names(entity), entity.id)))
            for entity in self._register.entities
        ]
        forms = _long_forms(known)
        return [list(dict.fromkeys((*own, *_spelt_out(own, forms)))) for own in known]

    @cached_property
    def _word_sets(self) -> list[list[frozenset[str]]]:
        return [[frozenset(spelling.words) for spelling in known] for known in self._known]

    @cached_property
    def _has_long(self) -> list[bool]:
        return [any(len(spelling.words) > 1 for spelling in known) for known in self._known]

    @cached_property
    def _flat(self) -> list[tuple[int, Spelling]]:
        return [(at, spelling) for at, known in enumerate(self._known) for spelling in known]

    @cached_property
    def _plain(self) -> list[str]:
        return [spelling.plain for _, spelling in self._flat]

    @cached_property
    def _weights(self) -> Weights:
        return Weights(self._known)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """Where each word stands, among all spellings."""
        found: dict[str, list[int]] = {}
        for place, (_, spelling) in enumerate(self._flat):
            for word in dict.fromkeys(spelling.words):
                found.setdefault(word, []).append(place)
        return found

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._weights, _long_forms(self._known))

    def _scores(self, said: str, text: Spelling) -> Iterable[tuple[int, float, str]]:
        """Yield (entity, score, the known name's plain form) for one way to read a text."""
        if not text.words:
            return
        for place in dict.fromkeys((*self._spelling_out(text), *self._pool(text))):
            at, known = self._flat[place]
            yield at, self._score(said, text, known, named=self._has_long[at]), known.plain

    @cached_property
    def _by_initial(self) -> dict[str, list[int]]:
        """Where the names of several words stand whose acronym may begin with a letter."""
        found: dict[str, list[int]] = {}
        for place, (_, spelling) in enumerate(self._flat):
            for initial in first_letters(spelling.words) if len(spelling.words) > 1 else ():
                found.setdefault(initial, []).append(place)
        return found

    def _spelling_out(self, text: Spelling) -> list[int]:
        """Return the names that a text of one word may be the acronym of."""
        if len(text.words) > 1 or len(text.plain) not in _ACRONYM:
            return []
        places = self._by_initial.get(text.plain[0], ())
        return [place for place in places if spells(text.plain, self._flat[place][1].words, most=3)]

    def _pool(self, text: Spelling) -> list[int]:
        """Return the spellings that are worth to be scored: those that share rare words, and those of like letters."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - 55 ms, only where a name is not known

        shared: dict[int, float] = {}
        for word in dict.fromkeys(text.words):
            for place in self._by_word.get(word, ()):
                shared[place] = shared.get(place, 0.0) + self._weights.of(word)
        pool = dict.fromkeys(sorted(shared, key=lambda place: (-shared[place], place))[:_POOL])
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            pool |= dict.fromkeys(
                at for _, _, at in process.extract(text.plain, self._plain, scorer=scorer, limit=_POOL)
            )
        return list(pool)

    def _score(self, said: str, text: Spelling, known: Spelling, *, named: bool) -> float:
        """Score a text beside a known name: an acronym by the letters that it stands for, all else by words.

        An entity that is `named` by words is not known by its acronym's letters as well: a text has to share the words.
        """
        for short, long in ((text, known), (known, text)):
            if named and short is known:
                continue
            if len(short.words) == 1 and len(long.words) > 1 and len(short.plain) in _ACRONYM:
                if spells(short.plain, long.words):
                    return _INITIALS
                if len(short.plain) > 3 and spells(short.plain, long.words, most=3):
                    return _HEADS
        if len(text.words) == len(known.words) == 1 and (said.isupper() or len(known.plain) in _ACRONYM[:5]):
            # A slip in an acronym is another acronym: never as sure as a slip in a word.
            return _SLIP * 100 * slip_likeness(text.plain, known.plain)
        return self._likeness.score(text, known)

    def _beside_kin(self, text: str, ranked: list[int], found: dict[int, int]) -> None:
        """Set a body and its unit side by side where the text has no word that only one of them has."""
        first = ranked[0]
        said = spelling_of(text)
        units = self._units.get(self._register.entities[first].id, ())
        kin = [at for at in dict.fromkeys((*found, *units)) if at != first and self._may_be(said, first, at)]
        kin = [at for at in kin if (name_key(text), self._register.entities[at].id) not in self._refused]
        if not kin:
            return
        near = min(kin, key=lambda at: (-found.get(at, 0), at))
        if found[first] - found.get(near, 0) > _KIN:
            found[near] = found[first] - _KIN
            ranked[:] = sorted(found, key=lambda at: (-found[at], at))

    @cached_property
    def _units(self) -> dict[str | None, list[int]]:
        """Parent's id -> where its units are."""
        units: dict[str | None, list[int]] = {}
        for at, entity in enumerate(self._register.entities):
            units.setdefault(entity.parent, []).append(at)
        return units

    def _may_be(self, text: Spelling, first: int, other: int) -> bool:
        """Say whether a text taken for one entity may as well be its parent or its unit."""
        if self._is_unit(other, first):
            return True
        return self._is_unit(first, other) and not any(_has(text, word) for word in self._own_words(first, other))

    def _is_unit(self, unit: int, body: int) -> bool:
        """Say whether an entity is a part of another, by its parent, and by its name; else by a name a little longer."""
        own = self._own_words(unit, body)
        parent = self._register.entities[unit].parent
        return bool(own) and (parent == self._register.entities[body].id or (not parent and len(own) <= _FEW))

    def _own_words(self, unit: int, body: int) -> set[str]:
        """Return the words that a unit's name has beside its body's; none where it is not made of the body's."""
        own: set[str] = set()
        for words in self._word_sets[unit]:
            for others in self._word_sets[body]:
                if others < words:
                    own |= words - others
        return own


def _long_forms(known: Sequence[Sequence[Spelling]]) -> dict[str, list[tuple[str, ...]]]:
    """Return acronym -> the long names, in words, of the entities that have it."""
    forms: dict[str, list[tuple[str, ...]]] = {}
    for own in known:
        long = [spelling.words for spelling in own if len(spelling.words) > 1]
        for short in (spelling.words[0] for spelling in own if len(spelling.words) == 1):
            forms.setdefault(short, []).extend(long[:_FORMS])
    return forms


def _spelt_out(known: Sequence[Spelling], forms: Mapping[str, Sequence[tuple[str, ...]]]) -> Iterator[Spelling]:
    """Yield the names of a unit, as "UNDP Kenya", with the long names of its body in place of the acronym."""
    for spelling in known:
        for at, word in enumerate(spelling.words if len(spelling.words) > 1 else ()):
            for form in forms.get(word, ())[:_FORMS]:
                words = (*spelling.words[:at], *form, *spelling.words[at + 1 :])
                yield Spelling(" ".join(words), words)


def _has(text: Spelling, word: str) -> bool:
    return any(word_likeness(said, word) >= 0.7 for said in text.words)


def _readings(text: str) -> Sequence[str]:
    """Return what a text may be read as: whole; and either part where one is the other's acronym."""
    parts = parts_of(text)
    if len(parts) == 2 and (is_acronym_of(parts[1], parts[0]) or is_acronym_of(parts[0], parts[1])):
        return (text, *parts)
    return (text,)
