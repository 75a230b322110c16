"""The few words that a renderer adds to a document by itself, by language. Imports nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says beside its text. Where a number or a name goes in, there is {0} or {1}."""

    contents: str
    notes: str
    skip: str  # a link past everything before the text
    back: str  # a link from a note to its place; {0} is the note's number
    marks: str  # names the banner for who cannot see it
    find: str  # names the box that keeps rows of a table
    found: str  # {0} of {1} rows are shown
    upwards: str  # said when a table was sorted by the column {0}, the least first
    downwards: str  # the same, the greatest first
    unsorted: str  # said when its rows stand as they came
    paragraph: str  # what stands before the number of a paragraph that is referred to
    decimal: str = ","  # what stands before the parts of a whole number


_WORDS: Final = {
    "en": Words(
        "Contents",
        "Notes",
        "Skip to the text",
        "Back to note {0} in the text",
        "About this document",
        "Find rows",
        "{0} of {1} rows",
        "Sorted by “{0}”, ascending",
        "Sorted by “{0}”, descending",
        "Rows in their original order",
        "para.",
        ".",
    ),
    "fr": Words(
        "Table des matières",
        "Notes",
        "Aller au texte",
        "Retour à l’appel de note {0}",
        "À propos du document",
        "Chercher des lignes",
        "{0} lignes sur {1}",
        "Trié par « {0} », ordre croissant",
        "Trié par « {0} », ordre décroissant",
        "Lignes dans leur ordre d’origine",
        "par.",
    ),
    "es": Words(
        "Índice",
        "Notas",
        "Ir al texto",
        "Volver a la llamada {0} del texto",
        "Acerca del documento",
        "Buscar filas",
        "{0} de {1} filas",
        "Ordenado por «{0}», orden ascendente",
        "Ordenado por «{0}», orden descendente",
        "Filas en su orden original",
        "párr.",
    ),
    "ru": Words(
        "Содержание",
        "Примечания",
        "Перейти к тексту",
        "Назад к сноске {0} в тексте",
        "О документе",
        "Поиск по строкам",
        "Показано строк: {0} из {1}",
        "Сортировка по столбцу «{0}», по возрастанию",
        "Сортировка по столбцу «{0}», по убыванию",
        "Строки в исходном порядке",
        "п.",
    ),
    "ar": Words(
        "المحتويات",
        "الحواشي",
        "انتقل إلى النص",
        "العودة إلى الحاشية {0} في النص",
        "عن هذه الوثيقة",
        "البحث في الصفوف",
        "الصفوف المعروضة: {0} من {1}",
        "مرتب حسب «{0}»، تصاعديًا",
        "مرتب حسب «{0}»، تنازليًا",
        "الصفوف بترتيبها الأصلي",
        "الفقرة",
    ),
    "zh": Words(
        "目录",
        "注释",
        "跳至正文",
        "返回正文中的注 {0}",
        "关于本文件",
        "查找行",
        "显示 {0} 行，共 {1} 行",
        "按“{0}”升序排列",
        "按“{0}”降序排列",
        "各行按原有顺序排列",
        "段",
        ".",
    ),
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
