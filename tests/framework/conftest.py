"""Small frameworks as files: the starter, changed where a test needs it."""

from __future__ import annotations

import pytest

from civicmap.framework.load import load_framework
from civicmap.framework.starter import STARTER


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a framework file and returns its path."""

    def write(text, name="my.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def starter(write):
    """Return a function that loads the starter with texts exchanged: `starter(("old", "new"), ...)`."""

    def starter(*changes):
        text = STARTER
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} should stand once"
            text = text.replace(old, new)
        return load_framework(write(text))

    return starter
