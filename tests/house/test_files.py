"""Files are written whole, and what is no plain file stays what it is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from civicmap.errors import CivicmapError
from civicmap.files import write_whole


def test_a_device_stays_a_device():
    """Writing to the null device writes nothing, and leaves the device there."""
    write_whole(Path("/dev/null"), b"text")

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_link_is_written_through(tmp_path):
    """A symbolic link stays one; the file that it names gets the content."""
    (tmp_path / "named").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "named")

    write_whole(tmp_path / "link", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "named").read_bytes() == b"new"


def test_a_folder_that_is_a_file_is_named(tmp_path):
    """A path below a file cannot be written, and the message says why."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(CivicmapError, match=r"choose another folder|check the folder"):
        write_whole(tmp_path / "file" / "below.md", b"text")
