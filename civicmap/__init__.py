"""civicmap: institutional mapping surveys, from a survey tool's export to a report in which every number has its base.

The public names are imported when they are first used, so that `import civicmap` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.load import load_framework
    from civicmap.measure.change import compare
    from civicmap.measure.findings import find_gaps
    from civicmap.measure.score import score
    from civicmap.measure.tally import tally
    from civicmap.report.build import build_report
    from civicmap.report.render import render
    from civicmap.store.store import Store
    from civicmap.survey.ingest import read_survey
    from civicmap.survey.register.load import load_register

_HOME = {
    "Store": "civicmap.store.store",
    "build_report": "civicmap.report.build",
    "compare": "civicmap.measure.change",
    "find_gaps": "civicmap.measure.findings",
    "load_framework": "civicmap.framework.load",
    "load_register": "civicmap.survey.register.load",
    "read_survey": "civicmap.survey.ingest",
    "render": "civicmap.report.render",
    "score": "civicmap.measure.score",
    "tally": "civicmap.measure.tally",
}

__all__ = [
    "Store",
    "build_report",
    "compare",
    "find_gaps",
    "load_framework",
    "load_register",
    "read_survey",
    "render",
    "score",
    "tally",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'civicmap' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
