"""What a command may say, and where: results to stdout, everything else to stderr. The library never sees this."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.errors import Code, Problem

MOST_OF_A_KIND = 40  # problems that are printed each: a person reads no more before mending them
_SIGNS = "█▒░▓●─"  # that tables and bars are drawn with
PIPE_WIDTH = 80  # a pipe has no width of its own, and the output may not depend on the machine


@dataclass(frozen=True, slots=True)
class Terminal:
    """The two streams, and how much may be said on them."""

    out: TextIO
    err: TextIO
    quiet: bool = False
    verbose: bool = False
    color: bool = False

    @property
    def width(self) -> int:
        """The width of tables in characters."""
        if not self.out.isatty():
            return PIPE_WIDTH
        try:
            return max(PIPE_WIDTH, os.get_terminal_size(self.out.fileno()).columns)
        except OSError:
            return PIPE_WIDTH

    def result(self, text: str) -> None:
        """Write a result to stdout."""
        _write(self.out, text if text.endswith("\n") else text + "\n")

    def result_bytes(self, content: bytes) -> None:
        """Write a finished document to stdout, byte for byte."""
        binary = getattr(self.out, "buffer", None)
        if binary is None:
            _write(self.out, content.decode())
        elif self.out.isatty() and not _can(self.out, _SIGNS):
            # Shown to a person whose terminal has other signs; a pipe takes the bytes as they are.
            from civicmap.cli.bars import ASCII  # noqa: PLC0415 - for old terminals alone

            _write(self.out, content.decode().translate(ASCII))
        else:
            self.out.flush()
            binary.write(content)
            binary.flush()

    def say(self, text: str) -> None:
        """Say something about the run on stderr, unless it is to be quiet."""
        if not self.quiet:
            _write(self.err, text + "\n")

    def detail(self, text: str) -> None:
        """Say something that only a verbose run needs."""
        if self.verbose:
            self.say(text)

    def complain(self, problems: Iterable[Problem]) -> None:
        """Print problems on stderr, a line each; of one kind the first alone, and how many more. `--quiet` never hides an error."""
        told: Counter[Code] = Counter()
        for problem in problems:
            if self.quiet and problem.severity != "error":
                continue
            told[problem.code] += 1
            if told[problem.code] <= MOST_OF_A_KIND:
                _write(self.err, f"{self._paint(problem.severity)}: {problem}\n")
        for code, count in told.items():
            if count > MOST_OF_A_KIND:
                more = f"{count - MOST_OF_A_KIND} more of this kind ({code.id}): --format json lists each"
                _write(self.err, f"{self._paint(code.severity)}: {more}\n")

    def _paint(self, word: str) -> str:
        """Colour a status word, and nothing else."""
        if not self.color:
            return word
        return {"error": "\x1b[31merror\x1b[0m", "warning": "\x1b[33mwarning\x1b[0m"}.get(word, word)


def standard(*, quiet: bool = False, verbose: bool = False, no_color: bool = False) -> Terminal:
    """Return the process's own streams. NO_COLOR and TERM=dumb are honoured."""
    color = sys.stderr.isatty() and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Terminal(sys.stdout, sys.stderr, quiet, verbose, color)


def _can(stream: TextIO, text: str) -> bool:
    """Whether a stream's encoding has all signs of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _write(stream: TextIO, text: str) -> None:
    """Write a text whatever the stream's encoding; what it cannot show is escaped, not lost."""
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
