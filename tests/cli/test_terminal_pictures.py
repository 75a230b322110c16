"""Bars and heat maps in characters: true to the numbers, within 80 columns, without colour, and legible without block signs."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.cli.bars import ASCII, HOLDS, LACKS, LENGTH, MARK, SHADES, change_bar, parts_bar, shade, share_bar, signs
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.score_pictures import heat_map
from civicmap.cli.terminal import Terminal
from civicmap.measure.results import GroupKey

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_a_share_is_within_one_character_and_never_none_or_all_by_rounding(share, rest):
    """A bar has one length; its part is the share to one character; only nothing is empty and only all is full."""
    lacks = rest * (1 - share)
    bar = share_bar(share, lacks)

    assert len(bar) == LENGTH
    assert abs(bar.count(HOLDS) - share * LENGTH) <= 1
    assert (bar.count(HOLDS) == 0) == (share == 0)
    assert (bar.count(HOLDS) == LENGTH) == (share == 1)
    assert bar == bar.rstrip(LACKS) + LACKS * bar.count(LACKS)


@given(st.floats(0, 1), st.floats(0, 1))
def test_marks_stand_where_their_share_does(share, bound):
    """A mark takes the place of the character that holds its share."""
    assert share_bar(share, marks=[bound])[min(LENGTH - 1, int(bound * LENGTH))] == MARK


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8), st.integers(8, 60))
def test_parts_fill_the_bar_and_none_is_lost(counts, length):
    """The parts of a bar fill it; each that is there has its sign, in order, and each that is not has none."""
    bar = parts_bar(counts, length)
    if not sum(counts):
        assert bar == ""
        return
    assert len(bar) == length
    assert [sign in bar for sign in signs(len(counts))] == [count > 0 for count in counts]
    assert bar == "".join(sign * bar.count(sign) for sign in signs(len(counts)))


@pytest.mark.parametrize(
    ("before", "after", "bar"),
    [
        (0.0, 1.0, "o──────────────────●"),
        (0.5, 0.5, "··········◉·········"),
        (0.52, 0.49, "·········●o·········"),
        (None, 0.5, ""),
    ],
)
def test_a_track_shows_both_shares(before, after, bar):
    """A track runs from nobody to everyone, with both shares on it; without one of them there is none."""
    assert change_bar(before, after) == bar


@given(st.floats(0, 100), st.floats(0, 100))
def test_shades_never_turn_around(one, two):
    """A higher score is never lighter; no score has no shade."""
    low, high = sorted((one, two))

    assert SHADES.index(shade(low, 0, 100)) <= SHADES.index(shade(high, 0, 100))
    assert shade(None, 0, 100) == " "


def test_signs_keep_apart_without_blocks():
    """Where an encoding has no block signs, those of one bar still differ from each other."""
    assert len({sign.translate(ASCII) for sign in SHADES}) == len(SHADES)
    assert len({sign.translate(ASCII) for sign in (HOLDS, LACKS, MARK, "·")}) == 4
    assert all(sign.translate(ASCII).isascii() for sign in (*SHADES, HOLDS, LACKS, MARK, "●", "◉", "─", "–", "−", "→"))


class _Screen(io.TextIOWrapper):
    """A terminal with an encoding."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("encoding", "bar"), [("ascii", "#+:"), ("latin-1", "#+:"), ("cp437", "#+:"), ("utf-8", "█▓▒")]
)
def test_a_terminal_gets_the_signs_that_it_has(encoding, bar):
    """A terminal without block signs gets ASCII in their place; one with them gets the bytes as they are."""
    raw = io.BytesIO()
    screen = _Screen(raw, encoding=encoding)
    emit(Terminal(screen, screen), Listing([Heading("A")], [["x"]], {}, picture=["█▓▒"]))
    screen.flush()

    assert bar in raw.getvalue().decode(screen.encoding)


def test_pictures_are_for_the_terminal_alone(sampled):
    """Markdown, CSV and JSON hold no bar; the table does, with its digits beside it."""
    for command in (("gaps",), ("score",), ("score", "--by", "level")):
        assert "█" in sampled(*command).out
        for kind in ("md", "csv", "json"):
            assert "█" not in sampled(*command, "--format", kind).out


def test_every_line_fits_80_columns_and_has_no_colour(sampled):
    """With many groups and long names each line keeps to 80 columns, and there is no escape sequence."""
    for command in (("gaps",), ("gaps", "--by", "kind"), ("score",), ("score", "--by", "kind")):
        out = sampled(*command).out
        assert max(map(len, out.splitlines())) <= 80
        assert "\x1b" not in out


def test_a_level_divided_by_a_group_is_a_heat_map(sampled):
    """`score --level indicator --by` gives each indicator's mean in each group, as a map, as rows and in JSON."""
    shown = sampled("score", "--level", "indicator", "--by", "level").out
    document = sampled("score", "--level", "indicator", "--by", "level", "--format", "json").json

    assert document["rows"]
    means = {(one["group"]["value"], one["pillar"]): one["mean"] for one in document["summary"]}
    assert re.search(r"Policy on reprisals +36\.8 ░░ +44\.4 ▒▒ +32\.2 ░░", shown)
    assert len({node for _, node in means}) > 20


def test_names_in_a_heat_map_stay_text():
    """A name with control characters or without end is cut and made visible; means outside 0 to 100 widen the range."""
    group = GroupKey("g", "v", "a\x1b[31m" + "b" * 90)
    node = SimpleNamespace(title="t\x07" + "u" * 90)
    session = SimpleNamespace(framework=SimpleNamespace(node=lambda _id: node))
    lines = heat_map(session, [SimpleNamespace(group=group, node="n", mean=250.0)])

    assert "shaded from 0 · ░ ▒ ▓ █ to 250" in lines[0]
    assert all(line.isprintable() and len(line) <= 80 for line in lines)
