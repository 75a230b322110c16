"""Run programs and say what each cost: seconds, seconds of processors, and the memory of it and its children at the peak.

The module knows the standard library alone: a process starts with the peak of the one that started it, so that one must
be small.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERY = 0.02  # seconds between two looks at the memory


class Run(NamedTuple):
    """What one run cost: seconds, seconds of processors, and MiB at the peak."""

    seconds: float
    processor: float
    peak: float

    def __add__(self, other: Run) -> Run:  # type: ignore[override] # one run after the other, not a longer tuple
        """Return what both cost, one after the other."""
        return Run(self.seconds + other.seconds, self.processor + other.processor, max(self.peak, other.peak))


def tree_mib(pid: int) -> float:
    """Return what a process and its children hold in memory now; 0 where the system does not say."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
        held = [line for line in status.splitlines() if line.startswith("VmRSS")]
        total += int(held[0].split()[1]) / 1024 if held else 0
    return total


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which modules and frameworks are compiled once, as where civicmap is in use."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "CIVICMAP_CACHE": str(folder / "kept")}


def measure(program: Sequence[str], folder: Path, output: Path | None = None) -> Run:
    """Run a program and measure it; what it prints goes to `output` or nowhere. A failure ends the benchmark, naming it."""
    begun = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere, Path(output or os.devnull).open("w") as kept:
        files = [(os.POSIX_SPAWN_DUP2, kept.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2)]
        pid = os.posix_spawnp(program[0], list(program), environment(folder), file_actions=files)
        peaks, over = [0.0], threading.Event()

        def watch() -> None:
            while not over.wait(_EVERY):
                peaks.append(tree_mib(pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, status, used = os.wait4(pid, 0)
        seconds = time.perf_counter() - begun
        over.set()
        watcher.join()
    if status:
        raise SystemExit(f"failed: {' '.join(program)}")
    own = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Run(seconds, used.ru_utime + used.ru_stime, max(*peaks, own))
