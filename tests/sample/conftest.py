"""The bundled sample as tests see it: its script, its frameworks and its two waves, each read once."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

import civicmap
from civicmap.resources import sample


@pytest.fixture(scope="session")
def build():
    """Return the script that makes the sample."""
    sys.path.insert(0, str(sample()))
    try:
        return import_module("build")
    finally:
        sys.path.remove(str(sample()))


@pytest.fixture(scope="session")
def made(build):
    """Return what the script makes now: file name -> bytes."""
    return build.files()


@pytest.fixture(scope="session")
def cells(build, made):
    """Return what the files hold: file name -> sheet -> rows of cells."""
    return {name: build.tables(name, content) for name, content in made.items()}


@pytest.fixture(scope="session")
def fw():
    """Return the sample's framework."""
    return civicmap.load_framework(sample() / "framework.yaml")


@pytest.fixture(scope="session")
def register(fw):
    """Return the sample's register."""
    return civicmap.load_register(sample() / "register.csv", fw)


@pytest.fixture(scope="session")
def waves(fw, register):
    """Return the two waves, read: 2019 and 2021."""
    files = {"2019": "survey_wave1.xlsx", "2021": "survey_wave2.xlsx"}
    return {wave: civicmap.read_survey(sample() / name, fw, register, wave=wave) for wave, name in files.items()}
