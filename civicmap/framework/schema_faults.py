"""A file's values against the schema: every fault in words, and what is left of the file when the faulty parts go."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from civicmap.framework.faults import suggest
from civicmap.framework.schema import FrameworkFile
from civicmap.framework.schema_base import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path

_ROUNDS = 12  # each round removes the parts that the last one found faulty
_QUOTES = "put it in quotes"
# pydantic's type of error -> what is wrong, what would be right. {input} is the value, the rest is pydantic's context.
_WORDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("should be a text, not {input}", _QUOTES + ': "{input}"'),
    "string_too_short": ("is empty", "write a text, or leave the key out"),
    "float_type": ("should be a number, not {input}", "write a number without quotes"),
    "int_type": ("should be a whole number, not {input}", "write a whole number without quotes"),
    "bool_type": ("should be true or false, not {input}", "write true or false"),
    "list_type": ("should be a list, not {input}", "write [first, second]"),
    "dict_type": ("should hold keys, not {input}", "write its keys below it, indented, or between { }"),
    "model_type": ("should hold keys, not {input}", "write its keys below it, indented, or between { }"),
    "model_attributes_type": ("should hold keys, not {input}", "write its keys below it, indented, or between { }"),
    "too_short": ("is empty", "write at least {min_length}"),
    "too_long": ("is too long", "write at most {max_length}"),
    "greater_than_equal": ("is {input}, below the lowest that it can be", "write at least {ge}"),
    "greater_than": ("is {input}, too low", "write more than {gt}"),
    "less_than_equal": ("is {input}, above the highest that it can be", "write at most {le}"),
    "finite_number": ("should be a number, not {input}", "write a number"),
}


def check_schema(data: Any, faults: Faults, bare: frozenset[Path]) -> FrameworkFile | None:
    """Return the file by its schema, without its faulty parts; None if nothing is left. Names every fault."""
    data = copy.deepcopy(data)
    if not isinstance(data, dict):
        faults.value(
            (), "the file holds no keys", "begin with `civicmap: 1`; `civicmap framework new` prints a whole file"
        )
        return None
    told = set(_empty(data, faults, bare))
    filled: set[Path] = set()
    for _ in range(_ROUNDS):
        try:
            return FrameworkFile.model_validate(data)
        except ValidationError as error:
            found = [(dict(one), *_path(data, one["loc"], one["type"])) for one in error.errors(include_url=False)]
            for one, path, is_key in found:
                _tell(one, path, is_key, faults, told)
            for one, path, _ in reversed(found):  # from the end, so that places in lists still hold
                _mend(data, str(one["type"]), path, faults, filled)
            told.update(path for _, path, _ in found)
    return None


def _empty(data: Any, faults: Faults, bare: frozenset[Path]) -> list[Path]:
    """Name and remove each key without a value."""
    empty = [path for path, value in _walk(data, ()) if value is None]
    for path in empty:
        if path in bare:
            faults.value(
                path[:-1],
                f"{path[-1]!r} has no value; most likely a comma inside {{ }} ended the text before it",
                "put the whole text in double quotes",
            )
        else:
            faults.value(path, "has no value", "write one, or leave the key out")
    for path in reversed(empty):
        _remove(data, path)
    faults.broken.update(empty)
    return empty


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Give every path below a value. The reader has bounded the depth."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key), item
        yield from _walk(item, (*path, key))


def _tell(error: dict[str, Any], path: Path, is_key: bool, faults: Faults, told: set[Path]) -> None:
    """Name one fault, unless its path is told already."""
    if path in told:
        return
    if error["type"] == "missing":
        faults.key(path[:-1], f"the key {path[-1]!r} is missing", "add it")
    else:
        _word(error, path, is_key, faults)


def _mend(data: Any, kind: str, path: Path, faults: Faults, filled: set[Path]) -> None:
    """Remove what a fault spoils; where a key is missing, read on with a text in its place, if a text fits there."""
    if kind != "missing":
        _drop(data, path, faults)
    elif path in filled:
        _drop(data, path[:-1], faults)
    else:
        faults.broken.add(path)
        filled.add(path)
        _at(data, path[:-1])[path[-1]] = "unnamed"


def _word(error: dict[str, Any], path: Path, is_key: bool, faults: Faults) -> None:
    """Put pydantic's finding in words."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if is_key:
        faults.key(path, f"{path[-1]!r} is no id", "use letters, digits, _ and - (no space, no dot)")
    elif kind == "extra_forbidden":
        faults.key(path, f"the key {path[-1]!r} is not known here", suggest(str(path[-1]), _keys_at(path[:-1])))
    elif kind == "civicmap":
        faults.value(path, context["what"], context["how"])
    elif kind == "literal_error":
        known = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        faults.value(path, f"{_shown(value)} is not known here", suggest(str(value), [_yaml(word) for word in known]))
    elif kind == "union_tag_invalid":
        forms = {"word": "a word", "number": "a number", "list": "a list", "map": "keys"}
        known = [words for form, words in forms.items() if f"'{form}'" in context["expected_tags"]]
        faults.value(path, f"should be {' or '.join(known)}, not {_shown(value)}", "compare it with the reference")
    else:
        what, how = _WORDS.get(kind, (error["msg"], "compare it with the reference"))
        facts = context | {"input": _shown(value)}
        faults.value(path, _fill(what, facts), _fill(how, facts))


def _fill(template: str, facts: Mapping[str, Any]) -> str:
    """Put facts into a template whose other braces stay."""
    for name, fact in facts.items():
        template = template.replace("{" + name + "}", str(fact))
    return template


def _yaml(word: str) -> str:
    return word.lower() if word in ("True", "False") else word


def _shown(value: Any) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, dict):
        return "a map of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…") if isinstance(value, str) else text


def _path(data: Any, location: tuple[str | int, ...], kind: str) -> tuple[Path, bool]:
    """Return pydantic's location as a path into the file, and whether it is a key that is at fault."""
    path: list[str | int] = []
    here = data
    for place, part in enumerate(location):
        if part == "[key]":
            return tuple(path), True
        last = place == len(location) - 1
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            if part in FORMS and not (last and kind == "missing"):
                continue
            if not last:
                continue
        path.append(part)
    return tuple(path), False


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _drop(data: Any, path: Path, faults: Faults) -> None:
    """Remove a faulty part and remember it."""
    faults.broken.add(path)
    _remove(data, path)


def _remove(data: Any, path: Path) -> None:
    """Remove what stands at a path, if it still does."""
    try:
        holder = _at(data, path[:-1])
        if path and isinstance(holder, (dict, list)):
            del holder[path[-1]]  # type: ignore[arg-type] # a list's part is a number
    except (KeyError, IndexError, TypeError):
        pass  # it went with something above it


def _keys_at(path: Path) -> list[str]:
    """Return the keys that the schema knows at a path."""
    models: list[Any] = [FrameworkFile]
    for part in path:
        models = [inner for model in models for inner in _inside(model, part)]
    return [
        field.alias or name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    ]


def _inside(annotation: Any, part: str | int) -> list[Any]:
    """Return the types that stand at one part of a path below a model or a map."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == part:
                return _bare_types(field.annotation)
        return []
    arguments = get_args(annotation)
    return _bare_types(arguments[-1]) if arguments else []


def _bare_types(annotation: Any) -> list[Any]:
    """Return the models and maps within an annotation, whatever wraps them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = getattr(annotation, "__origin__", None)
    if origin in (dict, list):
        return [annotation]
    return [inner for argument in get_args(annotation) for inner in _bare_types(argument)]
