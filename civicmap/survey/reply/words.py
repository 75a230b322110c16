"""The reply sheet's own words, in every language that the wording files have: sheets come back in any of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Mapping

AGREE, CORRECT, CONTEST = "agree", "correct", "contest"
REPLIES: Final = (AGREE, CORRECT, CONTEST)
_SECTION: Final = "reply"
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The words of one language, by key: titles of `columns`, the `replies` of the list, `states`, and the texts above."""

    language: str
    texts: Mapping[str, str]
    columns: Mapping[str, str]
    replies: Mapping[str, str]
    states: Mapping[str, str]

    def say(self, key: str, **facts: str) -> str:
        """Return a text with its facts in place."""
        return _PLACEHOLDER.sub(lambda at: facts[at[1]], self.texts[key])

    def before(self, key: str) -> str:
        """Return what a text says before its first fact."""
        return _PLACEHOLDER.split(self.texts[key])[0]


@lru_cache
def reply_words(language: str) -> ReplyWords:
    """Return the words of a language that a wording file is there for."""
    from civicmap.framework.plain_yaml import read_texts  # noqa: PLC0415 - only where a file is a reply sheet

    path = templates() / "wording" / f"{language}.yaml"
    told = read_texts(path.read_text(encoding="utf-8")).data[_SECTION]
    texts = {key: text for key, text in told.items() if isinstance(text, str)}
    return ReplyWords(language, texts, told["columns"], told["replies"], told["states"])


@lru_cache
def all_words() -> tuple[ReplyWords, ...]:
    """Return the words of every language."""
    languages = sorted(path.stem for path in (templates() / "wording").glob("*.yaml"))
    return tuple(map(reply_words, languages))
