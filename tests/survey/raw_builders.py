"""Raw waves and small frameworks for the tests of the resolving half, from Markdown tables and YAML texts."""

from __future__ import annotations

import importlib.util
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from civicmap.framework.load import load_framework
from civicmap.model import Column, Entity, Raw, RawColumn, Register, Role, RowCount, Source
from civicmap.survey.resolve import resolve

# By its path: several folders have a conftest.
_SPEC = importlib.util.spec_from_file_location("shared_conftest", Path(__file__).parents[1] / "conftest.py")
_SHARED = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SHARED)
read_markdown = _SHARED.read_markdown

SOURCE = Source("survey.xlsx", "0" * 64, "plain", "a test", None, "Responses", 1, 0)
_MARKS = {"@": Role.GROUP, "#": Role.INSTANCE}


@cache
def framework(text):
    """Return the framework of a YAML text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "framework.yaml"
        file.write_text(text, encoding="utf-8")
        return load_framework(file)


def column(header, letter):
    """Return what a header of a test's table stands for.

    `entity`; a question's id; `question=option` for a column per option; `question~` for the text beside `other`;
    `@group`; `#question` for an instance.
    """
    if header == "entity":
        return Column(letter, header, Role.ENTITY)
    if header[0] in _MARKS:
        return Column(letter, header, _MARKS[header[0]], header[1:])
    if "=" in header:
        question, option = header.split("=")
        return Column(letter, header, Role.OPTION, question, option)
    if header.endswith("~"):
        return Column(letter, header, Role.OTHER, header[:-1])
    return Column(letter, header, Role.QUESTION, header)


def raw_of(rows, *, first_row=2, **changes):
    """Return the raw layer of rows of texts, the first of them a header."""
    header, *body = rows
    columns = []
    for place, name in enumerate(header):
        cells = [row[place] for row in body]
        texts = ("", *dict.fromkeys(text for text in cells if text))
        codes = np.array([texts.index(text) for text in cells], dtype=np.min_scalar_type(len(texts) - 1))
        columns.append(RawColumn(column(name, chr(ord("A") + place)), texts, codes))
    facts = {
        "sources": (SOURCE,),
        "columns": tuple(columns),
        "row_source": np.zeros(len(body), dtype=np.uint16),
        "row_number": np.arange(first_row, first_row + len(body), dtype=np.uint32),
        "count": RowCount(len(body), len(body), 0, 0),
        "all_columns": tuple(held.column for held in columns),
    }
    return Raw(**facts | changes)


def raw(markdown, **changes):
    """Return the raw layer of a Markdown table."""
    return raw_of(read_markdown(markdown)[0][1], **changes)


def survey(markdown, text, *, register=None, **changes):
    """Return a Markdown table, resolved against the framework of a YAML text."""
    return resolve(raw(markdown, **changes), framework(text), wave="1", register=register)


def register(markdown):
    """Return a register: id, name, then columns; `parent` and `aliases` (by ;) are what they say."""
    header, *body = read_markdown(markdown)[0][1]
    own = ("id", "name", "parent", "aliases", "contact")
    members = []
    for row in body:
        cells = dict(zip(header, row, strict=True))
        groups = {name: cell for name, cell in cells.items() if name not in own and cell}
        aliases = tuple(filter(None, cells.get("aliases", "").split(";")))
        contacts = {"contact": cells["contact"]} if cells.get("contact") else {}
        members.append(
            Entity(cells["id"], cells.get("name", ""), cells.get("parent") or None, groups, contacts, aliases)
        )
    return Register(tuple(members), tuple(name for name in header if name not in own), "register.csv", "1" * 64)


def cells(resolved, text, question):
    """Return a question's cells as words: an answer's id, or a bare state's name in capitals, one for each row."""
    asked = framework(text).question(question)
    codes = resolved.block.codes[resolved.code_row(question)].tolist()
    return [answer.id if (answer := asked.answer(code)) else asked.state(code).name for code in codes]


def ticks(resolved, question):
    """Return the ids of the ticked options, one text for each row."""
    rows = resolved.tick_rows(question)
    names = [resolved.layout.options[row][1] for row in rows]
    block = resolved.block.ticks[rows]
    return [" ".join(name for name, tick in zip(names, column, strict=True) if tick) for column in block.T]


def codes_of(resolved):
    """Return the ids of a survey's problems."""
    return [problem.code.id for problem in resolved.problems]
