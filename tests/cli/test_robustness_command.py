"""`civicmap robustness` on the bundled sample, as a person types it."""

from __future__ import annotations


def test_robustness_in_every_format(sampled):
    """R5, R8: every format says that it is internal; ranks are off unless asked for; no line is wider than 80."""
    table = sampled("robustness", "--pillar", "protection", "--draws", "20").out
    asked = ("robustness", "--pillar", "protection", "--draws", "20", "--format")
    made = sampled(*asked, "json").json
    ranked = sampled(*asked, "json", "--within", "level").json

    assert "not verified" in table
    assert max(map(len, table.splitlines())) <= 80
    assert "not verified" in sampled(*asked, "csv", "--entities").out.splitlines()[-1]
    assert (made["ranks"], made["within"], made["audience"]) == (False, None, "internal")
    assert (ranked["ranks"], ranked["within"]) == (True, "level")
    assert all(one["dirichlet"]["rank"] is None for one in made["scores"][0]["entities"])


def test_robustness_refuses_what_it_cannot_draw(sampled):
    """What is not there, and more draws than fit, end with 2 and say why."""
    assert sampled("robustness", "--pillar", "nought").code == 2
    assert sampled("robustness", "--draws", "0").code == 2
    assert sampled("robustness", "--within", "nought", "--draws", "5").code == 2
    refused = sampled("robustness", "--draws", "20001")
    assert (refused.code, refused.out) == (2, "")
