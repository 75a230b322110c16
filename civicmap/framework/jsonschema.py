"""The JSON Schema of the framework file, for editors that complete and check as one types. Made from the models."""

from __future__ import annotations

from typing import Any, Final

from civicmap.framework.schema import FrameworkFile

_WORDS: Final = {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]}
_LIST: Final = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}}
CONDITION: Final[dict[str, Any]] = {
    "title": "Condition",
    "description": "A map whose lines must all hold. A key is a question, a group, a pillar or a composite.",
    "type": "object",
    "minProperties": 1,
    "properties": {
        "all_of": _LIST,
        "any_of": _LIST,
        "not": {"$ref": "#/$defs/Condition"},
        "at_least": {
            "type": "object",
            "properties": {"n": {"type": "integer", "minimum": 1}, "of": _LIST},
            "required": ["n", "of"],
            "additionalProperties": False,
        },
        "cells": {
            "type": "object",
            "properties": {
                "questions": {"type": "array", "items": {"type": "string"}},
                "in": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["questions", "in"],
            "additionalProperties": False,
        },
    },
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "integer", "boolean"]},
            {"type": "array", "minItems": 1, "items": {"type": ["string", "integer", "boolean"]}},
            {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "at_least": {"type": "number"},
                    "at_most": {"type": "number"},
                    "all": _WORDS,
                    "within_months": {"type": "integer", "minimum": 1},
                    "band": _WORDS,
                },
                "additionalProperties": False,
            },
        ]
    },
}


def framework_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a framework file."""
    schema = FrameworkFile.model_json_schema(by_alias=True)
    schema["$defs"]["Condition"] = CONDITION
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_settled(schema)}
    # A file that extends another needs nothing else.
    required = [key for key in found.pop("required") if key != "civicmap"]
    return found | {"required": ["civicmap"], "anyOf": [{"required": ["extends"]}, {"required": required}]}


def _settled(value: Any, *, names: bool = False) -> Any:
    """Return a schema without what only pydantic reads: null beside every optional key, and titles made of names.

    `names`: the map's keys are names of keys or of definitions, not words of JSON Schema.
    """
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if names:
        return {name: _settled(item) for name, item in value.items()}
    if value.get("x-civicmap") == "condition":
        value = {"$ref": "#/$defs/Condition"} | {key: value[key] for key in ("description", "examples") if key in value}
    if value == CONDITION:
        return value
    arms = [arm for arm in value.get("anyOf", ()) if arm != {"type": "null"}]
    if len(arms) == 1:
        value = {key: item for key, item in value.items() if key != "anyOf"} | arms[0]
        return _settled(value)
    return {
        key: _settled(item, names=key in ("properties", "$defs")) if key not in ("examples", "default") else item
        for key, item in value.items()
        if key not in ("title", "propertyNames") and not (key == "default" and item is None)
    } | ({"anyOf": _settled(arms)} if arms else {})
