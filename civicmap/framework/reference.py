"""The reference page of the framework file, made from the schema, its examples and the checker itself."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework import texts
from civicmap.framework.check import check_framework
from civicmap.framework.jsonschema import framework_json_schema
from civicmap.framework.reference_faults import SEEDED
from civicmap.framework.reference_forms import flow, form, title
from civicmap.framework.reference_text import CONDITION_FORMS, CONDITIONS, EXTENDS, FAULTS, INTRO, POINTS, TEXTS, YAML
from civicmap.framework.schema import FrameworkFile
from civicmap.framework.starter import STARTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

_FIRST: Final = (
    "FrameworkFile",
    "AnswerEntry",
    "ScaleEntry",
    "MultiMap",
    "LadderStep",
    "SectionEntry",
    "QuestionEntry",
    "PointsMap",
    "PillarEntry",
    "DimensionEntry",
    "IndicatorEntry",
    "OverallEntry",
    "RanksEntry",
    "CompositeEntry",
    "MissingRules",
    "CoverageRule",
    "BandsEntry",
    "FindingEntry",
    "BenchmarkEntry",
)


def reference_page() -> str:
    """Return the page as Markdown."""
    parts = [INTRO, f"```yaml\n{STARTER}```\n", YAML, *_tables(), _conditions(), POINTS, _texts(), EXTENDS, _faults()]
    return "\n".join(parts)


def models() -> dict[str, type[BaseModel]]:
    """Return every model of the file by its name, those that one meets first at the front."""
    from civicmap.framework.schema_base import Model  # noqa: PLC0415 - for its subclasses alone

    schema = framework_json_schema()
    by_name = {kind.__name__: kind for kind in _below(Model)}
    order = [*_FIRST, *(name for name in schema["$defs"] if name not in _FIRST)]
    return {name: by_name[name] for name in order if name in by_name}


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)


def _tables() -> Iterator[str]:
    """Give a section for each part of the file: what it is, and its keys."""
    schema = framework_json_schema()
    for name, model in models().items():
        properties = (schema if model is FrameworkFile else schema["$defs"][name])["properties"]
        about = " ".join((model.__doc__ or "").split())
        head = "The file itself" if model is FrameworkFile else title(name).capitalize()
        rows = [_row(field, key, properties[key]) for key, field in _keys(model)]
        yield (
            f"## {head}\n\n{about}\n\n| key | value | meaning | example |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
        )


def _keys(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Give a model's keys as the file spells them: those that must be there first."""
    fields = [(field.alias or name, field) for name, field in model.model_fields.items()]
    yield from sorted(fields, key=lambda one: not one[1].is_required())


def _row(field: FieldInfo, key: str, schema: dict[str, Any]) -> str:
    must = " (required)" if field.is_required() else ""
    example = flow(field.examples[0]) if field.examples else ""
    default = field.default if not field.is_required() and isinstance(field.default, (str, int, float)) else None
    said = "" if default in (None, "") or isinstance(default, bool) else f" Default `{flow(default)}`."
    if default is False:
        said = " Default `false`."
    about = (field.description or "") + ("" if "Default" in (field.description or "") else said)
    return f"| `{key}`{must} | {form(schema)} | {_cell(about)} | `{_cell(f'{key}: {example}')}` |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _conditions() -> str:
    rows = [f"| `{_cell(flow(example))}` | {meaning} |" for example, meaning in CONDITION_FORMS]
    return f"{CONDITIONS}\n| condition | holds where |\n|---|---|\n" + "\n".join(rows) + "\n"


def _texts() -> str:
    """Return the section on translations: the places stand in the docstring of `texts`."""
    lines = [line.strip() for line in (texts.__doc__ or "").splitlines() if line.startswith("    ")]
    rows = []
    for line in lines:
        places, _, meaning = line.rpartition("  ")
        rows.append(f"| {', '.join(f'`{place}`' for place in places.split())} | {meaning} |")
    return TEXTS + "\n".join(rows) + "\n"


def _faults() -> str:
    """Return the list of faults: each change to the example, and what the check says of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "my.yaml"
        items = []
        for seeded in SEEDED:
            path.write_text(STARTER.replace(seeded.old, seeded.new, 1), encoding="utf-8")
            said = "\n".join(str(problem) for problem in check_framework(path))
            items.append(f"{seeded.change[0].upper()}{seeded.change[1:]}:\n\n```\n{said}\n```\n")
    return FAULTS + "\n" + "\n".join(items)
