"""Which question a row of a return means: by its hidden key, its number and its text, never by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.framework.texts import languages
from civicmap.framework.types import QuestionType
from civicmap.survey.folding import clean, fold
from civicmap.survey.returns.layout import Kind, lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.framework.types import Framework
    from civicmap.survey.returns.layout import Line


class Meant(NamedTuple):
    """The line that a row means. `key` is what its hidden key said otherwise; "" where it agrees or says nothing."""

    line: Line
    key: str = ""


class LineIndex:
    """Finds lines. What a person sees, number and text, wins over the hidden key where both are known and differ.

    Numbers count only where the workbook numbers questions as the framework does (`same`): one question more, and they
    would name others.
    """

    def __init__(self, framework: Framework, *, same: bool) -> None:
        spoken = [lines(framework, language) for language in languages(framework)]
        self.lines = {line.key: line for line in spoken[0] if line.key}
        self._numbers = {line.number: line for line in self.lines.values()} if same else {}
        self._texts: dict[str, set[str]] = {key: set() for key in self.lines}
        self._questions: dict[str, dict[str, None]] = {}
        self._options: dict[str, dict[str, None]] = {}
        self.headings: set[str] = set()
        for line in (line for version in spoken for line in version):
            text = fold(line.text)
            if not line.key:
                self.headings.add(text)
                continue
            self._texts[line.key].add(text)
            by_text = self._options if line.kind is Kind.OPTION else self._questions
            by_text.setdefault(text, {})[line.key] = None

    def expected(self) -> Iterable[str]:
        """Yield the keys of lines that take an answer: of a multiple choice, its options."""
        for key, line in self.lines.items():
            if line.kind is Kind.OPTION or (line.question is not None and line.question.type is not QuestionType.MULTI):
                yield key

    def find(self, key: str, number: str, text: str, above: str) -> Meant | None:
        """Return what a row means; None where nothing tells. `above` is the id of the question read last."""
        keyed = self.lines.get(clean(key))
        number, text = clean(number).lower(), fold(text)
        seen = self._seen(number, text, keyed)
        if seen is not None:
            return Meant(seen, "" if keyed is None or keyed.key == seen.key else keyed.key)
        if keyed is not None:
            return Meant(keyed)
        if not text:
            return Meant(self._numbers[number]) if number in self._numbers else None
        options = self._options.get(text, {})
        here = [one for one in options if one.startswith(f"{above}/")]
        only = here or list(options)
        return Meant(self.lines[only[0]]) if len(only) == 1 else None

    def _seen(self, number: str, text: str, keyed: Line | None) -> Line | None:
        """Return the line that number and text, or a text of one question alone, name beyond doubt."""
        if not text:
            return None
        numbered = self._numbers.get(number)
        if numbered is not None and text in self._texts[numbered.key]:
            return numbered
        if keyed is not None and text in self._texts[keyed.key]:
            return keyed
        asked = list(self._questions.get(text, ()))
        if len(asked) == 1:
            return self.lines[asked[0]]
        if keyed is not None and keyed.kind is Kind.OPTION and keyed.question is not None:
            beside = [one for one in self._options.get(text, ()) if one.startswith(f"{keyed.question.id}/")]
            return self.lines[beside[0]] if len(beside) == 1 else None
        return None
