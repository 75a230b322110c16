"""What alternative texts say of the most and the least: only of what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report import numbers
from civicmap.report.charts.data.common import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.facts import NodeFact
    from civicmap.report.ladder import Wording


def band_sentence(nodes: Sequence[NodeFact], words: Wording) -> str:
    """Return on which node most and least entities stand in the highest band; "" where that is not known of two."""
    found = []
    highest = {node.everyone.bands[-1].band for node in nodes}
    for node in nodes if len(highest) == 1 else ():
        score, band = node.everyone, node.everyone.bands[-1]
        total = None if score.rated is None or score.not_rated is None else score.rated + score.not_rated
        if band.entities is not None and total:
            found.append((band.entities / total, node.title, band, total))
    if len(found) < 2:
        return ""
    most, least = max(found, key=lambda one: one[0]), min(found, key=lambda one: one[0])
    if most[0] == least[0]:
        return ""
    facts: dict[str, str] = {}
    for name, (_, title, band, total) in (("most", most), ("least", least)):
        part, whole = (numbers.figure(n, style=words.numbers) for n in (band.entities or 0, total))
        facts |= {name: title, f"{name}_tally": words.say("tally", part=part, whole=whole)}
    return told(words, "charts.band_extremes", band=most[2].label, **facts)
