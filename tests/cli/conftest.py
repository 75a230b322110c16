"""Running the command line as a person would: in a folder, with streams that the test reads."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from civicmap.cli.main import main
from civicmap.resources import sample


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The result as an object."""
        return json.loads(self.out)


@pytest.fixture
def run(tmp_path, monkeypatch, capsysbinary):
    """Return a function that runs civicmap in an empty folder: `run("score", "--by", "level") -> Ran`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)

    def command(*arguments):
        capsysbinary.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return Ran(code, out.decode(), err.decode())

    return command


@pytest.fixture
def sampled(run, tmp_path):
    """Return `run`, in a folder where the first wave of the bundled sample is ingested."""
    for name in ("survey_wave1.xlsx", "survey_wave2.xlsx", "register.csv", "framework.yaml"):
        (tmp_path / name).write_bytes((sample() / name).read_bytes())
    done = run(
        "ingest", "survey_wave1.xlsx", "--framework", "framework.yaml", "--register", "register.csv", "--wave", "2019"
    )
    assert done.code == 0, done.err
    return run
