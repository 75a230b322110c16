"""The floor of reading a text file: its bytes once, counting lines."""

import sys
from pathlib import Path

with Path(sys.argv[1]).open("rb", buffering=0) as file:
    print(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")))
