"""Headers that say by themselves what a column is: about the form, about a person, or beside a question."""

from __future__ import annotations

import re
from typing import Final

from civicmap.model import Role

SYNTHETIC: Final = "civicmap_synthetic"
"""The column whose "yes" marks a survey as made up."""

# All patterns are matched against a header's key: words in lower case, joined by underscores.
PERSONAL: Final = re.compile(
    r"""
    (.*_)?e_?mail(_?(address|adresse))? | courriel | adresse_(e_mail|électronique) | correo(_electrónico)?
  | ip | ip_?addr(ess)? | ipaddr | recipient_?(email|firstname|lastname|first_name|last_name) | refurl
  | (.*_)?(latitude|longitude|altitude|accuracy|precision|gps|geopoint|geolocation|coordinates) | location(latitude|longitude)
  | device_?id | imei | subscriber_?id | sim_?serial(_?number)? | simid | mac_address
  | (.*_)?(phone|telephone|mobile|téléphone|teléfono)(_?(number|no))?
  | name | (first|last|family|given|sur|middle)_?name | surname | full_name | your_(full_)?name | my_name
  | (name_of_(the_)?)?(respondent|interviewer|enumerator|contact|contact_person|focal_point)(_s)?(_(full_)?name)?
  | completed_by | filled_in_by | submitted_by | username | user_name | creator | editor
  | nom_(du_|de_la_|de_l_)?(répondant|répondante|personne) | prénom | nom_de_famille | apellidos? | nombre_y_apellidos?
  | (.*_)?(audio|recording|signature|photo)(_(file|url))? | token
    """,
    re.VERBOSE,
)
METADATA: Final = re.compile(
    r"""
    start | end | today | timestamp | time_?stamp | horodateur | marca_temporal | отметка_времени | 时间戳记
  | civicmap_\w+  # what its own exports say beside the answers
  | (start|end|completion|submission|finish|recorded|last_modified)_?(time|date)(_utc)? | date_?(submitted|started|stamp)
  | date_last_action | last_(page|modified_time|modified) | lastpage | submit_?date(_utc)? | submissiondate | (start|survey|user)?_?language
  | start_?language | duration(_in_seconds)? | time_taken | interview_?time | seed
  | form_version | respondent_?id | response_?id | collector_?id | submission_?id | instance_?id | meta_instanceid
  | id | uuid | index | no | nr | row | submission_time | validation_status | unnamed_\d+
  | distribution_?channel | external_?reference | network_id | objectid | globalid
    """,
    re.VERBOSE,
)
WEIGHT: Final = frozenset({"weight", "weights", "poids", "ponderación"})
STAGE: Final = frozenset({"stage", "review_stage", "étape", "etapa"})
WAVE: Final = frozenset({"wave", "survey_round", "survey_wave", "vague", "ronda"})
ENTITY: Final = frozenset({"entity", "entity_id", "entity_code", "entité", "entidad"})

# What may follow a question in the header of a column beside it.
OTHER_TEXT: Final = frozenset(
    {
        "other",
        "other_text",
        "text",
        "specify",
        "please_specify",
        "other_please_specify",
        "autre",
        "autre_précisez",
        "otro",
    }
)
_COMMENT: Final = frozenset(
    {
        "comment",
        "comments",
        "remark",
        "remarks",
        "note",
        "notes",
        "explanation",
        "commentaire",
        "commentaires",
        "comentario",
    }
)
_EVIDENCE: Final = frozenset({"evidence", "source", "sources", "link", "links", "url", "document", "lien", "enlace"})
REMARKS: Final = {
    Role.COMMENT: _COMMENT,
    Role.EVIDENCE: _EVIDENCE,
    Role.PAGE: frozenset({"page", "pages", "page_no", "page_number", "página", "páginas"}),
    Role.CONFIDENCE: frozenset({"confidence", "certainty", "confiance", "confianza"}),
}
"""What a column beside a question holds, by the word after the question's name."""

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\Z")
ADDRESS: Final = re.compile(r"(\d{1,3}\.){3}\d{1,3}\Z|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){4,7}\Z", re.IGNORECASE)
PLACE: Final = re.compile(r"-?\d{1,2}\.\d{3,}[,; ]+-?\d{1,3}\.\d{3,}")
