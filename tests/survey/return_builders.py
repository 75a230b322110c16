"""A small framework, and what a person does to a return workbook, for the tests of writing and reading returns."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
from raw_builders import framework

from civicmap.model import Entity, Register
from civicmap.survey.container.door import open_file
from civicmap.survey.returns.find import find_return
from civicmap.survey.returns.given import Previous
from civicmap.survey.returns.read import read_return
from civicmap.survey.returns.workbook import return_workbook

TEXT = """
civicmap: 1
id: gardens
version: "3"
title: Open gardens
language: en
closes: {"2": 2024-06-30}
entity: {question: garden, name: garden_name}
groups:
  size: {title: Size, question: garden_size, register: size}
answers:
  dont_know: {label: Don't know, state: dont_know}
  none: {label: None of these, exclusive: true, points: 0}
scales:
  policy: {answers: {yes: {label: "Yes, in force", points: 100}, partly: {label: "=Partly", points: 50}, no: {label: "No", points: 0}}, plus: [dont_know]}
  again: {answers: {yes: {label: "Yes"}, no: {label: "No"}, lent: {label: A neighbour's, asked_if: {rules: no}}}}
  size: {answers: {small: {label: Small}, large: {label: Large}}}
  ways:
    multi: true
    answers: {gate: {label: At the gate}, web: {label: On the web}, other: {label: Other, other: true}}
    plus: [none, dont_know]
  days: {multi: true, answers: {week: {label: On weekdays}, other: {label: Other, other: true}}}
profile:
  who:
    title: Who answers
    questions:
      garden: {text: Which garden?, type: text}
      garden_name: {text: What is it called?, type: text}
      garden_size: {text: How large is it?, scale: size}
      keeper: {text: Which role answers?, type: text, tier: confidential}
pillars:
  access:
    title: Access
    dimensions:
      rules:
        title: Rules
        indicators:
          A1:
            title: Written rules
            questions:
              rules: {text: Are there rules?, help: "A text in force. Anyone can ask for it.", scale: policy}
              rules_text: {text: Where are they?, type: text, closed_by: {rules: no}}
              told: {text: How are they told?, scale: ways, asked_if: {rules: [yes, partly]}}
          A2:
            title: Opening
            questions:
              open_days: {text: When is it open?, scale: days}
              visitors: {text: How many visitors?, type: number}
              since: {text: Open since?, type: date}
      twice:
        title: Review
        indicators:
          A3: {title: Review of rules, questions: {review_rules: {text: Was it reviewed?, scale: again}}}
          A4: {title: Review of opening, questions: {review_days: {text: Was it reviewed?, scale: again}}}
"""
FRENCH = {
    "title": "Jardins ouverts",
    "questions.rules.text": "Y a-t-il des règles ?",
    "scales.policy.yes": "Oui, en vigueur",
    "indicators.A1": "Règles écrites",
}
GARDENS = replace(framework(TEXT), translations={"fr": FRENCH})
ROSE = Entity("G-1", "Rose garden", groups={"size": "large", "language": "fr"})
REGISTER = Register((ROSE, Entity("G 2", "Lake & park")), ("size", "language"), "gardens.csv", "0" * 64)
LAST = Previous("1", {"rules": "Yes, in force", "told/gate": "Yes", "visitors": "120", "since": "1999-05-31"})


class Edited:
    """A return workbook in a person's hands. Cells of the answers go by key and column: `edited["rules", "answer"]`."""

    def __init__(self, content=None, **changes):
        self.book = openpyxl.load_workbook(
            io.BytesIO(content or return_workbook(GARDENS, ROSE, **({"wave": "2"} | changes)))
        )
        self.sheet = self.book.worksheets[1]

    @property
    def header(self):
        """The row of the header."""
        return next(row[0].row for row in self.sheet.iter_rows() if row[0].value == "civicmap key")

    def row(self, key):
        """Return the row of a key."""
        return next(row[0].row for row in self.sheet.iter_rows(min_row=self.header) if row[0].value == key)

    def place(self, column):
        """Return the 1-based place of a column by its English header."""
        texts = [str(cell.value).lower() for cell in self.sheet[self.header]]
        return next(at for at, text in enumerate(texts, start=1) if text.startswith(column))

    def cell(self, key, column):
        """Return a cell."""
        return self.sheet.cell(self.row(key), self.place(column))

    def __setitem__(self, where, value):
        self.cell(*where).value = value

    def sort(self, order):
        """Sort the rows below the header, all columns together."""
        first = self.header + 1
        rows = [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=first)]
        for number, values in enumerate(order(rows), start=first):
            for at, value in enumerate(values, start=1):
                self.sheet.cell(number, at).value = value

    def save(self, path):
        """Save it under a path."""
        self.book.save(path)
        return path


def found(path):
    """Return what a file holds as a return."""
    with open_file(path) as container:
        return find_return(container)


def read(path, framework=GARDENS):
    """Return the cells of a return."""
    with open_file(path) as container:
        return read_return(find_return(container), framework)


def said(cells, role="answer"):
    """Return key -> text of the cells of a role."""
    keys = [q if o is None else f"{q}/{o}" for q, o in zip(cells.questions, cells.options, strict=True)]
    return {key: text for key, text, kind in zip(keys, cells.texts, cells.roles, strict=True) if kind == role}


def codes(cells):
    """Return the ids of the problems."""
    return [problem.code.id for problem in cells.problems]


def problem(cells, code):
    """Return the one problem of a code."""
    (only,) = [one for one in cells.problems if one.code is code]
    return only
