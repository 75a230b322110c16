"""Which column of a list of policies holds what, and what makes a sheet such a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.model import Role
from civicmap.survey.headers import header_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.survey.headers import Headers
    from civicmap.survey.tables import Row

COLUMNS: Final = {
    "entity": {"entity", "entity_id", "entity_code", "organization", "organisation", "entité", "entidad"},
    "topic": {"topic", "indicator", "question", "theme", "subject", "sujet", "tema", "indicateur", "indicador"},
    "title": {"title", "policy", "policy_title", "name", "document", "titre", "título"},
    "year": {"year", "year_of_adoption", "adopted", "date", "année", "año"},
    "link": {"link", "url", "web_address", "lien", "enlace"},
    "public": {"public", "is_public", "published", "publique", "pública"},
    "own": {"own", "own_policy", "adopted_by_entity", "propre", "propia"},
}
_NEEDED: Final = ("entity", "title")
_ENOUGH: Final = 4
_NAMES: Final = {"policies", "policy", "list_of_policies", "policy_list", "politiques", "políticas"}


def find_columns(header: Sequence[str], index: Headers) -> dict[str, int]:
    """Return the place of each column that a header names; the first where it names one twice."""
    places: dict[str, int] = {}
    for at, text in enumerate(header):
        key = header_key(text)
        names = [name for name, words in COLUMNS.items() if key in words]
        meant = index.find(text)
        if meant is not None and meant.role is Role.ENTITY:
            names = ["entity"]
        for name in names[:1]:
            places.setdefault(name, at)
    return places


def looks_like_policies(name: str | None, rows: Sequence[Row], index: Headers) -> bool:
    """Say whether a sheet lists policies: by its name, or by a header of the columns that such a list has."""
    header = next((cells for _, cells in rows if cells), None)
    if name is None or header is None:
        return False
    places = find_columns(header, index)
    needed = all(one in places for one in _NEEDED)
    return needed and (header_key(name) in _NAMES or ("topic" in places and len(places) >= _ENOUGH))
