"""Finding the reply sheet that a workbook is: what it says of itself, and where its columns stand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import clean, fold
from civicmap.survey.reply.marks import FACTS_MARK, INSTANCE, KEY
from civicmap.survey.reply.words import all_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.survey.reply.words import ReplyWords
    from civicmap.survey.tables import Container, Table

_MOST_FACTS: Final = 200_000
_HEAD: Final = 60  # rows in which the header is looked for
NEEDED: Final = ("as_read", "reply", "corrected", "reason", "evidence")


@dataclass(frozen=True, slots=True)
class Found:
    """A reply sheet: what it says of itself ("" nothing), the sheet of replies, the row of its header, its columns."""

    file: str
    facts: Mapping[str, str]
    table: Table
    header: int
    columns: Mapping[str, int]
    entity: str  # as the visible sheet says


def find_reply(container: Container) -> Found | None:
    """Return the reply sheet that a workbook is; None where it is none."""
    facts: dict[str, str] = {}
    seen: tuple[Table, int, dict[str, int], str] | None = None
    for table in container.tables:
        head = table.head(_HEAD)
        if head and head[0][1] and head[0][1][0] == FACTS_MARK:
            facts = {cells[0]: cells[1] for _, cells in islice(table.rows(), _MOST_FACTS) if len(cells) > 1}
            continue
        for number, cells in head:
            if seen is not None or all(cell.strip().lower() != KEY for cell in cells):
                continue  # most rows of most workbooks
            columns = _columns({fold(text): at for at, text in reversed(list(enumerate(cells)))})
            if columns is not None:
                seen = (table, number, columns, _entity([clean(cell) for _, above in head for cell in above]))
    return None if seen is None else Found(container.name, facts, *seen)


def _columns(names: Mapping[str, int]) -> dict[str, int] | None:
    """Return the columns of a header row in the language that knows all of them; None for any other row."""
    for words in all_words():
        titles = {name: fold(title) for name, title in words.columns.items()}
        if all(titles[name] in names for name in NEEDED):
            known = {KEY: KEY} | {name: titles[name] for name in (*NEEDED, INSTANCE) if titles[name] in names}
            return {name: names[title] for name, title in known.items()}
    return None


def _entity(texts: list[str]) -> str:
    """Return whose sheet it is as its top says, in any language; "" where it does not."""
    openings = {words.before("entity").strip() for words in all_words()}
    return next((text[len(one) :].strip() for text in texts for one in sorted(openings) if text.startswith(one)), "")


def meaning_of(text: str) -> str:
    """Return which reply a text is, in any language; the text itself, folded, where it is none."""
    folded = fold(text)
    known = {fold(said): reply for words in all_words() for reply, said in words.replies.items()}
    return known.get(folded, folded)


def replies_known(words: ReplyWords) -> str:
    """Return the replies of a language, to be named in a message."""
    return ", ".join(words.replies.values())
