"""The few words that a renderer adds to a document by itself, by language. Imports nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says beside its text."""

    contents: str
    notes: str
    skip: str  # a link past everything before the text
    back: str  # a link from a note to its place; {0} is the note's number
    marks: str  # names the banner for who cannot see it


_WORDS: Final = {
    "en": Words("Contents", "Notes", "Skip to the text", "Back to note {0} in the text", "About this document"),
    "fr": Words(
        "Table des matières", "Notes", "Aller au texte", "Retour à l’appel de note {0}", "À propos du document"
    ),
    "es": Words("Índice", "Notas", "Ir al texto", "Volver a la llamada {0} del texto", "Acerca del documento"),
    "ru": Words("Содержание", "Примечания", "Перейти к тексту", "Назад к сноске {0} в тексте", "О документе"),
    "ar": Words("المحتويات", "الحواشي", "انتقل إلى النص", "العودة إلى الحاشية {0} في النص", "عن هذه الوثيقة"),
    "zh": Words("目录", "注释", "跳至正文", "返回正文中的注 {0}", "关于本文件"),
}


def words(language: str) -> Words:
    """Return the words of a language, or the English ones."""
    return _WORDS.get(primary(language), _WORDS["en"])


def primary(language: str) -> str:
    """Return the first part of a BCP 47 tag, in small letters."""
    return language.replace("_", "-").split("-")[0].lower()


def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return primary(language) in _RIGHT_TO_LEFT
