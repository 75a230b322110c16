"""How each column of a large file is read: as codes of a list, as the bytes of short texts, or as texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.packed import Slot, slots
from civicmap.texts import LONGEST, WORD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_EXPECTED: Final = 250
"""Texts of a column that are looked up as an enumeration."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How columns are read, by their places.

    `listed` have few texts, and their codes `slots`, where the empty text comes first; `short` are the numbers of words
    that hold each text of others; `long` are the rest.
    """

    listed: dict[int, list[str]]
    slots: dict[int, Slot]
    short: dict[int, int]
    long: tuple[int, ...]

    @classmethod
    def of(cls, known: Mapping[int, list[str]], *, short: bool = True) -> Plan:
        """Return how to read columns of which some texts are known; no column as short texts where `short` is false."""
        listed = {at: texts for at, texts in known.items() if len(texts) <= MOST_EXPECTED}
        places = dict(zip(listed, slots([len(texts) + 1 for texts in listed.values()]).values(), strict=True))
        counts = {at: _words(texts) for at, texts in known.items() if at not in listed}
        few = {at: count for at, count in counts.items() if short and count <= LONGEST // WORD}
        return cls(listed, places, few, tuple(at for at in counts if at not in few))

    def expressions(self) -> dict[str, str]:
        """Return what SQL reads each column of the table from.

        These are words w0, w1 and so on of codes, c3_0, c3_1 and so on of the bytes of a column of short texts, and c4 for
        one as it is. NULL stands where a cell is not what its column was taken for.
        """
        words: dict[int, list[str]] = {}
        for at, slot in self.slots.items():
            code = f"enum_code(TRY_CAST(c{at} AS texts{at}))::UBIGINT"
            words.setdefault(slot.word, []).append(f"({code} << {slot.shift}::UBIGINT)")
        return (
            {f"w{word}": " | ".join(parts) for word, parts in words.items()}
            | {f"c{at}_{word}": _word(f"c{at}", word, count)
               for at, count in self.short.items() for word in range(count)}
            | {f"c{at}": f"c{at}" for at in self.long}
        )  # fmt: skip


def _words(texts: Sequence[str]) -> int:
    """Return how many words hold each of some texts."""
    return -(-max((len(text.encode("utf-8", "replace")) for text in texts), default=1) // WORD)


def _word(column: str, word: int, count: int) -> str:
    """Return what SQL reads a word of a column's bytes from; NULL where there are more than so many words, or a NUL."""
    whole = f"encode({column})"
    piece = whole if count == 1 else f"{whole}[{WORD * word + 1}:{WORD * (word + 1)}]"
    filled = f"{piece}::BIT::UBIGINT << (({WORD} - octet_length({piece})) * 8)::UBIGINT"
    other = f"octet_length({whole}) > {WORD * count} OR contains({column}, chr(0))"
    return f"CASE WHEN {other} THEN NULL WHEN octet_length({piece}) = 0 THEN 0::UBIGINT ELSE {filled} END"
