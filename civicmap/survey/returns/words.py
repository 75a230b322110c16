"""What return workbooks and forms say beside the framework's own texts, one row per language. Knows no file format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class ReturnWords:
    """The words of one language. Braces take facts by name."""

    # sheets, at most 31 characters
    read_me: str
    answers: str
    policies: str
    # headers of the answers; the reader finds columns by them
    number: str
    question: str
    help: str
    answer: str
    last: str
    comment: str
    evidence: str
    # the block above the answers: a label, a colon as the language sets it, and a text
    colon: str
    entity: str
    name: str
    wave: str
    framework: str
    closing: str
    checked: str
    synthetic: str
    # in rows
    yes: str
    no: str
    ref: str  # names a question by its number, inside a sentence
    only_if: str
    empty_if: str
    offered: str
    choose_all: str
    tick: str
    which: str
    a_number: str
    a_date: str
    or_write: str
    own_words: str
    choose_one: str
    pick: str  # when something else is typed over a list
    # list of policies: headers
    topic: str
    title: str
    year: str
    link: str
    public: str
    own: str
    policy_hint: str
    # the page to read first
    heading: str
    purpose: str
    how: str
    steps: tuple[str, ...]
    with_last: str
    instances: str
    good: str
    notes: tuple[str, ...]
    some_answers: str
    # the form to read or print
    form_intro: str
    your_answer: str
    page: str


_EN: Final = ReturnWords(
    read_me="Read me",
    answers="Answers",
    policies="Policies",
    number="No.",
    question="Question",
    help="Help",
    answer="Answer",
    last="Last time",
    comment="Comment",
    evidence="Evidence",
    colon=": ",
    entity="Entity code",
    name="Entity",
    wave="Survey round",
    framework="Framework",
    closing="Situation as at",
    checked="All answers checked?",
    synthetic="Synthetic data: the answers shown were made up",
    yes="Yes",
    no="No",
    ref="question {number}",
    only_if="Only if {condition}.",
    empty_if="Leave empty if {condition}.",
    offered="Choose “{label}” only if {condition}.",
    choose_all="Choose all that apply",
    tick="Choose “Yes” if this applies; otherwise leave it empty.",
    which="Please say which, under Comment.",
    a_number="Write a number, in figures only.",
    a_date="Write a date: year-month-day, such as 2019-05-31.",
    or_write="Or write: {labels}.",
    own_words="Write in your own words.",
    choose_one="Choose one answer from the list.",
    pick="Please choose from the list. Remarks can be written under Comment.",
    topic="Topic",
    title="Title",
    year="Year",
    link="Link",
    public="Public",
    own="Own policy",
    policy_hint="List the policies that your answers refer to, one in each row. Public: can anyone read it? "
    "Own policy: choose “No” if it was adopted by your headquarters or another entity.",
    heading="How to fill in this workbook",
    purpose="This workbook holds the {count} questions of “{title}”. It is for {name} only: please do not use it for "
    "another entity.",
    how="In short",
    steps=(
        (
            "Go to the sheet “{answers}”. Fill in the boxes with a frame, in the columns Answer, Comment and Evidence. All "
            "other cells are locked, so that nothing is changed by mistake."
        ),
        (
            "Click a box under Answer. Where an arrow appears, choose from the list. Write remarks under Comment, never "
            "under Answer."
        ),
        "Where several answers can apply, they stand one below the other: choose “Yes” beside each that applies.",
        "Under Help you may read “Only if …”. Where that does not hold, leave the answer empty and go on.",
        "Under Evidence, name the document or web page that your answer rests on.",
        "In the sheet “{policies}”, list the policies that your answers refer to.",
        "Save the file (.xlsx or .ods) under any name, and send it back to whoever sent it to you.",
    ),
    with_last="The column Last time shows what your entity answered in round {wave}. Most of these answers are filled "
    "in already. Change what has changed. When all is right, choose “Yes” beside “{checked}” at the top of the "
    "sheet: without it, a workbook in which nothing was changed does not count as an answer.",
    instances="Please answer for one case in each workbook. Save a copy for each further one.",
    good="Good to know",
    notes=(
        "You may widen columns and rows and mark cells. The sheets are locked without a password.",
        "You may print the sheets: they fit the width of A4 paper.",
        "Please write no names, telephone numbers or e-mail addresses of persons.",
        (
            "Please do not move an answer away from its question. If you sort rows or add rows or columns, the answers can "
            "still be read."
        ),
    ),
    some_answers="Some answers are for some entities only",
    form_intro="This form has {count} questions. Tick one box (☐), or all that apply where the question says so.",
    your_answer="Answer",
    page="Page",
)

_FR: Final = ReturnWords(
    read_me="À lire",
    answers="Réponses",
    policies="Politiques",
    number="N°",
    question="Question",
    help="Aide",
    answer="Réponse",
    last="La dernière fois",
    comment="Commentaire",
    evidence="Éléments de preuve",
    colon=" : ",
    entity="Code de l’entité",
    name="Entité",
    wave="Enquête",
    framework="Cadre",
    closing="Situation au",
    checked="Toutes les réponses vérifiées ?",
    synthetic="Données fictives : les réponses affichées ont été inventées",
    yes="Oui",
    no="Non",
    ref="question {number}",
    only_if="Seulement si {condition}.",
    empty_if="Laissez vide si {condition}.",
    offered="Choisissez « {label} » seulement si {condition}.",
    choose_all="Choisissez tout ce qui s’applique",
    tick="Choisissez « Oui » si cela s’applique ; sinon, laissez vide.",
    which="Précisez dans la colonne Commentaire.",
    a_number="Écrivez un nombre, en chiffres seulement.",
    a_date="Écrivez une date : année-mois-jour, par exemple 2019-05-31.",
    or_write="Ou écrivez : {labels}.",
    own_words="Répondez librement.",
    choose_one="Choisissez une réponse dans la liste.",
    pick="Choisissez dans la liste. Les remarques s’écrivent dans la colonne Commentaire.",
    topic="Sujet",
    title="Titre",
    year="Année",
    link="Lien",
    public="Publique",
    own="Propre",
    policy_hint="Indiquez les politiques sur lesquelles reposent vos réponses, une par ligne. Publique : tout le monde "
    "peut-il la lire ? Propre : choisissez « Non » si elle a été adoptée par votre siège ou par une autre entité.",
    heading="Comment remplir ce classeur",
    purpose="Ce classeur contient les {count} questions de « {title} ». Il est destiné uniquement à : {name}. Ne "
    "l’utilisez pas pour une autre entité.",
    how="En bref",
    steps=(
        (
            "Ouvrez la feuille « {answers} ». Remplissez les cases encadrées des colonnes Réponse, Commentaire et Éléments "
            "de preuve. Les autres cellules sont verrouillées, pour que rien ne soit changé par erreur."
        ),
        (
            "Cliquez sur une case de la colonne Réponse. Si une flèche apparaît, choisissez dans la liste. Écrivez vos "
            "remarques dans la colonne Commentaire, jamais dans la colonne Réponse."
        ),
        (
            "Si plusieurs réponses sont possibles, elles se suivent ligne par ligne : choisissez « Oui » à côté de chacune "
            "qui s’applique."
        ),
        (
            "Dans la colonne Aide figure parfois « Seulement si … ». Si ce n’est pas le cas, laissez la réponse vide et "
            "continuez."
        ),
        "Dans la colonne Éléments de preuve, indiquez le document ou la page Web sur lequel repose votre réponse.",
        "Dans la feuille « {policies} », indiquez les politiques sur lesquelles reposent vos réponses.",
        "Enregistrez le fichier (.xlsx ou .ods), sous n’importe quel nom, et renvoyez-le à l’expéditeur.",
    ),
    with_last="La colonne « La dernière fois » montre ce que votre entité a répondu à l’enquête {wave}. La plupart de "
    "ces réponses sont déjà inscrites. Changez ce qui a changé. Quand tout est juste, choisissez « Oui » à côté de "
    "« {checked} » en haut de la feuille : sans cela, un classeur où rien n’a été changé ne compte pas comme réponse.",
    instances="Répondez pour un seul cas par classeur. Enregistrez une copie pour chaque autre cas.",
    good="Bon à savoir",
    notes=(
        (
            "Vous pouvez élargir les colonnes et les lignes et marquer des cellules. Les feuilles sont verrouillées sans "
            "mot de passe."
        ),
        "Vous pouvez imprimer les feuilles : elles tiennent dans la largeur du format A4.",
        "N’indiquez ni nom, ni téléphone, ni adresse électronique de personnes.",
        (
            "Ne séparez pas une réponse de sa question. Si vous triez les lignes, ou ajoutez des lignes ou des colonnes, "
            "les réponses restent lisibles."
        ),
    ),
    some_answers="Certaines réponses ne valent que pour certaines entités",
    form_intro="Ce formulaire comporte {count} questions. Cochez une case (☐), ou toutes celles qui s’appliquent quand "
    "la question le dit.",
    your_answer="Réponse",
    page="Page",
)

_ES: Final = ReturnWords(
    read_me="Léame",
    answers="Respuestas",
    policies="Políticas",
    number="N.º",
    question="Pregunta",
    help="Ayuda",
    answer="Respuesta",
    last="La última vez",
    comment="Comentario",
    evidence="Pruebas",
    colon=": ",
    entity="Código de la entidad",
    name="Entidad",
    wave="Encuesta",
    framework="Marco",
    closing="Situación al",
    checked="¿Respuestas todas comprobadas?",
    synthetic="Datos ficticios: las respuestas que se muestran son inventadas",
    yes="Sí",
    no="No",
    ref="pregunta {number}",
    only_if="Solo si {condition}.",
    empty_if="Deje vacío si {condition}.",
    offered="Elija «{label}» solo si {condition}.",
    choose_all="Elija todo lo que corresponda",
    tick="Elija «Sí» si corresponde; si no, deje vacío.",
    which="Indique cuál en la columna Comentario.",
    a_number="Escriba un número, solo en cifras.",
    a_date="Escriba una fecha: año-mes-día, por ejemplo 2019-05-31.",
    or_write="O escriba: {labels}.",
    own_words="Responda con sus propias palabras.",
    choose_one="Elija una respuesta de la lista.",
    pick="Elija de la lista. Las observaciones se escriben en la columna Comentario.",
    topic="Tema",
    title="Título",
    year="Año",
    link="Enlace",
    public="Pública",
    own="Propia",
    policy_hint="Indique las políticas en que se apoyan sus respuestas, una por fila. Pública: ¿puede leerla "
    "cualquiera? Propia: elija «No» si la aprobó su sede u otra entidad.",
    heading="Cómo rellenar este libro",
    purpose="Este libro contiene las {count} preguntas de «{title}». Es solo para: {name}. No lo utilice para otra "
    "entidad.",
    how="En resumen",
    steps=(
        (
            "Abra la hoja «{answers}». Rellene las casillas con marco de las columnas Respuesta, Comentario y Pruebas. Las "
            "demás celdas están bloqueadas, para que nada se cambie por error."
        ),
        (
            "Haga clic en una casilla de la columna Respuesta. Si aparece una flecha, elija de la lista. Escriba las "
            "observaciones en la columna Comentario, nunca en la columna Respuesta."
        ),
        (
            "Cuando pueden corresponder varias respuestas, están una debajo de otra: elija «Sí» junto a cada una que "
            "corresponda."
        ),
        "En la columna Ayuda puede leerse «Solo si …». Si no es el caso, deje la respuesta vacía y continúe.",
        "En la columna Pruebas, indique el documento o la página web en que se apoya su respuesta.",
        "En la hoja «{policies}», indique las políticas en que se apoyan sus respuestas.",
        "Guarde el archivo (.xlsx o .ods) con cualquier nombre y devuélvalo a quien se lo envió.",
    ),
    with_last="La columna «La última vez» muestra lo que su entidad respondió en la encuesta {wave}. La mayoría de esas "
    "respuestas ya están escritas. Cambie lo que haya cambiado. Cuando todo esté bien, elija «Sí» junto a «{checked}» "
    "en la parte superior de la hoja: sin ello, un libro en el que no se cambió nada no cuenta como respuesta.",
    instances="Responda sobre un solo caso en cada libro. Guarde una copia para cada caso más.",
    good="Conviene saber",
    notes=(
        "Puede ensanchar columnas y filas y marcar celdas. Las hojas están bloqueadas sin contraseña.",
        "Puede imprimir las hojas: caben en el ancho del papel A4.",
        "No escriba nombres, teléfonos ni direcciones de correo electrónico de personas.",
        (
            "No separe una respuesta de su pregunta. Si ordena filas, o añade filas o columnas, las respuestas se pueden "
            "seguir leyendo."
        ),
    ),
    some_answers="Algunas respuestas son solo para algunas entidades",
    form_intro="Este formulario tiene {count} preguntas. Marque una casilla (☐), o todas las que correspondan cuando la "
    "pregunta lo diga.",
    your_answer="Respuesta",
    page="Página",
)

WORDS: Final[Mapping[str, ReturnWords]] = {"en": _EN, "fr": _FR, "es": _ES}


def words(language: str) -> ReturnWords:
    """Return the words of a language (a BCP 47 tag), or the English ones."""
    return WORDS.get(_primary(language), _EN)


def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return _primary(language) in _RIGHT_TO_LEFT


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
