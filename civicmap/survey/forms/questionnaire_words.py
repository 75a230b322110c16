"""What a form says besides the framework's own texts, in each language; English where a language has no row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of one language. `{…}` are filled with labels in quotes or with a condition."""

    quotes: tuple[str, str]
    profile: str  # the group of questions on who answers
    alone: str  # {answers} stand alone
    other: str  # the header of the text beside "other"
    asked_if: str
    closed_by: str
    offered: str  # an answer, and when it may be chosen
    one: str  # how to answer a question of each type
    several: str
    number: str
    date: str
    text: str


WORDS: Final = {
    "en": FormWords(
        ("“", "”"),
        "Who answers",
        "No other answer can stand beside {answers}.",
        "please specify",
        "Answer only if: {condition}.",
        "Leave out if: {condition}.",
        "{answer} only if: {condition}.",
        "Choose one.",
        "Choose all that apply.",
        "A number",
        "A date: year-month-day",
        "A text",
    ),
    "fr": FormWords(
        ("« ", " »"),
        "Qui répond",
        "Aucune autre réponse ne peut accompagner {answers}.",
        "précisez",
        "Répondre seulement si : {condition}.",
        "Ne pas répondre si : {condition}.",
        "{answer} seulement si : {condition}.",
        "Une seule réponse.",
        "Toutes les réponses qui conviennent.",
        "Un nombre",
        "Une date : année-mois-jour",
        "Un texte",
    ),
    "es": FormWords(
        ("«", "»"),
        "Quién responde",
        "Ninguna otra respuesta puede acompañar a {answers}.",
        "especifique",
        "Responder solo si: {condition}.",
        "No responder si: {condition}.",
        "{answer} solo si: {condition}.",
        "Una sola respuesta.",
        "Todas las respuestas que correspondan.",
        "Un número",
        "Una fecha: año-mes-día",
        "Un texto",
    ),
    "ar": FormWords(
        ("«", "»"),
        "الجهة المجيبة",
        "لا يجوز اختيار إجابة أخرى مع {answers}.",
        "يرجى التحديد",
        "أجب فقط إذا: {condition}.",
        "لا تجب إذا: {condition}.",
        "{answer} فقط إذا: {condition}.",
        "اختر إجابة واحدة.",
        "اختر كل ما ينطبق.",
        "رقم",
        "تاريخ: سنة-شهر-يوم",
        "نص",
    ),
    "ru": FormWords(
        ("«", "»"),
        "Кто отвечает",
        "Вместе с ответом {answers} нельзя выбрать другой.",
        "уточните",
        "Отвечайте, только если: {condition}.",
        "Не отвечайте, если: {condition}.",
        "{answer} — только если: {condition}.",
        "Выберите один ответ.",
        "Выберите все подходящие ответы.",
        "Число",
        "Дата: год-месяц-день",
        "Текст",
    ),
    "zh": FormWords(
        ("“", "”"),
        "答复单位",
        "选择{answers}时不能再选其他答案。",
        "请说明",
        "仅在以下情况下回答：{condition}。",
        "在以下情况下不回答：{condition}。",
        "{answer}仅适用于：{condition}。",
        "请选择一项。",
        "请选择所有适用项。",
        "数字",
        "日期：年-月-日",
        "文本",
    ),
}


def words_for(language: str) -> FormWords:
    """Return the words of a language."""
    return WORDS.get(language.split("-", maxsplit=1)[0], WORDS["en"])


def quoted(labels: Sequence[str], words: FormWords) -> str:
    """Return labels in the language's quotes."""
    before, after = words.quotes
    return ", ".join(f"{before}{label}{after}" for label in labels)
