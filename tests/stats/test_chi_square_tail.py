"""The tail of the chi-square distribution for whole degrees of freedom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import chdtrc

from civicmap.stats.independence import chance_beyond


@given(st.floats(0, 1500), st.integers(1, 1200))
def test_the_tail_is_scipys(statistic, df):
    """The finite sum gives what SciPy's incomplete gamma function gives, to twelve digits."""
    assert chance_beyond(statistic, df) == pytest.approx(float(chdtrc(df, statistic)), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("statistic", "df", "p"), [(3.841458820694124, 1, 0.05), (11.070497693516351, 5, 0.05)])
def test_the_points_of_printed_tables(statistic, df, p):
    """The five per cent points of the tables in every textbook have five per cent above them."""
    assert chance_beyond(statistic, df) == pytest.approx(p, rel=1e-12)
