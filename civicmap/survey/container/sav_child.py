"""The process that reads an SPSS file: from its standard input, to lines of JSON on its standard output.

First the variables, then the cases some at a time, each with whether there may be more; or, instead, a fault: encoding, large, damaged, absent.
"""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from civicmap.survey.container.sav_cells import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_MEMORY: Final = 1 << 30  # bytes
_MOST_SECONDS: Final = 50  # and one more for each MB of the file
_MOST_VARIABLES: Final = 32_767
_AT_ONCE: Final = 2_000  # cases in a line, if they are not wide
_CELLS_AT_ONCE: Final = 400_000
# What is read in one go: each go begins with skipping what was read before, so there should be few.
_CELLS: Final = 2_000_000
_BYTES: Final = 64_000_000
_OPTIONS: Final[dict[str, Any]] = {
    "user_missing": True,  # "don't know" is an answer
    "apply_value_formats": False,  # labels that repeat would lose their values
    "disable_datetime_conversion": True,  # a day that no calendar has would end the reading
    "output_format": "dict",
}
# How the library words its faults; all else is damage.
_FAULTS: Final = (
    ("encoding", ("character set", "encoding", "convert")),
    ("large", ("allocate", "memory")),
)


def main(encoding: str | None) -> None:
    """Read the file and say what it holds."""
    try:
        import pyreadstat  # noqa: PLC0415 - where it is not installed, that is said
    except ImportError:
        _say({"fault": "absent"})
        return
    stream = _input()
    _limit(stream.seek(0, io.SEEK_END))

    def read(**options: Any) -> tuple[Any, Any]:
        stream.seek(0)
        library: Any = pyreadstat  # its types know no options that are kept in a table
        return library.read_sav(stream, encoding=encoding, **_OPTIONS, **options)  # type: ignore[no-any-return] # as above

    try:
        _, meta = read(metadataonly=True)
        if len(meta.column_names) > _MOST_VARIABLES:
            _say({"fault": "large"})
            return
        _say(_head(meta))
        for cases, more in _parts(read, meta):
            _say({"rows": cases, "more": more})
    except MemoryError:
        _say({"fault": "large"})
    except UnicodeError:
        _say({"fault": "encoding"})
    except Exception as fault:  # noqa: BLE001 - whatever a library says of a file that is none
        said = str(fault).lower()
        _say({"fault": next((kind for kind, words in _FAULTS if any(word in said for word in words)), "damaged")})


def _input() -> BinaryIO:
    """Return the file, which is read several times."""
    given = open(0, "rb", closefd=False)  # noqa: SIM115 - it has a number and no name
    return given if given.seekable() else io.BytesIO(given.read())


def _limit(size: int) -> None:
    """Bound this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    seconds = _MOST_SECONDS + size // 1_000_000
    for what, most in ((resource.RLIMIT_AS, _MOST_MEMORY), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def _texts(meta: Any) -> Iterator[Texts]:
    """Yield how each variable's values read."""
    for name in meta.column_names:
        yield Texts(meta.variable_value_labels.get(name), meta.original_variable_types.get(name))


def _head(meta: Any) -> dict[str, Any]:
    """Return what is said of the variables."""
    names = list(meta.column_names)
    texts = dict(zip(names, _texts(meta), strict=True))
    return {
        "names": [name or "" for name in names],  # a damaged file may name a variable with nothing
        "labels": [label or "" for label in meta.column_labels],
        "encoding": (meta.file_encoding or "").lower() or None,
        "sets": list(_sets(meta.mr_sets or {}, texts)),
    }


def _sets(told: dict[str, Any], texts: dict[str, Texts]) -> Iterator[dict[str, Any]]:
    """Yield the multiple-response sets, with those of their variables that the file holds."""
    for name, one in told.items():
        variables = [variable for variable in one["variable_list"] if variable in texts]
        counted = one["counted_value"]
        yield {
            "name": name,
            "label": one["label"] or "",
            "kind": "dichotomy" if one["is_dichotomy"] else "category",
            "counted": [] if counted is None else [texts[variable][float(counted)] for variable in variables],
            "variables": variables,
        }


def _parts(read: Any, meta: Any) -> Iterator[tuple[list[tuple[str, ...]], bool]]:
    """Yield the cases, some at a time, and whether there may be more."""
    columns = max(len(meta.column_names), 1)
    width = max(sum(meta.variable_storage_width.values()), 1)
    most = max(min(_CELLS // columns, _BYTES // width), 1)
    at_once = max(min(_AT_ONCE, _CELLS_AT_ONCE // columns), 1)
    done, wanted = 0, min(at_once, most)
    while True:
        data, _ = read(row_offset=done, row_limit=wanted)
        texts = [list(map(known.__getitem__, data[name])) for name, known in zip(data, _texts(meta), strict=True)]
        cases = list(zip(*texts, strict=True))
        more = len(cases) == wanted
        for begun in range(0, max(len(cases), 1), at_once):
            yield cases[begun : begun + at_once], more or begun + at_once < len(cases)
        if not more:
            return
        done, wanted = done + wanted, most


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1] or None)
