"""When two texts are the same text: spelling of form, not of words."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# Invisible signs that survive Unicode's compatibility form: zero width, direction marks, soft hyphen, byte order mark.
_INVISIBLE: Final = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
# Signs that join letters in Persian and Indic words, and faces in one picture: part of a name, but never a difference.
_JOINERS: Final = "\u200c\u200d"
_UNSEEN: Final = {sign: None for sign in _INVISIBLE if chr(sign) not in _JOINERS}
_PLAIN: Final = _INVISIBLE | str.maketrans("‘’‚‛ʼ′´`“”„‟″«»–—‐‑−", "''''''''\"\"\"\"\"\"\"-----")
_SHORT: Final = 200  # characters of a text that is remembered: headers and answers come again and again
_CLOSING: Final = ".,;:!… "


def clean(text: str) -> str:
    """Return a text without invisible signs and with single plain spaces; its letters stay as they are."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_UNSEEN)
        text = " ".join(word for part in text.split() if (word := part.strip(_JOINERS)))
    return " ".join(text.split())


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing: whether `clean` leaves nothing of it."""
    return not text or not (text[0].isalnum() or clean(text))


def fold(text: str) -> str:
    """Return the form under which texts are compared.

    Compatibility form, case, quotation marks, dashes, spaces and closing punctuation make no difference; words do.
    """
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).casefold()
        text = unicodedata.normalize("NFKC", text)
    else:
        text = text.replace("`", "'").lower()
    text = " ".join(text.split())
    return text.rstrip(_CLOSING) or text


_remembered = lru_cache(maxsize=16_384)(_folded)
