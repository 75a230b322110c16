"""The page that brings a scorecard of another kind: its files are read, its commands run and print what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from civicmap.cli.main import main
from civicmap.framework.check import check_framework
from civicmap.framework.load import load_framework
from civicmap.measure.score import score
from civicmap.survey.ingest import read_survey

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "own-scorecard.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_commands_run_and_print_what_the_page_shows(tmp_path, monkeypatch, capsysbinary):
    """Every command ends with 0, and the output below one is its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    files = iter(("depots.yaml", "depots.csv", "published.csv", "more.yaml"))
    out, shown = "", 0
    for kind, text in BLOCKS:
        if kind in ("yaml", "csv"):
            Path(next(files)).write_text(text, encoding="utf-8")
        elif kind == "":
            assert text.splitlines() == out.splitlines()
            shown += 1
        for line in text.splitlines() if kind == "sh" else ():
            assert main(shlex.split(line)[1:]) == 0, line
            out = capsysbinary.readouterr().out.decode()

    assert (shown, next(files, None)) == (2, None)


def test_sections_weigh_by_kind_as_the_page_says(text_file):
    """The page's composites are sound beside its framework, and each entity's total is that of its own kind."""
    framework, more = (text for kind, text in BLOCKS if kind == "yaml")
    path = text_file(framework + more, "depots.yaml")
    assert check_framework(path) == ()
    answers = next(text for kind, text in BLOCKS if kind == "csv")
    made = load_framework(path)
    nodes = score(read_survey([text_file(answers, "depots.csv")], made), made).nodes

    plans, records, total = (nodes[name].score.tolist() for name in ("plans", "records", "total"))
    shares = [(30, 70)] * 2 + [(60, 40)] * 3  # C1 and C2, then T1 to T3
    for at, (one, two) in enumerate(shares):
        assert abs(total[at] - (one * plans[at] + two * records[at]) / 100) < 1e-12
