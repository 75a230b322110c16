"""What people call the usual answers in English, French, Spanish, Arabic, Russian and Chinese: tables, and no rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Concept(StrEnum):
    """An answer that scales of every survey have in common. The values are what a survey tool's coding may name."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    ALWAYS = "always"
    OFTEN = "often"
    SOMETIMES = "sometimes"
    RARELY = "rarely"
    NEVER = "never"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    NO_ANSWER = "no_answer"
    OTHER = "other"
    NONE = "none"  # of the options


class Spellings(NamedTuple):
    """How a concept is written.

    `texts` say it wherever they stand. `short` ones may say something else too: they are read only where a question has
    the answer, and never make an answer the concept's.
    """

    concept: Concept
    texts: tuple[str, ...]
    short: tuple[str, ...] = ()


# Case, punctuation, accents, hamza and ё make no difference (`folding`), so each spelling stands here once.
SPELLINGS: Final = (
    Spellings(
        Concept.YES,
        texts=(
            "yes", "yes, fully",
            "oui", "oui, entièrement",
            "sí",
            "نعم", "أجل",
            "да",
            "是", "是的", "有", "对", "對",
        ),
        short=("y", "o", "s", "д", "true", "vrai", "verdadero"),
    ),
    Spellings(
        Concept.PARTLY,
        texts=(
            "partly", "partially", "partial", "in part", "to some extent", "yes, partly", "yes, partially", "yes, in part",
            "partiellement", "partiel", "partielle", "en partie", "oui, partiellement", "oui, en partie",
            "parcialmente", "parcial", "en parte", "sí, parcialmente", "sí, en parte",
            "جزئيا", "جزئي", "إلى حد ما", "نعم جزئيا", "نعم, جزئيا", "بشكل جزئي",
            "частично", "отчасти", "да, частично", "да, отчасти", "в некоторой степени",
            "部分", "部分地", "部分是", "在一定程度上",
        ),
    ),
    Spellings(
        Concept.NO,
        texts=("no", "not at all", "non", "pas du tout", "لا", "كلا", "нет", "否", "不是", "没有", "沒有"),
        short=("n", "н", "false", "faux", "falso"),
    ),
    Spellings(
        Concept.ALWAYS,
        texts=(
            "always", "all the time", "toujours", "siempre", "دائما", "على الدوام", "всегда", "постоянно", "总是", "總是", "始终", "始終",
        ),
    ),
    Spellings(
        Concept.OFTEN,
        texts=(
            "often", "frequently", "souvent", "fréquemment", "a menudo", "frecuentemente", "con frecuencia",
            "غالبا", "كثيرا", "كثيرا ما", "في كثير من الأحيان", "часто", "经常", "經常", "常常",
        ),
    ),
    Spellings(
        Concept.SOMETIMES,
        texts=(
            "sometimes", "occasionally", "from time to time", "parfois", "quelquefois", "de temps en temps",
            "a veces", "algunas veces", "de vez en cuando", "ocasionalmente",
            "أحيانا", "في بعض الأحيان", "من حين لآخر", "иногда", "время от времени", "有时", "有時", "有时候", "有時候", "偶尔", "偶爾",
        ),
    ),
    Spellings(
        Concept.RARELY,
        texts=(
            "rarely", "seldom", "rarement", "rara vez", "raramente", "pocas veces",
            "نادرا", "نادرا ما", "في حالات نادرة", "редко", "изредка", "很少", "极少", "極少",
        ),
    ),
    Spellings(
        Concept.NEVER,
        texts=("never", "jamais", "nunca", "jamás", "أبدا", "مطلقا", "никогда", "从不", "從不", "从来没有", "從來沒有", "从未", "從未"),
    ),
    Spellings(
        Concept.DONT_KNOW,
        texts=(
            "don't know", "dont know", "do not know", "i don't know", "we don't know", "i do not know", "we do not know",
            "i dont know", "we dont know", "don't know / not sure",
            "ne sait pas", "ne sais pas", "je ne sais pas", "nous ne savons pas", "je ne sais pas / pas sûr",
            "no sabe", "no se sabe", "no sé", "no sabemos", "no lo sé", "no lo sabemos",
            "لا أعرف", "لا نعرف", "لا أعلم", "لا نعلم", "لا أدري", "لا يعرف", "لا يعلم",
            "не знаю", "не знаем", "не известно", "неизвестно", "затрудняюсь ответить", "затрудняемся ответить",
            "不知道", "不清楚", "我不知道", "我们不知道", "我們不知道",
        ),
        short=(
            "dk", "d/k", "unknown", "unsure", "not sure", "uncertain",
            "nsp", "ne sait pas / pas de réponse", "inconnu", "pas sûr", "pas sûre", "incertain",
            "ns", "n/s", "ns/nc", "desconocido", "no estoy seguro", "no estoy segura",
            "غير معروف", "غير متأكد", "غير متأكدة", "н/з", "не уверен", "не уверена", "不确定", "不確定", "未知",
        ),
    ),
    Spellings(
        Concept.NOT_APPLICABLE,
        texts=(
            "not applicable", "does not apply", "doesn't apply", "not applicable (n/a)", "n/a (not applicable)",
            "non applicable", "sans objet", "ne s'applique pas", "pas applicable", "sans objet (s/o)", "non applicable (n/a)",
            "no aplica", "no procede", "no aplicable", "no se aplica", "no corresponde", "no aplica (n/a)",
            "لا ينطبق", "غير منطبق", "غير قابل للتطبيق", "لا تنطبق",
            "не применимо", "неприменимо", "не применяется", "не относится",
            "不适用", "不適用",
        ),
        short=("n/a", "n / a", "n.a", "na", "n/ap", "s/o", "s.o", "b/o", "б/о", "н/п"),
    ),
    Spellings(
        Concept.NO_ANSWER,
        texts=(
            "no answer", "no response", "not answered", "refused", "refused to answer", "prefer not to say",
            "prefer not to answer", "declined to answer",
            "sans réponse", "pas de réponse", "refus", "refus de répondre", "préfère ne pas répondre", "je préfère ne pas répondre",
            "aucune réponse",
            "sin respuesta", "no contesta", "no responde", "no respondió", "prefiero no responder", "prefiere no responder",
            "prefiero no contestar",
            "لا إجابة", "بدون إجابة", "لا جواب", "لم يجب", "رفض الإجابة", "أفضل عدم الإجابة", "نفضل عدم الإجابة",
            "нет ответа", "без ответа", "отказ", "отказ от ответа", "предпочитаю не отвечать", "отказался отвечать",
            "отказалась отвечать",
            "未回答", "没有回答", "沒有回答", "无回答", "無回答", "拒绝回答", "拒絕回答", "不愿回答", "不願回答", "不愿透露", "不願透露",
        ),
    ),
    Spellings(
        Concept.OTHER,
        texts=(
            "other", "others", "other (please specify)", "other (specify)", "other, please specify", "other - please specify",
            "other, specify", "other (please describe)", "something else", "-oth-",
            "autre", "autres", "autre (précisez)", "autre (préciser)", "autre (à préciser)", "autre (veuillez préciser)",
            "autre, précisez", "autre, préciser", "autre, veuillez préciser", "autres (précisez)", "autres (préciser)",
            "autres (veuillez préciser)",
            "otro", "otra", "otros", "otras", "otro (especifique)", "otra (especifique)", "otro (por favor especifique)",
            "otro (por favor, especifique)", "otra (por favor, especifique)", "otro (especificar)", "otra (especificar)",
            "otro, especifique", "otros (especifique)", "otros (especificar)",
            "أخرى", "آخر", "غير ذلك", "أخرى (يرجى التحديد)", "أخرى (حدد)", "أخرى (الرجاء التحديد)", "أخرى, يرجى التحديد",
            "غير ذلك (يرجى التحديد)", "غير ذلك (حدد)",
            "другое", "другой", "другая", "другие", "иное", "другое (укажите)", "другое (пожалуйста, укажите)",
            "другое (уточните)", "другое (пожалуйста, уточните)", "другое, укажите", "иное (укажите)", "иное (уточните)",
            "其他", "其它", "其他(请注明)", "其他(請註明)", "其他(请说明)", "其他(請說明)", "其它(请注明)", "其他,请注明", "其他(请具体说明)",
        ),
    ),
    Spellings(
        Concept.NONE,
        texts=(
            "none of these", "none of the above", "none of the options", "none of them", "none",
            "aucun", "aucune", "aucun de ces choix", "aucune de ces réponses", "aucun de ceux-ci", "aucune de celles-ci",
            "aucun des choix ci-dessus", "aucune des réponses ci-dessus", "aucune de ces options", "aucun de ces éléments",
            "ninguno", "ninguna", "ninguno de los anteriores", "ninguna de las anteriores", "ninguno de estos", "ninguna de estas",
            "ninguna de las opciones anteriores", "ninguna de estas opciones",
            "لا شيء مما سبق", "لا شيء مما ذكر", "لا شيء من ذلك", "لا أحد منها", "لا شيء منها",
            "ничего из перечисленного", "ни один из перечисленных", "ни одно из перечисленного", "ни один из них",
            "ничего из вышеперечисленного", "ни один из вышеперечисленных",
            "以上都不是", "以上皆非", "以上均不是", "都不是", "都没有", "都沒有",
        ),
    ),
)  # fmt: skip

# What a survey tool's coding calls a concept otherwise.
ALIASES: Final = {"uncertain": Concept.DONT_KNOW, "partial": Concept.PARTLY, "refused": Concept.NO_ANSWER}

# What option columns say, in words; `words` adds figures, signs and the words for yes and no.
TICK_WORDS: Final = (
    "checked", "selected", "ticked", "quoted", "chosen", "mentioned",
    "coché", "cochée", "sélectionné", "sélectionnée", "cité", "citée", "choisi", "choisie",
    "marcado", "marcada", "seleccionado", "seleccionada", "elegido", "elegida",
    "محدد", "مختار", "تم اختياره", "تم الاختيار", "تم التحديد",
    "выбрано", "отмечено", "выбран", "отмечен", "указано", "верно",
    "已选", "已選", "选中", "選中", "已选中", "已選中", "已勾选", "已勾選", "勾选", "勾選",
)  # fmt: skip
NO_TICK_WORDS: Final = (
    "not selected", "unselected", "unchecked", "not checked", "not ticked", "unticked", "not quoted", "not chosen", "not mentioned",
    "non coché", "non cochée", "non sélectionné", "non sélectionnée", "pas coché", "pas sélectionné", "non cité", "non choisi",
    "décoché", "décochée",
    "no marcado", "no marcada", "no seleccionado", "no seleccionada", "sin marcar", "sin seleccionar",
    "غير محدد", "غير مختار", "لم يتم اختياره", "لم يتم الاختيار", "لم يتم التحديد",
    "не выбрано", "не отмечено", "не выбран", "не отмечен", "не указано", "неверно",
    "未选", "未選", "未选中", "未選中", "未勾选", "未勾選", "没选", "沒選",
)  # fmt: skip
NOT_SHOWN_WORDS: Final = (
    "not shown", "not displayed", "question not shown",
    "non affiché", "non affichée", "pas affiché",
    "no mostrado", "no mostrada", "no se mostró",
    "لم يعرض", "غير معروض",
    "не показано", "не отображено", "не показан",
    "未显示", "未顯示", "未展示",
)  # fmt: skip
NOTHING_WORDS: Final = (
    "nothing", "nil", "not yet", "none yet", "none", "rien", "pas encore", "néant", "nada", "aún no", "todavía no",
    "لا شيء", "لا يوجد", "ليس بعد", "ничего", "пока нет", "ещё нет", "отсутствует", "无", "無", "尚无", "尚無", "还没有", "還沒有",
)  # fmt: skip
