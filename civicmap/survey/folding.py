"""When two texts are the same text: spelling of form, not of words."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from typing import Final

# Invisible signs that survive Unicode's compatibility form: zero width, direction marks, soft hyphen, byte order mark.
_INVISIBLE: Final = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
# Signs that join letters in Persian and Indic words, and faces in one picture: part of a name, but never a difference.
_JOINERS: Final = "\u200c\u200d"
_UNSEEN: Final = {sign: None for sign in _INVISIBLE if chr(sign) not in _JOINERS}
# Never a difference between two answers, though seen: what makes a sign a picture, stretches an Arabic word or marks
# its vowels.
_OPTIONAL: Final = dict.fromkeys([*range(0xFE00, 0xFE10), 0x0640, *range(0x064B, 0x0653), 0x0670])
_ALIKE: Final = {"'": "‘’‚‛ʼ′´`", '"': "“”„‟″«»", "-": "–—‐‑−", ",": "،、", ";": "؛", "?": "؟", ".": "。۔।", "%": "٪"}
_SIGNS: Final = {ord(sign): plain for plain, signs in _ALIKE.items() for sign in signs}
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_PLAIN: Final = _INVISIBLE | _OPTIONAL | _SIGNS | _DIGITS
# Two spellings of one word, chosen by the keyboard; after the case is folded.
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae"})
_YO: Final = re.compile("ё[\u0300-\u036f]*")
ALIKE: Final = f"{string.ascii_letters}{string.digits}-_/#@+=&%()"
"""A text of these signs alone stays as it is when it is cleaned, and but for capitals when it is folded."""
_SHORT: Final = 80  # characters of a text that is remembered: headers, answers and ids come again and again
_CLOSING: Final = ".,;:!… "
_OPENING: Final = "¡ "


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

    Compatibility form, case, quotation marks, dashes, spaces, digits, vowel marks and closing punctuation make no
    difference; words do. A question mark stays: who writes one is in doubt.
    """
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).casefold()
        plain = unicodedata.normalize("NFKC", plain).translate(_LETTERS)
        plain = _YO.sub("е", unicodedata.normalize("NFKC", plain))
        # What holds nothing but such signs is still no blank cell.
        text = " ".join(plain.split()).lstrip(_OPENING) or text.translate(_INVISIBLE)
    else:
        text = text.replace("`", "'").lower()
    text = " ".join(text.split())
    return text.rstrip(_CLOSING) or text


_remembered = lru_cache(maxsize=131_072)(_folded)


# Letters of Arabic that many write without their hamza, and endings that many write alike.
_ARABIC: Final = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_LAST_LATIN: Final = "\u024f"


def bare(folded: str) -> str:
    """Return a folded text without accents, and with the letters of Arabic as they are typed in haste.

    For suggestions and for words of civicmap's own: an accent may be all that tells two names apart.
    """
    if folded.isascii():
        return folded
    kept: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", folded.translate(_ARABIC)):
        if unicodedata.category(sign) != "Mn":
            base = sign
        if base == sign or base > _LAST_LATIN:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))
