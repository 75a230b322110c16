"""What a store keeps of a wave, and what it tells about one without reading it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Raw, Register


@dataclass(frozen=True, slots=True)
class StoredWave:
    """One wave as it is kept: the raw layer, and the framework and register that it was read with.

    `order` (rows,) is that in which the rows are written, None that of the raw layer: rows that stand in the order in
    which they are shown are read many times as fast. `earlier` are the waves ingested before it into the store that it was read from, the last at the end.
    """

    wave: str
    raw: Raw
    framework: Framework
    register: Register | None
    closed_on: date | None
    content_sha256: str  # of the answers, whatever the order of rows and columns
    earlier: tuple[WaveInfo, ...] = field(default=(), compare=False)
    order: NDArray[np.integer] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class WaveInfo:
    """One line about a wave. The highest `ordinal` was ingested last."""

    wave: str
    ordinal: int
    framework_id: str
    framework_version: str
    framework_sha256: str
    responses: int
    content_sha256: str
    synthetic: bool
