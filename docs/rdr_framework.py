"""Make the framework `rdr` from the meta files of the 2022 Big Tech Scorecard, the same bytes for the same files.

python docs/rdr_framework.py FOLDER > civicmap/framework/shipped/rdr.yaml

FOLDER holds the unpacked 2022RDRIndexCSV.zip. Texts of elements and titles of indicators are taken as they stand there.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = Mapping[str, str]

ELEMENTS, INDICATORS = "2022-rdr-index-11-meta-elements.csv", "2022-rdr-index-12-meta-indicators.csv"
CATEGORIES = {"G": ("governance", "Governance"), "F": ("freedom", "Freedom of Expression"), "P": ("privacy", "Privacy")}
HEAD = """\
# The 2022 Big Tech Scorecard of Ranking Digital Rights: elements asked of companies and of their services. Its data are
# published, so its scores can be computed again: docs/how-to/rdr.md has the commands. Made by docs/rdr_framework.py from
# the files of the scorecard: change that, not this.
civicmap: 1
id: rdr
version: "2022"
title: 2022 Big Tech Scorecard
source: Ranking Digital Rights, 2022 RDR Big Tech Scorecard; texts of elements and titles of indicators are theirs, unchanged
licence: Creative Commons Attribution 4.0 International (texts and data, Ranking Digital Rights); MIT (their repository)
verified: >-
{verified}
language: en

# What is not disclosed earns nothing, and is an answer; what does not apply leaves.
missing: {{blank: exclude, not_applicable: exclude}}
# The scorecard has no threshold: every company has a score.
coverage: {{answered: 0, applicable: 0}}
disclosure: {{threshold: 5, release_names: true}}

entity: {{question: company, headers: [Company]}}
wave: {{question: edition}}
instances:
  key: [service]
  # Some elements are asked of services only, some of the company only.
  absent: not_asked
  # Services first become one; that and the company's group and its operating company then make the indicator.
  roll_up: {{at: indicator, by: mean, within: part}}

answers:
  partial: {{label: partial, points: 50}}
  not_disclosed: {{label: no disclosure found, points: 0}}
  not_applicable: {{label: NA, state: not_applicable}}
scales:
  disclosure:
    answers:
      yes: {{label: "yes", points: 100}}
      no: {{label: "no", points: 0}}
    plus: [partial, not_disclosed, not_applicable]
  # Disclosing that something is done counts against the company; silence earns nothing here too.
  reversed:
    answers:
      yes: {{label: "yes", points: 0}}
      no: {{label: "no", points: 100}}
    plus: [partial, not_disclosed, not_applicable]
  part:
    answers:
      group: {{label: Group}}
      operating_company: {{label: OpCom}}
      services: {{label: Services}}

profile:
  evaluated:
    title: What is evaluated
    questions:
      company: {{text: Which company is it?, title: Company, type: text}}
      part: {{text: Which part of the company is it?, title: Composite, scale: part}}
      service: {{text: Which service is it?, title: Service, type: text}}
      edition: {{text: Which edition is it?, title: Index, type: text}}

# Elements make indicators, indicators families, and families the total, each by the plain mean: a family of several
# indicators weighs as much as one of a single. Categories are means of families too, and stand beside (`composites`):
# the total is not their mean.
pillars:
  scorecard:
    title: Scorecard
    dimensions:
"""
TOTAL = """\
# The scorecard also publishes ranks. They follow from totals rounded to whole numbers (four pairs share one), and not from
# the unrounded ones that ranks are made of here, so they are not asked for.
overall: {title: Total}"""
VERIFIED = """\
  Against the files of the scorecard as of 21 April 2022, by the commands of docs/how-to/rdr.md: 15,827 of 15,827
  element scores, 2,660 of 2,660 level scores, 945 of 980 indicator and family scores (35 are 0.01 off: they were made
  of rounded parts), 13 of 14 totals of the file of totals (Kakao's 43.94 is made of rounded families; the overview has
  43.93), 56 of 56 totals and category scores of the overview."""


def main(folder: Path) -> str:
    """Return the framework file."""
    elements, indicators = _rows(folder / ELEMENTS), _rows(folder / INDICATORS)
    lines = [*_families(elements, indicators), "", TOTAL, "", "composites:", *_categories(indicators)]
    return HEAD.format(verified=VERIFIED) + "\n".join(lines) + "\n"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _families(elements: Sequence[Row], indicators: Sequence[Row]) -> Iterator[str]:
    """Yield every family with its indicators. An indicator that is no parent's is a family of its own."""
    titles = {row["Indicator"]: row["labelLong"] for row in indicators}
    for family in _family_ids(indicators):
        members = [row for row in indicators if row["Indicator"][:3] == family and row["isParent"] == "FALSE"]
        yield f"      {family}_family:"
        yield f"        title: {_quoted(family + ' ' + titles[family])}"
        yield "        indicators:"
        for row in members:
            yield f"          {row['Indicator']}:"
            yield f"            title: {_quoted(row['Indicator'] + ' ' + row['labelLong'])}"
            yield "            questions:"
            yield from (_element(one) for one in elements if one["Indicator"] == row["Indicator"])


def _family_ids(indicators: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["Indicator"][:3] for row in indicators))


def _element(row: Row) -> str:
    """Return one element as a question; its id has no dot, its title is the element's own id."""
    scale = "reversed" if row["isReversedScoring"] == "TRUE" else "disclosure"
    element = row["Element"]
    text = _quoted(" ".join(row["description"].split()))
    return f"              {element.replace('.', '_')}: {{text: {text}, title: {element}, scale: {scale}}}"


def _categories(indicators: Sequence[Row]) -> Iterator[str]:
    for letter, (name, title) in CATEGORIES.items():
        families = ", ".join(f"{family}_family" for family in _family_ids(indicators) if family.startswith(letter))
        yield f"  {name}:"
        yield f"    title: {title}"
        yield f"    dimensions: [{families}]"


def _quoted(text: str) -> str:
    """Return a text as YAML reads it in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # stdout of a script is a file
    sys.stdout.write(main(Path(sys.argv[1])))
