"""Values of the schema as words and as YAML, for the reference page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PLAIN = re.compile(r"[\w–-](?:[\w ./'?()–-]*[\w.?)])?\Z")
_NUMBERLIKE = re.compile(r"[-+.\d][\d.,eE+-]*\Z")
_WORDS = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}


def flow(value: Any) -> str:
    """Return a value as YAML on one line, quoted only where YAML needs it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(name))}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if value and _PLAIN.match(value) and not _NUMBERLIKE.match(value) and value not in ("true", "false", "null"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def form(schema: Mapping[str, Any]) -> str:
    """Return what a value may be, in words; parts of the file are links to their section."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{title(name)}](#{anchor(name)})"
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if words:
        return ", ".join(f"`{flow(word)}`" for word in words)
    arms = schema.get("anyOf") or schema.get("oneOf")
    if arms:
        return " or ".join(dict.fromkeys(form(arm) for arm in arms))
    return _FORMS.get(str(schema.get("type")), _scalar)(schema)


def _scalar(schema: Mapping[str, Any]) -> str:
    """Return the words for a value that holds no others."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return "id" if "boolean" in kind else "text or number"
    if schema.get("format") == "date":
        return "day"
    return "fraction" if schema.get("pattern", "").startswith("^\\s") else _WORDS.get(str(kind), "value")


def _array(schema: Mapping[str, Any]) -> str:
    return f"list of {form(schema['items'])}"


def _object(schema: Mapping[str, Any]) -> str:
    inner = schema.get("additionalProperties") or next(iter(schema.get("patternProperties", {}).values()), None)
    return f"map: id → {form(inner)}" if isinstance(inner, dict) else "map"


_FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"array": _array, "object": _object}


def title(model: str) -> str:
    """Return the name of a part of the file, from that of its model: `QuestionEntry` is a question."""
    bare = re.sub(r"(Entry|Rules|Rule|Map|Form)$", "", model)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare).lower()


def anchor(model: str) -> str:
    """Return the link of a part's section."""
    return title(model).replace(" ", "-")
