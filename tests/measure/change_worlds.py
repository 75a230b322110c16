"""Pairs of waves for tests of change."""

from __future__ import annotations

from dataclasses import replace

from gap_worlds import FINDINGS, framework, random_rows, world

from civicmap.framework.types import Finding, Is

ONE = Finding("one", "One", Is("a", ("yes",)))
IDS = [f"E{n:03}" for n in range(60)]


def waves(seed=0, frame=None, fw=None):
    """Return two waves of random answers: 40 entities each, 20 of them in both."""
    before = world(random_rows(IDS[:40], seed=seed), frame, fw, wave="1")
    after = world(random_rows(IDS[20:], seed=seed + 1000), frame, fw, wave="2")
    return before, after


def said(answers, fw, wave):
    """Return a wave in which each entity said this to question a: entity -> answer or state."""
    return world([{"entity": entity, "a": cell} for entity, cell in answers.items()], None, fw, wave=wave)


def versions(question, older=None, crosswalk=None, version="1"):
    """Return an older and a newer framework that ask one finding; `question` is the newer's, `older` the older's."""
    newer = framework((question,), (ONE,))
    first = replace(framework((older or question,), (ONE,)), version="1", sha256="1" * 64)
    second = replace(
        newer, version="2", sha256="2" * 64, crosswalk_from=version if crosswalk else None, crosswalk=crosswalk or {}
    )
    return first, second


def everything(changes):
    """Return every number of the findings, as tuples that can be compared."""
    return [
        (c.finding.id, c.group, c.panel, c.everyone, c.entrants, c.leavers, c.turnover, c.decomposition)
        for c in changes.findings
    ]


ALL = FINDINGS
