"""What an analyst writes today: pandas, statsmodels and python-docx. Shares by region with intervals, in two documents.

python benchmarks/peers/pandas_report.py FILE OUT.md [ENGINE]
"""

import sys

import docx
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

HEADINGS = ["group", "answer", "n", "share", "low", "high"]


def read(path: str, engine: str | None) -> pd.DataFrame:
    """Read a survey; N/A is an answer, not a blank."""
    if path.endswith(".xlsx"):
        return pd.read_excel(path, keep_default_na=False, na_values=[""], engine=engine)
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def shares(survey: pd.DataFrame, question: str) -> list[list[str]]:
    """Return a row for each region and answer of one question."""
    rows = []
    for group, counts in pd.crosstab(survey["region"], survey[question]).iterrows():
        total = counts.sum()
        for answer, count in counts.items():
            low, high = proportion_confint(count, total, method="wilson") if total else (float("nan"), float("nan"))
            share = count / total if total else float("nan")
            rows.append([str(group), str(answer), str(count), f"{share:.1%}", f"{low:.1%}", f"{high:.1%}"])
    return rows


def main(path: str, out: str, engine: str | None = None) -> None:
    """Write the report as Markdown and for Word."""
    survey = read(path, engine)
    document = docx.Document()
    with open(out, "w", encoding="utf-8") as text:  # noqa: PTH123 - as such scripts are written
        for question in [name for name in survey.columns if name.startswith("q") and "comment" not in name]:
            text.write(f"## {question}\n\n| {' | '.join(HEADINGS)} |\n|---|---|--:|--:|--:|--:|\n")
            document.add_heading(question, 2)
            table = document.add_table(rows=1, cols=len(HEADINGS))
            for row in shares(survey, question):
                text.write("| " + " | ".join(row) + " |\n")
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    document.save(out + ".docx")


if __name__ == "__main__":
    main(*sys.argv[1:])
